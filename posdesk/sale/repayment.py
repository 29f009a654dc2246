"""What a return gives back and how: which refunds are planned, and what is still owed. Pure, of a whole sale.

The order, and why
- First the redemptions of the sale: the shares of the pieces (``returning``).
- Then money that was paid with credits goes back as credit, before any other money: a credit that could be
  turned into cash by buying and returning would be cash. A credit that was redeemed is refunded by its
  redemption; one that the transaction deducted comes back as a new store credit, for nothing puts it back.
  Where only whole redemptions can be refunded, a part of a redeemed credit is a new store credit, too.
- The rest goes back as the cashier chooses: to the cards that paid, newest first, in cash, or as a store credit,
  to which the shop may add something. Cash comes last and is rounded as cash always is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.money import Money
from posdesk.sale.past import Original, PastTender, RefundKind
from posdesk.sale.quote import rounded_for_cash
from posdesk.sale.returning import Figures
from posdesk.sale.returns import Refund, RefundState, Repay, RepayKind, Returning
from posdesk.sale.state import Phase, Sale, due
from posdesk.sale.tender import TenderKind, TenderState

_TAKEN = frozenset({TenderState.SENT, TenderState.UNKNOWN, TenderState.APPROVED})


@dataclass(frozen=True, slots=True)
class RepayWay:
    """One way that the rest can go back, and the most that it can carry."""

    kind: RepayKind
    most: Money


def returning(sale: Sale) -> Returning:
    """Raises IllegalEvent for a sale that is no return."""
    if sale.returning is None:
        raise IllegalEvent("this sale is no return")
    return sale.returning


def claimed(sale: Sale) -> str:
    """The reference of the sale whose pieces this return holds, empty while they are anybody's."""
    back = sale.returning
    if back is None or not back.confirmed or sale.phase is Phase.VOIDED:
        return ""
    return back.original.reference


def worth(sale: Sale) -> Figures:
    """The figures of what was picked."""
    return returning(sale).figures(partial_refund=sale.terms.partial_refund)


def owed(sale: Sale) -> Money:
    """What the customer still has to be given, beside what is planned: below zero in an exchange not paid yet."""
    settled = (each.settles for each in returning(sale).refunds)
    return -due(sale) - Money.total(settled, sale.terms.currency)


def rest(sale: Sale) -> Money:
    """What the cashier's choice decides about: what is owed, less what goes back as credit."""
    if sale.phase is not Phase.PICKING:
        return max(owed(sale), sale.zero)
    credits = Money.total((each.settles for each in _credits(sale, 1)), sale.terms.currency)
    return max(owed(sale) - credits, sale.zero)


def rounding_back(sale: Sale) -> Money:
    """What is given beside the net: the sale's own rounding repeated, and that of cash now."""
    cash = (each.rounding for each in returning(sale).refunds if _counts(each))
    return Money.total((each for each in cash if each), sale.terms.currency) + worth(sale).rounding


def untouched(sale: Sale) -> bool:
    """Nothing was taken or given, and nothing may have been: the return can be picked anew, or dropped."""
    return returning(sale).untouched and not any(each.state in _TAKEN for each in sale.tenders)


def ways(sale: Sale) -> tuple[RepayWay, ...]:
    """How the rest can go back, the usual way first: as it was paid."""
    left = rest(sale)
    cards = min(_on_cards(sale), left)
    found = [RepayWay(RepayKind.CARD, cards)] if cards else []
    found.append(RepayWay(RepayKind.CASH, left))
    if sale.customer is not None:
        found.append(RepayWay(RepayKind.STORE_CREDIT, left))
    return tuple(found)


def check(sale: Sale, repay: Repay) -> None:
    """Raises IllegalEvent for a way that this return has not, BadAmount for an extra that no shop adds.

    An extra goes onto a store credit, and is at most what goes back (ASSUMED: a bound against a slip).
    """
    if repay.kind not in {way.kind for way in ways(sale)}:
        raise IllegalEvent(f"nothing can go back by {repay.kind}")
    if repay.extra < sale.zero or rest(sale) < repay.extra:
        raise BadAmount(f"an extra of {repay.extra}")
    if repay.extra and repay.kind is not RepayKind.STORE_CREDIT:
        raise BadAmount("only a store credit can be more than what is owed")


def at_the_tenant(sale: Sale) -> tuple[Refund, ...]:
    """What goes back into the wallet as it came out of it: redemptions, then what credits paid."""
    first = len(returning(sale).refunds) + 1
    redemptions = tuple(_redemptions(sale, first))
    return (*redemptions, *_credits(sale, first + len(redemptions)))


def by_choice(sale: Sale, repay: Repay) -> tuple[Refund, ...]:
    """The rest, by the cashier's choice; cards may not carry all of it."""
    number, left = len(returning(sale).refunds) + 1, rest(sale)
    match repay.kind:
        case RepayKind.CASH:
            amount = rounded_for_cash(left, sale.terms.cash_step)
            return (Refund(number, RefundKind.CASH, amount, rounding=amount - left),)
        case RepayKind.STORE_CREDIT:
            amount = left + repay.extra
            return (Refund(number, RefundKind.STORE_CREDIT, amount, extra=repay.extra),)
        case RepayKind.CARD:
            return tuple(_to_cards(sale, number, left))
        case _ as never:
            assert_never(never)


def _redemptions(sale: Sale, first: int) -> Iterable[Refund]:
    """An amount is named only for a part: all of it is asked for by no amount, which every tenant knows."""
    backs = [each for each in worth(sale).redemptions if each.gives and sale.customer]
    for number, back in enumerate(backs, start=first):
        leg = back.leg
        yield Refund(
            number,
            leg.kind,
            back.amount,
            of=leg.mark,
            name=leg.name,
            redemption_id=leg.redemption_id,
            whole=back.amount == leg.total or not sale.terms.partial_refund,
        )


def _credits(sale: Sale, first: int) -> tuple[Refund, ...]:
    back, left = returning(sale), owed(sale)
    planned: list[Refund] = []
    for tender in back.original.tenders:
        held = tender.amount - back.original.given(tender.mark)
        amount = min(held, left)
        if tender.kind == TenderKind.CREDIT.value and amount > sale.zero and sale.customer:
            left = left - amount
            planned.append(_credit(sale, first + len(planned), tender, amount))
    return tuple(planned)


def _credit(sale: Sale, number: int, tender: PastTender, amount: Money) -> Refund:
    original = returning(sale).original
    legs = [leg for leg in original.legs if tender.leg and leg.mark == tender.leg]
    whole = amount == tender.amount
    if not legs or not (whole or sale.terms.partial_refund):
        return Refund(number, RefundKind.STORE_CREDIT, amount, of=tender.mark)
    leg = legs[0]
    return Refund(
        number,
        RefundKind.CREDIT,
        amount,
        of=tender.mark,
        name=leg.name,
        redemption_id=leg.redemption_id,
        whole=whole,
    )


def _to_cards(sale: Sale, first: int, left: Money) -> Iterable[Refund]:
    number = first
    for tender, held in _cards(sale):
        amount = min(held, left)
        if amount > sale.zero:
            left = left - amount
            yield Refund(number, RefundKind.CARD, amount, of=tender.mark)
            number += 1


def _on_cards(sale: Sale) -> Money:
    return Money.total((held for _, held in _cards(sale)), sale.terms.currency)


def _cards(sale: Sale) -> Sequence[tuple[PastTender, Money]]:
    """The cards that paid, newest first, and what each still holds; one that refused is not asked again.

    A refund that was dropped before anybody judged it has no problem: its card may still take it.
    """
    back = returning(sale)
    refused = {
        each.of
        for each in back.refunds
        if each.kind is RefundKind.CARD and each.state is RefundState.REFUSED and each.problem
    }
    return [
        (tender, _held(back.original, back, tender))
        for tender in reversed(back.original.tenders)
        if tender.kind == TenderKind.CARD.value
        and tender.mark[1:].isdecimal()
        and tender.mark not in refused
    ]


def _held(original: Original, back: Returning, tender: PastTender) -> Money:
    here = (each.settles for each in back.refunds if each.of == tender.mark)
    return tender.amount - original.given(tender.mark) - Money.total(here, tender.amount.currency)


def _counts(refund: Refund) -> bool:
    return refund.state is not RefundState.REFUSED
