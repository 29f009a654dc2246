"""Putting back: tenders first, redemptions last first, each proved; reverse until 600 s, refund after."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.moments import Instant
from posdesk.sale.state import Cause, LegState, Phase, ProofState
from posdesk.sale.tender import TenderKind, TenderState
from tests.sale.build import (
    START,
    Desk,
    aud,
    choosing,
    declined,
    paying,
    paying_two_legs,
    recording,
    redeeming,
    wallet,
)


def phase_of(made: Desk) -> Phase:
    return made.sale.phase


def test_redemptions_go_back_last_first_and_are_proved() -> None:
    made = declined()
    assert list(made.effects) == [ef.ReverseRedemption(2, "R2")]
    made.do(ev.UndoConfirmed(made.now, 2))
    assert list(made.effects) == [ef.ReverseRedemption(1, "B1")]
    made.do(ev.UndoConfirmed(made.now, 1))
    assert [type(each) for each in made.effects] == [ef.ReadWallet]
    made.do(ev.WalletRead(made.now, wallet()))
    assert phase_of(made) is Phase.CHOOSING
    proof = made.sale.putting_back.proof
    assert proof is not None
    assert (proof.state, proof.differences) == (ProofState.EQUAL, ())


def test_after_a_decline_the_same_choice_stands_and_is_sent_under_new_legs() -> None:
    made = declined()
    for leg in (2, 1):
        made.do(ev.UndoConfirmed(made.now, leg))
    made.do(ev.WalletRead(made.now, wallet()))
    assert (made.sale.chosen.rewards, made.sale.chosen.benefits) == (aud(2500), ("4021",))
    made.confirm()
    assert list(made.effects) == [ef.CreateRedemption(3, "B3")]


def test_cash_is_handed_back_before_anything_is_reversed() -> None:
    made = paying()
    made.take(TenderKind.CASH, 5000)
    made.take()
    made.do(ev.TenderDeclined(made.now, 2, "insufficient_funds"))
    assert (made.effects, made.sale.cash_owed) == ((), ("T1",))
    made.do(ev.TenderGivenBack(made.now, 1))
    assert list(made.effects) == [ef.ReverseRedemption(1, "R1")]


def test_approved_tenders_go_back_newest_first() -> None:
    made = paying()
    made.take(TenderKind.CARD, 1000)
    made.approve()
    made.take(TenderKind.CARD, 2000)
    made.approve()
    made.do(ev.VoidRequested(made.now))
    assert list(made.effects) == [ef.VoidTender(2, "T2")]
    made.do(ev.TenderGivenBack(made.now, 2))
    assert list(made.effects) == [ef.VoidTender(1, "T1")]
    made.do(ev.TenderGivenBack(made.now, 1))
    assert list(made.effects) == [ef.ReverseRedemption(1, "R1")]


def test_an_unknown_tender_stops_everything() -> None:
    made = paying()
    made.take()
    made.do(ev.TenderUnknown(made.now, 1))
    made.do(ev.VoidRequested(made.now))
    assert list(made.effects) == [ef.AskTerminal(1)]
    made.do(ev.TenderUnknown(made.now, 1))
    assert made.sale.leg(1).state is LegState.GRANTED
    made.do(ev.TenderDeclined(made.now, 1, "declined"))
    assert list(made.effects) == [ef.ReverseRedemption(1, "R1")]


def test_a_card_in_flight_is_cancelled_and_given_back_if_it_was_charged() -> None:
    made = paying()
    made.take()
    made.do(ev.VoidRequested(made.now))
    assert list(made.effects) == [ef.AskTerminal(1, cancel=True)]
    made.approve()
    assert list(made.effects) == [ef.VoidTender(1, "T1")]
    made.do(ev.TenderBackFailed(made.now, 1, "terminal.in_progress"))
    made.later(2)
    assert list(made.do(ev.TimePassed(made.now))) == [ef.VoidTender(1, "T1")]


def test_a_redemption_in_flight_is_waited_for_and_reversed() -> None:
    made = redeeming()
    made.do(ev.VoidRequested(made.now))
    assert made.effects == ()
    made.grant(1, "158", 2500)
    assert list(made.effects) == [ef.ReverseRedemption(1, "R1")]


@pytest.mark.parametrize(
    ("age", "effect"),
    [
        (599.9, ef.ReverseRedemption(1, "R1")),
        (600.0, ef.ReverseRedemption(1, "R1")),
        (600.1, ef.RefundRedemption(1, "R1")),
    ],
)
def test_reverse_until_ten_minutes_after_our_own_send_and_refund_after(
    age: float, effect: ef.Effect
) -> None:
    made = paying()
    made.later(age)
    assert list(made.do(ev.VoidRequested(made.now))) == [effect]


def test_a_clock_that_was_set_back_does_not_lengthen_the_window() -> None:
    made = paying()
    made.now = Instant(START.utc_ms - 3_600_000, START.boot_ms + 601_000, START.boot_id)
    assert list(made.do(ev.VoidRequested(made.now))) == [ef.RefundRedemption(1, "R1")]


def test_a_refused_reversal_is_looked_up_and_found_done() -> None:
    made = declined()
    made.do(ev.UndoRefused(made.now, 2, "omneo.invalid"))
    assert list(made.effects) == [ef.FindUndo(2)]
    made.do(ev.UndoSought(made.now, 2, ev.Finding.FOUND))
    assert made.sale.leg(2).state is LegState.REVERSED
    assert list(made.effects) == [ef.ReverseRedemption(1, "B1")]


def test_a_reversal_that_was_judged_too_late_becomes_a_refund() -> None:
    made = declined()
    made.later(601)
    made.do(ev.UndoRefused(made.now, 2, "omneo.invalid"))
    made.do(ev.UndoSought(made.now, 2, ev.Finding.ABSENT))
    assert list(made.effects) == [ef.RefundRedemption(2, "R2")]
    made.do(ev.UndoConfirmed(made.now, 2, refund=True))
    assert made.sale.leg(2).state is LegState.REFUNDED


@pytest.mark.parametrize(
    ("choice", "state"),
    [
        (ev.Choice.WAS_TAKEN_BACK, LegState.REVERSED),
        (ev.Choice.WAS_REFUNDED, LegState.REFUNDED),
    ],
)
def test_a_person_says_how_it_came_back(choice: ev.Choice, state: LegState) -> None:
    made = declined()
    made.ask_of_undo(2)
    made.do(ev.AttentionSettled(made.now, choice))
    assert made.sale.leg(2).state is state
    assert list(made.effects) == [ef.ReverseRedemption(1, "B1")]


def test_a_reversal_refused_again_and_again_inside_the_window_needs_a_person() -> None:
    made = declined()
    for _ in range(5):
        made.do(ev.UndoRefused(made.now, 2, "omneo.invalid"))
        made.do(ev.UndoSought(made.now, 2, ev.Finding.ABSENT, ("reward 811",)))
        if phase_of(made) is Phase.ATTENTION:
            break
        made.later(15)
        made.do(ev.TimePassed(made.now))
    assert phase_of(made) is Phase.ATTENTION
    made.do(ev.AttentionSettled(made.now, ev.Choice.WAS_TAKEN_BACK))
    assert list(made.effects) == [ef.ReverseRedemption(1, "B1")]


def test_a_tenant_that_does_not_judge_is_asked_again_no_sooner_than_it_says() -> None:
    made = declined()
    made.do(ev.UndoRefused(made.now, 2, "omneo.throttled", retry_after_s=7, judged=False))
    made.later(6)
    assert made.do(ev.TimePassed(made.now)) == ()
    made.later(1)
    assert list(made.do(ev.TimePassed(made.now))) == [ef.ReverseRedemption(2, "R2")]


def test_a_pause_that_would_miss_the_ten_minutes_is_not_kept() -> None:
    made = paying()
    made.later(500)
    made.do(ev.VoidRequested(made.now))
    made.do(ev.UndoRefused(made.now, 1, "omneo.throttled", retry_after_s=101, judged=False))
    made.later(1)
    assert list(made.do(ev.TimePassed(made.now))) == [ef.ReverseRedemption(1, "R1")]


def test_a_pause_that_begins_after_the_ten_minutes_is_kept() -> None:
    made = paying()
    made.later(700)
    made.do(ev.VoidRequested(made.now))
    late = ev.UndoRefused(
        made.now, 1, "omneo.throttled", refund=True, retry_after_s=60, judged=False
    )
    made.do(late)
    made.later(59)
    assert made.do(ev.TimePassed(made.now)) == ()


def test_an_unanswered_refund_is_not_repeated_inside_its_late_window() -> None:
    made = paying()
    made.later(700)
    made.do(ev.VoidRequested(made.now))
    made.do(ev.UndoUnknown(made.now, 1, "omneo.no_answer", refund=True))
    assert list(made.effects) == [ef.FindUndo(1, refund=True)]
    made.later(59)
    made.do(ev.UndoSought(made.now, 1, ev.Finding.ABSENT))
    assert not any(isinstance(each, ef.RefundRedemption) for each in made.effects)
    made.later(10)
    made.do(ev.UndoSought(made.now, 1, ev.Finding.ABSENT))
    made.later(10)
    assert list(made.do(ev.TimePassed(made.now))) == [ef.RefundRedemption(1, "R1")]


def test_a_wallet_that_differs_is_said_and_not_hidden() -> None:
    made = declined()
    for leg in (2, 1):
        made.do(ev.UndoConfirmed(made.now, leg))
    made.do(ev.WalletRead(made.now, wallet((1000, 0))))
    proof = made.sale.putting_back.proof
    assert proof is not None
    assert proof.state is ProofState.DIFFERENT
    assert [each.what for each in proof.differences] == ["reward 812"]


def test_a_reading_from_before_the_putting_back_proves_nothing() -> None:
    made = declined()
    old = wallet((0, 0), at=made.now)
    made.later(1)
    for leg in (2, 1):
        made.do(ev.UndoConfirmed(made.now, leg))
    made.do(ev.WalletRead(made.now, old))
    assert phase_of(made) is Phase.COMPENSATING
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert phase_of(made) is Phase.CHOOSING


def test_a_sale_that_only_ends_may_end_without_its_proof_and_says_so() -> None:
    made = paying()
    made.do(ev.VoidRequested(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    for _ in range(10):
        made.do(ev.ReadFailed(made.now, "ReadWallet", "omneo.unreachable"))
        if phase_of(made) is Phase.VOIDED:
            break
        made.later(60)
        made.do(ev.TimePassed(made.now))
    assert phase_of(made) is Phase.VOIDED
    assert made.sale.putting_back.proof is None


def test_a_second_thought_voids_the_sale_after_the_putting_back() -> None:
    made = declined()
    made.do(ev.VoidRequested(made.now))
    for leg in (2, 1):
        made.do(ev.UndoConfirmed(made.now, leg))
    made.do(ev.WalletRead(made.now, wallet()))
    assert phase_of(made) is Phase.VOIDED


# After a crash


@pytest.mark.parametrize("make", [redeeming, paying, paying_two_legs, declined])
def test_a_sale_that_was_cut_off_is_put_back_and_voided(make: Callable[[], Desk]) -> None:
    made = make()
    made.do(ev.Resumed(made.now))
    for _ in range(12):
        for effect in made.effects:
            match effect:
                case ef.FindRedemption(leg=leg):
                    made.do(ev.RedemptionSought(made.now, leg, ev.Finding.FOUND, "158", aud(2500)))
                case ef.ReverseRedemption(leg=leg):
                    made.do(ev.UndoConfirmed(made.now, leg))
                case ef.FindUndo(leg=leg):
                    made.do(ev.UndoSought(made.now, leg, ev.Finding.FOUND))
                case ef.ReadWallet():
                    made.do(ev.WalletRead(made.now, wallet()))
                case _:
                    pytest.fail(f"unexpected {effect}")
        if phase_of(made) is Phase.VOIDED:
            break
    assert phase_of(made) is Phase.VOIDED
    assert made.sale.granted == ()
    assert made.sale.putting_back.cause is Cause.CRASHED


def test_a_cut_off_sale_that_turns_out_to_be_paid_is_recorded() -> None:
    made = paying()
    made.take()
    made.do(ev.Resumed(made.now))
    assert list(made.effects) == [ef.AskTerminal(1)]
    made.approve()
    assert (phase_of(made), list(made.effects)) == (Phase.RECORDING, [ef.LookUpTransaction()])


def test_a_cut_off_record_goes_on() -> None:
    made = recording()
    assert list(made.do(ev.Resumed(made.now))) == [ef.LookUpTransaction()]


def test_after_a_crash_the_reversal_does_not_wait_for_cash_but_the_cash_is_asked_for() -> None:
    made = paying()
    made.take(TenderKind.CASH, 5000)
    made.do(ev.Resumed(made.now))
    assert list(made.effects) == [ef.ReverseRedemption(1, "R1")]
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet()))
    assert phase_of(made) is Phase.ATTENTION
    made.do(ev.AttentionSettled(made.now, ev.Choice.HANDED_BACK))
    made.do(ev.WalletRead(made.now, wallet()))
    assert phase_of(made) is Phase.VOIDED
    assert made.sale.tender(1).state is TenderState.GIVEN_BACK


def test_a_basket_that_was_cut_off_is_voided_and_can_be_recalled() -> None:
    made = choosing()
    made.do(ev.Resumed(made.now))
    assert phase_of(made) is Phase.VOIDED
    assert made.sale.basket.pieces == 5


def test_a_reset_shop_ends_the_sale() -> None:
    made = paying()
    made.do(ev.ShopReset(made.now))
    assert phase_of(made) is Phase.VOIDED


# Late outcomes


def test_a_redemption_that_took_effect_too_late_is_reversed() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.later(61)
    made.do(ev.VoidRequested(made.now))
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
    made.later(1)
    assert list(made.do(ev.TimePassed(made.now))) == [ef.FindRedemption(1)]
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert phase_of(made) is Phase.VOIDED
    made.grant(1, "158", 2500)
    assert list(made.effects) == [ef.ReverseRedemption(1, "R1")]
    made.do(ev.UndoConfirmed(made.now, 1))
    assert (made.sale.leg(1).state, made.sale.granted) == (LegState.REVERSED, ())


# A refund on top of a reversal


def test_past_the_deadline_a_reversal_in_doubt_is_looked_for_before_a_refund_is_asked_for() -> None:
    made = paying()
    made.later(590)
    made.do(ev.VoidRequested(made.now))
    made.do(ev.UndoUnknown(made.now, 1, "omneo.no_answer"))
    made.do(ev.UndoSought(made.now, 1, ev.Finding.ABSENT))
    made.later(15)
    assert made.do(ev.TimePassed(made.now)) == (ef.FindUndo(1),)
    made.do(ev.UndoSought(made.now, 1, ev.Finding.FOUND))
    assert made.sale.leg(1).state is LegState.REVERSED


def test_a_till_that_dies_after_a_reversal_in_doubt_does_not_refund_on_top_of_it() -> None:
    made = paying()
    made.do(ev.VoidRequested(made.now))
    made.do(ev.UndoUnknown(made.now, 1, "omneo.no_answer"))
    made.do(ev.UndoSought(made.now, 1, ev.Finding.ABSENT))
    made.later(1800)
    assert made.do(ev.Resumed(made.now)) == (ef.FindUndo(1),)
    made.do(ev.UndoSought(made.now, 1, ev.Finding.ABSENT))
    assert made.sale.retry.wake_at is not None
    made.later(60)
    assert made.do(ev.TimePassed(made.now)) == (ef.FindUndo(1),)
    made.do(ev.UndoSought(made.now, 1, ev.Finding.ABSENT))
    assert made.effects == (ef.RefundRedemption(1, "R1"),)
