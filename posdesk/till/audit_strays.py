"""What the books hold and no sale accounts for: redemptions, refunds, transactions, credits that nobody's journal knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from posdesk.sale.state import LegState, Sale
from posdesk.till.audit_given import Given
from posdesk.till.audit_index import BookIndex, place
from posdesk.till.audit_report import Findings, Invariant
from posdesk.till.audit_sale import is_explained, is_forgotten
from posdesk.till.audit_taken import Taken
from posdesk.till.books import REDEEM, REFUND, BookRedemption

UNKNOWN_SALE = "no journal knows this sale"
_UNDONE = frozenset({LegState.REVERSED, LegState.REFUNDED})


class Ours:
    """Whose a reference is. One ends in its installation (``references``)."""

    def __init__(self, known: Collection[str], installations: Collection[str]) -> None:
        self._known = known
        self._installations = {*installations, *(_installation(each) for each in known)}

    def is_missing(self, reference: str) -> bool:
        """It is one of these tills' sales, and is not among those that were audited."""
        return reference not in self._known and _installation(reference) in self._installations


def _installation(reference: str) -> str:
    return reference.rpartition("-")[2]


class Strays:
    """One audit's books, after its sales have accounted for theirs."""

    def __init__(
        self, index: BookIndex, known: Mapping[str, Sale], ours: Ours, found: Findings
    ) -> None:
        self._index = index
        self._known = known
        self._ours = ours
        self._found = found

    def check(self, taken: Taken, given: Given) -> None:
        """Every row that neither of them knows."""
        for row in self._index.rows.values():
            if row.type == REDEEM:
                if not taken.is_accounted(row):
                    self._redemption(row)
            elif row.tag and row.type == REFUND and not self._is_of_a_leg(row):
                if not given.is_accounted(row):
                    self._refund(row)
            else:
                self._undone(row)
        self._transactions()
        self._credits()

    def _redemption(self, row: BookRedemption) -> None:
        """A redemption that bears our mark, or a sale's reference, and that no leg accounts for."""
        reference, mark = place(row)
        if not row.tag:
            reference = row.reference
        if not reference or not self._index.is_live(row):
            return
        sale = self._known.get(reference)
        if sale is None:
            if self._ours.is_missing(reference):
                detail = f"{row.id} is taken: {UNKNOWN_SALE}"
                self._found.lost(Invariant.AT_REST, reference, mark, detail)
        elif not is_explained(sale) and not is_forgotten(sale) and (row.tag or sale.finished):
            # Without a mark of its own it may be what a sale that is at work has not found yet.
            detail = f"{row.id} is taken, and is no leg's"
            self._found.lost(Invariant.AT_REST, reference, mark, detail)

    def _is_of_a_leg(self, row: BookRedemption) -> bool:
        """Whether the sale that redeemed refunded it itself: a return has a reference of its own."""
        origin = self._index.rows.get(row.origin_id)
        return origin is not None and place(origin)[0] == place(row)[0]

    def _refund(self, row: BookRedemption) -> None:
        reference, mark = place(row)
        sale = self._known.get(reference)
        is_a_sales = sale is not None and not is_forgotten(sale)
        if is_a_sales or self._ours.is_missing(reference):
            detail = f"{row.total} was refunded of {row.origin_id}, and no return knows it"
            self._found.unexplained(Invariant.AT_REST, reference, mark, detail)

    def _undone(self, row: BookRedemption) -> None:
        """A reversal, or a refund without a return: the leg that it undoes says so."""
        origin = self._index.rows.get(row.origin_id)
        if origin is None:
            return
        reference, mark = place(origin)
        sale = self._known.get(reference)
        if sale is None or is_explained(sale) or is_forgotten(sale):
            return
        leg = next((each for each in sale.legs if each.mark == mark), None)
        if leg is None or leg.redemption_id != origin.id:
            return
        meant = LegState.REFUNDED if row.type == REFUND else LegState.REVERSED
        is_another = leg.state in _UNDONE and leg.state is not meant
        if is_another or (leg.state is LegState.GRANTED and sale.finished):
            detail = f"{row.type} {row.id} of {origin.id}: the leg is {leg.state}"
            self._found.unexplained(Invariant.RESTORED, reference, mark, detail)

    def _transactions(self) -> None:
        for reference, transactions in self._index.transactions.items():
            standing = [each for each in transactions if each.stands]
            if standing and self._ours.is_missing(reference):
                detail = f"transaction {standing[0].id}: {UNKNOWN_SALE}"
                self._found.unexplained(Invariant.ONE_TRANSACTION, reference, "", detail)

    def _credits(self) -> None:
        """A credit of a return, or a gift card of a sale, is issued once."""
        for tag, credits in self._index.credits.items():
            reference, _, mark = tag.rpartition("-")
            is_ours = reference in self._known or self._ours.is_missing(reference)
            if len(credits) > 1 and is_ours:
                detail = f"{len(credits)} credits were issued for it"
                self._found.doubled(Invariant.ONE_LIVE, reference, mark, detail)
