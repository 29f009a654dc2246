"""The webhooks that came: a line each, and the body of the one that is selected, masked before it came here."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSplitter, QWidget

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.controls import button, muted, paragraph
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.spacing import column
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.rows import WebhookRow, WebhooksScreen
from posdesk.desktop.views.rows_model import RowsModel
from posdesk.desktop.views.tables import QuietTable
from posdesk.desktop.views.wire_view import BodyPane

TIME, EVENT, WHO, SIGNED, OUTCOME = range(5)
WIDTHS = (84, 230, 0, 100, 230)


class WebhooksModel(RowsModel[WebhookRow]):
    """One delivery a row: time, event, whose, signature, what became of it."""

    def cell(self, row: WebhookRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.time, row.event, row.who, row.signed, row.outcome)[column]
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self._ink(row, column))
        if role == Qt.ItemDataRole.FontRole:
            return font(Role.MONO) if column in (TIME, EVENT) else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.time} {row.event} {row.who} {row.signed} {row.outcome}"
        return None

    def _ink(self, row: WebhookRow, column: int) -> str:
        colours = tokens()
        if column == SIGNED:
            return colours.of(row.signed_tone)
        if column == OUTCOME:
            return colours.of(row.tone) if row.tone is not Tone.PLAIN else colours.muted
        return colours.muted if column == TIME else colours.text


class WebhooksView(QWidget):
    """``bodies_toggled`` asks for more room for a body, or gives it back."""

    bodies_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("webhooks")
        self._shown: WebhooksScreen | None = None
        self._body: BodyPane | None = None
        self._model = WebhooksModel(self, ("",) * len(WIDTHS))
        self._status = muted("", Role.CAPTION, self, name="webhooks.status")
        self._status.setIndent(px(3))
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.setChildrenCollapsible(False)
        self.table = QuietTable("webhooks.rows", self.tr("Webhooks"), WIDTHS, self._split)
        self.table.setModel(self._model)
        self.table.setMinimumHeight(44)
        self._nothing = QWidget(self)
        self._empty = paragraph("", Role.BODY, self._nothing, name="webhooks.empty")
        column(self._nothing, margins=(10, 12, 10, 12)).addWidget(self._empty)
        whole = column(self)
        whole.addWidget(self._status)
        whole.addWidget(self._nothing)
        whole.addWidget(self._split, 1)
        self._split.hide()
        self.table.selectionModel().currentRowChanged.connect(self._on_current_changed)

    def render_screen(self, screen: WebhooksScreen) -> None:
        """Show the deliveries, oldest first; the list follows its end while nothing is selected."""
        if screen == self._shown:
            return
        self._shown = screen
        self._status.setText(screen.status)
        self._status.setVisible(bool(screen.rows))
        self._empty.setText(screen.empty)
        self._model.show_rows(screen.rows)
        self._nothing.setVisible(not screen.rows)
        self._split.setVisible(bool(screen.rows))
        if not self.table.currentIndex().isValid():
            self.table.scrollToBottom()
        self._show_current()

    @Slot()
    def close_body(self) -> None:
        """Put the body away and follow the end again."""
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_current()

    def _show_current(self) -> None:
        row = self._model.row_at(self.table.currentIndex())
        if row is None:
            if self._body is not None and not self._body.isHidden():
                self._body.hide()
                self.bodies_toggled.emit(False)
            return
        if self._body is None:
            self._body = self._make_body()
        self._body.show_body(row.why, row.body)
        if self._body.isHidden():
            self._body.show()
            self.bodies_toggled.emit(True)
            self._split.setSizes([px(92), px(190)])

    def _make_body(self) -> BodyPane:
        made = BodyPane(self.tr("Body"), "webhooks.body", self._split)
        made.hide()
        close = button("", "webhooks.close", made, quiet=True)
        close.setAccessibleName(self.tr("Close the body"))
        close.setProperty("small", True)
        close.set_sign("close")
        close.clicked.connect(self.close_body)
        made.head.addWidget(close)
        self._split.addWidget(made)
        self._split.setStretchFactor(1, 1)
        return made
