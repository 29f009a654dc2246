"""kill -9 of the window's own process at instants that a seed draws: nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sandbox.server.running import Sandbox
from tests.till.killing import Plan, kill

KILLS = 50
# Of the short run, beyond those of the long one; it waits for no silent terminal.
ONE = 52
BATCH = 5
Note = Callable[[str, object], None]


def killed(sandbox: Sandbox, seed: int, home: Path, note: Note) -> None:
    """Kill by one seed, and see nothing wrong."""
    plan = Plan.of("window", seed)
    done = kill(sandbox, plan, home)
    note("killed window", done.place)
    assert done.violations == [], f"at {done.stood}. {plan.replay}"


def test_a_window_killed_at_a_random_instant_leaves_nothing_taken(
    sandbox: Sandbox, tmp_path: Path, record_property: Note
) -> None:
    killed(sandbox, ONE, tmp_path, record_property)


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, KILLS, BATCH))
def test_a_window_killed_at_many_random_instants_leaves_nothing_taken(
    sandbox: Sandbox, tmp_path: Path, first: int, record_property: Note
) -> None:
    for seed in range(first, first + BATCH):
        killed(sandbox, seed, tmp_path / str(seed), record_property)
