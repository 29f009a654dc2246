"""The programs that are measured still run, and a figure says honestly whether its limit holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measure import Figure, number, percentile, run


def test_the_bare_window_and_the_till_are_measured_from_spawn_to_rest(tmp_path: Path) -> None:
    bare, till = run("bare"), run("start", str(tmp_path))
    for readings in (bare, till):
        assert number(readings, "spawned") < number(readings, "painted")
        assert number(readings, "memory") > 10
    assert number(till, "painted") <= number(till, "ready")


def test_a_program_that_fails_is_not_a_figure(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="start failed"):
        run("start")


@pytest.mark.parametrize(("value", "holds"), [(1.99, True), (2.0, True), (2.01, False)])
def test_a_limit_holds_up_to_itself(value: float, holds: bool) -> None:
    assert Figure("x", value, 2.0, "×").holds is holds


def test_a_percentile_is_of_what_was_measured() -> None:
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0
    assert percentile([float(each) for each in range(101)], 95) == 95.0
