"""How far this computer's clock is from the tenant's, from the ``Date`` of its answers (W34). Pure.

A skew is the tenant's time less ours at the middle of the exchange: positive, ours is slow. ``Date`` has whole
seconds, and one answer may come from a cache or a proxy, so it is the median of the last few that counts.
Deadlines never use it: they count from our own send.
"""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_KEPT = 7
# The middle of a longer exchange says too little about when the tenant wrote its date.
_LONGEST_S = 20.0
_HALF_A_SECOND = timedelta(milliseconds=500)


class SkewMeter:
    """What the last answers said."""

    def __init__(self) -> None:
        self._seen: deque[float] = deque(maxlen=_KEPT)

    @property
    def skew_s(self) -> float | None:
        """Seconds that the tenant's clock is ahead of ours; None before an answer had a date."""
        # Not ``statistics``, which loads half a library at each start.
        return sorted(self._seen)[len(self._seen) // 2] if self._seen else None

    def note(self, date: str, started_at: datetime, duration_s: float) -> None:
        """An answer came with ``date``; ``started_at`` (aware) is when its request left. What is no date is passed over."""
        if duration_s > _LONGEST_S:
            return
        try:
            said = parsedate_to_datetime(date)
        except ValueError:
            return
        said = said if said.tzinfo is not None else said.replace(tzinfo=UTC)
        middle = started_at + timedelta(seconds=duration_s / 2)
        self._seen.append((said + _HALF_A_SECOND - middle).total_seconds())
