"""The command palette (Ctrl+K): type a few letters, Enter does it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.ambient import tokens
from posdesk.desktop.look.controls import muted, named, set_role
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.palette import Command
from posdesk.desktop.views.product_picker import FilterEdit
from posdesk.desktop.views.rows_model import RowsModel
from posdesk.desktop.views.sheet import Sheet
from posdesk.desktop.views.tables import QuietTable

WIDTHS = (0, 150)


class CommandModel(RowsModel[Command]):
    """What it does, and the key or the place."""

    def cell(self, row: Command, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.title, row.where)[column]
        if role == Qt.ItemDataRole.ForegroundRole and column:
            return QColor(tokens().muted)
        if role == Qt.ItemDataRole.FontRole:
            return font(Role.SMALL if column else Role.STRONG)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {row.where}"
        return None


class PaletteView(Sheet):
    """Shows the commands that match; ``chosen`` carries a command's name, ``filter_edited`` the text."""

    chosen = Signal(str)
    filter_edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("palette", self.tr("Commands"), parent)
        self.filter = named(FilterEdit(self), "palette.filter", self.tr("Find a command"))
        self.filter.setPlaceholderText(self.tr("What do you want to do?"))
        set_role(self.filter, Role.BODY)
        self._model = CommandModel(self, (self.tr("Command"), self.tr("Key or place")))
        self.table = QuietTable(
            "palette.rows", self.tr("Commands"), WIDTHS, self, row_height=30, headed=True
        )
        self.table.setModel(self._model)
        self._none = muted(self.tr("No command matches."), Role.BODY, self, name="palette.none")
        for widget in (self.filter, self._none, self.table):
            self.body.addWidget(widget)
        self.body.setStretchFactor(self.table, 1)
        self._none.hide()
        self.filter.textEdited.connect(self.filter_edited)
        self.filter.moved.connect(self._on_moved)
        self.filter.returnPressed.connect(self.choose_current)
        self.table.clicked.connect(self._on_clicked)

    def render_rows(self, rows: Sequence[Command]) -> None:
        """Show ``rows``; Enter does the first until the cashier moves."""
        self._model.show_rows(rows)
        self._none.setVisible(not rows)
        if rows:
            self.table.setCurrentIndex(self._model.index(0, 0))

    def take_focus(self) -> None:
        self.filter.clear()
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def choose_current(self) -> None:
        """Do what is marked."""
        row = self._model.row_at(self.table.currentIndex())
        if row is not None:
            self.chosen.emit(row.name)

    @Slot(int)
    def _on_moved(self, move: int) -> None:
        count = self._model.rowCount()
        if count:
            at = max(0, min(count - 1, self.table.currentIndex().row() + move))
            self.table.setCurrentIndex(self._model.index(at, 0))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.choose_current()
