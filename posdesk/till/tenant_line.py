"""The line to the tenant: all that stands between a till and its sender, and what is known of it.

It is a sender itself. Whoever asks beside a sale uses it as it is; each sale has an end of its own
(``for_sale``), which knows its deadline, and whether it may write. Calls are rationed where the tenant rations
them (``rationing``); nothing new is written to a live tenant that nobody armed the till for (``live_gate``); every
outcome is looked at before the caller sees it. Nothing is sent twice here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar, runtime_checkable

from posdesk.home.tenant import TenantFile
from posdesk.omneo import auth
from posdesk.omneo.calls import Applied, Call, NotApplied, Outcome
from posdesk.omneo.errors import Forbidden, OmneoError, Unauthenticated, WebPage
from posdesk.sale.events import Event
from posdesk.sale.moments import Instant
from posdesk.sale.phases.steps import REVERSE_UNTIL_S
from posdesk.sale.state import LIVE, Sale
from posdesk.till.bucket import Bucket
from posdesk.till.cashier import Sends
from posdesk.till.clock import Clock
from posdesk.till.lanes import ends_a_sale
from posdesk.till.live_gate import Arming, LiveGate, NotArmed
from posdesk.till.permits import (
    WARN_SKEW_S,
    ClockWrong,
    holds_something,
    is_too_far,
    redeems,
    takes,
)
from posdesk.till.rationing import Rationed
from posdesk.till.token_watch import TokenState, TokenWatch

log = logging.getLogger(__name__)
T = TypeVar("T")
# A look at any call of any result.
Look = Callable[[Call[Any], Outcome[Any]], None]


@runtime_checkable
class Instrument(Protocol):
    """What a sender over a network can tell and change beside sending; one in memory need not have it."""

    @property
    def skew_s(self) -> float | None:
        """Seconds that the tenant's clock is ahead of this computer's."""

    @property
    def token_expires_at(self) -> datetime | None:
        """When the token says that it ends."""

    def use_token(self, token: str) -> Callable[[], None]:
        """Speak under another token; the result takes that back. Raises Unauthenticated."""


@dataclass(frozen=True, slots=True)
class LineState:
    """How the line is. ``pause_s`` are seconds of the tenant's pause; ``hurried``: a reversal did not keep it.

    ``skew_s`` is the tenant's clock less this one, seconds; None where nobody knows. ``web_page``: the last
    answer was somebody else's page. ``token_left_s``, ``armed_left_s``: seconds; None where nobody says when.
    """

    pause_s: float = 0.0
    hurried: bool = False
    skew_s: float | None = None
    web_page: bool = False
    token: TokenState = TokenState.GOOD
    token_left_s: float | None = None
    arming: Arming = Arming.SANDBOX
    armed_left_s: float = 0.0

    @property
    def is_skewed(self) -> bool:
        """Whether the clocks are so far apart that the cashier should know."""
        return self.skew_s is not None and abs(self.skew_s) > WARN_SKEW_S


class TenantLine:
    """``sender``, gated, rationed and looked at. ``look`` is told of each outcome before the caller is."""

    def __init__(self, sender: Sends, tenant: TenantFile, clock: Clock, look: Look) -> None:
        self._sender = sender
        self._clock = clock
        self._look = look
        self._listeners: list[Callable[[], None]] = []
        self._permitted: set[str] = set()
        self._web_page = False
        self._token = TokenWatch()
        self._gate = LiveGate(tenant)
        bucket = Bucket(tenant.rate_per_minute or None)
        self.unseen = Rationed(sender, bucket, clock, on_change=self._changed)

    @property
    def state(self) -> LineState:
        """How the line is now."""
        now = self._clock.now()
        return LineState(
            pause_s=self.unseen.pause_left_s(),
            hurried=self.unseen.hurried,
            skew_s=self._skew_s(),
            web_page=self._web_page,
            token=self._token.state(now),
            token_left_s=self._token.left_s(now),
            arming=self._gate.state(now),
            armed_left_s=self._gate.left_s(now),
        )

    def follow(self, hear: Callable[[], None]) -> None:
        """``hear`` is called whenever ``state`` may have changed, on the loop's thread."""
        self._listeners.append(hear)

    # Sending

    async def send(self, call: Call[T]) -> Outcome[T]:
        """A write beside the sales, once: for a live tenant only while the till is armed."""
        return await self._pass_on(call, allowed=self._gate.is_open(self._clock.now()))

    async def fetch(self, call: Call[T]) -> T:
        """A read. Raises OmneoError."""
        try:
            value = await self.unseen.fetch(call)
        except OmneoError as error:
            self._see(call, NotApplied(error))
            raise
        self._see(call, Applied(value, 200))
        return value

    def for_sale(self, sale: Callable[[], Sale]) -> Sends:
        """The end of the line that one sale holds. One that has begun to take something may go on."""
        if not sale().at_rest:
            self._permitted.add(sale().reference)
        return _SaleEnd(self, sale)

    def for_ending(self) -> Sends:
        """The end for what a recorded sale still owes: it was permitted with the sale."""
        return _SaleEnd(self, None)

    async def send_of(self, sale: Sale | None, call: Call[T]) -> Outcome[T]:
        """A sale's own write, once; None: what sales that are over still owe."""
        if sale is None:
            return await self._pass_on(call, allowed=True)
        known = sale.reference in self._permitted or self._gate.is_open(self._clock.now())
        return await self._pass_on(call, deadline(sale), allowed=known or ends_a_sale(call))

    async def _pass_on(
        self, call: Call[T], until: Instant | None = None, *, allowed: bool
    ) -> Outcome[T]:
        if call.writes and not allowed:
            log.warning("%s %s: not armed, not sent", call.method, call.route)
            return NotApplied(NotArmed())
        outcome = await self.unseen.send(call, until)
        self._see(call, outcome)
        return outcome

    # What a sale may begin

    def permit(self, sale: Sale, event: Event) -> None:
        """Whether ``sale`` may take something by ``event``. Raises NotArmed, ClockWrong; nothing was sent then."""
        if not takes(event) or holds_something(sale):
            return
        if not self._gate.is_open(self._clock.now()):
            raise NotArmed
        if redeems(sale, event) and is_too_far(self._skew_s()) and not sale.clock_trusted:
            raise ClockWrong(f"{self._skew_s():+.0f} s")
        self._permitted.add(sale.reference)

    def arm(self, typed: str) -> None:
        """Allow writes to a live tenant, whose name was ``typed``, for fifteen minutes. Raises WrongTenantName."""
        self._gate.arm(typed, self._clock.now())
        self._changed()

    def disarm(self) -> None:
        """Allow nothing new any more; what was begun may still end."""
        self._gate.disarm()
        self._changed()

    # The token

    async def check(self) -> None:
        """Ask the tenant whether it accepts the token, and until when. Raises OmneoError."""
        self._token.renewed(self._told_until(await self.fetch(auth.verify())))

    async def use_token(self, token: str) -> None:
        """Speak under ``token`` from now on. Raises Unauthenticated or Forbidden, and then the one before stays."""
        if not isinstance(self._sender, Instrument):
            raise TypeError("this sender speaks under no token")
        take_back = self._sender.use_token(token)
        try:
            checked = await self.unseen.fetch(auth.verify())
        except (Unauthenticated, Forbidden):
            take_back()
            raise
        except OmneoError as error:
            # Nobody could say: the next call will show. The old one was no better.
            log.warning("the new token could not be checked: %s", error.code)
            checked = auth.TokenCheck()
        self._token.renewed(self._told_until(checked))
        self._changed()

    def _told_until(self, checked: auth.TokenCheck) -> datetime | None:
        own = self._sender.token_expires_at if isinstance(self._sender, Instrument) else None
        return checked.expires_at or own

    # What is seen

    def _see(self, call: Call[Any], outcome: Outcome[Any]) -> None:
        before = self._facts()
        self._token.look(call, outcome)
        if isinstance(outcome, Applied):
            self._web_page = False
        elif isinstance(outcome.error, WebPage):
            self._web_page = True
        elif isinstance(outcome, NotApplied) and outcome.error.status is not None:
            # A refusal in the tenant's own words is its answer, too.
            self._web_page = False
        self._look(call, outcome)
        if self._facts() != before:
            self._changed()

    def _facts(self) -> tuple[object, ...]:
        skew_s = self._skew_s()
        is_skewed = skew_s is not None and abs(skew_s) > WARN_SKEW_S
        token = self._token.state(self._clock.now())
        return self._web_page, token, is_skewed, is_too_far(skew_s)

    def _skew_s(self) -> float | None:
        return self._sender.skew_s if isinstance(self._sender, Instrument) else None

    def _changed(self) -> None:
        for hear in self._listeners:
            hear()


class _SaleEnd:
    """The line as one sale uses it; with no sale, as what is owed after sales does."""

    def __init__(self, line: TenantLine, sale: Callable[[], Sale] | None) -> None:
        self._line = line
        self._sale = sale

    async def send(self, call: Call[T]) -> Outcome[T]:
        return await self._line.send_of(self._sale() if self._sale else None, call)

    async def fetch(self, call: Call[T]) -> T:
        return await self._line.fetch(call)


def deadline(sale: Sale) -> Instant | None:
    """When the first of what the sale has taken can no longer be reversed; None when nothing can be missed."""
    open_legs = [leg for leg in sale.legs if leg.state in LIVE and not leg.too_late]
    sent = [leg.sent_at for leg in open_legs if leg.sent_at is not None]
    return min(sent, key=lambda at: at.utc_ms).plus(REVERSE_UNTIL_S) if sent else None
