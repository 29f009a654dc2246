"""The gift cards of a sale: each piece of a line is one card, issued when the sale is recorded. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.basket import Line, ProductKind
from posdesk.sale.gift_plans import GiftPlan, Receiver
from posdesk.sale.money import Money
from posdesk.sale.state import Sale


@dataclass(frozen=True, slots=True)
class GiftOrder:
    """One card that was paid for. ``buyer`` is the customer's profile id, empty without one."""

    number: int
    reference: str
    amount: Money
    plan: GiftPlan
    line_id: int
    buyer: str = ""

    @property
    def tag(self) -> str:
        """Its own mark at the tenant."""
        return tag_of(self.reference, self.number)


def is_gift(line: Line) -> bool:
    """Whether cards are issued for it; one that costs nothing would hold nothing."""
    return line.product.kind is ProductKind.GIFT_CARD and bool(line.price)


def plan_of(sale: Sale, line: Line) -> GiftPlan:
    """What was chosen for the line; else the customer, or without one whoever holds the card."""
    if sale.customer is None:
        return GiftPlan(Receiver.BEARER)
    return sale.gifts.get(line.id, GiftPlan(Receiver.CUSTOMER))


def gifts_of(sale: Sale) -> tuple[GiftOrder, ...]:
    """The cards in the order of the lines, numbered from 1. No discount touches them: each is worth its price."""
    buyer = sale.customer.profile_id if sale.customer else ""
    pieces = [
        (line, plan_of(sale, line))
        for line in sale.basket.lines
        if is_gift(line)
        for _ in range(line.quantity)
    ]
    return tuple(
        GiftOrder(number, sale.reference, line.price, plan, line.id, buyer)
        for number, (line, plan) in enumerate(pieces, start=1)
    )


@dataclass(frozen=True, slots=True)
class GiftsBack:
    """Pieces of a line that a return took back. ``before`` pieces of it had come back already."""

    original: str
    line_id: int
    quantity: int
    before: int


def gifts_back(sale: Sale) -> tuple[GiftsBack, ...]:
    """The picks that may be gift cards: a past line does not say so, but those are untaxed and undiscounted."""
    back = sale.returning
    if back is None:
        return ()
    original = back.original
    return tuple(
        GiftsBack(original.reference, pick.line_id, pick.quantity, original.returned(pick.line_id))
        for pick in back.picks
        if not original.line(pick.line_id).tax and not original.line(pick.line_id).shares
    )


def tag_of(reference: str, number: int) -> str:
    """The mark of a sale's card at the tenant, never used twice."""
    return f"{reference}-G{number}"
