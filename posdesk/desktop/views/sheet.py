"""A sheet: a panel that stands in the place of the step, inside the window, and is closed by Esc.

Never a dialog: the basket, the customer and the wire stay in sight and alive. ``ProductPicker``,
``RecentView`` and ``HelpView`` are sheets.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import Card, button, label
from posdesk.desktop.look.spacing import row
from posdesk.desktop.look.tokens import Role


class Sheet(Card):
    """A title, a close button, and in ``body`` what it is about."""

    closed = Signal()

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(18, 16, 18, 16), gap=10)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.close_button = button(self.tr("Close"), f"{name}.close", self, key="Esc")
        head = row(gap=8)
        head.addWidget(label(title, Role.STEP, self, name=f"{name}.title"))
        head.addStretch(1)
        head.addWidget(self.close_button)
        self.body.addLayout(head)
        self.close_button.clicked.connect(self.closed)

    def take_focus(self) -> None:
        """Put the keyboard where the work is."""
        self.close_button.setFocus()

    def choose_current(self) -> None:
        """What Enter does here; a sheet without a choice closes."""
        self.closed.emit()
