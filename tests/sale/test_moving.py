"""A profile that was merged away while the sale was under way: asked again under the other id, once (W30)."""

from __future__ import annotations

from dataclasses import replace

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import sweep_events as sev
from posdesk.sale.profile_events import ProfileMoved
from posdesk.sale.state import LegState, Phase
from posdesk.sale.sweep import TwinRow, TwinState
from tests.sale.build import (
    ASHA,
    Desk,
    aud,
    paying,
    paying_two_legs,
    recording,
    redeeming,
)

NEW = "9e0c1f52-6c0e-4a52-9a35-0b7f6c1d2e99"


def move(made: Desk, purpose: str, intention: str = "") -> tuple[ef.Effect, ...]:
    return made.do(ProfileMoved(made.now, ASHA.profile_id, NEW, purpose, intention))


def whose(made: Desk) -> str:
    assert made.sale.customer is not None
    return made.sale.customer.profile_id


def test_a_record_is_looked_up_and_sent_again_for_the_other_id() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    assert move(made, "RecordTransaction", "sale.record") == (ef.LookUpTransaction(),)
    assert (whose(made), made.sale.former) == (NEW, (ASHA.profile_id,))
    assert made.do(ev.TransactionSought(made.now)) == (ef.RecordTransaction(),)


def test_the_move_is_noted_once_and_whoever_else_met_the_old_id_asks_again() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    assert move(made, "ReadWallet") == (ef.ReadWallet(NEW),)
    told = len(made.sale.story)
    assert move(made, "RecordTransaction", "sale.record") == (ef.LookUpTransaction(),)
    assert len(made.sale.story) == told
    assert made.sale.former == (ASHA.profile_id,)


def test_a_move_of_somebody_else_changes_nothing() -> None:
    made = recording()
    before = made.sale
    assert made.do(ProfileMoved(made.now, "stranger", NEW, "ReadWallet")) == ()
    assert made.sale == before


def test_a_reversal_that_met_it_is_looked_for_and_sent_again() -> None:
    made = paying()
    made.do(ev.VoidRequested(made.now))
    assert move(made, "ReverseRedemption", "R1.reverse") == (ef.FindUndo(1),)
    assert made.sale.leg(1).state is LegState.UNDO_UNKNOWN


def test_a_look_for_a_lost_redemption_is_made_again() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    assert move(made, "FindRedemption") == (ef.FindRedemption(1),)
    assert made.sale.leg(1).doubted_of == NEW


def test_the_proof_is_read_again() -> None:
    made = paying()
    made.do(ev.VoidRequested(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    assert move(made, "ReadWallet") == (ef.ReadWallet(NEW),)
    assert made.sale.phase is Phase.COMPENSATING


def test_a_look_for_twins_goes_on_beside_the_record_and_sends_nothing_of_it() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", aud(2500)))
    made.take()
    made.approve()
    made.later(120)
    made.do(sev.SweepDue(made.now))
    assert move(made, "SweepTwins") == ()
    assert made.do(sev.SweepDue(made.now)) == (ef.SweepTwins(NEW),)
    made.do(sev.TwinsSought(made.now, NEW, (TwinRow(1, "159", aud(2500)),)))
    made.do(ProfileMoved(made.now, NEW, "third", "ReverseTwin", "R1-T159.reverse"))
    assert made.sale.sweep.twins[0].state is TwinState.UNKNOWN
    assert made.sale.former == (ASHA.profile_id, NEW)


def test_a_leg_of_a_customer_who_left_the_sale_is_looked_for_at_the_new_id() -> None:
    """Given up, and its customer replaced: the look for its twin still goes where it may be."""
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    gone = replace(made.sale, customer=replace(ASHA, profile_id="somebody else"))
    made.sale = gone
    assert move(made, "SweepTwins") == ()
    assert made.sale.leg(1).doubted_of == NEW
    assert whose(made) == "somebody else"
    assert made.sale.former == (ASHA.profile_id,)


def test_a_record_that_is_over_is_not_looked_up_again() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRecorded(made.now, "64", "158"))
    assert move(made, "RecordTransaction", "sale.record") == ()
    assert made.sale.phase is Phase.RECORDED


def test_a_reading_of_nothing_in_doubt_asks_for_nothing() -> None:
    made = paying()
    assert move(made, "ReadSnapshot") == ()
    assert whose(made) == NEW


def test_legs_are_looked_for_last_first() -> None:
    """One that is settled is passed over on the way to one that is not."""
    made = paying_two_legs()
    made.do(ev.VoidRequested(made.now))
    made.do(ev.UndoUnknown(made.now, 2, "omneo.no_answer"))
    made.do(ev.UndoSought(made.now, 2, ev.Finding.FOUND))
    made.do(ev.UndoUnknown(made.now, 1, "omneo.no_answer"))
    assert move(made, "FindUndo") == (ef.FindUndo(1),)
