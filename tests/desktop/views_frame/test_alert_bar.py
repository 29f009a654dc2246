"""The bar below the top takes its answer in place, keeps no secret, and is not there while all is well."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from posdesk.desktop.screens.alerts import AlertKind, AlertScreen, LineScreen
from posdesk.desktop.views.alert_bar import AlertBar
from posdesk.desktop.views.shell import ShellWindow
from tests.desktop import frame_samples as samples

TOKEN = AlertScreen(
    AlertKind.TOKEN,
    "The tenant does not accept the token any more",
    "Nothing is lost.",
    field="New token",
    secret=True,
    action="Use it",
)
LIVE = AlertScreen(
    AlertKind.LIVE,
    "This is a live tenant: Acme",
    "Writing is off.",
    field="The tenant's name",
    action="Turn on",
)
CLOCK = AlertScreen(AlertKind.CLOCK, "An hour ahead", "Set it.", action="Allow in this sale")


@pytest.fixture
def till(shell: ShellWindow) -> ShellWindow:
    shell.render_screen(samples.CHOOSE)
    return shell


def field(window: ShellWindow) -> QLineEdit:
    (found,) = window.findChildren(QLineEdit, "alert.field")
    return found


def act(window: ShellWindow) -> QPushButton:
    (found,) = window.findChildren(QPushButton, "alert.act")
    return found


def test_while_all_is_well_nothing_of_it_is_made(till: ShellWindow) -> None:
    till.render_line(LineScreen())
    assert not till.findChildren(AlertBar)
    assert not till.findChildren(QWidget, "window.live")


@pytest.mark.parametrize("by_key", [True, False])
def test_a_token_is_sent_hidden_and_not_kept_in_the_field(
    till: ShellWindow, qtbot: QtBot, by_key: bool
) -> None:
    till.render_line(LineScreen(TOKEN))
    assert field(till).echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(field(till), "a-token")
    with qtbot.waitSignal(till.alert_answered, timeout=500) as heard:
        if by_key:
            QTest.keyClick(field(till), Qt.Key.Key_Return)
        else:
            QTest.mouseClick(act(till), Qt.MouseButton.LeftButton)
    assert heard.args == ["a-token"]
    assert field(till).text() == ""


def test_an_empty_field_is_no_answer_and_a_button_alone_is_one(
    till: ShellWindow, qtbot: QtBot
) -> None:
    till.render_line(LineScreen(TOKEN))
    with qtbot.assertNotEmitted(till.alert_answered):
        act(till).click()
    till.render_line(LineScreen(CLOCK))
    assert not field(till).isVisible()
    with qtbot.waitSignal(till.alert_answered, timeout=500) as heard:
        act(till).click()
    assert heard.args == [""]


def test_what_is_typed_stays_while_the_countdown_goes_on(till: ShellWindow) -> None:
    till.render_line(LineScreen(LIVE))
    QTest.keyClicks(field(till), "Acm")
    till.render_line(LineScreen(LIVE._replace(problem="Not the name.")))
    assert field(till).text() == "Acm"
    till.render_line(LineScreen(TOKEN))
    assert field(till).text() == ""


def test_an_answer_on_its_way_is_not_given_twice(till: ShellWindow, qtbot: QtBot) -> None:
    till.render_line(LineScreen(TOKEN._replace(busy=True)))
    QTest.keyClicks(field(till), "a-token")
    with qtbot.assertNotEmitted(till.alert_answered):
        QTest.keyClick(field(till), Qt.Key.Key_Return)


def test_the_bar_goes_when_all_is_well_again_and_gives_its_room_back(till: ShellWindow) -> None:
    before = till.top.geometry()
    till.render_line(LineScreen(TOKEN))
    assert till.findChildren(AlertBar)[0].isVisible()
    till.render_line(LineScreen())
    assert not till.findChildren(AlertBar)[0].isVisible()
    assert till.top.geometry() == before


def test_a_live_tenant_stands_in_a_frame_that_takes_no_click(
    till: ShellWindow, qtbot: QtBot
) -> None:
    till.render_line(LineScreen(None, framed=True))
    (frame,) = till.findChildren(QWidget, "window.live")
    assert frame.geometry() == till.rect()
    till.resize(1200, 800)
    qtbot.waitUntil(lambda: frame.geometry() == till.rect(), timeout=2000)
    assert till.childAt(1, 400) is not frame
    picture = till.grab().toImage()
    assert picture.pixelColor(1, 400).red() > picture.pixelColor(1, 400).green() + 80


def test_every_control_has_a_name_for_readers(till: ShellWindow) -> None:
    till.render_line(LineScreen(TOKEN))
    assert field(till).accessibleName() == "New token"
    assert act(till).accessibleName() == "Use it"
    assert TOKEN.title in till.findChildren(AlertBar)[0].accessibleName()
