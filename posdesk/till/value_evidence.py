"""What a wallet says about a redemption of value: whether it was taken, is back, or was given anew. Pure.

A combined redemption uses benefits too, and each of its parts must say the same.

A tenant may split the value between rewards and points otherwise than was asked for, so nothing counts as
being back while any purse that the leg may have taken from is not just as it was. Points are one figure: they
must be equal, for points earned meanwhile would hide those that are still taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from posdesk.sale.eaten import points_for
from posdesk.sale.money import Money
from posdesk.sale.purses import Purse, split
from posdesk.sale.state import Leg
from posdesk.sale.wallet import Difference, Wallet, differences


def changed(before: Wallet, after: Wallet, what: str) -> tuple[str, ...]:
    """What differs in one incentive, ``benefit 4021`` or ``credit 77``, for a person; empty for nothing."""
    return tuple(_said(each) for each in differences(before, after) if each.what == what)


def was_taken(leg: Leg, before: Wallet, after: Wallet) -> bool:
    """Whether each purse fell by just what it would have given, and each benefit of the leg was used."""
    if not all(_benefit_changes(each, before, after) for each in leg.benefit_ids):
        return False
    parts = split(before.balances, leg.requested, leg.strategies)
    for purse, amount in parts:
        if purse is Purse.REWARDS:
            fits = before.balances.rewards - after.balances.rewards == amount
        else:
            burnt = points_for(amount, before.balances)
            fits = before.balances.points - after.balances.points == burnt
        if not fits:
            return False
    return True


def not_as_it_was(leg: Leg, before: Wallet, after: Wallet) -> tuple[str, ...]:
    """What differs in the leg's incentives, for a person: ``reward 811: …``, ``points: 1500 → 900``."""
    found = [text for each in leg.benefit_ids for text in _benefit_changes(each, before, after)]
    if Purse.REWARDS in leg.strategies:
        found += [
            _said(each) for each in differences(before, after) if each.what.startswith("reward ")
        ]
    was, now = before.balances.points, after.balances.points
    if Purse.POINTS in leg.strategies and was != now:
        found.append(f"points: {was:f} → {now:f}")
    return tuple(found)


def given_anew(leg: Leg, before: Wallet, after: Wallet) -> tuple[tuple[str, ...], bool]:
    """What has appeared since ``before``, for a person, and whether it is the whole of the leg's worth."""
    new: list[str] = []
    fits = True
    worth = leg.requested if leg.granted is None else leg.granted
    for purse, amount in split(before.balances, worth, leg.strategies):
        if not amount:
            continue
        if purse is Purse.REWARDS:
            old = {reward.id for reward in before.rewards}
            made = [reward for reward in after.rewards if reward.id not in old]
            new += [f"reward {each.id}: {each.initial}" for each in made]
            fits = fits and _is_refund(amount, [reward.initial for reward in made])
        else:
            burnt = points_for(amount, before.balances)
            back = after.balances.points - (before.balances.points - burnt)
            new += [f"points: {back:f} more"] if back else []
            fits = fits and back == burnt
    if leg.benefit_ids:
        used = {benefit.id for benefit in before.benefits}
        uses = [benefit.id for benefit in after.benefits if benefit.id not in used]
        new += [f"benefit {each}" for each in uses]
        fits = fits and len(uses) == len(leg.benefit_ids)
    return tuple(new), fits


def given_back(worth: Money, before: Wallet, after: Wallet) -> tuple[tuple[str, ...], bool]:
    """As ``given_anew``, for a redemption of another sale, of which only the ``worth`` is known."""
    old = {reward.id for reward in before.rewards}
    made = [reward for reward in after.rewards if reward.id not in old]
    new = [f"reward {each.id}: {each.initial}" for each in made]
    worths = [reward.initial for reward in made]
    points = after.balances.points - before.balances.points
    if points <= 0:
        return tuple(new), _is_refund(worth, worths)
    new.append(f"points: {points:f} more")
    money = after.balances.points_money - before.balances.points_money
    return tuple(new), Money.total((*worths, money), worth.currency) == worth


def _benefit_changes(benefit_id: str, before: Wallet, after: Wallet) -> tuple[str, ...]:
    return changed(before, after, f"benefit {benefit_id}")


def _said(difference: Difference) -> str:
    return f"{difference.what}: {difference.before} → {difference.after}"


def _is_refund(worth: Money, made: Sequence[Money]) -> bool:
    """One new reward of that worth; or, for each reward that was spent, a new one: together that worth."""
    return made.count(worth) == 1 or Money.total(made, worth.currency) == worth
