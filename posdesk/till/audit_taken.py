"""A sale beside its tenant's books: each leg and its redemptions, the transaction, the credits it deducted.

What the books say is true; the sale must say the same, or be on its way there, or ask a person. Every row that a
sale accounts for is noted, so that what nobody accounts for stands out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from posdesk.sale.credits import by_payment
from posdesk.sale.money import Money
from posdesk.sale.phases.sweeping import pending
from posdesk.sale.record import linked_leg
from posdesk.sale.repayment import worth
from posdesk.sale.state import LIVE, Leg, LegState, Phase, Sale
from posdesk.sale.sweep import Twin, TwinState
from posdesk.till.audit_index import BookIndex
from posdesk.till.audit_report import Findings, Invariant
from posdesk.till.audit_sale import is_explained
from posdesk.till.books import BookRedemption, BookTransaction

_UNDONE = frozenset({LegState.REVERSED, LegState.REFUNDED})
_TWIN_BACK = frozenset({TwinState.REVERSED, TwinState.REFUNDED})


class Taken:
    """The sales of one audit against one index. ``totals`` are what their baskets come to, by reference;
    ``finished``: no answer is on its way any more."""

    def __init__(
        self, index: BookIndex, found: Findings, totals: Mapping[str, Money], *, finished: bool
    ) -> None:
        self._index = index
        self._found = found
        self._totals = totals
        self._finished = finished
        self._accounted: set[str] = set()
        # A tenant that keeps none of our marks proves nothing by one that is not there.
        self._is_marked = any(tag for tag in index.taken)

    def is_accounted(self, row: BookRedemption) -> bool:
        """Whether a sale that was checked knows the row by its mark or its number."""
        return row.id in self._accounted

    def check(self, sale: Sale) -> None:
        """Legs first, for the transaction links them."""
        for leg in sale.legs:
            self._leg(sale, leg)
        for twin in sale.sweep.twins:
            self._twin(sale, twin)
        self._transaction(sale)

    def _leg(self, sale: Sale, leg: Leg) -> None:
        rows = self._index.taken.get(f"{sale.reference}-{leg.mark}", [])
        self._accounted.update(row.id for row in rows)
        live = [row for row in rows if self._index.is_live(row)]
        if len(live) > 1 and self._is_over(sale):
            detail = f"{len(live)} redemptions are live: {', '.join(row.id for row in live)}"
            self._found.doubled(Invariant.ONE_LIVE, sale.reference, leg.mark, detail)
        if leg.redemption_id:
            self._own(sale, leg)
        if is_explained(sale):
            return
        for row in live:
            if not self._may_be_live(sale, leg, row):
                detail = f"{row.id} is taken: the leg is {leg.state}, the sale {sale.phase}"
                self._found.lost(Invariant.AT_REST, sale.reference, leg.mark, detail)

    def _may_be_live(self, sale: Sale, leg: Leg, row: BookRedemption) -> bool:
        """The sale holds it; or it is still at work, and may yet learn of it."""
        if leg.state in LIVE and leg.redemption_id == row.id:
            return sale.phase is Phase.RECORDED or not (sale.at_rest and self._is_over(sale))
        if leg.state in _UNDONE and leg.redemption_id == row.id:
            return False
        return not self._is_over(sale)

    def _is_over(self, sale: Sale) -> bool:
        """Nothing more is to come of it; a sale that is recorded or voided may still look for late twins."""
        return self._finished or (sale.finished and not pending(sale))

    def _twin(self, sale: Sale, twin: Twin) -> None:
        """A second redemption of a leg that was taken back: it was this leg's, and it is back."""
        row = self._index.rows.get(twin.redemption_id)
        if row is None:
            return
        if self._is_marked and row.tag != f"{sale.reference}-{sale.leg(twin.leg).mark}":
            detail = f"{row.id} was taken for a twin, and is {row.tag or 'not marked'}"
            self._found.unexplained(Invariant.OWN_LINK, sale.reference, twin.mark, detail)
        if twin.state in _TWIN_BACK and self._index.is_live(row):
            detail = f"{row.id} is taken: the twin is {twin.state}"
            self._found.lost(Invariant.AT_REST, sale.reference, twin.mark, detail)

    def _own(self, sale: Sale, leg: Leg) -> None:
        """The redemption that the sale believes to be its own."""
        row = self._index.rows.get(leg.redemption_id)
        if row is None or row.type != "redeem":
            detail = f"the tenant knows no redemption {leg.redemption_id}"
            self._found.unexplained(Invariant.AT_REST, sale.reference, leg.mark, detail)
            return
        if self._is_marked and row.tag != f"{sale.reference}-{leg.mark}":
            detail = f"holds {row.id}, which is {row.tag or 'not marked'}"
            self._found.doubled(Invariant.OWN_LINK, sale.reference, leg.mark, detail)
            return
        self._accounted.add(row.id)
        if leg.granted is not None and row.total != leg.granted.minor:
            detail = f"{row.id} took {row.total}, the sale says {leg.granted.minor}"
            self._found.unexplained(Invariant.CONFIRMED, sale.reference, leg.mark, detail)
        if leg.state is LegState.GRANTED and not row.spends and not is_explained(sale):
            detail = f"{row.id} was reversed, and the sale counts on it"
            self._found.unexplained(Invariant.RESTORED, sale.reference, leg.mark, detail)
        if leg.state is LegState.REVERSED and row.spends and not self._index.is_live(row):
            detail = f"{row.id} was refunded, and the sale says reversed"
            self._found.unexplained(Invariant.RESTORED, sale.reference, leg.mark, detail)

    def _transaction(self, sale: Sale) -> None:
        all_ = self._index.transactions.get(sale.reference, [])
        standing = [each for each in all_ if each.stands]
        if len(standing) > 1:
            detail = f"{len(standing)} transactions: {', '.join(each.id for each in standing)}"
            self._found.doubled(Invariant.ONE_TRANSACTION, sale.reference, "", detail)
        if sale.phase is not Phase.RECORDED:
            if standing and sale.at_rest:
                detail = f"transaction {standing[0].id} is there, and the sale is {sale.phase}"
                self._found.unexplained(Invariant.ONE_TRANSACTION, sale.reference, "", detail)
        elif standing:
            self._recorded(sale, standing[0])
        elif all_:
            detail = f"its transaction {all_[0].id} was made void"
            self._found.unexplained(Invariant.ONE_TRANSACTION, sale.reference, "", detail)
        else:
            detail = "paid and recorded, and the tenant has no transaction"
            self._found.lost(Invariant.ONE_TRANSACTION, sale.reference, "", detail)

    def _recorded(self, sale: Sale, transaction: BookTransaction) -> None:
        recorded = sale.recorded
        if recorded is not None and recorded.transaction_id != transaction.id:
            detail = f"recorded as {recorded.transaction_id}, the tenant has {transaction.id}"
            self._found.unexplained(Invariant.ONE_TRANSACTION, sale.reference, "", detail)
        total = self._totals[sale.reference]
        if sale.returning:
            total = total - worth(sale).net
        if transaction.total != total.minor:
            detail = f"the transaction says {transaction.total}, the sale {total.minor}"
            self._found.unexplained(Invariant.TENDERS, sale.reference, "", detail)
        self._links(sale, transaction)
        self._credits(sale, transaction)

    def _links(self, sale: Sale, transaction: BookTransaction) -> None:
        """One redemption is linked; the others stand in the transaction's meta (design, section 3)."""
        held = [leg for leg in sale.legs if leg.state is LegState.GRANTED]
        ids = {leg.redemption_id for leg in held}
        if transaction.redemption_id and transaction.redemption_id not in ids:
            detail = f"transaction {transaction.id} links {transaction.redemption_id}"
            self._found.unexplained(Invariant.OWN_LINK, sale.reference, "", detail)
        linked = linked_leg(sale)
        told = sale.recorded.linked if sale.recorded else ""
        if linked is not None and told and not transaction.redemption_id:
            detail = f"transaction {transaction.id} links nothing, the sale says {told}"
            self._found.unexplained(Invariant.OWN_LINK, sale.reference, linked.mark, detail)
        for leg in held:
            row = self._index.rows.get(leg.redemption_id)
            if row is None:
                continue
            if row.transaction_id not in ("", transaction.id):
                detail = f"{row.id} is linked to {row.transaction_id}"
                self._found.unexplained(Invariant.OWN_LINK, sale.reference, leg.mark, detail)
            elif row.id not in (transaction.redemption_id, *transaction.carried):
                detail = f"{row.id} is neither linked nor named by transaction {transaction.id}"
                self._found.unexplained(Invariant.AT_REST, sale.reference, leg.mark, detail)

    def _credits(self, sale: Sale, transaction: BookTransaction) -> None:
        """What the transaction deducted is what was paid with credits; in each credit's own currency."""
        deducted = Counter[str]()
        for payment in self._index.payments.get(transaction.id, ()):
            deducted[payment.credit_id] += payment.units
        paid = Counter[str]()
        for tender in sale.approved:
            if by_payment(tender) and tender.credit:
                paid[tender.credit.credit_id] += (tender.credit.taken or tender.amount).minor
        for credit_id in deducted.keys() | paid.keys():
            if deducted[credit_id] == paid[credit_id]:
                continue
            detail = f"credit {credit_id}: {deducted[credit_id]} deducted, {paid[credit_id]} paid"
            if deducted[credit_id] > paid[credit_id]:
                self._found.doubled(Invariant.TENDERS, sale.reference, "", detail)
            else:
                self._found.unexplained(Invariant.TENDERS, sale.reference, "", detail)
