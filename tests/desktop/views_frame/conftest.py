"""The window with the screens of the pictures, light, at 100 %."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.desktop.look import theme
from posdesk.desktop.views.shell import ShellWindow


@pytest.fixture
def shell(qapp: QApplication, qtbot: QtBot) -> ShellWindow:
    """Shown and active, nothing rendered yet."""
    # Windows of tests before wait to be deleted; restyling them all would take most of the time.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.apply(qapp, "light", 100)
    window = ShellWindow()
    window.resize(1440, 900)
    qtbot.addWidget(window, before_close_func=ShellWindow.finish_close)
    window.show()
    window.activateWindow()
    return window
