"""One widget a position, for short lists without controls: totals, balances, benefits.

Position is all that such a row is known by: widgets are made once, filled again, and hidden when
the list is shorter. Rows with controls keep their widget by key instead, see ``keyed_rows``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from posdesk.desktop.look.spacing import column

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)


class PooledRow(Protocol[Row_contra]):
    """A widget that can show a row, again and again."""

    def show_row(self, row: Row_contra) -> None: ...
    def as_widget(self) -> QWidget: ...


class RowPool(QWidget, Generic[Row]):
    """A column of rows; ``make`` builds the widget of a position from its number and a parent."""

    def __init__(
        self, make: Callable[[str, QWidget], PooledRow[Row]], parent: QWidget, *, gap: int = 0
    ) -> None:
        super().__init__(parent)
        self._make = make
        self._column: QVBoxLayout = column(self, gap=gap)
        self._made: list[PooledRow[Row]] = []
        self._shown: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show ``rows``; a position that holds an equal row already is left alone."""
        for at, row in enumerate(rows):
            if at == len(self._made):
                self._made.append(self._make(str(at), self))
                self._column.addWidget(self._made[at].as_widget())
            if at >= len(self._shown) or self._shown[at] != row:
                self._made[at].show_row(row)
            self._made[at].as_widget().show()
        for made in self._made[len(rows) :]:
            made.as_widget().hide()
        self._shown = list(rows)
