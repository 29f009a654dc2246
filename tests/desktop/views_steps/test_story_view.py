"""The story of a failure: events that are added leave the others alone, and say how they went."""

import pytest
from PySide6.QtWidgets import QScrollArea, QScrollBar
from pytestqt.qtbot import QtBot

from posdesk.desktop.screens.model import EventState, StoryRow
from posdesk.desktop.views.story_view import StoryView
from tests.desktop.changed import replace
from tests.desktop.views_steps.closing_samples import STORY, STORY_HAND_BACK
from tests.desktop.views_steps.conftest import Stage, double_click


@pytest.fixture
def view(stage: Stage) -> StoryView:
    view = StoryView()
    view.render_screen(replace(STORY, rows=STORY.rows[:2]))
    stage(view)
    return view


def test_events_stand_in_order_with_their_states(view: StoryView) -> None:
    view.render_screen(STORY)
    assert [made.mark.state() for made in view.events()] == [row.state for row in STORY.rows]


def test_events_that_are_added_keep_those_before(view: StoryView) -> None:
    before = view.events()
    view.render_screen(STORY)
    assert view.events()[:2] == before


def test_an_event_that_ends_changes_in_its_place(view: StoryView) -> None:
    running = StoryRow("Rewards 25.00 going back", "sent", "", EventState.RUNNING)
    view.render_screen(replace(STORY, rows=(*STORY.rows[:2], running)))
    made = view.events()[2]
    view.render_screen(replace(STORY, rows=STORY.rows[:3]))
    assert view.events()[2] is made
    assert made.mark.state() is EventState.DONE


def test_each_event_tells_a_screen_reader_how_it_went(view: StoryView) -> None:
    assert view.events()[1].accessibleName() == (
        "failed, Card payment of 175.00 refused, terminal answered 51, insufficient funds, 12:01:58"
    )


def bar_of(view: StoryView) -> QScrollBar:
    scroll = view.findChild(QScrollArea, "story.scroll")
    assert isinstance(scroll, QScrollArea)
    return scroll.verticalScrollBar()


def test_the_newest_event_is_scrolled_into_sight(qtbot: QtBot, view: StoryView) -> None:
    view.resize(770, 260)
    view.render_screen(replace(STORY, rows=STORY.rows * 4))
    bar = bar_of(view)
    qtbot.waitUntil(lambda: bar.maximum() > 400 and bar.value() == bar.maximum())
    assert not view.events()[-1].visibleRegion().isEmpty()


def test_who_scrolls_back_is_left_there(qtbot: QtBot, view: StoryView) -> None:
    view.resize(770, 260)
    view.render_screen(replace(STORY, rows=STORY.rows * 4))
    bar = bar_of(view)
    qtbot.waitUntil(lambda: bar.maximum() > 400 and bar.value() == bar.maximum())
    bar.triggerAction(QScrollBar.SliderAction.SliderToMinimum)
    high = bar.maximum()
    view.resize(770, 300)
    qtbot.waitUntil(lambda: bar.maximum() < high)
    assert bar.value() == 0


def test_fewer_events_leave_no_trace(view: StoryView) -> None:
    view.render_screen(STORY)
    view.render_screen(replace(STORY, rows=STORY.rows[:1]))
    assert len(view.events()) == 1


def test_handing_back_is_asked_for_once(view: StoryView) -> None:
    view.render_screen(STORY_HAND_BACK)
    asked: list[str] = []
    view.hand_back_requested.connect(lambda: asked.append("asked"))
    double_click(view.hand_back_button)
    assert asked == ["asked"]


def test_there_is_nothing_to_hand_back_without_a_word_of_it(view: StoryView) -> None:
    view.render_screen(STORY_HAND_BACK)
    view.render_screen(STORY)
    assert not view.hand_back_button.isVisible()
