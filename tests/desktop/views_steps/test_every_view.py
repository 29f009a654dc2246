"""What holds for every view in every state: names, plain text, room, and a busy line that rests."""

import re
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from posdesk.desktop.look import theme
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.views.busy_line import BusyLine
from posdesk.desktop.views.notice_panel import NoticePanel
from tests.desktop.changed import replace
from tests.desktop.views_steps.conftest import Stage
from tests.desktop.views_steps.gallery_steps import STATES, page_of, view_of
from tests.desktop.views_steps.step_samples import HOSTILE, PRESENT, PRESENT_BUSY, UNREACHABLE

NAME = re.compile(r"[a-z0-9_]+([.:\-][a-z0-9_]+)+")
S = TypeVar("S")
KEPT = {"key", "field", "kind", "profile_id", "benefit_id", "tender_id", "amount", "most", "due"}


def hostile(screen: S) -> S:
    """``screen`` with markup in every text that a tenant or a person could have written."""
    changes = {
        name: hostile_value(getattr(screen, name))
        for name in getattr(screen, "_fields", ())
        if name not in KEPT
    }
    return replace(screen, **changes)  # type: ignore[type-var]  # as above


def hostile_value(value: object) -> object:
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return hostile(value)
    if isinstance(value, tuple):
        return tuple(hostile_value(item) for item in value)
    return HOSTILE if type(value) is str and value else value


@pytest.mark.parametrize("name", STATES)
def test_every_control_has_a_name_and_an_accessible_name(stage: Stage, name: str) -> None:
    screen, allocation = STATES[name]
    page = page_of(screen, allocation)
    stage(page)
    controls = [
        widget
        for widget in page.findChildren(QWidget)
        if isinstance(widget, (QAbstractButton, QLineEdit, QAbstractItemView))
        and widget.objectName() != "allocation.header"
        and not widget.objectName().startswith("qt_")
        and type(widget).__name__ != "QHeaderView"
    ]
    nameless = [
        widget.objectName() or repr(widget)
        for widget in controls
        if not NAME.fullmatch(widget.objectName()) or not widget.accessibleName()
    ]
    assert nameless == []
    names = [widget.objectName() for widget in controls]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", STATES)
def test_hostile_text_is_shown_as_the_letters_it_is_made_of(stage: Stage, name: str) -> None:
    screen, _ = STATES[name]
    view = view_of(hostile(screen))
    stage(view)
    labels = [label for label in view.findChildren(QLabel) if label.isVisible()]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    assert any(label.text() == HOSTILE for label in labels)


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("zoom", [100, 150])
def test_nothing_is_wider_than_the_room_it_has(
    qapp: QApplication, stage: Stage, qtbot: QtBot, name: str, zoom: int
) -> None:
    screen, _ = STATES[name]
    view = view_of(screen)
    stage(view)
    theme.apply(qapp, "light", zoom)
    view.resize(770, 640)
    qtbot.waitUntil(lambda: view.width() == 770)
    for area in view.findChildren(QScrollArea):
        content = area.widget()
        assert content is not None
        assert content.minimumSizeHint().width() <= area.viewport().width()
    theme.apply(qapp, "light", 100)


@pytest.mark.parametrize("name", STATES)
def test_rendering_an_equal_screen_again_keeps_every_widget(
    stage: Stage, qtbot: QtBot, name: str
) -> None:
    screen, _ = STATES[name]
    first = view_of(screen)
    stage(first)
    before = set(first.findChildren(QWidget))
    first.render_screen(screen)  # type: ignore[attr-defined]  # each view takes its own screen
    assert set(first.findChildren(QWidget)) == before


def test_the_busy_line_moves_only_while_it_is_busy_and_shown(stage: Stage) -> None:
    view = view_of(PRESENT_BUSY)
    line = view.findChild(BusyLine, "present.busy")
    assert isinstance(line, BusyLine)
    assert not line.is_moving()
    stage(view)
    assert line.is_moving()
    view.hide()
    assert not line.is_moving()


def test_the_busy_line_rests_when_the_work_is_done(stage: Stage) -> None:
    view = view_of(PRESENT_BUSY)
    stage(view)
    view.render_screen(PRESENT)  # type: ignore[attr-defined]  # it is a PresentView
    line = view.findChild(BusyLine, "present.busy")
    assert isinstance(line, BusyLine)
    assert (line.is_busy(), line.is_moving(), line.accessibleName()) == (False, False, "")


@pytest.mark.parametrize("tone", [Tone.DANGER, Tone.WARN, Tone.SUCCESS])
def test_a_notice_says_title_text_and_code_in_its_tone(stage: Stage, tone: Tone) -> None:
    host = QWidget()
    panel = NoticePanel("some.notice", host)
    stage(host)
    panel.show_notice(replace(UNREACHABLE, tone=tone))
    assert panel.title().property("tone") == tone.value
    texts = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert texts == [UNREACHABLE.title, UNREACHABLE.text, UNREACHABLE.code]
    assert panel.accessibleName() == f"{UNREACHABLE.title} {UNREACHABLE.text}"


def test_a_notice_goes_with_its_trouble(stage: Stage) -> None:
    host = QWidget()
    panel = NoticePanel("some.notice", host)
    stage(host)
    panel.show_notice(UNREACHABLE)
    assert panel.isVisible()
    panel.show_notice(None)
    assert not panel.isVisible()
