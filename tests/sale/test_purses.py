"""Rewards and points: what they hold together, and how an amount falls to them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.sale.purses import ORDERS, Order, Purse, split, worth
from posdesk.sale.wallet import Balances
from tests.sale.build import aud

BOTH = (Purse.REWARDS, Purse.POINTS)


def balances(rewards: int, points_money: int, combined: int | None = None) -> Balances:
    together = rewards + points_money if combined is None else combined
    return Balances(aud(rewards), Decimal(points_money), aud(points_money), aud(together))


@pytest.mark.parametrize(
    ("order", "minor"), list(zip(ORDERS, (2500, 4000, 4000, 1500), strict=True))
)
def test_an_order_holds_what_its_purses_hold(order: Order, minor: int) -> None:
    assert worth(balances(2500, 1500), order) == aud(minor)


def test_the_tenants_combined_figure_is_the_most_of_both() -> None:
    assert worth(balances(2500, 1500, combined=3000), BOTH) == aud(3000)
    assert worth(balances(2500, 1500, combined=9000), BOTH) == aud(4000)


def test_the_first_purse_is_emptied_before_the_second_is_touched() -> None:
    held = balances(2500, 1500)
    assert split(held, aud(3000), BOTH) == ((Purse.REWARDS, aud(2500)), (Purse.POINTS, aud(500)))
    turned = split(held, aud(3000), BOTH[::-1])
    assert turned == ((Purse.POINTS, aud(1500)), (Purse.REWARDS, aud(1500)))


AMOUNTS = st.integers(0, 10**7)


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from(ORDERS))
def test_a_split_gives_what_there_is_and_never_more(
    rewards: int, points: int, amount: int, order: Order
) -> None:
    held = balances(rewards, points)
    parts = split(held, aud(amount), order)
    assert sum(part.minor for _, part in parts) == min(amount, worth(held, order).minor)
    assert all(part.minor >= 0 for _, part in parts)
