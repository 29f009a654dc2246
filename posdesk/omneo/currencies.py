"""Exchange rates: what one unit of a currency is in another (omneo-api.md 2.12)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, page_of, paged, reading
from posdesk.omneo.rows import Row


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of ``source`` is ``rate`` units of ``target``; both are ISO 4217 codes."""

    source: str
    target: str
    rate: Decimal


def list(*, page: int = 1, size: int = PAGE_SIZE) -> Call[Page[Rate]]:  # the verb of the API
    """A page of the tenant's rates."""
    return reading("/currencies", page_of(read_rate, "currencies"), paged(page, size))


def read_rate(row: Row) -> Rate:
    """Raises BadPayload for a rate that is not above zero."""
    rate = row.maybe_decimal("rate")
    if rate is None or rate <= 0:
        raise row.bad("rate", "is not above zero")
    return Rate(row.text("from"), row.text("to"), rate)
