"""Promotions: what a benefit does to the basket, and to which lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.sale.allocation import Rule
from posdesk.sale.basket import Basket, Product
from posdesk.sale.errors import BadAmount
from posdesk.sale.promotion import ONLY_RECORDED, Promotion, PromotionKind, promotion_for
from posdesk.sale.wallet import Benefit
from tests.sale.build import BELT, SCARF, SHIRT

TEN_PERCENT = Promotion(PromotionKind.PERCENT, percent=Decimal(10))
RULES = pytest.mark.parametrize("rule", list(Rule))


def shares(
    promotion: Promotion,
    products: Sequence[tuple[Product, int]],
    left: Sequence[int],
    rule: Rule = Rule.LARGEST_REMAINDER,
) -> list[int]:
    basket = Basket()
    for product, quantity in products:
        basket = basket.add(product, quantity)
    return promotion.shares(basket.lines, left, rule)


@RULES
def test_a_percentage_is_taken_of_what_is_left_of_the_eligible_lines(rule: Rule) -> None:
    lines = [(SHIRT, 2), (SCARF, 1), (BELT, 1)]
    assert shares(TEN_PERCENT, lines, [13000, 0, 2500], rule) == [1300, 0, 250]


def test_half_a_cent_of_a_percentage_is_the_customers() -> None:
    assert shares(TEN_PERCENT, [(BELT, 1)], [2505]) == [251]
    assert shares(TEN_PERCENT, [(BELT, 1)], [2504]) == [250]


def test_a_hundred_percent_leaves_nothing() -> None:
    everything = Promotion(PromotionKind.PERCENT, percent=Decimal(100))
    assert shares(everything, [(SHIRT, 1), (BELT, 1)], [6500, 2500]) == [6500, 2500]


@RULES
def test_an_amount_is_spread_over_the_lines(rule: Rule) -> None:
    five = Promotion(PromotionKind.AMOUNT, amount=500)
    assert shares(five, [(SHIRT, 1), (BELT, 1)], [7500, 2500], rule) == [375, 125]


@pytest.mark.parametrize(
    ("rule", "parts"), [(Rule.LARGEST_REMAINDER, [34, 33, 33]), (Rule.CARRY, [33, 34, 33])]
)
def test_the_cents_that_do_not_divide_go_by_the_tenants_rule(rule: Rule, parts: list[int]) -> None:
    lines, left = [(SHIRT, 1), (SCARF, 1), (BELT, 1)], [105, 105, 105]
    assert shares(Promotion(PromotionKind.AMOUNT, amount=100), lines, left, rule) == parts
    percent = Promotion(PromotionKind.PERCENT, percent=Decimal("31.75"))
    assert shares(percent, lines, left, rule) == parts


def test_an_amount_beyond_the_lines_takes_all_of_them_and_no_more() -> None:
    much = Promotion(PromotionKind.AMOUNT, amount=99_999)
    assert shares(much, [(SHIRT, 1), (BELT, 1)], [6500, 0]) == [6500, 0]


def test_one_piece_of_the_cheapest_eligible_line_is_free() -> None:
    free = Promotion(PromotionKind.FREE_LINE)
    assert shares(free, [(SHIRT, 2), (SCARF, 3), (BELT, 1)], [13000, 13500, 0]) == [0, 4500, 0]


def test_of_equally_cheap_lines_the_earlier_has_the_free_piece() -> None:
    twin = Product("TW-01", "Twin Belt", BELT.price)
    free = Promotion(PromotionKind.FREE_LINE)
    assert shares(free, [(twin, 1), (BELT, 1)], [2500, 2500]) == [2500, 0]


def test_one_piece_of_the_named_product_is_free_however_cheap_the_others_are() -> None:
    free_shirt = Promotion(PromotionKind.FREE_LINE, sku="LS-01")
    assert shares(free_shirt, [(SHIRT, 2), (BELT, 1)], [13000, 2500]) == [6500, 0]


def test_a_free_piece_is_no_dearer_than_what_is_left_of_its_line() -> None:
    free = Promotion(PromotionKind.FREE_LINE)
    assert shares(free, [(SHIRT, 1)], [4000]) == [4000]


@pytest.mark.parametrize("sku", ["", "LS-01", "nobody sells it"])
def test_without_an_eligible_line_nothing_is_free(sku: str) -> None:
    assert shares(Promotion(PromotionKind.FREE_LINE, sku=sku), [(BELT, 1)], [0]) == [0]


def test_a_note_changes_no_price() -> None:
    note = Promotion(PromotionKind.NOTE, note="Mark the slip.")
    assert shares(note, [(SHIRT, 1)], [6500]) == [0]


@pytest.mark.parametrize("percent", ["-0.1", "100.1"])
def test_a_percentage_has_bounds(percent: str) -> None:
    with pytest.raises(BadAmount):
        Promotion(PromotionKind.PERCENT, percent=Decimal(percent))


def test_an_amount_is_never_negative() -> None:
    with pytest.raises(BadAmount):
        Promotion(PromotionKind.AMOUNT, amount=-1)


def test_a_benefit_is_known_by_its_handle_before_its_pos_code() -> None:
    other = Promotion(PromotionKind.NOTE)
    benefit = Benefit("4021", "First spend", "first-spend", pos_code="FS10")
    assert promotion_for(benefit, {"FS10": other, "first-spend": TEN_PERCENT}) is TEN_PERCENT
    assert promotion_for(benefit, {"FS10": other}) is other


def test_a_benefit_that_nobody_mapped_is_only_recorded() -> None:
    nameless = Benefit("4023", "Birthday", "")
    assert promotion_for(nameless, {"": TEN_PERCENT}) is ONLY_RECORDED
    assert shares(ONLY_RECORDED, [(SHIRT, 1)], [6500]) == [0]


PROMOTIONS = st.one_of(
    st.decimals(0, 100, places=2).map(lambda p: Promotion(PromotionKind.PERCENT, percent=p)),
    st.integers(0, 10**6).map(lambda a: Promotion(PromotionKind.AMOUNT, amount=a)),
    st.sampled_from(["", "LS-01", "WS-01"]).map(
        lambda sku: Promotion(PromotionKind.FREE_LINE, sku=sku)
    ),
    st.just(ONLY_RECORDED),
)


@given(PROMOTIONS, st.lists(st.integers(0, 20_000), min_size=3, max_size=3), st.sampled_from(Rule))
def test_no_promotion_takes_more_than_is_left_of_a_line(
    promotion: Promotion, left: list[int], rule: Rule
) -> None:
    taken = shares(promotion, [(SHIRT, 3), (SCARF, 2), (BELT, 5)], left, rule)
    assert all(0 <= share <= rest for share, rest in zip(taken, left, strict=True))
