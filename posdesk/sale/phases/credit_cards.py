"""Gift cards in a sale: one that the customer shows to pay with, and those that are being sold."""

from __future__ import annotations

from posdesk.sale.credit_events import CreditShown, GiftPlanned
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.gift_plans import Receiver
from posdesk.sale.gifts import is_gift
from posdesk.sale.phases.steps import Step
from posdesk.sale.replacing import replace
from posdesk.sale.state import Sale
from posdesk.sale.wallet import Credit, Wallet


def shown(sale: Sale, event: CreditShown) -> Step:
    """It can pay from now on. What was read before stands: a proof of putting back compares with that.

    Raises IllegalEvent without a customer, for whom alone a card can be redeemed.
    """
    if sale.customer is None or sale.wallet is None:
        raise IllegalEvent("a card without a customer")
    snapshot = _with(sale.snapshot, event.credit) if sale.snapshot is not None else None
    return replace(sale, wallet=_with(sale.wallet, event.credit), snapshot=snapshot), ()


def planned(sale: Sale, event: GiftPlanned) -> Step:
    """For whom the line's cards are. Raises IllegalEvent for another line, and for a gift from nobody."""
    line = sale.basket.line(event.line_id)
    if not is_gift(line) or (event.plan.to is not Receiver.BEARER and sale.customer is None):
        raise IllegalEvent(f"no gift card for {event.plan.to} in line {line.id}")
    return replace(sale, gifts={**sale.gifts, line.id: event.plan}), ()


def _with(wallet: Wallet, credit: Credit) -> Wallet:
    if wallet.credit(credit.id) is not None:
        return wallet
    return replace(wallet, credits=(*wallet.credits, credit))
