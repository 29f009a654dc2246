"""What every measurement of ``make bench`` stands on: a figure with its limit, and programs that are run and tell."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.programs.clock import now_s

TIMEOUT_S = 90
ROOT = Path(__file__).resolve().parent.parent
Readings = dict[str, float | list[float]]
# An installed package has its bytecode; a switch that keeps it from being written would be measured instead.
HINDERS = frozenset({"PYTHONDONTWRITEBYTECODE"})


@dataclass(frozen=True)
class Figure:
    """A ratio and its limit, which is a bound from below where ``at_least``; ``holds`` is what the limit says."""

    name: str
    value: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def sign(self) -> str:
        return "≥" if self.at_least else "≤"


def surroundings() -> dict[str, str]:
    """The environment of what is measured: no display, and nothing that hinders."""
    found = {key: value for key, value in os.environ.items() if key not in HINDERS}
    found["QT_QPA_PLATFORM"] = found.get("QT_QPA_PLATFORM", "offscreen")
    return found


def run(program: str, *arguments: str) -> Readings:
    """Run a program of ``benchmarks.programs``; its readings, with ``spawned`` from before its start."""
    command = [sys.executable, "-m", f"benchmarks.programs.{program}", *arguments]
    spawned = now_s()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=surroundings(),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise SystemExit(f"{program} failed ({done.returncode}):\n{done.stderr[-2000:]}")
    readings: Readings = json.loads(lines[-1])
    return {"spawned": spawned, **readings}


def number(readings: Readings, name: str) -> float:
    value = readings[name]
    if isinstance(value, list):
        raise TypeError(f"{name} has many readings")
    return value


def several(readings: Readings, name: str) -> list[float]:
    value = readings[name]
    return value if isinstance(value, list) else [value]


def percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
