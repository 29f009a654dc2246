"""Late twins (W5): looked for at their time, taken back once, and never anything else."""

from __future__ import annotations

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import sweep_events as sev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.moments import Instant
from posdesk.sale.phases import sweeping
from posdesk.sale.phases.sweeping import pending
from posdesk.sale.state import LegState, Phase
from posdesk.sale.story import StoryKind
from posdesk.sale.sweep import TwinRow, TwinState
from tests.sale.build import ASHA, Desk, aud, paying, redeeming, wallet

LOST = "omneo.no_answer"
TWIN = TwinRow(1, "159", aud(2500))
MARK = "R1-T159"


def adopted() -> Desk:
    """25.00 of rewards redeemed as 158: its answer was lost, and it was found."""
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, LOST))
    found = ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", aud(2500))
    made.do(found)
    return made


def recorded() -> Desk:
    made = adopted()
    made.take()
    made.approve()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRecorded(made.now, "64", "158"))
    assert made.sale.phase is Phase.RECORDED
    return made


def ring(made: Desk) -> tuple[ef.Effect, ...]:
    """The timer of the next look goes off, at its own time."""
    assert made.look_at is not None
    made.later(max(0.0, made.now.waited_s(made.look_at)))
    return made.do(sev.SweepDue(made.now))


def look(
    made: Desk,
    *found: TwinRow,
    possible: tuple[str, ...] = (),
    undone: tuple[str, ...] = (),
    linked: tuple[str, ...] = (),
) -> tuple[ef.Effect, ...]:
    assert ring(made) == (ef.SweepTwins(ASHA.profile_id),)
    seen = sev.TwinsSought(made.now, ASHA.profile_id, found, possible, undone, linked)
    return made.do(seen)


def since_sent(made: Desk) -> float:
    sent = made.sale.leg(1).sent_at
    assert sent is not None
    assert made.look_at is not None
    return sent.elapsed_s(made.look_at)


def twin_state(made: Desk) -> TwinState:
    (twin,) = made.sale.sweep.twins
    return twin.state


def test_a_redemption_that_was_never_in_doubt_is_not_looked_for_again() -> None:
    made = paying()
    assert made.look_at is None
    assert not pending(made.sale)


def test_it_is_looked_for_two_minutes_after_the_send_and_once_before_the_deadline() -> None:
    made = recorded()
    assert since_sent(made) == 120
    assert look(made) == ()
    assert since_sent(made) == 540 < 585
    assert look(made) == ()
    assert not pending(made.sale)


def test_the_sale_goes_on_meanwhile() -> None:
    made = adopted()
    ring(made)
    made.take()
    made.approve()
    assert made.sale.phase is Phase.RECORDING


@pytest.mark.parametrize("make", [adopted, recorded])
def test_a_twin_is_reversed_and_the_sales_own_redemption_is_not(make: object) -> None:
    made = make()  # type: ignore[operator]  # one of the two above
    phase = made.sale.phase
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)
    assert made.do(sev.TwinUndone(made.now, MARK)) == ()
    assert (twin_state(made), made.sale.leg(1).state) == (TwinState.REVERSED, LegState.GRANTED)
    assert (made.sale.phase, made.sale.leg(1).redemption_id) == (phase, "158")
    assert made.sale.story[-1].kind is StoryKind.TWIN_REVERSED


def test_the_second_look_finds_the_same_row_and_leaves_it() -> None:
    made = recorded()
    look(made, TWIN)
    made.do(sev.TwinUndone(made.now, MARK))
    assert look(made, TWIN) == ()
    assert not pending(made.sale)


def test_two_twins_go_back_one_after_the_other() -> None:
    made = recorded()
    assert look(made, TWIN, TwinRow(1, "160", aud(2500))) == (ef.ReverseTwin(MARK),)
    assert made.do(sev.TwinUndone(made.now, MARK)) == (ef.ReverseTwin("R1-T160"),)


def test_what_bears_no_mark_is_told_once_and_left() -> None:
    made = recorded()
    told = "redemption 159: 25.00, not tagged"
    assert look(made, possible=(told,)) == ()
    assert made.sale.story[-1].name == told
    entries = len(made.sale.story)
    look(made, possible=(told,))
    assert len(made.sale.story) == entries
    assert made.sale.sweep.twins == ()


def test_a_reversal_without_an_answer_is_looked_for_and_then_sent_again() -> None:
    made = recorded()
    look(made, TWIN)
    assert made.do(sev.TwinUndoUnknown(made.now, MARK, LOST)) == ()
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)
    made.do(sev.TwinUndoUnknown(made.now, MARK, LOST))
    assert look(made, TWIN, undone=("159",)) == ()
    assert twin_state(made) is TwinState.REVERSED


def test_one_that_was_not_judged_is_sent_again_when_the_tenant_says_so() -> None:
    made = recorded()
    look(made, TWIN)
    refused = sev.TwinUndoRefused(made.now, MARK, "omneo.throttled", retry_after_s=30, judged=False)
    made.do(refused)
    assert made.look_at is not None
    assert made.now.elapsed_s(made.look_at) == 30
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)


def test_past_the_deadline_a_twin_is_refunded_after_the_late_window_of_its_reversal() -> None:
    made = recorded()
    look(made)
    look(made, TWIN)
    made.later(5)
    made.do(sev.TwinUndoUnknown(made.now, MARK, LOST))
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)
    made.do(sev.TwinUndoUnknown(made.now, MARK, LOST))
    made.later(55)
    assert look(made, TWIN) == ()
    made.later(5)
    assert look(made, TWIN) == (ef.RefundTwin(MARK),)
    made.do(sev.TwinUndone(made.now, MARK, refund=True))
    assert twin_state(made) is TwinState.REFUNDED


def test_a_twin_that_is_refused_again_and_again_waits_for_its_refund_and_is_then_left() -> None:
    made = recorded()
    effects = look(made, TWIN)
    for _ in range(80):
        if effects:
            (effect,) = effects
            assert isinstance(effect, ef.ReverseTwin | ef.RefundTwin)
            refund = isinstance(effect, ef.RefundTwin)
            made.do(sev.TwinUndoRefused(made.now, MARK, "omneo.invalid", refund))
        if twin_state(made) is TwinState.LEFT:
            break
        effects = look(made, TWIN)
    assert made.sale.story[-1].kind is StoryKind.TWIN_LEFT
    sent = [each for each in made.sale.story if each.kind is StoryKind.TWIN_UNDO_SENT]
    assert len(sent) == 6
    assert not pending(made.sale)


def test_a_twin_that_was_linked_meanwhile_is_never_undone() -> None:
    made = recorded()
    look(made, TWIN)
    made.do(sev.TwinUndoRefused(made.now, MARK, "omneo.invalid"))
    assert look(made, TWIN, linked=("159",)) == ()
    assert twin_state(made) is TwinState.LEFT


def test_a_look_that_fails_is_made_again() -> None:
    made = recorded()
    ring(made)
    made.do(sev.SweepFailed(made.now, "omneo.unreachable"))
    assert made.look_at is not None
    assert made.now.elapsed_s(made.look_at) == 1
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)


def test_a_leg_that_was_given_up_is_looked_for_and_taken_back() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, LOST))
    made.do(ev.VoidRequested(made.now))
    made.give_up()
    assert made.sale.leg(1).state is LegState.ABSENT
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)


def test_a_late_reading_does_not_make_a_twin_the_legs_own() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, LOST))
    made.do(ev.VoidRequested(made.now))
    made.give_up()
    look(made, TWIN)
    late = ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "159", aud(2500))
    assert made.do(late) == ()
    assert made.sale.leg(1).state is LegState.ABSENT


def undo_unclear() -> Desk:
    """The sale was voided, and a person is asked whether its own redemption is back."""
    made = adopted()
    made.do(ev.VoidRequested(made.now))
    made.do(ev.UndoUnknown(made.now, 1, LOST))
    return made


def test_a_twin_waits_for_the_end_of_the_sales_own_reversal() -> None:
    made = undo_unclear()
    assert look(made, TWIN) == ()
    made.do(ev.UndoSought(made.now, 1, ev.Finding.FOUND))
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)


def test_a_twin_does_not_wait_for_a_person_but_its_refund_does_and_ever_less_often() -> None:
    made = undo_unclear()
    made.wait_out_undo(1)
    made.do(ev.UndoSought(made.now, 1, ev.Finding.UNCLEAR))
    assert made.sale.phase is Phase.ATTENTION
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)
    made.do(sev.TwinUndoRefused(made.now, MARK, "omneo.invalid"))
    made.later(700)
    for pause in (5, 10, 30, 60, 60):
        assert look(made, TWIN) == ()
        assert made.look_at is not None
        assert made.now.elapsed_s(made.look_at) == pause
    made.do(ev.AttentionSettled(made.now, ev.Choice.WAS_TAKEN_BACK))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert look(made, TWIN) == (ef.RefundTwin(MARK),)


def test_a_list_that_cannot_be_read_for_long_is_asked_for_every_five_minutes() -> None:
    made = recorded()
    for _ in range(20):
        ring(made)
        made.do(sev.SweepFailed(made.now, "omneo.unreachable"))
    assert made.look_at is not None
    assert made.now.elapsed_s(made.look_at) == 300


def test_a_till_that_dies_goes_on_looking_when_it_starts_again() -> None:
    made = recorded()
    look(made, TWIN)
    made.do(ev.Resumed(made.now))
    assert twin_state(made) is TwinState.UNKNOWN
    assert made.sale.phase is Phase.RECORDED
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)


def test_a_sale_that_is_over_and_looks_for_nothing_is_not_resumed() -> None:
    made = recorded()
    look(made)
    look(made)
    with pytest.raises(IllegalEvent):
        made.do(ev.Resumed(made.now))


def test_a_shop_that_was_reset_has_no_twins() -> None:
    made = recorded()
    made.do(ev.ShopReset(made.now))
    assert not pending(made.sale)


def test_a_clock_that_is_set_forward_does_not_count_as_a_look() -> None:
    made = recorded()
    jumped = Instant(made.now.utc_ms + 3_600_000, made.now.boot_ms, made.now.boot_id)
    assert made.do(sev.SweepDue(jumped)) == ()


def test_a_timer_that_rings_twice_looks_once() -> None:
    made = recorded()
    ring(made)
    assert made.do(sev.SweepDue(made.now)) == ()


# Words that nobody waits for


@pytest.mark.parametrize(
    "outcome",
    [
        sev.TwinUndone,
        lambda at, mark: sev.TwinUndoRefused(at, mark, "omneo.invalid"),
        lambda at, mark: sev.TwinUndoUnknown(at, mark, LOST),
    ],
)
def test_an_outcome_of_a_twin_that_is_dealt_with_changes_nothing(outcome: object) -> None:
    made = recorded()
    look(made, TWIN)
    made.do(sev.TwinUndone(made.now, MARK))
    before = made.sale
    assert made.do(outcome(made.now, MARK)) == ()  # type: ignore[operator]  # makes an event
    assert made.sale == before


def test_an_outcome_of_a_twin_that_never_was_is_no_event_of_this_sale() -> None:
    made = recorded()
    with pytest.raises(IllegalEvent):
        made.do(sev.TwinUndone(made.now, "R1-T777"))


def test_an_answer_to_a_look_that_was_not_asked_for_changes_nothing() -> None:
    made = recorded()
    before = made.sale
    made.do(sev.TwinsSought(made.now, ASHA.profile_id, (TWIN,)))
    made.do(sev.SweepFailed(made.now, "omneo.unreachable"))
    assert made.sale == before


def test_the_answer_of_a_redemption_that_is_on_its_way_again_is_not_its_twin() -> None:
    """A list that was asked for before may show what the leg is about to hear of."""
    made = adopted()
    made.do(ev.WentBack(made.now))
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    made.do(ev.Confirmed(made.now))
    ring(made)
    made.do(ev.SnapshotRead(made.now, wallet(at=made.now), 158))
    assert made.sale.leg(2).state is LegState.SENT
    made.do(sev.TwinsSought(made.now, ASHA.profile_id, (TwinRow(2, "160", aud(2500)),)))
    assert made.sale.sweep.twins == ()
    made.grant(2, "160", 2500)
    assert made.sale.phase is Phase.PAYING


def test_legs_of_two_customers_are_looked_for_at_each_of_them() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, LOST))
    while made.sale.leg(1).state is LegState.UNKNOWN:
        made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
        if made.sale.leg(1).state is LegState.SENT:
            made.do(ev.RedemptionUnknown(made.now, 1, LOST))
        if made.sale.retry.wake_at is not None and made.sale.phase is Phase.REDEEMING:
            made.later(max(0.0, made.now.elapsed_s(made.sale.retry.wake_at)))
            made.do(ev.TimePassed(made.now))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert made.sale.phase is Phase.CHOOSING
    made.do(ev.CustomerRemoved(made.now))
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)


def test_while_one_twin_goes_back_another_that_is_found_waits_its_turn() -> None:
    made = recorded()
    assert look(made, TWIN) == (ef.ReverseTwin(MARK),)
    sent = made.sale
    assert sweeping.next_step(sent, made.now) == (sent, ())
