"""Recent sales (F12): what was sold and how it ended; a voided one gives its basket back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.ambient import tokens
from posdesk.desktop.look.controls import button, paragraph
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.spacing import row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.rows import RecentRow
from posdesk.desktop.views.rows_model import RowsModel
from posdesk.desktop.views.sheet import Sheet
from posdesk.desktop.views.tables import QuietTable

WIDTHS = (130, 220, 0, 120, 100)


class RecentModel(RowsModel[RecentRow]):
    """Time, reference, customer, state, total."""

    FIGURES = (4,)

    def cell(self, row: RecentRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.time, row.reference, row.customer, row.state, row.total)[column]
        if role == Qt.ItemDataRole.ForegroundRole:
            inks = {0: tokens().muted, 1: tokens().muted, 3: tokens().of(row.tone)}
            return QColor(inks.get(column, tokens().text))
        if role == Qt.ItemDataRole.FontRole:
            roles = {1: Role.MONO, 2: Role.STRONG, 3: Role.RING, 4: Role.BODY}
            return font(roles.get(column, Role.SMALL))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.time}, {row.customer}, {row.total}, {row.state}"
        return None


class RecentView(Sheet):
    """Shows ``RecentRow`` rows, newest first; both signals carry a sale's reference."""

    opened = Signal(str)
    recalled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("recent", self.tr("Recent sales"), parent)
        headings = (
            self.tr("Time"),
            self.tr("Reference"),
            self.tr("Customer"),
            self.tr("State"),
            self.tr("Total"),
        )
        self._model = RecentModel(self, headings)
        self.table = QuietTable(
            "recent.rows", self.tr("Recent sales"), WIDTHS, self, row_height=34, headed=True
        )
        self.table.setModel(self._model)
        self._empty = paragraph(
            self.tr("No sale yet. Each sale appears here as soon as it is opened."),
            Role.BODY,
            self,
            name="recent.empty",
        )
        self.recall = button(self.tr("Recall this basket"), "recent.recall", self)
        self.recall.setEnabled(False)
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self.recall)
        self.body.addWidget(self._empty)
        self.body.addWidget(self.table, 1)
        self.body.addStretch(0)
        self.body.addLayout(foot)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.table.doubleClicked.connect(self._on_double_clicked)
        self.recall.clicked.connect(self._on_recall_clicked)

    def render_rows(self, rows: Sequence[RecentRow]) -> None:
        """Show ``rows``."""
        self._model.show_rows(rows)
        self._empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self._stand_on_one()
        self._follow()

    def take_focus(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stand_on_one()

    def _stand_on_one(self) -> None:
        """The newest is marked until the cashier moves: rows come after the sheet is open."""
        if self._model.rows() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self._model.index(0, 0))

    def _follow(self) -> None:
        row = self._model.row_at(self.table.currentIndex())
        self.recall.setEnabled(row is not None and row.can_recall)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._follow()

    def choose_current(self) -> None:
        """Open the sale that is marked."""
        row = self._model.row_at(self.table.currentIndex())
        if row is not None:
            self.opened.emit(row.reference)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.choose_current()

    @Slot()
    def _on_recall_clicked(self) -> None:
        row = self._model.row_at(self.table.currentIndex())
        if row is not None and row.can_recall:
            self.recalled.emit(row.reference)
