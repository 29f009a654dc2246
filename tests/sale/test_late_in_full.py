"""Late outcomes, the return from the journal and a shop that was reset, told in full: entries, figures, causes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import line_events as lev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.state import Attention, Cause, Compensation, LegState, Phase, Retry
from posdesk.sale.tender import TenderKind, TenderState
from tests.sale.build import (
    ASHA,
    BELT,
    START,
    Desk,
    aud,
    declined,
    desk,
    paying,
    recording,
    redeeming,
    wallet,
)
from tests.sale.test_credit_tenders import GIFT, at_payment, read
from tests.sale.test_late_money import choosing_again as give_up
from tests.sale.test_story_in_full import story

NO_ANSWER = "omneo.no_answer"


def chosen_again() -> Desk:
    """Nothing was found of 25.00 of rewards, and the cashier chooses anew."""
    made = redeeming()
    give_up(made)
    return made


def granted_late() -> Desk:
    """It was there after all, and goes back while the cashier chooses."""
    made = chosen_again()
    made.do(ev.RedemptionGranted(made.now, 1, "158", aud(2500), proof="201 158"))
    return made


def since(made: Desk, first: int) -> list[str]:
    """The story from entry ``first`` on, without the seconds."""
    return [line.split(" ", 1)[1] for line in story(made, first)]


# A redemption that was given up


def test_one_that_took_effect_is_told_and_goes_back_at_once() -> None:
    made = chosen_again()
    first = len(made.sale.story)
    found = ev.RedemptionSought(
        made.now, 1, ev.Finding.FOUND, "158", aud(2500), proof="158 is there"
    )
    assert made.do(found) == (ef.ReverseRedemption(1, "R1"),)
    assert since(made, first) == ["redeemed R1 2500; 158 is there", "undo_sent R1 2500 Rewards"]
    assert (made.sale.leg(1).granted, made.sale.leg(1).redemption_id) == (aud(2500), "158")
    assert made.sale.phase is Phase.CHOOSING


def test_one_that_is_still_not_there_says_nothing() -> None:
    made = chosen_again()
    before = made.sale
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, "158", aud(2500)))
    assert (made.sale, made.effects) == (before, ())


@pytest.mark.parametrize(
    ("refund", "state", "kind"),
    [(False, LegState.REVERSED, "reversed"), (True, LegState.REFUNDED, "refunded")],
)
def test_its_way_back_is_told_with_what_it_had_taken(
    *, refund: bool, state: LegState, kind: str
) -> None:
    made = granted_late()
    first = len(made.sale.story)
    assert made.do(ev.UndoConfirmed(made.now, 1, refund, proof="200 158")) == ()
    assert made.sale.leg(1).state is state
    assert since(made, first) == [f"{kind} R1 2500 Rewards; 200 158"]


def test_its_reversal_that_is_found_before_its_answer_is_done() -> None:
    made = granted_late()
    first = len(made.sale.story)
    made.do(ev.UndoSought(made.now, 1, ev.Finding.UNCLEAR))
    assert made.sale.leg(1).state is LegState.UNDOING
    made.do(ev.UndoSought(made.now, 1, ev.Finding.FOUND, proof="158 is gone"))
    assert since(made, first) == ["reversed R1 2500 Rewards; 158 is gone"]


def test_a_refund_that_is_found_before_its_answer_is_a_refund() -> None:
    made = chosen_again()
    made.later(700)
    made.grant(1, "158", 2500)
    assert made.asked == [ef.RefundRedemption(1, "R1")]
    made.do(ev.UndoSought(made.now, 1, ev.Finding.FOUND))
    assert made.sale.leg(1).state is LegState.REFUNDED


@pytest.mark.parametrize("outcome", [ev.UndoRefused, ev.UndoUnknown])
def test_its_reversal_without_a_clear_answer_is_seen_through(
    outcome: Callable[..., ev.Event],
) -> None:
    made = granted_late()
    made.later(1)
    assert made.do(outcome(made.now, 1, "omneo.invalid")) == (ef.FindUndo(1),)
    assert made.sale.leg(1).problem == "omneo.invalid"
    back = made.sale.putting_back
    assert (back.cause, back.target, back.since) == (Cause.NO_ANSWER, Phase.CHOOSING, made.now)


def test_beside_a_payment_its_refund_is_looked_for_as_a_refund() -> None:
    made = chosen_again()
    made.do(ev.SelectionCleared(made.now))
    made.do(ev.Confirmed(made.now))
    made.later(700)
    made.grant(1, "158", 2500)
    assert made.do(ev.UndoUnknown(made.now, 1, NO_ANSWER, refund=True)) == (
        ef.FindUndo(1, refund=True),
    )
    assert (made.sale.phase, made.sale.leg(1).state) == (Phase.PAYING, LegState.UNDO_UNKNOWN)


def test_beside_a_record_that_is_written_it_is_looked_for_and_nothing_is_put_back() -> None:
    made = chosen_again()
    made.do(ev.SelectionCleared(made.now))
    made.do(ev.Confirmed(made.now))
    made.take()
    made.approve()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRecorded(made.now, "64"))
    made.grant(1, "158", 2500)
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    assert made.do(ev.UndoUnknown(made.now, 1, NO_ANSWER)) == (ef.FindUndo(1),)
    assert made.sale.phase is Phase.RECORDED


def test_a_voided_sale_is_not_over_while_it_goes_back() -> None:
    made = chosen_again()
    made.do(ev.VoidRequested(made.now))
    assert made.sale.phase is Phase.VOIDED
    made.later(3)
    first = len(made.sale.story)
    made.do(ev.RedemptionGranted(made.now, 1, "158", aud(2500), proof="201 158"))
    assert made.sale.putting_back == Compensation(Cause.NO_ANSWER, Phase.VOIDED, made.now)
    assert since(made, first) == [
        "redeemed R1 2500; 201 158",
        "putting_back no_answer",
        "undo_sent R1 2500 Rewards",
    ]


def test_while_a_person_is_asked_of_it_a_list_that_shows_it_decides_nothing() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, evidence=("two alike",)))
    before = made.sale
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", aud(2500)))
    assert (made.sale, made.effects) == (before, ())


# Tenders


def test_a_charge_after_the_end_is_told_with_what_was_charged() -> None:
    made = paying()
    made.take()
    made.do(ev.ShopReset(made.now))
    first = len(made.sale.story)
    made.do(ev.TenderApproved(made.now, 1, aud(20000), "partial_approval", "terminal: 10"))
    assert made.asked == [ef.VoidTender(1, "T1")]
    made.do(ev.TenderGivenBack(made.now, 1, proof="terminal: void"))
    assert since(made, first) == [
        "tender_approved T1 20000 card; terminal: 10",
        "tender_given_back T1 20000 card; terminal: void",
    ]
    assert made.sale.tender(1).code == "partial_approval"


def test_cash_that_nobody_is_asked_for_is_not_given_back() -> None:
    made = paying()
    made.take(TenderKind.CASH, 5000)
    before = made.sale
    made.do(ev.TenderGivenBack(made.now, 1))
    assert (made.sale, made.effects) == (before, ())


def test_while_a_person_is_asked_of_something_else_no_cash_is_given_back() -> None:
    made = desk()
    made.scan(BELT)
    made.do(ev.Confirmed(made.now))
    made.take(TenderKind.CASH, 2500)
    made.do(ev.TransactionRefused(made.now, "omneo.invalid"))
    assert made.sale.phase is Phase.ATTENTION
    made.do(ev.TenderGivenBack(made.now, 1))
    assert made.sale.tender(1).state is TenderState.APPROVED


def test_a_reset_shop_ends_a_sale_that_waits_for_a_person() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR))
    made.later(4)
    first = len(made.sale.story)
    assert made.do(ev.ShopReset(made.now)) == ()
    assert story(made, first) == ["69 voided shop_reset"]
    assert (made.sale.phase, made.sale.attention) == (Phase.VOIDED, None)
    assert made.sale.leg(1).state is LegState.REFUSED


def test_a_reset_shop_waits_for_nothing() -> None:
    made = recording()
    made.do(ev.ReadFailed(made.now, "LookUpTransaction", "omneo.unreachable"))
    made.do(ev.ShopReset(made.now))
    assert made.sale.retry == Retry()


@pytest.mark.parametrize(
    "state",
    [LegState.SENT, LegState.UNKNOWN, LegState.GRANTED, LegState.UNDOING, LegState.UNDO_UNKNOWN],
)
def test_a_reset_shop_holds_no_redemption_of_the_sale(state: LegState) -> None:
    made = redeeming() if state in {LegState.SENT, LegState.UNKNOWN} else paying()
    if state is LegState.UNKNOWN:
        made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    if state in {LegState.UNDOING, LegState.UNDO_UNKNOWN}:
        made.do(ev.WentBack(made.now))
    if state is LegState.UNDO_UNKNOWN:
        made.do(ev.UndoUnknown(made.now, 1, NO_ANSWER))
    assert made.sale.leg(1).state is state
    made.do(ev.ShopReset(made.now))
    assert made.sale.leg(1).state is LegState.REFUSED


# The return from the journal


def test_what_was_on_its_way_is_unknown_and_waits_for_nothing_before() -> None:
    made = declined()
    made.do(ev.UndoUnknown(made.now, 2, NO_ANSWER))
    made.do(ev.UndoSought(made.now, 2, ev.Finding.UNREADABLE))
    made.later(9)
    first = len(made.sale.story)
    assert made.do(ev.Resumed(made.now)) == (ef.FindUndo(2),)
    assert story(made, first) == ["9 resumed"]
    assert made.sale.retry == Retry()
    assert [leg.state for leg in made.sale.legs] == [LegState.GRANTED, LegState.UNDO_UNKNOWN]


def test_a_putting_back_goes_on_from_when_it_began_and_ends_the_sale() -> None:
    made = declined()
    began = made.sale.putting_back.since
    made.later(30)
    made.do(ev.Resumed(made.now))
    back = made.sale.putting_back
    assert (back.cause, back.target, back.since) == (Cause.CRASHED, Phase.VOIDED, began)
    assert back.decided
    made.do(ev.Resumed(made.now))
    assert (made.sale.putting_back.decided, made.sale.putting_back.since) == (True, began)


def test_a_putting_back_that_only_the_end_of_the_till_began_was_not_decided() -> None:
    made = paying()
    for _ in range(2):
        made.later(30)
        made.do(ev.Resumed(made.now))
        back = made.sale.putting_back
        assert (back.decided, back.since) == (False, START.plus(30))


def test_after_a_till_ended_cash_is_asked_for_anew() -> None:
    made = paying()
    made.take(TenderKind.CASH, 5000)
    made.do(ev.WentBack(made.now))
    assert list(made.sale.cash_owed) == ["T1"]
    made.do(ev.Resumed(made.now))
    assert list(made.sale.cash_owed) == []


def test_a_sale_with_nothing_taken_is_voided_without_a_putting_back() -> None:
    made = desk()
    made.scan(BELT)
    made.later(2)
    assert made.do(ev.Resumed(made.now)) == ()
    assert (made.sale.phase, made.sale.compensation) == (Phase.VOIDED, None)
    assert story(made) == ["2 resumed", "2 voided crashed"]


def test_a_charge_on_its_way_is_asked_for_and_what_was_decided_stands() -> None:
    made = paying()
    made.take()
    made.do(ev.VoidRequested(made.now))
    assert made.do(ev.Resumed(made.now)) == (ef.AskTerminal(1),)
    assert made.sale.tender(1).state is TenderState.UNKNOWN
    made.approve()
    assert made.asked == [ef.VoidTender(1, "T1")]


def test_a_credit_that_the_transaction_would_deduct_is_not_taken_by_the_end_of_a_till() -> None:
    made = at_payment(rewards=2500)
    made.take(TenderKind.CARD, 1000)
    made.approve()
    made.use(GIFT, 5000)
    made.do(ev.Resumed(made.now))
    assert [each.state for each in made.sale.tenders] == [
        TenderState.GIVING_BACK,
        TenderState.DECLINED,
    ]


def test_a_credit_that_was_counted_on_stays_when_a_paid_sale_is_resumed() -> None:
    made = at_payment()
    made.use(GIFT, 5000)
    read(made, aud(5000))
    made.take()
    made.approve()
    assert made.do(ev.Resumed(made.now)) == (ef.LookUpTransaction(),)
    assert [each.state for each in made.sale.tenders] == [TenderState.APPROVED] * 2


def test_when_the_customer_has_gone_the_sale_ends_whatever_a_person_decides() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, evidence=("two alike",)))
    made.later(9)
    assert made.do(ev.Resumed(made.now)) == ()
    assert made.sale.attention == Attention(
        "redemption_unclear", "R1", Phase.COMPENSATING, ("two alike",)
    )
    assert made.sale.putting_back == Compensation(Cause.CRASHED, Phase.VOIDED, made.now)
    made.do(ev.AttentionSettled(made.now, ev.Choice.WAS_NOT_TAKEN))
    assert made.asked == [ef.ReadWallet(ASHA.profile_id)]
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert made.sale.phase is Phase.VOIDED


def test_a_redemption_beside_a_choice_keeps_a_resumed_sale_until_it_is_back() -> None:
    made = granted_late()
    assert made.do(ev.Resumed(made.now)) == (ef.FindUndo(1),)
    assert made.sale.phase is Phase.COMPENSATING
    ended = chosen_again()
    ended.do(ev.Resumed(ended.now))
    assert (ended.sale.phase, ended.sale.story[-1].name) == (Phase.VOIDED, "crashed")


# Everything else that may come at any time


def test_an_answer_to_a_reversal_that_a_person_is_asked_about_is_told_in_its_phase() -> None:
    made = declined()
    made.ask_of_undo(2)
    first = len(made.sale.story)
    made.do(ev.UndoConfirmed(made.now, 2, proof="200 159"))
    assert since(made, first) == ["reversed R2 2500 Rewards; 200 159"]


def test_a_clock_may_be_trusted_for_one_sale() -> None:
    made = recording()
    assert not made.sale.clock_trusted
    assert made.do(lev.ClockTrusted(made.now)) == ()
    assert made.sale.clock_trusted


def test_a_reading_that_nobody_waits_for_freshens_the_customer_card() -> None:
    made = recording()
    made.later(5)
    fresher = wallet((1,), at=made.now)
    made.do(ev.WalletRead(made.now, fresher))
    assert made.sale.wallet == fresher
    made.do(ev.WalletRead(made.now, wallet()))
    assert made.sale.wallet == fresher


@pytest.mark.parametrize("intention", ["T9.charge", "R9.create", "F1.give", "R1-T1.reverse", ""])
def test_a_write_that_the_sale_never_meant_is_illegal(intention: str) -> None:
    made = recording()
    with pytest.raises(IllegalEvent):
        made.do(ev.Sent(made.now, intention))


def test_a_refund_that_leaves_stays_a_refund_and_is_told() -> None:
    made = paying()
    made.later(601)
    first = len(made.sale.story)
    made.do(ev.WentBack(made.now))
    leg = made.sale.leg(1)
    assert (leg.state, leg.too_late, leg.undo_sent_at) == (LegState.UNDOING, True, made.now)
    assert story(made, first) == ["601 putting_back cancelled", "601 undo_sent R1 2500 Rewards"]
