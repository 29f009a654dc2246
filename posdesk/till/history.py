"""The sales of the past, for lists and for returns: the journal's and the tenant's, put together."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from posdesk.omneo.errors import OmneoError
from posdesk.sale.basket import Lines
from posdesk.sale.money import Money
from posdesk.sale.past import Original, SaleKind
from posdesk.sale.repayment import worth
from posdesk.sale.state import Phase, Sale, quote_of
from posdesk.sale.story import REMARKS
from posdesk.till.cashier import Worker
from posdesk.till.codec import BadJournalRow
from posdesk.till.journal import Entry, Journal
from posdesk.till.return_errors import NoSuchSale
from posdesk.till.scripts import Script
from posdesk.till.wallets import WalletReader

if TYPE_CHECKING:
    from posdesk.till.past_sales import FoundSale, JournalSales, TenantSales

log = logging.getLogger(__name__)
# Runs a script against the tenant; scripts of different results pass through it.
Talk: TypeAlias = Callable[[Script[Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class PastSale:
    """A sale of the journal, for lists. ``phase`` None: its rows cannot be read, so nothing else is known.

    ``total`` is what the transaction says: below zero for a return. ``remarked``: somebody should look at it.
    """

    reference: str
    opened_at_ms: int
    customer: str
    total: Money | None
    phase: Phase | None
    lines: Lines = field(repr=False)
    kind: SaleKind = SaleKind.SALE
    remarked: bool = False

    @classmethod
    def of(cls, sale: Sale) -> PastSale:
        """The sale as it is now."""
        return cls(
            sale.reference,
            sale.opened_at.utc_ms,
            sale.customer.name if sale.customer else "",
            quote_of(sale).total - (worth(sale).net if sale.returning else sale.zero),
            sale.phase,
            sale.basket.lines,
            sale.kind,
            any(entry.kind in REMARKS for entry in sale.story),
        )


class History:
    """What was sold at this till and at this tenant. ``reader`` is asked anew each time: ways are learnt."""

    def __init__(
        self,
        journal: Journal,
        tenant_id: str,
        worker: Worker,
        reader: Callable[[], WalletReader],
    ) -> None:
        self._journal = journal
        self._tenant_id = tenant_id
        self._worker = worker
        self._reader = reader

    # Imported when they are wanted: a till that takes nothing back starts without them.

    @property
    def _here(self) -> JournalSales:
        from posdesk.till.past_sales import JournalSales

        return JournalSales(self._journal, self._tenant_id)

    @property
    def _there(self) -> TenantSales:
        from posdesk.till.past_sales import TenantSales

        return TenantSales(self._reader())

    async def find(self, asked: str, talk: Talk) -> tuple[FoundSale, ...]:
        """By receipt number or the code on a receipt. Raises BadReference, NoSuchSale, OmneoError, JournalFailed."""
        here = await self._worker(self._here.found, asked)
        return await self._found(here, self._there.found(asked), asked, talk)

    async def find_of(self, profile_id: str, talk: Talk) -> tuple[FoundSale, ...]:
        """A customer's. Raises as ``find``."""
        here = await self._worker(self._here.of_customer, profile_id)
        return await self._found(here, self._there.of_customer(profile_id), "customer", talk)

    async def original(self, reference: str, talk: Talk) -> Original:
        """A sale with all its returns that are known. Raises NoSuchSale, NotReturnable, OmneoError, JournalFailed."""
        from posdesk.till.past_sales import with_returns

        found = await self._worker(self._here.original, reference)
        if found is None:
            theirs: Original = await talk(self._there.original(reference))
            mine = await self._worker(self._here.returns, reference)
            found = with_returns(theirs, mine)
        try:
            others = await talk(self._there.returns(found))
        except OmneoError as error:
            # It is asked once more, and must answer, before anything is given back.
            log.info("returns of %s not listed: %s", reference, error.code)
            others = ()
        return with_returns(found, others)

    async def recent(self, limit: int) -> tuple[PastSale, ...]:
        """The latest sales, newest first. Raises JournalFailed."""
        return await self._worker(self._recent, limit)

    async def _found(
        self,
        here: tuple[FoundSale, ...],
        script: Script[tuple[FoundSale, ...]],
        asked: str,
        talk: Talk,
    ) -> tuple[FoundSale, ...]:
        from posdesk.till.past_sales import merged, or_what_is_here

        try:
            there = await talk(script)
        except OmneoError as error:
            return or_what_is_here(here, error)
        found = merged(here, there)
        if not found:
            raise NoSuchSale(asked)
        return found

    def _recent(self, limit: int) -> tuple[PastSale, ...]:
        return past_sales(self._journal, self._journal.recent(self._tenant_id, limit))


def past_sales(journal: Journal, entries: Sequence[Entry]) -> tuple[PastSale, ...]:
    """The sales of the journal's list. Raises JournalFailed."""
    return tuple(_past(journal, entry) for entry in entries)


def _past(journal: Journal, entry: Entry) -> PastSale:
    try:
        sale, _ = journal.sale(entry.reference)
    except BadJournalRow as error:
        log.warning("%s: %s: %s", error.code, entry.reference, error)
        return PastSale(entry.reference, entry.opened_at, "", None, None, ())
    return PastSale.of(sale)
