"""Gift cards in a sale: which lines are cards, for whom they are, and a card that is shown to pay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.credit_events import CreditShown, GiftPlanned
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.gift_plans import GiftPlan, Receiver
from posdesk.sale.gifts import GiftsBack, gifts_back, gifts_of
from posdesk.sale.past import Original
from posdesk.sale.state import Phase
from posdesk.sale.wallet import Credit
from tests.sale.bought import after, bought, original, returning_desk
from tests.sale.build import ASHA, BELT, CARD, SHIRT, START, Desk, aud, desk, wallet

MAMA = GiftPlan(Receiver.RECIPIENT, "mama@example.test", "Mama", "Happy birthday")
GIFT = Credit("77", "gift_card", aud(5000), None, last4="4417")


def two_cards(*, customer: bool = True) -> Desk:
    """A shirt and two cards of 50.00 in line 2."""
    made = desk()
    made.scan(SHIRT)
    made.do(ev.LineAdded(made.now, CARD, 2))
    if customer:
        made.present()
    return made


def plan(made: Desk, line: int, receiver: GiftPlan) -> None:
    made.do(GiftPlanned(made.now, line, receiver))


def test_each_piece_is_a_card_of_its_own_numbered_from_one() -> None:
    orders = gifts_of(two_cards().sale)
    assert [(each.number, each.line_id, each.amount) for each in orders] == [
        (1, 2, aud(5000)),
        (2, 2, aud(5000)),
    ]
    assert [each.tag for each in orders] == ["S01-1-000659-k3f9q2-G1", "S01-1-000659-k3f9q2-G2"]
    assert {each.reference for each in orders} == {"S01-1-000659-k3f9q2"}
    assert {each.buyer for each in orders} == {ASHA.profile_id}


def test_a_card_is_the_customers_own_or_of_whoever_holds_it() -> None:
    assert {each.plan for each in gifts_of(two_cards().sale)} == {GiftPlan(Receiver.CUSTOMER)}
    nobodys = gifts_of(two_cards(customer=False).sale)
    assert {(each.plan, each.buyer) for each in nobodys} == {(GiftPlan(Receiver.BEARER), "")}


def test_a_plan_holds_for_its_line_and_goes_with_the_customer() -> None:
    made = two_cards()
    plan(made, 2, MAMA)
    assert {each.plan for each in gifts_of(made.sale)} == {MAMA}
    made.do(ev.CustomerRemoved(made.now))
    assert {each.plan for each in gifts_of(made.sale)} == {GiftPlan(Receiver.BEARER)}


def test_without_a_customer_a_card_is_only_the_bearers() -> None:
    made = two_cards(customer=False)
    with pytest.raises(IllegalEvent, match="recipient in line 2"):
        plan(made, 2, MAMA)
    plan(made, 2, GiftPlan(Receiver.BEARER))
    assert made.sale.gifts == {2: GiftPlan(Receiver.BEARER)}


def test_only_a_line_of_cards_that_hold_something_has_a_plan() -> None:
    made = two_cards()
    with pytest.raises(IllegalEvent, match="in line 1"):
        plan(made, 1, GiftPlan(Receiver.BEARER))
    made.do(ev.PriceSet(made.now, 2, aud(0)))
    assert gifts_of(made.sale) == ()
    with pytest.raises(IllegalEvent, match="in line 2"):
        plan(made, 2, GiftPlan(Receiver.BEARER))


# Cards that come back


def sold_cards() -> Original:
    return original(bought([(SHIRT, 1), (CARD, 3), (BELT, 1)], rewards=500))


def test_cards_that_come_back_are_named_with_how_many_came_before() -> None:
    past = sold_cards()
    card = past.lines[1].id
    one = returning_desk(past)
    one.do(rev.AllPicked(one.now))
    assert gifts_back(one.sale) == (GiftsBack(past.reference, card, 3, 0),)

    one.do(rev.ReturnPicked(one.now, card, 1))
    back = one.sale.returning
    assert back is not None
    rest = returning_desk(replace(past, returns=(after(past, back.picks[1:2], 1),)))
    rest.do(rev.AllPicked(rest.now))
    assert gifts_back(rest.sale)[-1] == GiftsBack(past.reference, card, 2, 1)


def test_a_line_that_was_taxed_or_discounted_was_no_card() -> None:
    """A shirt at its full price, and a book without tax that a reward paid a part of."""
    book = replace(SHIRT, sku="BK-01", tax_rate=Decimal(0))
    taxed = original(bought([(SHIRT, 1), (CARD, 1)], card=10**6))
    discounted = original(bought([(book, 1), (CARD, 1)], rewards=500))
    for past in (taxed, discounted):
        made = returning_desk(past)
        made.do(rev.AllPicked(made.now))
        assert [each.line_id for each in gifts_back(made.sale)] == [past.lines[1].id]


def test_a_sale_takes_no_cards_back() -> None:
    assert gifts_back(two_cards().sale) == ()


# A card that is shown to pay


def at_payment(*, rewards: bool) -> Desk:
    made = desk()
    made.scan(SHIRT)
    made.present()
    if rewards:
        made.choose(500)
        made.confirm()
        made.grant(1, "158", 500)
    else:
        made.do(ev.Confirmed(made.now))
    assert made.sale.phase is Phase.PAYING
    return made


def test_a_shown_card_can_pay_and_the_reading_before_knows_it_too() -> None:
    made = at_payment(rewards=True)
    for _ in range(2):
        made.do(CreditShown(made.now, GIFT))
    assert made.sale.wallet is not None
    assert made.sale.snapshot is not None
    assert made.sale.wallet.credits == made.sale.snapshot.credits == (GIFT,)


def test_a_shown_card_makes_no_reading_where_nothing_was_redeemed() -> None:
    made = at_payment(rewards=False)
    made.do(CreditShown(made.now, GIFT))
    assert made.sale.snapshot is None
    assert made.sale.wallet is not None
    assert made.sale.wallet.credit("77") == GIFT


def test_what_is_known_of_a_credit_is_not_replaced_by_showing_its_card() -> None:
    made = desk()
    made.scan(SHIRT)
    made.present(replace(wallet(), credits=(GIFT,)))
    made.do(ev.Confirmed(made.now))
    made.do(CreditShown(made.now, replace(GIFT, balance=aud(1))))
    assert made.sale.wallet is not None
    assert made.sale.wallet.credits == (GIFT,)


def test_a_card_without_a_customer_cannot_pay() -> None:
    made = desk()
    made.scan(SHIRT)
    made.do(ev.Confirmed(made.now))
    with pytest.raises(IllegalEvent, match="without a customer"):
        made.do(CreditShown(START, GIFT))
