"""A transaction on its way to the tenant: typed, and its body to the letter (omneo-api.md 2.9.1, 2.9.2).

Amounts are Decimals in major units, with the decimals they are to be sent with. ``price_*`` are per unit and
``discounts`` are for the whole line (ASSUMED, 2.9.2; design.md 3 says how a line is split so that both hold).
Fields that are None are left out: two of them must not be null on an upsert (1.7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from posdesk.omneo.wire import Json, local_text, without_none


@dataclass(frozen=True, slots=True)
class DiscountDraft:
    """``amount`` off the whole line, for ``reason``."""

    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """A line. ``price_current``: shelf; ``price_sell``: really paid; ``price_original``: before discounts."""

    name: str
    quantity: int
    price_current: Decimal
    price_sell: Decimal
    price_original: Decimal
    price_tax: Decimal | None = None
    sku: str | None = None
    discounts: tuple[DiscountDraft, ...] = ()
    meta: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class TransactionDraft:
    """A finished sale or return. ``transacted_at`` is aware and sent local in ``timezone`` (IANA).

    Of a return quantities and totals are negative, unit prices positive (ASSUMED, 2.9.4); it names the sale's
    receipt as ``linked_receipt_ref``. ``type`` is the tenant's own word; none is documented.
    ``total`` is what the items come to; ``rounding`` is the cash rounding beside it. ``payments`` are words
    (``"EFTPOS"``) or objects, in order. ``profile_id`` None: an anonymous sale. ``currency_code`` is ISO 4217.
    """

    external_id: str
    receipt_ref: str
    total: Decimal
    total_original: Decimal
    transacted_at: datetime
    timezone: str
    items: tuple[ItemDraft, ...]
    payments: tuple[str | Mapping[str, Json], ...] = ()
    profile_id: str | None = None
    redemption_id: int | None = None
    rounding: Decimal | None = None
    location_id: int | str | None = None
    staff_id: int | str | None = None
    linked_receipt_ref: str | None = None
    type: str | None = None
    currency_code: str | None = None
    meta: Mapping[str, Json] | None = None

    def body(self) -> dict[str, Json]:
        """The request's body, in the order of the guides."""
        return without_none(
            {
                "profile_id": self.profile_id,
                "total": self.total,
                "total_original": self.total_original,
                "transacted_at": local_text(self.transacted_at, self.timezone),
                "timezone": self.timezone,
                "receipt_ref": self.receipt_ref,
                "external_id": self.external_id,
                "linked_receipt_ref": self.linked_receipt_ref,
                "type": self.type,
                "location_id": self.location_id,
                "staff_id": self.staff_id,
                "redemption_id": self.redemption_id,
                "currency": self.currency_code,
                "rounding": self.rounding,
                "payments": [*self.payments],
                "items": [_item_body(item) for item in self.items],
                "meta": self.meta,
            }
        )


def _item_body(item: ItemDraft) -> dict[str, Json]:
    return without_none(
        {
            "name": item.name,
            "sku": item.sku,
            "quantity": item.quantity,
            "price_current": item.price_current,
            "price_sell": item.price_sell,
            "price_original": item.price_original,
            "price_tax": item.price_tax,
            "discounts": [
                {"amount": each.amount, "reason_desc": each.reason} for each in item.discounts
            ],
            "meta": item.meta,
        }
    )
