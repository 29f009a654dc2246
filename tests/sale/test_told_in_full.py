"""Every field of what a sale tells, and the figures at their edges: names, marks, legs, one cent, no cent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from posdesk.sale import credits
from posdesk.sale import events as ev
from posdesk.sale.basket import MAX_QUANTITY, UNDO_DEPTH, Basket
from posdesk.sale.eaten import Eaten, eaten, point_rate
from posdesk.sale.errors import BadAmount
from posdesk.sale.gst import TaxTreatment, compare
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, MAX_MINOR, Currency, Money
from posdesk.sale.purses import REWARDS_ONLY, Purse, worth
from posdesk.sale.quote import rounded_for_cash
from posdesk.sale.record import SoldLeg, SoldShare, SoldTender, purchase_of
from posdesk.sale.tender import TenderKind
from posdesk.sale.wallet import Balances, Credit
from tests.sale.build import (
    BELT,
    SCARF,
    SHIRT,
    START,
    Desk,
    aud,
    desk,
    paying,
    paying_two_legs,
    wallet,
    with_credits,
)

STORE = Credit("82", "store_credit", aud(3550), 10**12)
WITH_PIN = Credit("79", "gift_card", aud(5000), 3 * 10**12, last4="9001", needs_pin=True)
NZD = Currency("NZD")


def test_an_error_without_a_detail_says_in_the_log_what_it_says_on_the_screen() -> None:
    assert str(BadAmount()) == BadAmount.user_message
    assert str(BadAmount("12.345")) == "12.345"


# The record


def redeem(made: Desk, credit: Credit, minor: int) -> None:
    """Pay with a credit that is redeemed as leg 1."""
    made.use(credit, minor)
    made.do(ev.SnapshotRead(made.now, replace(wallet(), credits=(credit,)), 100))
    made.grant(1, "158", minor)


def test_every_tender_is_told_with_its_mark_its_credit_and_its_leg() -> None:
    made = with_credits(STORE, WITH_PIN)
    made.use(STORE, 1000)
    made.do(ev.CreditRead(made.now, 1, aud(3550)))
    redeem(made, WITH_PIN, 3000)
    made.take(TenderKind.CARD, 9500)
    made.approve()
    assert purchase_of(made.sale).tenders == (
        SoldTender("credit", aud(1000), "", "82", deducts=True, mark="T1"),
        SoldTender("credit", aud(3000), "", "79", mark="T2", leg="C1"),
        SoldTender("card", aud(9500), "approved", mark="T3"),
    )


def test_every_leg_is_told_with_what_it_granted() -> None:
    assert purchase_of(paying_two_legs().sale).legs == (
        SoldLeg("B1", "benefit", "158", aud(0), linked=False, benefit_id="4021"),
        SoldLeg("R2", "rewards", "159", aud(2500), linked=True),
    )


def test_a_combined_leg_is_told_with_its_benefits() -> None:
    made = desk(combined=True)
    made.scan(SHIRT)
    made.present()
    made.choose(1000, "4021", "4022")
    made.confirm()
    made.grant(1, "158", 1000)
    assert purchase_of(made.sale).legs == (
        SoldLeg("R1", "rewards", "158", aud(1000), linked=True, benefit_ids=("4021", "4022")),
    )


def test_every_share_is_told_by_line_under_its_discounts_name() -> None:
    """Ten per cent off a shirt and a scarf, then 10.00 over what is left of them."""
    made = desk()
    made.scan(SHIRT, SCARF)
    made.present()
    made.choose(1000, "4021")
    made.confirm()
    made.grant(1, "158", 0)
    made.grant(2, "159", 1000)
    assert purchase_of(made.sale).shares == (
        SoldShare(1, "4021", aud(650), "First spend"),
        SoldShare(2, "4021", aud(450), "First spend"),
        SoldShare(1, "rewards", aud(591), "Rewards"),
        SoldShare(2, "rewards", aud(409), "Rewards"),
    )


def test_every_item_is_told_with_its_product_its_discounts_and_its_tax() -> None:
    made = desk()
    made.scan(SHIRT, SCARF)
    made.present()
    made.choose(1000)
    made.confirm()
    made.grant(1, "158", 1000)
    first, second = purchase_of(made.sale).items
    assert (first.sku, first.name, second.sku, second.name) == (
        "LS-01",
        "Linen Shirt",
        "WS-01",
        "Wool Scarf",
    )
    assert [(each.name, each.amount) for each in first.discounts] == [("Rewards", aud(591))]
    assert (first.tax, second.tax) == (aud(537), aud(372))


def test_an_item_that_costs_nothing_has_no_tax() -> None:
    made = desk()
    made.scan(BELT)
    made.do(ev.PriceSet(made.now, 1, aud(0)))
    made.do(ev.LineAdded(made.now, SHIRT))
    made.do(ev.Confirmed(made.now))
    assert [item.tax for item in purchase_of(made.sale).items] == [aud(0), aud(591)]


# Credits


def test_nobody_has_credits_in_a_sale_without_a_customer() -> None:
    assert credits.spendable(desk().sale) == ()
    assert credits.left(desk().sale, STORE) == aud(3550)


def test_a_credit_of_one_cent_can_still_pay() -> None:
    cent = Credit("91", "other", aud(1), None)
    made = with_credits(cent)
    assert [each.left for each in credits.spendable(made.sale)] == [aud(1)]


def test_equal_ends_of_credits_go_by_number_and_none_comes_last() -> None:
    owned = [replace(STORE, id=number, expires_ms=end) for number, end in (
        ("100", None), ("20", 7), ("3", 7), ("1", 0),
    )]  # fmt: skip
    made = with_credits(*owned)
    assert [each.credit.id for each in credits.spendable(made.sale)] == ["1", "3", "20", "100"]


def test_a_redeemed_credit_is_counted_until_the_wallet_is_read_again() -> None:
    """Its redemption is in the balance of any reading after it; what a payment deducts never is."""
    made = with_credits(WITH_PIN, STORE)
    redeem(made, WITH_PIN, 3000)
    made.use(STORE, 1000)
    made.do(ev.CreditRead(made.now, 2, aud(3550)))
    assert [credits.left(made.sale, each) for each in (WITH_PIN, STORE)] == [aud(2000), aud(2550)]

    made.later(5)
    poorer = replace(WITH_PIN, balance=aud(2000))
    made.do(ev.WalletRead(made.now, replace(wallet(at=made.now), credits=(poorer, STORE))))
    assert [credits.left(made.sale, each) for each in (poorer, STORE)] == [aud(2000), aud(2550)]


def test_an_amount_is_shown_in_the_credits_own_currency_where_it_has_one() -> None:
    terms = desk(rates={"NZD": Decimal("1.1"), "AUD": Decimal(1)}).sale.terms
    kiwi = Credit("85", "promotional", Money(4000, NZD), None)
    assert credits.own_amount(aud(1000), kiwi, terms) == Money(1100, NZD)
    assert credits.own_amount(aud(1000), STORE, terms) is None
    assert credits.own_amount(aud(1000), kiwi, desk().sale.terms) is None


# Rewards and points


def test_a_part_that_is_eaten_says_when_it_would_have_expired() -> None:
    (part,) = eaten(wallet((1000,)), aud(400), REWARDS_ONLY)
    assert part == Eaten(Purse.REWARDS, aud(400), aud(1000), "811", 10**12)


@pytest.mark.parametrize(("points", "money"), [("0", 500), ("100", 0), ("-5", 500)])
def test_there_is_no_rate_where_points_or_their_worth_are_nothing(points: str, money: int) -> None:
    assert point_rate(Balances(aud(0), Decimal(points), aud(money), aud(money))) == 0


@pytest.mark.parametrize(
    ("points", "money", "rate"),
    [("100", 99, "0.0099"), ("3", 100, "0.334"), ("7", 1000, "1.429"), ("2", 101, "0.505")],
)
def test_a_rate_never_makes_the_points_worth_a_cent_more(
    points: str, money: int, rate: str
) -> None:
    held = Balances(aud(0), Decimal(points), aud(money), aud(money))
    assert point_rate(held) == Decimal(rate)
    assert point_rate(held) * Decimal(points) < Decimal(money + 1) / 100


# The basket


def test_a_recalled_basket_leaves_numbers_for_what_comes_after_it() -> None:
    old = Basket().add(SHIRT).add(SCARF)
    basket = Basket().add(BELT).recall(old.lines).add(replace(BELT, sku="LB-02"))
    assert [line.id for line in basket.lines] == [1, 2, 3, 4]


def test_a_price_may_be_overridden_down_to_nothing() -> None:
    assert Basket().add(SHIRT).set_price(1, aud(0)).line(1).price == aud(0)


def test_what_was_redone_can_be_undone_as_deep_as_ever() -> None:
    basket = Basket()
    for quantity in range(1, UNDO_DEPTH + 5):
        basket = basket.add(SHIRT) if quantity == 1 else basket.set_quantity(1, quantity)
    assert len(basket.past) == UNDO_DEPTH
    assert basket.undo().redo() == basket
    assert basket.undo().undo().redo().undo().line(1).quantity == UNDO_DEPTH + 2


def test_redoing_keeps_no_more_than_undo_does() -> None:
    full = Basket().add(SHIRT)
    for quantity in range(2, UNDO_DEPTH + 2):
        full = full.set_quantity(1, quantity)
    more = replace(full, future=(full.lines,))
    assert len(full.past) == len(more.redo().past) == UNDO_DEPTH


def test_an_edit_leaves_nothing_to_redo() -> None:
    undone = Basket().add(SHIRT).undo()
    assert undone.future
    assert undone.add(BELT).future == ()


def test_a_line_may_have_as_many_pieces_as_the_most() -> None:
    assert Basket().add(SHIRT, MAX_QUANTITY).pieces == MAX_QUANTITY


@pytest.mark.parametrize(
    ("order", "least"), [(REWARDS_ONLY, 2500), ((Purse.POINTS,), 1500), (tuple(Purse), 3000)]
)
def test_only_purses_together_are_bound_by_what_both_are_worth(
    order: tuple[Purse, ...], least: int
) -> None:
    """Of 25.00 and 15.00 a tenant gives 30.00 in one."""
    held = Balances(aud(2500), Decimal(1500), aud(1500), aud(3000))
    assert worth(held, order) == aud(least)
    poor = replace(held, combined=aud(1000))
    assert worth(poor, order) == aud(1000 if len(order) > 1 else least)


# Tax


def test_a_comparison_names_its_lines_and_its_treatment() -> None:
    made = desk()
    made.do(ev.LineAdded(made.now, SHIRT, 2))
    found = compare(made.sale, aud(1000), TaxTreatment.DISCOUNT)
    assert [(line.name, line.quantity) for line in found.lines] == [("Linen Shirt", 2)]
    assert found.treatment is TaxTreatment.DISCOUNT
    assert compare(made.sale, aud(1000)).treatment is TaxTreatment.PAYMENT


def test_a_comparison_is_not_bound_by_what_the_customer_has() -> None:
    """As if these rewards were there: not those of the wallet, nor of the reading before redeeming."""
    made = paying()
    assert compare(made.sale, aud(9000)).reward.taken == aud(9000)
    poor = desk()
    poor.scan(SHIRT)
    poor.present(wallet((100,)))
    assert compare(poor.sale, aud(3000)).reward.taken == aud(3000)


# Instants and amounts


def test_of_two_boots_what_came_first_is_told_by_the_wall_clock() -> None:
    other = replace(START, boot_id="other")
    assert not START.precedes(other)
    assert START.precedes(replace(other, utc_ms=START.utc_ms + 1))
    assert Instant(1).elapsed_s(Instant(1001)) == 1.0


@pytest.mark.parametrize("amount", [Decimal(MAX_MINOR), Decimal(-MAX_MINOR)])
def test_an_amount_as_great_as_the_greatest_is_none(amount: Decimal) -> None:
    with pytest.raises(BadAmount):
        Money.rounded(amount, AUD)


def test_digits_of_other_scripts_are_no_amount() -> None:
    with pytest.raises(BadAmount):
        Money.parse("١٢", AUD)


def test_a_long_amount_is_rounded_as_exactly_as_a_short_one() -> None:
    """Beyond the twenty-eight digits that decimal arithmetic keeps by itself."""
    amount = Decimal("123456789012.3449999999999999999999999")
    assert Money.rounded(amount, AUD) == aud(12345678901234)


@pytest.mark.parametrize(("minor", "step", "rounded"), [(3, 2, 4), (1, 2, 2), (7, 1, 7), (7, 0, 7)])
def test_cash_is_rounded_to_any_step_of_more_than_one(minor: int, step: int, rounded: int) -> None:
    assert rounded_for_cash(aud(minor), step) == aud(rounded)
