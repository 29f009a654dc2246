"""The line to the tenant: all that stands between a till and its sender, and what is known of it.

It is a sender itself. Whoever asks beside a sale uses it as it is; each sale has an end of its own
(``for_sale``), which knows that sale's deadline. Calls are rationed where the tenant rations them
(``rationing``); every outcome is looked at before the caller sees it. Nothing is sent twice here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from posdesk.home.tenant import TenantFile
from posdesk.omneo.calls import Applied, Call, NotApplied, Outcome
from posdesk.omneo.errors import OmneoError
from posdesk.sale.moments import Instant
from posdesk.sale.phases.steps import REVERSE_UNTIL_S
from posdesk.sale.state import LIVE, Sale
from posdesk.till.bucket import Bucket
from posdesk.till.cashier import Sends
from posdesk.till.clock import Clock
from posdesk.till.rationing import Rationed

T = TypeVar("T")
# A look at any call of any result.
Look = Callable[[Call[Any], Outcome[Any]], None]


@dataclass(frozen=True, slots=True)
class LineState:
    """How the line is. ``pause_s``: seconds of the tenant's pause; ``hurried``: a reversal did not keep it."""

    pause_s: float = 0.0
    hurried: bool = False


class TenantLine:
    """``sender``, rationed and looked at. ``look`` is told of each outcome before the caller is."""

    def __init__(self, sender: Sends, tenant: TenantFile, clock: Clock, look: Look) -> None:
        self._look = look
        self._listeners: list[Callable[[], None]] = []
        bucket = Bucket(tenant.rate_per_minute or None)
        self.unseen = Rationed(sender, bucket, clock, on_change=self._changed)

    @property
    def state(self) -> LineState:
        """How the line is now."""
        return LineState(self.unseen.pause_left_s(), self.unseen.hurried)

    def follow(self, hear: Callable[[], None]) -> None:
        """``hear`` is called whenever ``state`` has changed, on the loop's thread."""
        self._listeners.append(hear)

    async def send(self, call: Call[T], until: Instant | None = None) -> Outcome[T]:
        """Once. ``until`` is when a putting back would come too late."""
        outcome = await self.unseen.send(call, until)
        self._look(call, outcome)
        return outcome

    async def fetch(self, call: Call[T]) -> T:
        """A read. Raises OmneoError."""
        try:
            value = await self.unseen.fetch(call)
        except OmneoError as error:
            self._look(call, NotApplied(error))
            raise
        self._look(call, Applied(value, 200))
        return value

    def for_sale(self, sale: Callable[[], Sale]) -> Sends:
        """The end of the line that one sale holds."""
        return _SaleEnd(self, sale)

    def _changed(self) -> None:
        for hear in self._listeners:
            hear()


class _SaleEnd:
    """The line as one sale uses it."""

    def __init__(self, line: TenantLine, sale: Callable[[], Sale]) -> None:
        self._line = line
        self._sale = sale

    async def send(self, call: Call[T]) -> Outcome[T]:
        return await self._line.send(call, deadline(self._sale()))

    async def fetch(self, call: Call[T]) -> T:
        return await self._line.fetch(call)


def deadline(sale: Sale) -> Instant | None:
    """When the first of what the sale has taken can no longer be reversed; None when nothing can be missed."""
    open_legs = [leg for leg in sale.legs if leg.state in LIVE and not leg.too_late]
    sent = [leg.sent_at for leg in open_legs if leg.sent_at is not None]
    return min(sent, key=lambda at: at.utc_ms).plus(REVERSE_UNTIL_S) if sent else None
