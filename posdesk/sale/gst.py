"""The tax of one sale twice: with an amount taken as a reward, and with the same amount paid as a credit.

A reward is a discount: it lowers the lines and the tax in them. A credit is a payment: it settles the total
and touches no line, so the tax stays (guide). ``TaxTreatment`` is the merchant's word for a type of credit
(ASSUMED: Omneo says only that GST may apply): what was given away without being paid for may count as a
discount in the books. The lines that are recorded never change by it. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posdesk.sale.money import Money
from posdesk.sale.quote import Quote, Selection
from posdesk.sale.replacing import replace
from posdesk.sale.state import Sale, quote_of
from posdesk.sale.wallet import Balances, Wallet


class TaxTreatment(StrEnum):
    """How a type of credit counts for GST."""

    PAYMENT = "payment"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class GstLine:
    """One line: ``original`` = ``benefit`` + ``reward`` + ``net``, with the tax in ``net``; ``credit_tax`` is that
    of the same line with the credit."""

    name: str
    quantity: int
    original: Money
    benefit: Money
    reward: Money
    net: Money
    reward_tax: Money
    credit_tax: Money


@dataclass(frozen=True, slots=True)
class Side:
    """One way of taking the amount. ``total`` - ``settled`` = ``due``; ``taken`` may be less than was asked."""

    taken: Money
    total: Money
    settled: Money
    due: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both ways, line by line; ``treatment`` is the credit's."""

    lines: tuple[GstLine, ...]
    reward: Side
    credit: Side
    treatment: TaxTreatment


def compare(
    sale: Sale, amount: Money, treatment: TaxTreatment = TaxTreatment.PAYMENT
) -> Comparison:
    """The sale's chosen benefits, then ``amount`` in place of its chosen rewards, one way and the other.

    A reward takes at most what can be discounted, a credit at most the total. Raises CurrencyMismatch.
    """
    zero = Money.zero(sale.terms.currency)
    plain, lowered = _quoted(sale, zero), _quoted(sale, amount)
    paid = min(amount, plain.total)
    # A credit that counts as a discount has the tax of the same discount; no line changes its price.
    counted = _quoted(sale, paid) if treatment is TaxTreatment.DISCOUNT else plain
    return Comparison(
        tuple(
            GstLine(
                each.line.product.name,
                each.line.quantity,
                each.original,
                each.benefit,
                each.reward,
                each.net,
                each.tax,
                other.tax,
            )
            for each, other in zip(lowered.lines, counted.lines, strict=True)
        ),
        Side(lowered.rewards, lowered.total, zero, lowered.total, lowered.tax),
        Side(paid, plain.total, paid, plain.total - paid, counted.tax),
        treatment,
    )


def _quoted(sale: Sale, rewards: Money) -> Quote:
    """The figures as if the customer had just these rewards and chose all of them."""
    read = sale.snapshot or sale.wallet
    held = Balances(rewards, Balances.nothing(rewards.currency).points, rewards, rewards)
    wallet = replace(read, balances=held) if read else Wallet(held, sale.opened_at)
    chosen = Selection(rewards, sale.chosen.benefits)
    return quote_of(replace(sale, selection=chosen, wallet=wallet, snapshot=None))
