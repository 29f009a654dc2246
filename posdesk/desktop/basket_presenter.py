"""The basket's part of the presenter: products, edits in place, undo, recall."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from posdesk.desktop.sale_presenter import Make, SalePresenter
from posdesk.desktop.screens import lists
from posdesk.desktop.screens.basket import line_edit_screen
from posdesk.desktop.screens.desk import Problem
from posdesk.desktop.screens.notices import notice
from posdesk.sale import events as ev
from posdesk.sale.basket import Line, Lines, Product
from posdesk.sale.errors import BadQuantity, PosError
from posdesk.sale.money import Money
from posdesk.till.catalogue import Catalogue
from posdesk.till.register import Register

if TYPE_CHECKING:
    from posdesk.desktop.views.line_editor import LineEdited


class BasketPresenter(QObject):
    """``editor_changed`` carries a ``LineEditScreen`` or None, ``products_changed`` ``ProductRow``s."""

    editor_changed = Signal(object)
    products_changed = Signal(object)

    def __init__(self, presenter: SalePresenter, register: Register) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._register = register

    @property
    def catalogue(self) -> Catalogue:
        return self._register.catalogue

    def add(self, product: Product) -> None:
        """One piece more; after a finished sale into the next one's basket."""
        self._presenter.follow_up(partial(ev.LineAdded, product=product))

    @Slot(str)
    def add_sku(self, sku: str) -> None:
        """The product that was picked from the list."""
        product = self.catalogue.find(sku)
        if product is not None:
            self.add(product)

    @Slot()
    def show_products(self) -> None:
        """The picker was opened (F3)."""
        self.filter_products("")

    @Slot(str)
    def filter_products(self, wanted: str) -> None:
        rows = lists.product_rows(self.catalogue.products, wanted)
        self.products_changed.emit(rows)

    @Slot(object)
    def edit_line(self, line_id: int) -> None:
        """Open the editor of a line (F4)."""
        sale = self._presenter.sale
        if sale is not None and self._presenter.is_editable:
            self.editor_changed.emit(line_edit_screen(sale.basket.line(line_id)))

    @Slot()
    def leave_line(self) -> None:
        self.editor_changed.emit(None)

    @Slot(object)
    def save_line(self, edited: LineEdited) -> None:
        """Quantity, price and note, each an edit of its own that undo knows; all or none."""
        sale = self._presenter.sale
        if sale is None:
            return
        line = sale.basket.line(edited.line_id)
        try:
            makes = tuple(_edits(edited, line))
        except PosError as error:
            self.editor_changed.emit(line_edit_screen(line, notice(Problem(error.code))))
            return
        for make in makes:
            self._presenter.do(make)
        self.editor_changed.emit(None)

    @Slot(object)
    def remove_line(self, line_id: int) -> None:
        self.editor_changed.emit(None)
        self._presenter.do(partial(ev.LineRemoved, line_id=line_id))

    @Slot()
    def undo(self) -> None:
        self._presenter.do(ev.BasketUndone)

    @Slot()
    def redo(self) -> None:
        self._presenter.do(ev.BasketRedone)

    @Slot()
    def recall_last(self) -> None:
        """The basket of the sale that was voided last."""
        if self._presenter.last_void is not None:
            self.recall(*self._presenter.last_void)

    def recall(self, reference: str, lines: Lines) -> None:
        """The lines of a voided sale, as one edit."""
        self._presenter.last_void = None
        make = partial(ev.BasketRecalled, lines=lines, from_reference=reference)
        self._presenter.follow_up(make)


def _edits(edited: LineEdited, line: Line) -> Iterator[Make]:
    """What changed, checked before anything is told. Raises BadQuantity, BadAmount."""
    quantity = _quantity(edited.quantity)
    price = Money.parse(edited.price, line.price.currency) if edited.price.strip() else None
    if quantity != line.quantity:
        yield partial(ev.QuantitySet, line_id=line.id, quantity=quantity)
    if (price or line.product.price) != line.price:
        yield partial(ev.PriceSet, line_id=line.id, price=price)
    if edited.note.strip() != line.note:
        yield partial(ev.NoteSet, line_id=line.id, note=edited.note)


def _quantity(text: str) -> int:
    plain = text.strip()
    if not plain.isascii() or not plain.isdecimal() or not 1 <= int(plain[:9]) <= 9_999:
        raise BadQuantity(f"quantity {text[:20]!r}")
    return int(plain)
