"""A gift card with its number and its PIN, for the one moment at which a customer is told them.

Everywhere else a credit is read without them (``credits``). Neither may be logged, journalled or exported.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

from posdesk.omneo import credit_writes
from posdesk.omneo.calls import PAGE_SIZE, Call, Dialect, Page, one_of, page_of, paged, reading
from posdesk.omneo.credit_writes import CreditDraft
from posdesk.omneo.credits import Credit, read_credit
from posdesk.omneo.rows import Row
from posdesk.sale.money import Currency

# Where an issued card says which line of its sale it was.
LINE = "posdesk_line"


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """``number`` and ``pin`` are empty where the tenant made none. ``line`` is the sale's line that we noted, 0: none."""

    credit: Credit
    number: str = field(default="", repr=False)
    pin: str = field(default="", repr=False)
    line: int = 0


def issue(draft: CreditDraft, *, dialect: Dialect, currency: Currency) -> Call[IssuedCard]:
    """As ``credit_writes.issue``; the answer with what the customer is told."""
    call = credit_writes.issue(draft, dialect=dialect, currency=currency)
    parse = one_of(lambda row: _read(row, currency), "credit")
    # The same request, read by another reader: a dataclass cannot say that in its types.
    return cast("Call[IssuedCard]", replace(cast("Call[object]", call), parse=parse))


def with_external_id(
    external_id: str, *, currency: Currency, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[IssuedCard]]:
    """The credits that carry our mark (reference). A tenant may ignore the filter (U48): compare each row's own."""
    query = (("filter[external_id]", external_id), *paged(page, size))
    return reading("/credits", page_of(lambda row: _read(row, currency), "credits"), query)


def _read(row: Row, currency: Currency) -> IssuedCard:
    return IssuedCard(
        read_credit(row, currency),
        row.maybe_text("credit_number") or "",
        row.maybe_text("security_code") or "",
        _line(row),
    )


def _line(row: Row) -> int:
    meta = row.maybe_row("meta")
    return meta.maybe_number(LINE) or 0 if meta is not None else 0
