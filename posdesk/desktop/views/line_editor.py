"""Editing one line in place (F4): quantity, unit price, note. Never a modal dialog.

The texts go out as typed; whoever holds the sale reads them and answers with a screen that carries
a notice, or with none when the line is changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from posdesk.desktop.look.controls import button, muted, named, set_role
from posdesk.desktop.look.inputs import OwnEnterEdit
from posdesk.desktop.look.spacing import column, grid, row
from posdesk.desktop.look.texts import ElidedLabel
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.rows import LineEditScreen
from posdesk.desktop.views.notice_panel import NoticePanel


@dataclass(frozen=True, slots=True)
class LineEdited:
    """What the cashier typed for a line; ``price`` in major units as text, per unit."""

    line_id: int
    quantity: str
    price: str
    note: str


class LineEditor(QFrame):
    """Shows a ``LineEditScreen``; ``saved`` carries a ``LineEdited``, ``removed`` the line's id."""

    saved = Signal(object)
    removed = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("well", True)
        self.setObjectName("line")
        self._screen: LineEditScreen | None = None
        self._name = ElidedLabel(Role.STRONG, self, name="line.name")
        self.quantity = self._edit("line.quantity", self.tr("Quantity"), 6)
        self.price = self._edit("line.price", self.tr("Unit price"), 14)
        self.note = self._edit("line.note", self.tr("Note"), 120)
        self._notice = NoticePanel("line.notice", self)
        self.save_button = button(self.tr("Save"), "line.save", self, key="Enter", primary=True)
        self.remove_button = button("", "line.remove", self)
        self.remove_button.setAccessibleName(self.tr("Remove the line"))
        self.remove_button.set_sign("trash")
        self.cancel_button = button(self.tr("Cancel"), "line.cancel", self, key="Esc")
        body = column(self, margins=(12, 12, 12, 12), gap=8)
        body.addWidget(self._name)
        body.addLayout(self._fields())
        body.addWidget(self._notice)
        body.addLayout(self._buttons())
        self.save_button.clicked.connect(self._on_saved)
        self.remove_button.clicked.connect(self._on_removed)
        self.cancel_button.clicked.connect(self.cancelled)
        self.hide()

    def render_screen(self, screen: LineEditScreen | None) -> None:
        """Open for a line, or close with None. What is being typed in the same line stays."""
        before, self._screen = self._screen, screen
        self.setVisible(screen is not None)
        if screen is None or screen == before:
            return
        self._notice.show_notice(screen.notice)
        if before is not None and before.line_id == screen.line_id:
            return
        self._name.setText(screen.name)
        self.quantity.setText(str(screen.quantity))
        self.price.setText(screen.price)
        self.price.setPlaceholderText(screen.original_price)
        self.note.setText(screen.note)
        self.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
        self.quantity.selectAll()

    def is_open(self) -> bool:
        return self._screen is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if step and self.quantity.hasFocus() and self.quantity.text().isdecimal():
            self.quantity.setText(str(max(1, int(self.quantity.text()) + step)))
            return
        super().keyPressEvent(event)

    def _edit(self, name: str, accessible: str, longest: int) -> QLineEdit:
        made = named(OwnEnterEdit(self), name, accessible)
        made.setMaxLength(longest)
        set_role(made, Role.BODY)
        made.returnPressed.connect(self._on_saved)
        return made

    def _fields(self) -> QGridLayout:
        fields = grid(gap=6)
        for at, (edit, share) in enumerate(((self.quantity, 1), (self.price, 2))):
            edit.setAlignment(Qt.AlignmentFlag.AlignRight)
            fields.addWidget(muted(edit.accessibleName(), Role.CAPTION, self), 0, at)
            fields.addWidget(edit, 1, at)
            fields.setColumnStretch(at, share)
        fields.addWidget(muted(self.note.accessibleName(), Role.CAPTION, self), 2, 0, 1, 2)
        fields.addWidget(self.note, 3, 0, 1, 2)
        return fields

    def _buttons(self) -> QHBoxLayout:
        buttons = row(gap=6)
        for widget in (self.remove_button, self.cancel_button):
            buttons.addWidget(widget)
        buttons.addWidget(self.save_button, 1)
        return buttons

    @Slot()
    def _on_saved(self) -> None:
        if self._screen is not None:
            typed = (self.quantity.text().strip(), self.price.text().strip(), self.note.text())
            self.saved.emit(LineEdited(self._screen.line_id, *typed))

    @Slot()
    def _on_removed(self) -> None:
        if self._screen is not None:
            self.removed.emit(self._screen.line_id)
