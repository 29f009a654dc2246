"""Sales and returns as the tenant has them: lines, payments, what the till wrote into ``meta`` (omneo-api.md 2.9.3).

A return is a transaction of its own: its quantities and total are negative, and it names the sale's receipt
(ASSUMED, 2.9.4). Lists come in the tenant's order, newest first (U27).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, Query, one_of, page_of, paged, reading
from posdesk.omneo.rows import Row
from posdesk.omneo.staff import staff_number
from posdesk.omneo.transactions import Transaction, read_transaction
from posdesk.omneo.wire import Json
from posdesk.sale.money import Currency, Money

# More of one thing than any line has: beyond it a quantity is a mistake.
_MOST = Decimal(10**6)


@dataclass(frozen=True, slots=True)
class RecordedDiscount:
    """``amount`` off the whole line, for ``reason``."""

    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class RecordedItem:
    """A line. Prices are per unit (ASSUMED, U44), ``price_sell`` what was really paid; None: not recorded.

    ``quantity`` is negative on a return. ``meta`` is what the till wrote with the line.
    """

    id: int
    name: str
    sku: str | None
    quantity: int
    price_current: Money | None
    price_sell: Money
    price_original: Money | None
    price_tax: Money | None
    discounts: tuple[RecordedDiscount, ...]
    is_void: bool
    meta: Mapping[str, Json] = field(repr=False)

    @property
    def is_return(self) -> bool:
        return self.quantity < 0


@dataclass(frozen=True, slots=True)
class Recorded:
    """A transaction with all that it holds. ``transacted_at`` is UTC, ``timezone`` the shop's.

    ``payments`` are as they were sent, words or objects. ``profile_id`` None: nobody's yet.
    """

    head: Transaction
    profile_id: str | None
    linked_receipt_ref: str | None
    type: str | None
    currency: Currency
    total_original: Money | None
    rounding: Money | None
    transacted_at: datetime | None
    timezone: str | None
    location_id: int | None
    location_name: str | None
    staff_number: str | None
    staff_name: str | None
    items: tuple[RecordedItem, ...]
    payments: tuple[str | Mapping[str, Json], ...] = field(repr=False)
    meta: Mapping[str, Json] = field(repr=False)


def read(transaction_id: int, *, currency: Currency) -> Call[Recorded]:
    """One transaction; NotFound when there is none. ``currency`` is the tenant's, for those that name none."""
    return reading(
        "/transactions/{transaction_id}",
        one_of(lambda row: read_recorded(row, currency), "transaction"),
        transaction_id=transaction_id,
    )


def find_external(external_id: str, *, currency: Currency) -> Call[Recorded]:
    """The transaction with the till's reference; NotFound when it was not recorded."""
    return reading(
        "/transactions/external/{external_id}",
        one_of(lambda row: read_recorded(row, currency), "transaction"),
        external_id=external_id,
    )


def list(  # the verb of the API; this module makes no lists
    *,
    currency: Currency,
    receipt_ref: str | None = None,
    linked_receipt_ref: str | None = None,
    profile_id: str | None = None,
    location_id: int | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Call[Page[Recorded]]:
    """A page of all transactions of the tenant, narrowed by what is named.

    ``linked_receipt_ref`` asks for the returns of a sale. Receipt numbers repeat from till to till, and a tenant
    may ignore a filter: compare the rows' own fields (U48).
    """
    wanted: tuple[tuple[str, object], ...] = (
        ("receipt_ref", receipt_ref),
        ("linked_receipt_ref", linked_receipt_ref),
        ("profile_id", profile_id),
        ("location_id", location_id),
    )
    filters: Query = tuple(
        (f"filter[{key}]", str(value)) for key, value in wanted if value is not None
    )
    reader = page_of(lambda row: read_recorded(row, currency), "transactions")
    return reading("/transactions", reader, filters + paged(page, size))


def list_for_profile(
    profile_id: str, *, currency: Currency, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[Recorded]]:
    """A page of what the profile bought and brought back."""
    return reading(
        "/profiles/{profile_id}/transactions",
        page_of(lambda row: read_recorded(row, currency), "transactions"),
        paged(page, size),
        profile_id=profile_id,
    )


def read_recorded(row: Row, currency: Currency) -> Recorded:
    """``currency`` stands in where the row names none."""
    own = row.maybe_currency("currency") or currency
    location = row.maybe_row("location") or Row({}, "location")
    staff = row.maybe_row("staff") or Row({}, "staff")
    place = location.maybe_number("id")
    return Recorded(
        head=read_transaction(row, own),
        profile_id=row.maybe_text("profile_id"),
        linked_receipt_ref=row.maybe_text("linked_receipt_ref"),
        type=row.maybe_text("type"),
        currency=own,
        total_original=row.maybe_money("total_original", own),
        rounding=row.maybe_money("rounding", own),
        transacted_at=row.maybe_moment("transacted_at"),
        timezone=row.maybe_text("timezone"),
        location_id=row.maybe_number("location_id") if place is None else place,
        location_name=location.maybe_text("name"),
        staff_number=staff_number(staff),
        staff_name=staff.maybe_text("full_name"),
        items=tuple(_read_item(each, own) for each in row.rows("items")),
        payments=_payments(row),
        meta=row.mapping("meta"),
    )


def _read_item(row: Row, currency: Currency) -> RecordedItem:
    return RecordedItem(
        id=row.number("id"),
        name=row.words("name"),
        sku=row.maybe_text("sku") or row.maybe_text("product_variant_sku"),
        quantity=_quantity(row),
        price_current=row.maybe_money("price_current", currency),
        price_sell=row.money("price_sell", currency),
        price_original=row.maybe_money("price_original", currency),
        price_tax=row.maybe_money("price_tax", currency),
        discounts=tuple(
            RecordedDiscount(each.money("amount", currency), each.maybe_text("reason_desc") or "")
            for each in row.rows("discounts")
        ),
        is_void=row.flag("is_void", default=False),
        meta=row.mapping("meta"),
    )


def _quantity(row: Row) -> int:
    """Whole and below zero on a return; some write it with decimals."""
    found = row.maybe_decimal("quantity")
    if found is None or found != found.to_integral_value() or abs(found) > _MOST:
        raise row.bad("quantity", "is no count")
    return int(found)


def _payments(row: Row) -> tuple[str | Mapping[str, Json], ...]:
    found = row.raw("payments")
    if not isinstance(found, Sequence) or isinstance(found, str):
        return ()
    return tuple(each for each in found if isinstance(each, str | Mapping))
