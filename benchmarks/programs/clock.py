"""What every measured program tells: a reading on the machine's monotonic clock, and its memory."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def now_s() -> float:
    """Seconds on a clock that all processes of the machine share."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def resident_mib(process: int | str = "self") -> float:
    """Memory of a process now, in MiB."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def tell(**readings: float | list[float]) -> None:
    """One line for the one who measures."""
    sys.stdout.write(json.dumps(readings) + "\n")
    sys.stdout.flush()
