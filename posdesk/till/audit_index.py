"""A tenant's books by what is looked up in them, and what must hold in the books alone. One pass, dictionaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from posdesk.sale.phases.steps import REVERSE_UNTIL_S
from posdesk.till.audit_report import Findings, Invariant
from posdesk.till.books import (
    REDEEM,
    REFUND,
    REVERSAL,
    BookCredit,
    BookItem,
    BookPayment,
    BookRedemption,
    BookTransaction,
    TenantBooks,
)

# A tenant that counts whole seconds shows an age that is up to one of them too long.
_LAST_REVERSAL_MS = round(REVERSE_UNTIL_S * 1000) + 999
_BENEFIT = "benefit"


@dataclass(frozen=True, slots=True)
class BookIndex:
    """``taken`` are redemptions by tag, ``undone`` what undoes one by its id, ``refunds`` refunds by tag."""

    rows: dict[str, BookRedemption] = field(default_factory=dict)
    taken: dict[str, list[BookRedemption]] = field(default_factory=dict)
    undone: dict[str, list[BookRedemption]] = field(default_factory=dict)
    refunds: dict[str, list[BookRedemption]] = field(default_factory=dict)
    transactions: dict[str, list[BookTransaction]] = field(default_factory=dict)
    by_number: dict[str, BookTransaction] = field(default_factory=dict)
    payments: dict[str, list[BookPayment]] = field(default_factory=dict)
    credits: dict[str, list[BookCredit]] = field(default_factory=dict)

    @classmethod
    def of(cls, books: TenantBooks) -> BookIndex:
        index = cls()
        for row in books.redemptions:
            index.rows[row.id] = row
            if row.type == REDEEM:
                index.taken.setdefault(row.tag, []).append(row)
                continue
            index.undone.setdefault(row.origin_id, []).append(row)
            if row.type == REFUND and row.tag:
                index.refunds.setdefault(row.tag, []).append(row)
        for transaction in books.transactions:
            index.transactions.setdefault(transaction.external_id, []).append(transaction)
            index.by_number[transaction.id] = transaction
        for payment in books.payments:
            index.payments.setdefault(payment.transaction_id, []).append(payment)
        for credit in books.credits:
            index.credits.setdefault(credit.tag, []).append(credit)
        return index

    def is_live(self, row: BookRedemption) -> bool:
        """Something of it is still taken: neither reversed nor wholly refunded."""
        if not row.spends:
            return False
        given = [each for each in self.undone.get(row.id, ()) if each.type == REFUND]
        if not given:
            return True
        value = row.total - sum(each.total for each in given)
        return value > 0 or _uses((row,)) > _uses(given)


def _uses(rows: Iterable[BookRedemption]) -> int:
    return sum(item.units for row in rows for item in row.items if item.kind == _BENEFIT)


def check_books(books: TenantBooks, index: BookIndex, found: Findings) -> None:
    """What must hold whoever did it: sums, and what was put back."""
    _check_balances(books, found)
    for row in books.redemptions:
        if row.type == REDEEM:
            undone = index.undone.get(row.id)
            if undone or row.reversed_ms is not None:
                _check_undone(row, undone or [], index, found)
        elif row.origin_id not in index.rows:
            detail = f"{row.type} {row.id} undoes nothing that there is"
            found.unexplained(Invariant.RESTORED, *place(row), detail)


def _check_balances(books: TenantBooks, found: Findings) -> None:
    spent: Counter[tuple[str, str]] = Counter()
    for row in books.redemptions:
        if row.spends:
            for item in row.items:
                spent[item.profile_id, item.kind] += item.units
    for payment in books.payments:
        spent[payment.profile_id, "credit"] += payment.units
    for held in books.balances:
        gone = spent.pop((held.profile_id, held.kind), 0)
        if held.left < 0 or held.opening + held.issued - gone != held.left:
            detail = f"{held.kind}: {held.opening} + {held.issued} − {gone} is not {held.left}"
            found.unexplained(Invariant.BALANCE, held.profile_id, "", detail)
    for (profile_id, kind), units in spent.items():
        if units and books.balances:
            detail = f"{kind}: {units} spent of what nobody was issued"
            found.unexplained(Invariant.BALANCE, profile_id, "", detail)


def _check_undone(
    row: BookRedemption, undone: list[BookRedemption], index: BookIndex, found: Findings
) -> None:
    reversals = [each for each in undone if each.type == REVERSAL]
    refunds = [each for each in undone if each.type == REFUND]
    if len(reversals) > 1 or (reversals and refunds):
        detail = f"{row.id} was put back {len(undone)} times"
        found.doubled(Invariant.RESTORED, *place(row), detail)
    if (row.reversed_ms is not None) != bool(reversals):
        detail = f"{row.id} is said to be reversed, and {len(reversals)} rows say it"
        found.unexplained(Invariant.RESTORED, *place(row), detail)
    for reversal in reversals:
        _check_reversal(row, reversal, index, found)
    if refunds:
        _check_refunds(row, refunds, found)


def _check_reversal(
    row: BookRedemption, reversal: BookRedemption, index: BookIndex, found: Findings
) -> None:
    if Counter(map(_what, reversal.items)) != Counter(map(_what, row.items)):
        detail = f"the reversal {reversal.id} of {row.id} puts other incentives back"
        found.unexplained(Invariant.RESTORED, *place(row), detail)
    age_ms = reversal.created_ms - row.created_ms
    if age_ms > _LAST_REVERSAL_MS:
        detail = f"{row.id} was reversed after {age_ms // 1000} s"
        found.unexplained(Invariant.WINDOW, *place(row), detail)
    linked = index.by_number.get(row.transaction_id)
    if linked is not None and linked.stands:
        detail = f"{row.id} was reversed, and transaction {linked.id} links it"
        found.unexplained(Invariant.WINDOW, *place(row), detail)


def _check_refunds(row: BookRedemption, refunds: list[BookRedemption], found: Findings) -> None:
    """A refund may be for a part; together they never give more than was taken, and never the old incentive."""
    given = sum(each.total for each in refunds)
    if given > row.total or _uses(refunds) > _uses((row,)):
        detail = f"{given} refunded of {row.id}, which took {row.total}"
        found.doubled(Invariant.RESTORED, *place(row), detail)
    old = {(item.kind, item.id) for item in row.items}
    if any((item.kind, item.id) in old for each in refunds for item in each.items):
        detail = f"a refund of {row.id} gives the same incentive again"
        found.unexplained(Invariant.RESTORED, *place(row), detail)
    for each in refunds:
        if sum(item.value for item in each.items) != each.total:
            detail = f"refund {each.id} is worth {each.total}, and its incentives are not"
            found.unexplained(Invariant.RESTORED, *place(row), detail)


def place(row: BookRedemption) -> tuple[str, str]:
    """The sale's reference and the mark that a row was given; the row's own number where it was given none."""
    reference, _, mark = row.tag.rpartition("-")
    return (reference, mark) if reference else (row.tag or row.reference, row.id)


def _what(item: BookItem) -> tuple[str, str, int, int]:
    return item.kind, item.id, item.value, item.units
