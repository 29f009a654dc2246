"""The middle of the window: the step bar, the step's card, what stands below it, the two buttons.

A sheet (add a product, recent sales, help) takes the place of all of it while it is open.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from posdesk.desktop.look.controls import button
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.screens.model import Screen
from posdesk.desktop.views.notice_panel import NoticePanel
from posdesk.desktop.views.sheet import Sheet
from posdesk.desktop.views.step_bar import StepBar


class StepArea(QStackedWidget):
    """Hosts the step's widgets; they stay alive and are shown again when the step comes back."""

    sheet_closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body: QWidget | None = None
        self._below: QWidget | None = None
        self._page = QWidget(self)
        self.steps = StepBar(self._page)
        self._notice = NoticePanel("notice", self._page)
        self.back = button("", "step.back", self._page)
        self.void = button("", "step.void", self._page, quiet=True)
        self.forward = button("", "step.next", self._page, primary=True)
        for made in (self.back, self.void):
            made.setProperty("tall", True)
        self._slots: QVBoxLayout = column(gap=12)
        page = column(self._page, gap=14)
        page.addWidget(self.steps)
        page.addWidget(self._notice)
        page.addLayout(self._slots)
        page.addStretch(1)
        page.addLayout(self._foot())
        self.addWidget(self._page)

    def render_screen(self, screen: Screen) -> None:
        """Show steps, notice and buttons of ``screen``; the bodies are rendered by who owns them."""
        self.steps.render_steps(screen.steps)
        self._notice.show_notice(screen.notice)
        self.back.set_action(screen.back)
        self.void.set_action(screen.void)
        self.forward.set_action(screen.forward)

    def set_body(self, widget: QWidget) -> None:
        """Show ``widget`` as the step's card, instead of the one before (which stays alive)."""
        self._body = self._swap(self._body, widget, 0)

    def set_below(self, widget: QWidget | None) -> None:
        """Show ``widget`` below the step's card, or nothing."""
        self._below = self._swap(self._below, widget, 1)

    def open_sheet(self, sheet: Sheet) -> None:
        """Show ``sheet`` in the place of the step and give it the keyboard."""
        if self.indexOf(sheet) < 0:
            self.addWidget(sheet)
            sheet.closed.connect(self.close_sheet)
        _release_keyboard(cast("QWidget", self.currentWidget()))
        self.setCurrentWidget(sheet)
        sheet.take_focus()

    def open_sheet_now(self) -> Sheet | None:
        """The sheet that is open."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Sheet) else None

    @Slot()
    def close_sheet(self) -> None:
        """Show the step again; nothing happens when no sheet is open."""
        sheet = self.open_sheet_now()
        if sheet is not None:
            _release_keyboard(sheet)
            self.setCurrentWidget(self._page)
            self.sheet_closed.emit()

    def _swap(self, before: QWidget | None, widget: QWidget | None, at: int) -> QWidget | None:
        if widget is before:
            return before
        if before is not None:
            self._slots.removeWidget(before)
            _release_keyboard(before)
            before.hide()
        if widget is not None:
            widget.setParent(self._page)
            self._slots.insertWidget(min(at, self._slots.count()), widget)
            widget.show()
        return widget

    def _foot(self) -> QHBoxLayout:
        foot = row(gap=10)
        foot.addWidget(self.back)
        foot.addWidget(self.void)
        foot.addStretch(1)
        foot.addWidget(self.forward)
        return foot


def _release_keyboard(card: QWidget) -> None:
    """Else Qt would hand it to the next widget in line: a table of the dock, which would open a call."""
    focused = cast("QWidget | None", card.focusWidget())
    if focused is not None and focused.hasFocus():
        focused.clearFocus()
