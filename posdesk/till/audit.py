"""The checker: proves from what was written down that nothing was lost, doubled, or left unexplained.

From (a) sales, folded from a journal or straight from a simulation, with (b) the tenant's books and (c) what the
payment terminal still holds, where there are any. Pure, linear in their size, and independent of how the sales
came about: it shares nothing with recovery but the figures themselves. What the rows of a journal say beside the
sale they fold to is ``audit_rows``; a history of operations is ``audit_history``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from posdesk.sale.state import LegState, Sale
from posdesk.till.audit_given import Given
from posdesk.till.audit_index import BookIndex, check_books, place
from posdesk.till.audit_money import check_terminal
from posdesk.till.audit_report import Findings, Invariant, Report
from posdesk.till.audit_sale import (
    check_at_rest,
    check_figures,
    check_refund_age,
    is_explained,
    is_forgotten,
)
from posdesk.till.audit_taken import Taken
from posdesk.till.books import REDEEM, REFUND, BookRedemption, TenantBooks
from posdesk.till.terminal_answers import Approved

_UNKNOWN_SALE = "no journal knows this sale"


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
    for sale in judged:
        check_figures(sale, found)
        check_refund_age(sale, found)
        if finished:
            check_at_rest(sale, found, has_books=books is not None)
    _check_held_once(judged, found)
    ours = _Ours(known, installations)
    if books is not None:
        _check_against(books, known, judged, ours, found, finished=finished)
    if kept is not None:
        _check_kept(tuple(kept), judged, ours, found, finished=finished)
    return Report(len(known), found.all)


class _Ours:
    """Whose a reference is. One ends in its installation (``references``)."""

    def __init__(self, known: Collection[str], installations: Collection[str]) -> None:
        self._known = known
        self._installations = {*installations, *(_installation(each) for each in known)}

    def is_missing(self, reference: str) -> bool:
        """It is one of these tills' sales, and is not among those that were audited."""
        return reference not in self._known and _installation(reference) in self._installations


def _installation(reference: str) -> str:
    return reference.rpartition("-")[2]


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


def _check_against(
    books: TenantBooks,
    known: dict[str, Sale],
    judged: Iterable[Sale],
    ours: _Ours,
    found: Findings,
    *,
    finished: bool,
) -> None:
    index = BookIndex.of(books)
    check_books(books, index, found)
    taken = Taken(index, found, finished=finished)
    given = Given(index, found, finished=finished)
    for sale in judged:
        taken.check(sale)
        given.check(sale)
    for row in books.redemptions:
        if row.type == REDEEM and not taken.is_accounted(row):
            _check_stray(row, known, ours, index, found)
        elif row.type == REFUND and row.tag and not given.is_accounted(row):
            _check_stray_refund(row, known, ours, found)
        elif row.type != REDEEM:
            _check_undone_by_whom(row, index, known, found)
    for reference, transactions in index.transactions.items():
        standing = [each for each in transactions if each.stands]
        if standing and ours.is_missing(reference):
            detail = f"transaction {standing[0].id}: {_UNKNOWN_SALE}"
            found.unexplained(Invariant.ONE_TRANSACTION, reference, "", detail)
    for tag, credits in index.credits.items():
        reference, _, mark = tag.rpartition("-")
        if len(credits) > 1 and (reference in known or ours.is_missing(reference)):
            detail = f"{len(credits)} credits were issued for it"
            found.doubled(Invariant.ONE_LIVE, reference, mark, detail)


def _check_stray(
    row: BookRedemption, known: dict[str, Sale], ours: _Ours, index: BookIndex, found: Findings
) -> None:
    """A redemption that bears our mark, or a sale's reference, and that no leg accounts for."""
    reference, mark = place(row)
    if not row.tag:
        reference = row.reference
    if not reference or not index.is_live(row):
        return
    sale = known.get(reference)
    if sale is None and ours.is_missing(reference):
        found.lost(Invariant.AT_REST, reference, mark, f"{row.id} is taken: {_UNKNOWN_SALE}")
    elif sale is not None and not is_forgotten(sale) and row.transaction_id == "":
        found.lost(Invariant.AT_REST, reference, mark, f"{row.id} is taken, and is no leg's")


def _check_stray_refund(
    row: BookRedemption, known: dict[str, Sale], ours: _Ours, found: Findings
) -> None:
    reference, mark = place(row)
    if ours.is_missing(reference) or (reference in known and not is_forgotten(known[reference])):
        detail = f"{row.total} was refunded of {row.origin_id}, and no return knows it"
        found.unexplained(Invariant.AT_REST, reference, mark, detail)


def _check_undone_by_whom(
    row: BookRedemption, index: BookIndex, known: dict[str, Sale], found: Findings
) -> None:
    """A reversal, or a refund without a return: the leg that it undoes says so."""
    origin = index.rows.get(row.origin_id)
    if origin is None or row.tag:
        return
    reference, mark = place(origin)
    sale = known.get(reference)
    leg = None if sale is None else next((each for each in sale.legs if each.mark == mark), None)
    if sale is None or leg is None or is_explained(sale) or leg.redemption_id != origin.id:
        return
    meant = LegState.REFUNDED if row.type == REFUND else LegState.REVERSED
    undone = {LegState.REVERSED, LegState.REFUNDED}
    if (leg.state in undone and leg.state is not meant) or (
        leg.state is LegState.GRANTED and sale.finished
    ):
        detail = f"{row.type} {row.id} of {origin.id}: the leg is {leg.state}"
        found.unexplained(Invariant.RESTORED, reference, mark, detail)


def _check_kept(
    kept: tuple[Approved, ...],
    judged: Iterable[Sale],
    ours: _Ours,
    found: Findings,
    *,
    finished: bool,
) -> None:
    strange = {
        each.payment_id: f"the terminal holds {each.kept}: {_UNKNOWN_SALE}"
        for each in kept
        if ours.is_missing(each.payment_id.rpartition("-")[0])
    }
    by_reference = {sale.reference: sale for sale in judged}
    check_terminal(by_reference, kept, strange, found, finished=finished)
