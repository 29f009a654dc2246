"""A recorded sale of this journal as the original of a return, and a return of it as what is back already."""

from __future__ import annotations

from collections.abc import Iterable

from posdesk.sale.money import Money
from posdesk.sale.past import (
    REWARDS,
    Original,
    Parcel,
    PastLeg,
    PastLine,
    PastRefund,
    PastReturn,
    PastTender,
    RefundKind,
    Share,
)
from posdesk.sale.quote import DiscountKind, Quote
from posdesk.sale.record import linked_leg
from posdesk.sale.repayment import claimed, rounding_back
from posdesk.sale.returns import RefundState
from posdesk.sale.state import LegState, Phase, Sale, paid, quote_of, rounding
from posdesk.sale.tender import Tender

_SETTLED = frozenset({Phase.RECORDING, Phase.RECORDED})
GOODS = "goods"


def original_of(sale: Sale, returns: Iterable[PastReturn] = ()) -> Original:
    """What ``sale`` sold, with ``returns`` of it. For an exchange: its new basket, paid first with goods."""
    quote = quote_of(sale)
    return Original(
        reference=sale.reference,
        receipt_ref=sale.terms.receipt_ref,
        sold_at_ms=(sale.paid_at or sale.opened_at).utc_ms,
        total=quote.total,
        rounding=rounding(sale),
        lines=tuple(_line(quote, index) for index in range(len(quote.lines))),
        legs=_legs(sale),
        tenders=(*goods_of(sale), *(_tender(sale, each) for each in sale.approved)),
        customer=sale.customer,
        rule=quote.rule,
        returns=tuple(returns),
    )


def return_of(sale: Sale, reference: str) -> PastReturn | None:
    """What ``sale`` has taken back of the sale ``reference``; None when it is no return of it, or was dropped."""
    back = sale.returning
    if back is None or claimed(sale) != reference:
        return None
    refunds = (
        PastRefund(each.of, each.kind, each.amount if each.given is None else each.given)
        for each in back.refunds
        if each.state is not RefundState.REFUSED
    )
    return PastReturn(
        sale.reference,
        back.picks,
        tuple(refunds),
        rounding_back(sale),
        settled=sale.phase in _SETTLED,
    )


def _line(quote: Quote, index: int) -> PastLine:
    quoted, currency = quote.lines[index], quote.total.currency
    line = quoted.line
    shares = (
        Share(
            each.key if each.kind is DiscountKind.BENEFIT else REWARDS,
            each.name,
            Money(each.shares[index], currency),
        )
        for each in quote.discounts
        if each.shares[index]
    )
    return PastLine(
        line.id,
        line.product.sku,
        line.product.name,
        line.price,
        line.product.price,
        tuple(Parcel(item.quantity, item.unit_net) for item in quote.items(index)),
        quoted.tax,
        tuple(shares),
    )


def _legs(sale: Sale) -> tuple[PastLeg, ...]:
    """The linked one first, as a person reads it; the others stand in the order of their redemption."""
    linked = linked_leg(sale)
    held = [leg for leg in sale.legs if leg.state is LegState.GRANTED]
    return tuple(
        PastLeg(
            leg.mark,
            RefundKind(leg.kind.value),
            leg.redemption_id,
            leg.granted or sale.zero,
            leg.benefit_id,
            leg.name,
        )
        for leg in sorted(held, key=lambda each: each is not linked)
    )


def goods_of(sale: Sale) -> tuple[PastTender, ...]:
    """What the goods that came back paid of an exchange: what the other tenders did not."""
    if sale.returning is None:
        return ()
    worth = quote_of(sale).total - paid(sale)
    return (PastTender("", GOODS, worth),) if worth else ()


def _tender(sale: Sale, tender: Tender) -> PastTender:
    leg = tender.credit.leg if tender.credit else 0
    mark = sale.leg(leg).mark if leg else ""
    return PastTender(tender.mark, tender.kind.value, tender.amount, mark)
