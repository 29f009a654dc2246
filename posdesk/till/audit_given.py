"""What returns gave, beside the tenant's books: each refund once, of what it says, and as much as it says."""

from __future__ import annotations

from posdesk.sale.past import REDEMPTIONS, RefundKind
from posdesk.sale.returns import Refund, RefundState
from posdesk.sale.state import Sale
from posdesk.till.audit_index import BookIndex
from posdesk.till.audit_report import Findings, Invariant
from posdesk.till.audit_sale import is_explained
from posdesk.till.books import BookRedemption


class Given:
    """The returns of one audit against one index."""

    def __init__(self, index: BookIndex, found: Findings, *, finished: bool) -> None:
        self._index = index
        self._found = found
        self._finished = finished
        self._accounted: set[str] = set()

    def is_accounted(self, row: BookRedemption) -> bool:
        """Whether a return that was checked knows the refund."""
        return row.id in self._accounted

    def check(self, sale: Sale) -> None:
        """Nothing for a sale that is no return."""
        for refund in sale.returning.refunds if sale.returning else ():
            if refund.kind in REDEMPTIONS:
                self._redemption(sale, refund)
            elif refund.kind is RefundKind.STORE_CREDIT:
                self._credit(sale, refund)

    def _redemption(self, sale: Sale, refund: Refund) -> None:
        rows = self._index.refunds.get(f"{sale.reference}-{refund.mark}", [])
        self._accounted.update(row.id for row in rows)
        self._count(sale, refund, [row.id for row in rows])
        if refund.state is not RefundState.GIVEN:
            return
        for row in rows:
            if row.origin_id != refund.redemption_id:
                detail = f"refund {row.id} is of {row.origin_id}, not of {refund.redemption_id}"
                self._found.unexplained(Invariant.OWN_LINK, sale.reference, refund.mark, detail)
            self._worth(sale, refund, row.total)

    def _credit(self, sale: Sale, refund: Refund) -> None:
        credits = self._index.credits.get(f"{sale.reference}-{refund.mark}", [])
        self._count(sale, refund, [credit.id for credit in credits])
        if refund.state is RefundState.GIVEN:
            for credit in credits:
                self._worth(sale, refund, credit.amount)

    def _count(self, sale: Sale, refund: Refund, ids: list[str]) -> None:
        reference, mark = sale.reference, refund.mark
        if len(ids) > 1:
            detail = f"given {len(ids)} times: {', '.join(ids)}"
            self._found.doubled(Invariant.ONE_LIVE, reference, mark, detail)
        if is_explained(sale):
            return
        if refund.state is RefundState.GIVEN:
            # A tenant that keeps none of our marks proves nothing by one that is not there.
            if not ids and (self._index.refunds or refund.kind is RefundKind.STORE_CREDIT):
                detail = f"{refund.kind} was given, and the tenant knows nothing of it"
                self._found.unexplained(Invariant.AT_REST, reference, mark, detail)
        elif ids and (self._finished or sale.finished):
            detail = f"{ids[0]} was given, and the return says {refund.state}"
            self._found.lost(Invariant.AT_REST, reference, mark, detail)

    def _worth(self, sale: Sale, refund: Refund, minor: int) -> None:
        given = refund.amount if refund.given is None else refund.given
        if minor != given.minor:
            detail = f"{minor} was given, the return says {given.minor}"
            self._found.unexplained(Invariant.CONFIRMED, sale.reference, refund.mark, detail)
