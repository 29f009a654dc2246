"""Looks for late twins around their ends: of the till, of the shop, of a profile; two legs; words that come late."""

from __future__ import annotations

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import sweep_events as sev
from posdesk.sale.phases.sweeping import pending
from posdesk.sale.profile_events import ProfileMoved
from posdesk.sale.sweep import Sweep, TwinRow, TwinState
from tests.sale.build import ASHA, aud, redeeming, wallet
from tests.sale.test_sweeping import LOST, MARK, TWIN, adopted, look, recorded, ring, twin_state
from tests.sale.test_twins_in_full import OTHER, found, pause

# The end of the till, and of the shop


def test_a_till_that_dies_during_a_look_looks_at_once() -> None:
    made = recorded()
    ring(made)
    made.later(3)
    made.do(ev.Resumed(made.now))
    assert made.sale.sweep == Sweep(again_at=made.now, wake_at=made.now)
    assert made.look_at == made.now


def test_a_till_that_dies_between_looks_looks_when_it_would_have() -> None:
    made = recorded()
    due, made.look_at = made.look_at, None
    made.later(3)
    made.do(ev.Resumed(made.now))
    assert (made.look_at, made.sale.sweep.again_at) == (due, None)


def test_a_till_that_dies_tries_again_without_long_pauses() -> None:
    made = found()
    for _ in range(4):
        made.do(sev.TwinUndoUnknown(made.now, MARK, LOST))
        look(made, TWIN)
    made.do(ev.Resumed(made.now))
    assert (made.sale.sweep.tries, made.sale.sweep.asked_at) == (0, None)
    assert made.look_at == made.now


def test_a_sale_that_goes_on_keeps_looking_when_its_till_starts_again() -> None:
    made = adopted()
    look(made, TWIN)
    assert made.do(ev.Resumed(made.now)) == (ef.ReverseRedemption(1, "R1"),)
    assert twin_state(made) is TwinState.UNKNOWN
    assert made.look_at == made.now


def test_a_reset_shop_is_looked_at_by_nobody() -> None:
    made = found()
    made.do(ev.ShopReset(made.now))
    assert made.sale.sweep == Sweep()
    assert made.sale.leg(1).doubted_of == ""
    assert made.do(sev.SweepDue(made.now)) == ()


def test_a_leg_is_in_doubt_from_its_first_lost_answer_and_looked_for_once_it_is_decided() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, LOST))
    assert made.sale.leg(1).doubted_of == ASHA.profile_id
    assert pending(made.sale)
    assert made.look_at is None
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", aud(2500)))
    assert made.look_at == made.now.plus(120)


def test_a_twin_that_is_back_stays_back_when_its_till_starts_again() -> None:
    made = recorded()
    look(made, TWIN, OTHER)
    made.do(sev.TwinUndone(made.now, MARK))
    made.do(ev.Resumed(made.now))
    assert [each.state for each in made.sale.sweep.twins] == [
        TwinState.REVERSED,
        TwinState.UNKNOWN,
    ]


# Two legs, each in doubt


def test_of_two_legs_the_one_whose_look_is_due_first_comes_first() -> None:
    made = adopted()
    look(made)
    made.later(10)
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    made.confirm(wallet(at=made.now))
    sent = made.now
    made.do(ev.RedemptionUnknown(made.now, 2, LOST))
    made.do(ev.RedemptionSought(made.now, 2, ev.Finding.FOUND, "170", aud(2500)))
    assert made.look_at == sent.plus(120)
    look(made)
    assert [leg.looks for leg in made.sale.legs] == [1, 1]
    assert made.look_at == made.now.plus(540 - 120 - 130)
    assert look(made, TwinRow(2, "171", aud(2500))) == (ef.ReverseTwin("R2-T171"),)


# Words that come late


def test_a_word_that_comes_late_ends_the_looks_out_of_turn() -> None:
    made = found()
    made.do(sev.TwinUndoUnknown(made.now, MARK, LOST))
    assert pause(made) == 1
    made.do(sev.TwinUndone(made.now, MARK))
    assert made.sale.sweep.again_at is None
    assert pause(made) == 420


def test_the_reversal_before_its_refund_may_be_what_took_it_back() -> None:
    made = found()
    made.do(sev.TwinUndoRefused(made.now, MARK, "omneo.invalid"))
    made.later(700)
    assert look(made, TWIN) == (ef.RefundTwin(MARK),)
    made.do(sev.TwinUndone(made.now, MARK, refund=False))
    assert twin_state(made) is TwinState.REVERSED


def test_a_look_out_of_turn_is_over_once_it_is_asked_for() -> None:
    made = recorded()
    ring(made)
    made.do(sev.SweepFailed(made.now, "omneo.unreachable"))
    ring(made)
    assert made.sale.sweep == Sweep(asked_at=made.now, tries=1)


def test_when_all_looks_were_made_a_move_of_the_profile_asks_for_none() -> None:
    made = recorded()
    look(made)
    look(made)
    made.do(ProfileMoved(made.now, ASHA.profile_id, "new", "SweepTwins"))
    assert made.look_at == made.now
    assert made.do(sev.SweepDue(made.now)) == ()
    assert (made.sale.sweep, pending(made.sale)) == (Sweep(), False)
