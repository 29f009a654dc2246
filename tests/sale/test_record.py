"""The record: what a tenant is told of a sale, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posdesk.sale import events as ev
from posdesk.sale.allocation import Rule
from posdesk.sale.basket import Product
from posdesk.sale.money import AUD, Currency, Money
from posdesk.sale.record import Purchase, is_unlinked, linked_leg, purchase_of
from posdesk.sale.state import Phase, quote_of
from posdesk.sale.tender import TenderKind
from tests.sale.build import (
    BELT,
    PROMOTIONS,
    SCARF,
    SHIRT,
    Desk,
    aud,
    choosing,
    desk,
    paying,
    paying_two_legs,
    wallet,
)

RULES = pytest.mark.parametrize("rule", list(Rule))


def paid_by_card(made: Desk) -> Purchase:
    made.take()
    made.approve()
    assert made.sale.phase is Phase.RECORDING
    return purchase_of(made.sale)


def anonymous(*products: Product, **terms: object) -> Desk:
    made = desk(**terms)
    made.scan(*products)
    made.do(ev.Confirmed(made.now))
    return made


def with_two_discounts(rule: Rule) -> Desk:
    """Seven belts and three scarves: nothing divides."""
    made = desk(rule=rule)
    made.scan(*[BELT] * 7, *[SCARF] * 3)
    made.present()
    made.choose(1333, "4021")
    made.confirm()
    made.grant(1, "158", 0)
    made.grant(2, "159", 1333)
    return made


def test_the_pictures_sale_says_what_the_screen_said() -> None:
    told = paid_by_card(paying_two_legs())
    assert (told.total, told.total_original, told.rounding) == (aud(20500), aud(25000), aud(0))
    assert [(item.quantity, item.price_sell.minor) for item in told.items] == [
        (1, 5038),
        (1, 5037),
        (1, 3487),
        (1, 1938),
        (1, 5000),
    ]


@RULES
def test_items_add_up_to_the_total(rule: Rule) -> None:
    told = paid_by_card(with_two_discounts(rule))
    assert sum(item.quantity * item.price_sell.minor for item in told.items) == told.total.minor


@RULES
def test_what_the_items_lost_is_what_their_discounts_say(rule: Rule) -> None:
    for item in paid_by_card(with_two_discounts(rule)).items:
        lost = item.quantity * (item.price_current.minor - item.price_sell.minor)
        assert sum(each.amount.minor for each in item.discounts) == lost


@RULES
def test_the_tax_of_the_items_is_the_tax_of_their_line(rule: Rule) -> None:
    made = with_two_discounts(rule)
    told = paid_by_card(made)
    for line in quote_of(made.sale).lines:
        parts = [item.tax.minor for item in told.items if item.line_id == line.line.id]
        assert sum(parts) == line.tax.minor
        assert min(parts) >= 0


@RULES
def test_shares_are_kept_by_line_and_by_discount_for_a_return(rule: Rule) -> None:
    made = with_two_discounts(rule)
    told = paid_by_card(made)
    taken = {"4021": 0, "rewards": 0}
    for share in told.shares:
        taken[share.discount] += share.amount.minor
    figures = quote_of(made.sale)
    assert taken == {"4021": figures.benefits.minor, "rewards": 1333}
    assert told.rule == rule.value


def test_a_line_without_a_share_has_none_to_keep() -> None:
    made = paying_two_legs()
    card_line = made.sale.basket.lines[-1].id
    told = paid_by_card(made)
    assert card_line not in {share.line_id for share in told.shares}
    assert told.items[-1].discounts == ()


def test_the_products_price_the_price_in_force_and_the_price_paid_are_three_things() -> None:
    made = desk()
    made.scan(SHIRT)
    made.do(ev.PriceSet(made.now, 1, aud(6000)))
    made.do(ev.NoteSet(made.now, 1, "faded"))
    made.present()
    made.choose(1000)
    made.confirm()
    made.grant(1, "158", 1000)
    (item,) = paid_by_card(made).items
    assert (item.price_original, item.price_current, item.price_sell) == (
        aud(6500),
        aud(6000),
        aud(5000),
    )
    assert item.note == "faded"


def test_ties_link_the_first_leg() -> None:
    made = choosing()
    made.choose(0, "4021", "4022")
    made.confirm()
    made.grant(1, "158", 0)
    made.grant(2, "159", 0)
    linked = linked_leg(made.sale)
    assert linked is not None
    assert linked.redemption_id == "158"


def test_a_sale_without_a_redemption_links_nothing() -> None:
    told = paid_by_card(anonymous(SHIRT))
    assert (told.linked, told.legs, told.shares) == ("", (), ())


def test_a_redemption_of_an_earlier_try_is_not_in_the_record() -> None:
    made = paying()
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    made.confirm(wallet(at=made.now))
    made.grant(2, "160", 2500)
    told = paid_by_card(made)
    assert [leg.redemption_id for leg in told.legs] == ["160"]


def test_cash_is_rounded_beside_the_total_and_tenders_add_up_to_both() -> None:
    made = anonymous(Product("X", "Ribbon", Money(1243, AUD)))
    made.take(TenderKind.CASH, 2000)
    told = purchase_of(made.sale)
    assert (told.total, told.rounding) == (aud(1243), aud(2))
    assert sum(tender.amount.minor for tender in told.tenders) == 1243 + 2


def test_every_tender_that_was_kept_is_told_and_no_declined_one() -> None:
    made = anonymous(SHIRT)
    made.take(TenderKind.OTHER, 1000)
    made.take(TenderKind.CARD, 2500)
    made.approve()
    made.take(TenderKind.CASH, 3000)
    told = purchase_of(made.sale)
    assert [(each.kind, each.amount.minor, each.code) for each in told.tenders] == [
        ("other", 1000, ""),
        ("card", 2500, "approved"),
        ("cash", 3000, ""),
    ]


@pytest.mark.parametrize("code", ["JPY", "KWD"])
def test_currencies_without_and_with_three_decimals_add_up(code: str) -> None:
    currency = Currency(code)
    product = Product("X", "Ribbon", Money(1001, currency), tax_rate=Decimal("0.05"))
    made = anonymous(*[product] * 3, currency=currency, cash_step=0, promotions=PROMOTIONS)
    told = paid_by_card(made)
    assert told.total == Money(3003, currency)
    assert sum(item.tax.minor for item in told.items) == 143


@pytest.mark.parametrize(("answered", "unlinked"), [("158", False), ("", True), ("999", True)])
def test_a_record_that_names_another_redemption_or_none_is_flagged(
    answered: str, unlinked: bool
) -> None:
    made = paying()
    assert not is_unlinked(made.sale)
    paid_by_card(made)
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRecorded(made.now, "64", answered))
    assert is_unlinked(made.sale) is unlinked


def test_a_record_of_a_sale_without_a_redemption_has_nothing_to_link() -> None:
    made = anonymous(SHIRT)
    paid_by_card(made)
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRecorded(made.now, "64"))
    assert not is_unlinked(made.sale)
