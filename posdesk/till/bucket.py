"""A token bucket for a tenant that rations its calls (W32). Pure: no clock, no I/O; seconds come in.

A call takes a token, and each token comes back a minute after it was taken: so no minute, wherever it begins,
sees more calls than the rate. A fifth is kept for what ends a sale (``Lane.ENDING``). Nobody tells a till its
rate beforehand (omneo-api.md 1.10): until a 429 has taught one, and no file has named one, nothing waits.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from posdesk.till.lanes import Lane

MINUTE_S = 60.0
# A rate that a 429 has taught is forgotten after ten minutes without another: tenants change their mind.
LEARNT_FOR_S = 600.0
# Without ``Retry-After`` a pause of this length (ASSUMED; the framework counts by the minute).
UNSAID_S = 5.0
# What went through in the minute before a 429 teaches no less (the framework's usual rate, ASSUMED): a few calls
# refused because others were busy must not make a till crawl, for a sale takes some twenty.
LEAST_LEARNT = 60
_MOST_REMEMBERED = 6_000


@dataclass(frozen=True, slots=True, order=True)
class Ticket:
    """A call that wants to go: the lower lane first, in a lane the earlier."""

    lane: Lane
    number: int


class Bucket:
    """``told_rate``: calls in a minute, from the tenant's file; None where it says nothing."""

    def __init__(self, told_rate: int | None = None) -> None:
        self._told = told_rate
        self._learnt: int | None = None
        self._taught_at = 0.0
        self._paused_until: float | None = None
        self._taken: deque[float] = deque(maxlen=_MOST_REMEMBERED)
        self._queue: set[Ticket] = set()
        self._count = 0

    def rate(self, now_s: float) -> int | None:
        """Calls in a minute that are let through now; None: as many as there are."""
        if self._learnt is not None and now_s - self._taught_at >= LEARNT_FOR_S:
            self._learnt = None
        known = [each for each in (self._told, self._learnt) if each is not None]
        return min(known) if known else None

    def pause_left_s(self, now_s: float) -> float:
        """Seconds of the pause that the tenant asked for."""
        return max(0.0, (self._paused_until or now_s) - now_s)

    def join(self, lane: Lane) -> Ticket:
        """Stand in line. ``leave`` ends it, whatever came of the call."""
        self._count += 1
        ticket = Ticket(lane, self._count)
        self._queue.add(ticket)
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Stand in line no longer."""
        self._queue.discard(ticket)

    def ask(self, now_s: float, ticket: Ticket, until_s: float | None = None) -> float:
        """Seconds after which to ask again; 0.0: go now, a token was taken and the line was left.

        ``until_s`` is when the call would come too late. One that would have to wait beyond it goes now: the
        tenant may refuse it, which costs less than the deadline.
        """
        wait_s = self._wait_s(now_s, ticket)
        if wait_s > 0 and (until_s is None or now_s + wait_s < until_s):
            return wait_s
        self._taken.append(now_s)
        self.leave(ticket)
        return 0.0

    def throttled(
        self, now_s: float, retry_after_s: float | None = None, limit: int | None = None
    ) -> None:
        """A call was refused with 429: pause, and learn the rate, from ``limit`` or from what went through.

        The tenant says when it counts anew, so every token is back when its pause is over.
        """
        pause_s = UNSAID_S if retry_after_s is None else retry_after_s
        self._paused_until = max(self._paused_until or now_s, now_s + pause_s)
        # The last of them is the one that was refused.
        through = sum(1 for each in self._taken if each > now_s - MINUTE_S) - 1
        self._taken.clear()
        self._learnt = limit or max(LEAST_LEARNT, through)
        self._taught_at = now_s

    def _wait_s(self, now_s: float, ticket: Ticket) -> float:
        pause_s = self.pause_left_s(now_s)
        rate = self.rate(now_s)
        if rate is None:
            return pause_s
        return max(pause_s, self._refill_s(now_s, ticket, rate))

    def _refill_s(self, now_s: float, ticket: Ticket, rate: int) -> float:
        """Until there is a token for everybody ahead and for this one, beside the share that is not its own."""
        while self._taken and self._taken[0] <= now_s - MINUTE_S:
            self._taken.popleft()
        ahead = sum(1 for each in self._queue if each < ticket)
        mine = rate if ticket.lane is Lane.ENDING else rate - reserve(rate)
        # So many of those taken must have come back: the oldest come first.
        missing = len(self._taken) + ahead + 1 - mine
        if missing <= 0:
            return 0.0
        if missing > len(self._taken):
            return MINUTE_S
        return self._taken[missing - 1] + MINUTE_S - now_s


def reserve(rate: int) -> int:
    """Of ``rate`` calls, those that only the end of a sale may take: a fifth, at least one where there are two."""
    return min(rate - 1, max(1, rate // 5))
