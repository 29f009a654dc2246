"""A putting back in full: what is told, what is asked next, how long it waits, why, and where the sale is after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.state import (
    Attention,
    Cause,
    Compensation,
    LegState,
    Phase,
    Retry,
)
from posdesk.sale.tender import TenderKind, TenderState
from tests.sale.build import (
    SHIRT,
    START,
    Desk,
    aud,
    choosing,
    declined,
    desk,
    paying,
    paying_two_legs,
    wallet,
)
from tests.sale.test_story_in_full import story

NO_ANSWER = "omneo.no_answer"


def since(made: Desk, first: int) -> list[str]:
    """The story from entry ``first`` on, without the seconds."""
    return [line.split(" ", 1)[1] for line in story(made, first)]


def leave(made: Desk, leg: int = 1) -> None:
    """All of it is back, and the wallet is as it was."""
    made.do(ev.UndoConfirmed(made.now, leg))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))


# The beginning


@pytest.mark.parametrize(
    ("event", "cause", "target"),
    [
        (ev.WentBack(START), Cause.CANCELLED, Phase.CHOOSING),
        (ev.VoidRequested(START, Cause.CLOSED), Cause.CLOSED, Phase.VOIDED),
    ],
)
def test_it_begins_with_its_cause_its_target_and_its_time(
    event: ev.Event, cause: Cause, target: Phase
) -> None:
    made = paying()
    made.later(4)
    made.do(replace(event, at=made.now))
    assert made.sale.putting_back == Compensation(cause, target, made.now)
    assert made.sale.retry == Retry()


def test_where_nothing_was_taken_it_is_there_at_once_and_says_nothing_of_it() -> None:
    made = choosing()
    made.do(ev.Confirmed(made.now))
    first = len(made.sale.story)
    made.do(ev.WentBack(made.now))
    assert (made.sale.phase, made.effects, since(made, first)) == (Phase.CHOOSING, (), [])
    assert made.sale.putting_back.done


def test_with_a_payment_alone_it_is_said() -> None:
    made = desk()
    made.scan(SHIRT)
    made.do(ev.Confirmed(made.now))
    made.take(TenderKind.CARD, 1000)
    made.approve()
    first = len(made.sale.story)
    made.do(ev.WentBack(made.now))
    assert made.asked == [ef.VoidTender(1, "T1")]
    made.do(ev.TenderGivenBack(made.now, 1, proof="terminal: void"))
    assert since(made, first) == [
        "putting_back cancelled",
        "tender_given_back T1 1000 card; terminal: void",
    ]
    assert (made.sale.phase, made.sale.snapshot) == (Phase.OPEN, None)


def test_a_card_in_flight_behind_another_is_the_one_that_is_cancelled() -> None:
    made = paying()
    made.take(TenderKind.CARD, 1000)
    made.approve()
    made.take(TenderKind.CARD, 2000)
    made.do(ev.VoidRequested(made.now))
    assert made.asked == [ef.AskTerminal(2, cancel=True)]
    assert made.sale.tender(1).state is TenderState.APPROVED
    made.do(ev.TenderDeclined(made.now, 2, "cancelled", proof="terminal: cancelled"))
    assert made.asked == [ef.VoidTender(1, "T1")]


def test_a_redemption_on_its_way_is_waited_for_before_the_ones_behind_it() -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.confirm()
    made.grant(1, "158", 0)
    made.do(ev.VoidRequested(made.now))
    assert made.asked == []
    first = len(made.sale.story)
    made.later(1)
    made.do(ev.RedemptionGranted(made.now, 2, "159", aud(2400), proof="201 159"))
    assert made.asked == [ef.ReverseRedemption(2, "R2")]
    assert since(made, first) == ["redeemed R2 2400 Rewards; 201 159", "undo_sent R2 2400 Rewards"]
    assert (made.sale.leg(2).granted, made.sale.leg(2).redemption_id) == (aud(2400), "159")


def test_a_redemption_that_is_refused_meanwhile_is_told_and_not_undone() -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.confirm()
    made.grant(1, "158", 0)
    made.do(ev.VoidRequested(made.now))
    first = len(made.sale.story)
    made.do(ev.RedemptionRefused(made.now, 2, "omneo.invalid", proof="422"))
    assert made.asked == [ef.ReverseRedemption(1, "B1")]
    assert (made.sale.leg(2).state, made.sale.leg(2).problem) == (
        LegState.REFUSED,
        "omneo.invalid",
    )
    assert since(made, first) == ["redeem_refused R2 Rewards; 422", "undo_sent B1 0 First spend"]


# Tenders


def test_a_void_that_fails_says_why_and_is_tried_ever_later() -> None:
    made = paying()
    made.take(TenderKind.CARD, 1000)
    made.approve()
    made.do(ev.VoidRequested(made.now))
    for seconds in (2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0):
        made.do(ev.TenderBackFailed(made.now, 1, "terminal.in_progress"))
        assert made.asked == [ef.WakeAt(made.now.plus(seconds))]
        assert made.sale.problem == "terminal.in_progress"
        made.later(seconds)
        made.do(ev.TimePassed(made.now))
        assert made.asked == [ef.VoidTender(1, "T1")]
    made.do(ev.TenderGivenBack(made.now, 1))
    assert made.sale.retry == Retry()


def test_cash_is_asked_for_in_turn_and_each_is_told() -> None:
    made = paying()
    made.take(TenderKind.CASH, 1000)
    made.take(TenderKind.CASH, 2000)
    made.later(3)
    first = len(made.sale.story)
    made.do(ev.WentBack(made.now))
    assert (made.effects, made.sale.cash_owed) == ((), ("T2",))
    made.do(ev.TenderGivenBack(made.now, 2))
    assert (made.effects, made.sale.cash_owed) == ((), ("T2", "T1"))
    made.do(ev.TenderGivenBack(made.now, 1))
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    assert since(made, first) == [
        "putting_back cancelled",
        "hand_back T2 2000",
        "tender_given_back T2 2000 cash",
        "hand_back T1 1000",
        "tender_given_back T1 1000 cash",
        "undo_sent R1 2500 Rewards",
    ]
    leave(made)
    assert list(made.sale.cash_owed) == []


def test_after_a_till_ended_a_card_goes_back_before_the_redemptions_and_cash_after_them() -> None:
    made = paying()
    made.take(TenderKind.CARD, 1000)
    made.approve()
    made.take(TenderKind.CASH, 2000)
    made.take(TenderKind.CASH, 3000)
    made.do(ev.Resumed(made.now))
    assert made.asked == [ef.VoidTender(1, "T1")]
    made.do(ev.TenderGivenBack(made.now, 1))
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    leave(made)
    assert made.sale.attention == Attention(
        "cash_owed", "T3", Phase.COMPENSATING, (str(aud(2000)), str(aud(3000)))
    )
    made.do(ev.TenderGivenBack(made.now, 3))
    assert [each.number for each in made.sale.approved] == [2]


def test_a_sale_that_was_paid_before_its_till_ended_is_recorded_and_not_put_back() -> None:
    made = paying()
    made.take()
    made.do(ev.Resumed(made.now))
    made.later(1)
    made.approve()
    assert (made.sale.phase, made.sale.compensation) == (Phase.RECORDING, None)
    assert made.sale.paid_at == made.now


def test_a_part_that_was_paid_before_the_till_ended_goes_back() -> None:
    made = paying()
    made.take()
    made.do(ev.Resumed(made.now))
    made.do(ev.TenderApproved(made.now, 1, aud(22499), "partial_approval"))
    assert made.asked == [ef.VoidTender(1, "T1")]
    assert made.sale.phase is Phase.COMPENSATING


def test_a_cashier_who_gave_up_gets_no_record_though_all_was_paid() -> None:
    made = paying()
    made.take()
    made.do(ev.VoidRequested(made.now))
    made.approve()
    assert made.asked == [ef.VoidTender(1, "T1")]


# Refused, unanswered, found, not found


def test_a_judged_refusal_is_told_counted_and_looked_for() -> None:
    made = declined()
    first = len(made.sale.story)
    made.do(ev.UndoRefused(made.now, 2, "omneo.invalid", proof="422"))
    leg = made.sale.leg(2)
    assert (leg.state, leg.refusals, leg.undo_sent_at, leg.problem) == (
        LegState.UNDO_UNKNOWN,
        1,
        None,
        "omneo.invalid",
    )
    assert made.sale.problem == "omneo.invalid"
    assert since(made, first) == ["undo_refused R2 omneo.invalid; 422"]


def test_a_refused_refund_is_looked_for_as_a_refund() -> None:
    made = paying()
    made.later(700)
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoRefused(made.now, 1, "omneo.invalid", refund=True))
    assert made.asked == [ef.FindUndo(1, refund=True)]


def test_one_that_is_not_judged_is_still_there_and_sent_ever_later() -> None:
    made = paying()
    made.do(ev.WentBack(made.now))
    for seconds in (1.0, 2.0, 4.0):
        made.do(ev.UndoRefused(made.now, 1, "omneo.busy", judged=False, proof="503"))
        leg = made.sale.leg(1)
        assert (leg.state, leg.refusals, leg.undo_sent_at) == (LegState.GRANTED, 0, made.now)
        assert made.asked == [ef.WakeAt(made.now.plus(seconds))]
        made.later(seconds)
        made.do(ev.TimePassed(made.now))
        assert made.asked == [ef.ReverseRedemption(1, "R1")]


@pytest.mark.parametrize(
    ("age", "pause", "waits"),
    [(0, 30, 30.0), (540, 60, 60.0), (540, 61, 1.0), (600, 9, 1.0), (590, 5, 5.0)],
)
def test_a_pause_is_kept_where_the_reversal_still_comes_in_time(
    age: int, pause: int, waits: float
) -> None:
    made = paying()
    made.later(age)
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoRefused(made.now, 1, "omneo.busy", retry_after_s=pause, judged=False))
    assert made.asked == [ef.WakeAt(made.now.plus(waits))]


def test_a_refund_keeps_every_pause() -> None:
    made = paying()
    made.later(590)
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoRefused(made.now, 1, "omneo.busy", refund=True, retry_after_s=60, judged=False))
    assert made.asked == [ef.WakeAt(made.now.plus(60.0))]


def test_an_unanswered_reversal_is_told_and_stays_one() -> None:
    made = paying()
    made.do(ev.WentBack(made.now))
    first = len(made.sale.story)
    made.do(ev.UndoUnknown(made.now, 1, NO_ANSWER, proof="sent, no answer"))
    assert (made.sale.leg(1).state, made.sale.leg(1).too_late) == (LegState.UNDO_UNKNOWN, False)
    assert since(made, first) == [f"undo_unknown R1 {NO_ANSWER}; sent, no answer"]


def test_an_unanswered_refund_stays_one() -> None:
    made = paying()
    made.later(700)
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoUnknown(made.now, 1, NO_ANSWER))
    assert made.sale.leg(1).too_late
    made.do(ev.UndoSought(made.now, 1, ev.Finding.FOUND, proof="a new reward"))
    assert (made.sale.leg(1).state, story(made)[-2]) == (
        LegState.REFUNDED,
        "700 refunded R1 2500 Rewards; a new reward",
    )


def test_looks_for_a_reversal_come_ever_later_and_it_is_sent_again_after_each() -> None:
    made = paying()
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoUnknown(made.now, 1, NO_ANSWER))
    for seconds in (1.0, 2.0, 4.0):
        made.do(ev.UndoSought(made.now, 1, ev.Finding.UNREADABLE))
        assert made.asked == [ef.WakeAt(made.now.plus(seconds))]
        made.later(seconds)
        made.do(ev.TimePassed(made.now))
        assert made.asked == [ef.FindUndo(1)]
    made.do(ev.UndoSought(made.now, 1, ev.Finding.ABSENT))
    assert made.asked == [ef.WakeAt(made.now.plus(8.0))]
    made.later(8)
    made.do(ev.TimePassed(made.now))
    assert made.asked == [ef.ReverseRedemption(1, "R1")]


def test_past_the_ten_minutes_it_is_refunded_at_once_and_its_refusals_count_anew() -> None:
    made = declined()
    for _ in range(2):
        made.do(ev.UndoRefused(made.now, 2, "omneo.invalid"))
        made.do(ev.UndoSought(made.now, 2, ev.Finding.ABSENT))
        made.later(10)
        made.do(ev.TimePassed(made.now))
    made.later(600)
    made.do(ev.UndoRefused(made.now, 2, "omneo.too_late"))
    assert made.sale.leg(2).refusals == 3
    made.do(ev.UndoSought(made.now, 2, ev.Finding.ABSENT))
    assert made.asked == [ef.RefundRedemption(2, "R2")]
    leg = made.sale.leg(2)
    assert (leg.too_late, leg.refusals, made.sale.retry) == (True, 0, Retry())
    for refusals in (1, 2, 3):
        made.do(ev.UndoRefused(made.now, 2, "omneo.invalid", refund=True))
        assert made.sale.leg(2).refusals == refusals
        made.do(ev.UndoSought(made.now, 2, ev.Finding.ABSENT, evidence=("reward 811",)))
        if made.sale.phase is Phase.COMPENSATING:
            made.later(30)
            made.do(ev.TimePassed(made.now))
    assert made.sale.attention == Attention(
        "undo_unclear", "R2", Phase.COMPENSATING, ("reward 811",)
    )


def test_two_legs_past_the_deadline_are_each_looked_for_by_their_own_doubt() -> None:
    made = paying_two_legs()
    made.later(590)
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoUnknown(made.now, 2, NO_ANSWER))
    made.do(ev.UndoSought(made.now, 2, ev.Finding.ABSENT))
    made.later(20)
    made.do(ev.TimePassed(made.now))
    assert made.asked == [ef.FindUndo(2)]
    assert made.sale.leg(2).state is LegState.UNDO_UNKNOWN
    made.do(ev.UndoSought(made.now, 2, ev.Finding.FOUND))
    assert made.asked == [ef.RefundRedemption(1, "B1")]
