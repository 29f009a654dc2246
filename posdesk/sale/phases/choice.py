"""The choice itself: kept within what is possible, and proposed anew after a putting back."""

from __future__ import annotations

from posdesk.sale.money import Money
from posdesk.sale.phases.steps import fresh
from posdesk.sale.quote import Selection
from posdesk.sale.replacing import replace
from posdesk.sale.state import Phase, Sale, quote_of
from posdesk.sale.wallet import Wallet


def clamped(sale: Sale) -> Sale:
    """The selection as far as it is possible: benefits that can be used, an amount that basket and balance bear."""
    if sale.selection is None:
        return sale
    held = sale.wallet.benefits if sale.wallet else ()
    usable = {benefit.id for benefit in held if benefit.unusable is None}
    benefits = tuple(each for each in sale.selection.benefits if each in usable)
    kept = replace(sale, selection=replace(sale.selection, benefits=benefits))
    return replace(kept, selection=Selection(quote_of(kept).rewards, benefits))


def read_again(sale: Sale, wallet: Wallet) -> Sale:
    """The sale with the fresher of its reading and ``wallet``: a slow answer must not bring old figures back."""
    known = sale.wallet
    if known is not None and wallet.read_at.precedes(known.read_at):
        return sale
    return replace(sale, wallet=wallet)


def proposed(sale: Sale, wallet: Wallet, *, problem: str, proposal: Money | None = None) -> Sale:
    """Back at the choice, with a fresh wallet, what is still possible of the selection, and why."""
    rewards = sale.chosen.rewards if proposal is None else proposal
    back = replace(
        fresh(sale),
        phase=Phase.CHOOSING,
        wallet=wallet,
        snapshot=None,
        selection=Selection(rewards, sale.chosen.benefits),
        problem=problem,
        proposal=proposal,
    )
    return clamped(back)
