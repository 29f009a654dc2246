"""Transactions: finished sales and returns (omneo-api.md 2.9)."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, page_of, paged, reading, writing
from posdesk.omneo.drafts import TransactionDraft
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json
from posdesk.sale.money import Currency, Money


@dataclass(frozen=True, slots=True)
class Transaction:
    """A recorded sale. ``external_id`` is the till's reference, ``redemption_id`` the linked redemption."""

    id: int
    external_id: str | None
    receipt_ref: str | None
    total: Money
    redemption_id: int | None
    is_void: bool


def record(
    draft: TransactionDraft, *, currency: Currency, upsert: bool = True
) -> Call[Transaction]:
    """Write the sale. With ``upsert`` a second send of the same ``external_id`` changes the first row,
    the only documented write that makes no duplicate; without, a repeated send may (U18).
    """
    route = "/transactions/update-create" if upsert else "/transactions"

    def read_answer(payload: Json) -> Transaction:
        return read_transaction(Row.one(payload, "transaction"), currency)

    return writing(route, read_answer, draft.body())


def find_external(external_id: str, *, currency: Currency) -> Call[Transaction]:
    """The transaction with the till's reference; NotFound when it was not recorded."""

    def read_answer(payload: Json) -> Transaction:
        return read_transaction(Row.one(payload, "transaction"), currency)

    return reading("/transactions/external/{external_id}", read_answer, external_id=external_id)


def list_for_profile(
    profile_id: str, *, currency: Currency, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[Transaction]]:
    """A page of what the profile bought, in the tenant's order."""
    reader = page_of(lambda row: read_transaction(row, currency), "transactions")
    return reading(
        "/profiles/{profile_id}/transactions", reader, paged(page, size), profile_id=profile_id
    )


def list_by_reference(
    external_id: str, *, currency: Currency, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[Transaction]]:
    """A page of the transactions of that external id; a tenant may ignore the filter: trust the rows (U48)."""
    reader = page_of(lambda row: read_transaction(row, currency), "transactions")
    query = (("filter[external_id]", external_id), *paged(page, size))
    return reading("/transactions", reader, query)


def read_transaction(row: Row, currency: Currency) -> Transaction:
    redemption = row.maybe_row("redemption")
    linked = redemption.maybe_number("id") if redemption else None
    return Transaction(
        id=row.number("id"),
        external_id=row.maybe_text("external_id"),
        receipt_ref=row.maybe_text("receipt_ref"),
        total=row.money("total", currency),
        redemption_id=linked if linked is not None else row.maybe_number("redemption_id"),
        is_void=row.flag("is_void", default=False),
    )
