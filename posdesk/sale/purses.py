"""What the value of a redemption is taken from, and in which order (omneo-api.md 2.8.1, ``strategies``).

Both purses are discounts and are spread over the lines alike; only where the value comes from differs.
Pure values: an order is one of ``ORDERS``, and the first purse is emptied before the second is touched.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeAlias

from posdesk.sale.money import Money
from posdesk.sale.wallet import Balances


class Purse(StrEnum):
    """By the tenant's own names."""

    REWARDS = "rewards"
    POINTS = "points"


Order: TypeAlias = tuple[Purse, ...]
REWARDS_ONLY: Final[Order] = (Purse.REWARDS,)
ORDERS: Final[tuple[Order, ...]] = (
    REWARDS_ONLY,
    (Purse.REWARDS, Purse.POINTS),
    (Purse.POINTS, Purse.REWARDS),
    (Purse.POINTS,),
)
_NAMES: Final = {
    REWARDS_ONLY: "Rewards",
    (Purse.REWARDS, Purse.POINTS): "Rewards, then points",
    (Purse.POINTS, Purse.REWARDS): "Points, then rewards",
    (Purse.POINTS,): "Points",
}


def worth(balances: Balances, order: Order) -> Money:
    """What the purses of ``order`` hold together.

    Of both, the tenant's own combined figure where that is less: it is what the tenant would grant.
    """
    parts = {Purse.REWARDS: balances.rewards, Purse.POINTS: balances.points_money}
    total = Money.total((parts[purse] for purse in order), balances.rewards.currency)
    return min(total, balances.combined) if len(order) > 1 else total


def split(balances: Balances, amount: Money, order: Order) -> tuple[tuple[Purse, Money], ...]:
    """How ``amount`` falls to the purses of ``order``, one after the other; less when there is less."""
    held = {Purse.REWARDS: balances.rewards, Purse.POINTS: balances.points_money}
    parts = []
    for purse in order:
        taken = min(amount, held[purse])
        parts.append((purse, taken))
        amount = amount - taken
    return tuple(parts)


def name_of(order: Order) -> str:
    """``Rewards``, ``Rewards, then points``: what a discount is called on receipts and at the tenant."""
    return _NAMES[order]
