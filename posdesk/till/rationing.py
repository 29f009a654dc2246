"""Between the till and its sender: who may speak to the tenant now, when it rations its calls (W32).

``Rationed`` is a sender. With no rate known and no pause asked for it passes everything on at once. A write is
sent once, as ever: one that would have to wait long comes back as "not applied", unsent, with the seconds in it,
and the sale waits as for any pause. A read may be asked again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from posdesk.omneo.calls import Call, NotApplied, Outcome
from posdesk.omneo.errors import OmneoError, Throttled
from posdesk.sale.moments import Instant
from posdesk.till.bucket import Bucket
from posdesk.till.cashier import Sends
from posdesk.till.clock import Clock
from posdesk.till.lanes import lane_of, puts_back

log = logging.getLogger(__name__)
T = TypeVar("T")
# Longer than this nobody is kept without a word: the wait is said, and whoever asked decides.
PATIENCE_S = 15.0
READ_TRIES = 3

Sleep = Callable[[float], Awaitable[None]]


class Rationed:
    """``sender`` behind ``bucket``. ``on_change`` is called when a pause begins, or is not kept."""

    def __init__(
        self,
        sender: Sends,
        bucket: Bucket,
        clock: Clock,
        *,
        on_change: Callable[[], None] = lambda: None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._sender = sender
        self._bucket = bucket
        self._clock = clock
        self._on_change = on_change
        self._sleep = sleep
        self._hurried_at: float | None = None

    def pause_left_s(self) -> float:
        """Seconds of the pause that the tenant asked for; 0 when there is none."""
        return self._bucket.pause_left_s(self._now_s())

    @property
    def hurried(self) -> bool:
        """Whether the pause in force was not kept for a reversal, which would have missed its ten minutes."""
        return self._hurried_at is not None and self.pause_left_s() > 0

    async def send(self, call: Call[T], until: Instant | None = None) -> Outcome[T]:
        """Once. ``until``: after this instant a putting back comes too late, so it is not kept waiting beyond."""
        wait_s = await self._turn(call, until if puts_back(call) else None)
        if wait_s > 0:
            return NotApplied(_kept_back(call, wait_s))
        outcome = await self._sender.send(call)
        if isinstance(outcome, NotApplied):
            self._learn(outcome.error)
        return outcome

    async def fetch(self, call: Call[T]) -> T:
        """A read, asked again after a short pause. Raises OmneoError."""
        tries = 0
        while (wait_s := await self._turn(call, None)) <= 0:
            try:
                return await self._sender.fetch(call)
            except OmneoError as error:
                self._learn(error)
                tries += 1
                if tries == READ_TRIES or not isinstance(error, Throttled):
                    raise
        raise _kept_back(call, wait_s)

    async def _turn(self, call: Call[Any], until: Instant | None) -> float:
        """Wait for a turn. 0.0: it has come; more: it is not worth the wait, in seconds."""
        ticket = self._bucket.join(lane_of(call))
        try:
            began = self._now_s()
            while True:
                now = self._now_s()
                paused = self._bucket.pause_left_s(now) > 0
                wait_s = self._bucket.ask(now, ticket, self._late_s(until))
                if wait_s <= 0:
                    if paused:
                        self._hurry(call)
                    return 0.0
                if now - began + wait_s > PATIENCE_S:
                    return wait_s
                await self._sleep(wait_s)
        finally:
            self._bucket.leave(ticket)

    def _late_s(self, until: Instant | None) -> float | None:
        """``until`` on the bucket's clock; None for none, and for one that has passed already."""
        if until is None:
            return None
        left_s = -until.elapsed_s(self._clock.now())
        return self._now_s() + left_s if left_s > 0 else None

    def _hurry(self, call: Call[Any]) -> None:
        log.warning("%s %s goes out in a pause: its deadline comes first", call.method, call.route)
        self._hurried_at = self._now_s()
        self._on_change()

    def _learn(self, error: OmneoError) -> None:
        if isinstance(error, Throttled):
            if not self.pause_left_s():
                self._hurried_at = None
            self._bucket.throttled(self._now_s(), error.retry_after_s, error.limit)
            self._on_change()

    def _now_s(self) -> float:
        """On the clock that nobody sets, where there is one."""
        now = self._clock.now()
        return (now.boot_ms if now.boot_id else now.utc_ms) / 1000


def _kept_back(call: Call[Any], wait_s: float) -> Throttled:
    lane = lane_of(call).name.lower()
    return Throttled(f"kept back, not sent: {lane}", retry_after_s=wait_s, status=None)
