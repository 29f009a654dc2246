"""Lists of immutable rows as Qt models: whole screens in, the least signals out.

``show_rows`` compares by equality: rows that stay keep their index, selection and paint; what
changed gets ``dataChanged`` row by row; what came or went between the common head and tail is
inserted or removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.tokens import Role

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows of one kind; ``ROW_ROLE`` gives the row itself to a delegate.

    Subclasses say what a cell holds in ``cell``; headings are given ready.
    """

    FIGURES: ClassVar[tuple[int, ...]] = ()
    """Columns of figures: aligned right, heading included."""

    def __init__(self, parent: QObject, headings: tuple[str, ...] = ("",)) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._headings = headings

    def cell(self, row: Row, column: int, role: int) -> object:
        """What ``column`` of ``row`` holds for a Qt ``role``; None for nothing."""
        return None

    def row_at(self, index: Index) -> Row | None:
        """The row under ``index``; None for an invalid one."""
        return self._rows[index.row()] if index.isValid() else None

    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Make the model hold ``rows``."""
        old, new = self._rows, list(rows)
        if len(old) == len(new):
            for at, (before, after) in enumerate(zip(old, new, strict=True)):
                if before != after:
                    self._replace(at, after)
            return
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        if gone := len(old) - head - tail:
            self.beginRemoveRows(NOWHERE, head, head + gone - 1)
            del old[head : head + gone]
            self.endRemoveRows()
        if come := len(new) - head - tail:
            self.beginInsertRows(NOWHERE, head, head + come - 1)
            old[head:head] = new[head : head + come]
            self.endInsertRows()

    def _replace(self, at: int, row: Row) -> None:
        self._rows[at] = row
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self._headings) - 1))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row_at(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in self.FIGURES:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self.cell(row, index.column(), role)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.FontRole:
            return font(Role.CAPTION)
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self.FIGURES:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def _common(one: Sequence[Row], other: Sequence[Row]) -> int:
    """How many rows are equal from the start."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
