"""A customer's profile that was merged away, in full: what is told, what is asked again, and what stays as it is."""

from __future__ import annotations

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import sweep_events as sev
from posdesk.sale.profile_events import ProfileMoved
from posdesk.sale.state import LegState, Phase
from posdesk.sale.sweep import TwinRow, TwinState
from tests.sale.build import ASHA, SHIRT, Desk, aud, desk, paying, paying_two_legs, recording
from tests.sale.test_story_in_full import story
from tests.sale.test_sweeping import LOST, MARK, TWIN, look, recorded, ring

NEW = "9e0c1f52-6c0e-4a52-9a35-0b7f6c1d2e99"


def move(made: Desk, purpose: str, intention: str = "") -> tuple[ef.Effect, ...]:
    moved = ProfileMoved(made.now, ASHA.profile_id, NEW, purpose, intention, "404, then the list")
    return made.do(moved)


def test_a_move_is_told_with_both_ids_and_its_proof() -> None:
    made = recording()
    made.later(2)
    first = len(made.sale.story)
    move(made, "ReadWallet")
    assert story(made, first) == [f"2 profile_moved {ASHA.profile_id} → {NEW}; 404, then the list"]


def test_a_sale_without_a_customer_knows_of_no_move() -> None:
    made = desk()
    made.scan(SHIRT)
    before = made.sale
    assert move(made, "ReadWallet") == ()
    assert made.sale == before


def test_a_look_up_that_met_it_does_not_forget_that_the_record_was_sent() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionUnknown(made.now, LOST))
    sent = made.now
    made.later(1)
    assert move(made, "LookUpTransaction") == (ef.LookUpTransaction(),)
    assert made.sale.record_sent_at == sent


def test_a_record_that_met_it_was_not_written() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    move(made, "RecordTransaction", "sale.record")
    assert made.sale.record_sent_at is None


def test_a_reversal_that_met_it_was_not_made_and_the_other_legs_stay() -> None:
    made = paying_two_legs()
    made.do(ev.VoidRequested(made.now))
    assert move(made, "ReverseRedemption", "R2.reverse") == (ef.FindUndo(2),)
    first, second = made.sale.legs
    assert (first.state, second.state, second.undo_sent_at) == (
        LegState.GRANTED,
        LegState.UNDO_UNKNOWN,
        None,
    )


def test_a_read_beside_a_reversal_does_not_put_it_in_doubt() -> None:
    made = paying()
    made.do(ev.VoidRequested(made.now))
    assert move(made, "ReadWallet") == (ef.ReadWallet(NEW),)
    assert (made.sale.leg(1).state, made.sale.leg(1).undo_sent_at) == (LegState.UNDOING, made.now)


def test_the_answer_of_a_settled_leg_says_nothing_of_its_reversal() -> None:
    made = paying()
    assert move(made, "CreateRedemption", "R1.create") == ()
    assert made.sale.leg(1).state is LegState.GRANTED


def test_a_refund_that_met_it_is_looked_for_as_a_refund() -> None:
    made = paying()
    made.later(700)
    made.do(ev.VoidRequested(made.now))
    assert move(made, "RefundRedemption", "R1.refund") == (ef.FindUndo(1, refund=True),)


def test_a_look_for_twins_that_met_it_is_made_at_once() -> None:
    made = recorded()
    ring(made)
    made.later(3)
    assert move(made, "SweepTwins") == ()
    assert (made.sale.sweep.asked_at, made.look_at) == (None, made.now)
    assert ring(made) == (ef.SweepTwins(NEW),)


def test_a_twins_reversal_that_met_it_was_not_made_and_another_twin_stays() -> None:
    made = recorded()
    look(made, TWIN, TwinRow(1, "160", aud(2500)))
    made.do(sev.TwinUndone(made.now, MARK))
    assert move(made, "ReverseTwin", "R1-T160.reverse") == ()
    one, other = made.sale.sweep.twins
    assert (one.state, other.state, other.sent_at) == (TwinState.REVERSED, TwinState.UNKNOWN, None)
    assert (made.sale.phase, made.look_at) == (Phase.RECORDED, made.now)
