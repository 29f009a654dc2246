"""kill -9 of a headless till at instants that a seed draws: nothing lost, nothing twice, whatever it was doing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.killing import Killed, Plan, kill, measured, running
from tests.till.next_start import Outcome, put_right, wrongs

KILLS = 150
BATCH = 10
# Of the short run, beyond those of the long one; none of them waits for a silent terminal.
FEW = (150, 151, 152, 154)
Note = Callable[[str, object], None]


def killed(sandbox: Sandbox, seed: int, home: Path, note: Note) -> None:
    """Kill by one seed, and see nothing wrong."""
    plan = Plan.of("till", seed)
    done: Killed = kill(sandbox, plan, home)
    note("killed till", done.place)
    assert done.violations == [], f"at {done.stood}. {plan.replay}"


@pytest.mark.parametrize("seed", FEW)
def test_a_till_killed_at_a_random_instant_leaves_nothing_taken(
    sandbox: Sandbox, tmp_path: Path, seed: int, record_property: Note
) -> None:
    killed(sandbox, seed, tmp_path, record_property)


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, KILLS, BATCH))
def test_a_till_killed_at_many_random_instants_leaves_nothing_taken(
    sandbox: Sandbox, tmp_path: Path, first: int, record_property: Note
) -> None:
    for seed in range(first, first + BATCH):
        killed(sandbox, seed, tmp_path / str(seed), record_property)


def test_what_nobody_has_put_right_is_seen(sandbox: Sandbox, tmp_path: Path) -> None:
    before = plain_http.wallet(sandbox)
    with running(sandbox, tmp_path, "till", "sell", "approved") as till:
        till.until_word("paying")
        till.kill()
    left = wrongs(sandbox, Outcome((), ()), before, till.words, "205.00", 1)
    assert any("live, and set() are of recorded sales" in each for each in left)
    assert any("the wallet was" in each for each in left)

    outcome = put_right(sandbox, tmp_path)
    assert wrongs(sandbox, outcome, before, till.words, "205.00", 1) == []
    told = [*till.words, "recording B1:granted"]
    assert wrongs(sandbox, outcome, before, told, "205.00", 1) == [
        "it was paid, and 0 sales are recorded"
    ]


def test_a_sale_that_stands_is_seen_when_the_tenant_or_the_terminal_disagree(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    before = plain_http.wallet(sandbox)
    with running(sandbox, tmp_path, "till", "sell", "approved") as till:
        till.rest()
        till.kill()
    outcome = put_right(sandbox, tmp_path)
    (sale,) = outcome.sales
    assert wrongs(sandbox, outcome, before, till.words, "205.00", 1) == []

    unpaid = Outcome(outcome.sales, ())
    assert "the terminal keeps []" in wrongs(sandbox, unpaid, before, [], "205.00", 1)[0]
    assert "gift cards, not 2" in wrongs(sandbox, outcome, before, [], "205.00", 2)[0]
    unknown = Outcome((), outcome.kept)
    assert any(sale.reference in each for each in wrongs(sandbox, unknown, before, [], "205.00", 1))
    sandbox.control.reset()
    forgotten = wrongs(sandbox, unpaid, before, [], "205.00", 1)
    assert any("the balance was" in each for each in forgotten)


def test_a_measured_sale_lasts_in_every_state_and_a_seed_always_means_the_same(
    sandbox: Sandbox,
) -> None:
    stretches = measured(sandbox, "till", "declined")
    assert len(stretches) > 10
    assert all(each >= 0 for each in stretches)
    assert Plan.of("till", 3) == Plan.of("till", 3)
    assert len({Plan.of("till", seed).instant for seed in range(KILLS)}) == KILLS
