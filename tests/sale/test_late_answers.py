"""What "not there" proves and what it does not; answers that come when nobody waits for them any more."""

from __future__ import annotations

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.moments import Instant
from posdesk.sale.record import purchase_of
from posdesk.sale.state import Cause, LegState, Phase, quote_of
from tests.sale.build import (
    Desk,
    aud,
    choosing,
    paying,
    recording,
    redeeming,
    wallet,
)

HOUR_MS = 3_600_000
NO_ANSWER = "omneo.no_answer"


def looked_for(made: Desk, seconds: float) -> None:
    """Absent at every look until one is asked for ``seconds`` after the sending."""
    sent = made.sale.leg(1).sent_at
    assert sent is not None
    while True:
        made.absent()
        if made.sale.leg(1).state is not LegState.UNKNOWN:
            return
        made.wake()
        if sent.elapsed_s(made.now) >= seconds:
            return


def sent_twice() -> Desk:
    """The first redemption was never seen; the same intention is out once more."""
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    looked_for(made, 60)
    made.absent()
    assert made.asked == [ef.CreateRedemption(1, "R1")]
    return made


def test_a_look_from_before_the_late_window_ended_proves_nothing_however_late_its_answer_comes() -> (
    None
):
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    looked_for(made, 50)
    made.later(15)
    made.absent()
    assert made.sale.leg(1).state is LegState.UNKNOWN
    made.wake()
    made.absent()
    assert made.sale.leg(1).sends == 2


def test_a_transaction_is_not_sent_again_on_a_look_from_before_the_late_window_ended() -> None:
    made = recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionUnknown(made.now, NO_ANSWER))
    made.later(61)
    made.do(ev.TransactionSought(made.now))
    assert [type(each) for each in made.effects] == [ef.WakeAt]
    made.wake()
    assert made.do(ev.TransactionSought(made.now)) == (ef.RecordTransaction(),)


def test_a_refund_is_not_repeated_on_a_look_from_before_the_late_window_ended() -> None:
    made = paying()
    made.later(700)
    made.do(ev.VoidRequested(made.now))
    made.do(ev.UndoUnknown(made.now, 1, NO_ANSWER, refund=True))
    made.later(61)
    made.do(ev.UndoSought(made.now, 1, ev.Finding.ABSENT))
    made.wake()
    assert made.asked == [ef.FindUndo(1, refund=True)]


def test_a_clock_that_is_set_forward_does_not_shorten_the_late_window() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    made.now = Instant(made.now.utc_ms + HOUR_MS, made.now.boot_ms, made.now.boot_id)
    for _ in range(3):
        made.absent()
        made.wake()
    assert (made.sale.leg(1).state, made.sale.leg(1).sends) == (LegState.UNKNOWN, 1)


def test_after_a_restart_of_the_machine_the_wall_clock_counts_the_late_window() -> None:
    made = redeeming()
    made.now = Instant(made.now.utc_ms + HOUR_MS, 5_000, "another boot")
    made.do(ev.Resumed(made.now))
    made.absent()
    made.wake()
    made.absent()
    assert made.sale.leg(1).state is LegState.ABSENT


def test_a_timer_that_rings_twice_asks_once() -> None:
    made = recording()
    made.do(ev.ReadFailed(made.now, "LookUpTransaction", "omneo.unreachable"))
    made.wake()
    assert made.asked == [ef.LookUpTransaction()]
    assert made.do(ev.TimePassed(made.now)) == ()


# A repeated intention


def test_a_repeat_that_is_refused_is_looked_for_because_the_first_may_have_taken_effect() -> None:
    made = sent_twice()
    made.do(ev.RedemptionRefused(made.now, 1, "omneo.invalid"))
    assert made.asked == [ef.FindRedemption(1)]
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", aud(2500)))
    assert (made.sale.phase, made.sale.leg(1).redemption_id) == (Phase.PAYING, "158")


def test_a_repeat_that_is_refused_and_nowhere_found_says_why() -> None:
    made = sent_twice()
    made.do(ev.RedemptionRefused(made.now, 1, "omneo.invalid"))
    looked_for(made, 10_000)
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert (made.sale.phase, made.sale.problem) == (Phase.CHOOSING, "omneo.invalid")


def test_a_repeat_that_is_refused_while_all_goes_back_is_looked_for_and_reversed() -> None:
    made = sent_twice()
    made.do(ev.VoidRequested(made.now))
    made.do(ev.RedemptionRefused(made.now, 1, "omneo.invalid"))
    assert made.asked == [ef.FindRedemption(1)]
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", aud(2500)))
    assert made.asked == [ef.ReverseRedemption(1, "R1")]


# While a person is asked


def unclear() -> Desk:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, evidence=("redemption 158",)))
    assert made.sale.phase is Phase.ATTENTION
    return made


def test_an_answer_that_comes_while_a_person_is_asked_settles_the_question() -> None:
    made = unclear()
    made.grant(1, "158", 2500)
    assert (made.sale.phase, made.sale.attention) == (Phase.PAYING, None)
    assert quote_of(made.sale).rewards == aud(2500)


def test_after_a_crash_an_answer_to_what_a_person_is_asked_is_put_back() -> None:
    made = unclear()
    made.do(ev.Resumed(made.now))
    made.grant(1, "158", 2500)
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    assert made.sale.phase is Phase.COMPENSATING


@pytest.mark.parametrize("minor", [2500, 1000])
def test_the_answer_itself_decides_and_not_that_it_came(minor: int) -> None:
    made = unclear()
    made.grant(1, "158", minor)
    assert (made.sale.phase is Phase.PAYING) == (minor == 2500)


# A redemption of an earlier try


def choosing_again() -> Desk:
    """Nothing was found of the first try, and the cashier chooses anew; then it is there after all."""
    made = sent_twice()
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    looked_for(made, 10_000)
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert (made.sale.phase, made.sale.leg(1).state) == (Phase.CHOOSING, LegState.ABSENT)
    made.grant(1, "158", 2500)
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    return made


def test_a_redemption_that_came_after_all_is_reversed_while_the_cashier_chooses() -> None:
    made = choosing_again()
    made.do(ev.UndoConfirmed(made.now, 1))
    assert (made.sale.phase, made.sale.leg(1).state) == (Phase.CHOOSING, LegState.REVERSED)


def test_a_till_that_dies_meanwhile_does_not_forget_it() -> None:
    made = choosing_again()
    made.do(ev.Resumed(made.now))
    assert made.asked == [ef.FindUndo(1)]
    assert (made.sale.phase, made.sale.putting_back.cause) == (Phase.COMPENSATING, Cause.CRASHED)


# Readings


def test_a_reading_of_a_customer_who_was_taken_off_the_sale_is_nobodys() -> None:
    made = choosing()
    made.do(ev.CustomerRemoved(made.now))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert (made.sale.phase, made.sale.wallet) == (Phase.OPEN, None)


def test_a_benefit_that_was_used_elsewhere_is_not_chosen_any_more() -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.later(5)
    made.do(ev.WalletRead(made.now, wallet(first_spend=0, at=made.now)))
    assert (made.sale.chosen.benefits, made.sale.chosen.rewards) == ((), aud(2500))


# A reversal beside what goes on


def test_a_reversal_without_an_answer_is_seen_through_while_nothing_is_taken() -> None:
    made = choosing_again()
    made.do(ev.UndoUnknown(made.now, 1, NO_ANSWER))
    assert made.sale.phase is Phase.COMPENSATING
    assert made.asked == [ef.FindUndo(1)]
    made.do(ev.UndoSought(made.now, 1, ev.Finding.ABSENT))
    made.wake()
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    made.do(ev.UndoConfirmed(made.now, 1))
    assert (made.sale.phase, made.sale.granted) == (Phase.CHOOSING, ())


def test_a_redemption_of_the_try_before_is_reversed_while_the_next_is_made() -> None:
    made = sent_twice()
    made.do(ev.RedemptionUnknown(made.now, 1, NO_ANSWER))
    looked_for(made, 10_000)
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    made.confirm(wallet(at=made.now))
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", aud(2500)))
    assert made.asked == [ef.ReverseRedemption(1, "R1")]
    made.do(ev.UndoUnknown(made.now, 1, NO_ANSWER))
    assert made.asked == [ef.FindUndo(1)]
    made.do(ev.UndoSought(made.now, 1, ev.Finding.FOUND))
    made.grant(2, "159", 2500)
    made.take()
    made.approve()
    assert [leg.redemption_id for leg in purchase_of(made.sale).legs] == ["159"]


def test_another_reads_failure_stops_no_redemption() -> None:
    made = redeeming()
    before = made.sale
    made.do(ev.ReadFailed(made.now, "ReadWallet", "omneo.unreachable"))
    assert (made.sale, made.effects) == (before, ())


def test_an_intention_that_nobody_had_is_illegal() -> None:
    made = paying()
    for intention in ("R9.create", "T9.charge"):
        with pytest.raises(IllegalEvent):
            made.do(ev.Sent(made.now, intention))
    for event in (ev.TenderUnknown(made.now, 9), ev.RedemptionUnknown(made.now, 9, NO_ANSWER)):
        with pytest.raises(IllegalEvent):
            made.do(event)
