"""Figures at the edges of a quote: the tenant's rule in every spreading, keys, nobody's wallet, tax below zero."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from posdesk.sale.allocation import Rule
from posdesk.sale.basket import Basket
from posdesk.sale.money import AUD
from posdesk.sale.quote import Quote, Selection, included_tax, quote
from tests.sale.build import BELT, PROMOTIONS, SCARF, SHIRT, aud, wallet


def priced(rule: Rule, rewards: int, *benefits: str) -> Quote:
    """Three lines at 1.05 each: a spreading of them leaves remainders."""
    basket = Basket()
    for product in (SHIRT, SCARF, BELT):
        basket = basket.add(replace(product, price=aud(105)))
    return quote(
        basket,
        Selection(aud(rewards), benefits),
        wallet=wallet(),
        promotions=PROMOTIONS,
        rule=rule,
        currency=AUD,
    )


@pytest.mark.parametrize(
    ("rule", "shares"), [(Rule.LARGEST_REMAINDER, (34, 33, 33)), (Rule.CARRY, (33, 34, 33))]
)
def test_rewards_are_spread_by_the_tenants_rule(rule: Rule, shares: tuple[int, ...]) -> None:
    (rewards,) = priced(rule, 100).discounts
    assert (rewards.shares, rewards.key) == (shares, "rewards")
    assert rewards.amount == aud(100)


@pytest.mark.parametrize(
    ("rule", "shares"), [(Rule.LARGEST_REMAINDER, (11, 11, 10)), (Rule.CARRY, (11, 10, 11))]
)
def test_a_benefit_is_spread_by_the_tenants_rule(rule: Rule, shares: tuple[int, ...]) -> None:
    """Ten per cent of 3.15 are 0.32."""
    found = priced(rule, 0, "4021")
    (benefit,) = found.discounts
    assert (benefit.shares, benefit.amount) == (shares, aud(32))
    assert found.benefits == aud(32)


def test_without_a_wallet_nothing_is_taken_whatever_was_chosen() -> None:
    found = quote(
        Basket().add(SHIRT),
        Selection(aud(500), ("4021",)),
        wallet=None,
        promotions=PROMOTIONS,
        rule=Rule.LARGEST_REMAINDER,
        currency=AUD,
    )
    assert (found.discounts, found.most_rewards, found.total) == ((), aud(0), aud(6500))


@pytest.mark.parametrize(("net", "tax"), [(1100, 100), (-1100, -100), (5, 0), (-6, -1), (0, 0)])
def test_the_tax_in_what_goes_back_is_that_in_what_was_paid(net: int, tax: int) -> None:
    assert included_tax(aud(net), Decimal("0.10")) == aud(tax)
