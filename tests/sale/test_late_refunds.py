"""Refunds that are told of twice, too late, or when nobody waits for them any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.repayment import returning
from posdesk.sale.return_record import return_record_of
from posdesk.sale.returns import RefundState, RepayKind
from posdesk.sale.state import Phase
from posdesk.sale.tender import TenderKind
from tests.sale.bought import bought, original, returning_desk
from tests.sale.build import BELT, CARD, SCARF, SHIRT, Desk, aud, desk, wallet

GUIDE = [(SHIRT, 2), (SCARF, 1), (BELT, 1), (CARD, 1)]


def refunding() -> Desk:
    """Everything back; the rewards' refund is out."""
    made = returning_desk(original(bought(GUIDE, rewards=2500, card=10**6)))
    made.do(rev.AllPicked(made.now))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    assert made.asked == [ef.GiveRefund(1, "F1")]
    return made


def test_a_refund_that_arrives_after_the_cashier_went_back_to_the_pick_is_kept() -> None:
    made = refunding()
    made.do(rev.RefundRefused(made.now, 1, "omneo.unreachable", judged=False))
    assert made.sale.phase is Phase.PICKING
    made.do(rev.RefundGiven(made.now, 1, aud(2500), "901"))
    assert made.asked == []
    back = returning(made.sale)
    assert [(each.number, each.row_id) for each in back.given] == [(1, "901")]


def asked_about() -> Desk:
    made = refunding()
    made.do(rev.RefundUnknown(made.now, 1, "omneo.no_answer"))
    made.do(rev.RefundSought(made.now, 1, ev.Finding.UNCLEAR, evidence=("two alike",)))
    assert made.sale.phase is Phase.ATTENTION
    return made


def test_a_refund_a_person_was_asked_about_needs_nobody_once_it_is_found() -> None:
    made = asked_about()
    made.do(rev.RefundSought(made.now, 1, ev.Finding.ABSENT))
    assert (made.sale.phase, made.effects) == (Phase.ATTENTION, ())
    made.do(rev.RefundSought(made.now, 1, ev.Finding.FOUND, aud(2500), "901"))
    assert made.sale.attention is None
    assert made.sale.phase is Phase.REPAYING
    assert returning(made.sale).refund(1).state is RefundState.GIVEN


def repaying_cash() -> Desk:
    """The rewards were refused and left out; the rest is asked for in cash."""
    made = refunding()
    made.do(rev.RefundRefused(made.now, 1, "omneo.invalid"))
    made.do(ev.AttentionSettled(made.now, ev.Choice.GO_ON, "Kim"))
    assert made.sale.phase is Phase.REPAYING
    made.do(rev.RepayChosen(made.now, RepayKind.CASH))
    return made


def test_cash_that_is_asked_for_is_not_asked_for_twice() -> None:
    made = repaying_cash()
    cash = returning(made.sale).refunds[-1]
    assert cash.state is RefundState.SENT
    made.do(rev.RefundGiven(made.now, 1, aud(2500), "901"))
    assert made.asked == []
    assert made.sale.phase is Phase.REPAYING
    assert returning(made.sale).refunds[-1] == cash


def test_only_cash_that_was_asked_for_is_handed_over() -> None:
    made = repaying_cash()
    before = made.sale
    with pytest.raises(IllegalEvent, match="no cash is asked for by F1"):
        made.do(rev.CashHandedOver(made.now, 1))
    assert made.sale == before
    made.do(rev.CashHandedOver(made.now, 2))
    assert made.sale.phase is Phase.RECORDING


def test_a_cent_or_two_that_no_coin_carries_is_settled_without_anybody() -> None:
    sweet = replace(BELT, sku="SW-1", price=aud(2))
    made = returning_desk(original(bought([(sweet, 1)], card=2)))
    made.do(rev.AllPicked(made.now))
    made.do(rev.RepayChosen(made.now, RepayKind.CASH))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    assert made.sale.phase is Phase.RECORDING
    (cash,) = returning(made.sale).given
    assert (cash.given, cash.rounding) == (aud(0), aud(-2))


def test_a_second_reading_before_a_refund_sends_nothing_twice() -> None:
    made = refunding()
    before = made.sale
    made.do(ev.SnapshotRead(made.now, wallet(), 999))
    assert (made.sale, made.effects) == (before, ())


@pytest.mark.parametrize("purpose", ["ReadSnapshot", "ReadWallet"])
def test_a_reading_that_fails_when_nobody_needs_it_changes_nothing(purpose: str) -> None:
    made = refunding()
    before = made.sale
    made.do(ev.ReadFailed(made.now, purpose, "omneo.unreachable"))
    assert (made.sale, made.effects) == (before, ())


def test_what_was_returned_meanwhile_is_read_only_for_a_confirmed_pick() -> None:
    made = returning_desk(original(bought(GUIDE, rewards=2500)))
    made.do(rev.AllPicked(made.now))
    before = made.sale
    made.do(rev.ReturnsRead(made.now, ()))
    made.do(ev.ReadFailed(made.now, "ReadReturns", "omneo.unreachable"))
    assert (made.sale, made.effects) == (before, ())
    made.do(ev.Confirmed(made.now))
    confirmed = made.sale
    made.do(ev.ReadFailed(made.now, "ReadWallet", "omneo.unreachable"))
    assert made.sale == confirmed


def test_a_card_that_carries_all_of_it_leaves_the_older_card_alone() -> None:
    made = desk()
    made.scan(SHIRT, SHIRT)
    made.do(ev.Confirmed(made.now))
    for minor in (3000, 10000):
        made.take(TenderKind.CARD, minor)
        made.approve()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRecorded(made.now, "64"))
    back = returning_desk(original(made))
    back.do(rev.ReturnPicked(back.now, 1, 1))
    back.do(rev.RepayChosen(back.now, RepayKind.CARD))
    back.do(ev.Confirmed(back.now))
    back.do(rev.ReturnsRead(back.now, ()))
    assert [(each.of, each.amount) for each in returning(back.sale).refunds] == [("T2", aud(6500))]


def test_how_the_rest_goes_back_is_not_chosen_while_cash_is_being_handed_over() -> None:
    made = repaying_cash()
    before = made.sale
    with pytest.raises(IllegalEvent, match="under way"):
        made.do(rev.RepayChosen(made.now, RepayKind.CARD))
    assert made.sale == before


def test_without_a_reading_before_it_nothing_is_refunded_and_the_pick_is_open_again() -> None:
    made = returning_desk(original(bought(GUIDE, rewards=2500)))
    made.do(rev.AllPicked(made.now))
    made.do(ev.Confirmed(made.now))
    made.do(rev.ReturnsRead(made.now, ()))
    made.do(ev.ReadFailed(made.now, "ReadSnapshot", "omneo.unreachable"))
    assert (made.sale.phase, made.sale.problem) == (Phase.PICKING, "omneo.unreachable")
    assert not returning(made.sale).confirmed
    assert {each.state for each in returning(made.sale).refunds} == {RefundState.REFUSED}


def sought(made: Desk, finding: ev.Finding) -> None:
    made.do(rev.RefundSought(made.now, 1, finding))


def test_a_refund_refused_the_second_time_is_looked_for_before_a_person_is_asked() -> None:
    made = refunding()
    made.do(rev.RefundUnknown(made.now, 1, "omneo.no_answer"))
    sought(made, ev.Finding.UNREADABLE)
    assert made.asked == [ef.WakeAt(made.now.plus(1.0))]
    made.wake()
    while made.asked == [ef.FindRefund(1)]:
        sought(made, ev.Finding.ABSENT)
        if returning(made.sale).refund(1).state is RefundState.UNKNOWN:
            made.wake()
    assert made.asked == [ef.GiveRefund(1, "F1")]
    made.do(rev.RefundRefused(made.now, 1, "omneo.invalid"))
    assert made.asked == [ef.FindRefund(1)]
    assert returning(made.sale).refund(1).state is RefundState.UNKNOWN


def test_the_record_tells_the_money_that_went_back_from_the_redemptions() -> None:
    made = repaying_cash()
    made.do(rev.RefundGiven(made.now, 1, aud(2500), "901"))
    made.do(rev.CashHandedOver(made.now, 2))
    record = return_record_of(made.sale)
    assert [each.mark for each in record.refunds] == ["F1", "F2"]
    assert [each.mark for each in record.repaid] == ["F2"]
