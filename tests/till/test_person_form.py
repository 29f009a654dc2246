"""What is typed about a customer becomes what the tenant takes, and only what was changed."""

from __future__ import annotations

from typing import Any

import pytest

from posdesk.omneo.profile_writes import ProfileDraft
from posdesk.omneo.profiles import Profile, read
from posdesk.sale.money import AUD
from posdesk.till.person_form import Wrong, first_guess, mobile, read_person, shown_of
from tests.omneo.samples import PROFILE, P, changed, value_of

WHOLE = {"first_name": "Noa", "last_name": "Levi", "email": "noa@example.test"}


def asha(**fields: Any) -> Profile:
    return value_of(read(P, currency=AUD), {"data": changed(PROFILE, **fields)})


def edited(profile: Profile, **typed: str) -> ProfileDraft:
    read_back = read_person(shown_of(profile) | typed, profile, "AUD")
    assert not read_back.wrong
    return read_back.draft


@pytest.mark.parametrize(
    ("typed", "currency", "expected"),
    [
        ("0411 222 333", "AUD", "+61411222333"),
        ("(021) 555-1234", "NZD", "+64215551234"),
        ("+61 411 222 333", "GBP", "+61411222333"),
        ("0061411222333", "AUD", "+61411222333"),
        ("0411222333", "JPY", "0411222333"),
        ("call her sister", "AUD", "callhersister"),
        ("", "AUD", ""),
    ],
)
def test_a_mobile_number_is_written_with_its_country(
    typed: str, currency: str, expected: str
) -> None:
    assert mobile(typed, currency) == expected


def test_a_new_customer_needs_names_and_an_email_and_is_told_all_that_is_wrong_at_once() -> None:
    typed = {"email": "noa at home", "mobile_phone": "12", "birth_day": "1990-02-30"}
    assert read_person(typed, None, "AUD").wrong == {
        "first_name": Wrong.NEEDED,
        "last_name": Wrong.NEEDED,
        "email": Wrong.EMAIL,
        "mobile_phone": Wrong.PHONE,
        "birth_day": Wrong.BIRTHDAY,
    }


def test_a_new_customer_is_read_whole() -> None:
    typed = WHOLE | {"first_name": "  נועה   🌻 ", "email": "NOA@Example.test", "birth_day": "2-29"}
    found = read_person(typed, None, "AUD")
    assert not found.wrong
    assert found.draft == ProfileDraft(
        first_name="נועה 🌻",
        last_name="Levi",
        email="noa@example.test",
        birth_day=29,
        birth_month=2,
    )


def test_what_was_not_changed_is_not_sent() -> None:
    profile = asha(email="Asha@Example.test", mobile_phone="not a number")
    assert edited(profile) == ProfileDraft()
    assert not read_person(shown_of(profile), profile, "AUD").changes
    assert edited(profile, last_name="Smith") == ProfileDraft(last_name="Smith")


def test_what_is_emptied_is_cleared_and_what_is_needed_stays() -> None:
    profile = asha(birth_day=22, birth_month=6, birth_year=1990, gender="female")
    assert shown_of(profile)["birth_day"] == "1990-06-22"
    draft = edited(profile, mobile_phone="", birth_day="", gender="")
    assert draft.cleared == ("mobile_phone", "birth_day", "birth_month", "birth_year", "gender")
    assert draft.body() == dict.fromkeys(draft.cleared)
    found = read_person(shown_of(profile) | {"email": ""}, profile, "AUD")
    assert found.wrong == {"email": Wrong.NEEDED}


def test_a_birthday_can_lose_its_year() -> None:
    profile = asha(birth_day=22, birth_month=6, birth_year=1990)
    draft = edited(profile, birth_day="06-23")
    body = {"birth_day": 23, "birth_month": 6, "birth_year": None}
    assert draft.body() == body


@pytest.mark.parametrize(
    ("text", "card", "expected"),
    [
        ("60099123", True, {"identifier": "60099123"}),
        ("0411 222 333", True, {"identifier": "0411 222 333"}),
        ("0411 222 333", False, {"mobile_phone": "0411 222 333"}),
        ("+61411222333", False, {"mobile_phone": "+61411222333"}),
        ("6009 9123", False, {"identifier": "60099123"}),
        ("noa@example.test", False, {"email": "noa@example.test"}),
        ("Noa", False, {"first_name": "Noa", "last_name": ""}),
        ("Noa ben  David", False, {"first_name": "Noa", "last_name": "ben David"}),
        ("   ", False, {}),
    ],
)
def test_what_found_nobody_goes_into_the_field_it_is_of(
    text: str, card: bool, expected: dict[str, str]
) -> None:
    assert first_guess(text, card=card) == expected
