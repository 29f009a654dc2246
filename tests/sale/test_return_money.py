"""How the money of a return goes back: cash, cards, store credit; and exchanges, which it pays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import events as ev
from posdesk.sale import repayment
from posdesk.sale import return_events as rev
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.past import RefundKind, SaleKind
from posdesk.sale.repayment import claimed, returning, ways
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase, due
from posdesk.sale.tender import TenderKind
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import BELT, SCARF, SHIRT, aud
from tests.sale.return_steps import ENTER, answer, at, cash_given, press, whole_by, world
from tests.sale.return_world import ReturnWorld
from tests.sale.slow_world import Fate, calm

# The money


def test_cash_waits_for_the_hand_and_is_rounded() -> None:
    odd = replace(BELT, price=aud(1999))
    made = ReturnWorld(returning_desk(original(bought([(odd, 2)]))))
    press(made, rev.ReturnPicked, 1, 1)
    press(made, rev.RepayChosen, RepayKind.CASH)
    press(made, ENTER)
    answer(made, Fate.FINE)
    (refund,) = returning(made.sale).refunds
    assert (at(made), refund.amount, refund.rounding) == (Phase.REPAYING, aud(2000), aud(1))
    cash_given(made)
    calm(made)
    assert made.recorded[0].purchase.rounding == aud(-1)
    with pytest.raises(IllegalEvent):
        press(made, rev.CashHandedOver, 1)


def test_the_return_of_a_rounded_sale_pays_out_what_was_paid_in() -> None:
    odd = replace(BELT, price=aud(1999))
    sold = bought([(odd, 2)])
    made = ReturnWorld(returning_desk(original(sold)))
    whole_by(made, RepayKind.CASH)
    calm(made)
    (refund,) = returning(made.sale).refunds
    assert refund.amount == sold.sale.approved[0].amount == aud(4000)


def test_a_card_that_refuses_leaves_the_choice_of_another_way() -> None:
    made = world()
    whole_by(made, RepayKind.CARD)
    answer(made, *[Fate.FINE] * 5, Fate.REFUSED)
    assert (at(made), made.out) == (Phase.REPAYING, [])
    assert [way.kind for way in ways(made.sale)] == [RepayKind.CASH, RepayKind.STORE_CREDIT]
    with pytest.raises(IllegalEvent):
        press(made, ev.WentBack)
    press(made, rev.RepayChosen, RepayKind.STORE_CREDIT)
    calm(made)
    assert at(made) is Phase.RECORDED
    assert made.amounts(RefundKind.STORE_CREDIT) == 20500


def test_with_nothing_given_esc_leads_back_from_the_repayment() -> None:
    made = ReturnWorld(returning_desk(original(bought([(BELT, 1)], card=10**6))))
    press(made, rev.AllPicked)
    press(made, ENTER)
    answer(made, Fate.FINE)
    assert at(made) is Phase.REPAYING
    press(made, ev.WentBack)
    assert (at(made), claimed(made.sale)) == (Phase.PICKING, "")


def test_cards_take_back_what_they_paid_and_the_rest_is_chosen_anew() -> None:
    made = ReturnWorld(returning_desk(original(bought([(SHIRT, 1)], card=2000))))
    whole_by(made, RepayKind.CARD)
    answer(made, Fate.FINE, Fate.FINE)
    assert (at(made), repayment.rest(made.sale)) == (Phase.REPAYING, aud(4500))
    assert RepayKind.CARD not in {way.kind for way in ways(made.sale)}
    press(made, rev.RepayChosen, RepayKind.CASH)
    cash_given(made)
    calm(made)
    assert (made.amounts(RefundKind.CARD), at(made)) == (2000, Phase.RECORDED)


def test_an_extra_goes_onto_a_store_credit_only_and_within_reason() -> None:
    made = world()
    press(made, rev.AllPicked)
    for kind, extra in (
        (RepayKind.CASH, 1),
        (RepayKind.STORE_CREDIT, 20501),
        (RepayKind.STORE_CREDIT, -1),
    ):
        with pytest.raises(BadAmount):
            press(made, rev.RepayChosen, kind, aud(extra))


def test_without_a_customer_there_is_no_store_credit() -> None:
    made = ReturnWorld(returning_desk(original(bought([(BELT, 1)], customer=False))))
    press(made, rev.AllPicked)
    with pytest.raises(IllegalEvent):
        press(made, rev.RepayChosen, RepayKind.STORE_CREDIT)
    press(made, rev.RepayChosen, RepayKind.CASH)
    press(made, ENTER)
    answer(made, Fate.FINE)
    cash_given(made)
    calm(made)
    assert at(made) is Phase.RECORDED


def test_all_or_nothing_gives_nothing_of_the_redemption_for_a_part() -> None:
    made = world(partial_refund=False)
    press(made, rev.ReturnPicked, 1, 1)
    press(made, rev.RepayChosen, RepayKind.CASH)
    press(made, ENTER)
    answer(made, Fate.FINE)
    assert [each.kind for each in returning(made.sale).refunds] == [RefundKind.CASH]


# Exchanges


def exchanging(price: int) -> ReturnWorld:
    """A belt of 25.00 for something else."""
    made = ReturnWorld(returning_desk(original(bought([(BELT, 1)], rewards=500, card=10**6))))
    press(made, rev.AllPicked)
    press(made, ev.LineAdded, replace(SCARF, price=aud(price)))
    return made


def test_an_exchange_for_more_is_paid_first_and_gives_back_after_that() -> None:
    made = exchanging(4500)
    assert (made.sale.kind, due(made.sale)) == (SaleKind.EXCHANGE, aud(2500))
    press(made, ENTER)
    answer(made, Fate.FINE)
    assert (at(made), made.given) == (Phase.PAYING, {})
    press(made, ev.TenderTaken, TenderKind.CARD, aud(2500))
    calm(made)
    assert at(made) is Phase.RECORDED
    assert made.amounts(RefundKind.REWARDS) == 500
    (record,) = made.recorded
    assert (record.purchase.total, record.purchase.tenders[0].kind) == (aud(2500), "goods")
    assert sum(i.quantity * i.price_sell.minor for i in record.purchase.items) == 2500


def test_a_declined_card_puts_an_exchange_back_to_the_pick_with_nothing_given() -> None:
    made = exchanging(4500)
    press(made, ENTER)
    answer(made, Fate.FINE)
    press(made, ev.TenderTaken, TenderKind.CARD, aud(2500))
    answer(made, Fate.REFUSED)
    assert (at(made), made.given, claimed(made.sale)) == (Phase.PICKING, {}, "")
    press(made, ENTER)
    answer(made, Fate.FINE)
    press(made, ev.TenderTaken, TenderKind.CASH, aud(2500))
    calm(made)
    assert at(made) is Phase.RECORDED


def test_an_exchange_for_less_pays_the_difference_out() -> None:
    made = exchanging(500)
    press(made, rev.RepayChosen, RepayKind.CASH)
    press(made, ENTER)
    calm(made)
    cash_given(made)
    calm(made)
    assert (at(made), made.amounts(RefundKind.REWARDS)) == (Phase.RECORDED, 500)
    assert returning(made.sale).refund(2).amount == aud(1500)


def test_an_even_exchange_needs_no_money() -> None:
    made = exchanging(2000)
    press(made, ENTER)
    calm(made)
    assert at(made) is Phase.RECORDED
    assert [each.kind for each in returning(made.sale).refunds] == [RefundKind.REWARDS]


def test_an_exchange_that_crashes_while_it_is_paid_is_put_back() -> None:
    made = exchanging(4500)
    press(made, ENTER)
    answer(made, Fate.FINE)
    press(made, ev.TenderTaken, TenderKind.CARD, aud(2000))
    answer(made, Fate.FINE)
    made.die(())
    press(made, ev.Resumed)
    calm(made)
    assert (at(made), made.given) == (Phase.VOIDED, {})
    assert made.tenant.charges["T1"].state == "back"


def test_an_exchange_that_turns_out_to_be_paid_goes_on() -> None:
    made = exchanging(4500)
    press(made, ENTER)
    answer(made, Fate.FINE)
    press(made, ev.TenderTaken, TenderKind.CARD, aud(2500))
    made.die((Fate.ANSWER_LOST,))
    press(made, ev.Resumed)
    calm(made)
    assert (at(made), made.amounts(RefundKind.REWARDS)) == (Phase.RECORDED, 500)
