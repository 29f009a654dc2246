"""The clocks of a world: everyone's own, none of them right."""

from __future__ import annotations

from typing import Final

from posdesk.sale.moments import Instant
from posdesk.simulation.schedule import Schedule

# 10 March 2026, 02:00 UTC: an ordinary working day in Melbourne.
EPOCH_MS: Final = 1_773_108_000_000


class WorldClock:
    """A clock that is off by ``skew_ms`` and counts since the boot of its machine."""

    def __init__(self, schedule: Schedule, machine: str, skew_ms: int = 0) -> None:
        self._schedule = schedule
        self._machine = machine
        self._boots = 0
        self._booted_ms = schedule.now_ms
        self.skew_ms = skew_ms

    def now(self) -> Instant:
        """The instant by this clock: UTC as it believes, and time since the boot, which goes on in sleep."""
        now_ms = self._schedule.now_ms
        return Instant(
            EPOCH_MS + now_ms + self.skew_ms,
            now_ms - self._booted_ms,
            f"{self._machine}.{self._boots}",
        )

    def reboot(self) -> None:
        """The machine starts anew: its time since boot begins again, under another name."""
        self._boots += 1
        self._booted_ms = self._schedule.now_ms
