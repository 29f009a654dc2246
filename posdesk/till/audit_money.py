"""What the terminal still holds, beside the sales that took it: every payment has a sale that needs it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from posdesk.sale.past import RefundKind
from posdesk.sale.returns import RefundState
from posdesk.sale.state import Sale
from posdesk.sale.tender import Tender, TenderState
from posdesk.till.audit_report import Findings, Invariant
from posdesk.till.audit_sale import SETTLED, is_explained
from posdesk.till.terminal_answers import Approved

_NOT_KNOWN = frozenset({TenderState.SENT, TenderState.UNKNOWN, TenderState.GIVING_BACK})


def check_terminal(
    sales: Mapping[str, Sale],
    kept: Iterable[Approved],
    strange: Mapping[str, str],
    found: Findings,
    *,
    finished: bool,
) -> None:
    """``kept`` is what the terminal holds of payments by cards; ``strange`` are payments of sales that are
    nobody's in this audit, with what is to be said of them."""
    repaid = _repaid(sales.values())
    held: dict[str, Approved] = {}
    for payment in kept:
        held[payment.payment_id] = payment
        reference, _, mark = payment.payment_id.rpartition("-")
        sale = sales.get(reference)
        if sale is not None:
            _check_kept(sale, mark, payment, found, finished=finished)
        elif payment.payment_id in strange:
            found.lost(Invariant.TENDER_BACKED, reference, mark, strange[payment.payment_id])
    for sale in sales.values():
        if sale.phase in SETTLED:
            for tender in sale.approved:
                if tender.is_of_terminal:
                    _check_counted_on(sale, tender, held, repaid, found)


def _repaid(sales: Iterable[Sale]) -> Counter[str]:
    """What returns gave back onto cards, by the payment."""
    given = Counter[str]()
    for sale in sales:
        back = sale.returning
        for refund in back.given if back else ():
            if back and refund.kind is RefundKind.CARD and refund.state is RefundState.GIVEN:
                amount = refund.amount if refund.given is None else refund.given
                given[f"{back.original.reference}-{refund.of}"] += amount.minor
    return given


def _check_kept(
    sale: Sale, mark: str, payment: Approved, found: Findings, *, finished: bool
) -> None:
    """A payment that the terminal holds is one that the sale knows, or may still learn of."""
    tender = next((each for each in sale.tenders if each.mark == mark), None)
    if is_explained(sale):
        return
    detail = f"the terminal holds {payment.kept}: the tender is {tender.state if tender else 'not there'}"
    if tender is not None and tender.state is TenderState.APPROVED:
        if payment.amount != tender.amount:
            said = f"the terminal took {payment.amount}, the sale says {tender.amount}"
            found.unexplained(Invariant.TENDERS, sale.reference, mark, said)
        return
    if tender is not None and tender.state in _NOT_KNOWN and not (finished or sale.finished):
        return
    if sale.phase in SETTLED:
        found.doubled(Invariant.TENDER_BACKED, sale.reference, mark, detail)
    elif finished or sale.finished:
        found.lost(Invariant.TENDER_BACKED, sale.reference, mark, detail)


def _check_counted_on(
    sale: Sale,
    tender: Tender,
    held: Mapping[str, Approved],
    repaid: Counter[str],
    found: Findings,
) -> None:
    """What a paid sale counts on is there, less what returns gave back of it."""
    payment_id = f"{sale.reference}-{tender.mark}"
    payment = held.get(payment_id)
    left = payment.kept.minor if payment else 0
    if left != tender.amount.minor - repaid[payment_id]:
        detail = (
            f"the terminal holds {left} of {tender.amount.minor}, {repaid[payment_id]} was repaid"
        )
        found.unexplained(Invariant.TENDER_BACKED, sale.reference, tender.mark, detail)
