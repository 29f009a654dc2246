"""Redeeming: refused, granted less, unanswered; the wallet that changed before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.state import (
    LegState,
    Phase,
)
from tests.sale.build import (
    Desk,
    aud,
    choosing,
    redeeming,
    wallet,
)


def phase_of(made: Desk) -> Phase:
    return made.sale.phase


# Redeeming


def test_less_than_was_asked_for_is_put_back_and_proposed() -> None:
    made = redeeming()
    made.grant(1, "158", 1000)
    assert made.effects == (ef.ReverseRedemption(1, "R1"),)
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet()))
    assert (made.sale.phase, made.sale.chosen.rewards) == (Phase.CHOOSING, aud(1000))
    assert made.sale.problem == "sale.granted_less"


def test_a_refused_second_leg_puts_the_first_back() -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.confirm()
    made.grant(1, "158", 0)
    made.do(ev.RedemptionRefused(made.now, 2, "omneo.invalid"))
    assert made.effects == (ef.ReverseRedemption(1, "B1"),)
    made.do(ev.UndoConfirmed(made.now, 1))
    made.do(ev.WalletRead(made.now, wallet()))
    assert (made.sale.phase, made.sale.problem) == (Phase.CHOOSING, "omneo.invalid")


@pytest.mark.parametrize(
    ("held", "problem"),
    [(wallet((500,)), "sale.balance_changed"), (wallet(first_spend=0), "sale.benefit_changed")],
)
def test_a_wallet_that_changed_before_redeeming_sends_nothing(held: object, problem: str) -> None:
    made = choosing()
    made.choose(2500, "4021")
    made.confirm(held)  # type: ignore[arg-type]  # a wallet, typed loosely by the table above
    assert (made.sale.phase, made.sale.problem, made.effects) == (Phase.CHOOSING, problem, ())


def test_an_unanswered_redemption_is_looked_for_and_adopted() -> None:
    made = redeeming()
    assert made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer")) == (ef.FindRedemption(1),)
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.FOUND, "158", aud(2500)))
    assert made.sale.phase is Phase.PAYING
    assert made.sale.leg(1).redemption_id == "158"


def test_an_absent_redemption_is_sent_once_more_after_the_late_window_and_never_a_third_time() -> (
    None
):
    made = redeeming()
    sends = 1
    for _ in range(60):
        made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
        while made.sale.leg(1).state is LegState.UNKNOWN:
            made.later(10)
            made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
        if made.effects != (ef.CreateRedemption(1, "R1"),):
            break
        sends += 1
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert (sends, made.sale.phase) == (2, Phase.CHOOSING)
    assert (made.sale.leg(1).state, made.sale.problem) == (LegState.ABSENT, "omneo.no_answer")


def test_inside_the_late_window_nothing_is_sent_again() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.later(59)
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
    assert made.sale.leg(1).state is LegState.UNKNOWN


def test_unclear_evidence_is_for_a_person() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, evidence=("redemption 158",)))
    assert made.sale.phase is Phase.ATTENTION
    made.do(ev.AttentionSettled(made.now, ev.Choice.WAS_NOT_TAKEN))
    made.do(ev.WalletRead(made.now, wallet(at=made.now)))
    assert phase_of(made) == Phase.CHOOSING


def test_while_it_may_still_come_nobody_is_asked_which_it_was() -> None:
    """A word that it was not redeemed would be wrong a moment later."""
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.later(59)
    unclear = ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, candidates=("158",))
    (again,) = made.do(unclear)
    assert isinstance(again, ef.WakeAt)
    assert made.sale.phase is Phase.REDEEMING
    made.wait_out()
    made.do(replace(unclear, at=made.now))
    assert phase_of(made) is Phase.ATTENTION


def test_a_second_reading_before_redeeming_plans_nothing_twice() -> None:
    made = redeeming()
    made.do(ev.SnapshotRead(made.now, wallet(), 200))
    assert len(made.sale.legs) == 1


def test_a_timer_that_nobody_waits_for_changes_nothing() -> None:
    made = choosing()
    made.choose(2500)
    made.do(ev.Confirmed(made.now))
    before = made.sale
    made.later(100)
    assert made.do(ev.TimePassed(made.now)) == ()
    assert made.sale == before
