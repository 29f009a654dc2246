"""What time it is, on two clocks at once. The only place of the till that reads the machine's clocks.

The wall clock can be set; the other one counts from the start of the machine and goes on through
sleep, so that the ten minutes of a reversal also pass in a closed laptop (W36 of the reliability notes).
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from posdesk.sale.moments import Instant

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_NS_PER_MS = 1_000_000
# Each system names it differently: Linux stops CLOCK_MONOTONIC in suspend and has CLOCK_BOOTTIME; macOS
# stops Python's monotonic() but not CLOCK_MONOTONIC; Windows has neither, and monotonic() goes on.
_SLEEPLESS: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


class Clock(Protocol):
    """Whatever can say what time it is: the machine, a simulation, a test."""

    def now(self) -> Instant:
        """This instant: UTC and time since boot, both in milliseconds."""


class SystemClock:
    """The machine's own clocks.

    ``boot_id_file`` is where the kernel names the present boot. Where there is none the moment of the
    boot, to the minute, is its name; a wall clock set between two starts of posdesk then gives another
    name, and ``Instant.elapsed_s`` falls back on the wall clock alone.
    """

    def __init__(self, boot_id_file: Path = _BOOT_ID) -> None:
        self._boot_id = _kernel_boot_id(boot_id_file) or _boot_minute()

    def now(self) -> Instant:
        return Instant(time.time_ns() // _NS_PER_MS, _since_boot_ms(), self._boot_id)


@dataclass(slots=True)
class OffsetClock:
    """``clock`` with its wall clock moved by ``offset_s`` seconds: a sandbox whose time was advanced.

    The time since boot stays true. ``Instant.elapsed_s`` takes the longer reading, so an advance makes
    everything older by as much, and taking it back makes nothing younger than it really is.
    """

    clock: Clock
    offset_s: float = 0

    def now(self) -> Instant:
        true = self.clock.now()
        return Instant(true.utc_ms + round(self.offset_s * 1000), true.boot_ms, true.boot_id)


def _since_boot_ms() -> int:
    """Milliseconds on a clock that goes on while the machine sleeps."""
    if _SLEEPLESS is None:
        return time.monotonic_ns() // _NS_PER_MS
    return time.clock_gettime_ns(_SLEEPLESS) // _NS_PER_MS


def _kernel_boot_id(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _boot_minute() -> str:
    return f"boot-{round((time.time_ns() // _NS_PER_MS - _since_boot_ms()) / 60_000)}"
