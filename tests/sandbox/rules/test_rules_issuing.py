"""Definitions, and issuing rewards, benefits and credits with their dates (omneo-api.md 1.6, 2.4-2.7, U28-U32)."""

import pytest

from tests.sandbox.rules.rule_desk import ASHA, DANIEL, ERIN, Desk

REWARD = {"name": "Winter", "handle": "winter", "value": "10", "type": "campaign", "period": 30}
BENEFIT = {"name": "Repairs", "handle": "repairs", "period": 7, "max_redemptions": 2}
PAIRS = (
    ("/reward-definitions", "/rewards/definitions", REWARD),
    ("/benefit-definitions", "/benefits/definitions", BENEFIT),
)


@pytest.mark.parametrize(("guide", "reference", "body"), PAIRS)
def test_a_definition_made_by_one_path_is_read_by_the_other(
    desk: Desk, guide: str, reference: str, body: dict[str, object]
) -> None:
    made = desk.data("POST", guide, {**body, "tags": ["new"], "description": "text"})
    assert (made["handle"], made["tags"], made["description"]) == (body["handle"], ["new"], "text")
    assert desk.data("GET", f"{reference}/{made['id']}") == made
    assert desk.data("GET", f"{reference}/handle/{made['handle']}") == made
    assert desk.data("GET", f"{guide}?filter[handle]={made['handle']}") == [made]
    assert desk.call("GET", f"{guide}/999")[0] == 404
    assert desk.call("GET", f"{guide}/handle/none")[0] == 404


@pytest.mark.parametrize(("guide", "reference", "body"), PAIRS)
def test_a_definitions_handle_is_plain_and_free(
    desk: Desk, guide: str, reference: str, body: dict[str, object]
) -> None:
    desk.data("POST", guide, body)
    assert desk.errors("POST", reference, body) == {
        "handle": ["The handle has already been taken."]
    }
    assert "handle" in desk.errors("POST", guide, {**body, "handle": "a b"})


def test_a_definition_names_every_field_it_misses(desk: Desk) -> None:
    assert set(desk.errors("POST", "/reward-definitions", {})) == {
        "name",
        "handle",
        "value",
        "type",
        "period",
    }
    wrong = {
        **REWARD,
        "type": "x",
        "value": -1,
        "period": 1.5,
        "is_extendable": "y",
        "tags": [1],
        "name": 5,
    }
    assert set(desk.errors("POST", "/reward-definitions", wrong)) == {
        "type", "value", "period", "is_extendable", "tags.0", "name",
    }  # fmt: skip


def test_definitions_are_listed_by_id(desk: Desk) -> None:
    desk.data("POST", "/reward-definitions", REWARD)
    ids = [row["id"] for row in desk.data("GET", "/reward-definitions")]
    assert ids == [6, 7, 8, 9]


def _reward(desk: Desk, **more: object) -> dict[str, object]:
    body = {
        "reward_definition_id": 6,
        "profile_id": ERIN,
        "timezone": "Australia/Melbourne",
        **more,
    }
    found: dict[str, object] = desk.data("POST", "/rewards", body)
    return found


def test_a_reward_is_sent_in_local_time_and_kept_in_utc(desk: Desk) -> None:
    found = _reward(desk, issued_at="2024-12-05 08:30:00", expires_at="2026-04-01 23:59:59")
    assert (found["issued_at"], found["issued_local_at"]) == (
        "2024-12-04 21:30:00",
        "2024-12-05 08:30:00",
    )
    assert found["expires_at"] == "2026-04-01 12:59:59"


def test_a_reward_takes_its_value_and_end_from_the_definition(desk: Desk) -> None:
    found = _reward(desk)
    assert (found["value_initial"], found["value_remaining"], found["is_active"]) == (10, 10, True)
    assert found["issued_local_at"] == "2026-03-10 13:00:00"
    # Thirty days on, past the end of daylight saving.
    assert (found["expires_local_at"], found["expires_at"]) == (
        "2026-04-09 23:59:59",
        "2026-04-09 13:59:59",
    )


def test_a_reward_may_be_issued_in_the_past_and_by_handle(desk: Desk) -> None:
    body = {"reward_definition_handle": "thank-you", "profile_id": ERIN, "expires_at": "2020-01-01"}
    found = desk.data("POST", "/rewards", body)
    assert (found["is_expired"], found["value_initial"]) == (True, 5)
    assert found["expires_local_at"] == "2020-01-01 00:00:00"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reward_definition_id": 99}, "reward_definition_id"),
        ({"reward_definition_id": None}, "reward_definition_id"),
        ({"profile_id": "nobody"}, "profile_id"),
        ({"profile_id": None}, "profile_id"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"expires_at": "tomorrow"}, "expires_at"),
        ({"expires_at": "2026-02-30 00:00:00"}, "expires_at"),
        ({"expires_at": 20260101}, "expires_at"),
        ({"expires_at": "0001-01-01"}, "expires_at"),
        ({"value_initial": 0}, "value_initial"),
        ({"value_initial": 5, "value_remaining": 6}, "value_remaining"),
        ({"value_remaining": -1}, "value_remaining"),
        ({"meta": "x"}, "meta"),
    ],
)
def test_a_wrong_reward_is_422_on_its_field(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    body = {"reward_definition_id": 6, "profile_id": ERIN, **wrong}
    assert list(desk.errors("POST", "/rewards", body)) == [field]


def test_a_benefit_repeats_its_dates_whatever_the_zone(desk: Desk) -> None:
    body = {
        "benefit_definition_id": "94", "profile_id": ERIN, "issued_at": "2026-03-10 09:00:00",
        "timezone": "Europe/London",
    }  # fmt: skip
    found = desk.data("POST", "/benefits", body)
    assert (found["issued_at"], found["expires_at"]) == (
        "2026-03-10 09:00:00",
        "2026-03-17 09:00:00",
    )
    # Nine in London has not come yet at two in the morning UTC.
    assert (found["is_redeemable"], found["redemptions_remaining"]) == (False, 1)
    desk.advance(hours=7)
    assert desk.data("GET", f"/benefits/{found['id']}")["is_redeemable"] is True


def test_a_benefit_of_an_unpublished_definition_cannot_be_used(desk: Desk) -> None:
    made = desk.data("POST", "/benefit-definitions", {**BENEFIT, "is_published": False})
    found = desk.data(
        "POST", "/benefits", {"benefit_definition_id": made["id"], "profile_id": ERIN}
    )
    assert found["is_redeemable"] is False
    assert "benefit" in desk.errors(
        "POST", f"/profiles/{ERIN}/benefits/{found['id']}/redemptions", {}
    )


@pytest.mark.parametrize(
    ("unit", "period", "end"),
    [
        ("days", 30, "2026-03-02 10:00:00"),
        ("weeks", 2, "2026-02-14 10:00:00"),
        ("months", 1, "2026-02-28 10:00:00"),
        ("years", 1, "2027-01-31 10:00:00"),
        ("absolute_week", 1, "2026-02-01 23:59:59"),
        ("absolute_week", 2, "2026-02-08 23:59:59"),
        ("absolute_month", 1, "2026-01-31 23:59:59"),
        ("absolute_month", 2, "2026-02-28 23:59:59"),
        ("years", 36500, "2999-12-31 23:59:59"),
    ],
)
def test_periods_are_counted_on_the_calendar(desk: Desk, unit: str, period: int, end: str) -> None:
    made = desk.data(
        "POST", "/benefit-definitions", {**BENEFIT, "period_type": unit, "period": period}
    )
    body = {
        "benefit_definition_id": made["id"],
        "profile_id": ERIN,
        "issued_at": "2026-01-31 10:00:00",
    }
    assert desk.data("POST", "/benefits", body)["expires_at"] == end


def test_an_absolute_date_is_the_definitions_own(desk: Desk) -> None:
    definition = {
        **BENEFIT,
        "period_type": "absolute_date",
        "absolute_expiry": "2026-12-24 18:00:00",
    }
    made = desk.data("POST", "/benefit-definitions", definition)
    found = desk.data(
        "POST", "/benefits", {"benefit_definition_id": made["id"], "profile_id": ERIN}
    )
    assert found["expires_at"] == "2026-12-24 18:00:00"


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("promotional", "promotional"), ("store", "store_credit"), ("store_credit", "store_credit")],
)
def test_the_guide_issues_a_credit_by_amount_and_type(desk: Desk, kind: str, shown: str) -> None:
    body = {
        "amount": 25.00,
        "type": kind,
        "expires_at": "2027-01-01 00:00:00",
        "note": "Welcome credit",
    }
    status, answer = desk.call("POST", f"/profiles/{ERIN}/credits", body)
    assert status == 201
    found = answer["data"]
    assert (found["type"], found["amount"], found["balance"], found["status"]) == (
        shown,
        25,
        25,
        "active",
    )
    assert (found["expires_at"], found["note"], found["security_code"]) == (
        "2027-01-01 00:00:00", "Welcome credit", None,
    )  # fmt: skip
    assert desk.balances(ERIN)["credit_balance"] == 25


def test_a_gift_card_gets_a_number_and_a_code(desk: Desk) -> None:
    found = desk.data("POST", f"/profiles/{ERIN}/credits", {"amount": 10, "type": "gift_card"})
    assert (len(found["credit_number"]), len(found["security_code"])) == (16, 4)
    assert found["credit_number"].isdigit()


def test_the_reference_issues_a_credit_by_definition(desk: Desk) -> None:
    body = {
        "credit_definition_handle": "store-credit", "value_initial": 30, "profile_id": ERIN, "currency": "NZD",
        "timezone": "Pacific/Auckland", "expires_at": "2026-12-31 23:59:59", "recipient_first_name": "Tane",
    }  # fmt: skip
    found = desk.data("POST", "/credits", body)
    assert (found["currency"], found["value_remaining"], found["recipient_first_name"]) == (
        "NZD",
        30,
        "Tane",
    )
    assert found["expires_at"] == "2026-12-31 10:59:59"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": None}, "amount"),
        ({"amount": 1.005}, "amount"),
        ({"type": "cash"}, "type"),
        ({"type": None}, "type"),
        ({"currency": "EUR"}, "currency"),
        ({"credit_number": "9900000000004417"}, "credit_number"),
        ({"note": 5}, "note"),
        ({"locked": "perhaps"}, "locked"),
    ],
)
def test_a_wrong_credit_is_422_on_its_field(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    body = {"amount": 10, "type": "promotional", **wrong}
    assert list(desk.errors("POST", f"/profiles/{DANIEL}/credits", body)) == [field]


def test_unknown_keys_are_ignored(desk: Desk) -> None:
    body = {"amount": 10, "type": "promotional", "colour": {"deep": [1]}}
    assert desk.data("POST", f"/profiles/{ASHA}/credits", body)["amount"] == 10
