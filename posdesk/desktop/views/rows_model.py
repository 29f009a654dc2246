"""Lists of immutable rows as Qt models: whole screens in, the least signals out.

``show_rows`` compares by equality: rows that stay keep their index, selection and paint; from the first
to the last that changed gets one ``dataChanged``; what came or went between the common head and tail is
inserted or removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.plain import one_line
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.late_rows import changed_span, common_head, common_tail, without

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
        self._rows: Sequence[Row] = ()
        self._headings = headings

    def cell(self, row: Row, column: int, role: int) -> object:
        """What ``column`` of ``row`` holds for a Qt ``role``; None for nothing."""
        return None

    def row_at(self, index: Index) -> Row | None:
        """The row under ``index``; None for an invalid one."""
        return self._rows[index.row()] if index.isValid() else None

    def rows(self) -> Sequence[Row]:
        return self._rows

    def is_figure(self, column: int) -> bool:
        """Whether a column holds figures."""
        return column in self.FIGURES

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Make the model hold ``rows``, which nobody changes any more."""
        old = self._rows
        if len(old) == len(rows):
            span = changed_span(old, rows)
            self._rows = rows
            if span:
                last = len(self._headings) - 1
                self.dataChanged.emit(self.index(span[0], 0), self.index(span[-1], last))
            return
        head = common_head(old, rows)
        tail = common_tail(old, rows, head)
        gone, come = len(old) - head - tail, len(rows) - head - tail
        if gone:
            self.beginRemoveRows(NOWHERE, head, head + gone - 1)
            self._rows = without(rows, head, come) if come else rows
            self.endRemoveRows()
        if come:
            self.beginInsertRows(NOWHERE, head, head + come - 1)
            self._rows = rows
            self.endInsertRows()

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
        if role == Qt.ItemDataRole.TextAlignmentRole and self.is_figure(index.column()):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        held = self.cell(row, index.column(), role)
        return one_line(held) if isinstance(held, str) else held

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
        if role == Qt.ItemDataRole.TextAlignmentRole and self.is_figure(section):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None
