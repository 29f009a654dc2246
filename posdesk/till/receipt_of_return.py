"""The receipt of a return or an exchange: what came back, what was given for it and how, and of which receipt.

Pieces that came back stand with negative quantities and amounts, and the shares they had are added back, so the
sums of every receipt hold: lines = subtotal; subtotal + discounts = total; total + rounding = tenders - change,
where money paid out is negative and an extra of the shop stands beside it. What was refunded into the wallet is
something new, and says so; it is never called put back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posdesk.sale.money import Money
from posdesk.sale.past import REDEMPTIONS, RefundKind, SaleKind
from posdesk.sale.repayment import returning, rounding_back, worth
from posdesk.sale.returning import Figures, LineBack
from posdesk.sale.returns import Refund
from posdesk.sale.state import Sale, quote_of, rounding
from posdesk.till.receipt_draft import (
    ItemRow,
    Mark,
    ReceiptDraft,
    ReceiptWords,
    Row,
    TenderRow,
)

Amount = Callable[[Money], str]


def returned(draft: ReceiptDraft, sale: Sale, amount: Amount, words: ReceiptWords) -> ReceiptDraft:
    """``draft`` of the new basket alone as that of the whole return. Raises IllegalEvent for an ordinary sale."""
    back, figures, quote = returning(sale), worth(sale), quote_of(sale)
    given = back.given
    rounded = rounding(sale) - rounding_back(sale)
    titles = {SaleKind.RETURN: words.return_title, SaleKind.EXCHANGE: words.exchange_title}
    return replace(
        draft,
        title=titles.get(sale.kind, "") if draft.mark is Mark.NONE else "",
        link=words.return_of.format(back.original.receipt_ref),
        link_reference=back.original.reference,
        items=(*(_item(each, amount) for each in figures.lines), *draft.items),
        subtotal=amount(quote.subtotal - figures.original),
        discounts=(*_undone(figures, amount), *draft.discounts),
        taxes=(Row(words.tax, amount(quote.tax - figures.tax)),),
        total=amount(quote.total - figures.net),
        rounding=Row(words.rounding, amount(rounded)) if rounded else None,
        tenders=(*draft.tenders, *(_repaid(each, amount, words) for each in given if _paid(each))),
        refunds=tuple(_refund(each, amount, words) for each in given if each.kind in REDEMPTIONS),
    )


def _item(back: LineBack, amount: Amount) -> ItemRow:
    shares = tuple(Row(share.name, amount(share.amount)) for share in back.shares)
    return ItemRow(
        back.line.name, str(-back.quantity), amount(back.line.price), amount(-back.original), shares
    )


def _undone(figures: Figures, amount: Amount) -> tuple[Row, ...]:
    """One row for each discount whose shares came back, in the order of the sale."""
    sums: dict[tuple[str, str], Money] = {}
    for line in figures.lines:
        for share in line.shares:
            key = (share.discount, share.name)
            sums[key] = sums[key] + share.amount if key in sums else share.amount
    return tuple(Row(name, amount(total)) for (_, name), total in sums.items())


def _paid(refund: Refund) -> bool:
    """Money that went out."""
    return refund.kind not in {RefundKind.REWARDS, RefundKind.BENEFIT} and bool(_given(refund))


def _given(refund: Refund) -> Money:
    return refund.amount if refund.given is None else refund.given


def _repaid(refund: Refund, amount: Amount, words: ReceiptWords) -> TenderRow:
    names = {
        RefundKind.CASH: words.cash,
        RefundKind.CARD: words.card,
        RefundKind.CREDIT: words.store_credit,
        RefundKind.STORE_CREDIT: words.store_credit,
    }
    detail = words.extra.format(amount(refund.extra)) if refund.extra else ""
    return TenderRow(names[refund.kind], amount(-_given(refund)), detail)


def _refund(refund: Refund, amount: Amount, words: ReceiptWords) -> Row:
    """A new reward, a new use of a benefit, or a new credit: never the old one."""
    name = refund.name or words.store_credit
    if refund.kind is RefundKind.BENEFIT:
        return Row(name, words.new_use)
    return Row(name, amount(_given(refund)))
