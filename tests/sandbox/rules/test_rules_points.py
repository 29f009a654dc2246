"""Issuing and reading points (omneo-api.md 2.6): two dates, an end only when somebody says so."""

from decimal import Decimal

import pytest

from tests.sandbox.rules.rule_desk import ASHA, ERIN, Desk

BODY = {"point_definition_id": 1, "profile_id": ERIN, "value_initial": 100}


def test_points_are_issued_and_read_back_by_every_path(desk: Desk) -> None:
    body = {
        **BODY, "issued_at": "2026-03-09 10:00:00", "accrued_at": "2026-03-08", "description": "Purchase",
        "value_initial": Decimal("0.1"), "meta": {"sale": 1},
    }  # fmt: skip
    status, answer = desk.call("POST", "/points", body)
    made = answer["data"]
    assert (status, made["status"]) == (201, "active")
    assert (made["value_initial"], made["value_remaining"]) == (Decimal("0.1"), Decimal("0.1"))
    assert (made["issued_at"], made["accrued_at"], made["expires_at"]) == (
        "2026-03-09 10:00:00",
        "2026-03-08 00:00:00",
        None,
    )
    assert (made["description"], made["meta"]) == ("Purchase", {"sale": 1})
    for path in (f"/points/{made['id']}", f"/profiles/{ERIN}/points/{made['id']}"):
        assert desk.data("GET", path) == made
    assert desk.data("GET", f"/points?filter[profile_id]={ERIN}") == [made]
    assert desk.call("GET", "/points/999999")[0] == 404


@pytest.mark.parametrize("late", ["issued_at", "accrued_at"])
def test_points_count_once_both_dates_have_come(desk: Desk, late: str) -> None:
    made = desk.data("POST", "/points", {**BODY, late: "2026-03-10 03:00:00"})
    assert made["status"] == "pending"
    assert desk.balances(ERIN)["point_balance"] == 0
    desk.advance(hours=1)
    assert desk.balances(ERIN)["point_balance"] == 100


def test_issued_points_are_spent_and_the_rest_of_an_import_counts(desk: Desk) -> None:
    desk.data("POST", "/points", {**BODY, "value_initial": 900, "value_remaining": 500})
    assert desk.redeem(5, ERIN, strategies=["points"])["balances"]["point_balance"] == 0
    entry = desk.tenant.ledger()["profiles"][ERIN]["point"]
    assert (entry["issued"], entry["left"], entry["redeemed"]) == (50_000, 0, 50_000)


def test_tier_points_are_never_money(desk: Desk) -> None:
    desk.data("POST", "/points", {**BODY, "point_definition_id": 2})
    assert desk.balances(ERIN)["point_balance"] == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"profile_id": None}, "profile_id"),
        ({"profile_id": "nobody"}, "profile_id"),
        ({"point_definition_id": None}, "point_definition_id"),
        ({"point_definition_id": 99}, "point_definition_id"),
        ({"value_initial": None}, "value_initial"),
        ({"value_initial": 0}, "value_initial"),
        ({"value_initial": -5}, "value_initial"),
        ({"value_initial": Decimal("0.001")}, "value_initial"),
        ({"value_initial": "many"}, "value_initial"),
        ({"value_initial": True}, "value_initial"),
        ({"value_remaining": 101}, "value_remaining"),
        ({"value_remaining": -1}, "value_remaining"),
        ({"issued_at": "today"}, "issued_at"),
        ({"accrued_at": 5}, "accrued_at"),
        ({"expires_at": "2026-13-01"}, "expires_at"),
        ({"description": 5}, "description"),
        ({"meta": "x"}, "meta"),
    ],
)
def test_wrong_points_are_422_on_their_field(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    assert list(desk.errors("POST", "/points", {**BODY, **wrong})) == [field]
    assert desk.data("GET", f"/profiles/{ERIN}/points") == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_points_cannot_be_taken_away(desk: Desk, method: str) -> None:
    assert desk.call(method, "/points/501", {})[0] == 405
    assert desk.balances(ASHA)["point_balance"] == 1500
