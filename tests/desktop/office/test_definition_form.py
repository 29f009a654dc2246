"""What of a definition's form is sent: only what differs, nulls for what was emptied, and nothing that is no number."""

from __future__ import annotations

import pytest

from posdesk.desktop.office.definition_form import draft_of, fields_of, shown_values
from posdesk.desktop.office.issuing import Wanted, chosen_of, issue_form, matching, period_words
from posdesk.desktop.office.subject import BadFields
from posdesk.omneo.definitions import Definition, Kind
from posdesk.sale.money import AUD, Money

TEA = Definition(
    id=94,
    kind=Kind.BENEFIT,
    name="Tea",
    handle="tea",
    type="gift",
    value=None,
    period=7,
    period_type="days",
    description="A cup",
    max_redemptions=2,
    is_published=True,
    is_extendable=True,
    currency=None,
    pos_code="TEA",
    most_everywhere=50,
)
TEN = Definition(
    id=6,
    kind=Kind.REWARD,
    name="Ten",
    handle="ten",
    type="bonus",
    value=Money.parse("10.00", AUD),
    period=None,
    period_type="absolute_date",
    description="",
    max_redemptions=None,
    is_published=True,
    is_extendable=True,
    currency=None,
    pos_code=None,
    absolute_expiry="2026-12-31 23:59:59",
)


def sent(known: Definition, **typed: str) -> dict[str, object]:
    return dict(draft_of({**shown_values(known), **typed}, known, AUD).body(known.kind))


def test_what_was_not_touched_is_not_sent() -> None:
    assert sent(TEA) == {}
    assert sent(TEN) == {}


def test_what_was_changed_is_sent_and_what_was_emptied_is_cleared() -> None:
    assert sent(TEA, name="Chai", max_redemptions="", max_global_redemptions="60", period="14") == {
        "name": "Chai",
        "max_redemptions": None,
        "max_global_redemptions": 60,
        "period": 14,
    }
    assert sent(TEA, is_published="") == {"is_published": False}
    assert sent(TEN, value="12,5", absolute_expiry="2027-06-30") == {
        "value": Money.parse("12.50", AUD).amount,
        "absolute_expiry": "2027-06-30 23:59:59",
    }


def test_a_handle_stays() -> None:
    assert sent(TEA, handle="chai") == {}
    assert [each.enabled for each in fields_of(Kind.BENEFIT, TEA, {}) if each.name == "handle"] == [
        False
    ]


def test_a_new_one_is_sent_as_it_is_typed() -> None:
    typed = {**shown_values(None), "name": "Tea", "handle": "tea", "period": "7", "value": ""}
    assert draft_of(typed, None, AUD).body(Kind.BENEFIT) == {
        "name": "Tea",
        "handle": "tea",
        "period": 7,
        "period_type": "days",
        "is_published": True,
        "is_extendable": True,
    }


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("value", "ten"),
        ("max_value", "10.005"),
        ("period", "7 days"),
        ("max_redemptions", "-1"),
        ("max_global_redemptions", "²"),
        ("extend_days", "9" * 40),
        ("absolute_expiry", "31.12.2026"),
    ],
)
def test_what_is_no_number_or_date_is_marked(field: str, text: str) -> None:
    with pytest.raises(BadFields) as caught:
        draft_of({**shown_values(None), field: text}, None, AUD)
    assert set(caught.value.fields) == {field}


def test_a_definition_is_found_by_part_of_its_name() -> None:
    known = (TEA, TEN)
    assert matching(known, "TE") == [TEA, TEN]
    assert chosen_of(known, Wanted(find="te")) is None
    assert chosen_of(known, Wanted(find="te", chosen="6")) is TEN
    assert chosen_of(known, Wanted(find="tea", chosen="6")) is TEA
    assert chosen_of(known, Wanted(find="coffee", chosen="6")) is None


def test_a_form_with_many_definitions_asks_for_more_of_the_name() -> None:
    many = (TEN,) * 20
    field = next(
        each for each in issue_form(many, Wanted(), "", {}).fields if each.name == "definition"
    )
    assert len(field.options) == 8
    assert "20" in field.label


def test_a_period_is_said_in_words() -> None:
    assert period_words(TEA) == "after 7 days"
    assert period_words(TEN) == "until 2026-12-31"
