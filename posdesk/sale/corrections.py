"""What may be corrected in a transaction that the tenant refused after payment (reliability W28).

Only what the draft sends, the refusal names, and no money hangs on: the store, the staff member, an item's SKU
or name. Amounts, times, the customer and the redemption are what happened, and are never edited.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from posdesk.sale.record import Purchase, SoldItem, purchase_of
from posdesk.sale.replacing import replace
from posdesk.sale.return_record import return_record_of
from posdesk.sale.state import Phase, Sale

REFUSED = "transaction_refused"
STORE, STAFF = "location_id", "staff_id"
LONGEST = 100
_ITEM = re.compile(r"items[.\[](\d+)\]?\.(?:product_variant_)?(sku|name)")


@dataclass(frozen=True, slots=True)
class Correctable:
    """``field`` in our own spelling, the ``value`` that was sent, and the tenant's ``reason`` against it."""

    field: str
    value: str
    reason: str


def is_parked(sale: Sale) -> bool:
    """Paid in full, and refused by the tenant: nothing is open with the customer, so nobody waits for it."""
    asked = sale.attention
    return asked is not None and asked.why == REFUSED and asked.back_to is Phase.RECORDING


def is_unrecorded(sale: Sale) -> bool:
    """Paid, and neither recorded nor waiting for anything but the tenant or the office."""
    return sale.phase is Phase.RECORDING or is_parked(sale)


def correctable(sale: Sale) -> tuple[Correctable, ...]:
    """What of the refused transaction can be corrected, in the tenant's order; nothing while none is refused."""
    if sale.attention is None or not is_parked(sale):
        return ()
    found: dict[str, Correctable] = {}
    for line in sale.attention.evidence:
        named, _, reason = line.partition(": ")
        field = _field(named)
        value = None if field is None else value_of(sale, field)
        if field is not None and value is not None:
            found.setdefault(field, Correctable(field, value, reason))
    return tuple(found.values())


def _field(named: str) -> str | None:
    if named in {STORE, STAFF}:
        return named
    item = _ITEM.fullmatch(named)
    return None if item is None else f"items.{item[1]}.{item[2]}"


def value_of(sale: Sale, field: str) -> str | None:
    """What is sent in ``field`` as it stands; None for an item that the sale has not."""
    if field in sale.corrections:
        return sale.corrections[field]
    if field == STORE:
        return sale.terms.location_id
    if field == STAFF:
        return sale.terms.staff_id
    _, number, name = field.split(".")
    items = _items(sale)
    if int(number) >= len(items):
        return None
    item = items[int(number)]
    return item.sku if name == "sku" else item.name


def _items(sale: Sale) -> tuple[SoldItem, ...]:
    """As the transaction lists them."""
    if sale.returning is not None:
        return return_record_of(sale).purchase.items
    return purchase_of(sale).items


def corrected(purchase: Purchase, corrections: Mapping[str, str]) -> Purchase:
    """``purchase`` with what was corrected of its items."""
    items = list(purchase.items)
    for field, value in corrections.items():
        if field.startswith("items."):
            _, number, name = field.split(".")
            item = items[int(number)]
            items[int(number)] = (
                replace(item, sku=value) if name == "sku" else replace(item, name=value)
            )
    return replace(purchase, items=tuple(items))
