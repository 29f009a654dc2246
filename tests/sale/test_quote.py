"""The quote: shares, tax, totals and items from one set of integers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.sale.allocation import Rule
from posdesk.sale.basket import Basket, Product, ProductKind
from posdesk.sale.money import AUD, Currency, Money
from posdesk.sale.promotion import Promotion, PromotionKind
from posdesk.sale.quote import Quote, Selection, included_tax, quote, rounded_for_cash
from tests.sale.build import BELT, CARD, PROMOTIONS, SCARF, SHIRT, aud, wallet


def basket_of(*products: Product) -> Basket:
    basket = Basket()
    for product in products:
        basket = basket.add(product)
    return basket


def quoted(basket: Basket, selection: Selection, rule: Rule = Rule.LARGEST_REMAINDER) -> Quote:
    return quote(basket, selection, wallet=wallet(), promotions=PROMOTIONS, rule=rule, currency=AUD)


@pytest.fixture
def picture() -> Quote:
    """The basket of the pictures: first spend and 25.00 of rewards."""
    return quoted(basket_of(SHIRT, SHIRT, SCARF, BELT, CARD), Selection(aud(2500), ("4021",)))


def test_the_pictures_shares_come_out(picture: Quote) -> None:
    assert [line.benefit.minor for line in picture.lines] == [1300, 450, 250, 0]
    assert [line.reward.minor for line in picture.lines] == [1625, 563, 312, 0]
    assert [line.net.minor for line in picture.lines] == [10075, 3487, 1938, 5000]


def test_the_pictures_totals_come_out(picture: Quote) -> None:
    assert (picture.subtotal, picture.total, picture.tax) == (aud(25000), aud(20500), aud(1409))


def test_a_line_that_does_not_divide_is_sent_as_two_items(picture: Quote) -> None:
    items = picture.items(0)
    assert [(item.quantity, item.unit_net.minor) for item in items] == [(1, 5038), (1, 5037)]


def test_a_gift_card_takes_no_share_and_no_tax(picture: Quote) -> None:
    card = picture.lines[-1]
    assert (card.benefit, card.reward, card.tax, card.net) == (aud(0), aud(0), aud(0), aud(5000))


def test_a_selection_beyond_the_basket_is_capped() -> None:
    small = quoted(basket_of(BELT, CARD), Selection(aud(99999)))
    assert (small.rewards, small.most_rewards) == (aud(2500), aud(2500))


def test_a_selection_beyond_the_balance_is_capped() -> None:
    assert quoted(basket_of(SHIRT), Selection(aud(99999))).rewards == aud(2500)


def test_tax_is_what_is_inside_the_price() -> None:
    assert included_tax(aud(11000), Decimal("0.10")) == aud(1000)
    assert included_tax(aud(5000), Decimal(0)) == aud(0)


@pytest.mark.parametrize(
    ("minor", "rounded"),
    [(16144, 16145), (23651, 23650), (1, 0), (2, 0), (3, 5), (7, 5), (8, 10), (1000, 1000)],
)
def test_cash_is_rounded_to_five_cents(minor: int, rounded: int) -> None:
    assert rounded_for_cash(aud(minor), 5) == aud(rounded)


def test_no_step_rounds_nothing() -> None:
    assert rounded_for_cash(aud(1), 1) == aud(1)


# Properties over any basket

CURRENCIES = st.sampled_from([Currency("JPY"), AUD, Currency("KWD")])


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    currency = draw(CURRENCIES)
    basket = Basket()
    for index in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from([*ProductKind, ProductKind.PRODUCT]))
        price = Money(draw(st.integers(0, 200_000)), currency)
        product = Product(f"P{index}", f"Product {index}", price, kind=kind)
        basket = basket.add(product, draw(st.integers(1, 7)))
    benefit = draw(
        st.sampled_from(
            [
                Promotion(PromotionKind.PERCENT, percent=draw(st.decimals(0, 100, places=1))),
                Promotion(PromotionKind.AMOUNT, amount=draw(st.integers(0, 50_000))),
                Promotion(PromotionKind.FREE_LINE),
                Promotion(PromotionKind.NOTE),
            ]
        )
    )
    held = wallet((draw(st.integers(0, 100_000)), draw(st.integers(0, 100_000))))
    foreign = Money(held.balances.rewards.minor, currency)
    balances = type(held.balances)(foreign, Decimal(0), Money.zero(currency), foreign)
    chosen = draw(st.sampled_from([(), ("4021",), ("4021", "4022")]))
    return quote(
        basket,
        Selection(Money(draw(st.integers(0, 250_000)), currency), chosen),
        wallet=type(held)(balances, held.read_at, (), held.benefits),
        promotions={"first-spend": benefit, "alterations": PROMOTIONS["alterations"]},
        rule=draw(st.sampled_from(list(Rule))),
        currency=currency,
    )


@given(quotes())
def test_every_line_is_its_shares_and_its_net(priced: Quote) -> None:
    for line in priced.lines:
        assert line.line.original == line.benefit + line.reward + line.net
        assert min(line.benefit.minor, line.reward.minor, line.net.minor) >= 0
        if line.line.exclusion:
            assert (line.benefit.minor, line.reward.minor) == (0, 0)


@given(quotes())
def test_every_discount_is_the_sum_of_its_shares(priced: Quote) -> None:
    for discount in priced.discounts:
        assert sum(discount.shares) == discount.amount.minor
    taken = sum(discount.amount.minor for discount in priced.discounts)
    assert priced.subtotal.minor - taken == priced.total.minor


@given(quotes())
def test_items_add_up_to_the_total_and_to_the_shares(priced: Quote) -> None:
    sold = 0
    for index, line in enumerate(priced.lines):
        items = priced.items(index)
        assert sum(item.quantity for item in items) == line.line.quantity
        sold += sum(item.quantity * item.unit_net.minor for item in items)
        for number, discount in enumerate(priced.discounts):
            parts = sum(item.discounts[number].minor for item in items)
            assert parts == discount.shares[index]
        for item in items:
            off = sum(each.minor for each in item.discounts)
            assert item.quantity * (line.line.price.minor - item.unit_net.minor) == off
    assert sold == priced.total.minor


@given(quotes())
def test_tax_never_exceeds_what_is_paid(priced: Quote) -> None:
    assert all(0 <= line.tax.minor <= line.net.minor for line in priced.lines)
