"""The receipt of a sale: what was sold, what each reward and benefit took, how it was paid, what is left.

Pure: amounts become text through the function that is passed in, so that the window prints its own
language. Rewards and benefits are discounts and change lines; tenders stand below the total. To the cent:
lines = subtotal; subtotal + discounts = total; total + rounding = tenders - change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from posdesk.sale.eaten import points_for
from posdesk.sale.money import Money
from posdesk.sale.purses import Purse, split
from posdesk.sale.quote import Quote
from posdesk.sale.state import LegKind, Phase, Sale, quote_of, rounding
from posdesk.sale.tender import Tender, TenderKind, TenderState
from posdesk.sale.wallet import Balances
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
from posdesk.till.receipt_of_return import returned

Amount = Callable[[Money], str]
ENGLISH = ReceiptWords()
_PAID = frozenset({Phase.RECORDING, Phase.RECORDED})
_UNDONE = frozenset({TenderState.DECLINED, TenderState.GIVEN_BACK})


def plain(amount: Money) -> str:
    """Major units without a sign for the currency: ``25.00``, for the command line and tests."""
    return f"{amount.amount:f}"


def receipt_of(
    sale: Sale,
    shop: Shop,
    *,
    printed_at: datetime,
    amount: Amount = plain,
    words: ReceiptWords | None = None,
) -> ReceiptDraft:
    """The receipt of a recorded, refused or voided sale or return. ``printed_at`` is the store's local time."""
    words = words or ENGLISH
    quote, mark = quote_of(sale), _mark(sale)
    rounded = rounding(sale)
    draft = ReceiptDraft(
        shop=shop.store_name or sale.terms.store,
        register=f"{sale.terms.store}-{sale.terms.register}",
        printed_at=printed_at.strftime("%Y-%m-%d %H:%M"),
        number=sale.terms.receipt_ref,
        reference=sale.reference,
        total=amount(quote.total),
        # Nothing was sold on the others, so they are no invoice.
        title=words.title if mark is Mark.NONE else "",
        staff=shop.staff_name or shop.staff_id,
        items=tuple(_item(quote, index, amount) for index in range(len(quote.lines))),
        subtotal=amount(quote.subtotal),
        discounts=tuple(
            Row(each.name, amount(-each.amount)) for each in quote.discounts if each.amount
        ),
        taxes=(Row(words.tax, amount(quote.tax)),),
        rounding=Row(words.rounding, amount(rounded)) if rounded else None,
        tenders=_tenders(sale, mark, amount, words),
        change=_change(sale, amount),
        customer=sale.customer.name if sale.customer else "",
        loyalty=_loyalty(sale, amount, words),
        mark=mark,
        words=words,
    )
    return draft if sale.returning is None else returned(draft, sale, amount, words)


def _item(quote: Quote, index: int, amount: Amount) -> ItemRow:
    line, currency = quote.lines[index].line, quote.total.currency
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


def _tenders(sale: Sale, mark: Mark, amount: Amount, words: ReceiptWords) -> tuple[TenderRow, ...]:
    """What paid the sale; where nothing did, what was tried and what became of it."""
    shown = sale.approved
    if mark is not Mark.NONE:
        shown = tuple(each for each in sale.tenders if each.state in _UNDONE)
    return tuple(_tender(each, amount, words) for each in shown)


def _tender(tender: Tender, amount: Amount, words: ReceiptWords) -> TenderRow:
    """Cash shows what was handed over; the change stands below."""
    names = {
        TenderKind.CASH: words.cash,
        TenderKind.CARD: words.card,
        TenderKind.CREDIT: _credit_name(tender, words),
        TenderKind.OTHER: tender.name or words.other,
    }
    ends = {TenderState.DECLINED: words.declined, TenderState.GIVEN_BACK: words.given_back}
    approved = words.approved if tender.kind is TenderKind.CARD else ""
    paid = tender.state is TenderState.APPROVED and tender.handed
    return TenderRow(
        names[tender.kind],
        amount(paid or tender.amount),
        ends.get(tender.state, approved),
    )


def _credit_name(tender: Tender, words: ReceiptWords) -> str:
    """With the card's last digits; in another currency with what was taken of it."""
    used = tender.credit
    last4 = f" {used.last4}" if used and used.last4 else ""
    taken = f" ({used.taken})" if used and used.taken else ""
    return f"{words.credit}{last4}{taken}"


def _change(sale: Sale, amount: Amount) -> str:
    change = Money.total((each.change for each in sale.approved), sale.terms.currency)
    return amount(change) if change else ""


def _loyalty(sale: Sale, amount: Amount, words: ReceiptWords) -> tuple[LoyaltyRow, ...]:
    """What this sale used of each kind, and what the customer has left of it."""
    before = sale.snapshot or sale.wallet
    if before is None or sale.customer is None:
        return ()
    rows = _value_rows(sale, before.balances, amount, words)
    for leg in sale.granted:
        for benefit in filter(None, map(before.benefit, leg.benefits)):
            uses = "" if benefit.remaining is None else str(benefit.remaining - 1)
            rows.append(LoyaltyRow(benefit.name, "1", uses))
    return tuple(rows)


def _value_rows(
    sale: Sale, before: Balances, amount: Amount, words: ReceiptWords
) -> list[LoyaltyRow]:
    """Rewards in money; points, where the sale takes from them, as points."""
    granted = [leg for leg in sale.granted if leg.kind is LegKind.REWARDS]
    worth = Money.total((leg.granted or sale.zero for leg in granted), sale.terms.currency)
    parts = dict(split(before, worth, sale.takes_from))
    used = parts.get(Purse.REWARDS, sale.zero)
    rows = [LoyaltyRow(words.rewards, amount(used) if used else "", amount(before.rewards - used))]
    if Purse.POINTS in parts:
        burnt = points_for(parts[Purse.POINTS], before)
        spent = _points(burnt) if burnt else ""
        rows.append(LoyaltyRow(words.points, spent, _points(before.points - burnt)))
    return rows


def _points(points: Decimal) -> str:
    return f"{points.normalize():,f}"


def _mark(sale: Sale) -> Mark:
    if sale.phase is Phase.VOIDED:
        return Mark.VOIDED
    refused = sale.compensation is not None and sale.phase not in _PAID
    return Mark.REFUSED if refused else Mark.NONE
