"""Products, as far as a till needs them (omneo-api.md 2.14).

Omneo has no field for the kind of a product nor for its tax: a tenant that wants to serve tills writes both
into the variant's ``meta`` (``kind``: product, gift_card, shipping; ``tax_rate``: ``"0.10"``), as the sandbox does.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, page_of, paged, reading
from posdesk.omneo.rows import Row
from posdesk.sale.money import Currency, Money


@dataclass(frozen=True, slots=True)
class Variant:
    """What is scanned and sold. ``tax_rate`` is a fraction (0.10 for 10 %), None where the tenant names none."""

    sku: str
    barcode: str | None
    name: str
    price: Money
    kind: str
    tax_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Product:
    id: int
    title: str
    handle: str
    variants: tuple[Variant, ...]


def list(  # the verb of the API; this module makes no lists
    *, currency: Currency, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[Product]]:
    """A page of the catalogue, prices in ``currency``, tax included."""
    reader = page_of(lambda row: _read_product(row, currency), "products")
    return reading("/products", reader, paged(page, size))


def _read_product(row: Row, currency: Currency) -> Product:
    title = row.words("title")
    return Product(
        id=row.number("id"),
        title=title,
        handle=row.maybe_text("handle") or "",
        variants=tuple(_read_variant(each, title, currency) for each in row.rows("variants")),
    )


def _read_variant(row: Row, title: str, currency: Currency) -> Variant:
    meta = row.maybe_row("meta") or Row({}, "meta")
    return Variant(
        sku=row.text("sku"),
        barcode=row.maybe_text("barcode"),
        name=row.words("title") or title,
        price=row.money("price", currency),
        kind=meta.maybe_text("kind") or "product",
        tax_rate=meta.maybe_decimal("tax_rate"),
    )
