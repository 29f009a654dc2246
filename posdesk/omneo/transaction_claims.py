"""Claiming a sale that was rung up without a customer (omneo-api.md 2.9, the reference only).

The tenant matches the paper receipt: date, number, total and store. What it answers is not documented beyond
the claim itself; when it matches is the tenant's business, at once or later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posdesk.omneo.calls import Call, one_of, writing
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json
from posdesk.sale.money import Money


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that was taken. ``status`` is the tenant's word; ``transaction_id`` the sale it led to, or None yet."""

    id: int | None
    status: str | None
    transaction_id: int | None


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """What stands on the receipt. ``sold_on`` is the day in ``timezone`` (IANA), ``location_code`` the store's
    external code, ``total`` what was paid."""

    profile_id: str
    receipt_ref: str
    total: Money
    sold_on: date
    location_code: str
    timezone: str

    def body(self) -> dict[str, Json]:
        """The request's body. The total is text here, unlike anywhere else (1.7)."""
        return {
            "transaction_transacted_at": self.sold_on.isoformat(),
            "transaction_receipt_ref": self.receipt_ref,
            "transaction_total": f"{self.total.amount:f}",
            "transaction_location_external_code": self.location_code,
            "transaction_timezone": self.timezone,
            "profile_id": self.profile_id,
        }


def claim(draft: ClaimDraft) -> Call[Claim]:
    """Say that the sale is this customer's. Invalid or NotFound when no such sale can be claimed (ASSUMED)."""
    return writing(
        "/profiles/{profile_id}/transactions/claims",
        one_of(_read_claim, "claim"),
        draft.body(),
        profile_id=draft.profile_id,
    )


def _read_claim(row: Row) -> Claim:
    return Claim(
        id=row.maybe_number("id"),
        status=row.maybe_text("status"),
        transaction_id=row.maybe_number("transaction_id"),
    )
