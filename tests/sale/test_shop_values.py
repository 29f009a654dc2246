"""Small values of a sale: what a product, a leg, a past line and a wallet's figures say of themselves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.allocation import Rule
from posdesk.sale.basket import Product
from posdesk.sale.eaten import point_rate, points_for
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.past import SaleKind
from posdesk.sale.quote import Selection, quote
from posdesk.sale.return_record import return_record_of
from posdesk.sale.state import Leg, LegKind
from posdesk.sale.wallet import Balances
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import BELT, PROMOTIONS, SCARF, SHIRT, aud, choosing, declined, desk, wallet


@pytest.mark.parametrize(("price", "tax"), [(-1, "0.10"), (100, "-0.01"), (100, "10")])
def test_no_product_has_a_price_below_zero_or_a_tax_that_is_no_fraction(
    price: int, tax: str
) -> None:
    with pytest.raises(BadAmount, match="price or tax of 'X-01'"):
        Product("X-01", "Thing", aud(price), tax_rate=Decimal(tax))


@pytest.mark.parametrize(("price", "tax"), [(0, "0"), (100, "9.99")])
def test_a_product_may_cost_nothing_and_be_taxed_at_any_fraction(price: int, tax: str) -> None:
    assert Product("X-01", "Thing", aud(price), tax_rate=Decimal(tax)).price == aud(price)


def points(held: str, money: int) -> Balances:
    return Balances(aud(0), Decimal(held), aud(money), aud(money))


def test_points_that_are_worth_nothing_burn_none() -> None:
    assert points_for(aud(500), points("0", 0)) == 0
    assert points_for(aud(500), points("200", 0)) == 0


def test_a_rate_that_no_tenant_has_is_the_plain_quotient() -> None:
    """Fewer money than a trillionth each: no short decimal fits, and the search ends."""
    assert point_rate(points("3000000000000000", 1)) == Decimal("0.01") / Decimal(3 * 10**15)


def test_a_leg_names_one_benefit_or_those_of_a_combined_redemption() -> None:
    assert Leg(1, LegKind.BENEFIT, "First", aud(0), benefit_id="4021").benefits == ("4021",)
    both = Leg(1, LegKind.REWARDS, "Both", aud(100), benefit_ids=("4021", "4022"))
    assert both.benefits == ("4021", "4022")


def test_a_return_with_something_taken_instead_is_an_exchange() -> None:
    made = returning_desk(original(bought([(SHIRT, 1)])))
    assert (made.sale.kind, desk().sale.kind) == (SaleKind.RETURN, SaleKind.SALE)
    made.do(ev.LineAdded(made.now, BELT))
    assert made.sale.kind is SaleKind.EXCHANGE


def test_a_sale_is_finished_when_it_was_voided_or_recorded() -> None:
    assert bought([(BELT, 1)]).sale.finished
    made = choosing()
    assert not made.sale.finished
    made.do(ev.VoidRequested(made.now))
    assert made.sale.finished


def test_nothing_is_put_back_where_nothing_is_put_back() -> None:
    assert declined().sale.putting_back.detail == "insufficient_funds"
    with pytest.raises(IllegalEvent, match="nothing is being put back in choosing"):
        _ = choosing().sale.putting_back


def test_a_past_line_was_paid_what_its_price_is_without_its_shares() -> None:
    """25.00 on two shirts at 65.00 and a scarf at 45.00; 18.57 of it on the shirts."""
    past = original(bought([(SHIRT, 2), (SCARF, 1)], rewards=2500))
    assert [(line.net, line.shares[0].amount) for line in past.lines] == [
        (aud(13000 - 1857), aud(1857)),
        (aud(4500 - 643), aud(643)),
    ]


def test_a_chosen_benefit_that_the_wallet_no_longer_has_changes_no_price() -> None:
    basket = choosing().sale.basket
    chosen = Selection(aud(0), ("4711", "4021"))
    for rule in Rule:
        priced = quote(
            basket,
            chosen,
            wallet=wallet(),
            promotions=PROMOTIONS,
            rule=rule,
            currency=aud(0).currency,
        )
        assert [each.key for each in priced.discounts] == ["4021"]


# A return


def test_a_return_knows_its_own_refunds_and_pieces_only() -> None:
    made = returning_desk(original(bought([(SHIRT, 2)], rewards=500)))
    made.do(rev.ReturnPicked(made.now, 1, 2))
    made.do(rev.ReturnReasonSet(made.now, "  Too small  "))
    back = made.sale.returning
    assert back is not None
    assert (back.picked(1), back.picked(2), back.reason) == (2, 0, "Too small")
    with pytest.raises(IllegalEvent, match="no refund 1"):
        back.refund(1)


def test_an_item_without_a_part_of_a_discount_does_not_name_it() -> None:
    """One cent off two belts: one of them was sold without any of it."""
    made = returning_desk(original(bought([(BELT, 2)], rewards=1)))
    made.do(rev.AllPicked(made.now))
    items = return_record_of(made.sale).purchase.items
    assert sorted((item.price_sell.minor, len(item.discounts)) for item in items) == [
        (2499, 1),
        (2500, 0),
    ]


def test_replacing_a_refund_leaves_the_others() -> None:
    made = returning_desk(original(bought([(SHIRT, 1)], rewards=500, benefits=["4021"])))
    made.do(rev.AllPicked(made.now))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    back = made.sale.returning
    assert back is not None
    first, second = back.refunds
    changed = back.with_refund(replace(second, problem="changed"))
    assert changed.refunds == (first, replace(second, problem="changed"))
