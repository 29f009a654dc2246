"""A stage for one view (dressed, shown, active, of a size that fits it), and an impatient hand."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from posdesk.desktop.look import theme

Stage = Callable[[QWidget], None]


@pytest.fixture
def stage(qapp: QApplication, qtbot: QtBot) -> Stage:
    """Shows a widget, light, at 100 %, 770 pixels wide, and waits until it can be used."""
    # Windows of tests before wait to be deleted; restyling them all would take most of the time.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.apply(qapp, "light", 100)

    def show(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        # The offscreen platform warns when a layout changes the least size of a window; a fixed
        # one is left alone.
        widget.setMinimumSize(1, 1)
        widget.resize(770, 640)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()

    return show


def double_click(button: QWidget) -> None:
    """What a hand sends that clicks twice: Qt turns the second press into a double click."""
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(button, left)
    QTest.mouseRelease(button, left)
    QTest.mouseDClick(button, left)
    QTest.mouseRelease(button, left)
