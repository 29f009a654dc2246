"""The sandbox's clock, and the buttons that let time pass there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import KeyButton, button, muted, named, set_role, set_tone
from posdesk.desktop.look.spacing import row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.sandbox_clock import ClockScreen

MINUTE_S = 60


class StepButton(KeyButton):
    """Lets so many minutes pass; it emits them as seconds."""

    passed = Signal(int)

    def __init__(self, minutes: int, text: str, parent: QWidget) -> None:
        super().__init__(text, "", parent)
        self._seconds = minutes * MINUTE_S
        self.setObjectName(f"faults.clock.{minutes}")
        self.setProperty("quiet", True)
        self.setProperty("small", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # As every other button: a click leaves the keyboard to the scan box.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(self, Role.MEDIUM)
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        self.passed.emit(self._seconds)


class ClockBar(QWidget):
    """Shows a ``ClockScreen``; hidden until there is one, for a real tenant's clock is nobody's to move.

    ``advance_requested`` carries seconds.
    """

    advance_requested = Signal(int)
    real_time_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "faults.clock", self.tr("Sandbox clock"))
        self._ahead = muted("", Role.MONO, self, name="faults.clock.ahead")
        self.minute = StepButton(1, self.tr("+1 min"), self)
        self.minute.setAccessibleName(self.tr("Let one minute pass in the sandbox"))
        self.window_over = StepButton(11, self.tr("+11 min"), self)
        self.window_over.setAccessibleName(
            self.tr("Let eleven minutes pass in the sandbox: too late to reverse")
        )
        self.real = button(self.tr("Real time"), "faults.clock.real", self, quiet=True)
        self.real.setAccessibleName(self.tr("Put the sandbox's clock back to real time"))
        self.real.setProperty("small", True)
        line = row(self, gap=6)
        line.addWidget(muted(self.tr("Sandbox clock"), Role.CAPTION, self))
        line.addWidget(self._ahead)
        for made in (self.minute, self.window_over, self.real):
            line.addWidget(made)
        self.minute.passed.connect(self.advance_requested)
        self.window_over.passed.connect(self.advance_requested)
        self.real.clicked.connect(self.real_time_requested)
        self.hide()

    def render_screen(self, screen: ClockScreen) -> None:
        """Show how far the sandbox is ahead."""
        self._ahead.setText(screen.ahead)
        self._ahead.setAccessibleName(screen.accessible)
        set_tone(self._ahead, Tone.WARN if screen.moved else Tone.PLAIN)
        self.show()
