"""Points beside rewards in one sale: what can be chosen, what is sent, and what a putting back must prove."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from posdesk.sale import events as ev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.purses import ORDERS, Order, Purse
from posdesk.sale.record import purchase_of
from posdesk.sale.state import LegKind, Phase, ProofState, quote_of
from posdesk.sale.wallet import Balances, Wallet
from tests.sale.build import CARD, SHIRT, Desk, aud, choosing, desk, wallet

REWARDS_THEN_POINTS = (Purse.REWARDS, Purse.POINTS)
POINTS_THEN_REWARDS = (Purse.POINTS, Purse.REWARDS)
POINTS = (Purse.POINTS,)


def with_points(points: int, rewards: tuple[int, ...] = (1000, 1500)) -> Wallet:
    """Asha's, with that many points of a cent each."""
    held = wallet(rewards)
    own = held.balances.rewards
    return replace(held, balances=Balances(own, Decimal(points), aud(points), own + aud(points)))


def taking(order: Order, minor: int) -> Desk:
    made = choosing()
    made.do(ev.StrategyChosen(made.now, order))
    made.choose(minor)
    return made


@pytest.mark.parametrize(
    ("order", "most"), list(zip(ORDERS, (2500, 4000, 4000, 1500), strict=True))
)
def test_the_most_that_can_be_chosen_follows_from_what_is_taken(order: Order, most: int) -> None:
    made = choosing()
    made.do(ev.StrategyChosen(made.now, order))
    made.do(ev.MostChosen(made.now))
    assert made.sale.chosen.rewards == aud(most)
    assert quote_of(made.sale).most_rewards == aud(most)


def test_a_choice_shrinks_with_the_purses_and_does_not_grow_with_them() -> None:
    made = taking(REWARDS_THEN_POINTS, 4000)
    made.do(ev.StrategyChosen(made.now, POINTS))
    assert made.sale.chosen.rewards == aud(1500)
    made.do(ev.StrategyChosen(made.now, REWARDS_THEN_POINTS))
    assert made.sale.chosen.rewards == aud(1500)


def test_the_tenants_file_is_the_order_until_the_cashier_chooses_another() -> None:
    made = desk(strategies=POINTS_THEN_REWARDS)
    made.scan(SHIRT)
    made.present()
    made.do(ev.MostChosen(made.now))
    assert made.sale.takes_from == POINTS_THEN_REWARDS
    assert made.sale.chosen.rewards == aud(4000)
    made.do(ev.StrategyChosen(made.now, POINTS))
    assert made.sale.chosen.rewards == aud(1500)


def test_another_customer_begins_with_the_tenants_order() -> None:
    made = taking(POINTS, 1000)
    made.present()
    assert made.sale.takes_from == (Purse.REWARDS,)
    made.do(ev.StrategyChosen(made.now, POINTS))
    made.do(ev.CustomerRemoved(made.now))
    assert made.sale.takes_from == (Purse.REWARDS,)


@pytest.mark.parametrize("order", [(), (Purse.POINTS, Purse.POINTS)])
def test_an_order_that_is_none_is_refused(order: Order) -> None:
    with pytest.raises(IllegalEvent):
        choosing().do(ev.StrategyChosen(choosing().now, order))


def test_the_order_cannot_change_once_it_is_being_redeemed() -> None:
    made = taking(POINTS, 1000)
    made.confirm()
    with pytest.raises(IllegalEvent):
        made.do(ev.StrategyChosen(made.now, REWARDS_THEN_POINTS))


def test_points_are_a_discount_spread_like_rewards_under_their_own_name() -> None:
    rewards, points = choosing(), taking(POINTS, 1000)
    rewards.choose(1000)
    (one,), (other,) = (quote_of(each.sale).discounts for each in (rewards, points))
    assert one.shares == other.shares
    assert (one.name, other.name) == ("Rewards", "Points")


def test_value_is_one_leg_that_says_what_it_takes_from() -> None:
    made = taking(REWARDS_THEN_POINTS, 4000)
    made.confirm()
    (leg,) = made.sale.legs
    assert (leg.kind, leg.mark, leg.requested) == (LegKind.REWARDS, "R1", aud(4000))
    assert (leg.strategies, leg.name) == (REWARDS_THEN_POINTS, "Rewards, then points")


def test_a_combined_redemption_of_value_links_that_one_leg() -> None:
    made = taking(REWARDS_THEN_POINTS, 4000)
    made.confirm()
    made.grant(1, "158", 4000)
    made.take()
    made.approve()
    purchase = purchase_of(made.sale)
    assert (purchase.linked, purchase.total) == ("158", aud(20500 + 500))
    assert purchase.total_original - purchase.total == aud(4000)


def test_points_spent_elsewhere_meanwhile_bring_the_choice_back() -> None:
    made = taking(REWARDS_THEN_POINTS, 4000)
    made.confirm(with_points(300))
    assert (made.sale.phase, made.sale.problem) == (Phase.CHOOSING, "sale.balance_changed")
    assert made.sale.chosen.rewards == aud(2800)
    assert made.sale.takes_from == REWARDS_THEN_POINTS


def test_points_do_not_pay_for_what_takes_no_discount() -> None:
    made = desk()
    made.scan(CARD)
    made.present()
    made.do(ev.StrategyChosen(made.now, POINTS))
    made.do(ev.MostChosen(made.now))
    assert made.sale.chosen.rewards == aud(0)


def declined(after: Wallet) -> Desk:
    """40.00 from both purses goes back after a declined card, and the wallet is read again."""
    made = taking(REWARDS_THEN_POINTS, 4000)
    made.confirm()
    made.grant(1, "158", 4000)
    made.take()
    made.later(1)
    made.do(ev.TenderDeclined(made.now, 1, "insufficient_funds"))
    made.later(1)
    made.do(ev.UndoConfirmed(made.now, 1))
    made.later(1)
    made.do(ev.WalletRead(made.now, replace(after, read_at=made.now)))
    return made


def test_after_a_decline_both_purses_are_proved_and_the_order_stays() -> None:
    sale = declined(wallet()).sale
    assert sale.phase is Phase.CHOOSING
    assert (sale.takes_from, sale.chosen.rewards) == (REWARDS_THEN_POINTS, aud(4000))
    assert sale.compensation is not None
    proof = sale.compensation.proof
    assert proof is not None
    assert (proof.state, proof.before, proof.after) == (ProofState.EQUAL, aud(4000), aud(4000))


def test_points_that_did_not_come_back_are_no_proof() -> None:
    sale = declined(with_points(0)).sale
    assert sale.compensation is not None
    proof = sale.compensation.proof
    assert proof is not None
    assert proof.state is ProofState.DIFFERENT
    assert [(each.what, each.before, each.after) for each in proof.differences] == [
        ("points", "1500", "0")
    ]


def test_points_earned_meanwhile_are_no_difference() -> None:
    sale = declined(with_points(1700)).sale
    assert sale.compensation is not None
    assert sale.compensation.proof is not None
    assert sale.compensation.proof.state is ProofState.EQUAL
