"""The first picture: the window with its welcome, before the event loop and the sale are even imported."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from posdesk.desktop.look.theme import Mode, ThemeSwitch
from posdesk.desktop.screens.first import first_screen
from posdesk.desktop.screens.model import PresentScreen
from posdesk.desktop.views.present_view import PresentView
from posdesk.desktop.views.shell import ShellWindow
from posdesk.home.appearance import read_appearance
from posdesk.home.paths import Home

translate = QCoreApplication.translate


WIDTH, HEIGHT = 1440, 900
PATIENCE_MS = 1_000


@dataclass(frozen=True, slots=True)
class FirstPicture:
    """What is on the screen before the till is ready."""

    window: ShellWindow
    present: PresentView
    theme: ThemeSwitch


def show_first(app: QApplication, home: Home) -> FirstPicture:
    """Dress the application and show the window."""
    if QLocale.system().language() == QLocale.Language.C:
        # A machine without a language (a container) gets the one of Omneo's examples.
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.Australia))
    appearance = read_appearance(home.settings)
    theme = ThemeSwitch(app, Mode(appearance.theme), appearance.zoom)
    window = ShellWindow()
    screen = first_screen(translate("Screen", "Sandbox"), translate("Screen", "starting"))
    present = PresentView(window)
    window.render_screen(screen)
    if isinstance(screen.body, PresentScreen):
        present.render_screen(screen.body)
    window.set_body(present)
    window.resize(WIDTH, HEIGHT)
    window.show()
    return FirstPicture(window, present, theme)


class FirstPaint(QObject):
    """Leaves Qt's loop as soon as ``window`` was painted, or cannot be for a while (minimised, hidden)."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._leave = QTimer(self)
        self._leave.setSingleShot(True)
        # Not quit(), which would ask the window to close.
        self._leave.timeout.connect(QCoreApplication.exit)
        self._leave.start(PATIENCE_MS)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._leave.start(0)
        return False
