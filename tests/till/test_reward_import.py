"""Checking a list of rewards: what is wrong with each row, what is sent for the good ones, and their marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from posdesk.home.tenant import SANDBOX
from posdesk.omneo.definitions import Definition, Kind
from posdesk.sale.money import AUD, Money
from posdesk.till.reward_import import Checked, Entry, Mistake, Wrong, check
from posdesk.till.reward_report import FAULTS, MISTAKES
from posdesk.till.sheets import BadSheet, Fault, read_sheet

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def definition(number: int, handle: str, name: str, value: str = "10.00") -> Definition:
    return Definition(
        id=number,
        kind=Kind.REWARD,
        name=name,
        handle=handle,
        type="bonus",
        value=Money.parse(value, AUD) if value else None,
        period=30,
        period_type="days",
        description="",
        max_redemptions=None,
        is_published=True,
        is_extendable=True,
        currency=None,
        pos_code=None,
        max_value=Money.parse("50.00", AUD),
    )


KNOWN = (
    definition(6, "birthday-reward", "Birthday Reward"),
    definition(7, "open", "Open", ""),
    definition(8, "twin-a", "Twin"),
    definition(9, "twin-b", "Twin"),
)
HEADINGS = "email,definition,value,issued_at,expires_at,external_id"


def checked(text: str, name: str = "november") -> Checked:
    return check(read_sheet(text.encode()), name, KNOWN, SANDBOX, NOW)


def entry(row: str, headings: str = HEADINGS) -> Entry:
    found = checked(f"{headings}\n{row}\n")
    assert found.mistakes == ()
    return found.entries[0]


def mistake(row: str, headings: str = HEADINGS) -> Mistake:
    found = checked(f"{headings}\n{row}\n")
    assert found.entries == ()
    return found.mistakes[0]


def test_a_good_row_is_what_is_sent() -> None:
    body = entry(
        "asha@example.test,birthday-reward,12.50,2026-12-01,2026-12-31,ORDER-7"
    ).draft.body()
    assert body == {
        "reward_definition_id": 6,
        "profile_id": "asha@example.test",
        "profile_id_handle": "email",
        "value_initial": Money.parse("12.50", AUD).amount,
        "value_remaining": Money.parse("12.50", AUD).amount,
        "issued_at": "2026-12-01 00:00:00",
        "expires_at": "2026-12-31 23:59:59",
        "timezone": "Australia/Melbourne",
        "external_id": "ORDER-7",
    }


@pytest.mark.parametrize("named", ["birthday-reward", "Birthday reward", "6"])
def test_a_definition_is_found_by_handle_name_or_id(named: str) -> None:
    assert entry(f"asha@example.test,{named}").draft.definition == 6


@pytest.mark.parametrize(
    ("headings", "row", "who", "handle"),
    [
        ("profile_id,definition", "5b1c,6", "5b1c", None),
        ("profile_id,email,definition", "5b1c,a@b.test,6", "5b1c", None),
        ("profile_id,email,definition", ",a@b.test,6", "a@b.test", "email"),
        ("card,definition", "60011234,6", "60011234", "loyalty-card"),
        ("profile_id,profile_id_handle,definition", "60011234,erp,6", "60011234", "erp"),
    ],
)
def test_the_customer_is_an_id_an_address_or_a_card(
    headings: str, row: str, who: str, handle: str | None
) -> None:
    draft = entry(row, headings).draft
    assert (draft.profile_id, draft.profile_id_handle) == (who, handle)


def test_the_vendors_own_format_can_be_pasted() -> None:
    rows = (
        '[{"reward_definition_id": 6, "profile_id": "5b1c", "value_initial": 10, "value_remaining": 4,'
        ' "issued_at": "2026-11-01 09:00:00", "expires_at": "2026-12-01 09:00",'
        ' "timezone": "Pacific/Auckland"}]'
    )
    body = checked(rows).entries[0].draft.body()
    assert (body["value_initial"], body["value_remaining"]) == (10, 4)
    assert (body["expires_at"], body["timezone"]) == ("2026-12-01 09:00:00", "Pacific/Auckland")


def test_a_decimal_comma_is_an_amount() -> None:
    found = checked("email;definition;value\nasha@example.test;6;12,5\n")
    assert found.entries[0].draft.value == Money.parse("12.50", AUD)
    assert found.total(SANDBOX) == Money.parse("12.50", AUD)


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        (",6,10", "", Wrong.NOBODY),
        ("asha at example,6,10", "email", Wrong.BAD_EMAIL),
        (f"{'a' * 260}@example.test,6,10", "email", Wrong.BAD_EMAIL),
        ("asha@example.test,,10", "definition", Wrong.NO_DEFINITION),
        ("asha@example.test,birthday,10", "definition", Wrong.UNKNOWN_DEFINITION),
        ("asha@example.test,Twin,10", "definition", Wrong.UNKNOWN_DEFINITION),
        ("asha@example.test,open", "value", Wrong.NO_VALUE),
        ("asha@example.test,6,ten", "value", Wrong.NOT_AN_AMOUNT),
        ("asha@example.test,6,1e5", "value", Wrong.NOT_AN_AMOUNT),
        ("asha@example.test,6,10.005", "value", Wrong.DECIMALS),
        ('asha@example.test,6,"1,000"', "value", Wrong.DECIMALS),
        ('asha@example.test,6,"1,000.00"', "value", Wrong.NOT_AN_AMOUNT),
        ("asha@example.test,6,0.00", "value", Wrong.NOT_ABOVE_ZERO),
        ("asha@example.test,6,-5", "value", Wrong.NOT_ABOVE_ZERO),
        ("asha@example.test,6,50.01", "value", Wrong.TOO_MUCH),
        ("asha@example.test,6,10,,31/12/2026", "expires_at", Wrong.BAD_DATE),
        ("asha@example.test,6,10,,2026-02-30", "expires_at", Wrong.BAD_DATE),
        ("asha@example.test,6,10,0000-00-00,", "issued_at", Wrong.BAD_DATE),
        ("asha@example.test,6,10,,2026-11-20", "expires_at", Wrong.ENDED),
        ("asha@example.test,6,10,2027-01-01,2026-12-31", "expires_at", Wrong.ENDS_FIRST),
        ("asha@example.test,6,10,,,two words", "external_id", Wrong.BAD_MARK),
        ('asha@example.test,6,10,,,"a,b"', "external_id", Wrong.BAD_MARK),
    ],
)
def test_a_wrong_cell_is_named(row: str, column: str, what: Wrong) -> None:
    found = mistake(row)
    assert (found.row, found.column, found.what) == (2, column, what)


@pytest.mark.parametrize(
    ("headings", "row", "column", "what"),
    [
        ("profile_id,definition", "two words,6", "profile_id", Wrong.BAD_CUSTOMER),
        ("card,definition,timezone", "1234,6,Mars/Base", "timezone", Wrong.BAD_ZONE),
        ("card,definition,timezone", "1234,6,../../etc", "timezone", Wrong.BAD_ZONE),
        ("card,definition,value_remaining", "1234,6,11", "value_remaining", Wrong.MORE_LEFT),
        ("card,definition", "1234,6,7", "", Wrong.MORE_CELLS),
    ],
)
def test_other_columns_are_checked_too(headings: str, row: str, column: str, what: Wrong) -> None:
    found = mistake(row, headings)
    assert (found.column, found.what) == (column, what)


def test_today_is_not_over_yet() -> None:
    assert entry("asha@example.test,6,10,,2026-11-21").draft.expires_at is not None


def test_a_row_that_repeats_another_is_wrong_and_says_which() -> None:
    found = checked(
        "email,definition,value\na@b.test,6,10\nc@d.test,6,10\nA@B.test,birthday-reward,10.00\n"
    )
    assert [each.row for each in found.entries] == [2, 3]
    assert found.mistakes == (Mistake(4, "", Wrong.DOUBLE, "2"),)


def test_a_mark_follows_what_is_said_not_where_it_stands() -> None:
    marks = {
        each.mark for each in checked("email,definition\nx,6\na@b.test,6\nc@d.test,6\n").entries
    }
    again = checked("definition,email\n6,c@d.test\nbirthday-reward,a@b.test\n")
    assert {each.mark for each in again.entries} == marks


def test_another_name_makes_other_marks() -> None:
    text = "email,definition\na@b.test,6\n"
    assert checked(text).entries[0].mark != checked(text, "december").entries[0].mark


def test_headings_without_a_meaning_are_told() -> None:
    assert checked("email,definition,shoe size\na@b.test,6,42\n").unused == ("shoe_size",)


@pytest.mark.parametrize(
    ("headings", "fault"),
    [
        ("email,value", Fault.NOT_A_LIST),
        ("definition,value", Fault.NOT_A_LIST),
        ("email,reward,definition", Fault.TWICE),
    ],
)
def test_headings_must_say_who_and_what_once(headings: str, fault: Fault) -> None:
    with pytest.raises(BadSheet) as caught:
        checked(f"{headings}\n1,2,3\n")
    assert caught.value.fault is fault


def test_of_ten_thousand_rows_every_tenth_is_named() -> None:
    rows = [
        f"c{number}@example.test,birthday-reward,{'ten' if number % 10 == 0 else '10.00'}"
        for number in range(10_000)
    ]
    found = checked("email,definition,value\n" + "\n".join(rows))
    assert len(found.entries) == 9_000
    assert {each.row for each in found.mistakes} == set(range(2, 10_002, 10))
    assert len({each.mark for each in found.entries}) == 9_000
    assert found.total(SANDBOX) == Money.parse("90000.00", AUD)


def test_an_entry_hides_whose_it_is() -> None:
    assert "asha" not in repr(entry("asha@example.test,6,10"))


def test_a_currency_without_decimals_has_none() -> None:
    yen = replace(SANDBOX, currency=type(AUD)("JPY"))
    sheet = read_sheet(b"email,definition,value\na@b.test,6,10.5\n")
    assert check(sheet, "n", KNOWN, yen, NOW).mistakes[0].what is Wrong.DECIMALS


def test_every_mistake_has_words() -> None:
    assert set(MISTAKES) == set(Wrong)
    spoiled = {Fault.QUOTES, Fault.MORE_CELLS, Fault.NO_OBJECT, Fault.NO_CELL}
    assert set(FAULTS) == set(Fault) - spoiled
