"""Whether anything may be written to this tenant (W42). The sandbox always; a live one for fifteen minutes at a time.

A person arms the till by typing the tenant's name. It is asked before a sale takes anything, so that nothing is
journalled as sent, and again at the line, which nothing new passes unarmed. What a sale has begun it may end: to put
back and to record is never refused, for then the gate itself would lose money.
"""

from __future__ import annotations

from enum import StrEnum

from posdesk.home.tenant import TenantFile
from posdesk.omneo.errors import OmneoError
from posdesk.sale.errors import PosError
from posdesk.sale.moments import Instant

ARMED_S = 15 * 60.0


class NotArmed(OmneoError):
    """A write to a live tenant that nobody has armed the till for. It was not sent."""

    code = "till.not_armed"
    user_message = (
        "Writing to this live tenant is off. Nothing was sent and the sale is kept. "
        "Type the tenant's name in the bar at the top, then try again."
    )


class WrongTenantName(PosError):
    """What was typed to arm the till is not the tenant's name."""

    code = "till.wrong_tenant_name"
    user_message = (
        "This is not the name of this till's tenant. Nothing can be written to it, as before. "
        "Type the name as it stands at the top of the window."
    )


class Arming(StrEnum):
    """How the gate stands."""

    SANDBOX = "sandbox"
    OFF = "off"
    ON = "on"


class LiveGate:
    """Armed in memory alone: every start begins unarmed."""

    def __init__(self, tenant: TenantFile) -> None:
        self._names = {each.casefold() for each in (tenant.name, tenant.title) if each}
        self._is_sandbox = tenant.is_sandbox
        self._since: Instant | None = None

    def state(self, now: Instant) -> Arming:
        """How it stands at ``now``."""
        if self._is_sandbox:
            return Arming.SANDBOX
        return Arming.ON if self.left_s(now) > 0 else Arming.OFF

    def left_s(self, now: Instant) -> float:
        """Seconds for which the till stays armed."""
        return max(0.0, ARMED_S - self._since.elapsed_s(now)) if self._since is not None else 0.0

    def is_open(self, now: Instant) -> bool:
        """Whether something new may be written."""
        return self.state(now) is not Arming.OFF

    def arm(self, typed: str, now: Instant) -> None:
        """Allow writes for fifteen minutes from ``now``. Raises WrongTenantName."""
        if typed.strip().casefold() not in self._names:
            raise WrongTenantName
        self._since = now

    def disarm(self) -> None:
        """Allow nothing new any more."""
        self._since = None
