"""A sale that was rung up for nobody, found by its receipt and given to the customer who brings it.

The sale is looked for and compared here, then named the customer's by a change of the transaction (guide), whose
answer shows that it holds; the reference's claim call says no more than that a claim was taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from posdesk.omneo import recorded, transaction_writes
from posdesk.omneo.recorded import Recorded
from posdesk.omneo.transactions import Transaction
from posdesk.sale.money import Currency, Money
from posdesk.till.asking import ask
from posdesk.till.scripts import Script

# Lists come newest first: a receipt that is further back than this is looked for more closely.
MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands on the paper, as far as it is known. ``sold_on`` is the store's day."""

    number: str = ""
    total: Money | None = None
    sold_on: date | None = None
    location_id: int | None = None

    @property
    def is_enough(self) -> bool:
        """A number, or a total and a day: less would list everybody's sales."""
        return bool(self.number) or (self.total is not None and self.sold_on is not None)


@dataclass(frozen=True, slots=True)
class FoundSales:
    """Sales that match, newest first. ``more``: older ones were not looked at."""

    sales: tuple[Recorded, ...]
    more: bool


def find_sales(wanted: Receipt, *, currency: Currency, timezone: str) -> Script[FoundSales]:
    """Sales that match, whoever's they are; voids and returns never do. ``timezone`` is for rows without one.

    Raises OmneoError.
    """
    found: list[Recorded] = []
    number, last = 0, 1
    while number < min(last, MOST_PAGES):
        number += 1
        page = yield from ask(
            recorded.list(
                currency=currency,
                receipt_ref=wanted.number or None,
                location_id=wanted.location_id,
                page=number,
            )
        )
        last = page.last
        found += [each for each in page.items if matches(each, wanted, timezone)]
        # By the order of recording: one that was recorded late may stand among younger ones.
        if page.items and all(_is_before(each, wanted, timezone) for each in page.items):
            return FoundSales(tuple(found), more=False)
    return FoundSales(tuple(found), more=last > MOST_PAGES)


def matches(sale: Recorded, wanted: Receipt, timezone: str) -> bool:
    """Whether this can be the sale on the paper: what is not known of the paper matches all."""
    is_sale = not sale.head.is_void and sale.head.total.minor >= 0
    return (
        is_sale
        and (not wanted.number or sale.head.receipt_ref == wanted.number)
        and (wanted.total is None or sale.head.total == wanted.total)
        and (wanted.sold_on is None or sold_on(sale, timezone) == wanted.sold_on)
        and (wanted.location_id is None or sale.location_id == wanted.location_id)
    )


def sold_on(sale: Recorded, timezone: str) -> date | None:
    """The day in the store's own zone."""
    if sale.transacted_at is None:
        return None
    try:
        zone = ZoneInfo(sale.timezone or timezone)
    except (OSError, ValueError, KeyError):
        zone = ZoneInfo(timezone)
    return sale.transacted_at.astimezone(zone).date()


def _is_before(sale: Recorded, wanted: Receipt, timezone: str) -> bool:
    day = sold_on(sale, timezone)
    return wanted.sold_on is not None and day is not None and day < wanted.sold_on


def claim(sale: Recorded, profile_id: str, *, currency: Currency) -> Script[Transaction | None]:
    """Make it that customer's; None: meanwhile it is somebody's, and nothing was done. Raises OmneoError, NoWord."""
    now = yield from ask(recorded.read(sale.head.id, currency=currency))
    if now.profile_id is not None:
        return None
    return (yield from ask(transaction_writes.assign(sale.head.id, profile_id, currency=currency)))
