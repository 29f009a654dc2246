"""Changing what was recorded: voiding, giving a sale to its customer, correcting, removing (omneo-api.md 2.9).

The vendor's concept page calls transactions immutable, its guide documents changing them: a tenant may refuse.
Whatever is done here, a redemption of the sale stays as it is (U17): refund it with ``redemptions.refund``.
"""

from __future__ import annotations

from collections.abc import Mapping

from posdesk.omneo.calls import Call, changing, one_of, removing
from posdesk.omneo.transactions import Transaction, read_transaction
from posdesk.omneo.wire import Json, without_none
from posdesk.sale.money import Currency


def void(transaction_id: int, *, currency: Currency, is_void: bool = True) -> Call[Transaction]:
    """Cancel it and keep its history, which the vendor prefers to removing; ``is_void`` False takes that back."""
    return _changed(transaction_id, {"is_void": is_void}, currency)


def assign(transaction_id: int, profile_id: str, *, currency: Currency) -> Call[Transaction]:
    """Make it the sale of that profile. An unknown one is Invalid, ``profile_id`` in ``fields``."""
    return _changed(transaction_id, {"profile_id": profile_id}, currency)


def change(
    transaction_id: int,
    *,
    currency: Currency,
    receipt_ref: str | None = None,
    linked_receipt_ref: str | None = None,
    receipt_email: str | None = None,
    meta: Mapping[str, Json] | None = None,
) -> Call[Transaction]:
    """Correct what is named; ``meta`` is replaced whole. Amounts and lines are never changed, only voided."""
    body = {
        "receipt_ref": receipt_ref,
        "linked_receipt_ref": linked_receipt_ref,
        "receipt_email": receipt_email,
        "meta": meta,
    }
    return _changed(transaction_id, without_none(body), currency)


def remove(transaction_id: int) -> Call[None]:
    """Remove it with its history."""
    return removing("/transactions/{transaction_id}", transaction_id=transaction_id)


def _changed(
    transaction_id: int, body: Mapping[str, Json], currency: Currency
) -> Call[Transaction]:
    reader = one_of(lambda row: read_transaction(row, currency), "transaction")
    return changing("/transactions/{transaction_id}", reader, body, transaction_id=transaction_id)
