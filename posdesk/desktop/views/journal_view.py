"""The timeline and the journal of the sale: simple tables of what happened and when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.ambient import tokens
from posdesk.desktop.look.controls import paragraph
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.spacing import column
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.rows import JournalRow
from posdesk.desktop.views.rows_model import RowsModel
from posdesk.desktop.views.tables import QuietTable

WIDTHS = (48, 104, 420, 0)


class JournalModel(RowsModel[JournalRow]):
    """Number, time, what, detail."""

    def cell(self, row: JournalRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.number, row.time, row.what, row.detail)[column]
        if role == Qt.ItemDataRole.ForegroundRole:
            if column != 2:
                return QColor(tokens().muted)
            return QColor(tokens().of(row.tone))
        if role == Qt.ItemDataRole.FontRole:
            mono = column < 2
            strong = column == 2 and row.tone is not Tone.PLAIN
            return font(Role.MONO) if mono else font(Role.RING) if strong else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.time} {row.what} {row.detail}"
        return None


class JournalView(QWidget):
    """Rows, oldest first, following the end; ``name`` is ``journal`` or ``timeline``."""

    def __init__(
        self, name: str, accessible: str, empty: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._shown: Sequence[JournalRow] = ()
        self._model = JournalModel(self, ("", "", "", ""))
        self.table = QuietTable(f"{name}.rows", accessible, WIDTHS, self)
        self.table.setModel(self._model)
        self._empty = paragraph(empty, Role.BODY, self, name=f"{name}.empty")
        body = column(self)
        self._nothing = QWidget(self)
        column(self._nothing, margins=(10, 12, 10, 12)).addWidget(self._empty)
        body.addWidget(self._nothing)
        body.addWidget(self.table, 1)
        self.table.hide()

    def render_rows(self, rows: Sequence[JournalRow]) -> None:
        """Show ``rows``."""
        if rows == self._shown:
            return
        self._shown = rows
        self._model.show_rows(rows)
        self._nothing.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.table.scrollToBottom()
