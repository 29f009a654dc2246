"""What is planned to go back, refund by refund: its number, its name, how much of it, and what is left to choose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.past import (
    Original,
    PastLeg,
    PastRefund,
    PastReturn,
    PastTender,
    Pick,
    RefundKind,
)
from posdesk.sale.repayment import (
    RepayWay,
    at_the_tenant,
    check,
    claimed,
    rest,
    returning,
    rounding_back,
    untouched,
    ways,
)
from posdesk.sale.returns import Refund, RefundState, Repay, RepayKind
from posdesk.sale.state import Phase, due
from posdesk.sale.tender import TenderKind
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import BELT, SCARF, SHIRT, Desk, aud, wallet

TEN = replace(BELT, price=aud(1000))
FIRST = "S01-1-000690-k3f9q2"


def sold(*tenders: PastTender, legs: tuple[PastLeg, ...] = (), **given: int) -> Original:
    """Ten pieces of 10.00, paid so; ``given`` is what an earlier return gave, by mark."""
    refunds = tuple(
        PastRefund(mark, RefundKind.STORE_CREDIT, aud(minor)) for mark, minor in given.items()
    )
    before = (PastReturn(FIRST, (), refunds, aud(0)),) if refunds else ()
    return replace(original(bought([(TEN, 10)])), tenders=tenders, legs=legs, returns=before)


def picked(past: Original, pieces: int) -> Desk:
    made = returning_desk(past)
    made.do(rev.ReturnPicked(made.now, 1, pieces))
    return made


def card(number: int, minor: int) -> PastTender:
    return PastTender(f"T{number}", "card", aud(minor))


def credit(number: int, minor: int, leg: str = "") -> PastTender:
    return PastTender(f"T{number}", "credit", aud(minor), leg)


def redeemed(mark: str, redemption: str, minor: int) -> PastLeg:
    return PastLeg(mark, RefundKind.CREDIT, redemption, aud(minor), name=f"gift {mark}")


def begun(made: Desk, kind: RepayKind | None = None, extra: int = 0) -> Desk:
    """Confirmed, and nobody else has returned anything."""
    if kind is not None:
        made.do(rev.RepayChosen(made.now, kind, aud(extra)))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    return made


# Redemptions and credits


def two_discounts(*, partial_refund: bool = True) -> Desk:
    """A shirt and a scarf with ten per cent and 10.00 off; the scarf comes back."""
    past = original(bought([(SHIRT, 1), (SCARF, 1)], rewards=1000, benefits=["4021"], card=10**6))
    made = returning_desk(past, partial_refund=partial_refund)
    made.do(rev.ReturnPicked(made.now, 2, 1))
    return made


def test_a_part_of_a_redemption_is_named_with_its_amount() -> None:
    assert at_the_tenant(two_discounts().sale) == (
        Refund(1, RefundKind.REWARDS, aud(409), of="R2", name="Rewards", redemption_id="159"),
    )


def test_all_of_a_redemption_is_asked_for_as_a_whole() -> None:
    made = two_discounts()
    made.do(rev.AllPicked(made.now))
    assert at_the_tenant(made.sale) == (
        Refund(1, RefundKind.REWARDS, aud(1000), "R2", "Rewards", redemption_id="159", whole=True),
        Refund(2, RefundKind.BENEFIT, aud(0), "B1", "First spend", "158", whole=True),
    )


def test_a_tenant_that_refunds_only_whole_redemptions_is_never_asked_for_a_part() -> None:
    """An earlier return on a till that could gave 4.00 of it; the rest is asked for as a whole."""
    made = two_discounts(partial_refund=False)
    assert at_the_tenant(made.sale) == ()
    past = returning(made.sale).original
    before = PastReturn(FIRST, (), (PastRefund("R2", RefundKind.REWARDS, aud(400)),), aud(0))
    again = returning_desk(replace(past, returns=(before,)), partial_refund=False)
    again.do(rev.AllPicked(again.now))
    first = at_the_tenant(again.sale)[0]
    assert (first.amount, first.whole) == (aud(600), True)


def test_redemptions_and_credits_are_numbered_in_one_row_after_earlier_tries() -> None:
    past = original(bought([(TEN, 10)], rewards=1000))
    made = picked(replace(past, tenders=(credit(1, 4000), credit(2, 3000), card(3, 2000))), 10)
    first = [(each.number, each.kind, each.of) for each in at_the_tenant(made.sale)]
    assert first == [
        (1, RefundKind.REWARDS, "R1"),
        (2, RefundKind.STORE_CREDIT, "T1"),
        (3, RefundKind.STORE_CREDIT, "T2"),
    ]
    begun(made)
    made.do(ev.ReadFailed(made.now, "ReadSnapshot", "omneo.unreachable"))
    assert [each.number for each in at_the_tenant(made.sale)] == [4, 5, 6]


def test_credits_are_filled_one_after_the_other_and_a_full_one_gets_nothing() -> None:
    made = picked(sold(credit(1, 2000), credit(2, 3000), credit(3, 3000), T1=2000), 4)
    assert at_the_tenant(made.sale) == (
        Refund(1, RefundKind.STORE_CREDIT, aud(3000), of="T2"),
        Refund(2, RefundKind.STORE_CREDIT, aud(1000), of="T3"),
    )
    assert rest(made.sale) == aud(0)


def test_each_redeemed_credit_is_refunded_by_its_own_redemption() -> None:
    legs = (redeemed("C1", "300", 2000), redeemed("C2", "301", 3000))
    made = picked(sold(credit(1, 2000, "C1"), credit(2, 3000, "C2"), legs=legs), 4)
    assert at_the_tenant(made.sale) == (
        Refund(1, RefundKind.CREDIT, aud(2000), "T1", "gift C1", "300", whole=True),
        Refund(2, RefundKind.CREDIT, aud(2000), "T2", "gift C2", "301", whole=False),
    )


def test_a_credit_that_the_transaction_deducted_is_no_redemptions_though_there_is_one() -> None:
    made = picked(sold(credit(1, 2000), legs=(redeemed("C1", "300", 2000),)), 2)
    assert at_the_tenant(made.sale) == (Refund(1, RefundKind.STORE_CREDIT, aud(2000), of="T1"),)


# The rest


def test_the_ways_say_how_much_each_can_carry() -> None:
    made = picked(sold(card(1, 3000), PastTender("T2", "cash", aud(7000))), 5)
    assert ways(made.sale) == (
        RepayWay(RepayKind.CARD, aud(3000)),
        RepayWay(RepayKind.CASH, aud(5000)),
        RepayWay(RepayKind.STORE_CREDIT, aud(5000)),
    )


def test_a_card_that_got_something_back_before_holds_that_much_less() -> None:
    made = picked(sold(card(1, 3000), card(2, 4000), T1=1000), 10)
    assert ways(made.sale)[0].most == aud(6000)
    begun(made, RepayKind.CARD)
    assert [(each.number, each.of, each.amount) for each in returning(made.sale).refunds] == [
        (1, "T2", aud(4000)),
        (2, "T1", aud(2000)),
    ]


def test_a_card_that_refused_is_not_asked_again_and_the_other_one_is() -> None:
    made = begun(picked(sold(card(1, 3000), card(2, 4000)), 10), RepayKind.CARD)
    made.do(rev.RefundRefused(made.now, 1, "terminal.back_refused"))
    assert ways(made.sale)[0] == RepayWay(RepayKind.CARD, aud(3000))
    made.do(rev.RepayChosen(made.now, RepayKind.CARD))
    assert made.effects == (ef.GiveRefund(3, "F3"),)
    live = [each for each in returning(made.sale).refunds if each.state is RefundState.SENT]
    assert [(each.of, each.amount) for each in live] == [("T1", aud(3000))]


def test_a_card_is_offered_again_after_its_terminal_was_only_busy() -> None:
    made = begun(picked(sold(card(1, 10000)), 3), RepayKind.CARD)
    made.do(rev.RefundRefused(made.now, 1, "terminal.in_progress", judged=False))
    made.do(ev.WentBack(made.now))
    assert ways(made.sale)[0] == RepayWay(RepayKind.CARD, aud(3000))
    begun(made, RepayKind.CARD)
    assert made.effects == (ef.GiveRefund(2, "F2"),)


def test_a_card_is_offered_again_after_its_terminal_knew_nothing_of_the_refund() -> None:
    made = begun(picked(sold(card(1, 10000)), 3), RepayKind.CARD)
    made.do(rev.RefundUnknown(made.now, 1, "terminal.no_answer"))
    made.do(rev.RefundSought(made.now, 1, ev.Finding.ABSENT))
    made.do(ev.WentBack(made.now))
    dropped = returning(made.sale).refund(1)
    assert (dropped.state, dropped.problem) == (RefundState.REFUSED, "")
    assert ways(made.sale)[0] == RepayWay(RepayKind.CARD, aud(3000))


def test_a_credit_that_was_refused_does_not_stop_the_card_that_paid_beside_it() -> None:
    made = begun(picked(sold(credit(1, 4000), card(2, 6000)), 10))
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    made.do(rev.RefundRefused(made.now, 1, "omneo.invalid"))
    made.do(ev.AttentionSettled(made.now, ev.Choice.GO_ON))
    assert ways(made.sale)[0] == RepayWay(RepayKind.CARD, aud(6000))


def test_three_cards_are_numbered_in_one_row() -> None:
    made = begun(picked(sold(card(1, 3000), card(2, 3000), card(3, 4000)), 10), RepayKind.CARD)
    assert [each.number for each in returning(made.sale).refunds] == [1, 2, 3]


def test_a_store_credit_carries_the_rest_and_what_the_shop_adds() -> None:
    made = begun(picked(sold(card(1, 10000)), 3), RepayKind.STORE_CREDIT, 500)
    (refund,) = returning(made.sale).refunds
    assert refund == Refund(1, RefundKind.STORE_CREDIT, aud(3500), extra=aud(500))
    assert refund.settles == aud(3000)


def test_the_shop_adds_no_more_than_what_goes_back() -> None:
    made = picked(sold(card(1, 10000)), 3)
    check(made.sale, Repay(RepayKind.STORE_CREDIT, aud(3000)))
    for extra in (3001, -1):
        with pytest.raises(BadAmount):
            check(made.sale, Repay(RepayKind.STORE_CREDIT, aud(extra)))
    with pytest.raises(BadAmount):
        check(made.sale, Repay(RepayKind.CASH, aud(1)))


def test_what_is_given_beside_the_net_is_the_sales_rounding_and_that_of_the_cash_now() -> None:
    """Two at 19.99 were rounded up by two cents. One came back for 19.99 with one cent more; now the other."""
    past = original(bought([(replace(BELT, price=aud(1999)), 2)]))
    first = PastReturn(FIRST, (Pick(1, 1),), (), aud(-4))
    made = returning_desk(replace(past, returns=(first,)))
    made.do(rev.AllPicked(made.now))
    assert rounding_back(made.sale) == aud(6)
    begun(made, RepayKind.CASH)
    (cash,) = returning(made.sale).refunds
    assert (cash.amount, cash.rounding) == (aud(2005), aud(0))
    part = returning_desk(past)
    part.do(rev.ReturnPicked(part.now, 1, 1))
    begun(part, RepayKind.CASH)
    assert rounding_back(part.sale) == aud(1)


def test_cash_that_was_refused_rounds_nothing() -> None:
    part = returning_desk(original(bought([(replace(BELT, price=aud(1999)), 2)])))
    part.do(rev.ReturnPicked(part.now, 1, 1))
    begun(part, RepayKind.CASH)
    back = returning(part.sale)
    refused = back.with_refund(replace(back.refund(1), state=RefundState.REFUSED))
    assert rounding_back(replace(part.sale, returning=refused)) == aud(0)


# Whose the pieces are, and whether anything has moved


def test_pieces_are_claimed_from_the_confirmation_until_the_return_is_dropped() -> None:
    made = picked(sold(card(1, 10000)), 3)
    assert claimed(made.sale) == ""
    made.do(ev.Confirmed(made.now))
    assert claimed(made.sale) == "S01-1-000659-k3f9q2"
    assert claimed(replace(made.sale, phase=Phase.VOIDED)) == ""
    assert claimed(bought([(BELT, 1)]).sale) == ""


def exchange() -> Desk:
    """Three pieces for a shirt at 65.00, confirmed: 35.00 to pay."""
    made = picked(sold(card(1, 10000)), 3)
    made.do(ev.LineAdded(made.now, SHIRT))
    begun(made)
    assert (made.sale.phase, due(made.sale)) == (Phase.PAYING, aud(3500))
    return made


def test_an_exchange_is_untouched_until_a_payment_may_have_been_taken() -> None:
    made = exchange()
    assert untouched(made.sale)
    made.take(TenderKind.CARD)
    assert not untouched(made.sale)
    made.do(ev.TenderDeclined(made.now, 1, "insufficient_funds"))
    assert untouched(made.sale)
    with pytest.raises(IllegalEvent):
        made.do(ev.WentBack(made.now))


@pytest.mark.parametrize("state", list(RefundState))
def test_a_return_is_untouched_while_no_refund_may_have_been_made(state: RefundState) -> None:
    made = begun(picked(sold(card(1, 10000)), 3), RepayKind.CARD)
    back = returning(made.sale)
    there = replace(made.sale, returning=back.with_refund(replace(back.refund(1), state=state)))
    assert untouched(there) is (state in {RefundState.PLANNED, RefundState.REFUSED})
