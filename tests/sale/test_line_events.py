"""A token that is refused pauses a redemption, a new one wakes whatever waits, a wrong clock is trusted for one sale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.line_events import ClockTrusted, TokenGiven
from posdesk.sale.state import LegState, Phase
from tests.sale.build import Desk, choosing, desk, paying, redeeming

REFUSED = "omneo.unauthenticated"


def paused(made: Desk) -> Desk:
    made.do(ev.RedemptionRefused(made.now, 1, REFUSED, paused=True))
    return made


def test_a_refused_token_keeps_the_redemption_planned_and_asks_again() -> None:
    made = paused(redeeming())
    assert (made.sale.phase, made.sale.problem) == (Phase.REDEEMING, REFUSED)
    assert made.sale.leg(1).state is LegState.PLANNED
    made.later(1)
    assert list(made.do(ev.TimePassed(made.now))) == [ef.CreateRedemption(1, "R1")]


def test_a_new_token_wakes_it_at_once_and_the_old_alarm_rings_for_nobody() -> None:
    made = paused(redeeming())
    assert list(made.do(TokenGiven(made.now))) == [ef.CreateRedemption(1, "R1")]
    made.later(1)
    assert made.do(ev.TimePassed(made.now)) == ()
    assert made.do(TokenGiven(made.now)) == ()


def test_what_nobody_judged_counts_as_no_send() -> None:
    made = paused(redeeming())
    made.do(TokenGiven(made.now))
    assert made.sale.leg(1).sends == 1
    made.do(ev.RedemptionRefused(made.now, 1, "omneo.invalid"))
    assert made.sale.leg(1).state is LegState.REFUSED


def test_a_pause_in_a_second_send_still_looks_before_it_believes_a_refusal() -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    absent = ev.Finding.ABSENT
    while made.sale.leg(1).sends == 1:
        made.do(ev.RedemptionSought(made.now, 1, absent))
        made.later(10)
        made.do(ev.TimePassed(made.now))
    paused(made)
    made.do(TokenGiven(made.now))
    made.do(ev.RedemptionRefused(made.now, 1, "omneo.invalid"))
    assert made.effects == (ef.FindRedemption(1),)


def test_the_cashier_may_give_up_while_it_waits() -> None:
    made = paused(redeeming())
    made.do(ev.VoidRequested(made.now))
    assert made.sale.leg(1).state is LegState.ABSENT


def test_a_crash_in_the_pause_takes_nothing() -> None:
    made = paused(redeeming())
    made.do(ev.Resumed(made.now))
    assert made.sale.leg(1).state is LegState.ABSENT


def test_a_redemption_that_went_through_forgets_the_trouble() -> None:
    made = paused(redeeming())
    made.do(TokenGiven(made.now))
    made.grant(1, "158", 2500)
    assert (made.sale.phase, made.sale.problem) == (Phase.PAYING, "")


@pytest.mark.parametrize("make", [desk, choosing, paying])
def test_a_new_token_wakes_nobody_where_nothing_waits(make: object) -> None:
    made = make()  # type: ignore[operator]  # the shops of build
    before = made.sale
    assert made.do(TokenGiven(made.now)) == ()
    assert made.sale == before


@given(st.floats(0.0, 59.0))
def test_what_is_asked_for_early_proves_no_absence_before_the_late_window(after_s: float) -> None:
    made = redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNREADABLE))
    for _ in range(3):
        made.later(after_s / 3)
        made.do(TokenGiven(made.now))
        made.do(ev.RedemptionSought(made.now, 1, ev.Finding.ABSENT))
    assert made.sale.leg(1).sends == 1
    assert made.sale.leg(1).state is LegState.UNKNOWN


def test_a_wrong_clock_is_trusted_for_this_sale() -> None:
    made = choosing()
    assert made.do(ClockTrusted(made.now)) == ()
    assert made.sale.clock_trusted


def test_a_sale_that_is_over_trusts_nothing() -> None:
    made = choosing()
    made.do(ev.VoidRequested(made.now))
    with pytest.raises(IllegalEvent):
        made.do(ClockTrusted(made.now))
