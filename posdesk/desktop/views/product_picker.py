"""Adding a product (F3): a filter and a list, in place. Enter adds and leaves it open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.ambient import tokens
from posdesk.desktop.look.controls import muted, named, set_role
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.inputs import OwnEnterEdit
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.rows import ProductRow
from posdesk.desktop.views.rows_model import RowsModel
from posdesk.desktop.views.sheet import Sheet
from posdesk.desktop.views.tables import QuietTable

WIDTHS = (0, 130, 150, 110)


class ProductModel(RowsModel[ProductRow]):
    """Name, code, barcode, price."""

    FIGURES = (3,)

    def cell(self, row: ProductRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.name, row.sku, row.barcode, row.price)[column]
        if role == Qt.ItemDataRole.ForegroundRole and column in (1, 2):
            return QColor(tokens().muted)
        if role == Qt.ItemDataRole.FontRole:
            roles = {0: Role.STRONG, 3: Role.BODY}
            return font(roles.get(column, Role.MONO))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {row.sku}, {row.price}"
        return None


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


class ProductPicker(Sheet):
    """Shows the products that match; ``chosen`` carries the code (sku) of one, ``filter_edited`` the text."""

    chosen = Signal(str)
    filter_edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("products", self.tr("Add a product"), parent)
        self.filter = named(FilterEdit(self), "products.filter", self.tr("Filter the products"))
        self.filter.setPlaceholderText(self.tr("Name, code or barcode"))
        self.filter.setClearButtonEnabled(False)
        set_role(self.filter, Role.BODY)
        headings = (self.tr("Product"), self.tr("Code"), self.tr("Barcode"), self.tr("Price"))
        self._model = ProductModel(self, headings)
        self.table = QuietTable(
            "products.rows", self.tr("Products"), WIDTHS, self, row_height=34, headed=True
        )
        self.table.setModel(self._model)
        self._none = muted(self.tr("No product matches."), Role.BODY, self, name="products.none")
        self._hint = muted(
            self.tr("Enter adds the product and leaves this open."), Role.CAPTION, self
        )
        for widget in (self.filter, self._none, self.table, self._hint):
            self.body.addWidget(widget)
        self.body.setStretchFactor(self.table, 1)
        self._none.hide()
        self.filter.textEdited.connect(self.filter_edited)
        self.filter.moved.connect(self._on_moved)
        self.filter.returnPressed.connect(self.choose_current)
        self.table.clicked.connect(self._on_clicked)

    def render_rows(self, rows: Sequence[ProductRow]) -> None:
        """Show the products that match; the first is the one that Enter adds."""
        self._model.show_rows(rows)
        self._none.setVisible(not rows)
        if rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self._model.index(0, 0))

    def take_focus(self) -> None:
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filter.selectAll()

    @Slot()
    def choose_current(self) -> None:
        """Add the product that is marked."""
        row = self._model.row_at(self.table.currentIndex())
        if row is not None:
            self.chosen.emit(row.sku)

    @Slot(int)
    def _on_moved(self, move: int) -> None:
        count = self._model.rowCount()
        if count:
            at = max(0, min(count - 1, self.table.currentIndex().row() + move))
            self.table.setCurrentIndex(self._model.index(at, 0))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.choose_current()
