"""Answers that settle nothing, in the phases of a sale: what is asked again, and what a person is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.state import Attention, LegState, Phase, ProofState
from tests.sale.build import (
    ASHA,
    Desk,
    aud,
    choosing,
    declined,
    paying,
    recording,
    redeeming,
    wallet,
)

NO_ANSWER = "omneo.no_answer"


def undo_unknown() -> Desk:
    """Going back; whether the reversal of leg 2 took effect is not known."""
    made = declined()
    made.do(ev.UndoUnknown(made.now, 2, NO_ANSWER))
    assert made.asked == [ef.FindUndo(2, refund=False)]
    return made


def test_an_undo_that_cannot_be_looked_for_is_looked_for_again() -> None:
    made = undo_unknown()
    made.do(ev.UndoSought(made.now, 2, ev.Finding.UNREADABLE))
    assert made.asked == [ef.WakeAt(made.now.plus(1.0))]
    assert made.sale.leg(2).state is LegState.UNDO_UNKNOWN


def test_an_undo_that_nothing_tells_of_is_for_a_person_when_it_can_come_no_more() -> None:
    made = undo_unknown()
    made.do(ev.UndoSought(made.now, 2, ev.Finding.UNCLEAR, evidence=("two alike",)))
    assert (made.sale.phase, made.asked) == (
        Phase.COMPENSATING,
        [ef.WakeAt(made.now.plus(1.0))],
    )
    made.wait_out_undo(2)
    made.do(ev.UndoSought(made.now, 2, ev.Finding.UNCLEAR, evidence=("two alike",)))
    assert made.sale.attention == Attention(
        "undo_unclear", "R2", Phase.COMPENSATING, ("two alike",)
    )
    assert made.asked == []
    made.do(ev.AttentionSettled(made.now, ev.Choice.TRY_AGAIN, "Kim"))
    assert made.asked == [ef.FindUndo(2, refund=False)]


def test_an_undo_that_is_found_before_its_own_answer_is_done() -> None:
    made = declined()
    assert made.sale.leg(2).state is LegState.UNDOING
    made.do(ev.UndoSought(made.now, 2, ev.Finding.FOUND, proof="159 is gone"))
    assert made.sale.leg(2).state is LegState.REVERSED


def test_what_a_person_is_asked_about_is_told_with_its_mark_and_all_evidence() -> None:
    made = declined()
    made.ask_of_undo(2, ("one", "another"))
    told = made.sale.story[-1]
    assert (told.mark, told.name, told.proof) == ("R2", "undo_unclear", "one; another")


def test_a_redemption_that_cannot_be_looked_for_is_looked_for_again() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNREADABLE))
    assert made.asked == [ef.WakeAt(made.now.plus(1.0))]
    assert made.sale.leg(1).state is LegState.UNKNOWN


def test_without_a_reading_before_it_nothing_is_redeemed() -> None:
    made = choosing()
    made.choose(2500)
    made.do(ev.Confirmed(made.now))
    made.do(ev.ReadFailed(made.now, "ReadSnapshot", "omneo.unreachable"))
    assert (made.sale.phase, made.sale.problem) == (Phase.CHOOSING, "omneo.unreachable")
    assert made.sale.legs == ()
    assert made.sale.chosen.rewards == aud(2500)


def test_what_was_not_sent_yet_is_dropped_when_the_leg_before_it_is_refused() -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.confirm()
    made.do(ev.RedemptionRefused(made.now, 1, "omneo.invalid"))
    assert [leg.state for leg in made.sale.legs] == [LegState.REFUSED, LegState.ABSENT]
    assert made.asked == [ef.ReadWallet(ASHA.profile_id)]


@pytest.mark.parametrize("make", [declined, paying, recording, redeeming])
def test_a_reading_that_nobody_waits_for_may_fail(make: Callable[[], Desk]) -> None:
    made = make()
    before = made.sale
    made.do(ev.ReadFailed(made.now, "ReadSomething", "omneo.unreachable"))
    assert (made.sale, made.effects) == (before, ())


def test_a_transaction_the_tenant_did_not_judge_is_sent_again_later() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRefused(made.now, "omneo.busy", judged=False, retry_after_s=30.0))
    assert made.asked == [ef.WakeAt(made.now.plus(30.0))]
    assert made.sale.record_sent_at is None
    assert (made.sale.phase, made.sale.problem) == (Phase.RECORDING, "omneo.busy")


def test_a_refused_transaction_is_still_for_a_person_after_a_start() -> None:
    made = recording()
    made.do(ev.TransactionRefused(made.now, "omneo.invalid", fields=("items.0.sku",)))
    asked = made.sale.attention
    made.do(ev.Resumed(made.now))
    assert made.sale.attention == asked
    assert made.sale.compensation is None


def put_back(seconds: float, after: int) -> Desk:
    """25.00 put back ``seconds`` after it was redeemed; the wallet then holds ``after``."""
    made = paying()
    made.later(seconds)
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoConfirmed(made.now, 1, refund=seconds > 600))
    made.do(ev.WalletRead(made.now, wallet((after,), at=made.now)))
    assert made.sale.phase is Phase.CHOOSING
    return made


def test_a_wallet_that_came_back_otherwise_than_it_was_is_said_to_differ() -> None:
    proof = put_back(10, after=2400).sale.putting_back.proof
    assert proof is not None
    assert (proof.state, proof.before, proof.after) == (ProofState.DIFFERENT, aud(2500), aud(2400))


def test_a_refund_gives_something_new_and_the_proof_says_so() -> None:
    proof = put_back(700, after=2500).sale.putting_back.proof
    assert proof is not None
    assert (proof.state, proof.before, proof.after) == (ProofState.REFUNDED, aud(2500), aud(2500))


def test_a_refund_of_an_earlier_try_does_not_colour_the_proof_of_the_next() -> None:
    made = put_back(700, after=2500)
    made.choose(2500)
    made.confirm(wallet((2500,), at=made.now))
    made.grant(2, "159", 2500)
    made.later(10)
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoConfirmed(made.now, 2))
    made.do(ev.WalletRead(made.now, wallet((2500,), at=made.now)))
    proof = made.sale.putting_back.proof
    assert proof is not None
    assert proof.state is ProofState.EQUAL
