"""What of the money goes back first: credits before anything else, and only as far as they paid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.basket import Product
from posdesk.sale.past import (
    Original,
    PastLeg,
    PastRefund,
    PastReturn,
    PastTender,
    Pick,
    RefundKind,
)
from posdesk.sale.repayment import owed, rest, returning, ways
from posdesk.sale.returns import RefundState, RepayKind
from posdesk.sale.state import Phase
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import BELT, SCARF, aud
from tests.sale.return_world import ReturnWorld
from tests.sale.slow_world import calm

TEN = replace(BELT, price=aud(1000))


def paid(*tenders: PastTender, leg: int = 0, returns: tuple[PastReturn, ...] = ()) -> Original:
    """Ten pieces of 10.00, paid so; ``leg`` is what a redeemed credit gave."""
    past = original(bought([(TEN, 10)]))
    legs = (PastLeg("C1", RefundKind.CREDIT, "300", aud(leg), name="gift_card"),) if leg else ()
    return replace(past, tenders=tenders, legs=legs, returns=returns)


def deducted(minor: int) -> PastTender:
    return PastTender("T1", "credit", aud(minor))


def redeemed(minor: int) -> PastTender:
    return PastTender("T1", "credit", aud(minor), "C1")


CASH_60 = PastTender("T2", "cash", aud(6000))
CARD_60 = PastTender("T2", "card", aud(6000))


def back(past: Original, pieces: int, *, partial_refund: bool = True) -> ReturnWorld:
    made = ReturnWorld(returning_desk(past, partial_refund=partial_refund))
    made.tell(rev.ReturnPicked(made.desk.now, 1, pieces))
    return made


def finish(made: ReturnWorld, kind: RepayKind | None = None) -> list[tuple[RefundKind, int, str]]:
    """What was given, in order: (kind, minor units, what for)."""
    if kind is not None:
        made.tell(rev.RepayChosen(made.desk.now, kind))
    made.tell(ev.Confirmed(made.desk.now))
    calm(made)
    for refund in returning(made.sale).refunds:
        if refund.state is RefundState.SENT:
            made.tell(rev.CashHandedOver(made.desk.now, refund.number))
    calm(made)
    assert made.phase is Phase.RECORDED
    return [(each.kind, each.amount.minor, each.of) for each in returning(made.sale).given]


def test_what_the_transaction_deducted_comes_back_as_a_new_store_credit_first() -> None:
    made = back(paid(deducted(4000), CASH_60), 6)
    assert rest(made.sale) == aud(2000)
    assert finish(made, RepayKind.CASH) == [
        (RefundKind.STORE_CREDIT, 4000, "T1"),
        (RefundKind.CASH, 2000, ""),
    ]


def test_a_part_that_credits_cover_needs_no_choice() -> None:
    made = back(paid(deducted(4000), CASH_60), 3)
    assert rest(made.sale) == aud(0)
    assert finish(made) == [(RefundKind.STORE_CREDIT, 3000, "T1")]


def test_a_credit_that_was_redeemed_is_refunded_by_its_redemption() -> None:
    made = back(paid(redeemed(4000), CASH_60, leg=4000), 3)
    assert finish(made) == [(RefundKind.CREDIT, 3000, "T1")]
    (refund,) = returning(made.sale).given
    assert (refund.redemption_id, refund.whole) == ("300", False)


def test_where_only_whole_redemptions_go_back_a_part_of_it_is_a_store_credit() -> None:
    made = back(paid(redeemed(4000), CASH_60, leg=4000), 3, partial_refund=False)
    assert finish(made) == [(RefundKind.STORE_CREDIT, 3000, "T1")]
    whole = back(paid(redeemed(4000), CASH_60, leg=4000), 4, partial_refund=False)
    assert finish(whole) == [(RefundKind.CREDIT, 4000, "T1")]


def test_what_a_credit_got_back_before_is_not_given_again() -> None:
    before = PastReturn(
        "S01-1-000690-k3f9q2",
        (Pick(1, 3),),
        (PastRefund("T1", RefundKind.STORE_CREDIT, aud(3000)),),
        aud(0),
    )
    made = back(paid(deducted(4000), CARD_60, returns=(before,)), 2)
    assert finish(made, RepayKind.CARD) == [
        (RefundKind.STORE_CREDIT, 1000, "T1"),
        (RefundKind.CARD, 1000, "T2"),
    ]


def test_in_an_exchange_goods_settle_first_and_credits_get_what_is_left() -> None:
    made = back(paid(deducted(4000), CASH_60), 6)
    made.tell(ev.LineAdded(made.desk.now, replace(SCARF, price=aud(5000))))
    assert finish(made) == [(RefundKind.STORE_CREDIT, 1000, "T1")]


def test_cards_are_repaid_newest_first_and_only_as_far_as_they_paid() -> None:
    two = (PastTender("T1", "card", aud(4000)), PastTender("T3", "card", aud(6000)))
    made = back(paid(*two), 8)
    assert ways(made.sale)[0].most == aud(8000)
    assert finish(made, RepayKind.CARD) == [
        (RefundKind.CARD, 6000, "T3"),
        (RefundKind.CARD, 2000, "T1"),
    ]


def test_a_card_that_no_terminal_can_name_is_not_offered() -> None:
    made = back(paid(PastTender("place 1", "card", aud(10000))), 1)
    assert [way.kind for way in ways(made.sale)] == [RepayKind.CASH, RepayKind.STORE_CREDIT]


def test_goods_that_paid_an_exchange_come_back_as_the_cashier_chooses() -> None:
    made = back(paid(PastTender("", "goods", aud(10000))), 10)
    assert finish(made, RepayKind.CASH) == [(RefundKind.CASH, 10000, "")]


@pytest.mark.parametrize("product", [TEN, SCARF])
def test_nothing_is_owed_before_anything_was_picked(product: Product) -> None:
    made = ReturnWorld(returning_desk(original(bought([(product, 1)]))))
    assert (owed(made.sale), rest(made.sale)) == (aud(0), aud(0))
