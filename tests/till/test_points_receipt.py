"""The receipt of a sale with points: their own name among the discounts, and what is left of them."""

from __future__ import annotations

from posdesk.sale import events as ev
from posdesk.sale.purses import ORDERS, Order, Purse
from posdesk.sale.state import Sale, due
from posdesk.sale.tender import TenderKind
from posdesk.till.catalogue import Shop
from posdesk.till.receipt_draft import LoyaltyRow, ReceiptDraft, Row
from posdesk.till.receipt_of import receipt_of
from tests.till.made_sales import AT, fold, granted
from tests.till.points_sales import taking
from tests.till.test_receipt_of import PRINTED_AT


def paid(order: Order, amount: str, *benefits: str) -> ReceiptDraft:
    sale: Sale = granted(taking(order, amount, *benefits), 1)
    tender = ev.TenderTaken(AT, TenderKind.CARD, due(sale))
    sale = fold(sale, [tender, ev.TenderApproved(AT, 1, due(sale), "approved")])
    return receipt_of(sale, Shop(store_name="Main Shop"), printed_at=PRINTED_AT)


def test_points_are_told_as_points_and_rewards_as_money() -> None:
    draft = paid((Purse.REWARDS, Purse.POINTS), "30.00")
    assert draft.discounts == (Row("Rewards, then points", "-30.00"),)
    assert draft.loyalty == (
        LoyaltyRow("Rewards", "25.00", "0.00"),
        LoyaltyRow("Points", "500", "1,000"),
    )


def test_points_first_may_leave_the_rewards_whole() -> None:
    assert paid((Purse.POINTS, Purse.REWARDS), "12.00").loyalty == (
        LoyaltyRow("Rewards", "", "25.00"),
        LoyaltyRow("Points", "1,200", "300"),
    )


def test_a_sale_without_points_says_nothing_of_them() -> None:
    assert paid(ORDERS[0], "20.00").loyalty == (LoyaltyRow("Rewards", "20.00", "5.00"),)


def test_benefits_of_the_same_redemption_are_told_too() -> None:
    draft = paid((Purse.POINTS,), "10.00", "4021")
    assert draft.discounts == (Row("First Spend", "-20.00"), Row("Points", "-10.00"))
    assert draft.loyalty[-1] == LoyaltyRow("First Spend", "1", "0")
