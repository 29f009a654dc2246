"""Exchange rates: what one unit of a currency is in another (omneo-api.md 2.12)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from posdesk.omneo.calls import (
    PAGE_SIZE,
    Call,
    Page,
    changing,
    one_of,
    page_of,
    paged,
    reading,
    writing,
)
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of ``source`` is ``rate`` units of ``target``; both are ISO 4217 codes.

    ``id`` None: the tenant shows none, and the rate cannot be changed. ``is_system``: kept by the vendor.
    """

    source: str
    target: str
    rate: Decimal
    id: int | None = None
    is_system: bool = False


def list(*, page: int = 1, size: int = PAGE_SIZE) -> Call[Page[Rate]]:  # the verb of the API
    """A page of the tenant's rates."""
    return reading("/currencies", page_of(read_rate, "currencies"), paged(page, size))


def create(source: str, target: str, rate: Decimal) -> Call[Rate]:
    """A new pair. Invalid names ``from``, ``to`` (unknown, or there already) or ``rate``."""
    body: dict[str, Json] = {"from": source, "to": target, "rate": rate}
    return writing("/currencies", one_of(read_rate, "currency"), body)


def change(rate_id: int, rate: Decimal) -> Call[Rate]:
    """What one unit is from now on, above zero. Sales and credits that were converted stay as they are."""
    return changing(
        "/currencies/{rate_id}", one_of(read_rate, "currency"), {"rate": rate}, rate_id=rate_id
    )


def read_rate(row: Row) -> Rate:
    """Raises BadPayload for a rate that is not above zero."""
    rate = row.maybe_decimal("rate")
    if rate is None or rate <= 0:
        raise row.bad("rate", "is not above zero")
    return Rate(
        source=row.text("from"),
        target=row.text("to"),
        rate=rate,
        id=row.maybe_number("id"),
        is_system=row.flag("is_system", default=False),
    )
