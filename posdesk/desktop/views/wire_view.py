"""The wire: every request of the sale, and the two bodies of the one that is selected.

Bodies are plain text, read-only, in the fixed face; redaction happened before they came here.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.controls import button, muted, named, paragraph, set_role
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import MEASURE, Role
from posdesk.desktop.screens.rows import WireRow
from posdesk.desktop.views.rows_model import RowsModel
from posdesk.desktop.views.tables import QuietTable
from posdesk.desktop.views.wire_rows import BAR, WIDTHS, BarDelegate, WireModel


class BodyPane(QWidget):
    """One body under its heading."""

    def __init__(self, heading: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = row(gap=8)
        self._heading = muted(heading, Role.CAPTION, self, name=f"{name}.heading")
        self.text = named(QPlainTextEdit(self), name, heading)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setUndoRedoEnabled(False)
        set_role(self.text, Role.MONO_SMALL)
        self.head.addWidget(self._heading, 1)
        self._heading.setMinimumHeight(px(MEASURE.small))
        body = column(self, gap=4)
        body.addLayout(self.head)
        body.addWidget(self.text, 1)

    def show_body(self, heading: str, text: str) -> None:
        """Show ``text`` as it is."""
        self._heading.setText(heading)
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)


class BodiesPanel(QSplitter):
    """Request and answer side by side, with how the answer was read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("wire.bodies")
        self.setChildrenCollapsible(False)
        self.request = BodyPane(self.tr("Request"), "wire.request", self)
        self.answer = BodyPane(self.tr("Answer"), "wire.answer", self)
        self.close_button = button("", "wire.close", self.answer, quiet=True)
        self.close_button.setAccessibleName(self.tr("Close request and answer"))
        self.close_button.setProperty("small", True)
        self.close_button.set_sign("close")
        self.answer.head.addWidget(self.close_button)
        for pane in (self.request, self.answer):
            self.addWidget(pane)

    def show_call(self, call: WireRow) -> None:
        """Show the bodies of a call."""
        self.request.show_body(self.tr("Request"), call.request)
        heading = self.tr("Answer")
        if call.reading:
            heading = self.tr("Answer, read as: {reading}").format(reading=call.reading)
        self.answer.show_body(heading, call.answer)


class WireView(QWidget):
    """The list of calls; ``row_selected`` carries the number of the call.

    ``bodies_toggled`` asks for more room, or gives it back.
    """

    row_selected = Signal(object)
    bodies_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wire")
        self._bodies: BodiesPanel | None = None
        self._shown: Sequence[WireRow] = ()
        self._model = WireModel(self, ("",) * len(WIDTHS))
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.setChildrenCollapsible(False)
        self.table = QuietTable("wire.rows", self.tr("Requests"), WIDTHS, self._split)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setModel(self._model)
        self.table.setItemDelegateForColumn(BAR, BarDelegate(self.table))
        self.table.setMinimumHeight(44)
        self._empty = paragraph(
            self.tr("Every request to the tenant appears here, as it is sent."),
            Role.BODY,
            self,
            name="wire.empty",
        )
        body = column(self)
        self._nothing = QWidget(self)
        column(self._nothing, margins=(10, 12, 10, 12)).addWidget(self._empty)
        body.addWidget(self._nothing)
        body.addWidget(self._split, 1)
        self._split.hide()
        self.table.selectionModel().currentRowChanged.connect(self._on_current_changed)

    def render_rows(self, rows: Sequence[WireRow]) -> None:
        """Show ``rows``, oldest first; the list follows its end while nothing is selected."""
        if rows == self._shown:
            return
        self._shown = rows
        self._model.show_rows(rows)
        self._nothing.setVisible(not rows)
        self._split.setVisible(bool(rows))
        if not self.table.currentIndex().isValid():
            self.table.scrollToBottom()
        self._show_current()

    def bodies(self) -> BodiesPanel | None:
        """The two bodies, once a call was selected."""
        return self._bodies

    def model(self) -> RowsModel[WireRow]:
        return self._model

    @Slot()
    def close_bodies(self) -> None:
        """Put the bodies away and follow the end again."""
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_current()
        call = self._model.row_at(current)
        if call is not None:
            self.row_selected.emit(call.number)

    def _show_current(self) -> None:
        call = self._model.row_at(self.table.currentIndex())
        if call is None:
            if self._bodies is not None and not self._bodies.isHidden():
                self._bodies.hide()
                self.bodies_toggled.emit(False)
            return
        if self._bodies is None:
            self._bodies = self._make_bodies()
        self._bodies.show_call(call)
        if self._bodies.isHidden():
            self._bodies.show()
            self.bodies_toggled.emit(True)
            self._split.setSizes([px(92), px(190)])

    def _make_bodies(self) -> BodiesPanel:
        made = BodiesPanel(self._split)
        made.hide()
        made.close_button.clicked.connect(self.close_bodies)
        self._split.addWidget(made)
        self._split.setStretchFactor(1, 1)
        return made
