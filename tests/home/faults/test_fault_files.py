"""Files of faults: what is written is read back, and what is wrong is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.home.faults import files
from posdesk.home.faults.injector import Counted
from posdesk.home.faults.plan import BadFaults, FaultPlan
from posdesk.home.faults.tables import counters_of, counters_table, plan_of, table_of
from tests.home.faults.made_plans import plans

LOST: dict[str, Any] = {"name": "lost", "operation": "redemptions.create", "kind": "answer_lost"}


@given(plans())
def test_every_plan_survives_both_kinds_of_file(plan: FaultPlan) -> None:
    assert plan_of(table_of(plan)) == plan
    assert plan_of(json.loads(files.written(plan, is_json=True))) == plan
    assert plan_of(files._parsed(Path("a.toml"), files.written(plan))) == plan


@pytest.mark.parametrize("name", ["faults.toml", "faults.json"])
def test_a_plan_is_saved_and_loaded(tmp_path: Path, name: str) -> None:
    plan = plan_of({"format": 1, "fault": [{**LOST, "after_ms": 40, "chance": "0.25", "seed": 3}]})
    files.save(tmp_path / name, plan)
    assert files.load(tmp_path / name) == plan


def test_what_is_no_file_of_faults_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "letter.toml"
    path.write_text("Dear Sir,")
    with pytest.raises(BadFaults, match=r"letter\.toml"):
        files.save(path, FaultPlan())
    assert path.read_text() == "Dear Sir,"
    path.write_text("format = 1  # mine\n")
    files.save(path, plan_of({"format": 1, "fault": [LOST]}))
    assert [fault.name for fault in files.load(path).faults] == ["lost"]


def test_saving_nothing_leaves_a_file_that_loads(tmp_path: Path) -> None:
    files.save(tmp_path / "none.toml", FaultPlan())
    assert files.load(tmp_path / "none.toml") == FaultPlan()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "x" * 65}, "name"),
        ({"operation": "redemptions.destroy"}, "operation"),
        ({"operation": 3}, "operation"),
        ({"kind": "earthquake"}, "kind"),
        ({"kind": None}, "kind"),
        ({"after_ms": -1}, "after_ms"),
        ({"after_ms": True}, "after_ms"),
        ({"after_ms": "soon"}, "after_ms"),
        ({"after_ms": 1.5}, "after_ms"),
        ({"percent": 3}, "percent"),
        ({"nth": 0}, "nth"),
        ({"nth": 1, "every": 2}, "every"),
        ({"every": "often"}, "every"),
        ({"every": 0}, "every"),
        ({"seed": 1}, "seed"),
        ({"chance": "0"}, "chance"),
        ({"chance": "1.01"}, "chance"),
        ({"chance": "NaN"}, "chance"),
        ({"chance": 0.5}, "chance"),
        ({"chance": "often"}, "chance"),
        ({"chance": "0.5", "seed": -1}, "seed"),
        ({"count": 0}, "count"),
        ({"on": "yes"}, "on"),
        ({"kind": "applied_twice", "answer": "both"}, "answer"),
        ({"kind": "garbage", "processed": 1}, "processed"),
    ],
)
def test_a_wrong_field_is_named_with_its_fault(changes: dict[str, Any], field: str) -> None:
    good = {**LOST, "name": "good"}
    with pytest.raises(BadFaults) as caught:
        plan_of({"format": 1, "fault": [good, {**LOST, **changes}]})
    assert caught.value.where.startswith("fault 2")
    assert caught.value.where.endswith(f", {field}")
    assert caught.value.problem


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ([], "the file"),
        ({}, "format"),
        ({"format": True}, "format"),
        ({"format": 2}, "format"),
        ({"format": 1, "faults": []}, "faults"),
        ({"format": 1, "fault": LOST}, "fault"),
        ({"format": 1, "fault": ["lost"]}, "fault 1"),
        ({"format": 1, "fault": [LOST, LOST]}, "lost, name"),
        ({"format": 1, "fault": [{**LOST, "name": str(at)} for at in range(201)]}, "fault"),
    ],
)
def test_a_wrong_table_is_named(table: object, where: str) -> None:
    with pytest.raises(BadFaults) as caught:
        plan_of(table)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", b"format = 1\n[[fault]\n", "line 2"),
        ("a.json", b'{"format": 1,\n oops}', "line 2"),
        ("a.toml", b"format = 1\n# \xff\n", "line 2"),
        ("a.toml", b"format = 1\n" + b"#" * (1 << 20), "larger"),
        ("a.json", b"[" * 100_000, "cannot be read"),
        ("a.toml", b'format = 1\n[[fault]]\nname = "x"\n', "fault 1 (x), operation"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(
    tmp_path: Path, name: str, text: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text)
    with pytest.raises(BadFaults, match=name) as caught:
        files.load(path)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadFaults, match=r"gone\.toml"):
        files.load(tmp_path / "gone.toml")


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=5, max_size=5), plans())
def test_counters_travel_with_their_plan(numbers: list[tuple[int, int]], plan: FaultPlan) -> None:
    counted = [Counted(fault, *pair) for fault, pair in zip(plan.faults, numbers, strict=False)]
    assert counters_of(json.loads(json.dumps(counters_table(counted)))) == tuple(counted)


@pytest.mark.parametrize(
    "table",
    [
        None,
        {"format": 1},
        {"format": 1, "fault": [LOST], "counters": []},
        {"format": 1, "fault": [LOST], "counters": [{}]},
        {"format": 1, "fault": [LOST], "counters": [{"matched": "x", "happened": 1}]},
    ],
)
def test_counters_that_cannot_be_read_are_refused(table: object) -> None:
    with pytest.raises(BadFaults):
        counters_of(table)
