"""Instants: when something happened, on two clocks at once.

The wall clock can be set back, and the monotonic clock stops while a laptop sleeps; so an instant
carries UTC and the time since boot, and an age is the greater of the two differences.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instant:
    """``utc_ms``: UTC milliseconds since 1970; ``boot_ms``: milliseconds since the boot ``boot_id``."""

    utc_ms: int
    boot_ms: int = 0
    boot_id: str = ""

    def elapsed_s(self, later: Instant) -> float:
        """Seconds from here to ``later``, the longer reading: a deadline must not be missed."""
        wall = (later.utc_ms - self.utc_ms) / 1000
        if not self.boot_id or self.boot_id != later.boot_id:
            return wall
        return max(wall, (later.boot_ms - self.boot_ms) / 1000)

    def waited_s(self, later: Instant) -> float:
        """Seconds that have surely passed until ``later``: a clock set forward shortens no waiting."""
        if self.boot_id and self.boot_id == later.boot_id:
            return (later.boot_ms - self.boot_ms) / 1000
        return (later.utc_ms - self.utc_ms) / 1000

    def precedes(self, other: Instant) -> bool:
        """Whether this came first: by the clock that nobody can set, where both are of one boot."""
        if self.boot_id and self.boot_id == other.boot_id:
            return self.boot_ms < other.boot_ms
        return self.utc_ms < other.utc_ms

    def plus(self, seconds: float) -> Instant:
        """The instant ``seconds`` later, on both clocks."""
        ms = round(seconds * 1000)
        return Instant(self.utc_ms + ms, self.boot_ms + ms, self.boot_id)
