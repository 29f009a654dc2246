"""The checker: proves from what was written down that nothing was lost, doubled, or left unexplained.

From (a) sales, folded from a journal or straight from a simulation, with (b) the tenant's books and (c) what the
payment terminal still holds, where there are any. Pure, linear in their size, and independent of how the sales
came about: it shares nothing with recovery but the figures themselves. What the rows of a journal say beside the
sale they fold to is ``audit_rows``; a history of operations is ``audit_history``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from posdesk.sale.state import Sale
from posdesk.till.audit_given import Given
from posdesk.till.audit_index import BookIndex, check_books
from posdesk.till.audit_money import check_terminal
from posdesk.till.audit_report import Findings, Invariant, Report
from posdesk.till.audit_sale import check_at_rest, check_figures, check_refund_age, is_forgotten
from posdesk.till.audit_strays import UNKNOWN_SALE, Ours, Strays
from posdesk.till.audit_taken import Taken
from posdesk.till.books import TenantBooks
from posdesk.till.terminal_answers import Approved


def audit(
    sales: Iterable[Sale],
    books: TenantBooks | None = None,
    kept: Iterable[Approved] | None = None,
    *,
    finished: bool,
    installations: Collection[str] = (),
) -> Report:
    """Every violation there is. None for ``books`` or ``kept``: what they would prove is not looked at.

    ``finished``: all faults are over and no answer is on its way, so that every sale must be at rest, or ask a
    person; a sale under attention with a reason is explained, not lost. ``installations`` are those whose every
    sale is among ``sales``, beside the ones that ``sales`` name: what other tills did is none of this audit.
    """
    found = Findings()
    known = {sale.reference: sale for sale in sales}
    judged = [sale for sale in known.values() if not is_forgotten(sale)]
    totals = {sale.reference: check_figures(sale, found) for sale in judged}
    for sale in judged:
        check_refund_age(sale, found)
        if finished:
            check_at_rest(sale, found, has_books=books is not None)
    _check_held_once(judged, found)
    ours = Ours(known, installations)
    if books is not None:
        index = BookIndex.of(books)
        check_books(books, index, found)
        taken = Taken(index, found, totals, finished=finished)
        given = Given(index, found, finished=finished)
        for sale in judged:
            taken.check(sale)
            given.check(sale)
        Strays(index, known, ours, found).check(taken, given)
    if kept is not None:
        _check_kept(tuple(kept), judged, ours, found, finished=finished)
    return Report(len(known), found.all)


def _check_held_once(sales: Iterable[Sale], found: Findings) -> None:
    """A redemption is one leg's, for ever: adopting another's takes it twice."""
    holders: dict[str, str] = {}
    for sale in sales:
        for leg in sale.legs:
            if not leg.redemption_id:
                continue
            mark = f"{sale.reference}-{leg.mark}"
            other = holders.setdefault(leg.redemption_id, mark)
            if other != mark:
                detail = f"{leg.redemption_id} is held by {other}, too"
                found.doubled(Invariant.OWN_LINK, sale.reference, leg.mark, detail)


def _check_kept(
    kept: tuple[Approved, ...],
    judged: Iterable[Sale],
    ours: Ours,
    found: Findings,
    *,
    finished: bool,
) -> None:
    strange = {
        each.payment_id: f"the terminal holds {each.kept}: {UNKNOWN_SALE}"
        for each in kept
        if ours.is_missing(each.payment_id.rpartition("-")[0])
    }
    by_reference = {sale.reference: sale for sale in judged}
    check_terminal(by_reference, kept, strange, found, finished=finished)
