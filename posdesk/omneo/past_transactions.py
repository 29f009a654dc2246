"""Transactions read back whole, for returns: items, links, and what the till kept in ``meta`` (omneo-api.md 2.9).

Filters are asked for and never believed: a tenant may ignore one (U48), so rows are judged by their own fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, page_of, paged, reading
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json
from posdesk.sale.money import Currency, Money


@dataclass(frozen=True, slots=True)
class PastItem:
    """An item as it was sent: ``price_*`` per unit, ``tax`` for all pieces; negative pieces came back.

    ``line`` is the till's own number of the line, where a till of ours wrote it.
    """

    name: str
    sku: str
    quantity: int
    price_current: Money
    price_sell: Money
    price_original: Money
    tax: Money
    line: int | None


@dataclass(frozen=True, slots=True)
class PastTransaction:
    """A transaction with its items. ``posdesk`` is what our till wrote into ``meta``, None for any other's."""

    id: int
    external_id: str | None
    receipt_ref: str | None
    linked_receipt_ref: str | None
    profile_id: str | None
    total: Money
    transacted_at: datetime | None
    is_void: bool
    items: tuple[PastItem, ...]
    posdesk: Row | None


def find_external(external_id: str, *, currency: Currency) -> Call[PastTransaction]:
    """By the till's reference; NotFound when it was not recorded."""

    def read_answer(payload: Json) -> PastTransaction:
        return read_past(Row.one(payload, "transaction"), currency)

    return reading("/transactions/external/{external_id}", read_answer, external_id=external_id)


def list_by(
    name: str, value: str, *, currency: Currency, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[PastTransaction]]:
    """A page of the transactions whose field ``name`` is ``value``: ``receipt_ref``, ``linked_receipt_ref``."""
    query = ((f"filter[{name}]", value), *paged(page, size))
    return reading("/transactions", _pages(currency), query)


def list_for_profile(
    profile_id: str, *, currency: Currency, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[PastTransaction]]:
    """A page of what the profile bought and returned."""
    return reading(
        "/profiles/{profile_id}/transactions",
        _pages(currency),
        paged(page, size),
        profile_id=profile_id,
    )


def _pages(currency: Currency) -> Callable[[Json], Page[PastTransaction]]:
    return page_of(lambda row: read_past(row, currency), "transactions")


def read_past(row: Row, currency: Currency) -> PastTransaction:
    """One transaction. Raises BadPayload for amounts that cannot be read."""
    meta = row.maybe_row("meta") or Row({}, "meta")
    return PastTransaction(
        id=row.number("id"),
        external_id=row.maybe_text("external_id"),
        receipt_ref=row.maybe_text("receipt_ref"),
        linked_receipt_ref=row.maybe_text("linked_receipt_ref"),
        profile_id=row.maybe_text("profile_id"),
        total=row.money("total", currency),
        transacted_at=row.maybe_moment("transacted_at"),
        is_void=row.flag("is_void", default=False),
        items=tuple(_item(each, currency) for each in row.rows("items")),
        posdesk=meta.maybe_row("posdesk"),
    )


def _item(row: Row, currency: Currency) -> PastItem:
    meta = row.maybe_row("meta") or Row({}, "meta")
    sell = row.money("price_sell", currency)
    current = row.maybe_money("price_current", currency) or sell
    return PastItem(
        name=row.maybe_text("name") or "",
        sku=row.maybe_text("sku") or "",
        quantity=row.number("quantity"),
        price_current=current,
        price_sell=sell,
        price_original=row.maybe_money("price_original", currency) or current,
        tax=row.maybe_money("price_tax", currency) or Money.zero(currency),
        line=meta.maybe_number("posdesk_line"),
    )
