"""What value is taken from, on step 4: a press tells its key, and the check follows the screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from posdesk.desktop.screens.source_choice import SourceChoice, SourcesScreen
from posdesk.desktop.views.choose_view import ChooseView
from tests.desktop.changed import replace
from tests.desktop.views_steps.conftest import Stage
from tests.desktop.views_steps.step_samples import CHOOSE

LEFT = Qt.MouseButton.LeftButton
SOURCES = SourcesScreen(
    "Take from",
    "Ctrl T",
    (
        SourceChoice("rewards", "Rewards", "Rewards", True),
        SourceChoice("rewards_points", "Rewards → points", "Rewards, then points", False),
        SourceChoice("points", "Points", "Points", False),
    ),
)


@pytest.fixture
def view(stage: Stage) -> ChooseView:
    view = ChooseView()
    view.render_screen(replace(CHOOSE, sources=SOURCES))
    stage(view)
    return view


def part(view: ChooseView, name: str) -> QWidget:
    found = view.findChild(QWidget, name)
    assert isinstance(found, QWidget), name
    return found


def source(view: ChooseView, key: str) -> QAbstractButton:
    found = part(view, f"choose.source.{key}")
    assert isinstance(found, QAbstractButton)
    return found


def test_a_press_tells_its_key_and_the_check_waits_for_the_screen(
    qtbot: QtBot, view: ChooseView
) -> None:
    with qtbot.waitSignal(view.source_chosen, timeout=1000) as told:
        QTest.mouseClick(source(view, "points"), LEFT)
    assert told.args == ["points"]
    assert source(view, "rewards").isChecked()
    assert not source(view, "points").isChecked()


def test_the_screen_says_which_one_is_in_force(view: ChooseView) -> None:
    kept = source(view, "points")
    turned = tuple(each._replace(checked=each.key == "points") for each in SOURCES.choices)
    view.render_screen(replace(CHOOSE, sources=SOURCES._replace(choices=turned)))
    assert source(view, "points") is kept
    assert kept.isChecked()
    assert not source(view, "rewards").isChecked()


def test_what_cannot_be_changed_now_cannot_be_pressed(view: ChooseView) -> None:
    view.render_screen(replace(CHOOSE, sources=SOURCES._replace(enabled=False)))
    assert not source(view, "points").isEnabled()


def test_without_a_choice_the_bar_takes_no_room(view: ChooseView) -> None:
    assert part(view, "choose.sources").isVisible()
    view.render_screen(CHOOSE)
    assert not part(view, "choose.sources").isVisible()


def test_it_says_its_name_its_key_and_what_each_choice_means(view: ChooseView) -> None:
    assert part(view, "choose.sources").accessibleName() == "What the value is taken from"
    shortcut = part(view, "choose.sources.shortcut")
    assert isinstance(shortcut, QLabel)
    assert shortcut.text() == "Ctrl T"
    assert source(view, "rewards_points").accessibleName() == "Rewards, then points"
