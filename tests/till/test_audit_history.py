"""Histories: every one that could have happened passes, and one thing that could not is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.till import audit_history
from posdesk.till.audit_history import subset
from posdesk.till.audit_report import Invariant, Report
from posdesk.till.books import BooksUnreadable
from tests.till.audit_histories import ENDINGS, Made, histories

Line = dict[str, Any]


def report_on(lines: Iterable[Line], *, finished: bool = True) -> Report:
    return audit_history.audit_history(map(json.dumps, lines), finished=finished)


def names(lines: Iterable[Line], *, finished: bool = True) -> set[Invariant]:
    return {each.invariant for each in report_on(lines, finished=finished).violations}


@given(histories())
def test_a_history_that_could_have_happened_passes(made: Made) -> None:
    report = report_on(made.lines)
    assert report.violations == ()
    assert report.sales == len(made.sales)


@given(histories())
def test_bytes_and_a_history_that_is_not_over_pass_as_well(made: Made) -> None:
    lines = [json.dumps(each).encode() for each in made.lines]
    for end in (len(lines), len(lines) // 2):
        report = audit_history.audit_history(
            (line for line in lines[:end] if b'"balance"' not in line), finished=False
        )
        assert report.violations == ()


# One thing that could not have happened: each changes a copy of the lines, and names what it broke.


def _index(lines: list[Line], **wanted: object) -> int:
    """The first line with those fields."""
    return next(
        index
        for index, line in enumerate(lines)
        if all(line.get(name) == value for name, value in wanted.items())
    )


def _of(lines: list[Line], reference: str, **wanted: object) -> int:
    return _index(lines, reference=reference, **wanted)


def redeemed_twice(lines: list[Line], reference: str) -> None:
    at = _of(lines, reference, op="redeem", kind="ok")
    lines.insert(at + 1, {**lines[at], "id": "twice"})


def recorded_twice(lines: list[Line], reference: str) -> None:
    at = _of(lines, reference, op="record", kind="ok")
    lines.insert(at + 1, {**lines[at], "id": "twice"})


def charged_twice(lines: list[Line], reference: str) -> None:
    at = _of(lines, reference, op="charge", kind="ok")
    lines.insert(at + 1, {**lines[at], "id": "twice"})


def never_recorded(lines: list[Line], reference: str) -> None:
    lines[:] = [
        each for each in lines if each.get("reference") != reference or each["op"] != "record"
    ]


def left_out_of_the_record(lines: list[Line], reference: str) -> None:
    lines[_of(lines, reference, op="record", kind="invoke")]["legs"] = []


def put_back_though_linked(lines: list[Line], reference: str) -> None:
    at = _of(lines, reference, op="record", kind="ok")
    undo = {**lines[at], "op": "reverse", "leg": "R1"}
    lines[at + 1 : at + 1] = [{**undo, "kind": "invoke"}, {**undo, "kind": "ok"}]


def a_balance_lowered(lines: list[Line], _reference: str) -> None:
    lines[_index(lines, op="balance")]["left"] -= 1


def a_balance_below_zero(lines: list[Line], _reference: str) -> None:
    line = lines[_index(lines, op="balance")]
    line["issued"] -= line["left"] + 1
    line["left"] = -1


def outcome_before_intention(lines: list[Line], reference: str) -> None:
    at = _of(lines, reference, op="redeem", kind="invoke")
    outcome = lines.pop(_of(lines, reference, op="redeem", kind="ok"))
    lines.insert(at, outcome)


def two_at_once(lines: list[Line], reference: str) -> None:
    at = _of(lines, reference, op="redeem", kind="invoke")
    lines.insert(at + 1, {**lines[at], "op": "charge", "leg": "T9", "process": "another"})


def sent_again_in_doubt(lines: list[Line], reference: str) -> None:
    at = _of(lines, reference, op="redeem", kind="invoke")
    lines.insert(at, {**lines[at], "kind": "unknown"})
    lines.insert(at, lines[at + 1])


def an_amount_that_is_a_fraction(lines: list[Line], reference: str) -> None:
    lines[_of(lines, reference, op="redeem", kind="invoke")]["amount"] = 25.5


def reversed_too_late(lines: list[Line], reference: str) -> None:
    at = _of(lines, reference, op="redeem", kind="ok")
    late = lines[at]["at_ms"] + 700_000
    lines.insert(at + 1, {**lines[at], "op": "reverse", "kind": "invoke", "at_ms": late})


def refunded_too_early(lines: list[Line], reference: str) -> None:
    at = _of(lines, reference, op="redeem", kind="ok")
    lines.insert(at + 1, {**lines[at], "op": "refund", "kind": "invoke"})


CHANGES: list[tuple[Callable[[list[Line], str], None], Invariant]] = [
    (redeemed_twice, Invariant.ONE_LIVE),
    (recorded_twice, Invariant.ONE_TRANSACTION),
    (charged_twice, Invariant.ONE_LIVE),
    (never_recorded, Invariant.AT_REST),
    (never_recorded, Invariant.TENDER_BACKED),
    (left_out_of_the_record, Invariant.AT_REST),
    (put_back_though_linked, Invariant.OWN_LINK),
    (a_balance_lowered, Invariant.BALANCE),
    (a_balance_below_zero, Invariant.BALANCE),
    (outcome_before_intention, Invariant.INTENTION),
    (two_at_once, Invariant.ONE_IN_FLIGHT),
    (sent_again_in_doubt, Invariant.LATE_WINDOW),
    (an_amount_that_is_a_fraction, Invariant.EXACT),
    (reversed_too_late, Invariant.WINDOW),
    (refunded_too_early, Invariant.WINDOW),
]


@pytest.mark.parametrize(("change", "invariant"), CHANGES)
@given(made=histories(sure=True))
def test_one_thing_that_could_not_have_happened_is_found(
    made: Made, change: Callable[[list[Line], str], None], invariant: Invariant
) -> None:
    lines = deepcopy(made.lines)
    change(lines, made.sure)
    assert invariant in names(lines)


# What is unknown


@pytest.mark.parametrize("took_effect", [True, False])
def test_an_unknown_redemption_may_have_taken_effect_or_not(took_effect: bool) -> None:
    lines = ENDINGS["lost"]("S-1", "p1", 700).lines
    left = 10_000 - (700 if took_effect else 0)
    balance = {"op": "balance", "profile": "p1", "opening": 0, "issued": 10_000, "left": left}
    assert names([*lines, balance]) == set()
    assert names([*lines, {**balance, "left": left - 1}]) == {Invariant.BALANCE}


def test_of_many_unknowns_some_must_explain_the_balance() -> None:
    lines = [
        line
        for number, amount in enumerate((300, 500, 700, 1100))
        for line in ENDINGS["lost"](f"S-{number}", "p1", amount).lines
    ]
    balance = {"op": "balance", "profile": "p1", "opening": 5_000, "issued": 0}
    assert names([*lines, {**balance, "left": 5_000 - 1_600}]) == set()
    assert names([*lines, {**balance, "left": 5_000 - 900}]) == {Invariant.BALANCE}


def test_more_choices_than_can_be_tried_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_history, "MOST_WORK", 100)
    lines = [
        line
        for number in range(3)
        for line in ENDINGS["lost"](f"S-{number}", "p1", 700 + number).lines
    ]
    balance = {"op": "balance", "profile": "p1", "opening": 5_000, "issued": 0, "left": 4_300}
    (violation,) = report_on([*lines, balance]).violations
    assert violation.invariant is Invariant.BALANCE
    assert "too many" in violation.detail


def test_a_recorded_sale_proves_what_it_names() -> None:
    """Its answer was lost, and the transaction names it: then it is taken, and the balance must say so."""
    made = ENDINGS["recorded"]("S-1", "p1", 700)
    lines = [{**each, "kind": "unknown"} if _is_granted(each) else each for each in made.lines]
    balance = {"op": "balance", "profile": "p1", "opening": 5_000, "issued": 0, "left": 4_300}
    assert names([*lines, balance]) == set()
    assert names([*lines, {**balance, "left": 5_000}]) == {Invariant.BALANCE}


def _is_granted(line: Line) -> bool:
    return (line["op"], line["kind"]) == ("redeem", "ok")


def test_a_person_who_is_asked_explains_what_is_taken() -> None:
    lines = ENDINGS["recorded"]("S-1", "p1", 700).lines
    never_recorded(lines, "S-1")
    asked = {**lines[-1], "op": "attention", "kind": "invoke"}
    assert names(lines) == {Invariant.AT_REST, Invariant.TENDER_BACKED}
    assert names([*lines, asked]) == set()


@pytest.mark.parametrize(
    ("ends", "violations"), [("ok", set()), ("unknown", set()), ("refused", {Invariant.AT_REST})]
)
def test_a_late_twin_must_go_back(ends: str, violations: set[Invariant]) -> None:
    lines = ENDINGS["recorded"]("S-1", "p1", 700).lines
    begun = lines[0]["at_ms"]
    twin = {**lines[-1], "leg": "R1-T9", "at_ms": begun + 120_000, "amount": 700}
    lines += [
        {**twin, "op": "find", "kind": "ok", "id": "r-9", "since_ms": begun},
        {**twin, "op": "reverse", "kind": "invoke"},
        {**twin, "op": "reverse", "kind": ends},
    ]
    assert names(lines) == violations


def test_a_process_that_died_knows_nothing_of_what_it_had_sent() -> None:
    first = ENDINGS["recorded"]("S-1", "p1", 700).lines[:1]
    again = ENDINGS["recorded"]("S-1", "p1", 700).lines
    start = {"op": "start", "kind": "invoke", "process": first[0]["process"], "reference": "S-1"}
    found = {**first[0], "op": "find", "kind": "refused"}
    assert names([*first, *again]) >= {Invariant.ONE_IN_FLIGHT}
    assert names([*first, start, *again]) == {Invariant.LATE_WINDOW}
    assert names([*first, start, found, *again]) == set()


@given(st.lists(st.integers(0, 60), max_size=9), st.integers(-5, 200))
def test_sums_that_can_be_reached_are_those_of_some_parts(amounts: list[int], wanted: int) -> None:
    sums = {0}
    for amount in amounts:
        sums |= {each + amount for each in sums}
    assert subset(wanted, amounts) is (wanted in sums)


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "[]",
        "{}",
        '{"op": "redeem"}',
        '{"op": "steal", "kind": "ok", "reference": "S-1"}',
        '{"op": "redeem", "kind": "perhaps", "reference": "S-1", "leg": "R1"}',
        '{"op": "redeem", "kind": "invoke", "reference": "S-1", "leg": "R1", "process": "a"}',
    ],
)
def test_what_is_no_history_is_told_with_its_line(text: str) -> None:
    good = json.dumps(ENDINGS["recorded"]("S-1", "p1", 700).lines[0])
    with pytest.raises(BooksUnreadable, match="line 2"):
        audit_history.audit_history([good, text])
