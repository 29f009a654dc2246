"""A profile that was merged away while the sale was under way: asked again under the other id, once (W30)."""

from __future__ import annotations

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import sweep_events as sev
from posdesk.sale.profile_events import ProfileMoved
from posdesk.sale.state import LegState, Phase
from posdesk.sale.sweep import TwinRow, TwinState
from tests.sale.build import ASHA, Desk, aud, paying, recording, redeeming

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
