"""A return as a finished transaction: pieces with negative quantities, what was undone, and how it was repaid.

Quantities are negative and unit prices positive, so the sum of quantity times ``price_sell`` is the total
(ASSUMED, omneo-api.md 2.9.4). An exchange is one transaction with both kinds of items, so its total may have
either sign. What went in and out of the drawer is the total and its rounding, and beside them an extra.
"""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.allocation import allocate
from posdesk.sale.money import Money
from posdesk.sale.past import MONEY
from posdesk.sale.past_of import GOODS, goods_of
from posdesk.sale.record import Purchase, SoldDiscount, SoldItem, SoldShare, SoldTender, purchase_of
from posdesk.sale.repayment import returning, rounding_back, worth
from posdesk.sale.replacing import replace
from posdesk.sale.returning import LineBack
from posdesk.sale.returns import Refund, RefundState
from posdesk.sale.state import Sale


@dataclass(frozen=True, slots=True)
class ReturnRecord:
    """``purchase`` has the items of both kinds; its legs, shares and tenders are those of a new basket alone.

    ``undone`` are the shares that came back with the pieces, ``rounding`` is what was given beside their net.
    """

    purchase: Purchase
    original: str
    original_receipt: str
    reason: str
    lines: tuple[LineBack, ...]
    undone: tuple[SoldShare, ...]
    refunds: tuple[Refund, ...]
    rounding: Money

    @property
    def repaid(self) -> tuple[Refund, ...]:
        """The refunds that are money."""
        return tuple(each for each in self.refunds if each.kind in MONEY)


def return_record_of(sale: Sale) -> ReturnRecord:
    """The transaction of a return or an exchange. Raises IllegalEvent for a sale that is neither."""
    back, figures, new = returning(sale), worth(sale), purchase_of(sale)
    given = tuple(each for each in back.refunds if each.state is RefundState.GIVEN)
    rounding = rounding_back(sale)
    goods = tuple(SoldTender(GOODS, each.amount) for each in goods_of(sale))
    purchase = replace(
        new,
        total=new.total - figures.net,
        total_original=new.total_original - figures.original,
        rounding=new.rounding - rounding,
        items=(*new.items, *(item for line in figures.lines for item in _items(line))),
        tenders=(*goods, *new.tenders),
        rule=back.original.rule.value if not sale.basket else new.rule,
    )
    return ReturnRecord(
        purchase,
        back.original.reference,
        back.original.receipt_ref,
        back.reason,
        figures.lines,
        tuple(
            SoldShare(line.line.id, share.discount, share.amount, share.name)
            for line in figures.lines
            for share in line.shares
        ),
        given,
        rounding,
    )


def _items(back: LineBack) -> list[SoldItem]:
    """One item for each net price, as in the sale; the discounts stand for all pieces, positive like the prices."""
    line, currency = back.line, back.net.currency
    left = [(line.price.minor - net.minor) * count for count, net in back.parcels]
    nets = [net.minor * count for count, net in back.parcels]
    taxes = allocate(back.tax.minor, nets)
    discounts: list[list[SoldDiscount]] = [[] for _ in back.parcels]
    for share in back.shares:
        parts = allocate(share.amount.minor, left)
        left = [rest - part for rest, part in zip(left, parts, strict=True)]
        for found, part in zip(discounts, parts, strict=True):
            if part:
                found.append(SoldDiscount(share.name, Money(part, currency)))
    return [
        SoldItem(
            line.id,
            line.sku,
            line.name,
            -count,
            line.list_price,
            line.price,
            net,
            Money(tax, currency),
            tuple(own),
        )
        for (count, net), tax, own in zip(back.parcels, taxes, discounts, strict=True)
    ]
