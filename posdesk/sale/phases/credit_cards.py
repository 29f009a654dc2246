"""``paying``, when the customer shows a gift card: the tenant was asked, and it is theirs."""

from __future__ import annotations

from dataclasses import replace

from posdesk.sale.credit_events import CreditShown
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.phases.steps import Step
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


def _with(wallet: Wallet, credit: Credit) -> Wallet:
    if wallet.credit(credit.id) is not None:
        return wallet
    return replace(wallet, credits=(*wallet.credits, credit))
