"""``make bench``: measures, and prints each figure as a ratio with the limit that it is held to.

A noisy machine must not fail a build: the exit code says only whether everything could be measured.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.programs.clock import now_s

ROUNDS = 7
STALL_S = 0.05
TIMEOUT_S = 90
ROOT = Path(__file__).resolve().parent.parent
Readings = dict[str, float | list[float]]


@dataclass(frozen=True)
class Figure:
    """A ratio and its limit; ``holds`` is what the limit says."""

    name: str
    value: float
    limit: float
    unit: str

    @property
    def holds(self) -> bool:
        return self.value <= self.limit


def run(program: str, *arguments: str) -> Readings:
    """Run a program of ``benchmarks.programs``; its readings, with ``spawned`` from before its start."""
    environment = {key: value for key, value in os.environ.items() if key not in HINDERS}
    environment["QT_QPA_PLATFORM"] = environment.get("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", f"benchmarks.programs.{program}", *arguments]
    spawned = now_s()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
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


# An installed package has its bytecode; a switch that keeps it from being written would be measured instead.
HINDERS = frozenset({"PYTHONDONTWRITEBYTECODE"})


def number(readings: Readings, name: str) -> float:
    value = readings[name]
    if isinstance(value, list):
        raise TypeError(f"{name} has many readings")
    return value


def several(readings: Readings, name: str) -> list[float]:
    value = readings[name]
    return value if isinstance(value, list) else [value]


def start_figures() -> list[Figure]:
    """Bare window and till in turn, round by round; the medians of the rounds' ratios."""
    paint, ready, memory = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for round_number in range(ROUNDS + 1):
            bare, till = run("bare"), run("start", folder)
            if round_number == 0:
                continue  # the first round writes bytecode and fills the caches
            base = number(bare, "painted") - number(bare, "spawned")
            paint.append((number(till, "painted") - number(till, "spawned")) / base)
            ready.append((number(till, "ready") - number(till, "spawned")) / base)
            memory.append(number(till, "memory") / number(bare, "memory"))
    return [
        Figure("first paint", statistics.median(paint), 2.0, "× a bare window"),
        Figure("ready to sell", statistics.median(ready), 6.0, "× a bare window's first paint"),
        Figure("memory at rest", statistics.median(memory), 2.0, "× a bare window"),
    ]


def checkout_figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        readings = run("checkout", folder)
    stalls = several(readings, "stalls")
    step, bare = several(readings, "step"), several(readings, "bare_step")
    return [
        Figure(
            "scan to painted customer card",
            statistics.median(several(readings, "scan")),
            2.5,
            "calls' worth of latency",
        ),
        Figure(
            "worst stall in a checkout of 200 lines",
            min(stalls) / STALL_S,
            1.0,
            "× 50 ms, the best of five runs",
        ),
        Figure(
            "one line of 1,000 changed, to the painted preview",
            percentile(step, 95) / percentile(bare, 95),
            8.0,
            "× a bare table's one-row step (p95)",
        ),
    ]


def percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def main(arguments: list[str]) -> int:
    figures = [*start_figures(), *checkout_figures()]
    if "--json" in arguments:
        print(json.dumps([{**asdict(each), "holds": each.holds} for each in figures]))
        return 0
    width = max(len(each.name) for each in figures)
    for each in figures:
        verdict = "holds" if each.holds else "MISSED"
        print(
            f"{each.name:<{width}}  {each.value:6.2f} ≤ {each.limit:<4}  {verdict:<6}  {each.unit}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
