"""Changing, cloning and deleting definitions of every kind (omneo-api.md 2.4.1, 2.5.1, 2.6, 2.7.2, U33)."""

from decimal import Decimal

import pytest

from tests.sandbox.rules.rule_desk import ASHA, ERIN, Desk

REWARD = {"name": "Winter", "handle": "winter", "value": 10, "type": "campaign", "period": 30}
BENEFIT = {"name": "Repairs", "handle": "repairs", "period": 7, "max_redemptions": 2}
CREDIT = {"name": "Voucher", "handle": "voucher", "type": "voucher"}
POINTS = {"name": "Game", "handle": "game"}
STEMS = (
    ("/reward-definitions", REWARD),
    ("/rewards/definitions", REWARD),
    ("/benefit-definitions", BENEFIT),
    ("/benefits/definitions", BENEFIT),
    ("/credits/definitions", CREDIT),
    ("/points/definitions", POINTS),
)


@pytest.mark.parametrize(("stem", "body"), STEMS)
def test_a_change_is_partial_and_keeps_the_handle(
    desk: Desk, stem: str, body: dict[str, object]
) -> None:
    made = desk.data("POST", stem, {**body, "tags": ["old"], "description": "kept"})
    desk.advance(minutes=1)
    change = {"name": "Other", "handle": "elsewhere", "tags": ["new"], "is_published": False}
    changed = desk.data("PUT", f"{stem}/{made['id']}", change)
    assert changed == {
        **made,
        "name": "Other",
        "tags": ["new"],
        "is_published": False,
        "updated_at": "2026-03-10 02:01:00",
    }
    assert desk.data("GET", f"{stem}/{made['id']}") == changed
    assert desk.call("PUT", f"{stem}/999", {})[0] == 404


@pytest.mark.parametrize(("stem", "body"), STEMS)
def test_what_must_be_there_cannot_be_cleared(
    desk: Desk, stem: str, body: dict[str, object]
) -> None:
    made = desk.data("POST", stem, body)
    for name in set(body) - {"handle", "max_redemptions"}:
        assert list(desk.errors("PUT", f"{stem}/{made['id']}", {name: None})) == [name]
    assert desk.data("GET", f"{stem}/{made['id']}") == made


@pytest.mark.parametrize(("stem", "body"), STEMS)
def test_an_unused_definition_goes_and_its_id_does_not_come_back(
    desk: Desk, stem: str, body: dict[str, object]
) -> None:
    made = desk.data("POST", stem, body)
    assert desk.call("DELETE", f"{stem}/{made['id']}") == (204, None)
    assert desk.call("GET", f"{stem}/{made['id']}")[0] == 404
    assert desk.call("DELETE", f"{stem}/{made['id']}")[0] == 404
    assert desk.data("POST", stem, body)["id"] == made["id"] + 1


@pytest.mark.parametrize(
    "path",
    [
        "/reward-definitions/6",
        "/rewards/definitions/6",
        "/benefit-definitions/94",
        "/benefits/definitions/94",
        "/credits/definitions/2",
        "/points/definitions/1",
    ],
)
def test_a_definition_in_use_stays(desk: Desk, path: str) -> None:
    assert desk.errors("DELETE", path) == {"definition": ["The definition is in use."]}
    assert desk.data("GET", path)["id"]


def test_a_deleted_instance_is_still_a_use(desk: Desk) -> None:
    made = desk.data("POST", "/reward-definitions", REWARD)
    issued = desk.data("POST", "/rewards", {"reward_definition_id": made["id"], "profile_id": ERIN})
    desk.call("DELETE", f"/rewards/{issued['id']}")
    assert "definition" in desk.errors("DELETE", f"/reward-definitions/{made['id']}")


def test_a_benefit_definition_is_cloned_under_its_own_handle(desk: Desk) -> None:
    source = desk.data("GET", "/benefit-definitions/95")
    path = "/benefits/definitions/95/clone"
    status, answer = desk.call("POST", path, {"handle": "copy"})
    assert status == 201
    own = {"id": 99, "handle": "copy", "total_global_redemptions": 0, "total_global_created": 0}
    stamps = {"created_at": "2026-03-10 02:00:00", "updated_at": "2026-03-10 02:00:00"}
    assert answer["data"] == {**source, **own, **stamps}
    named = desk.data("POST", path, {"handle": "second", "name": "Second"})
    assert (named["name"], named["max_redemptions"]) == ("Second", 3)
    assert list(desk.errors("POST", path, {"handle": "copy"})) == ["handle"]
    assert list(desk.errors("POST", path, {"handle": "a b", "name": 7})) == ["handle", "name"]
    assert list(desk.errors("POST", path)) == ["handle"]
    assert desk.call("POST", "/benefit-definitions/999/clone", {"handle": "x"})[0] == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"type": "cash"}, "type"),
        ({"type": None}, "type"),
        ({"currency": "aud"}, "currency"),
        ({"max_value": -1}, "max_value"),
        ({"max_value": Decimal("1.005")}, "max_value"),
        ({"period": -1}, "period"),
        ({"period": 36_501}, "period"),
        ({"period_type": "moons"}, "period_type"),
        ({"release_period": "x"}, "release_period"),
        ({"release_period_type": "moons"}, "release_period_type"),
        ({"require_security_code": "yes"}, "require_security_code"),
        ({"security_code_type": "pin5"}, "security_code_type"),
        ({"credit_number_range_type": "odd"}, "credit_number_range_type"),
        ({"credit_number_range_start": "12a"}, "credit_number_range_start"),
        ({"credit_number_length": 0}, "credit_number_length"),
        ({"credit_number_length": 19}, "credit_number_length"),
        ({"credit_number_range_start": "20", "credit_number_range_end": "10"}, "credit_number_range_end"),
        ({"colour": "red"}, "colour"),
        ({"handle": "gift-card"}, "handle"),
        ({"tags": "a"}, "tags"),
    ],
)  # fmt: skip
def test_a_wrong_credit_definition_is_422_on_its_field(
    desk: Desk, wrong: dict[str, object], field: str
) -> None:
    before = desk.data("GET", "/credits/definitions")
    assert list(desk.errors("POST", "/credits/definitions", {**CREDIT, **wrong})) == [field]
    assert desk.data("GET", "/credits/definitions") == before


def test_a_credit_definition_keeps_what_it_was_told(desk: Desk) -> None:
    told = {
        "max_value": Decimal("99.50"), "release_period": 30, "release_period_type": "days", "is_releasable": True,
        "credit_number_range_type": "sequential", "credit_number_range_start": "1000", "colour": "#a0b1c2",
        "custom_fields": [{"namespace": "till", "handle": "x", "value": 1}], "notify_issue": True,
        "issue_target_id": 7,
    }  # fmt: skip
    made = desk.data("POST", "/credits/definitions", {**CREDIT, **told})
    assert {name: made[name] for name in told} == told


def test_a_points_definitions_period_ends_the_points(desk: Desk) -> None:
    body = {**POINTS, "issue_period": 2, "issue_period_type": "hours", "is_redeemable": True}
    made = desk.data("POST", "/points/definitions", body)
    assert (made["issue_period"], made["issue_period_type"]) == (2, "hours")
    issued = desk.data(
        "POST",
        "/points",
        {"point_definition_id": made["id"], "profile_id": ERIN, "value_initial": 10},
    )
    assert issued["expires_at"] == "2026-03-10 04:00:00"
    desk.advance(hours=2)
    assert desk.balances(ERIN)["point_balance"] == 0


def test_unpublishing_stops_what_was_issued_and_publishing_lets_it_go_on(desk: Desk) -> None:
    use = f"/profiles/{ASHA}/benefits/4021/redeem"
    desk.data("PUT", "/benefit-definitions/94", {"is_published": False})
    assert desk.errors("POST", use) == {"benefit": ["The benefit is not redeemable."]}
    assert desk.balances()["benefit_balance"] == 1
    desk.data("PUT", "/benefit-definitions/94", {"is_published": True})
    assert desk.data("POST", use)["type"] == "redeem"


def test_a_change_reaches_only_what_is_issued_after_it(desk: Desk) -> None:
    desk.data("PUT", "/benefit-definitions/95", {"max_redemptions": 9, "period": 1})
    assert desk.data("GET", f"/profiles/{ASHA}/benefits/4022")["redemptions_remaining"] == 3
    body = {"benefit_definition_id": 95, "profile_id": ERIN, "issued_at": "2026-03-10 12:00:00"}
    issued = desk.data("POST", "/benefits", body)
    assert (issued["redemptions_remaining"], issued["expires_at"]) == (9, "2026-03-11 12:00:00")


def test_a_lowered_cap_ends_the_benefit_for_everybody(desk: Desk) -> None:
    desk.data("POST", f"/profiles/{ASHA}/benefits/4022/redeem")
    changed = desk.data("PUT", "/benefit-definitions/95", {"max_global_redemptions": 1})
    assert changed["total_global_redemptions_remaining"] == 0
    assert "benefit" in desk.errors("POST", f"/profiles/{ASHA}/benefits/4022/redeem")


def test_a_reward_may_not_be_worth_more_than_its_definition_allows(desk: Desk) -> None:
    made = desk.data("POST", "/reward-definitions", {**REWARD, "max_value": Decimal("12.50")})
    body = {"reward_definition_id": made["id"], "profile_id": ERIN}
    assert list(desk.errors("POST", "/rewards", {**body, "value_initial": Decimal("12.51")})) == [
        "value_initial"
    ]
    assert desk.data("POST", "/rewards", {**body, "value_initial": Decimal("12.50")})
