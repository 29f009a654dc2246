"""Rewards, benefits and credits as the public descriptions show them, and variants of them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from posdesk.omneo import (
    benefits,
    credits,
    rewards,
)
from posdesk.omneo.benefits import Benefit
from posdesk.omneo.calls import Call, Page
from posdesk.omneo.credits import Credit
from posdesk.omneo.rewards import Reward
from posdesk.sale.money import AUD, Currency, Money
from tests.omneo.samples import (
    BENEFIT,
    CREDIT,
    REWARD,
    P,
    aud,
    changed,
    listed,
    value_of,
    without,
)

REWARDS = rewards.list(P, currency=AUD)
BENEFITS = benefits.list(P, timezone="Australia/Melbourne")
CREDITS = credits.list(P, currency=AUD)


def only(call: Call[Page[Any]], row: dict[str, Any]) -> Any:
    page = value_of(call, listed(row))
    (item,) = page.items
    return item


def test_a_rewards_dates_are_utc() -> None:
    assert only(REWARDS, REWARD) == Reward(
        id=812,
        name="Birthday Reward",
        handle="birthday-reward",
        value_initial=aud("10"),
        value_remaining=aud("10"),
        issued_at=datetime(2025, 6, 14, 14, tzinfo=UTC),
        expires_at=datetime(2025, 7, 15, 13, 59, 59, tzinfo=UTC),
        is_active=True,
    )


@pytest.mark.parametrize(
    ("row", "active"),
    [
        (without(REWARD, "is_active"), True),
        (changed(without(REWARD, "is_active"), is_expired=True), False),
        (changed(without(REWARD, "is_active"), value_remaining=0), False),
        (changed(REWARD, is_active=0), False),
        (changed(REWARD, is_active="true"), True),
    ],
)
def test_whether_a_reward_counts_is_said_or_follows(row: dict[str, Any], *, active: bool) -> None:
    assert only(REWARDS, row).is_active is active


def test_a_reward_may_never_expire_and_lack_its_definition() -> None:
    reward = only(REWARDS, changed(REWARD, expires_at=None, definition=[]))
    assert (reward.expires_at, reward.name, reward.handle) == (None, "", "")


def test_a_benefits_dates_are_local_in_its_own_zone() -> None:
    assert only(BENEFITS, BENEFIT) == Benefit(
        id="4021",
        name="First Spend Discount",
        handle="first-spend",
        short_description="Get 10% off your first spend with us!",
        long_description="<p>Valid for 7 days from issue date.</p>",
        terms="Terms and conditions apply",
        instructions="Show to staff at checkout",
        expires_at=datetime(2025, 6, 21, 23, tzinfo=UTC),
        is_redeemable=True,
        is_expired=False,
        remaining=1,
        pos_code="FS10",
        timezone="Australia/Melbourne",
        issued_at=datetime(2025, 6, 14, 23, tzinfo=UTC),
        most=1,
    )


def test_what_all_customers_together_may_still_use_is_read() -> None:
    row = changed(BENEFIT, total_global_redemptions_remaining=0)
    assert only(BENEFITS, row).remaining_everywhere == 0


def test_rewards_are_found_by_their_marks_and_tell_them() -> None:
    call = rewards.marked(("a-1", "a-2"), currency=AUD)
    assert call.query[0] == ("filter[external_id][in]", "a-1,a-2")
    assert only(call, changed(REWARD, external_id="a-2")).external_id == "a-2"


@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus", "../etc/passwd"])
def test_a_benefit_without_a_known_zone_is_in_the_shops(zone: str | None) -> None:
    call = benefits.list(P, timezone="Pacific/Auckland")
    benefit = only(call, changed(BENEFIT, timezone=zone))
    assert benefit.expires_at == datetime(2025, 6, 21, 21, tzinfo=UTC)
    assert benefit.timezone == "Pacific/Auckland"


def test_a_benefits_id_may_be_text() -> None:
    assert only(BENEFITS, changed(BENEFIT, id="b-4021")).id == "b-4021"


def test_a_benefit_without_a_count_is_unlimited_and_the_instances_code_wins() -> None:
    benefit = only(
        BENEFITS,
        changed(
            without(BENEFIT, "is_redeemable"), redemptions_remaining=None, redeem_code_pos="MINE"
        ),
    )
    assert (benefit.remaining, benefit.is_redeemable, benefit.pos_code) == (None, True, "MINE")


def test_a_benefit_with_no_use_left_cannot_be_used() -> None:
    row = changed(without(BENEFIT, "is_redeemable"), redemptions_remaining=0)
    assert not only(BENEFITS, row).is_redeemable


def test_a_credit_keeps_the_last_four_digits_and_no_pin() -> None:
    credit = only(CREDITS, CREDIT)
    assert credit == Credit(
        id=77,
        type="gift_card",
        status="active",
        name="Gift card",
        balance=aud("50"),
        currency=AUD,
        expires_at=datetime(2026, 1, 1, tzinfo=UTC),
        last4="4417",
        has_pin=True,
        profile_id=P,
        initial=aud("60"),
    )
    assert "630012345678" not in repr(credit)
    assert "8064" not in repr(credit)


def test_a_short_credit_number_is_not_kept_at_all() -> None:
    assert only(CREDITS, changed(CREDIT, credit_number="12345")).last4 is None


def test_a_credit_of_the_reference_is_read_as_well() -> None:
    row = without(CREDIT, "type", "status", "is_void", "amount", "balance", "currency", "note")
    credit = only(credits.list(P, currency=Currency("NZD")), row)
    assert (credit.type, credit.status) == ("gift_card", "active")
    assert credit.balance == Money(5000, Currency("NZD"))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"is_void": True}, "void"),
        ({"status": None, "balance": 0}, "used"),
        ({"status": "expired"}, "expired"),
    ],
)
def test_a_credits_state_is_the_tenants_word_or_follows(
    fields: dict[str, Any], status: str
) -> None:
    assert only(CREDITS, changed(CREDIT, **fields)).status == status


def test_a_credit_is_in_its_own_currency() -> None:
    credit = only(CREDITS, changed(CREDIT, currency="JPY", balance=500))
    assert credit.balance == Money(500, Currency("JPY"))
