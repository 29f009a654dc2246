"""Sales that take points, made by events alone: Asha's wallet with 1,500 points of a cent each."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from posdesk.sale import events as ev
from posdesk.sale.purses import Order
from posdesk.sale.state import Sale
from posdesk.sale.wallet import Balances, Wallet
from tests.till.made_sales import AT, FULL, aud, choosing, fold, reward, wallet


def having(held: Wallet, points: str) -> Wallet:
    """``held`` with that many points of a cent each."""
    count, rewards = Decimal(points), held.balances.rewards
    money = aud(f"{count / 100:.2f}")
    return replace(held, balances=Balances(rewards, count, money, rewards + money))


BEFORE = having(FULL, "1500")
EATEN = wallet(reward(811, "0.00", "10.00"), reward(812, "0.00", "15.00"), *FULL.benefits)


def taking(order: Order, amount: str, *benefits: str) -> Sale:
    """Redeeming ``amount`` from ``order`` at the only till; benefits go in the same call."""
    sale = choosing()
    terms = replace(sale.terms, single_till=True, combined=True)
    sale = replace(sale, terms=terms, wallet=BEFORE)
    chosen = [ev.BenefitChosen(AT, each, chosen=True) for each in benefits]
    return fold(
        sale,
        [
            ev.StrategyChosen(AT, order),
            *chosen,
            ev.RewardsChosen(AT, aud(amount)),
            ev.Confirmed(AT),
            ev.SnapshotRead(AT, BEFORE, 100),
        ],
    )
