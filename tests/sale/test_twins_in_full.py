"""Looks for late twins in full: every entry, every pause, whose redemptions are listed, and what starts anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import sweep_events as sev
from posdesk.sale.phases.sweeping import pending
from posdesk.sale.state import LegState, Phase
from posdesk.sale.sweep import Sweep, TwinRow, TwinState
from tests.sale.build import ASHA, Desk, aud, wallet
from tests.sale.test_story_in_full import story
from tests.sale.test_sweeping import LOST, MARK, TWIN, adopted, look, recorded, ring, twin_state

OTHER = TwinRow(1, "160", aud(2500))


def pause(made: Desk) -> float:
    """Seconds until the next look."""
    assert made.look_at is not None
    return made.now.elapsed_s(made.look_at)


def told(made: Desk, *events: Callable[[Desk], ev.Event]) -> list[str]:
    """What the events say, without the seconds."""
    first = len(made.sale.story)
    for event in events:
        made.do(event(made))
    return [line.split(" ", 1)[1] for line in story(made, first)]


def seen(*found: TwinRow, **more: tuple[str, ...]) -> Callable[[Desk], ev.Event]:
    return lambda made: sev.TwinsSought(made.now, ASHA.profile_id, found, proof="list", **more)


def found() -> Desk:
    """The sale is recorded, and its twin's reversal is out."""
    made = recorded()
    look(made, TWIN)
    return made


# Entries


def test_a_twin_is_told_when_it_is_found_sent_for_and_back() -> None:
    made = recorded()
    ring(made)
    assert told(made, seen(TWIN), lambda made: sev.TwinUndone(made.now, MARK, proof="200 159")) == [
        f"twin_found {MARK} 2500; list",
        f"twin_undo_sent {MARK} 2500",
        f"twin_reversed {MARK} 2500; 200 159",
    ]


def test_a_twin_without_an_answer_is_told_with_why_and_found_to_be_back() -> None:
    made = found()
    assert told(
        made, lambda made: sev.TwinUndoUnknown(made.now, MARK, LOST, proof="sent, no answer")
    ) == [f"twin_undo_open {MARK} 2500 {LOST}; sent, no answer"]
    ring(made)
    assert told(made, seen(undone=("159",))) == [f"twin_reversed {MARK} 2500; list"]


def test_a_twin_that_is_refused_and_linked_is_told_and_left() -> None:
    made = found()
    assert told(
        made, lambda made: sev.TwinUndoRefused(made.now, MARK, "omneo.invalid", proof="422")
    ) == [f"twin_undo_open {MARK} 2500 omneo.invalid; 422"]
    ring(made)
    assert told(made, seen(linked=("159",))) == [f"twin_left {MARK} 2500; list"]


def test_a_refused_twin_that_was_not_judged_says_nothing() -> None:
    made = found()
    assert (
        told(made, lambda made: sev.TwinUndoRefused(made.now, MARK, "omneo.busy", judged=False))
        == []
    )


def test_what_may_be_a_twin_is_told_in_one_entry_and_only_what_is_new() -> None:
    made = recorded()
    ring(made)
    assert told(made, seen(possible=("159: not tagged", "160: not tagged"))) == [
        "twin_possible 159: not tagged; 160: not tagged; list"
    ]
    ring(made)
    assert told(made, seen(possible=("160: not tagged", "161: not tagged"))) == [
        "twin_possible 161: not tagged; list"
    ]
    assert made.sale.sweep.reported == ("159: not tagged", "160: not tagged", "161: not tagged")


def test_a_twin_that_was_refunded_is_told_as_refunded() -> None:
    made = found()
    made.do(sev.TwinUndoRefused(made.now, MARK, "omneo.invalid"))
    made.later(700)
    assert look(made, TWIN) == (ef.RefundTwin(MARK),)
    (twin,) = made.sale.sweep.twins
    assert (twin.state, twin.refund, twin.sent_at) == (TwinState.SENT, True, made.now)
    assert told(made, lambda made: sev.TwinUndone(made.now, MARK, refund=True, proof="201")) == [
        f"twin_refunded {MARK} 2500; 201"
    ]


# Pauses


def test_a_reversal_in_doubt_is_looked_for_and_the_looks_that_fail_come_ever_later() -> None:
    made = found()
    made.do(sev.TwinUndoUnknown(made.now, MARK, LOST))
    assert pause(made) == 1
    for tries, seconds in enumerate((2, 4, 8, 16), 2):
        assert ring(made) == (ef.SweepTwins(ASHA.profile_id),)
        made.do(sev.SweepFailed(made.now, "omneo.unreachable", retry_after_s=0.5))
        assert (pause(made), made.sale.sweep.tries) == (seconds, tries)


def test_a_list_that_cannot_be_read_is_asked_for_ever_later_and_no_sooner_than_was_said() -> None:
    made = recorded()
    for seconds in (1, 2, 4, 8, 16, 32, 60, 60):
        ring(made)
        made.do(sev.SweepFailed(made.now, "omneo.unreachable"))
        assert pause(made) == seconds
    ring(made)
    made.do(sev.SweepFailed(made.now, "omneo.throttled", retry_after_s=90))
    assert pause(made) == 90


def test_a_reversal_that_is_not_judged_is_sent_ever_later() -> None:
    made = found()
    for seconds in (1, 2, 4):
        made.do(sev.TwinUndoRefused(made.now, MARK, "omneo.busy", judged=False))
        (twin,) = made.sale.sweep.twins
        assert (twin.state, twin.sent_at, twin.refusals) == (TwinState.FOUND, None, 0)
        assert pause(made) == seconds
        assert look(made, TWIN) == (ef.ReverseTwin(MARK),)


def test_a_judged_refusal_is_counted_and_looked_for() -> None:
    made = found()
    for refusals in (1, 2):
        made.do(sev.TwinUndoRefused(made.now, MARK, "omneo.invalid"))
        (twin,) = made.sale.sweep.twins
        assert (twin.state, twin.sent_at, twin.refusals) == (TwinState.UNKNOWN, None, refusals)
        assert look(made, TWIN) == (ef.ReverseTwin(MARK),)


def test_what_is_done_with_begins_its_pauses_anew() -> None:
    made = found()
    for _ in range(3):
        made.do(sev.TwinUndoUnknown(made.now, MARK, LOST))
        look(made, TWIN)
    made.do(sev.TwinUndone(made.now, MARK))
    assert (made.sale.sweep.tries, made.sale.sweep.again_at) == (0, None)
    ring(made)
    made.do(sev.SweepFailed(made.now, "omneo.unreachable"))
    assert pause(made) == 1


def test_a_good_look_begins_the_pauses_anew() -> None:
    made = recorded()
    for _ in range(3):
        ring(made)
        made.do(sev.SweepFailed(made.now, "omneo.unreachable"))
    look(made)
    assert made.sale.sweep.tries == 0
    ring(made)
    made.do(sev.SweepFailed(made.now, "omneo.unreachable"))
    assert pause(made) == 1


# Which looks count


def test_a_look_that_was_late_counts_for_both() -> None:
    made = recorded()
    made.later(541)
    assert look(made) == ()
    assert made.sale.leg(1).looks == 2
    assert (made.sale.sweep.wake_at, pending(made.sale)) == (None, False)


def test_a_look_at_its_very_second_counts_for_one() -> None:
    made = recorded()
    look(made)
    assert made.sale.leg(1).looks == 1
    look(made)
    assert made.sale.leg(1).looks == 2


def test_a_look_is_counted_by_when_it_was_asked_for() -> None:
    made = recorded()
    ring(made)
    made.later(600)
    made.do(seen()(made))
    assert made.sale.leg(1).looks == 1


def test_a_look_out_of_turn_takes_back_no_look_that_was_made() -> None:
    made = recorded()
    made.later(541)
    look(made, TWIN)
    assert made.sale.leg(1).looks == 2
    made.do(sev.TwinUndoRefused(made.now, MARK, "omneo.invalid"))
    look(made, TWIN)
    assert made.sale.leg(1).looks == 2


def test_a_list_of_somebody_else_counts_for_nothing() -> None:
    made = recorded()
    ring(made)
    made.do(sev.TwinsSought(made.now, "somebody else"))
    assert made.sale.leg(1).looks == 0


def test_a_list_of_somebody_else_says_nothing_of_a_twin_in_doubt() -> None:
    made = found()
    made.do(sev.TwinUndoUnknown(made.now, MARK, LOST))
    ring(made)
    made.do(sev.TwinsSought(made.now, "somebody else", undone=("159",)))
    assert twin_state(made) is TwinState.UNKNOWN
    assert pause(made) == 2


def test_an_early_ring_does_nothing_and_a_late_one_is_as_good() -> None:
    made = recorded()
    made.later(100)
    before = made.sale
    assert made.do(sev.SweepDue(made.now)) == ()
    assert made.sale == before
    made.later(300)
    assert made.do(sev.SweepDue(made.now)) == (ef.SweepTwins(ASHA.profile_id),)
    assert made.sale.sweep == Sweep(asked_at=made.now, wake_at=None)


# Which rows are twins


def test_rows_that_are_known_are_passed_over_and_those_behind_them_are_not() -> None:
    made = found()
    made.do(sev.TwinUndone(made.now, MARK))
    own = TwinRow(1, "158", aud(2500))
    assert look(made, own, TWIN, OTHER) == (ef.ReverseTwin("R1-T160"),)
    assert [each.redemption_id for each in made.sale.sweep.twins] == ["159", "160"]


def test_a_twin_knows_its_leg_its_redemption_and_its_worth() -> None:
    made = recorded()
    look(made, replace(TWIN, total=aud(1700)))
    (twin,) = made.sale.sweep.twins
    assert (twin.leg, twin.mark, twin.redemption_id, twin.total) == (1, MARK, "159", aud(1700))


def test_a_row_of_a_leg_that_was_never_in_doubt_is_no_twin() -> None:
    """The first try's leg was lost and is back; the second's answer came."""
    made = adopted()
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    made.confirm(wallet(at=made.now))
    made.grant(2, "170", 2500)
    assert look(made, TwinRow(2, "171", aud(2500)), TWIN) == (ef.ReverseTwin(MARK),)


def test_of_two_twins_in_doubt_each_is_looked_for() -> None:
    made = recorded()
    look(made, TWIN, OTHER)
    made.do(sev.TwinUndoUnknown(made.now, MARK, LOST))
    assert look(made, TWIN, OTHER, undone=("159",)) == (ef.ReverseTwin("R1-T160"),)
    made.do(sev.TwinUndoUnknown(made.now, "R1-T160", LOST))
    look(made, undone=("159", "160"))
    assert [each.state for each in made.sale.sweep.twins] == [TwinState.REVERSED] * 2


def test_a_twin_that_waits_its_turn_goes_back_while_another_is_in_doubt() -> None:
    made = recorded()
    look(made, TWIN, OTHER)
    made.do(sev.TwinUndoRefused(made.now, MARK, "omneo.invalid"))
    assert pause(made) == 1
    assert look(made, linked=("159",)) == (ef.ReverseTwin("R1-T160"),)


# Its deadline


def test_at_ten_minutes_it_is_reversed_and_after_them_refunded() -> None:
    made = recorded()
    sent = made.sale.leg(1).sent_at
    assert sent is not None
    made.later(600 - sent.elapsed_s(made.now))
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)
    later = recorded()
    later.later(600.1)
    assert look(later, TWIN) == (ef.RefundTwin(MARK),)


def test_a_refund_in_doubt_is_refunded_again_after_its_late_window() -> None:
    made = recorded()
    made.later(700)
    look(made, TWIN)
    out = made.now
    made.do(sev.TwinUndoUnknown(made.now, MARK, LOST, refund=True))
    while look(made, TWIN) == ():
        assert out.elapsed_s(made.now) < 60
    assert made.effects == (ef.RefundTwin(MARK),)
    assert 60 <= out.elapsed_s(made.now) <= 70


def test_refusals_of_its_reversal_do_not_count_against_its_refund() -> None:
    made = found()
    for refusals in (1, 2, 3):
        made.do(sev.TwinUndoRefused(made.now, MARK, "omneo.invalid"))
        assert made.sale.sweep.twins[0].refusals == refusals
        look(made, TWIN)
    assert twin_state(made) is TwinState.UNKNOWN
    made.later(700)
    assert look(made, TWIN) == (ef.RefundTwin(MARK),)
    assert made.sale.sweep.twins[0].refusals == 0


def test_a_refund_waits_while_the_sale_is_put_back_and_its_reversal_does_not() -> None:
    made = adopted()
    made.take()
    made.do(ev.TenderUnknown(made.now, 1))
    made.do(ev.VoidRequested(made.now))
    assert (made.sale.phase, made.sale.leg(1).state) == (Phase.COMPENSATING, LegState.GRANTED)
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)
    made.do(sev.TwinUndoRefused(made.now, MARK, "omneo.invalid"))
    made.later(700)
    assert look(made, TWIN) == ()
    assert (twin_state(made), pause(made)) == (TwinState.FOUND, 5)


def test_a_reversal_does_not_wait_for_a_person_but_for_a_reversal_that_is_out() -> None:
    made = adopted()
    made.do(ev.WentBack(made.now))
    assert made.sale.leg(1).state is LegState.UNDOING
    assert look(made, TWIN) == ()
    assert pause(made) == 5
