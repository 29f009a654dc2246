"""``open`` and ``choosing``: the basket is built, a customer attached, the selection edited.

Nothing has been taken yet, so everything here can be changed and undone.
"""

from __future__ import annotations

from collections.abc import Callable

from posdesk.sale import events as ev
from posdesk.sale.basket import Basket
from posdesk.sale.effects import ReadSnapshot
from posdesk.sale.errors import BadAmount, CurrencyMismatch, IllegalEvent
from posdesk.sale.phases import choice, paying
from posdesk.sale.phases.steps import Step, fresh
from posdesk.sale.purses import ORDERS
from posdesk.sale.quote import Selection
from posdesk.sale.replacing import replace
from posdesk.sale.state import Phase, Sale, quote_of
from posdesk.sale.story import StoryKind


def _edited(sale: Sale, edit: Callable[[Basket], Basket]) -> Step:
    """Change the basket; a selection that is too large now becomes the most that is possible."""
    changed = replace(sale, basket=edit(sale.basket), problem="")
    return choice.clamped(changed), ()


def line_added(sale: Sale, event: ev.LineAdded) -> Step:
    if event.product.price.currency != sale.terms.currency:
        raise CurrencyMismatch(f"{event.product.sku} is priced in {event.product.price.currency}")
    return _edited(sale, lambda basket: basket.add(event.product, event.quantity))


def quantity_set(sale: Sale, event: ev.QuantitySet) -> Step:
    return _edited(sale, lambda basket: basket.set_quantity(event.line_id, event.quantity))


def price_set(sale: Sale, event: ev.PriceSet) -> Step:
    if event.price is not None and event.price.currency != sale.terms.currency:
        raise CurrencyMismatch(f"price in {event.price.currency}")
    return _edited(sale, lambda basket: basket.set_price(event.line_id, event.price))


def note_set(sale: Sale, event: ev.NoteSet) -> Step:
    return _edited(sale, lambda basket: basket.set_note(event.line_id, event.note))


def line_removed(sale: Sale, event: ev.LineRemoved) -> Step:
    return _edited(sale, lambda basket: basket.remove(event.line_id))


def undone(sale: Sale, event: ev.BasketUndone) -> Step:
    return _edited(sale, Basket.undo)


def redone(sale: Sale, event: ev.BasketRedone) -> Step:
    return _edited(sale, Basket.redo)


def recalled(sale: Sale, event: ev.BasketRecalled) -> Step:
    """Raises CurrencyMismatch for lines of a till that sold in another currency."""
    for line in event.lines:
        if line.price.currency != sale.terms.currency:
            raise CurrencyMismatch(f"{line.product.sku} is priced in {line.price.currency}")
    return _edited(sale, lambda basket: basket.recall(event.lines))


def customer_attached(sale: Sale, event: ev.CustomerAttached) -> Step:
    chosen = Selection(sale.zero)
    return replace(
        sale,
        phase=Phase.CHOOSING,
        customer=event.customer,
        wallet=event.wallet,
        selection=chosen,
        compensation=None,
        problem="",
        proposal=None,
        strategies=(),
    ), ()


def customer_removed(sale: Sale, event: ev.CustomerRemoved) -> Step:
    return replace(
        sale,
        phase=Phase.OPEN,
        customer=None,
        wallet=None,
        selection=None,
        problem="",
        strategies=(),
    ), ()


def wallet_read(sale: Sale, event: ev.WalletRead) -> Step:
    return choice.clamped(choice.read_again(sale, event.wallet)), ()


def rewards_chosen(sale: Sale, event: ev.RewardsChosen) -> Step:
    """Raises BadAmount for less than nothing; more than is possible becomes the most possible."""
    if event.amount < sale.zero:
        raise BadAmount(f"{event.amount} of rewards")
    chosen = replace(sale.chosen, rewards=event.amount)
    return choice.clamped(replace(sale, selection=chosen, problem="", proposal=None)), ()


def most_chosen(sale: Sale, event: ev.MostChosen) -> Step:
    most = quote_of(sale).most_rewards
    chosen = replace(sale.chosen, rewards=most)
    return replace(sale, selection=chosen, problem="", proposal=None), ()


def strategy_chosen(sale: Sale, event: ev.StrategyChosen) -> Step:
    """The amount becomes the most that these purses bear. Raises IllegalEvent for an order nobody knows."""
    if event.strategies not in ORDERS:
        raise IllegalEvent(f"no strategies {event.strategies}")
    taken = replace(sale, strategies=event.strategies, problem="", proposal=None)
    return choice.clamped(taken), ()


def benefit_chosen(sale: Sale, event: ev.BenefitChosen) -> Step:
    """Raises IllegalEvent for a benefit that cannot be used, so that the screen can say why."""
    wallet = sale.wallet
    benefit = wallet.benefit(event.benefit_id) if wallet else None
    if benefit is None or (event.chosen and benefit.unusable):
        raise IllegalEvent(f"benefit {event.benefit_id} cannot be used")
    rest = tuple(each for each in sale.chosen.benefits if each != event.benefit_id)
    chosen = (*rest, event.benefit_id) if event.chosen else rest
    selection = replace(sale.chosen, benefits=chosen)
    return choice.clamped(replace(sale, selection=selection, problem="")), ()


def selection_cleared(sale: Sale, event: ev.SelectionCleared) -> Step:
    return replace(sale, selection=Selection(sale.zero), problem="", proposal=None), ()


def confirmed(sale: Sale, event: ev.Confirmed) -> Step:
    """On to payment; with something chosen, redeem it first. Raises IllegalEvent for an empty basket."""
    if not sale.basket:
        raise IllegalEvent("the basket is empty")
    sale = replace(fresh(sale), problem="", proposal=None, compensation=None, snapshot=None)
    if sale.customer is None or not sale.chosen:
        return paying.entered(replace(sale, phase=Phase.PAYING), event.at)
    return replace(sale, phase=Phase.REDEEMING), (ReadSnapshot(sale.customer.profile_id),)


def voided(sale: Sale, event: ev.VoidRequested) -> Step:
    """Nothing was taken, so nothing is put back."""
    told = sale.told(StoryKind.VOIDED, event.at, name=event.cause.value)
    return replace(told, phase=Phase.VOIDED), ()
