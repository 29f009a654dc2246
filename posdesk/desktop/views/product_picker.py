"""Adding a product (F3): a filter and a list, in place. Enter adds and leaves it open."""

from __future__ import annotations

from operator import attrgetter

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.ambient import tokens
from posdesk.desktop.look.controls import muted
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.rows import ProductRow
from posdesk.desktop.views.filter_sheet import FilterSheet, FilterWords
from posdesk.desktop.views.rows_model import RowsModel

translate = QCoreApplication.translate
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


def _model(parent: QObject) -> ProductModel:
    headings = (
        translate("ProductPicker", "Product"),
        translate("ProductPicker", "Code"),
        translate("ProductPicker", "Barcode"),
        translate("ProductPicker", "Price"),
    )
    return ProductModel(parent, headings)


class ProductPicker(FilterSheet[ProductRow]):
    """Shows the products that match; ``chosen`` carries the code (sku) of one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        words = FilterWords(
            title=translate("ProductPicker", "Add a product"),
            filter=translate("ProductPicker", "Filter the products"),
            hint=translate("ProductPicker", "Name, code or barcode"),
            rows=translate("ProductPicker", "Products"),
            none=translate("ProductPicker", "No product matches."),
        )
        super().__init__(
            "products",
            words,
            _model,
            attrgetter("sku"),
            widths=WIDTHS,
            row_height=34,
            parent=parent,
        )
        enter = self.tr("Enter adds the product and leaves this open.")
        self.body.addWidget(muted(enter, Role.CAPTION, self))

    def take_focus(self) -> None:
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filter.selectAll()
