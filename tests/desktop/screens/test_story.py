"""A failure put right, in words: the order it happened, what is under way, what waits for a hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posdesk.desktop.screens.desk import Desk, Looking
from posdesk.desktop.screens.model import EventState, StoryScreen
from posdesk.desktop.screens.story import story_screen, timeline, words
from posdesk.desktop.screens.whole import shows_story
from posdesk.sale import events as ev
from posdesk.sale.story import StoryEntry, StoryKind
from posdesk.sale.tender import TenderKind
from tests.sale import build
from tests.sale.build import aud
from tests.sale.world import Luck, World

DESK = Desk("Sandbox", build.START, "Australia/Melbourne")


def declined_and_put_back() -> World:
    """First spend and 25.00 of rewards, insufficient funds, everything back."""
    world = World(build.choosing(), lambda: Luck.FINE)
    world.desk.choose(2500, "4021")
    world.press(ev.Confirmed(world.desk.now))
    world.luck = lambda: Luck.REFUSED
    effects = world.desk.do(ev.TenderTaken(world.desk.now, TenderKind.CARD, aud(20500)))
    world.desk.later(0.5)
    first = world.answer(effects[0])
    world.luck = lambda: Luck.FINE
    world.settle(first)
    return world


def shown(world: World) -> StoryScreen:
    return story_screen(world.desk.sale, DESK)


def test_the_story_ends_with_the_proof_and_nothing_runs_any_more() -> None:
    rows = shown(declined_and_put_back()).rows
    assert [row.title for row in rows] == [
        "Redeemed First spend",
        "Redeemed 25.00 of rewards",
        "Card payment of 205.00 refused: declined",
        "25.00 of rewards reversed",
        "First spend reversed",
        "Proved: rewards are 25.00 again",
    ]
    assert {row.state for row in rows} == {EventState.DONE, EventState.FAILED}


def test_a_second_try_tells_its_own_story_only() -> None:
    world = declined_and_put_back()
    first = len(shown(world).rows)
    world.press(ev.Confirmed(world.desk.now))
    world.press(ev.WentBack(world.desk.now))
    assert len(shown(world).rows) < 2 * first
    assert "refused" not in " ".join(row.title for row in shown(world).rows)


def test_while_it_is_put_back_the_last_row_is_what_runs() -> None:
    row = story_screen(build.declined().sale, DESK).rows[-1]
    assert (row.title, row.state) == ("Putting back what was taken", EventState.RUNNING)


def test_cash_waits_for_the_hand_and_its_amount_stands_on_the_button() -> None:
    desk = build.paying()
    desk.take(TenderKind.CASH, 5000)
    desk.do(ev.VoidRequested(desk.now))
    screen = story_screen(desk.sale, DESK)
    assert screen.hand_back is not None
    assert screen.hand_back.text == "50.00 handed back"
    assert screen.rows[-1].state is EventState.WAITING


def test_after_the_failure_times_are_how_long_after_it() -> None:
    rows = shown(declined_and_put_back()).rows
    assert ":" in rows[0].time
    assert rows[-1].time.startswith("+ ")


@pytest.mark.parametrize("kind", StoryKind)
def test_every_kind_of_entry_is_a_sentence(kind: StoryKind) -> None:
    entry = StoryEntry(kind, build.START, "R1", aud(2500), "omneo.invalid")
    assert words(build.desk().sale, entry)
    assert "{" not in words(build.desk().sale, entry)


def test_the_timeline_tells_more_than_the_story() -> None:
    world = declined_and_put_back()
    assert len(timeline(world.desk.sale, DESK)) == len(world.desk.sale.story)


def test_whoever_looks_for_somebody_is_done_with_the_story() -> None:
    sale = declined_and_put_back().desk.sale
    assert shows_story(sale, DESK)
    assert not shows_story(sale, replace(DESK, lookup=Looking()))
