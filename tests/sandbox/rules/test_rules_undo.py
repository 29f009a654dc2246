"""Reversal inside ten minutes, refund after (omneo-api.md 2.8.3, 2.8.4, U6, U7, U14-U16, U46, U49, U50)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from posdesk.sandbox.seed import Seed
from posdesk.sandbox.seed_records import Record
from tests.sandbox.rules.rule_desk import ASHA, BEN, DANIEL, IVY, Desk, sale


def _wallet(desk: Desk) -> tuple[object, ...]:
    """Rewards, benefits, credits and points of Asha, without what says when a row last changed."""
    kinds = ("rewards", "benefits", "credits", "points")
    rows = [desk.data("GET", f"/profiles/{ASHA}/{kind}?page[size]=100") for kind in kinds]
    return tuple([{**row, "updated_at": None} for row in kind] for kind in rows)


@pytest.mark.parametrize(
    "path", ["/profiles/{p}/redemptions/{r}/reverse", "/redemptions/{r}/reversal"]
)
def test_a_reversal_restores_value_and_expiry_exactly(desk: Desk, path: str) -> None:
    before, balances = _wallet(desk), desk.balances()
    made = desk.redeem(
        48,
        strategies=["benefits", "rewards", "points", "credits"],
        benefits=[{"id": 4021}, {"id": 4022, "quantity": 2}],
    )
    assert _wallet(desk) != before
    desk.advance(minutes=9)
    undone = desk.data("POST", path.format(p=ASHA, r=made["id"]))
    assert (undone["type"], undone["total"]) == ("reversal", 48)
    assert undone["id"] > made["id"]
    assert _wallet(desk) == before
    assert undone["balances"] == desk.balances() == balances


def test_the_row_that_was_reversed_stays_a_redemption(desk: Desk) -> None:
    made = desk.redeem(10, meta={"posdesk_leg": "L1"}, transaction_external_id="X")
    desk.reverse(made["id"])
    rows = desk.data("GET", f"/profiles/{ASHA}/redemptions")
    assert [row["type"] for row in rows] == ["reversal", "redeem"]
    assert [row["meta"] for row in rows] == [None, {"posdesk_leg": "L1"}]


def test_the_switch_lets_a_reversal_name_what_it_reversed(desk: Desk) -> None:
    desk.tenant.set_switches({"reversal_names_original": True})
    made = desk.redeem(10)
    assert desk.reverse(made["id"])["meta"] == {"reversed_redemption_id": made["id"]}


def test_the_last_second_of_ten_minutes_counts(desk: Desk) -> None:
    made = desk.redeem(10)
    desk.advance(seconds=600)
    assert desk.reverse(made["id"])["type"] == "reversal"


def test_after_ten_minutes_a_reversal_is_refused_and_nothing_comes_back(desk: Desk) -> None:
    made = desk.redeem(10)
    desk.advance(seconds=601)
    errors = desk.errors("POST", f"/redemptions/{made['id']}/reversal")
    assert errors == {"redemption": ["Redemptions can only be reversed within 10 minutes."]}
    assert desk.balances()["reward_balance"] == 15


def test_the_window_can_be_switched_off(desk: Desk) -> None:
    desk.tenant.set_switches({"reversal_window_enforced": False})
    made = desk.redeem(10)
    desk.advance(hours=5)
    assert desk.reverse(made["id"])["total"] == 10


def test_a_second_reversal_is_refused_and_gives_nothing(desk: Desk) -> None:
    made = desk.redeem(10)
    undone = desk.reverse(made["id"])
    for number in (made["id"], undone["id"]):
        assert "redemption" in desk.errors("POST", f"/redemptions/{number}/reversal")
    assert desk.balances()["reward_balance"] == 25


def test_a_refunded_redemption_cannot_be_reversed_nor_the_other_way(desk: Desk) -> None:
    refunded, reversed_ = desk.redeem(5)["id"], desk.redeem(5)["id"]
    desk.data("POST", f"/redemptions/{refunded}/return")
    desk.reverse(reversed_)
    assert "redemption" in desk.errors("POST", f"/redemptions/{refunded}/reversal")
    assert "redemption" in desk.errors("POST", f"/redemptions/{reversed_}/return")


def test_another_profiles_redemption_is_404(desk: Desk) -> None:
    made = desk.redeem(10)
    for verb in ("reverse", "refund"):
        assert desk.call("POST", f"/profiles/{BEN}/redemptions/{made['id']}/{verb}")[0] == 404
    assert desk.call("POST", "/redemptions/9999/reversal")[0] == 404


def test_a_reward_that_expired_meanwhile_comes_back_unspendable(desk: Desk) -> None:
    desk.advance(hours=10, minutes=59)  # 23:59 in Melbourne
    made = desk.redeem(5, BEN)
    desk.advance(minutes=5)
    assert desk.reverse(made["id"], BEN)["balances"]["reward_balance"] == 0
    row = next(row for row in desk.rewards(BEN).values() if row["value_initial"] == 5)
    assert (row["value_remaining"], row["is_expired"]) == (5, True)


def test_a_linked_redemption_can_be_reversed_and_the_transaction_says_so(desk: Desk) -> None:
    made = desk.redeem(10)
    recorded = desk.data("POST", "/transactions", sale(redemption_id=made["id"]))
    desk.reverse(made["id"])
    read = desk.data("GET", f"/transactions/{recorded['id']}")
    assert read["redemption"] is None
    assert [row["id"] for row in read["reversed_redemptions"]] == [made["id"]]


def test_a_reversed_foreign_credit_has_its_cents_back(desk: Desk) -> None:
    rows = desk.data("GET", f"/profiles/{DANIEL}/credits")
    number = next(row["id"] for row in rows if row["currency"] == "NZD")
    made = desk.data(
        "POST", f"/profiles/{DANIEL}/credits/{number}/redeem", {"amount": Decimal("9.99")}
    )
    assert desk.data("GET", f"/credits/{number}")["balance"] == Decimal("29.21")
    desk.reverse(made["id"], DANIEL)
    assert desk.data("GET", f"/credits/{number}")["balance"] == 40


@pytest.mark.parametrize(
    "path", ["/profiles/{p}/redemptions/{r}/refund", "/redemptions/{r}/return"]
)
def test_a_refund_makes_new_rewards_and_leaves_the_old_spent(desk: Desk, path: str) -> None:
    made = desk.redeem(25)
    desk.advance(days=1)
    refund = desk.data("POST", path.format(p=ASHA, r=made["id"]))
    assert (refund["type"], refund["total"], refund["balances"]["reward_balance"]) == (
        "return",
        25,
        25,
    )
    rewards = desk.rewards()
    assert [rewards[number]["value_remaining"] for number in (811, 812)] == [0, 0]
    new = [row for number, row in rewards.items() if number > 812 and row["is_active"]]
    # Thirty days and sixty from the day of the refund, to the end of the local day (U14, U28).
    assert [
        (row["value_remaining"], row["expires_local_at"])
        for row in sorted(new, key=lambda r: r["id"])
    ] == [
        (10, "2026-04-10 23:59:59"),
        (15, "2026-05-10 23:59:59"),
    ]


def test_part_refunds_add_up_to_the_redemption_and_no_further(desk: Desk) -> None:
    path = f"/redemptions/{desk.redeem(25)['id']}/return"
    assert desk.data("POST", path, {"amount": Decimal("12.50")})["total"] == Decimal("12.50")
    assert "amount" in desk.errors("POST", path, {"amount": Decimal("12.51")})
    assert desk.data("POST", path)["total"] == Decimal("12.50")
    assert "redemption" in desk.errors("POST", path)
    assert desk.balances()["reward_balance"] == 25


@pytest.mark.parametrize("amount", [0, -5, "x", Decimal("0.001")])
def test_a_refund_of_no_amount_is_422(desk: Desk, amount: object) -> None:
    path = f"/redemptions/{desk.redeem(25)['id']}/return"
    assert list(desk.errors("POST", path, {"amount": amount})) == ["amount"]


def test_a_tenant_may_refund_whole_redemptions_only(desk: Desk) -> None:
    desk.tenant.set_switches({"refund_takes_amount": False})
    path = f"/redemptions/{desk.redeem(25)['id']}/return"
    assert "amount" in desk.errors("POST", path, {"amount": 10})
    assert desk.data("POST", path, {"amount": 25})["total"] == 25


def test_part_refunds_of_points_give_back_exactly_the_points(desk: Desk, seed: Seed) -> None:
    rate = Record(3, {"handle": "point_conversion_rate", "value": Decimal("0.03"), "type": "float"})
    desk.tenant.reset(replace(seed, settings=(rate,)), desk.now)
    made = desk.redeem(10, IVY, strategies=["points"])
    assert desk.balances(IVY)["point_balance"] == 12345 - 334
    for amount in (Decimal("3.33"), Decimal("3.33"), Decimal("3.34")):
        desk.data("POST", f"/redemptions/{made['id']}/return", {"amount": amount})
    assert desk.balances(IVY)["point_balance"] == 12345


def test_a_refunded_credit_comes_back_as_store_credit(desk: Desk) -> None:
    made = desk.data("POST", f"/profiles/{ASHA}/credits/77/redeem", {"amount": 20})
    desk.data("POST", f"/redemptions/{made['id']}/return")
    new = desk.data("GET", f"/profiles/{ASHA}/credits")[0]
    assert (new["type"], new["balance"], new["currency"]) == ("store_credit", 20, "AUD")
    assert desk.data("GET", "/credits/77")["balance"] == 30


def test_refunded_benefits_are_new_ones_with_as_many_uses(desk: Desk) -> None:
    made = desk.data("POST", f"/profiles/{ASHA}/benefits/4022/redeem", {"count": 3})
    path = f"/redemptions/{made['id']}/benefit/return"
    assert "count" in desk.errors("POST", path, {"count": 4})
    desk.data("POST", path, {"count": 2})
    newest = desk.data("GET", f"/profiles/{ASHA}/benefits")[0]
    assert (newest["definition"]["handle"], newest["redemptions_remaining"]) == (
        "free-alterations",
        2,
    )
    assert newest["expires_at"] == "2027-03-10 13:00:00"
    assert desk.data("GET", f"/profiles/{ASHA}/benefits/4022")["redemptions_remaining"] == 0


def test_a_combined_redemption_goes_back_whole_without_a_body(desk: Desk) -> None:
    made = desk.redeem(10, strategies=["rewards", "benefits"], benefits=[{"id": 4021}])
    items = desk.data("POST", f"/profiles/{ASHA}/redemptions/{made['id']}/refund")["items"]
    assert sorted(item["type"] for item in items) == ["benefit", "reward"]
    assert desk.balances()["benefit_balance"] == 2


def test_strategies_narrow_a_refund(desk: Desk) -> None:
    made = desk.redeem(10, strategies=["rewards", "benefits"], benefits=[{"id": 4021}])
    path = f"/redemptions/{made['id']}/return"
    items = desk.data("POST", path, {"strategies": ["benefits"]})["items"]
    assert [item["type"] for item in items] == ["benefit"]
    assert "strategies.0" in desk.errors("POST", path, {"strategies": ["cash"]})
