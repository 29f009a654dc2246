"""``make bench``: measures, and prints each figure as a ratio with the limit that it is held to.

A noisy machine must not fail a build: the exit code says only whether everything could be measured.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from dataclasses import asdict

from benchmarks.measure import Figure, number, percentile, run, several
from benchmarks.sandbox import sandbox_figures

ROUNDS = 7
STALL_S = 0.05


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


def audit_figures() -> list[Figure]:
    ratio = number(run("audit", "200000"), "ratio")
    return [Figure("a history of operations, audited", ratio, 4.0, "× reading its JSON")]


def main(arguments: list[str]) -> int:
    figures = [*start_figures(), *checkout_figures(), *audit_figures(), *sandbox_figures()]
    if "--json" in arguments:
        print(json.dumps([{**asdict(each), "holds": each.holds} for each in figures]))
        return 0
    width = max(len(each.name) for each in figures)
    for each in figures:
        verdict = "holds" if each.holds else "MISSED"
        print(
            f"{each.name:<{width}}  {each.value:6.2f} {each.sign} {each.limit:<4}  {verdict:<6}  {each.unit}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
