"""Rewards and points in words: what value is taken from, and what of it a redemption will eat."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.source_choice import SourceChoice, SourcesScreen
from posdesk.sale.eaten import Eaten, eaten
from posdesk.sale.purses import ORDERS, Order, Purse
from posdesk.sale.state import Leg, Phase, Sale

translate = QCoreApplication.translate


SHORTCUT = "Ctrl T"
NO_BREAK = "\N{NO-BREAK SPACE}"
# More parts than these are counted, not listed: a row is read at a glance.
MOST_PARTS = 4


def key_of(order: Order) -> str:
    """``rewards_points``: an order as the name of a control."""
    return "_".join(order)


def order_of(key: str) -> Order:
    """The order of a control's name; the first of all where there is none."""
    return next((order for order in ORDERS if key_of(order) == key), ORDERS[0])


def next_order(order: Order) -> Order:
    """The one after ``order`` as they stand on the screen, round and round."""
    return ORDERS[(ORDERS.index(order) + 1) % len(ORDERS)]


def name_of(order: Order) -> str:
    """``Rewards``, ``Rewards, then points``."""
    return {
        "rewards": translate("Screen", "Rewards"),
        "rewards_points": translate("Screen", "Rewards, then points"),
        "points_rewards": translate("Screen", "Points, then rewards"),
        "points": translate("Screen", "Points"),
    }[key_of(order)]


def heading_of(order: Order) -> str:
    """What the preview's column of this value is called."""
    if len(order) > 1:
        return translate("Screen", "redeemed")
    if order == (Purse.POINTS,):
        return translate("Screen", "points")
    return translate("Screen", "rewards")


def value_of(leg: Leg | None, amount: str) -> str:
    """``25.00 of rewards``, or of what else the leg takes from, with the benefits of the same redemption."""
    order = leg.strategies if leg else ORDERS[0]
    if len(order) > 1:
        text = translate("Screen", "{0} of rewards and points").format(amount)
    elif order == (Purse.POINTS,):
        text = translate("Screen", "{0} of points").format(amount)
    else:
        text = translate("Screen", "{0} of rewards").format(amount)
    if leg is None or not leg.benefit_ids:
        return text
    return translate("Screen", "{0} and {1}").format(leg.name, text)


def proved_text(order: Order, amount: str) -> str:
    """The proof of a putting back, in one line."""
    if len(order) > 1:
        return translate("Screen", "Proved: rewards and points are {0} again").format(amount)
    if order == (Purse.POINTS,):
        return translate("Screen", "Proved: points are worth {0} again").format(amount)
    return translate("Screen", "Proved: rewards are {0} again").format(amount)


def sources_screen(sale: Sale) -> SourcesScreen | None:
    """The choice of what to take from; None where the customer's points are worth nothing."""
    wallet = sale.wallet
    worth = wallet is not None and bool(wallet.balances.points_money)
    if not worth and Purse.POINTS not in sale.takes_from:
        return None
    labels = {
        "rewards": translate("Screen", "Rewards"),
        "rewards_points": translate("Screen", "Rewards → points"),
        "points_rewards": translate("Screen", "Points → rewards"),
        "points": translate("Screen", "Points"),
    }
    return SourcesScreen(
        translate("Screen", "Take from"),
        SHORTCUT,
        tuple(
            SourceChoice(key_of(each), labels[key_of(each)], name_of(each), each == sale.takes_from)
            for each in ORDERS
        ),
        enabled=sale.phase is Phase.CHOOSING,
    )


def eaten_text(sale: Sale, desk: Desk) -> str:
    """``10.00 of 10.00 expires in 3 days · 5.00 of 15.00 expires 4 Jan``; empty with nothing chosen."""
    wallet = sale.wallet
    if wallet is None:
        return ""
    parts = eaten(wallet, sale.chosen.rewards, sale.takes_from)
    counted = [part for part in parts if part.points is None][MOST_PARTS:]
    said = []
    for part in parts:
        if part.points is not None:
            said.append(_points(part, part.points, wallet.balances.points))
        elif part not in counted:
            said.append(_reward(part, desk))
        elif part == counted[0]:
            said.append(translate("Screen", "{0} more").format(len(counted)))
    # A part is read in one piece: lines end between parts.
    return " · ".join(each.replace(" ", NO_BREAK) for each in said)


def _reward(part: Eaten, desk: Desk) -> str:
    expires = figures.expiry(part.expires_ms, desk.now.utc_ms, desk.timezone)
    return translate("Screen", "{0} of {1} {2}").format(
        figures.money(part.taken), figures.money(part.held), expires
    )


def _points(part: Eaten, burnt: Decimal, held: Decimal) -> str:
    return translate("Screen", "{0} of {1} points worth {2}").format(
        figures.number(burnt), figures.number(held), figures.money(part.taken)
    )
