"""The receipt of a sale: what was sold, what each reward and benefit took, how it was paid, what is left.

Pure: amounts become text through the function that is passed in, so that the window prints its own
language. Rewards and benefits are discounts and change lines; tenders stand below the total.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from posdesk.sale.money import Money
from posdesk.sale.quote import LineQuote, Quote
from posdesk.sale.state import LegKind, Phase, Sale, Tender, TenderKind, quote_of, rounding
from posdesk.till.catalogue import Shop
from posdesk.till.receipt_draft import (
    ItemRow,
    LoyaltyRow,
    Mark,
    ReceiptDraft,
    ReceiptWords,
    Row,
    TenderRow,
)

Amount = Callable[[Money], str]
_TENDERS = {TenderKind.CASH: "Cash", TenderKind.CARD: "Card", TenderKind.OTHER: "Other"}


def plain(amount: Money) -> str:
    """``25.00``, for the command line and tests."""
    return f"{amount.amount:f}"


def receipt_of(
    sale: Sale,
    shop: Shop,
    *,
    printed_at: datetime,
    amount: Amount = plain,
    words: ReceiptWords | None = None,
) -> ReceiptDraft:
    """The receipt of a recorded, refused or voided sale. ``printed_at`` is the store's local time."""
    quote = quote_of(sale)
    rounded = rounding(sale)
    return ReceiptDraft(
        shop=shop.store_name or sale.terms.store,
        register=f"{sale.terms.store}-{sale.terms.register}",
        printed_at=printed_at.strftime("%Y-%m-%d %H:%M"),
        number=sale.terms.receipt_ref,
        reference=sale.reference,
        total=amount(quote.total),
        title="TAX INVOICE",
        staff=shop.staff_name or shop.staff_id,
        items=tuple(_item(quote, index, line, amount) for index, line in enumerate(quote.lines)),
        subtotal=amount(quote.subtotal),
        discounts=tuple(Row(each.name, amount(-each.amount)) for each in quote.discounts),
        taxes=(Row("GST included", amount(quote.tax)),),
        rounding=Row("Cash rounding", amount(rounded)) if rounded else None,
        tenders=tuple(_tender(each, amount) for each in sale.approved),
        change=_change(sale, amount),
        customer=sale.customer.name if sale.customer else "",
        loyalty=_loyalty(sale, amount),
        mark=_mark(sale),
        words=words or ReceiptWords(),
    )


def _item(quote: Quote, index: int, line_quote: LineQuote, amount: Amount) -> ItemRow:
    line = line_quote.line
    currency = quote.total.currency
    shares = tuple(
        Row(each.name, amount(Money(-each.shares[index], currency)))
        for each in quote.discounts
        if each.shares[index]
    )
    return ItemRow(
        line.product.name,
        str(line.quantity),
        amount(line.price),
        amount(line.original),
        shares,
        line.note,
    )


def _tender(tender: Tender, amount: Amount) -> TenderRow:
    """Cash shows what was handed over; the change stands below."""
    return TenderRow(_TENDERS[tender.kind], amount(tender.handed or tender.amount))


def _change(sale: Sale, amount: Amount) -> str:
    change = Money.total((each.change for each in sale.approved), sale.terms.currency)
    return amount(change) if change else ""


def _loyalty(sale: Sale, amount: Amount) -> tuple[LoyaltyRow, ...]:
    """What this sale used of each kind, and what the customer has left of it."""
    before = sale.snapshot or sale.wallet
    if before is None or sale.customer is None:
        return ()
    granted = [leg for leg in sale.granted if leg.kind is LegKind.REWARDS]
    used = Money.total((leg.granted or sale.zero for leg in granted), sale.terms.currency)
    rows = [LoyaltyRow("Rewards", amount(used), amount(before.balances.rewards - used))]
    for leg in sale.granted:
        benefit = before.benefit(leg.benefit_id) if leg.kind is LegKind.BENEFIT else None
        if benefit is not None:
            left = "" if benefit.remaining is None else str(benefit.remaining - 1)
            rows.append(LoyaltyRow(benefit.name, "1", left))
    return tuple(rows)


def _mark(sale: Sale) -> Mark:
    if sale.phase is Phase.VOIDED:
        return Mark.VOIDED
    refused = sale.compensation is not None and sale.phase is not Phase.RECORDED
    return Mark.REFUSED if refused else Mark.NONE
