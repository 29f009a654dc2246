"""What a customer's credits are worth at this till, and how much of each is left for the sale.

A credit settles the total and touches no line. One in another currency is converted at the tenant's rate,
which is fixed when the sale opens; both amounts are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from posdesk.sale.money import Currency, Money
from posdesk.sale.state import Sale, Terms
from posdesk.sale.tender import Tender, TenderKind, TenderState
from posdesk.sale.wallet import Credit

_COUNTED = frozenset({TenderState.SENT, TenderState.UNKNOWN, TenderState.APPROVED})


@dataclass(frozen=True, slots=True)
class Spendable:
    """A credit and what is left of it for this sale, in the till's currency."""

    credit: Credit
    left: Money


def spendable(sale: Sale) -> tuple[Spendable, ...]:
    """The credits that can still pay, soonest expiry first: that is the order in which they are offered."""
    held = sale.wallet.credits if sale.wallet else ()
    found = (Spendable(each, left(sale, each)) for each in sorted(held, key=_soonest))
    return tuple(each for each in found if each.left.minor > 0)


def left(sale: Sale, credit: Credit) -> Money:
    """What this sale has not taken of ``credit`` yet, never below zero; zero without a rate for its currency."""
    whole = worth(credit.balance, sale.terms)
    if whole is None:
        return sale.zero
    taken = Money.total((each.amount for each in _takers(sale, credit)), sale.terms.currency)
    return max(whole - taken, sale.zero)


def _takers(sale: Sale, credit: Credit) -> tuple[Tender, ...]:
    """Tenders that the reading of the wallet does not know of yet."""
    read_at = sale.wallet.read_at if sale.wallet else sale.opened_at
    return tuple(
        each
        for each in sale.tenders
        if each.credit is not None
        and each.credit.credit_id == credit.id
        and each.state in _COUNTED
        and (not each.credit.leg or not each.sent_at.precedes(read_at))
    )


def worth(balance: Money, terms: Terms) -> Money | None:
    """``balance`` in the till's currency; None when the tenant has no rate for it."""
    return worth_at(balance, terms.currency, terms.rates)


def worth_at(balance: Money, currency: Currency, rates: Mapping[str, Decimal]) -> Money | None:
    """``balance`` in ``currency``, rounded down so that it is never more than the tenant gives.

    ``rates`` is what one unit of ``currency`` is in another, by its code. None without a rate.
    """
    if balance.currency == currency:
        return balance
    rate = rates.get(balance.currency.code)
    if not rate:
        return None
    units = Decimal(10) ** currency.exponent
    minor = (balance.amount / rate * units).to_integral_value(ROUND_FLOOR)
    return Money(int(minor), currency)


def own_amount(amount: Money, credit: Credit, terms: Terms) -> Money | None:
    """``amount`` of the till's currency in the credit's own, half up; None where they are the same."""
    rate = terms.rates.get(credit.balance.currency.code)
    if credit.balance.currency == terms.currency or not rate:
        return None
    return Money.rounded(amount.amount * rate, credit.balance.currency)


def by_payment(tender: Tender) -> bool:
    """Whether the transaction deducts it: until then nothing is taken."""
    return tender.kind is TenderKind.CREDIT and (tender.credit is None or not tender.credit.leg)


def _soonest(credit: Credit) -> tuple[bool, int, str]:
    return credit.expires_ms is None, credit.expires_ms or 0, credit.id.zfill(20)
