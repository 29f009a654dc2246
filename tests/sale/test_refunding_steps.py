"""Giving back, step by step: all that is kept of each answer, and how long is waited."""

from __future__ import annotations

from dataclasses import replace

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.past import PastTender, RefundKind
from posdesk.sale.phases import refunding as machine
from posdesk.sale.repayment import returning
from posdesk.sale.returns import Refund, RefundState, RepayKind
from posdesk.sale.state import Attention, Phase, Retry
from posdesk.sale.story import StoryEntry, StoryKind
from tests.sale.bought import bought, original
from tests.sale.build import ASHA, BELT, START, Desk, aud, wallet
from tests.sale.refund_steps import (
    LOST,
    OFFLINE,
    asked,
    begun,
    confirmed,
    last,
    look_until_decided,
    out,
    refund,
    repaying,
    second_out,
    sold,
    wake,
)

# The plan, and the reading before each refund


def test_what_goes_back_is_planned_once_the_tenant_knows_of_no_other_return() -> None:
    made = confirmed()
    made.sale = replace(made.sale, problem=OFFLINE, retry=Retry(2, START))
    before = made.sale
    made.later(3)
    assert made.do(rev.ReturnsRead(made.now, ())) == (ef.ReadSnapshot(ASHA.profile_id),)
    rewards = Refund(
        1,
        RefundKind.REWARDS,
        aud(2500),
        of="R2",
        name="Rewards",
        redemption_id="159",
        whole=True,
    )
    use = Refund(
        2,
        RefundKind.BENEFIT,
        aud(0),
        of="B1",
        name="First spend",
        redemption_id="158",
        whole=True,
    )
    assert made.sale == replace(
        before,
        phase=Phase.REFUNDING,
        returning=replace(returning(before), refunds=(rewards, use)),
        retry=Retry(),
        paid_at=made.now,
        problem="",
    )


def test_the_wallet_before_it_is_kept_with_the_highest_redemption_ever_seen() -> None:
    made = begun()
    assert returning(made.sale).before is None
    held = wallet((500,), at=made.now)
    made.do(ev.SnapshotRead(made.now, held, 200))
    known = returning(made.sale)
    assert (known.before, known.high_water) == (held, 200)
    made.do(rev.RefundGiven(made.now, 1, aud(2500), "901"))
    assert made.effects == (ef.ReadSnapshot(ASHA.profile_id),)
    assert returning(made.sale).before is None
    made.do(ev.SnapshotRead(made.now, wallet(), 150))
    assert returning(made.sale).high_water == 200


def test_a_reading_ends_the_waits_and_the_problem_of_those_that_failed() -> None:
    made = out()
    made.do(rev.RefundGiven(made.now, 1, aud(2500), "901"))
    made.do(ev.ReadFailed(made.now, "ReadSnapshot", OFFLINE))
    assert made.sale.problem == OFFLINE
    wake(made)
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    assert (made.sale.problem, made.sale.retry) == ("", Retry())


def test_a_reading_that_fails_once_something_was_given_is_made_again_later() -> None:
    made = out()
    made.do(rev.RefundGiven(made.now, 1, aud(2500), "901"))
    before = made.sale
    failed = ev.ReadFailed(made.now, "ReadSnapshot", OFFLINE)
    assert made.do(failed) == (ef.WakeAt(made.now.plus(1.0)),)
    assert made.sale == replace(before, problem=OFFLINE, retry=Retry(1, made.now.plus(1.0)))
    wake(made)
    assert made.effects == (ef.ReadSnapshot(ASHA.profile_id),)
    throttled = replace(failed, at=made.now, problem="omneo.throttled", retry_after_s=30.0)
    assert made.do(throttled) == (ef.WakeAt(made.now.plus(30.0)),)


def test_a_reading_that_nobody_waits_for_changes_nothing_at_the_choice() -> None:
    made = repaying()
    before = made.sale
    made.do(ev.SnapshotRead(made.now, wallet(), 999))
    assert (made.sale, made.effects) == (before, ())


# Given


def test_what_was_given_is_kept_with_its_amount_and_its_row() -> None:
    made = out()
    made.sale = replace(
        made.sale,
        returning=returning(made.sale).with_refund(replace(refund(made, 1), problem=LOST)),
    )
    before = refund(made, 1)
    made.later(2)
    made.do(rev.RefundGiven(made.now, 1, aud(2400), "901", proof="201 901"))
    assert refund(made, 1) == replace(
        before, state=RefundState.GIVEN, given=aud(2400), row_id="901", problem=""
    )
    assert last(made) == StoryEntry(
        StoryKind.REFUND_GIVEN, made.now, "F1", aud(2400), "rewards", "201 901"
    )


def test_what_was_given_without_an_amount_is_what_was_asked_for() -> None:
    made = out()
    made.do(rev.RefundGiven(made.now, 1, None, "901"))
    assert refund(made, 1).given == aud(2500)


def test_a_refund_on_its_way_has_its_send_and_its_time() -> None:
    made = out()
    first = refund(made, 1)
    assert (first.state, first.sends, first.sent_at) == (RefundState.SENT, 1, made.now)
    assert last(made) == StoryEntry(StoryKind.REFUND_SENT, made.now, "F1", aud(2500), "rewards")


def test_the_last_refund_of_a_return_that_owes_nothing_more_leads_to_the_record() -> None:
    """The credit that paid all of it comes back; the choice that was made is needed no more."""
    past = replace(
        original(bought([(BELT, 1)], card=10**6)),
        tenders=(PastTender("T1", "credit", aud(2500)),),
    )
    made = confirmed(past, RepayKind.CASH)
    made.do(rev.ReturnsRead(made.now, ()))
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    made.later(9)
    made.do(rev.RefundGiven(made.now, 1, aud(2500), "C-5"))
    assert (made.sale.phase, made.sale.paid_at) == (Phase.RECORDING, made.now)
    assert returning(made.sale).repay is None
    assert made.effects == (ef.LookUpTransaction(),)


# Refused


def test_a_refusal_is_kept_with_the_refund_and_the_sale_and_asks_a_person() -> None:
    made = out()
    before = refund(made, 1)
    made.later(4)
    assert made.do(rev.RefundRefused(made.now, 1, "omneo.invalid", proof="422")) == ()
    assert refund(made, 1) == replace(before, state=RefundState.REFUSED, problem="omneo.invalid")
    assert made.sale.problem == "omneo.invalid"
    assert made.sale.attention == Attention(
        machine.FIRST_REFUSED, "F1", Phase.REFUNDING, ("omneo.invalid",)
    )
    assert made.sale.story[-2:] == (
        StoryEntry(StoryKind.REFUND_REFUSED, made.now, "F1", aud(2500), "omneo.invalid", "422"),
        StoryEntry(
            StoryKind.ATTENTION, made.now, "F1", None, machine.FIRST_REFUSED, "omneo.invalid"
        ),
    )


def test_a_refusal_after_something_was_given_cannot_lead_back() -> None:
    made = second_out()
    made.do(rev.RefundRefused(made.now, 2, "omneo.invalid"))
    assert made.sale.attention == Attention(
        machine.REFUND_REFUSED, "F2", Phase.REFUNDING, ("omneo.invalid",)
    )


def test_a_second_send_that_is_refused_is_doubted_and_told_as_it_was_heard() -> None:
    made = out()
    made.do(rev.RefundUnknown(made.now, 1, LOST))
    look_until_decided(made, 1)
    assert made.effects == (ef.GiveRefund(1, "F1"),)
    made.later(1)
    refused = rev.RefundRefused(made.now, 1, "omneo.conflict", proof="409")
    assert made.do(refused) == (ef.FindRefund(1),)
    doubted = refund(made, 1)
    assert (doubted.state, doubted.problem) == (RefundState.UNKNOWN, "omneo.conflict")
    assert last(made) == StoryEntry(
        StoryKind.REFUND_UNKNOWN, made.now, "F1", aud(2500), "omneo.conflict", "409"
    )


def test_a_store_credit_that_stands_for_a_credit_is_for_a_person_when_it_is_refused() -> None:
    """Another way is chosen for the rest of the money only, never for what a credit paid."""
    past = replace(sold(), tenders=(PastTender("T1", "credit", aud(15500)),), legs=())
    made = begun(past)
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    assert refund(made, 1).kind is RefundKind.STORE_CREDIT
    made.do(rev.RefundRefused(made.now, 1, "omneo.invalid"))
    assert made.sale.attention == Attention(
        machine.FIRST_REFUSED, "F1", Phase.REFUNDING, ("omneo.invalid",)
    )


def test_a_card_that_is_refused_twice_is_believed_at_once() -> None:
    made = repaying(RepayKind.CARD)
    made.do(rev.RefundUnknown(made.now, 3, "terminal.no_answer"))
    made.do(rev.RefundSought(made.now, 3, ev.Finding.ABSENT))
    wake(made)
    assert made.effects == (ef.GiveRefund(3, "F3"),)
    made.do(rev.RefundRefused(made.now, 3, "terminal.back_refused"))
    assert (refund(made, 3).state, made.sale.phase) == (RefundState.REFUSED, Phase.REPAYING)
    assert made.sale.problem == "terminal.back_refused"


def test_choosing_another_way_takes_the_problem_and_the_waits_away() -> None:
    made = repaying(RepayKind.CARD)
    made.do(rev.RefundRefused(made.now, 3, "terminal.back_refused"))
    made.sale = replace(made.sale, retry=Retry(3, made.now))
    made.do(rev.RepayChosen(made.now, RepayKind.STORE_CREDIT))
    assert (made.sale.problem, made.sale.retry) == ("", Retry())
    assert refund(made, 4).kind is RefundKind.STORE_CREDIT
    assert returning(made.sale).repay is None


# Not judged


def offline(made: Desk, number: int, retry_after_s: float = 0.0) -> None:
    made.do(rev.RefundRefused(made.now, number, OFFLINE, judged=False, retry_after_s=retry_after_s))


def test_once_something_was_given_what_nobody_judged_is_sent_again_later() -> None:
    made = second_out()
    offline(made, 2)
    assert asked(made) == [ef.WakeAt(made.now.plus(1.0))]
    again = refund(made, 2)
    assert (made.sale.phase, again.state) == (Phase.REFUNDING, RefundState.PLANNED)
    wake(made)
    assert asked(made) == [ef.GiveRefund(2, "F2")]
    offline(made, 2, retry_after_s=45.0)
    assert asked(made) == [ef.WakeAt(made.now.plus(45.0))]


def test_money_that_nobody_judged_is_sent_again_though_nothing_was_given_yet() -> None:
    made = begun(original(bought([(BELT, 1)], card=10**6)), RepayKind.CARD)
    assert asked(made) == [ef.GiveRefund(1, "F1")]
    made.do(rev.RefundRefused(made.now, 1, "terminal.in_progress", judged=False))
    assert asked(made) == [ef.WakeAt(made.now.plus(1.0))]
    assert made.sale.phase is Phase.REPAYING


def test_after_so_many_tries_that_nobody_judged_a_person_is_asked() -> None:
    made = second_out()
    for _ in range(machine.MAX_TRIES):
        offline(made, 2)
        assert made.sale.phase is Phase.REFUNDING
        wake(made)
    made.later(1)
    offline(made, 2)
    assert made.effects == ()
    assert refund(made, 2).state is RefundState.REFUSED
    assert made.sale.attention == Attention(
        machine.REFUND_REFUSED, "F2", Phase.REFUNDING, (OFFLINE,)
    )
    assert last(made).at == made.now


# Unknown


def test_a_lost_answer_is_kept_with_the_refund_and_looked_for() -> None:
    made = out()
    before = refund(made, 1)
    made.later(10)
    made.sale = replace(made.sale, retry=Retry(2, START))
    lost = rev.RefundUnknown(made.now, 1, LOST, proof="sent, no answer")
    assert made.do(lost) == (ef.FindRefund(1),)
    assert refund(made, 1) == replace(before, state=RefundState.UNKNOWN, problem=LOST)
    assert made.sale.retry == Retry()
    assert last(made) == StoryEntry(
        StoryKind.REFUND_UNKNOWN, made.now, "F1", aud(2500), LOST, "sent, no answer"
    )


def unknown() -> Desk:
    made = out()
    made.do(rev.RefundUnknown(made.now, 1, LOST))
    made.later(5)
    return made


def test_one_that_is_found_is_given_with_what_was_found() -> None:
    made = unknown()
    found = rev.RefundSought(
        made.now, 1, ev.Finding.FOUND, aud(2400), "901", proof="901 is tagged F1"
    )
    assert made.do(found) == (ef.ReadSnapshot(ASHA.profile_id),)
    given = refund(made, 1)
    assert (given.state, given.given, given.row_id) == (RefundState.GIVEN, aud(2400), "901")
    assert last(made) == StoryEntry(
        StoryKind.REFUND_GIVEN, made.now, "F1", aud(2400), "rewards", "901 is tagged F1"
    )


def test_an_unclear_finding_asks_a_person_with_all_that_was_seen() -> None:
    made = unknown()
    seen = ("901 has no mark", "902 has no mark")
    assert made.do(rev.RefundSought(made.now, 1, ev.Finding.UNCLEAR, evidence=seen)) == ()
    assert made.sale.attention == Attention(machine.REFUND_UNCLEAR, "F1", Phase.REFUNDING, seen)
    assert last(made) == StoryEntry(
        StoryKind.ATTENTION, made.now, "F1", None, machine.REFUND_UNCLEAR, "; ".join(seen)
    )


def test_one_that_stays_absent_is_refused_with_all_that_was_seen() -> None:
    made = unknown()
    look_until_decided(made, 1)
    made.do(rev.RefundUnknown(made.now, 1, LOST))
    look_until_decided(made, 1, "no row", "wallet unchanged")
    assert refund(made, 1).state is RefundState.REFUSED
    assert made.sale.attention == Attention(
        machine.FIRST_REFUSED, "F1", Phase.REFUNDING, (LOST, "no row", "wallet unchanged")
    )
    assert last(made).at == made.now


def test_a_terminal_that_knows_nothing_of_a_refund_is_asked_for_it_again_at_once() -> None:
    """It refunds an id once, so nothing is waited for but its pause."""
    made = repaying(RepayKind.CARD)
    made.do(rev.RefundUnknown(made.now, 3, "terminal.no_answer"))
    made.later(1)
    absent = rev.RefundSought(made.now, 3, ev.Finding.ABSENT, proof="no such id")
    assert made.do(absent) == (ef.WakeAt(made.now.plus(1.0)),)
    assert refund(made, 3).state is RefundState.PLANNED
    assert last(made) == StoryEntry(
        StoryKind.REFUND_ABSENT, made.now, "F3", None, "card", "no such id"
    )
    wake(made)
    assert made.effects == (ef.GiveRefund(3, "F3"),)
