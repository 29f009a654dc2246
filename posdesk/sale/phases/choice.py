"""The choice itself: kept within what is possible, and proposed anew after a putting back."""

from __future__ import annotations

from dataclasses import replace

from posdesk.sale.money import Money
from posdesk.sale.phases.steps import fresh
from posdesk.sale.quote import Selection
from posdesk.sale.state import Phase, Sale, quote_of
from posdesk.sale.wallet import Wallet


def clamped(sale: Sale) -> Sale:
    if sale.selection is None:
        return sale
    quote = quote_of(sale)
    return replace(sale, selection=replace(sale.selection, rewards=quote.rewards))


def proposed(sale: Sale, wallet: Wallet, *, problem: str, proposal: Money | None = None) -> Sale:
    """Back at the choice, with a fresh wallet, what is still possible of the selection, and why."""
    usable = {benefit.id for benefit in wallet.benefits if benefit.unusable is None}
    benefits = tuple(each for each in sale.chosen.benefits if each in usable)
    rewards = sale.chosen.rewards if proposal is None else proposal
    back = replace(
        fresh(sale),
        phase=Phase.CHOOSING,
        wallet=wallet,
        snapshot=None,
        selection=Selection(rewards, benefits),
        problem=problem,
        proposal=proposal,
    )
    return clamped(back)
