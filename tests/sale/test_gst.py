"""The same amount as a reward and as a credit: what the tax of the sale is, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.sale.gst import Comparison, TaxTreatment, compare
from posdesk.sale.money import AUD, Money
from posdesk.sale.state import quote_of
from tests.sale.build import BELT, CARD, SCARF, SHIRT, Desk, aud, desk

PIECES = (SHIRT, SCARF, BELT, CARD)


def shop(*counts: int, benefits: bool = False) -> Desk:
    made = desk()
    for product, count in zip(PIECES, counts, strict=False):
        made.scan(*[product] * count)
    made.present()
    if benefits:
        made.choose(0, "4021")
    return made


def total(comparison: Comparison, field: str) -> Money:
    return Money.total((getattr(line, field) for line in comparison.lines), AUD)


def test_25_as_a_reward_lowers_the_tax_and_as_a_credit_it_does_not() -> None:
    found = compare(shop(1, 1, 1).sale, aud(2500))
    assert (found.reward.due, found.credit.due) == (aud(11000), aud(11000))
    assert (found.reward.tax, found.credit.tax) == (aud(999), aud(1227))
    assert found.credit.total == aud(13500)


def test_a_credit_that_counts_as_a_discount_has_the_rewards_tax_and_touches_no_line() -> None:
    found = compare(shop(1, 1, 1).sale, aud(2500), TaxTreatment.DISCOUNT)
    assert found.credit.tax == found.reward.tax
    assert found.credit.total == aud(13500)


def test_a_gift_card_is_paid_by_credit_but_lowered_by_no_reward() -> None:
    found = compare(shop(0, 0, 1, 1).sale, aud(6000))
    assert (found.reward.taken, found.credit.taken) == (aud(2500), aud(6000))
    assert found.reward.tax == aud(0)


@pytest.mark.parametrize("customer", [True, False])
def test_it_needs_no_customer(customer: bool) -> None:
    made = desk()
    made.scan(SHIRT)
    if customer:
        made.present()
    assert compare(made.sale, aud(650)).reward.due == aud(5850)


@given(
    counts=st.tuples(*[st.integers(0, 4)] * 4).filter(any),
    amount=st.integers(0, 60_000),
    benefits=st.booleans(),
    treatment=st.sampled_from(TaxTreatment),
)
def test_both_sides_add_up_and_the_sale_is_never_changed(
    counts: tuple[int, ...], amount: int, benefits: bool, treatment: TaxTreatment
) -> None:
    sale = shop(*counts, benefits=benefits).sale
    plain = quote_of(sale)
    found = compare(sale, aud(amount), treatment)
    for line in found.lines:
        assert line.benefit + line.reward + line.net == line.original
        assert aud(0) <= line.reward_tax <= line.credit_tax
    assert total(found, "reward_tax") == found.reward.tax
    assert total(found, "credit_tax") == found.credit.tax
    assert total(found, "net") == found.reward.due
    for side in (found.reward, found.credit):
        assert side.total - side.settled == side.due
        assert aud(0) <= side.taken <= aud(amount)
    assert found.reward.taken + found.reward.due == found.credit.total
    if treatment is TaxTreatment.PAYMENT:
        assert found.credit.tax == plain.tax
