"""Many rewards at once, and extending several: all or nothing, each mistake by its name (omneo-api.md 2.4.2)."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
import simplejson

from tests.sandbox.rules.rule_desk import ASHA, BEN, ERIN, Desk

ROW = {"reward_definition_id": 6, "profile_id": ERIN}


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_batch_issues_every_row_in_the_single_format(desk: Desk, wrapped: bool) -> None:
    rows = [
        {**ROW, "value_initial": 5, "timezone": "Australia/Melbourne", "expires_at": "2026-07-15 23:59:59"},
        {**ROW, "profile_id": "ASHA@example.test", "profile_id_handle": "email", "value_initial": 1},
        {**ROW, "profile_id": 60011234, "profile_id_handle": "loyalty-card", "value_initial": "2.50"},
    ]  # fmt: skip
    before = desk.balances()["reward_balance"]
    answer = desk.call("POST", "/rewards/batch", {"rewards": rows} if wrapped else rows)
    assert answer == (200, {"message": "Rewards queued for batch import."})
    assert desk.balances()["reward_balance"] == before + Decimal("3.50")
    (made,) = desk.rewards(ERIN).values()
    assert (made["value_remaining"], made["expires_at"]) == (5, "2026-07-15 13:59:59")


def test_ten_thousand_rows_every_tenth_wrong_are_answered_by_their_places(desk: Desk) -> None:
    filler = "a row as long as those of an import, with a reference of its own" + "." * 60
    rows = [{**ROW, "value_initial": 1, "external_id": f"{n} {filler}"} for n in range(10_000)]
    for index in range(0, 10_000, 10):
        rows[index] = {**rows[index], "value_initial": -1}
    assert len(simplejson.dumps(rows)) > 1 << 20  # above what any other route reads
    errors = desk.errors("POST", "/rewards/batch", rows)
    assert set(errors) == {f"rewards.{index}.value_initial" for index in range(0, 10_000, 10)}
    assert desk.rewards(ERIN) == {}
    good = [row for index, row in enumerate(rows) if index % 10]
    assert desk.call("POST", "/rewards/batch", good)[0] == 200
    assert desk.balances(ERIN)["reward_balance"] == 9000


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reward_definition_id": 99}, "reward_definition_id"),
        ({"reward_definition_id": None}, "reward_definition_id"),
        ({"reward_definition_id": None, "reward_definition_handle": "none"}, "reward_definition_handle"),
        ({"profile_id": "nobody"}, "profile_id"),
        ({"profile_id": None, "profile_id_handle": "email"}, "profile_id"),
        ({"profile_id": "x@example.test", "profile_id_handle": "email"}, "profile_id"),
        ({"profile_id": "1", "profile_id_handle": "loyalty-card"}, "profile_id"),
        ({"profile_id_handle": 5}, "profile_id_handle"),
        ({"value_initial": 0}, "value_initial"),
        ({"value_initial": Decimal("0.001")}, "value_initial"),
        ({"value_initial": "ten"}, "value_initial"),
        ({"value_initial": 1, "value_remaining": 2}, "value_remaining"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"expires_at": "2026-02-30"}, "expires_at"),
        ({"meta": [1]}, "meta"),
    ],
)  # fmt: skip
def test_one_wrong_row_refuses_all_and_is_named(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    rows = [ROW, {**ROW, **wrong}, ROW, {**ROW, **wrong}]
    errors = desk.errors("POST", "/rewards/batch", {"rewards": rows})
    assert set(errors) == {f"rewards.1.{field}", f"rewards.3.{field}"}
    assert desk.rewards(ERIN) == {}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "rewards"),
        ({"rewards": []}, "rewards"),
        ({"rewards": "x"}, "rewards"),
        ([], "rewards"),
        ("x", "rewards"),
        (5, "rewards"),
        ([ROW, 5], "rewards.1"),
        ([[]], "rewards.0"),
        ([ROW] * 10_001, "rewards"),
    ],
)
def test_a_body_that_is_no_batch_is_422(desk: Desk, body: object, field: str) -> None:
    assert list(desk.errors("POST", "/rewards/batch", body)) == [field]


def test_a_batch_may_be_larger_than_other_bodies_and_not_endless(desk: Desk) -> None:
    assert desk.send("POST", "/rewards/batch", b" " * (8 << 20) + b"[").status == 413
    assert desk.send("POST", "/rewards", b" " * (1 << 20) + b"{}").status == 413


def test_rewards_are_extended_by_days_on_their_own_calendar(desk: Desk) -> None:
    desk.advance(hours=1)
    body = {"ids": [811, "812"], "profile_id": ASHA, "extend_days": 30}
    found = desk.data("POST", "/rewards/extend", body)
    # Past the end of daylight saving, still at the last second of a local day.
    assert [row["expires_local_at"] for row in found] == [
        "2026-04-12 23:59:59",
        "2026-05-12 23:59:59",
    ]
    assert found[0]["expires_at"] == "2026-04-12 13:59:59"
    assert {row["extended_at"] for row in found} == {"2026-03-10 03:00:00"}


def test_rewards_are_extended_to_a_local_date(desk: Desk) -> None:
    body = {"ids": [811], "profile_id": ASHA, "extend_date": "2026-12-31 23:59:59"}
    (found,) = desk.data("POST", "/rewards/extend", body)
    assert found["expires_at"] == "2026-12-31 12:59:59"
    (found,) = desk.data(
        "POST",
        "/rewards/extend",
        {**body, "extend_date": "2027-01-01 00:00:00", "timezone": "UTC"},
    )
    assert found["expires_at"] == "2027-01-01 00:00:00"


def test_the_vendors_library_sends_the_extension_in_the_query(desk: Desk) -> None:
    for ids in ([("ids[]", "811"), ("ids[]", "812")], [("ids", "811,812")]):
        query = urlencode([*ids, ("profile_id", ASHA), ("extend_days", "1")])
        assert [row["id"] for row in desk.data("POST", f"/rewards/extend?{query}")] == [811, 812]


def test_an_extended_reward_is_spendable_again(desk: Desk) -> None:
    desk.advance(days=20)
    assert desk.rewards()[811]["is_expired"]
    desk.data(
        "POST", "/rewards/extend", {"ids": [811], "profile_id": ASHA, "extend_date": "2026-04-01"}
    )
    items = desk.redeem(12)["items"]
    assert [item["type_attributes"]["id"] for item in items] == [811, 812]


def test_benefits_are_extended_with_their_dates_as_sent(desk: Desk) -> None:
    issue = {
        "benefit_definition_id": 95, "profile_id": ASHA, "issued_at": "2026-03-10 09:00:00",
        "expires_at": "2026-03-11 10:00:00", "timezone": "Europe/London",
    }  # fmt: skip
    number = desk.data("POST", "/benefits", issue)["id"]
    body = {"ids": [number], "profile_id": ASHA}
    (found,) = desk.data("POST", "/benefits/extend", {**body, "extend_days": 30})
    assert (found["expires_at"], found["extended_at"]) == (
        "2026-04-10 10:00:00",
        "2026-03-10 02:00:00",
    )
    # An hour that London's clocks skip is echoed, and ends an hour later than its name says.
    date = "2027-03-28 01:30:00"
    (found,) = desk.data("POST", "/benefits/extend", {**body, "extend_date": date})
    assert found["expires_at"] == date


def test_credits_are_extended_in_utc_or_in_the_named_zone(desk: Desk) -> None:
    body = {"ids": [77], "profile_id": ASHA, "extend_date": "2028-01-01 00:00:00"}
    (found,) = desk.data("POST", "/credits/extend", body)
    assert found["expires_at"] == "2028-01-01 00:00:00"
    body |= {"extend_date": "2028-02-01", "timezone": "Australia/Melbourne"}
    (found,) = desk.data("POST", "/credits/extend", body)
    assert (found["expires_at"], found["extended_at"]) == (
        "2028-01-31 13:00:00",
        "2026-03-10 02:00:00",
    )


def test_without_a_length_the_definitions_own_counts(desk: Desk) -> None:
    body = {"ids": [812], "profile_id": ASHA}
    assert list(desk.errors("POST", "/rewards/extend", body)) == ["extend_days"]
    desk.data("PUT", "/reward-definitions/7", {"extend_days": 3})
    before = desk.rewards()[812]["expires_local_at"]
    (found,) = desk.data("POST", "/rewards/extend", body)
    assert found["expires_local_at"] > before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ids": None}, "ids"),
        ({"ids": []}, "ids"),
        ({"ids": 811}, "ids"),
        ({"ids": list(range(1, 1002))}, "ids"),
        ({"ids": [811, 9999]}, "ids.1"),
        ({"ids": [811, "x"]}, "ids.1"),
        ({"ids": [None]}, "ids.0"),
        ({"ids": [-1]}, "ids.0"),
        ({"ids": [821]}, "ids.0"),
        ({"profile_id": "nobody"}, "profile_id"),
        ({"profile_id": None}, "profile_id"),
        ({"extend_days": 0}, "extend_days"),
        ({"extend_days": 1.5}, "extend_days"),
        ({"extend_days": 10**9}, "extend_days"),
        ({"extend_date": "soon"}, "extend_date"),
        ({"extend_date": "2020-01-01"}, "extend_date"),
        ({"timezone": "Mars/Base"}, "timezone"),
    ],
)
def test_a_wrong_extension_is_422_and_extends_nothing(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    body = {"ids": [811, 812], "profile_id": ASHA, "extend_days": 5, **wrong}
    before = desk.rewards()
    assert list(desk.errors("POST", "/rewards/extend", body)) == [field]
    assert desk.rewards() == before


def test_what_may_not_be_extended_or_has_no_end_is_named(desk: Desk) -> None:
    desk.data("PUT", "/reward-definitions/7", {"is_extendable": False})
    body = {"ids": [811, 812], "profile_id": ASHA, "extend_days": 5}
    assert list(desk.errors("POST", "/rewards/extend", body)) == ["ids.1"]
    desk.data("PUT", "/rewards/811", {"expires_at": None})
    assert list(desk.errors("POST", "/rewards/extend", body)) == ["ids.0", "ids.1"]


def test_somebody_elses_reward_is_not_extended(desk: Desk) -> None:
    body = {"ids": [811], "profile_id": BEN, "extend_days": 5}
    assert list(desk.errors("POST", "/rewards/extend", body)) == ["ids.0"]


def test_the_longest_extension_ends_with_the_wires_last_year(desk: Desk) -> None:
    body = {"ids": [811], "profile_id": ASHA, "extend_days": 36_500}
    ends = [desk.data("POST", "/rewards/extend", body)[0]["expires_local_at"] for _ in range(10)]
    assert ends[-1] == "2999-12-31 23:59:59"


def test_a_reward_is_changed_in_part(desk: Desk) -> None:
    before = desk.rewards()[812]
    body = {"value_initial": 20, "value_remaining": 18, "meta": {"why": "sorry"}}
    found = desk.data("PUT", "/rewards/812", body)
    assert found == {**before, **body, "updated_at": "2026-03-10 02:00:00"}
    found = desk.data(
        "PUT", "/rewards/812", {"expires_at": "2026-04-05 02:30:00", "timezone": "UTC"}
    )
    assert (found["expires_at"], found["value_remaining"]) == ("2026-04-05 02:30:00", 18)
    assert desk.balances()["reward_balance"] == 28


def test_an_end_in_an_hour_that_never_comes_moves_forward(desk: Desk) -> None:
    found = desk.data("PUT", "/rewards/812", {"expires_at": "2026-10-04 02:30:00"})
    assert found["expires_local_at"] == "2026-10-04 03:30:00"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value_initial": 0}, "value_initial"),
        ({"value_initial": "x"}, "value_initial"),
        ({"value_initial": Decimal("1.001")}, "value_initial"),
        ({"value_remaining": -1}, "value_remaining"),
        ({"value_remaining": Decimal("15.01")}, "value_remaining"),
        ({"value_initial": 10**12}, "value_initial"),
        ({"value_initial": 10}, "value_remaining"),
        ({"expires_at": "never"}, "expires_at"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"meta": "x"}, "meta"),
        ({"external_id": {}}, "external_id"),
    ],
)
def test_a_wrong_change_of_a_reward_is_422_and_changes_nothing(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    before = desk.rewards()
    assert list(desk.errors("PUT", "/rewards/812", wrong)) == [field]
    assert desk.rewards() == before


def test_a_deleted_reward_is_gone_but_its_history_stays(desk: Desk) -> None:
    made = desk.redeem(10)
    assert desk.call("DELETE", "/rewards/811") == (204, None)
    assert desk.call("DELETE", "/rewards/812") == (204, None)
    assert desk.balances()["reward_balance"] == 0
    assert desk.rewards().keys() & {811, 812} == set()
    for method in ("GET", "PUT", "DELETE"):
        assert desk.call(method, "/rewards/811", {})[0] == 404
    read = desk.data("GET", f"/redemptions/{made['id']}")
    assert read["items"][0]["type_attributes"]["id"] == 811
    desk.reverse(made["id"])
    assert desk.balances()["reward_balance"] == 0
