"""The whole checkout by plain HTTP along the reference's paths and bodies, where they differ from the guides'."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.server.plain_client import PlainTill, plain_till
from tests.sandbox.server.running import ASHA, ASHAS_CARD, Sandbox

DANIEL = "5b1c6a52-6c0e-4a52-9a35-000000000004"
ERIN = "5b1c6a52-6c0e-4a52-9a35-000000000005"
REFERENCE = "S01-1-000659"


@pytest.fixture
def till(sandbox: Sandbox) -> Iterator[PlainTill]:
    with plain_till(sandbox.endpoint.url, sandbox.endpoint.token) as till:
        yield till


def _sale(redemption: int | None, **more: Any) -> dict[str, Any]:
    line = {"name": "Linen Shirt", "sku": "LS-01", "quantity": 1, "price_current": 200, "price_sell": 175}  # fmt: skip
    return {
        "profile_id": ASHA,
        "total": 175,
        "total_original": 200,
        "transacted_at": "2026-06-15 14:35:00",
        "timezone": "Australia/Melbourne",
        "external_id": REFERENCE,
        "receipt_ref": "659",
        "location_id": 2,
        "staff_id": "1993",
        "redemption_id": redemption,
        "payments": ["EFTPOS"],
        "items": [line],
        **more,
    }


def _redeem(till: PlainTill, amount: int = 25) -> int:
    """The reference's body names no strategies: rewards are taken before points."""
    body = {"amount": amount, "strict": True, "transaction_external_id": REFERENCE}
    granted = till.post(f"/profiles/{ASHA}/redeem", body)
    assert granted["total"] == amount
    number: int = granted["id"]
    return number


def test_the_customer_is_identified_in_every_way(till: PlainTill) -> None:
    found = till.get(f"/identities/search-profile/{ASHAS_CARD}")
    assert [row["id"] for row in found] == [ASHA]
    named = {"type": "loyalty-card", "id": ASHAS_CARD}
    assert till.post("/profiles/search-id", named)["id"] == ASHA
    assert till.post("/profiles/exists", named) == {"id": ASHA}
    assert [row["id"] for row in till.get("/profiles?filter[search]=asha%40example.test")] == [ASHA]
    assert [row["id"] for row in till.get("/profiles?filter[email]=asha%40example.test")] == [ASHA]
    assert till.get("/identities/search-profile/00000000") == []


def test_the_six_steps_of_a_sale(till: PlainTill) -> None:
    (person,) = till.get(f"/identities/search-profile/{ASHAS_CARD}")
    balances = till.get(f"/profiles/{person['id']}/balances")
    assert (balances["reward_balance"], balances["combined_balance_dollars"]) == (25, 40)
    usable = till.get(f"/profiles/{person['id']}/redeemable_benefits")
    benefit = next(row for row in usable if row["definition"]["handle"] == "first-spend")

    used = till.post(f"/profiles/{ASHA}/benefits/{benefit['id']}/redeem")  # no body at all
    redemption = _redeem(till)
    recorded = till.post("/transactions/update-create", _sale(redemption))

    read = till.get(f"/transactions/external/{REFERENCE}")
    assert (read["id"], read["redemption"]["id"]) == (recorded["id"], redemption)
    again = till.post("/transactions/update-create", _sale(redemption))
    assert again["id"] == recorded["id"]
    assert [row["id"] for row in till.get(f"/profiles/{ASHA}/transactions")] == [recorded["id"]]
    listed = till.get(f"/redemptions?filter[profile_id]={ASHA}")
    rows = {row["id"]: row["transaction_id"] for row in listed}
    assert rows == {redemption: recorded["id"], used["id"]: None}


def test_a_lost_answer_is_found_by_the_sales_reference(till: PlainTill) -> None:
    redemption = _redeem(till, 20)
    path = f"/profiles/{ASHA}/redemptions?filter[transaction_external_id]={REFERENCE}"
    assert [(row["id"], row["total"]) for row in till.get(path)] == [(redemption, 20)]


def test_a_declined_payment_gives_everything_back_and_the_next_try_is_a_sale(
    till: PlainTill,
) -> None:
    def wallet() -> list[tuple[Any, ...]]:
        rewards = till.get(f"/profiles/{ASHA}/rewards")
        benefits = till.get(f"/profiles/{ASHA}/benefits?filter[status]=all")
        return [
            *((row["id"], row["value_remaining"], row["expires_at"]) for row in rewards),
            *((row["id"], row["redemptions_remaining"], row["expires_at"]) for row in benefits),
        ]

    before = wallet()
    used = till.post(f"/profiles/{ASHA}/benefits/4021/redeem")
    redemption = _redeem(till)
    assert wallet() != before
    for number in (redemption, used["id"]):
        till.post(f"/redemptions/{number}/reversal")
    assert wallet() == before

    again = _redeem(till)
    assert till.post("/transactions/update-create", _sale(again))["redemption"]["id"] == again


def test_a_sale_is_given_back_later_in_parts(sandbox: Sandbox, till: PlainTill) -> None:
    used = till.post(f"/profiles/{ASHA}/benefits/4021/redeem")
    redemption = _redeem(till)
    till.post("/transactions/update-create", _sale(redemption))
    sandbox.control.advance(3 * 86400)
    assert list(till.refusal("POST", f"/redemptions/{redemption}/reversal")) == ["redemption"]

    till.post(f"/redemptions/{redemption}/return", {"amount": 10})
    assert till.get(f"/profiles/{ASHA}/balances")["reward_balance"] == 10
    too_much = till.refusal("POST", f"/redemptions/{redemption}/return", {"amount": 16})
    assert list(too_much) == ["amount"]
    till.post(f"/redemptions/{redemption}/return")  # no body: all that is left of it
    assert till.get(f"/profiles/{ASHA}/balances")["reward_balance"] == 25
    nothing_left = till.refusal("POST", f"/redemptions/{redemption}/return", {"amount": 1})
    assert list(nothing_left) == ["redemption"]

    back = till.post(f"/redemptions/{used['id']}/benefit/return", {"count": 1})
    assert back["id"] != used["id"]
    usable = till.get(f"/profiles/{ASHA}/redeemable_benefits")
    renewed = [row for row in usable if row["definition"]["handle"] == "first-spend"]
    assert [row["redemptions_remaining"] for row in renewed] == [1]
    assert renewed[0]["id"] != 4021


def test_a_return_is_a_sale_of_less_than_nothing(till: PlainTill) -> None:
    till.post("/transactions/update-create", _sale(None))
    line = {"name": "Linen Shirt", "sku": "LS-01", "quantity": -1, "price_current": 200, "price_sell": 175}  # fmt: skip
    back = _sale(None, external_id=f"{REFERENCE}-R", total=-175, total_original=-200, linked_receipt_ref="659", items=[line])  # fmt: skip
    kept = till.post("/transactions/update-create", back)
    assert (kept["total"], kept["linked_receipt_ref"]) == (-175, "659")
    assert [item["is_return"] for item in kept["items"]] == [True]


def test_a_sale_is_voided_and_its_history_stays(till: PlainTill) -> None:
    number = till.post("/transactions/update-create", _sale(_redeem(till)))["id"]
    assert till.put(f"/transactions/{number}", {"is_void": True})["is_void"] is True
    assert till.get(f"/transactions/{number}")["items"][0]["name"] == "Linen Shirt"
    assert till.get(f"/profiles/{ASHA}/balances")["reward_balance"] == 0  # refunded only when asked


def test_a_credit_is_issued_spent_with_its_code_voided_and_deleted(till: PlainTill) -> None:
    issued = till.post(
        "/credits",
        {"credit_definition_handle": "gift-card", "profile_id": ERIN, "value_initial": 50},
    )
    place = f"/credits/{issued['id']}"
    card = till.get(place)
    assert (card["value_remaining"], len(card["security_code"])) == (50, 4)
    redeem = f"/profiles/{ERIN}{place}/redeem"
    assert list(till.refusal("POST", redeem, {"amount": 20})) == ["security_code"]
    till.post(redeem, {"amount": 20, "security_code": card["security_code"]})
    assert till.get(place)["value_remaining"] == 30
    assert [row["id"] for row in till.get(f"/credits?filter[profile_id]={ERIN}")] == [issued["id"]]

    assert till.put(place, {"is_void": True})["is_void"] is True
    refused = till.refusal("POST", redeem, {"amount": 1, "security_code": card["security_code"]})
    assert list(refused) == ["credit"]
    till.delete(place)
    assert till.send("GET", place).status == 404


def test_a_credit_pays_with_the_sale(till: PlainTill) -> None:
    paid = [{"type": "credit", "credit_id": 81, "amount": 5}, "EFTPOS"]
    before = till.get("/credits/81")["value_remaining"]
    recorded = till.post(
        "/transactions/update-create", _sale(None, profile_id=DANIEL, payments=paid)
    )
    assert till.get("/credits/81")["value_remaining"] == before - 5
    assert recorded["payments"] == paid
    too_much = [{"type": "credit", "credit_id": 81, "amount": 9999}]
    refused = till.refusal(
        "POST", "/transactions", _sale(None, profile_id=DANIEL, payments=too_much)
    )
    assert list(refused) == ["payments.0.amount"]


def test_points_are_redeemed_in_dollars_by_their_strategy(till: PlainTill) -> None:
    granted = till.post(f"/profiles/{ASHA}/redeem", '{"strategies": ["points"], "amount": 1.50}')
    assert granted["balances"]["point_balance"] == 1350


def test_definitions_rewards_and_benefits_are_made_on_the_references_paths(
    till: PlainTill,
) -> None:
    reward = till.post("/rewards/definitions", {"name": "Spring", "handle": "spring", "value": "7.50", "type": "campaign", "period": 1, "period_type": "months"})  # fmt: skip
    assert till.get(f"/rewards/definitions/{reward['id']}")["value"] == Decimal("7.5")
    till.post("/rewards", {"reward_definition_handle": "spring", "profile_id": ERIN})
    assert till.get(f"/profiles/{ERIN}/balances")["reward_balance"] == Decimal("7.5")
    benefit = till.post("/benefits/definitions", {"name": "Hem", "handle": "hem", "period": 7, "max_redemptions": 2})  # fmt: skip
    issued = till.post(
        "/benefits", {"benefit_definition_id": benefit["id"], "profile_id": ERIN, "timezone": "UTC"}
    )
    path = f"/profiles/{ERIN}/benefits/{issued['id']}/redeem"
    for left in (1, 0):
        till.post(path)
        assert till.get(f"/benefits/{issued['id']}")["redemptions_remaining"] == left
    assert list(till.refusal("POST", path)) == ["benefit"]


def test_staff_are_created_read_changed_and_deleted(till: PlainTill) -> None:
    body = {"staff_id": "2002", "first_name": "Ola", "last_name": "Berg", "email": "ola@example.test"}  # fmt: skip
    made = till.post("/staff", body)
    assert [(row["handle"], row["identifier"]) for row in made["identities"]] == [("staff", "2002")]
    assert till.put("/staff/2002", {"first_name": "Olaf"})["full_name"] == "Olaf Berg"
    assert till.get(f"/staff/{made['id']}")["first_name"] == "Olaf"  # by the profile's id too
    till.delete("/staff/2002")
    assert till.send("GET", "/staff/2002").status == 404
