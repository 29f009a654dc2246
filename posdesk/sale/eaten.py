"""What a redemption will take, incentive by incentive, before it is asked for. A forecast: the tenant decides.

Rewards go soonest expiry first, then earlier issue, then lower number (guide; ties ASSUMED, U5). Points are
burnt whole: as many as the money asked needs at the tenant's rate, rounded up (ASSUMED, U21).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from posdesk.sale.money import Money
from posdesk.sale.purses import Order, Purse
from posdesk.sale.wallet import Balances, Wallet

# More decimals than any tenant's rate, so that a rate that is not one ends the search.
_MOST_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Eaten:
    """A part of what is taken: ``taken`` out of ``held``, both money, of one reward or of all points.

    ``points`` is how many points that burns, and None for a reward; ``expires_ms`` is UTC milliseconds,
    None for points and for what never expires.
    """

    purse: Purse
    taken: Money
    held: Money
    reward_id: str = ""
    expires_ms: int | None = None
    points: Decimal | None = None


def eaten(wallet: Wallet, amount: Money, order: Order) -> tuple[Eaten, ...]:
    """What ``amount`` takes of ``wallet``, in the order of its taking; less when there is less."""
    found: list[Eaten] = []
    for purse in order:
        parts = _rewards(wallet, amount) if purse is Purse.REWARDS else _points(wallet, amount)
        found.extend(parts)
        for part in parts:
            amount = amount - part.taken
    return tuple(found)


def _rewards(wallet: Wallet, amount: Money) -> list[Eaten]:
    parts = []
    for reward in wallet.spendable:
        taken = min(amount, reward.remaining)
        if not taken:
            break
        amount = amount - taken
        parts.append(
            Eaten(Purse.REWARDS, taken, reward.remaining, reward.id, reward.expires_ms),
        )
    return parts


def _points(wallet: Wallet, amount: Money) -> list[Eaten]:
    held = wallet.balances.points_money
    taken = min(amount, held)
    if not taken:
        return []
    return [Eaten(Purse.POINTS, taken, held, points=points_for(taken, wallet.balances))]


def points_for(amount: Money, balances: Balances) -> Decimal:
    """Whole points that ``amount`` burns, rounded up; never more than there are."""
    rate = point_rate(balances)
    if not rate:
        return Decimal(0)
    return min((amount.amount / rate).to_integral_value(ROUND_CEILING), balances.points)


def point_rate(balances: Balances) -> Decimal:
    """Major units a point: the shortest decimal at which ``points`` are worth ``points_money``, rounded down.

    A tenant tells both and not its rate; the worth is cut to the minor unit, so a plain quotient may be a
    little too small, and then burn a point too many. Zero where points are worth nothing.
    """
    points, worth = balances.points, balances.points_money
    if points <= 0 or not worth:
        return Decimal(0)
    least = worth.amount / points
    cent = Decimal(1).scaleb(-worth.currency.exponent)
    for decimals in range(_MOST_DECIMALS):
        step = Decimal(1).scaleb(-decimals)
        rate = (least / step).to_integral_value(ROUND_CEILING) * step
        if rate * points < worth.amount + cent:
            return rate
    return least
