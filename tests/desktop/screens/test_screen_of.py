"""The whole window from a sale: any sale that can be reached has a screen, and its figures are the quote's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.attention_model import AttentionScreen
from posdesk.desktop.screens.desk import (
    Change,
    Desk,
    Idle,
    Looking,
    Lookup,
    Problem,
    Trouble,
    View,
)
from posdesk.desktop.screens.figures import DASH
from posdesk.desktop.screens.model import (
    IdentifyScreen,
    PayScreen,
    Screen,
    Step,
    StepState,
    StoryScreen,
)
from posdesk.desktop.screens.whole import screen_of
from posdesk.sale import events as ev
from posdesk.sale.effects import Effect
from posdesk.sale.errors import PosError
from posdesk.sale.purses import ORDERS
from posdesk.sale.state import Phase, Sale, due, quote_of
from posdesk.sale.tender import TenderKind
from posdesk.till.identify import Candidate, InactiveCard, Nobody, Several
from posdesk.till.outcome_choice import choose
from posdesk.till.outcomes import OUTCOMES
from tests.sale import build
from tests.sale.build import ASHA, BELT, CARD, SHIRT, aud
from tests.sale.world import Luck, World

SOMEBODY = Candidate(ASHA, "+61411222333", served=True)
HEARD = Several(
    "asha",
    (replace(SOMEBODY, served=False, heard_at=datetime(2026, 11, 18, 3, 35, tzinfo=UTC)),),
    problem="omneo.no_answer",
)
LOOKUPS: list[Lookup] = [
    Idle(),
    Looking(),
    Trouble("omneo.unreachable"),
    Change(SOMEBODY, "Ben Fraser"),
    Several("asha", (SOMEBODY, SOMEBODY), more=True),
    Several("asha", (replace(SOMEBODY, served=False),)),
    HEARD,
    InactiveCard("1283"),
    Nobody("9999", card=True),
    Nobody("zzyzx", card=False),
]
PROBLEMS = [None, Problem("till.scan_not_here"), Problem("of.a_later_version")]
DESKS = st.builds(
    Desk,
    tenant=st.just("Sandbox"),
    now=st.just(build.START.plus(700)),
    timezone=st.just("Australia/Melbourne"),
    lookup=st.sampled_from(LOOKUPS),
    view=st.sampled_from(View),
    acknowledged=st.booleans(),
    step_problem=st.sampled_from(PROBLEMS),
    problem=st.sampled_from(PROBLEMS),
    tender_kind=st.sampled_from([each.value for each in TenderKind]),
    amount_typed=st.sampled_from(["", "0", "5", "50.00", "1.234", "abc", "-1", "999999"]),
    outcome=st.none() | st.sampled_from([choose(0, each) for each in OUTCOMES]),
    outcomes=st.just(OUTCOMES),
    busy=st.booleans(),
    can_recall=st.booleans(),
    closing=st.booleans(),
)
PHASES: dict[str, Callable[[], build.Desk]] = {
    "open": build.desk,
    "choosing": build.choosing,
    "redeeming": build.redeeming,
    "paying": build.paying_two_legs,
    "recording": build.recording,
    "declined": build.declined,
}


def plain(sale: Sale, **changes: object) -> Screen:
    desk = Desk("Sandbox", build.START.plus(1), "Australia/Melbourne")
    return screen_of(sale, replace(desk, **changes))  # type: ignore[arg-type]  # names are Desk's own


PRESSES: list[Callable[[build.Desk], ev.Event]] = [
    lambda desk: ev.LineAdded(desk.now, SHIRT),
    lambda desk: ev.LineAdded(desk.now, BELT, 3),
    lambda desk: ev.LineAdded(desk.now, CARD),
    lambda desk: ev.BasketUndone(desk.now),
    lambda desk: ev.CustomerAttached(desk.now, ASHA, build.wallet()),
    lambda desk: ev.CustomerRemoved(desk.now),
    lambda desk: ev.BenefitChosen(desk.now, "4021", chosen=True),
    lambda desk: ev.RewardsChosen(desk.now, aud(1234)),
    lambda desk: ev.MostChosen(desk.now),
    lambda desk: ev.StrategyChosen(desk.now, ORDERS[1]),
    lambda desk: ev.StrategyChosen(desk.now, ORDERS[3]),
    lambda desk: ev.Confirmed(desk.now),
    lambda desk: ev.TenderTaken(desk.now, TenderKind.CARD, due(desk.sale)),
    lambda desk: ev.TenderTaken(desk.now, TenderKind.CASH, aud(2000)),
    lambda desk: ev.WentBack(desk.now),
    lambda desk: ev.VoidRequested(desk.now),
]


@given(st.data(), DESKS)
def test_every_sale_that_can_be_reached_has_a_screen(data: st.DataObject, desk: Desk) -> None:
    lucks = st.sampled_from([Luck.FINE, *Luck])
    world = World(build.choosing(), lambda: data.draw(lucks))
    for make in data.draw(st.lists(st.sampled_from(PRESSES), max_size=8)):
        effects = tell(world, make(world.desk))
        assert screen_of(world.desk.sale, desk).steps
        for effect in effects[:1]:
            world.settle((effect,))
            assert screen_of(world.desk.sale, desk).steps


def tell(world: World, event: ev.Event) -> tuple[Effect, ...]:
    """What the sale refuses changes nothing."""
    try:
        return world.desk.do(event)
    except PosError:
        return ()


@pytest.mark.parametrize("phase", PHASES)
@given(desk=DESKS)
def test_every_desk_around_a_sale_of_every_phase_has_a_screen(phase: str, desk: Desk) -> None:
    screen = screen_of(PHASES[phase]().sale, desk)
    current = [each for each in screen.steps if each.state is StepState.CURRENT]
    assert len(current) == 1


@given(st.data())
def test_due_and_nets_on_the_screen_are_the_quotes(data: st.DataObject) -> None:
    desk = build.choosing()
    for make in data.draw(st.lists(st.sampled_from(PRESSES[:9]), max_size=8)):
        try:
            desk.do(make(desk))
        except PosError:
            continue
    quote = quote_of(desk.sale)
    screen = plain(desk.sale, view=View.CHOOSE)
    assert screen.basket.due == figures.loud(quote.total)
    if screen.allocation.visible:
        rows = screen.allocation.rows
        assert [row.net for row in rows] == [figures.money(line.net) for line in quote.lines]
        assert all(row.benefit_part + row.reward_part + row.net_part <= 1.0001 for row in rows)


@pytest.mark.parametrize(
    ("phase", "step"),
    [
        ("open", Step.PRESENT),
        ("choosing", Step.BALANCES),
        ("redeeming", Step.CHOOSE),
        ("paying", Step.PAY),
        ("recording", Step.RECORD),
        ("declined", Step.PAY),
    ],
)
def test_the_bar_shows_the_step_of_the_phase(phase: str, step: Step) -> None:
    steps = plain(PHASES[phase]().sale).steps
    assert [each.step for each in steps if each.state is StepState.CURRENT] == [step]


def test_an_amount_that_is_typed_keeps_all_its_decimals_in_the_editor() -> None:
    body = plain(build.paying().sale, tender_kind="cash", amount_typed="5").body
    assert isinstance(body, PayScreen)
    assert body.amount == "5.00"
    assert body.take.text == "Take 5.00 by cash"


def test_an_amount_that_cannot_be_read_cannot_be_taken() -> None:
    body = plain(build.paying().sale, amount_typed="5.999").body
    assert isinstance(body, PayScreen)
    assert not body.take.enabled


@pytest.mark.parametrize("phase", ["open", "choosing", "paying"])
def test_what_was_pressed_at_the_wrong_time_is_said_in_the_steps_card(phase: str) -> None:
    body = plain(PHASES[phase]().sale, step_problem=Problem("till.bad_scan")).body
    assert not isinstance(body, StoryScreen | AttentionScreen)
    assert body.notice is not None
    assert body.notice.code == "till.bad_scan"


def test_a_scan_while_a_sale_is_put_back_is_refused_above_the_story() -> None:
    screen = plain(build.declined().sale, step_problem=Problem("till.scan_not_here"))
    assert isinstance(screen.body, StoryScreen)
    assert screen.notice is not None
    assert screen.notice.code == "till.scan_not_here"


def test_a_problem_of_the_step_never_hides_that_the_window_is_closing() -> None:
    problem = Problem("till.scan_not_here")
    screen = plain(build.declined().sale, step_problem=problem, closing=True)
    assert screen.notice is not None
    assert screen.notice.title == "Closing"


def test_an_empty_basket_cannot_be_redeemed_and_the_button_says_why() -> None:
    desk = build.desk()
    desk.present()
    screen = plain(desk.sale, view=View.CHOOSE)
    assert not screen.forward.enabled
    assert screen.forward.why_not == "The basket is empty."


def test_while_a_sale_is_recorded_for_the_first_time_the_next_cannot_begin() -> None:
    assert not plain(build.recording().sale).forward.enabled


def test_the_phase_attention_lists_only_choices_that_the_sale_takes() -> None:
    desk = build.recording()
    desk.do(ev.TransactionSought(desk.now, ""))
    desk.do(ev.TransactionRefused(desk.now, "omneo.invalid", judged=True))
    assert desk.sale.phase is Phase.ATTENTION
    body = plain(desk.sale).body
    assert isinstance(body, AttentionScreen)
    for key, words, does in body.choices:
        assert words
        assert does
        again = replace(desk)
        again.do(ev.AttentionSettled(again.now, ev.Choice(key)))
        assert again.sale.phase is not Phase.ATTENTION


def test_whom_only_the_directory_knows_is_shown_with_the_age_and_without_balances() -> None:
    screen = plain(build.desk().sale, lookup=HEARD)
    body, card = screen.body, screen.customer
    assert isinstance(body, IdentifyScreen)
    (row,) = body.rows
    assert row.reason == "From this till's own records, 58 days old"
    assert body.notice is not None
    assert body.notice.code == "omneo.no_answer"
    assert (card.name, card.age) == ("Asha Nguyen", row.reason)
    assert "+61411222333" in card.contact
    assert [(each.label, each.amount) for each in card.balances] == [("Balances", DASH)]
    assert not screen.forward.visible


def test_of_several_whom_the_directory_knows_none_is_shown_beside() -> None:
    two = replace(HEARD, candidates=HEARD.candidates * 2)
    assert not plain(build.desk().sale, lookup=two).customer.present


def test_where_nothing_can_be_looked_up_the_screen_says_that_recovery_is_by_hand() -> None:
    desk = build.redeeming()
    number = desk.sale.legs[0].number
    desk.do(ev.RedemptionUnknown(desk.now, number, "omneo.no_answer"))
    unclear = ev.Finding.UNCLEAR
    desk.do(ev.RedemptionSought(desk.now, number, unclear, by_hand=True))
    body = plain(desk.sale).body
    assert isinstance(body, AttentionScreen)
    assert body.title == "Recovery is by hand"
    assert "does not list redemptions" in body.text
    assert [way.key for way in body.choices] == ["try_again", "was_not_taken"]
