"""A fault as it is typed: what is shown is read back, and what is wrong names its field."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from posdesk.home.faults.kinds import KINDS
from posdesk.home.faults.plan import BadFaults, Chance, Every, Fault, Nth, When
from posdesk.till.fault_form import FaultForm, example, read_form, values_text
from tests.home.faults.made_plans import faults

GOOD = FaultForm("redemptions.create", "delay", "ms=40", "nth 2", "3")


def when_text(when: When) -> str:
    """As a person types it."""
    match when:
        case Nth(number):
            return f"nth {number}"
        case Every(number):
            return f"every {number}"
        case Chance(share, seed):
            return f"chance {share} seed {seed}"


@given(faults())
def test_what_is_shown_is_read_back(fault: Fault) -> None:
    count = "" if fault.count is None else str(fault.count)
    form = FaultForm(fault.operation, fault.kind, values_text(fault), when_text(fault.when), count)
    read = read_form(form, ())
    assert replace(read, name=fault.name, on=fault.on) == fault


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_the_example_of_a_kind_is_its_defaults(kind: object) -> None:
    assert kind in KINDS.values()
    name = getattr(kind, "name", "")
    fault = read_form(replace(GOOD, kind=name, values=example(KINDS[name])), ())
    assert fault.values == {each.name: each.default for each in KINDS[name].parameters}


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("", Nth(1)),
        ("nth", Nth(1)),
        ("nth 3", Nth(3)),
        ("every", Every(1)),
        (" every  4 ", Every(4)),
        ("chance 0.05", Chance(Decimal("0.05"), 0)),
        ("chance 1 seed 7", Chance(Decimal(1), 7)),
    ],
)
def test_when_is_read_from_a_few_words(typed: str, when: When) -> None:
    assert read_form(replace(GOOD, when=typed), ()).when == when


def test_the_first_parameter_needs_no_name() -> None:
    assert read_form(replace(GOOD, values="300"), ()).values == {"ms": 300}
    body = replace(GOOD, kind="slow_body", values="5, bytes=8")
    assert read_form(body, ()).values == {"ms": 5, "bytes": 8}


def test_a_name_is_made_that_nobody_has() -> None:
    assert read_form(GOOD, {"delay 1", "delay 2"}).name == "delay 3"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"operation": ""}, "operation"),
        ({"operation": "x"}, "operation"),
        ({"kind": ""}, "kind"),
        ({"values": "ms"}, "values"),
        ({"values": "ms=0"}, "values"),
        ({"values": "ms=²"}, "values"),
        ({"values": "percent=5"}, "values"),
        ({"values": "ms=5, 6"}, "values"),
        ({"kind": "refused", "values": "6"}, "values"),
        ({"kind": "garbage", "values": "processed=yes"}, "values"),
        ({"when": "sometimes"}, "when"),
        ({"when": "nth 0"}, "when"),
        ({"when": "nth x"}, "when"),
        ({"when": "nth 1 seed 2"}, "when"),
        ({"when": "chance"}, "when"),
        ({"when": "chance 2"}, "when"),
        ({"when": "chance 0.5 seed x"}, "when"),
        ({"when": "every 0"}, "when"),
        ({"count": "0"}, "count"),
        ({"count": "often"}, "count"),
    ],
)
def test_what_is_wrong_names_its_field(changes: dict[str, str], field: str) -> None:
    with pytest.raises(BadFaults) as caught:
        read_form(replace(GOOD, **changes), ())
    assert caught.value.where == field
    assert caught.value.problem
