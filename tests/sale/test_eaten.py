"""What a redemption will take: nothing is lost, nothing overdrawn, the soonest expiry first."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.sale.eaten import eaten, point_rate, points_for
from posdesk.sale.money import Currency, Money
from posdesk.sale.purses import ORDERS, REWARDS_ONLY, Order, Purse, worth
from posdesk.sale.wallet import Balances, Reward, Wallet
from tests.sale.build import START, aud, wallet

BOTH = (Purse.REWARDS, Purse.POINTS)


def owning(points: str, money: int) -> Balances:
    return Balances(aud(0), Decimal(points), aud(money), aud(money))


def test_a_part_of_the_second_reward_is_eaten_after_the_first() -> None:
    parts = eaten(wallet((1000, 1500)), aud(1500), REWARDS_ONLY)
    assert [(each.reward_id, each.taken, each.held) for each in parts] == [
        ("811", aud(1000), aud(1000)),
        ("812", aud(500), aud(1500)),
    ]


def test_points_follow_when_the_rewards_are_empty() -> None:
    parts = eaten(wallet((1000, 1500)), aud(3000), BOTH)
    assert [each.taken for each in parts] == [aud(1000), aud(1500), aud(500)]
    assert parts[-1].points == 500
    assert parts[-1].held == aud(1500)


def test_points_first_leave_the_rewards_that_come_last() -> None:
    parts = eaten(wallet((1000, 1500)), aud(2000), BOTH[::-1])
    assert [(each.purse, each.taken) for each in parts] == [
        (Purse.POINTS, aud(1500)),
        (Purse.REWARDS, aud(500)),
    ]


def test_nothing_chosen_eats_nothing() -> None:
    assert eaten(wallet(), aud(0), BOTH) == ()


def test_equal_ends_go_by_issue_then_by_number() -> None:
    def reward(number: str, issued: int) -> Reward:
        return Reward(number, "Reward", aud(100), aud(100), 9_000, issued_ms=issued)

    held = replace(wallet(()), rewards=(reward("12", 7), reward("9", 8), reward("8", 8)))
    parts = eaten(held, aud(300), REWARDS_ONLY)
    assert [each.reward_id for each in parts] == ["12", "8", "9"]


@pytest.mark.parametrize(
    ("points", "money", "rate"),
    [
        ("1500", 1500, "0.01"),
        ("1501", 750, "0.005"),
        ("100", 1000, "0.1"),
        ("3", 3, "0.01"),
        ("1234", 3702, "0.03"),
        ("0", 0, "0"),
        ("500", 0, "0"),
    ],
)
def test_the_rate_is_the_shortest_decimal_that_fits(points: str, money: int, rate: str) -> None:
    assert point_rate(owning(points, money)) == Decimal(rate)


def test_points_are_burnt_whole_and_rounded_up() -> None:
    assert points_for(aud(1001), owning("4000", 12000)) == 334
    assert points_for(aud(12000), owning("4000", 12000)) == 4000


RATES = st.sampled_from([Decimal(each) for each in ("0.01", "0.005", "0.03", "0.1", "1", "0.0125")])


@given(st.integers(1, 10**6), RATES, st.integers(1, 10**6))
def test_the_points_burnt_are_worth_what_was_asked_and_less_than_a_point_more(
    points: int, rate: Decimal, minor: int
) -> None:
    money = int(points * rate * 100)
    balances = owning(str(points), money)
    asked = min(minor, money)
    burnt = points_for(aud(asked), balances)
    found = point_rate(balances)
    assert burnt <= points
    assert burnt * found * 100 >= asked or burnt == points
    assert (burnt - 1) * found * 100 < max(asked, 1)


@given(
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5) | st.none()), max_size=8),
    st.integers(0, 4000),
    st.integers(0, 60_000),
    st.sampled_from(ORDERS),
)
def test_the_parts_add_up_to_the_amount_as_far_as_the_wallet_bears_it(
    rewards: list[tuple[int, int | None]], points: int, amount: int, order: Order
) -> None:
    own = tuple(
        Reward(str(at), "Reward", aud(left), aud(9999), expires)
        for at, (left, expires) in enumerate(rewards)
    )
    total = aud(sum(left for left, _ in rewards))
    balances = Balances(total, Decimal(points), aud(points), total + aud(points))
    held = Wallet(balances, START, own)
    parts = eaten(held, aud(amount), order)
    assert sum(each.taken.minor for each in parts) == min(amount, worth(balances, order).minor)
    assert all(0 < each.taken.minor <= each.held.minor for each in parts)
    ends = [each.expires_ms for each in parts if each.points is None]
    assert ends == sorted(ends, key=lambda end: (end is None, end or 0))
    # Only the last part of a purse may be a part of what is held.
    assert all(each.taken == each.held for each in parts[:-1])


def test_a_currency_without_minor_units_counts_whole_units() -> None:
    yen = Currency("JPY")
    zero = Money.zero(yen)
    assert points_for(Money(70, yen), Balances(zero, Decimal(300), Money(300, yen), zero)) == 70
