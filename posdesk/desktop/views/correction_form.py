"""What the tenant objected to in a transaction, to be corrected and sent again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.controls import button, label, named, paragraph
from posdesk.desktop.look.inputs import OwnEnterEdit
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.attention_model import FieldRow
from posdesk.desktop.views.keyed_rows import KeyedRows
from posdesk.desktop.views.single_press import SinglePress

LONGEST = 100


class CorrectionField(QWidget):
    """One value with its name, and the tenant's reason against it. Enter sends."""

    entered = Signal()

    def __init__(self, shown: FieldRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = shown.field
        self._label = label("", Role.SMALL, self)
        self.edit = OwnEnterEdit(self)
        named(self.edit, f"attention.field.{shown.field}", shown.label)
        self.edit.setMaxLength(LONGEST)
        self.edit.setText(shown.value)
        self._reason = paragraph("", Role.CAPTION, self)
        held = column(self, gap=3)
        for widget in (self._label, self.edit, self._reason):
            held.addWidget(widget)
        self.edit.returnPressed.connect(self.entered)

    def show_row(self, shown: FieldRow) -> None:
        """Name and reason; what is typed stays."""
        self._label.setText(shown.label)
        self._reason.setText(shown.reason)
        self._reason.setVisible(bool(shown.reason))
        self.edit.setAccessibleDescription(shown.reason)


class CorrectionForm(QWidget):
    """Hidden when nothing can be corrected. ``sent`` carries a mapping of field to what stands in it."""

    sent = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "attention.form", self.tr("What the tenant objects to"))
        held = QWidget(self)
        self._fields: KeyedRows[FieldRow] = KeyedRows(held, column(held, gap=8), CorrectionField)
        self.send = button(self.tr("Correct and send again"), "attention.send", self)
        self._does = paragraph(
            self.tr("Sends it under the same reference. Amounts and redemptions stay as they are."),
            Role.SMALL,
            self,
        )
        self.send.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        whole = column(self, margins=(0, 8, 0, 0), gap=10)
        whole.addWidget(held)
        line = row(gap=16)
        line.addWidget(self.send, 1)
        line.addWidget(self._does, 2, Qt.AlignmentFlag.AlignVCenter)
        whole.addLayout(line)
        SinglePress(self.send)
        self.send.clicked.connect(self._on_send)
        self.hide()

    def show_fields(self, fields: Sequence[FieldRow]) -> None:
        """Show ``fields`` in their order."""
        self.setVisible(bool(fields))
        # A field that was refused again has another reason, and begins with what was sent then.
        rows = [(f"{each.field}\n{each.value}\n{each.reason}", each) for each in fields]
        for made in self._fields.show(rows):
            if isinstance(made, CorrectionField):
                made.entered.connect(self._on_send)

    @Slot()
    def _on_send(self) -> None:
        shown = [each for each in self._fields.widgets() if isinstance(each, CorrectionField)]
        self.sent.emit({each.field: each.edit.text() for each in shown})
