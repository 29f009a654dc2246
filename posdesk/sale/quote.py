"""What a basket costs with a selection: per-line shares, tax and totals, all from one set of integers.

Per line: original = shares + net, and 0 ≤ each share ≤ what the ones before it left (invariant 1).
Benefits come first, then rewards (and points), each spread on what the one before left. Credits never appear here:
they settle the total and touch no line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from posdesk.sale.allocation import Rule, allocate
from posdesk.sale.basket import Basket, Line
from posdesk.sale.money import Currency, Money
from posdesk.sale.promotion import Promotion, promotion_for
from posdesk.sale.purses import REWARDS_ONLY, Order, name_of, worth
from posdesk.sale.wallet import Wallet


@dataclass(frozen=True, slots=True)
class Selection:
    """What the cashier chose to redeem: an amount of rewards (and points), and benefits by id, in order."""

    rewards: Money
    benefits: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rewards or self.benefits)


class DiscountKind(StrEnum):
    BENEFIT = "benefit"
    REWARDS = "rewards"


@dataclass(frozen=True, slots=True)
class Discount:
    """One discount and its share of each line, in minor units, in the order of the lines."""

    kind: DiscountKind
    key: str
    name: str
    amount: Money
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """Pieces of one line at one unit net: what the tenant is sent. ``discounts`` are for all pieces."""

    quantity: int
    unit_net: Money
    discounts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class LineQuote:
    """One line's figures: ``original`` = ``benefit`` + ``reward`` + ``net``. ``tax`` is included in ``net``."""

    line: Line
    original: Money
    benefit: Money
    reward: Money
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """The figures of a sale. ``most_rewards`` is the largest amount of rewards (and points) possible here."""

    lines: tuple[LineQuote, ...]
    discounts: tuple[Discount, ...]
    subtotal: Money
    benefits: Money
    rewards: Money
    total: Money
    tax: Money
    most_rewards: Money
    rule: Rule

    def items(self, index: int) -> tuple[Item, ...]:
        """Line ``index`` as items of equal unit net, for ``price_sell`` is per unit (ASSUMED, U44)."""
        quote = self.lines[index]
        line, currency = quote.line, self.total.currency
        nets = allocate(quote.net.minor, [line.price.minor] * line.quantity, self.rule)
        counts: dict[int, int] = {}
        for net in nets:
            counts[net] = counts.get(net, 0) + 1
        left = [(line.price.minor - net) * count for net, count in counts.items()]
        parts: list[list[int]] = []
        for discount in self.discounts:
            part = allocate(discount.shares[index], left, self.rule)
            left = [rest - share for rest, share in zip(left, part, strict=True)]
            parts.append(part)
        return tuple(
            Item(count, Money(net, currency), tuple(Money(part[i], currency) for part in parts))
            for i, (net, count) in enumerate(counts.items())
        )


def quote(
    basket: Basket,
    selection: Selection,
    *,
    wallet: Wallet | None,
    promotions: Mapping[str, Promotion],
    rule: Rule,
    currency: Currency,
    strategies: Order = REWARDS_ONLY,
) -> Quote:
    """Price the basket. A selection beyond what is possible is capped, never refused.

    ``strategies`` is what the chosen amount is taken from; it caps the amount and names the discount.
    """
    lines = basket.lines
    originals = [line.original for line in lines]
    left = [
        0 if line.exclusion else original.minor
        for line, original in zip(lines, originals, strict=True)
    ]
    discounts: list[Discount] = []
    for benefit_id in selection.benefits:
        benefit = wallet.benefit(benefit_id) if wallet else None
        if benefit is not None:
            shares = promotion_for(benefit, promotions).shares(lines, left, rule)
            left = _less(left, shares)
            discounts.append(
                _discount(DiscountKind.BENEFIT, benefit.id, benefit.name, shares, currency)
            )
    held = worth(wallet.balances, strategies).minor if wallet else 0
    most = min(held, sum(left))
    amount = min(selection.rewards.minor, most)
    if amount:
        shares = allocate(amount, left, rule)
        name = name_of(strategies)
        discounts.append(_discount(DiscountKind.REWARDS, "rewards", name, shares, currency))
    whole = tuple(zip(lines, originals, strict=True))
    return _quote(whole, tuple(discounts), Money(max(most, 0), currency), rule, currency)


def _quote(
    lines: tuple[tuple[Line, Money], ...],
    discounts: tuple[Discount, ...],
    most: Money,
    rule: Rule,
    currency: Currency,
) -> Quote:
    benefit_shares = _sum_shares(discounts, DiscountKind.BENEFIT, len(lines))
    reward_shares = _sum_shares(discounts, DiscountKind.REWARDS, len(lines))
    nothing = Money.zero(currency)
    quoted = []
    for (line, original), benefit, reward in zip(lines, benefit_shares, reward_shares, strict=True):
        net = Money(original.minor - benefit - reward, currency)
        quoted.append(
            LineQuote(
                line,
                original,
                Money(benefit, currency) if benefit else nothing,
                Money(reward, currency) if reward else nothing,
                net,
                included_tax(net, line.product.tax_rate),
            )
        )
    return Quote(
        lines=tuple(quoted),
        discounts=discounts,
        subtotal=Money.total((original for _, original in lines), currency),
        benefits=Money(sum(benefit_shares), currency),
        rewards=Money(sum(reward_shares), currency),
        total=Money.total((each.net for each in quoted), currency),
        tax=Money.total((each.tax for each in quoted), currency),
        most_rewards=most,
        rule=rule,
    )


def included_tax(net: Money, rate: Decimal) -> Money:
    """The tax inside ``net``: net × rate ÷ (1 + rate), half up, after discounts."""
    part, whole = _fraction_included(rate)
    # Half up in whole numbers: a thousand lines are taxed at each key.
    minor = (2 * abs(net.minor) * part + whole) // (2 * whole)
    return Money(minor if net.minor >= 0 else -minor, net.currency)


@lru_cache(maxsize=64)
def _fraction_included(rate: Decimal) -> tuple[int, int]:
    """A rate of 0.10 is included as 1 part of 11."""
    part, of = rate.as_integer_ratio()
    return part, of + part


def rounded_for_cash(due: Money, increment: int) -> Money:
    """``due`` rounded to ``increment`` minor units (5 in Australia), half up; 0 or 1 changes nothing."""
    if increment <= 1:
        return due
    return Money((due.minor + increment // 2) // increment * increment, due.currency)


def _discount(
    kind: DiscountKind, key: str, name: str, shares: list[int], currency: Currency
) -> Discount:
    return Discount(kind, key, name, Money(sum(shares), currency), tuple(shares))


def _less(left: list[int], shares: list[int]) -> list[int]:
    return [rest - share for rest, share in zip(left, shares, strict=True)]


def _sum_shares(discounts: tuple[Discount, ...], kind: DiscountKind, lines: int) -> list[int]:
    rows = [each.shares for each in discounts if each.kind is kind]
    return [sum(row[i] for row in rows) for i in range(lines)]
