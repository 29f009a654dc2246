"""The sale as a finished purchase: what a tenant is told of it, and how shares are kept for a return.

``price_*`` are per unit, so a line is sent as one item per distinct unit net; the sum of quantity times
``price_sell`` is the total, which is the net before cash rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.credits import by_payment
from posdesk.sale.money import Money
from posdesk.sale.quote import Discount, DiscountKind, LineQuote, Quote
from posdesk.sale.state import Leg, LegState, Sale, quote_of, rounding
from posdesk.sale.tender import Tender


@dataclass(frozen=True, slots=True)
class SoldDiscount:
    """For all pieces of the item."""

    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class SoldItem:
    """Pieces of one line at one net price; ``tax`` is included, for all pieces."""

    line_id: int
    sku: str
    name: str
    quantity: int
    price_original: Money
    price_current: Money
    price_sell: Money
    tax: Money
    discounts: tuple[SoldDiscount, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class SoldLeg:
    """One redemption of the sale; exactly one of a sale's legs is linked.

    ``benefit_ids`` are those that a redemption of value uses beside it.
    """

    mark: str
    kind: str
    redemption_id: str
    total: Money
    linked: bool
    benefit_id: str = ""
    benefit_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SoldShare:
    """What one discount took of one line: a return undoes exactly this."""

    line_id: int
    discount: str
    amount: Money
    name: str = ""


@dataclass(frozen=True, slots=True)
class SoldTender:
    """``credit_id`` with ``deducts``: the transaction takes the amount off that credit.

    ``mark`` is its name within the sale, ``leg`` that of the redemption which took it.
    """

    kind: str
    amount: Money
    code: str = ""
    credit_id: str = ""
    deducts: bool = False
    mark: str = ""
    leg: str = ""


@dataclass(frozen=True, slots=True)
class Purchase:
    """Everything the transaction says. ``linked`` is the redemption it names, empty for none."""

    total: Money
    total_original: Money
    rounding: Money
    linked: str
    items: tuple[SoldItem, ...]
    legs: tuple[SoldLeg, ...]
    shares: tuple[SoldShare, ...]
    tenders: tuple[SoldTender, ...]
    rule: str


def linked_leg(sale: Sale) -> Leg | None:
    """The leg that the transaction names: the greatest granted total, ties to the first."""
    held = _held(sale)
    if not held:
        return None
    return max(held, key=lambda leg: ((leg.granted or sale.zero).minor, -leg.number))


def is_unlinked(sale: Sale) -> bool:
    """Whether the tenant recorded the sale without the redemption that it was told to link (W29).

    It is then the sale's own all the same: nobody may take it for forgotten, and put it back.
    """
    linked = linked_leg(sale)
    if sale.recorded is None or linked is None:
        return False
    return sale.recorded.linked != linked.redemption_id


def purchase_of(sale: Sale) -> Purchase:
    """The transaction of a paid sale."""
    quote = quote_of(sale)
    linked = linked_leg(sale)
    items = [item for index, line in enumerate(quote.lines) for item in _items(quote, index, line)]
    return Purchase(
        total=quote.total,
        total_original=quote.subtotal,
        rounding=rounding(sale),
        linked=linked.redemption_id if linked else "",
        items=tuple(items),
        legs=tuple(_leg(sale, leg, leg is linked) for leg in _held(sale)),
        shares=tuple(share for each in quote.discounts for share in _shares(quote, each)),
        tenders=tuple(_tender(sale, each) for each in sale.approved),
        rule=quote.rule.value,
    )


def _tender(sale: Sale, tender: Tender) -> SoldTender:
    credit = tender.credit
    leg = sale.leg(credit.leg).mark if credit and credit.leg else ""
    return SoldTender(
        tender.kind.value,
        tender.amount,
        tender.code,
        credit.credit_id if credit else "",
        by_payment(tender),
        tender.mark,
        leg,
    )


def _held(sale: Sale) -> tuple[Leg, ...]:
    """The redemptions of this sale; one of an earlier try that is being taken back is not among them."""
    return tuple(leg for leg in sale.legs if leg.state is LegState.GRANTED)


def _items(quote: Quote, index: int, line_quote: LineQuote) -> list[SoldItem]:
    """The line's tax is spread over its items like the net itself, so that nothing is lost."""
    line = line_quote.line
    items = quote.items(index)
    left_tax, left_net = line_quote.tax.minor, line_quote.net.minor
    sold = []
    for item in items:
        net = item.unit_net.minor * item.quantity
        tax = left_tax * net // left_net if left_net else 0
        left_tax, left_net = left_tax - tax, left_net - net
        discounts = tuple(
            SoldDiscount(discount.name, amount)
            for discount, amount in zip(quote.discounts, item.discounts, strict=True)
            if amount
        )
        sold.append(
            SoldItem(
                line.id,
                line.product.sku,
                line.product.name,
                item.quantity,
                line.product.price,
                line.price,
                item.unit_net,
                Money(tax, quote.total.currency),
                discounts,
                line.note,
            )
        )
    return sold


def _leg(sale: Sale, leg: Leg, linked: bool) -> SoldLeg:
    total = leg.granted or sale.zero
    return SoldLeg(
        leg.mark,
        leg.kind.value,
        leg.redemption_id,
        total,
        linked,
        leg.benefit_id,
        leg.benefit_ids,
    )


def _shares(quote: Quote, discount: Discount) -> list[SoldShare]:
    key = discount.key if discount.kind is DiscountKind.BENEFIT else discount.kind.value
    return [
        SoldShare(line.line.id, key, Money(share, quote.total.currency), discount.name)
        for line, share in zip(quote.lines, discount.shares, strict=True)
        if share
    ]
