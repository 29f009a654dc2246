"""The programs that are measured still run, and a figure says honestly whether its limit holds."""

from __future__ import annotations

from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks import sandbox
from benchmarks.measure import Figure, number, percentile, run
from posdesk.sandbox.rules.router import PREFIX
from tests.sandbox.server.plain_client import plain_till


def test_the_bare_window_and_the_till_are_measured_from_spawn_to_rest(tmp_path: Path) -> None:
    bare, till = run("bare"), run("start", str(tmp_path))
    for readings in (bare, till):
        assert number(readings, "spawned") < number(readings, "painted")
        assert number(readings, "memory") > 10
    assert number(till, "painted") <= number(till, "ready")


def test_a_checkout_is_measured_from_the_scan_to_the_last_line(tmp_path: Path) -> None:
    readings = run("checkout", str(tmp_path))
    for name in ("scan", "stalls", "step", "bare_step"):
        values = readings[name]
        assert isinstance(values, list)
        assert len(values) >= 5, name
        assert min(values) > 0, name


def test_a_program_that_fails_is_not_a_figure(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="start failed"):
        run("start")


@pytest.mark.parametrize(("value", "holds"), [(1.99, True), (2.0, True), (2.01, False)])
def test_a_limit_holds_up_to_itself(value: float, holds: bool) -> None:
    assert Figure("x", value, 2.0, "×").holds is holds


@pytest.mark.parametrize(("value", "holds"), [(0.69, False), (0.7, True), (0.71, True)])
def test_a_limit_from_below_holds_down_to_itself(value: float, holds: bool) -> None:
    figure = Figure("x", value, 0.7, "×", at_least=True)
    assert (figure.holds, figure.sign) == (holds, "≥")


def test_the_bare_server_does_what_the_sandbox_does(tmp_path: Path) -> None:
    balances, redemptions = (path.removeprefix(PREFIX) for path in (sandbox.BALANCES, sandbox.REDEMPTIONS))  # fmt: skip
    with ExitStack() as running:
        for server in sandbox._pair(running, tmp_path):
            till = running.enter_context(plain_till(server.root + PREFIX, server.token))
            before = till.get(balances)
            assert (before["reward_balance"], before["point_balance"]) == (
                sandbox.WEALTH + 25,
                1500,
            )
            granted = till.post(redemptions, sandbox.REDEEM)
            assert granted["total"] == Decimal("0.01")
            left = till.get(balances)["reward_balance"]
            assert granted["balances"]["reward_balance"] == left
            assert before["reward_balance"] - left == Decimal("0.01")
            rate = run("load", "GET", server.root + sandbox.BALANCES, server.token, "", "0.1")
            assert number(rate, "rate") > 0


def test_a_history_is_audited_whole_beside_a_bare_reading() -> None:
    readings = run("audit", "3000")
    assert number(readings, "operations") >= 3000
    assert number(readings, "ratio") > 1


def test_a_server_that_refuses_is_no_figure(tmp_path: Path) -> None:
    with ExitStack() as running:
        server, _ = sandbox._pair(running, tmp_path)
        with pytest.raises(SystemExit, match="Unauthenticated"):
            run("load", "GET", server.root + sandbox.BALANCES, "nobody's", "", "0.1")


def test_a_percentile_is_of_what_was_measured() -> None:
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0
    assert percentile([float(each) for each in range(101)], 95) == 95.0
