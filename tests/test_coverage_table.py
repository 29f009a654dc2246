"""docs/coverage.md is complete and current: every route and rule has a row, and every row a test that is there.

``POSDESK_UPDATE_DOCS=1`` writes the document anew. That a route was answered while its test ran is checked where
the tests run, in tests/sandbox/conftest.py.
"""

from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest

from posdesk.sandbox.rules.routes import ROUTES
from posdesk.sandbox.rules.switches import Switches
from tests.coverage_rows import TESTS, document, is_in_the_tree, read_rows, unproven

DOCUMENT = TESTS.parent / "docs" / "coverage.md"
ROWS = read_rows()


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(ROWS.endpoints) == {f"{route.method} {route.path}" for route in ROUTES}


def test_what_a_guide_shows_is_served_on_the_guides_paths() -> None:
    served = {f"{route.method} {route.path}" for route in ROUTES if route.dialect != "reference"}
    shown = {name for names in ROWS.shown.values() for name in names}
    assert shown <= served


def test_every_test_of_a_row_is_in_the_tree() -> None:
    assert [test for test in sorted(set(ROWS.tests())) if not is_in_the_tree(test)] == []


def test_every_rule_has_a_test() -> None:
    rules = (*ROWS.guides, *ROWS.rules, *ROWS.assumed)
    assert [rule.says for rule in rules if not rule.tests or not rule.says] == []


def test_endpoints_are_proved_where_their_answers_are_watched() -> None:
    elsewhere = [test for test in ROWS.endpoints.values() if not test.startswith("sandbox/")]
    assert elsewhere == []


def test_rules_and_assumptions_are_numbered_without_a_gap() -> None:
    assert [rule.source for rule in ROWS.rules] == [str(number) for number in range(1, 36)]
    marks = [rule.source for rule in ROWS.assumed if re.fullmatch(r"U\d+", rule.source)]
    assert marks == [f"U{number}" for number in range(1, 51)]


def test_every_switch_stands_at_an_assumption_and_every_one_named_is_there() -> None:
    named = {rule.switch for rule in ROWS.assumed} - {""}
    assert named == {field.name for field in fields(Switches)}


def test_the_document_is_current() -> None:
    expected = document(ROWS, ROUTES)
    if os.environ.get("POSDESK_UPDATE_DOCS") == "1":
        DOCUMENT.write_text(expected, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(
    "test",
    [
        "test_coverage_table.py::test_nobody_wrote_this",
        "test_nowhere.py::test_every_rule_has_a_test",
        "test_coverage_table.py::ROWS",
        "test_coverage_table.py",
    ],
)
def test_a_test_that_is_not_there_is_noticed(test: str) -> None:
    assert not is_in_the_tree(test)


def test_a_row_whose_test_was_answered_by_another_route_is_noticed() -> None:
    endpoints = {"GET /rewards": "a.py::test_a", "GET /points": "b.py::test_b"}
    answered = {"a.py::test_a": {"GET /benefits"}}
    wrong = ["GET /rewards: a.py::test_a"]
    assert unproven(endpoints, "a.py", lambda _: True, answered) == wrong
    assert unproven(endpoints, "a.py", lambda _: False, answered) == []
    assert unproven(endpoints, "c.py", lambda _: True, answered) == []
    assert unproven(endpoints, "a.py", lambda _: True, {"a.py::test_a": {"GET /rewards"}}) == []


def test_a_test_inside_a_string_or_a_class_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('"""def test_a(): ..."""\nclass A:\n    def test_b(self): ...\n')
    assert not is_in_the_tree("a.py::test_a", tmp_path)
    assert not is_in_the_tree("a.py::test_b", tmp_path)
