"""Thousands of sales while everything goes wrong, and what must be true of all of them."""

from __future__ import annotations

from posdesk.simulation.plans import ALL
from posdesk.simulation.runner import Wish, simulate
from posdesk.simulation.world import HEALING_S

HALF = 10_000


def check_many(seed: int) -> None:
    """Ten thousand sales from ``seed`` on; half of what every run of the tests sells, for one of two cores."""
    summary = simulate(Wish(sales=HALF, seed=seed, profile=ALL))
    assert summary.is_clean, (summary.violations, summary.replays)
    assert summary.sales > 0.99 * HALF
    assert summary.slowest_s <= HEALING_S
    assert set(summary.endings) <= {"recorded", "voided", "choosing", "open"}
    happened = summary.happened
    # The faults were there, and so was what answers them.
    for what in ("faults", "crashes", "unknown", "adopted", "reversed", "refunded", "decided"):
        assert happened[what] > 0, what
    assert happened["twins"] > 0
