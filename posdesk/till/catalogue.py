"""What this till sells, where it stands, and who serves: read from the tenant when the till opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

from posdesk.omneo import currencies, locations, products, staff
from posdesk.omneo.calls import Page
from posdesk.omneo.currencies import Rate
from posdesk.omneo.locations import Location
from posdesk.omneo.products import Product as WireProduct
from posdesk.omneo.products import Variant
from posdesk.omneo.staff import Staff
from posdesk.sale.basket import Product, ProductKind
from posdesk.sale.money import Currency
from posdesk.till.scripts import Script, all_items, value_or

# Australia; a product may name its own rate (design, section 4).
DEFAULT_TAX = Decimal("0.10")
_NO_PRODUCTS: Page[WireProduct] = Page((), 1, 1)
_NO_RATES: Page[Rate] = Page((), 1, 1)
_NO_LOCATIONS: Page[Location] = Page((), 1, 1)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Products by the order of the tenant, and by every code that a scanner may read."""

    products: tuple[Product, ...] = ()
    by_code: Mapping[str, Product] = field(default_factory=dict)

    @classmethod
    def of(cls, items: tuple[Product, ...]) -> Catalogue:
        codes = {item.sku: item for item in items if item.sku}
        return cls(items, codes | {item.barcode: item for item in items if item.barcode})

    def find(self, code: str) -> Product | None:
        """The product with this barcode or SKU, to the letter."""
        return self.by_code.get(code)


@dataclass(frozen=True, slots=True)
class Shop:
    """The store and the person of this till, as the tenant knows them; empty names where it does not.

    ``timezone`` is the store's own, empty where the tenant tells none that exists.
    ``rates`` is what one unit of the till's currency is in another, by its code.
    """

    location_id: str = ""
    store_name: str = ""
    staff_id: str = ""
    staff_name: str = ""
    timezone: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)


def read_catalogue(currency: Currency) -> Script[Catalogue]:
    """All products. A tenant without any, or a token that may not see them, has an empty catalogue."""
    (outcome,) = yield (products.list(currency=currency),)
    first = value_or(outcome, _NO_PRODUCTS)
    rows = yield from all_items(first, lambda page: products.list(currency=currency, page=page))
    return Catalogue.of(tuple(_product(row, variant) for row in rows for variant in row.variants))


def _product(row: WireProduct, variant: Variant) -> Product:
    kinds = {kind.value: kind for kind in ProductKind}
    kind = kinds.get(variant.kind, ProductKind.PRODUCT)
    tax = variant.tax_rate
    if tax is None:
        tax = Decimal(0) if kind is ProductKind.GIFT_CARD else DEFAULT_TAX
    return Product(
        variant.sku,
        variant.name or row.title,
        variant.price,
        variant.barcode or "",
        tax,
        kind,
    )


def read_rates(currency: Currency) -> Script[dict[str, Decimal]]:
    """What one unit of ``currency`` is in others, by code; empty where the tenant tells none."""
    (outcome,) = yield (currencies.list(),)
    rows = yield from all_items(
        value_or(outcome, _NO_RATES), lambda page: currencies.list(page=page)
    )
    inverse = {row.source: 1 / row.rate for row in rows if row.target == currency.code}
    return inverse | {row.target: row.rate for row in rows if row.source == currency.code}


def read_shop(store: str, staff_number: str) -> Script[Shop]:
    """The location whose external id is ``store``, and the staff member. Unknown ones stay empty."""
    asked = (staff.read(staff_number),) if staff_number else ()
    placed, *served = yield (locations.list(external_id=store), *asked)
    first = value_or(placed, _NO_LOCATIONS)
    rows = yield from all_items(first, lambda page: locations.list(external_id=store, page=page))
    here = next((row for row in rows if row.external_id == store), None)
    who: Staff | None = value_or(served[0], None) if served else None
    return Shop(
        str(here.id) if here else "",
        here.name if here else "",
        who.number if who else staff_number,
        who.full_name if who else "",
        _zone(here.timezone) if here and here.timezone else "",
    )


def _zone(name: str) -> str:
    """``name`` where it is a time zone of the IANA list; a tenant may hold anything."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return ""
    return name
