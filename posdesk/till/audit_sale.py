"""A sale by itself: its figures, and whether it is at rest. No books are needed, and nothing is asked."""

from __future__ import annotations

from posdesk.sale.moments import Instant
from posdesk.sale.money import Money
from posdesk.sale.past import MONEY
from posdesk.sale.phases.steps import REVERSE_UNTIL_S
from posdesk.sale.quote import Quote
from posdesk.sale.repayment import owed
from posdesk.sale.returns import RefundState
from posdesk.sale.state import (
    LIVE,
    UNSETTLED,
    LegKind,
    LegState,
    Phase,
    Sale,
    paid,
    quote_of,
)
from posdesk.sale.story import StoryKind
from posdesk.sale.tender import TenderState
from posdesk.till.audit_report import Findings, Invariant

SETTLED = frozenset({Phase.RECORDING, Phase.RECORDED})
_OPEN_TENDERS = frozenset({TenderState.SENT, TenderState.UNKNOWN, TenderState.GIVING_BACK})
_OPEN_REFUNDS = frozenset({RefundState.SENT, RefundState.UNKNOWN})


def is_explained(sale: Sale) -> bool:
    """A person is told what is not known, and why: nothing about it is lost."""
    return sale.phase is Phase.ATTENTION and sale.attention is not None and bool(sale.attention.why)


def is_forgotten(sale: Sale) -> bool:
    """Its shop was reset: the tenant that it took from is not there any more."""
    return any(
        each.kind is StoryKind.VOIDED and each.name == "shop_reset" for each in sale.story[-1:]
    )


def check_figures(sale: Sale, found: Findings) -> Money:
    """Invariants D1 and D2 of one sale; the total of its basket, which is what its figures come to."""
    quote = quote_of(sale)
    _check_shares(sale, quote, found)
    if sale.phase in SETTLED:
        _check_settled(sale, quote, found)
    return quote.total


def _check_shares(sale: Sale, quote: Quote, found: Findings) -> None:
    """Each line again from its shares, one discount after the other."""
    left = [each.original.minor for each in quote.lines]
    for discount in quote.discounts:
        if sum(discount.shares) != discount.amount.minor or len(discount.shares) != len(left):
            detail = f"{discount.name}: shares of {sum(discount.shares)}, not {discount.amount}"
            found.unexplained(Invariant.SHARES, sale.reference, "", detail)
        for index, share in enumerate(discount.shares):
            if not 0 <= share <= left[index]:
                detail = f"{discount.name} takes {share} of {left[index]} of a line"
                found.unexplained(Invariant.SHARES, sale.reference, "", detail)
            left[index] -= share
    if left != [each.net.minor for each in quote.lines] or sum(left) != quote.total.minor:
        found.unexplained(Invariant.SHARES, sale.reference, "", "lines and total do not add up")


def _check_settled(sale: Sale, quote: Quote, found: Findings) -> None:
    """What was taken is what the receipt says."""
    taken = quote.rewards.minor
    granted = sum(
        (leg.granted or sale.zero).minor
        for leg in sale.legs
        if leg.kind is LegKind.REWARDS and leg.state is LegState.GRANTED
    )
    if taken != granted:
        detail = f"the receipt takes off {taken}, the tenant granted {granted}"
        found.unexplained(Invariant.CONFIRMED, sale.reference, "", detail)
    open_ = owed(sale) if sale.returning else quote.total - paid(sale)
    if open_:
        detail = f"{open_} is not settled"
        found.unexplained(Invariant.TENDERS, sale.reference, "", detail)
    for tender in sale.approved:
        leg = tender.credit.leg if tender.credit else 0
        if leg and sale.leg(leg).state is not LegState.GRANTED:
            detail = f"paid by {sale.leg(leg).mark}, which is {sale.leg(leg).state}"
            found.unexplained(Invariant.TENDERS, sale.reference, tender.mark, detail)


def check_refund_age(sale: Sale, found: Findings) -> None:
    """A redemption of this sale was refunded only after its ten minutes, or after the tenant refused to reverse it."""
    if not any(leg.state is LegState.REFUNDED for leg in sale.legs):
        return
    taken: dict[str, Instant] = {}
    undone: dict[str, Instant] = {}
    refused: set[str] = set()
    for each in sale.story:
        if each.kind is StoryKind.REDEEM_SENT:
            taken[each.mark] = each.at
        elif each.kind is StoryKind.UNDO_SENT:
            undone[each.mark] = each.at
        elif each.kind is StoryKind.UNDO_REFUSED:
            refused.add(each.mark)
    for leg in sale.legs:
        if leg.state is not LegState.REFUNDED or leg.mark in refused:
            continue
        sent, back = taken.get(leg.mark), undone.get(leg.mark)
        if sent and back and sent.elapsed_s(back) <= REVERSE_UNTIL_S:
            detail = f"refunded after {sent.elapsed_s(back):.0f} s, when it could be reversed"
            found.unexplained(Invariant.WINDOW, sale.reference, leg.mark, detail)


def check_at_rest(sale: Sale, found: Findings, *, has_books: bool) -> None:
    """Everything is over: the sale is final or untouched, or a person is told. With books they say what is taken."""
    if is_explained(sale):
        return
    if not sale.at_rest:
        detail = f"still {sale.phase}: neither at rest nor for a person to decide"
        found.unexplained(Invariant.HEALED, sale.reference, "", detail)
        return
    for leg in sale.legs:
        if leg.state in UNSETTLED:
            detail = f"at rest, and the leg is {leg.state}"
            found.unexplained(Invariant.HEALED, sale.reference, leg.mark, detail)
        elif leg.state in LIVE and sale.phase is not Phase.RECORDED and not has_books:
            detail = f"{leg.redemption_id} is taken, and the sale is {sale.phase}"
            found.lost(Invariant.AT_REST, sale.reference, leg.mark, detail)
    _check_money_at_rest(sale, found)


def _check_money_at_rest(sale: Sale, found: Findings) -> None:
    for tender in sale.tenders:
        if tender.state in _OPEN_TENDERS:
            detail = f"at rest, and the tender is {tender.state}"
            found.unexplained(Invariant.HEALED, sale.reference, tender.mark, detail)
        elif tender.state is TenderState.APPROVED and sale.phase is not Phase.RECORDED:
            detail = f"{tender.amount} is taken, and the sale is {sale.phase}"
            found.lost(Invariant.TENDER_BACKED, sale.reference, tender.mark, detail)
    for refund in sale.returning.refunds if sale.returning else ():
        if refund.state in _OPEN_REFUNDS:
            detail = f"at rest, and the refund is {refund.state}"
            found.unexplained(Invariant.HEALED, sale.reference, refund.mark, detail)
        elif refund.state is RefundState.GIVEN and sale.phase is not Phase.RECORDED:
            detail = f"{refund.kind} was given, and the return is {sale.phase}"
            invariant = Invariant.TENDER_BACKED if refund.kind in MONEY else Invariant.AT_REST
            found.lost(invariant, sale.reference, refund.mark, detail)
