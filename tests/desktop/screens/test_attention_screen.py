"""A sale that waits for a person: at which step it stands, and what can be said about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from posdesk.desktop.screens.attention import leg_in_question, redemption_named
from posdesk.desktop.screens.attention_model import AttentionScreen
from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.model import Screen, Step, StepState
from posdesk.desktop.screens.whole import screen_of
from posdesk.sale import events as ev
from posdesk.sale.attention_events import RedemptionNamed
from posdesk.sale.state import Phase, Sale
from tests.sale import build
from tests.sale.build import aud


def shown(sale: Sale) -> Screen:
    assert sale.phase is Phase.ATTENTION
    return screen_of(sale, Desk("Sandbox", build.START.plus(1), "Australia/Melbourne"))


def in_question(*candidates: str) -> build.Desk:
    """Whether it was redeemed is not known; these could be it."""
    made = build.redeeming()
    made.do(ev.RedemptionUnknown(made.now, 1, "omneo.no_answer"))
    made.wait_out()
    made.do(ev.RedemptionSought(made.now, 1, ev.Finding.UNCLEAR, candidates=candidates))
    return made


def put_back_in_question() -> build.Desk:
    made = build.declined()
    made.ask_of_undo(made.sale.legs[-1].number)
    return made


def given_up_in_question() -> build.Desk:
    """The redeeming itself had failed: the cashier never came to the payment."""
    made = build.redeeming()
    made.do(ev.RedemptionGranted(made.now, 1, "158", aud(1000)))
    made.ask_of_undo(1)
    return made


def refused() -> build.Desk:
    made = build.recording()
    made.do(ev.TransactionSought(made.now))
    made.do(ev.TransactionRefused(made.now, "omneo.invalid"))
    return made


@pytest.mark.parametrize(
    ("make", "step"),
    [
        (in_question, Step.CHOOSE),
        (given_up_in_question, Step.CHOOSE),
        (put_back_in_question, Step.PAY),
        (refused, Step.RECORD),
    ],
)
def test_it_stands_at_the_step_where_it_goes_on(make: Callable[[], build.Desk], step: Step) -> None:
    screen = shown(make().sale)
    assert [each.step for each in screen.steps if each.state is StepState.CURRENT] == [step]
    assert isinstance(screen.body, AttentionScreen)
    assert not screen.allocation.visible
    assert not screen.back.visible
    assert screen.forward.visible is (step is Step.RECORD)
    assert (screen.why_title == "Asked, not guessed") is (step is not Step.RECORD)


def test_each_redemption_that_could_be_it_can_be_named() -> None:
    made = in_question("158", "159")
    body = shown(made.sale).body
    assert isinstance(body, AttentionScreen)
    assert [way.words for way in body.choices] == [
        "Look again",
        "It is redemption 158",
        "It is redemption 159",
        "It was not redeemed",
    ]
    named = [redemption_named(way.key) for way in body.choices]
    assert named == ["", "158", "159", ""]
    leg = leg_in_question(made.sale)
    made.do(RedemptionNamed(made.now, leg, "159"))
    assert made.sale.leg(leg).redemption_id == "159"


def test_of_many_only_the_first_are_offered() -> None:
    body = shown(in_question(*map(str, range(158, 170))).sale).body
    assert isinstance(body, AttentionScreen)
    named = [redemption_named(way.key) for way in body.choices]
    assert [each for each in named if each] == ["158", "159", "160"]


def test_where_nothing_could_be_it_nothing_can_be_named() -> None:
    for made in (in_question(), put_back_in_question(), refused()):
        body = shown(made.sale).body
        assert isinstance(body, AttentionScreen)
        assert not any(redemption_named(way.key) for way in body.choices)
