"""Finding a past sale to return: by receipt number, by the code on the receipt, by customer.

The journal is asked first, then the tenant, whose rows are judged by their own fields. What both know counts once,
as the journal has it: a sale is returned from what this till wrote down, or from what another till of ours wrote
into its transaction. A tenant that does not answer hides nothing that the journal knows.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from posdesk.omneo import recorded
from posdesk.omneo.calls import Call, Page
from posdesk.omneo.errors import NotFound, OmneoError
from posdesk.omneo.recorded import Recorded
from posdesk.sale.errors import PosError
from posdesk.sale.money import Currency, Money
from posdesk.sale.past import Original, PastReturn
from posdesk.sale.past_of import original_of, return_of
from posdesk.sale.state import Phase, Sale, quote_of
from posdesk.sale.wallet import Customer
from posdesk.till.codec import BadJournalRow
from posdesk.till.journal import Journal
from posdesk.till.past_from_tenant import original_from, posdesk_of
from posdesk.till.references import MAX_RECEIPT, BadReference, Reference
from posdesk.till.return_errors import NoSuchSale, NotReturnable
from posdesk.till.return_scripts import returns_of
from posdesk.till.scripts import Script, value
from posdesk.till.wallets import WalletReader, customer_of

log = logging.getLogger(__name__)
# How far back the journal is looked through for a customer, and how many rows a list of the tenant shows.
MOST_SALES = 200


@dataclass(frozen=True, slots=True)
class FoundSale:
    """A sale that may be returned, for a list. ``here``: this installation's own journal has it."""

    reference: str
    receipt_ref: str
    sold_at_ms: int
    customer: str
    total: Money
    here: bool


@dataclass(frozen=True, slots=True)
class JournalSales:
    """The journal's part: blocking, on the journal's thread. Each method may raise JournalFailed."""

    journal: Journal
    tenant_id: str

    def found(self, text: str) -> tuple[FoundSale, ...]:
        """The sales of a receipt number or a whole reference, newest first."""
        number = receipt_number(text)
        pattern = text if number is None else f"%-{number:06d}-%"
        return self._shown(self.journal.recorded(self.tenant_id, pattern))

    def of_customer(self, profile_id: str) -> tuple[FoundSale, ...]:
        """The customer's among the latest sales, newest first."""
        latest = self.journal.recent(self.tenant_id, MOST_SALES)
        recorded = (each.reference for each in latest if each.phase == Phase.RECORDED.value)
        return self._shown(recorded, profile_id)

    def _shown(
        self, references: Iterable[str], profile_id: str | None = None
    ) -> tuple[FoundSale, ...]:
        sales = (self._sale(reference) for reference in references)
        return tuple(
            _found(sale)
            for sale in sales
            if sale is not None
            and sale.basket
            and (profile_id is None or _profile(sale) == profile_id)
        )

    def original(self, reference: str) -> Original | None:
        """The sale with its returns at this installation; None when the journal has no such recorded sale."""
        if not self.journal.recorded(self.tenant_id, reference):
            return None
        sale = self._sale(reference)
        if sale is None:
            return None
        if not sale.basket:
            raise NotReturnable(f"{reference} sold nothing")
        return original_of(sale, self.returns(reference))

    def returns(self, reference: str) -> tuple[PastReturn, ...]:
        """What this installation's returns took back of the sale, or are taking back."""
        sales = (self._sale(each) for each in self.journal.returns(self.tenant_id, reference))
        found = (return_of(sale, reference) for sale in sales if sale is not None)
        return tuple(each for each in found if each is not None)

    def _sale(self, reference: str) -> Sale | None:
        try:
            return self.journal.sale(reference)[0]
        except BadJournalRow as error:
            log.warning("%s: %s: %s", error.code, reference, error)
            return None


@dataclass(frozen=True, slots=True)
class TenantSales:
    """The tenant's part, as scripts. Each raises OmneoError when the tenant cannot be asked."""

    reader: WalletReader

    @property
    def currency(self) -> Currency:
        return self.reader.currency

    def found(self, text: str) -> Script[tuple[FoundSale, ...]]:
        """By receipt number, whose rows must bear it, or by the whole reference."""
        number = receipt_number(text)
        if number is None:
            row = yield from self._row(text)
            return _of_rows(() if row is None else (row,))
        wanted = str(number)
        (outcome,) = yield (recorded.list(receipt_ref=wanted, currency=self.currency),)
        page: Page[Recorded] = value(outcome)
        return _of_rows(row for row in page.items if row.head.receipt_ref == wanted)

    def of_customer(self, profile_id: str) -> Script[tuple[FoundSale, ...]]:
        call: Call[Page[Recorded]] = recorded.list_for_profile(profile_id, currency=self.currency)
        (outcome,) = yield (call,)
        page: Page[Recorded] = value(outcome)
        return _of_rows(row for row in page.items if row.profile_id == profile_id)

    def original(self, reference: str) -> Script[Original]:
        """Another till's sale. Raises NoSuchSale, NotReturnable."""
        row = yield from self._row(reference)
        if row is None:
            raise NoSuchSale(reference)
        customer: Customer | None = None
        if row.profile_id is not None:
            profile, standing, _ = yield from self.reader.customer(row.profile_id)
            customer = customer_of(profile, standing)
        return original_from(row, customer)

    def returns(self, original: Original) -> Script[tuple[PastReturn, ...]]:
        return (yield from returns_of(original.reference, original.receipt_ref, self.currency))

    def _row(self, reference: str) -> Script[Recorded | None]:
        call = recorded.find_external(reference, currency=self.currency)
        (outcome,) = yield (call,)
        try:
            row: Recorded = value(outcome)
        except NotFound:
            return None
        return row if row.head.external_id == reference else None


def receipt_number(text: str) -> int | None:
    """The number that was typed off a receipt; None for a whole reference. Raises BadReference."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        number = int(text) if len(text) <= len(str(MAX_RECEIPT)) else 0
        if not 1 <= number <= MAX_RECEIPT:
            raise BadReference(f"receipt number {text[:12]!r}")
        return number
    Reference.parse(text)
    return None


def with_returns(original: Original, others: Iterable[PastReturn]) -> Original:
    """The original with returns of other tills beside those it knows: each counts once."""
    known = {each.reference for each in original.returns}
    new = tuple(each for each in others if each.reference not in known)
    return replace(original, returns=(*original.returns, *new))


def merged(here: Iterable[FoundSale], there: Iterable[FoundSale]) -> tuple[FoundSale, ...]:
    """Both lists as one, newest first; what both have stands as the journal has it."""
    found = {each.reference: each for each in (*there, *here)}
    return tuple(sorted(found.values(), key=_age, reverse=True))


def _age(found: FoundSale) -> tuple[int, str]:
    return found.sold_at_ms, found.reference


def or_what_is_here(here: tuple[FoundSale, ...], error: PosError) -> tuple[FoundSale, ...]:
    """A tenant that cannot be asked hides nothing. Raises ``error`` where the journal has nothing either."""
    if not here or not isinstance(error, OmneoError):
        raise error
    log.info("past sales from the journal alone: %s", error.code)
    return here


def _profile(sale: Sale) -> str:
    return sale.customer.profile_id if sale.customer else ""


def _found(sale: Sale) -> FoundSale:
    return FoundSale(
        sale.reference,
        sale.terms.receipt_ref,
        (sale.paid_at or sale.opened_at).utc_ms,
        sale.customer.name if sale.customer else "",
        quote_of(sale).total,
        here=True,
    )


def _of_rows(rows: Iterable[Recorded]) -> tuple[FoundSale, ...]:
    """Rows of our tills that sold something."""
    return tuple(
        FoundSale(
            row.head.external_id or "",
            row.head.receipt_ref or "",
            round(row.transacted_at.timestamp() * 1000) if row.transacted_at else 0,
            "",
            row.head.total,
            here=False,
        )
        for row in rows
        if row.head.external_id
        and posdesk_of(row) is not None
        and not row.head.is_void
        and any(item.quantity > 0 for item in row.items)
    )
