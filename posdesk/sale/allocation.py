"""Spreading a discount over lines, to the minor unit.

Both rules are exact: shares add up to the amount, and no share is more than its line. They disagree by
a unit in about a third of all baskets, so the rule's name travels with every preview and every sale.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate


class Rule(StrEnum):
    """Where the odd units go."""

    LARGEST_REMAINDER = "largest_remainder"
    CARRY = "carry"


def allocate(amount: int, weights: Sequence[int], rule: Rule = Rule.LARGEST_REMAINDER) -> list[int]:
    """Spread ``amount`` over lines in proportion to ``weights``; one share per line, in order.

    ``amount`` and ``weights`` are minor units. A line of weight 0 gets 0. Raises ValueError for a
    negative amount or weight, and for an amount above the sum of the weights (the quote caps).
    """
    if amount < 0 or any(weight < 0 for weight in weights):
        raise ValueError("amounts and weights are not negative")
    whole = sum(weights)
    if amount > whole:
        raise ValueError(f"cannot spread {amount} over lines worth {whole}")
    if whole == 0:
        return [0] * len(weights)
    if rule is Rule.CARRY:
        return _carry(amount, weights, whole)
    return _largest_remainder(amount, weights, whole)


def _largest_remainder(amount: int, weights: Sequence[int], whole: int) -> list[int]:
    """Floor every exact share, then one unit each to the largest fractions; ties to the earlier line."""
    shares, fractions = [], []
    for weight in weights:
        share, fraction = divmod(amount * weight, whole)
        shares.append(share)
        fractions.append(fraction)
    missing = amount - sum(shares)
    # sorted() is stable, so of equal fractions the earlier line comes first.
    for index in sorted(range(len(weights)), key=lambda i: -fractions[i])[:missing]:
        shares[index] += 1
    return shares


def _carry(amount: int, weights: Sequence[int], whole: int) -> list[int]:
    """The rule of Omneo's published storefront scripts: exact share plus carry, rounded half up.

    What rounding removed is carried on; so the shares given up to a line always are the exact share
    of the lines up to there, rounded half up, and each share is a difference of two such roundings.
    """
    given = [(2 * amount * weight + whole) // (2 * whole) for weight in accumulate(weights)]
    return [now - before for before, now in zip([0, *given], given, strict=False)]
