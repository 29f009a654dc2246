"""Redeeming value, benefits and credits (omneo-api.md 2.8.1, sections 4 and 5)."""

from decimal import Decimal

import pytest

from tests.sandbox.rules.rule_desk import (
    ASHA,
    BEN,
    CHLOE,
    DANIEL,
    ERIN,
    IVY,
    JAMES,
    KAI,
    Desk,
    person,
)

PATHS = ("redemptions", "redeem")


@pytest.mark.parametrize("path", PATHS)
def test_both_dialects_redeem_and_answer_the_balances_after(desk: Desk, path: str) -> None:
    body = {"strategies": ["rewards"], "amount": Decimal("12.50")}
    status, answer = desk.call("POST", f"/profiles/{ASHA}/{path}", body)
    assert status == 200
    found = answer["data"]
    assert (found["id"], found["type"], found["total"]) == (158, "redeem", Decimal("12.50"))
    assert found["balances"]["reward_balance"] == Decimal("12.50")
    assert found["balances"] == desk.balances()


def test_the_soonest_to_expire_is_eaten_first_and_the_next_partly(desk: Desk) -> None:
    items = desk.redeem(Decimal("12.50"))["items"]
    assert [(item["type_attributes"]["id"], item["value"]) for item in items] == [
        (811, 10),
        (812, Decimal("2.50")),
    ]
    left = {number: row["value_remaining"] for number, row in desk.rewards().items()}
    assert left == {811: 0, 812: Decimal("12.50")}


def test_equal_ends_are_eaten_in_the_order_of_issue_and_the_endless_last(desk: Desk) -> None:
    def issue(issued: str, expires: str | None) -> int:
        body = {
            "reward_definition_id": 7, "profile_id": ERIN, "value_initial": 5, "issued_at": issued,
            "expires_at": expires,
        }  # fmt: skip
        return int(desk.data("POST", "/rewards", body)["id"])

    later = issue("2026-02-02 00:00:00", "2026-04-01 00:00:00")
    earlier = issue("2026-02-01 00:00:00", "2026-04-01 00:00:00")
    twin = issue("2026-02-01 00:00:00", "2026-04-01 00:00:00")
    sooner = issue("2026-02-03 00:00:00", "2026-03-20 00:00:00")
    items = desk.redeem(20, ERIN)["items"]
    assert [item["type_attributes"]["id"] for item in items] == [sooner, earlier, twin, later]


def test_references_and_meta_come_back_in_the_rows_own_fields(desk: Desk) -> None:
    sent = {
        "transaction_external_id": "S01-1-000659-k3f9q2",
        "transaction_receipt_ref": "000659",
        "meta": {"posdesk_leg": "S01-1-000659-k3f9q2-R1"},
        "location_id": 2,
    }
    made = desk.redeem(10, **sent)
    read = desk.data("GET", f"/profiles/{ASHA}/redemptions/{made['id']}")
    assert {name: read[name] for name in sent} == sent
    assert read["location"] == {"id": 2, "name": "Main Shop", "external_id": "S01"}
    assert read["profile"]["full_name"] == "Asha Nguyen"
    assert desk.data("GET", f"/redemptions/{made['id']}") == read


def test_more_than_there_is_is_refused_and_nothing_is_consumed(desk: Desk) -> None:
    errors = desk.errors(
        "POST",
        f"/profiles/{ASHA}/redemptions",
        {"strategies": ["rewards"], "amount": Decimal("25.01")},
    )
    assert errors == {"amount": ["The amount exceeds the available balance."]}
    assert desk.balances()["reward_balance"] == 25
    assert desk.data("GET", f"/profiles/{ASHA}/redemptions") == []


def test_strict_false_grants_what_there_is(desk: Desk) -> None:
    assert desk.redeem(30, strict=False)["total"] == 25
    assert desk.balances()["reward_balance"] == 0


def test_nothing_there_is_refused_whatever_strict_says(desk: Desk) -> None:
    body = {"strategies": ["rewards"], "amount": 1, "strict": False}
    assert "amount" in desk.errors("POST", f"/profiles/{ERIN}/redemptions", body)


@pytest.mark.parametrize(
    "amount",
    [0, -1, "abc", "", None, True, [], {}, Decimal("0.001"), Decimal("10.005"), Decimal("1e-30"), 10**30,
     Decimal("1e400"), "1_0", "１０", "NaN", "Infinity"],
)  # fmt: skip
def test_an_amount_that_is_none_is_422_on_amount(desk: Desk, amount: object) -> None:
    body = {"strategies": ["rewards"], "amount": amount}
    assert list(desk.errors("POST", f"/profiles/{ASHA}/redemptions", body)) == ["amount"]
    assert desk.balances()["reward_balance"] == 25


@pytest.mark.parametrize("amount", [10, "10", "10.00", Decimal("10.0"), Decimal("1e1")])
def test_an_amount_may_be_a_number_or_a_numeric_string(desk: Desk, amount: object) -> None:
    assert desk.redeem(amount)["total"] == 10


@pytest.mark.parametrize(
    ("strategies", "field"),
    [([], "strategies"), ("cash", "strategies.0"), (["rewards", "cash"], "strategies.1"), ([1], "strategies.0"),
     ({}, "strategies")],
)  # fmt: skip
def test_an_unknown_strategy_is_named(desk: Desk, strategies: object, field: str) -> None:
    body = {"strategies": strategies, "amount": 10}
    assert list(desk.errors("POST", f"/profiles/{ASHA}/redemptions", body)) == [field]


def test_without_strategies_rewards_go_before_points(desk: Desk) -> None:
    found = desk.data("POST", f"/profiles/{ASHA}/redeem", {"amount": 30})
    assert [(item["type"], item["value"]) for item in found["items"]] == [
        ("reward", 10),
        ("reward", 15),
        ("point", 5),
    ]
    assert found["balances"]["point_balance"] == 1000


def test_the_order_of_strategies_is_the_order_of_consumption(desk: Desk) -> None:
    found = desk.redeem(20, strategies=["points", "rewards"])
    assert [(item["type"], item["value"]) for item in found["items"]] == [
        ("point", 15),
        ("reward", 5),
    ]


def test_the_old_spelling_of_strategies_is_understood(desk: Desk) -> None:
    found = desk.data(
        "POST", f"/profiles/{ASHA}/redeem", {"amount": 1, "strategy": "points_rewards"}
    )
    assert [item["type"] for item in found["items"]] == ["point"]


def test_points_burn_whole_points_rounded_up_soonest_expiry_first(desk: Desk) -> None:
    found = desk.redeem(Decimal("81.50"), IVY, strategies=["points"])
    assert [item["value"] for item in found["items"]] == [80, Decimal("1.50")]
    assert desk.balances(IVY)["point_balance"] == 12345 - 8150


def test_an_amount_in_another_currency_is_taken_in_the_tenants(desk: Desk) -> None:
    found = desk.redeem(Decimal("10.80"), currency="NZD")
    assert (found["total"], found["total_localised"], found["currency"]) == (
        10,
        Decimal("10.80"),
        "NZD",
    )
    assert found["balances"]["localised"]["reward_balance"] == Decimal("16.20")


def test_only_profiles_that_may_spend_can_redeem(desk: Desk) -> None:
    assert "profile" in desk.errors("POST", f"/profiles/{KAI}/redemptions", {"amount": 1})


def test_expired_and_future_rewards_are_not_spendable(desk: Desk) -> None:
    body = {"strategies": ["rewards"], "amount": Decimal("5.01")}
    assert "amount" in desk.errors("POST", f"/profiles/{BEN}/redemptions", body)
    future = {"reward_definition_id": 7, "profile_id": ERIN, "issued_at": "2026-03-11 00:00:00"}
    desk.data("POST", "/rewards", {**future, "timezone": "Australia/Melbourne"})
    assert desk.balances(ERIN)["reward_balance"] == 0


@pytest.mark.parametrize("path", PATHS)
def test_a_benefit_is_used_once_and_then_no_more(desk: Desk, path: str) -> None:
    route = f"/profiles/{ASHA}/benefits/4021/{path}"
    body = {
        "issued_at": "2026-03-10 13:00:00",
        "timezone": "Australia/Melbourne",
        "external_id": "X-B1",
    }
    found = desk.data("POST", route, body)
    assert (found["type"], found["total"], found["external_id"]) == ("redeem", 0, "X-B1")
    assert [(item["type"], item["count"]) for item in found["items"]] == [("benefit", 1)]
    assert found["redeem_at"] == "2026-03-10 02:00:00"
    assert desk.errors("POST", route, body) == {"benefit": ["The benefit is not redeemable."]}
    assert desk.balances()["benefit_balance"] == 1


def test_a_benefit_may_be_used_several_times_at_once_but_not_too_often(desk: Desk) -> None:
    route = f"/profiles/{ASHA}/benefits/4022/redemptions"
    assert "count" in desk.errors("POST", route, {"count": 4})
    assert desk.data("POST", route, {"count": 2})["items"][0]["count"] == 2
    assert desk.data("GET", f"/profiles/{ASHA}/benefits/4022")["redemptions_remaining"] == 1


def test_an_expired_benefit_is_refused(desk: Desk) -> None:
    desk.advance(days=6)
    assert "benefit" in desk.errors("POST", f"/profiles/{ASHA}/benefits/4021/redemptions", {})


def test_a_benefit_without_a_limit_stays_usable(desk: Desk) -> None:
    row = next(
        row
        for row in desk.data("GET", f"/profiles/{CHLOE}/benefits")
        if row["definition"]["handle"] == "free-shipping"
    )
    for _ in range(3):
        desk.data("POST", f"/profiles/{CHLOE}/benefits/{row['id']}/redemptions", {})
    read = desk.data("GET", f"/profiles/{CHLOE}/benefits/{row['id']}")
    assert (read["redemptions_remaining"], read["is_redeemable"]) == (None, True)


def test_a_global_cap_ends_a_benefit_for_everybody(desk: Desk) -> None:
    def issue(profile_id: str) -> str:
        body = {"benefit_definition_id": 98, "profile_id": profile_id}
        return (
            f"/profiles/{profile_id}/benefits/{desk.data('POST', '/benefits', body)['id']}/redeem"
        )

    first, second, third = issue(BEN), issue(DANIEL), issue(ERIN)
    desk.data("POST", first)
    desk.data("POST", second)
    assert "benefit" in desk.errors("POST", third)
    assert desk.balances(ERIN)["benefit_balance"] == 0


def test_another_profiles_benefit_is_404(desk: Desk) -> None:
    assert desk.call("POST", f"/profiles/{BEN}/benefits/4021/redemptions", {})[0] == 404


def test_value_and_benefits_can_be_redeemed_together(desk: Desk) -> None:
    found = desk.redeem(
        10,
        strategies=["benefits", "rewards"],
        benefits=[{"id": 4021}, {"handle": "free-alterations", "quantity": 2}],
    )
    assert [(item["type"], item["value"], item["count"]) for item in found["items"]] == [
        ("benefit", 0, 1),
        ("benefit", 0, 2),
        ("reward", 10, None),
    ]
    assert found["total"] == 10


def test_a_refused_benefit_leaves_the_value_too(desk: Desk) -> None:
    body = {"strategies": ["rewards", "benefits"], "amount": 10, "benefits": [{"id": 4023}]}
    assert desk.errors("POST", f"/profiles/{ASHA}/redeem", body) == {
        "benefits.0": ["The benefit is not redeemable."]
    }
    assert desk.balances()["reward_balance"] == 25


def test_the_same_benefit_twice_in_one_request_cannot_be_overdrawn(desk: Desk) -> None:
    body = {"strategies": ["benefits"], "benefits": [{"id": 4021}, {"handle": "first-spend"}]}
    assert "benefit" in desk.errors("POST", f"/profiles/{ASHA}/redeem", body)
    assert desk.data("GET", f"/profiles/{ASHA}/benefits/4021")["redemptions_remaining"] == 1


def test_benefits_alone_need_no_amount(desk: Desk) -> None:
    found = desk.data(
        "POST", f"/profiles/{ASHA}/redeem", {"strategies": ["benefits"], "benefits": [{"id": 4021}]}
    )
    assert found["total"] == 0


def test_a_credit_is_redeemed_in_parts(desk: Desk) -> None:
    body = {"amount": 20, "transaction_external_id": "X"}
    found = desk.data("POST", f"/profiles/{ASHA}/credits/77/redeem", body)
    assert (found["total"], found["items"][0]["type"]) == (20, "credit")
    assert desk.balances()["credit_balance"] == 30
    assert "amount" in desk.errors("POST", f"/profiles/{ASHA}/credits/77/redeem", {"amount": 31})


def _credit(desk: Desk, **wanted: object) -> int:
    rows = desk.data("GET", f"/profiles/{DANIEL}/credits")
    return next(int(row["id"]) for row in rows if wanted.items() <= row.items())


def test_a_card_with_a_code_needs_it(desk: Desk) -> None:
    route = f"/profiles/{DANIEL}/credits/{_credit(desk, type='gift_card')}/redeem"
    assert list(desk.errors("POST", route, {"amount": 1})) == ["security_code"]
    assert list(desk.errors("POST", route, {"amount": 1, "security_code": "0000"})) == [
        "security_code"
    ]
    assert desk.data("POST", route, {"amount": 1, "security_code": "4321"})["total"] == 1


def test_a_void_credit_is_refused(desk: Desk) -> None:
    route = f"/profiles/{DANIEL}/credits/{_credit(desk, is_void=True)}/redeem"
    assert "credit" in desk.errors("POST", route, {"amount": 1})


def test_a_foreign_credit_can_be_spent_to_its_last_cent(desk: Desk) -> None:
    number = _credit(desk, currency="NZD")
    route = f"/profiles/{DANIEL}/credits/{number}/redeem"
    assert "amount" in desk.errors("POST", route, {"amount": Decimal("37.05")})
    desk.data("POST", route, {"amount": Decimal("10.00")})
    assert desk.data("GET", f"/credits/{number}")["balance"] == Decimal("29.20")
    desk.data("POST", route, {"amount": Decimal("27.04")})
    assert desk.data("GET", f"/credits/{number}")["status"] == "used"


def test_the_credits_strategy_passes_by_cards_with_a_code(desk: Desk) -> None:
    found = desk.redeem(60, DANIEL, strategies=["credits"])
    spent = [item["type_attributes"]["type"] for item in found["items"]]
    assert spent == ["promotional", "store_credit", "store_credit"]
    body = {"strategies": ["credits"], "amount": 50}
    assert "amount" in desk.errors("POST", f"/profiles/{DANIEL}/redemptions", body)


def test_an_unknown_location_is_422(desk: Desk) -> None:
    body = {"amount": 1, "location_id": 99}
    assert list(desk.errors("POST", f"/profiles/{ASHA}/redemptions", body)) == ["location_id"]


def test_an_unknown_profile_is_404(desk: Desk) -> None:
    assert desk.call("POST", f"/profiles/{person(999)}/redemptions", {"amount": 1})[0] == 404


def test_many_small_rewards_are_eaten_soonest_first(desk: Desk) -> None:
    ends = [item["type_attributes"]["expires_at"] for item in desk.redeem(40, JAMES)["items"]]
    assert ends == sorted(ends)
    assert len(ends) > 5


def test_how_often_an_incentive_was_redeemed_is_counted(desk: Desk) -> None:
    first = desk.redeem(1)
    desk.redeem(1)
    path = f"/profiles/{ASHA}/redemptions/reward/811/count"
    assert desk.data("GET", path) == {"count": 2}
    desk.reverse(first["id"])
    assert desk.data("GET", path) == {"count": 1}
    assert desk.call("GET", f"/profiles/{ASHA}/redemptions/coupon/811/count")[0] == 404


def test_taking_all_a_foreign_credit_is_worth_leaves_no_odd_cent(desk: Desk) -> None:
    body = {"amount": Decimal("0.34"), "type": "store", "currency": "NZD"}
    number = desk.data("POST", f"/profiles/{ERIN}/credits", body)["id"]
    desk.data("POST", f"/profiles/{ERIN}/credits/{number}/redeem", {"amount": Decimal("0.31")})
    assert desk.data("GET", f"/credits/{number}")["balance"] == 0
