"""The basket: products, quantities, price overrides, notes; with undo and redo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from posdesk.sale.errors import BadAmount, BadQuantity, IllegalEvent
from posdesk.sale.money import Currency, Money
from posdesk.sale.replacing import replace

MAX_QUANTITY = 9_999
MAX_NOTE = 200
UNDO_DEPTH = 100


class ProductKind(StrEnum):
    """What is sold; gift cards and shipping are never discounted (Omneo's storefront rule)."""

    PRODUCT = "product"
    GIFT_CARD = "gift_card"
    SHIPPING = "shipping"


class Exclusion(StrEnum):
    """Why a line takes no share of a discount."""

    GIFT_CARD = "gift_card"
    SHIPPING = "shipping"
    ZERO_PRICE = "zero_price"


@dataclass(frozen=True, slots=True)
class Product:
    """An article of the catalogue. ``price`` includes tax; ``tax_rate`` is a fraction: 0.10 is 10 %."""

    sku: str
    name: str
    price: Money
    barcode: str = ""
    tax_rate: Decimal = Decimal("0.10")
    kind: ProductKind = ProductKind.PRODUCT

    def __post_init__(self) -> None:
        if self.price.minor < 0 or not 0 <= self.tax_rate < 10:
            raise BadAmount(f"price or tax of {self.sku!r}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``price`` is the unit price in force, which may differ from the product's."""

    id: int
    product: Product
    quantity: int
    price: Money
    note: str = ""

    @property
    def original(self) -> Money:
        """What the line costs before any discount."""
        return self.price * self.quantity

    @property
    def overridden(self) -> bool:
        return self.price != self.product.price

    @property
    def exclusion(self) -> Exclusion | None:
        if self.product.kind is ProductKind.GIFT_CARD:
            return Exclusion.GIFT_CARD
        if self.product.kind is ProductKind.SHIPPING:
            return Exclusion.SHIPPING
        return None if self.price else Exclusion.ZERO_PRICE


Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines in the order they were added. Line ids are never used twice in a sale."""

    lines: Lines = ()
    next_id: int = 1
    past: tuple[Lines, ...] = ()
    future: tuple[Lines, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines)

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    def total(self, currency: Currency) -> Money:
        return Money.total((line.original for line in self.lines), currency)

    def line(self, line_id: int) -> Line:
        """Raises IllegalEvent when the line is gone."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise IllegalEvent(f"no line {line_id} in the basket")

    def add(self, product: Product, quantity: int = 1) -> Basket:
        """Add pieces; the same product at its own price, without a note, joins its line."""
        _check_quantity(quantity)
        for line in self.lines:
            if line.product == product and not line.overridden and not line.note:
                return self.set_quantity(line.id, line.quantity + quantity)
        line = Line(self.next_id, product, quantity, product.price)
        return replace(self._changed((*self.lines, line)), next_id=self.next_id + 1)

    def set_quantity(self, line_id: int, quantity: int) -> Basket:
        _check_quantity(quantity)
        return self._put(replace(self.line(line_id), quantity=quantity))

    def set_price(self, line_id: int, price: Money | None) -> Basket:
        """Override the unit price; None gives the product's own back. Raises BadAmount, CurrencyMismatch."""
        line = self.line(line_id)
        price = line.product.price if price is None else price
        if price < Money.zero(line.price.currency):
            raise BadAmount(f"unit price {price}")
        return self._put(replace(line, price=price))

    def set_note(self, line_id: int, note: str) -> Basket:
        return self._put(replace(self.line(line_id), note=note.strip()[:MAX_NOTE]))

    def remove(self, line_id: int) -> Basket:
        gone = self.line(line_id)
        return self._changed(tuple(line for line in self.lines if line is not gone))

    def recall(self, lines: Iterable[Line]) -> Basket:
        """Put the lines of a voided sale into this basket, under new ids, as one undoable edit."""
        fresh = tuple(replace(line, id=self.next_id + offset) for offset, line in enumerate(lines))
        return replace(self._changed((*self.lines, *fresh)), next_id=self.next_id + len(fresh))

    def undo(self) -> Basket:
        """Raises IllegalEvent when there is nothing to undo."""
        if not self.past:
            raise IllegalEvent("nothing to undo")
        return replace(
            self,
            lines=self.past[-1],
            past=self.past[:-1],
            future=(*self.future, self.lines),
        )

    def redo(self) -> Basket:
        """Raises IllegalEvent when there is nothing to redo."""
        if not self.future:
            raise IllegalEvent("nothing to redo")
        return replace(
            self,
            lines=self.future[-1],
            past=(*self.past, self.lines)[-UNDO_DEPTH:],
            future=self.future[:-1],
        )

    def _put(self, changed: Line) -> Basket:
        return self._changed(
            tuple(changed if line.id == changed.id else line for line in self.lines)
        )

    def _changed(self, lines: Lines) -> Basket:
        if lines == self.lines:
            return self
        return replace(self, lines=lines, past=(*self.past, self.lines)[-UNDO_DEPTH:], future=())


def _check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= MAX_QUANTITY:
        raise BadQuantity(f"quantity {quantity}")
