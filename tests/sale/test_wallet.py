"""The wallet: what is spent first, and what a reversal must leave as it was."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from posdesk.sale.money import AUD, Currency, Money
from posdesk.sale.wallet import Balances, Credit, Reward, Wallet, differences
from tests.sale.build import START, aud, wallet


def reward(number: str, minor: int, expires_ms: int | None, *, active: bool = True) -> Reward:
    return Reward(number, "Reward", aud(minor), aud(2500), expires_ms, active)


def holding(*rewards: Reward) -> Wallet:
    return Wallet(Balances.nothing(AUD), START, rewards)


def changed(before: Wallet, after: Wallet) -> list[tuple[str, str, str]]:
    return [(each.what, each.before, each.after) for each in differences(before, after)]


def test_rewards_are_spent_soonest_expiry_first_and_those_without_one_last() -> None:
    held = holding(reward("1", 100, None), reward("2", 100, 900), reward("3", 100, 800))
    assert [each.id for each in held.spendable] == ["3", "2", "1"]


def test_the_first_millisecond_there_is_comes_before_the_second() -> None:
    """No date is not the first one: it is told apart from it, and a reward without one is spent as the oldest."""
    ends = holding(reward("2", 100, 0), reward("1", 100, 1))
    assert [each.id for each in ends.spendable] == ["2", "1"]
    unknown, known = reward("2", 100, 900), replace(reward("1", 100, 900), issued_ms=1)
    assert [each.id for each in holding(known, unknown).spendable] == ["2", "1"]


def test_a_reward_that_is_empty_or_not_active_is_not_spendable() -> None:
    held = holding(reward("1", 0, 800), reward("2", 100, 800, active=False))
    assert held.spendable == ()


def test_a_benefit_is_found_by_its_id() -> None:
    found = wallet().benefit("4022")
    assert found is not None
    assert found.handle == "alterations"
    assert wallet().benefit("nobody") is None


def test_nothing_is_nothing_in_every_purse() -> None:
    yen = Money(0, Currency("JPY"))
    assert Balances.nothing(Currency("JPY")) == Balances(yen, Decimal(0), yen, yen)


def test_the_same_wallet_is_proof() -> None:
    assert differences(wallet(), wallet(at=START.plus(60))) == ()


def test_a_reward_worth_less_is_a_difference() -> None:
    assert changed(holding(reward("811", 1000, 900)), holding(reward("811", 400, 900))) == [
        ("reward 811", "AUD 10.00, expires 900 ms UTC", "AUD 4.00, expires 900 ms UTC")
    ]


@pytest.mark.parametrize("expires_ms", [None, 901])
def test_another_expiry_is_a_difference(expires_ms: int | None) -> None:
    before, after = holding(reward("811", 1000, 900)), holding(reward("811", 1000, expires_ms))
    assert [each.what for each in differences(before, after)] == ["reward 811"]


def test_a_reward_that_is_gone_is_a_difference() -> None:
    assert changed(holding(reward("811", 1000, None)), holding()) == [
        ("reward 811", "AUD 10.00, expires never", "gone")
    ]


def test_a_benefit_use_that_is_missing_is_a_difference() -> None:
    assert changed(wallet(), wallet(first_spend=0)) == [
        ("benefit 4021", f"1 left, expires {10**12} ms UTC", f"0 left, expires {10**12} ms UTC")
    ]


def test_unlimited_uses_are_not_no_uses() -> None:
    before = wallet()
    limited = before.benefits[0]
    unlimited = replace(before, benefits=(replace(limited, remaining=None), before.benefits[1]))
    assert [each.before.split(",")[0] for each in differences(unlimited, before)] == ["unlimited"]


def test_a_benefit_that_is_gone_is_a_difference() -> None:
    after = replace(wallet(), benefits=())
    assert [each.after for each in differences(wallet(), after)] == ["gone", "gone"]


@pytest.mark.parametrize(
    ("after", "now"),
    [
        ((), "gone"),
        ((Credit("77", "store_credit", aud(900), 900),), "AUD 9.00, expires 900 ms UTC"),
        ((Credit("77", "store_credit", aud(1000), None),), "AUD 10.00, expires never"),
    ],
)
def test_a_credit_that_is_gone_or_is_another_is_a_difference(
    after: tuple[Credit, ...], now: str
) -> None:
    before = replace(holding(), credits=(Credit("77", "store_credit", aud(1000), 900),))
    assert changed(before, replace(before, credits=after)) == [
        ("credit 77", "AUD 10.00, expires 900 ms UTC", now)
    ]


def test_something_new_is_no_difference() -> None:
    before = holding(reward("811", 1000, 900))
    assert differences(before, holding(*before.rewards, reward("900", 500, None))) == ()
