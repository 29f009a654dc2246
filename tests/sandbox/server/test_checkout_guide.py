"""The whole checkout by plain HTTP along the four seed guides, with the bodies that stand in them.

The sandbox's clock stands on the day of the guides' samples, so that even their dates are sent as they are.
``{profileId}`` and the numbers that a tenant gives are the only things filled in, and ``[...]`` is a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.sandbox.server.plain_client import PlainTill, plain_till
from tests.sandbox.server.running import ASHA, ASHAS_CARD, Sandbox

GUIDES_DAY = datetime(2025, 6, 15, 4, 30, tzinfo=UTC)  # 14:30 in Melbourne
ERIN = "5b1c6a52-6c0e-4a52-9a35-000000000005"
RING_UP = """
    {"name": "Linen Shirt", "sku": "LS-01", "quantity": 1, "price_current": 200, "price_sell": 175.00,
     "discounts": [{"amount": 25, "reason_desc": "Reward"}]}
"""


@pytest.fixture
def till(sandbox: Sandbox) -> Iterator[PlainTill]:
    sandbox.control.freeze(GUIDES_DAY)
    sandbox.control.reset()
    with plain_till(sandbox.endpoint.url, sandbox.endpoint.token) as till:
        yield till


def _record(till: PlainTill, redemption: int, reference: str = "ORDER-10334") -> int:
    """Step 5 of the POS guide, with a reference to find the sale by; the transaction's number."""
    body = f"""{{
        "profile_id": "{ASHA}",
        "total": 175.00,
        "total_original": 200.00,
        "transacted_at": "2025-06-15 14:35:00",
        "timezone": "Australia/Melbourne",
        "receipt_ref": "659",
        "external_id": "{reference}",
        "location_id": 2,
        "staff_id": 1993,
        "redemption_id": {redemption},
        "items": [{RING_UP}]
    }}"""
    recorded: int = till.post("/transactions", body)["id"]
    return recorded


def _redeem(till: PlainTill, profile: str = ASHA) -> int:
    """Step 4 of the POS guide; the redemption's number."""
    granted = till.post(
        f"/profiles/{profile}/redemptions", '{"strategies": ["rewards"], "amount": 25.00}'
    )
    assert granted["total"] == 25
    number: int = granted["id"]
    return number


def test_the_customer_is_identified_in_all_three_ways(till: PlainTill) -> None:
    card = till.get(f"/identities/search?handle=loyalty-card&identifier={ASHAS_CARD}")
    assert card["profile_id"] == ASHA
    for text in ("asha%40example.test", "Asha%20Nguyen"):
        assert [row["id"] for row in till.get(f"/profiles?search={text}")] == [ASHA]
    assert till.get(f"/profiles/{ASHA}")["full_name"] == "Asha Nguyen"


def test_the_six_steps_of_a_sale(till: PlainTill) -> None:
    card = till.get(f"/identities/search?handle=loyalty-card&identifier={ASHAS_CARD}")
    person = card["profile_id"]
    balances = till.get(f"/profiles/{person}/balances")
    assert {name: balances[name] for name in ("reward_balance", "point_balance")} == {
        "reward_balance": 25,
        "point_balance": 1500,
    }
    assert balances["point_balance_dollars"] == 15
    assert balances["combined_balance_dollars"] == 40
    benefits = till.get(f"/profiles/{person}/benefits?filter[status]=active")
    first_spend = next(row for row in benefits if row["definition"]["handle"] == "first-spend")

    redemption = _redeem(till)
    used = till.post(
        f"/profiles/{person}/benefits/{first_spend['id']}/redemptions",
        '{"issued_at": "2025-06-15 14:30:00", "timezone": "Australia/Melbourne"}',
    )
    number = _record(till, redemption)

    sale = till.get(f"/transactions/{number}")
    assert (sale["total"], sale["total_original"], sale["receipt_ref"]) == (175, 200, "659")
    assert sale["transacted_at"] == "2025-06-15 04:35:00"  # Melbourne's 14:35, kept as UTC
    assert (sale["location"]["id"], sale["redemption"]["id"]) == (2, redemption)
    assert sale["staff"]["identities"][0]["identifier"] == "1993"
    assert till.get(f"/profiles/{person}/balances")["reward_balance"] == 0
    left = till.get(f"/profiles/{person}/benefits?filter[status]=active")
    assert first_spend["id"] not in {row["id"] for row in left}
    assert used["id"] != redemption


def test_a_declined_payment_gives_everything_back_and_the_next_try_is_a_sale(
    sandbox: Sandbox, till: PlainTill
) -> None:
    before = till.get(f"/profiles/{ASHA}/rewards")
    redemption = _redeem(till)
    sandbox.control.advance(600)  # the last second in which it may be reversed
    till.post(f"/profiles/{ASHA}/redemptions/{redemption}/reverse")
    unchanged = ("id", "value_initial", "value_remaining", "expires_at", "issued_at")
    after = till.get(f"/profiles/{ASHA}/rewards")
    assert [[row[name] for name in unchanged] for row in after] == [
        [row[name] for name in unchanged] for row in before
    ]

    again = _redeem(till)
    sale = till.get(f"/transactions/{_record(till, again)}")
    assert sale["redemption"]["id"] == again != redemption


def test_after_ten_minutes_a_redemption_is_refunded_into_a_new_reward(
    sandbox: Sandbox, till: PlainTill
) -> None:
    known = {row["id"] for row in till.get(f"/profiles/{ASHA}/rewards")}
    redemption = _redeem(till)
    _record(till, redemption)
    sandbox.control.advance(601)
    late = till.refusal("POST", f"/profiles/{ASHA}/redemptions/{redemption}/reverse")
    assert list(late) == ["redemption"]
    assert till.get(f"/profiles/{ASHA}/balances")["reward_balance"] == 0

    till.post(f"/profiles/{ASHA}/redemptions/{redemption}/refund")

    made = [row for row in till.get(f"/profiles/{ASHA}/rewards") if row["id"] not in known]
    assert sum(row["value_remaining"] for row in made) == 25
    assert till.get(f"/profiles/{ASHA}/balances")["reward_balance"] == 25
    spent = [row for row in till.get(f"/profiles/{ASHA}/rewards") if row["id"] in known]
    assert sum(row["value_remaining"] for row in spent) == 0


def test_the_guides_share_of_a_reward_over_four_lines_is_kept_line_by_line(
    till: PlainTill,
) -> None:
    table = (("65.00", "13.00", "52.00"), ("115.00", "23.00", "92.00"), ("25.00", "5.00", "20.00"), ("45.00", "9.00", "36.00"))  # fmt: skip
    lines = ", ".join(
        f'{{"name": "Item {place}", "quantity": 1, "price_current": {original}, "price_original": {original},'
        f' "price_sell": {net}, "discounts": [{{"amount": {share}, "reason_desc": "Reward"}}]}}'
        for place, (original, share, net) in enumerate(table, start=1)
    )
    recorded = till.post(
        "/transactions",
        f'{{"profile_id": "{ASHA}", "total": 200.00, "total_original": 250.00,'
        f' "transacted_at": "2025-06-15 14:35:00", "timezone": "Australia/Melbourne", "items": [{lines}]}}',
    )
    items = till.get(f"/transactions/{recorded['id']}")["items"]
    kept = [(item["price_original"], item["discounts"][0]["amount"], item["price_sell"]) for item in items]  # fmt: skip
    assert kept == [tuple(Decimal(part) for part in row) for row in table]
    assert [sum(column) for column in zip(*kept, strict=True)] == [250, 50, 200]


def test_a_reward_is_defined_issued_checked_redeemed_and_linked(till: PlainTill) -> None:
    definition = till.post(
        "/reward-definitions",
        """{
        "name": "Birthday Reward",
        "handle": "birthday-reward-2025",
        "value": 10,
        "type": "birthday",
        "period": 30,
        "description": "Birthday reward valid for 30 days",
        "short_description": "$10 off for your birthday",
        "long_description": "<p>Enjoy $10 off your next purchase. Valid for 30 days.</p>",
        "terms_conditions": "Valid once per birthday period",
        "earn_instructions": "Automatically issued on your birthday",
        "is_assignable": true,
        "is_reassignable": false,
        "is_extendable": false,
        "tags": ["birthday"]
        }""",
    )
    issued = till.post(
        "/rewards",
        f"""{{
        "reward_definition_id": {definition["id"]},
        "profile_id": "{ERIN}",
        "value_initial": 10,
        "value_remaining": 10,
        "issued_at": "2025-06-15 00:00:00",
        "expires_at": "2025-07-15 23:59:59",
        "timezone": "Australia/Melbourne"
        }}""",
    )
    balances = till.get(f"/profiles/{ERIN}/balances")
    shown = {"reward_balance": 10, "point_balance": 0, "point_balance_dollars": 0, "combined_balance_dollars": 10}  # fmt: skip
    assert {name: balances[name] for name in shown} == shown

    granted = till.post(
        f"/profiles/{ERIN}/redemptions", '{"strategies": ["rewards"], "amount": 10}'
    )
    sale = till.post(
        "/transactions",
        f"""{{
        "profile_id": "{ERIN}",
        "total": 89.95,
        "total_original": 99.95,
        "redemption_id": {granted["id"]},
        "transacted_at": "2025-06-15 14:32:00",
        "external_id": "ORDER-10334",
        "items": [{RING_UP}]
        }}""",
    )
    assert sale["redemption"]["id"] == granted["id"]
    rewards = till.get(f"/profiles/{ERIN}/rewards")
    assert [(row["id"], row["value_initial"], row["value_remaining"]) for row in rewards] == [
        (issued["id"], 10, 0)
    ]
    assert (rewards[0]["definition"]["handle"], rewards[0]["expires_local_at"]) == (
        "birthday-reward-2025",
        "2025-07-15 23:59:59",
    )


def test_the_soonest_to_expire_is_deducted_first(till: PlainTill) -> None:
    till.post(f"/profiles/{ASHA}/redemptions", '{"strategies": ["rewards"], "amount": 12}')
    left = {row["id"]: row["value_remaining"] for row in till.get(f"/profiles/{ASHA}/rewards")}
    assert (left[811], left[812]) == (0, 13)  # ten that end in three days, then two of the fifteen


def test_a_batch_of_rewards_has_the_single_format(till: PlainTill) -> None:
    one = f'{{"reward_definition_id": 6, "profile_id": "{ERIN}", "value_initial": 10, "timezone": "UTC"}}'
    assert till.send("POST", "/rewards/batch", f"[{one}, {one}, {one}]").status == 200
    assert till.get(f"/profiles/{ERIN}/balances")["reward_balance"] == 30


def test_a_benefit_is_defined_issued_read_redeemed_and_linked(till: PlainTill) -> None:
    definition = till.post(
        "/benefit-definitions",
        """{
        "name": "First Spend Discount",
        "handle": "first-spend-2025",
        "description": "10% off first purchase for new members",
        "short_description": "Get 10% off your first spend with us!",
        "long_description": "<p>Valid for 7 days from issue date.</p>",
        "terms_conditions": "Terms and conditions apply",
        "earn_instructions": "Automatically issued on signup",
        "redeem_instructions_store": "Show to staff at checkout",
        "redeem_instructions_online": "Apply at checkout",
        "period": 7,
        "max_redemptions": 1,
        "is_extendable": false,
        "is_reassignable": false,
        "is_published": true,
        "tags": ["first-spend", "new-member"]
        }""",
    )
    issued = till.post(
        "/benefits",
        f"""{{
        "benefit_definition_id": {definition["id"]},
        "profile_id": "{ERIN}",
        "issued_at": "2025-06-15 09:00:00",
        "timezone": "Australia/Melbourne"
        }}""",
    )
    assert issued["expires_at"] == "2025-06-22 09:00:00"
    assert [row["id"] for row in till.get(f"/profiles/{ERIN}/benefits")] == [issued["id"]]
    place = f"/profiles/{ERIN}/benefits/{issued['id']}"
    assert till.get(place)["redemptions_remaining"] == 1

    use = """{
        "issued_at": "2025-06-15 14:30:00",
        "timezone": "Australia/Melbourne",
        "external_id": "POS-REDEMPTION-001"
        }"""
    used = till.post(f"{place}/redemptions", use)
    assert list(till.refusal("POST", f"{place}/redemptions", use)) == ["benefit"]

    sale = till.post(
        "/transactions",
        f"""{{
        "profile_id": "{ERIN}",
        "total": 89.99,
        "total_original": 99.99,
        "transacted_at": "2025-06-15 14:32:00",
        "timezone": "Australia/Melbourne",
        "redemption_id": {used["id"]},
        "items": [{RING_UP}]
        }}""",
    )
    assert sale["redemption"]["id"] == used["id"]


def test_a_benefit_of_a_declined_sale_is_there_again(till: PlainTill) -> None:
    place = f"/profiles/{ASHA}/benefits/4021"
    used = till.post(
        f"{place}/redemptions",
        '{"issued_at": "2025-06-15 14:30:00", "timezone": "Australia/Melbourne"}',
    )
    before = till.get(place)
    till.post(f"/profiles/{ASHA}/redemptions/{used['id']}/reverse")
    after = till.get(place)
    assert (before["redemptions_remaining"], after["redemptions_remaining"]) == (0, 1)
    assert after["expires_at"] == before["expires_at"]


def test_a_credit_is_issued_read_spent_in_parts_and_voided(till: PlainTill) -> None:
    issued = till.post(
        f"/profiles/{ERIN}/credits",
        """{
        "amount": 25.00,
        "type": "promotional",
        "expires_at": "2026-01-01 00:00:00",
        "note": "Welcome credit — new member"
        }""",
    )
    place = f"/profiles/{ERIN}/credits/{issued['id']}"
    assert [row["id"] for row in till.get(f"/profiles/{ERIN}/credits")] == [issued["id"]]
    read = till.get(place)
    assert (read["type"], read["note"]) == ("promotional", "Welcome credit — new member")
    second = till.post(f"/profiles/{ERIN}/credits", '{"amount": 5.00, "type": "store"}')

    till.post(
        "/transactions",
        f'{{"profile_id": "{ERIN}", "total": 60.00, "transacted_at": "2025-06-15 14:35:00",'
        f' "timezone": "Australia/Melbourne", "items": [{RING_UP}], "payments": ['
        f'{{"type": "credit", "credit_id": {issued["id"]}, "amount": 20.00}},'
        f' {{"type": "credit", "credit_id": {second["id"]}, "amount": 5.00}}, "EFTPOS"]}}',
    )
    assert till.get(f"/profiles/{ERIN}/balances")["credit_balance"] == 5
    assert till.get(f"/profiles/{ERIN}/balances")["combined_balance_dollars"] == 0

    assert till.put(place, '{"is_void": true}')["is_void"] is True
    assert till.get(f"/profiles/{ERIN}/balances")["credit_balance"] == 0
    spend = till.refusal("POST", f"{place}/redeem", '{"amount": 1}')
    assert list(spend) == ["credit"]


def test_staff_are_created_read_changed_and_deleted(till: PlainTill) -> None:
    made = till.post(
        "/staff",
        '{"staff_id": "2001", "first_name": "Mia", "last_name": "Ong", "email": "mia@example.test",'
        ' "joined_at": "2025-06-15 09:00:00"}',
    )
    assert made["full_name"] == "Mia Ong"
    assert till.get("/staff/2001")["email"] == "mia@example.test"
    assert till.put("/staff/2001", '{"last_name": "Ong-Lee"}')["last_name"] == "Ong-Lee"
    till.delete("/staff/2001")
    assert till.send("GET", "/staff/2001").status == 404
