"""A sheet to find something in: a filter, and the list of what matches it. Enter takes what is marked.

The cursor stays in the filter; up and down move the mark in the list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import muted, named, set_role
from posdesk.desktop.look.inputs import OwnEnterEdit
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.views.rows_model import RowsModel
from posdesk.desktop.views.sheet import Sheet
from posdesk.desktop.views.tables import QuietTable

Row = TypeVar("Row")


class FilterEdit(OwnEnterEdit):
    """The filter; up and down go to the list while the cursor stays."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -8,
            Qt.Key.Key_PageDown: 8,
        }
        move = moves.get(Qt.Key(event.key()), 0)
        if move:
            self.moved.emit(move)
            return
        super().keyPressEvent(event)


@dataclass(frozen=True, slots=True)
class FilterWords:
    """What such a sheet says: its title, the filter for a screen reader and while empty, the list, no match."""

    title: str
    filter: str
    hint: str
    rows: str
    none: str


class FilterSheet(Sheet, Generic[Row]):
    """Shows the rows that match; ``chosen`` carries the key of one, ``filter_edited`` the text.

    ``make_model`` gets the sheet as parent, ``key`` says what ``chosen`` carries for a row, ``widths`` are
    as for ``QuietTable``. Controls are named ``NAME.filter``, ``NAME.rows`` and ``NAME.none``.
    """

    chosen = Signal(str)
    filter_edited = Signal(str)

    def __init__(
        self,
        name: str,
        words: FilterWords,
        make_model: Callable[[QObject], RowsModel[Row]],
        key: Callable[[Row], str],
        *,
        widths: tuple[int, ...],
        row_height: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, words.title, parent)
        self.filter = named(FilterEdit(self), f"{name}.filter", words.filter)
        self.filter.setPlaceholderText(words.hint)
        set_role(self.filter, Role.BODY)
        self._key = key
        self._model = make_model(self)
        self.table = QuietTable(
            f"{name}.rows", words.rows, widths, self, row_height=row_height, headed=True
        )
        self.table.setModel(self._model)
        self._none = muted(words.none, Role.BODY, self, name=f"{name}.none")
        for widget in (self.filter, self._none, self.table):
            self.body.addWidget(widget)
        self.body.setStretchFactor(self.table, 1)
        self._none.hide()
        self.filter.textEdited.connect(self.filter_edited)
        self.filter.moved.connect(self._on_moved)
        self.filter.returnPressed.connect(self.choose_current)
        self.table.clicked.connect(self._on_clicked)

    def render_rows(self, rows: Sequence[Row]) -> None:
        """Show ``rows``; the first is what Enter takes, unless one is marked already."""
        self._model.show_rows(rows)
        self._none.setVisible(not rows)
        if rows and not self.table.currentIndex().isValid():
            self.mark(0)

    def mark(self, at: int) -> None:
        """Make the row ``at`` the one that Enter takes."""
        self.table.setCurrentIndex(self._model.index(at, 0))

    @Slot()
    def choose_current(self) -> None:
        """Take what is marked."""
        row = self._model.row_at(self.table.currentIndex())
        if row is not None:
            self.chosen.emit(self._key(row))

    @Slot(int)
    def _on_moved(self, move: int) -> None:
        count = self._model.rowCount()
        if count:
            self.mark(max(0, min(count - 1, self.table.currentIndex().row() + move)))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.choose_current()
