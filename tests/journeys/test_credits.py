"""Step 5 with credits: two of them and a gift card by its PIN, read back from the tenant."""

from __future__ import annotations

from decimal import Decimal

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import fill_basket, present, record
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http

DANIEL = "5b1c6a52-6c0e-4a52-9a35-000000000004"
DANIELS_CARD = "60011267"


def left(sandbox: Sandbox, credit: int) -> Decimal:
    row = sandbox.call("GET", f"/profiles/{DANIEL}/credits/{credit}")["data"]
    return Decimal(row["value_remaining"])


async def to_payment(clerk: Clerk) -> None:
    """Daniel, with 135.00 due, and the credits on the screen."""
    await fill_basket(clerk)
    await present(clerk, DANIELS_CARD)
    clerk.press("Return")
    await clerk.sees("step.next", "Go to payment")
    clerk.press("Return")
    await clerk.sees("pay.take")
    clerk.press("Alt+3")
    await clerk.sees("pay.take", "Take 20.00 by credit")
    await clerk.until(lambda: clerk.control("pay.credit.85").height() > 20)


@journey
async def test_two_credits_and_a_gift_card_by_pin_pay_one_sale(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await to_payment(clerk)
    await clerk.sees("pay.take", "Take 20.00 by credit")
    clerk.press("F8")
    await clerk.sees("pay.due", "$115.00")
    clerk.click("pay.credit.82")
    await clerk.sees("pay.take", "Take 35.50 by credit")
    clerk.press("F8")
    await clerk.sees("pay.due", "$79.50")
    clerk.click("pay.credit.83")
    await clerk.sees("pay.pin")
    clerk.control("pay.pin").setFocus()
    await clerk.type("4321")
    clerk.press("F8")
    sale = await clerk.at(Phase.RECORDED)

    assert [left(sandbox, credit) for credit in (81, 82, 83)] == [0, 0, Decimal("20.50")]
    row = plain_http.transaction(sandbox, sale.reference)
    assert row["total"] == 135
    assert row["redemption"]["total"] == Decimal("79.5")
    assert [each if isinstance(each, str) else each["amount"] for each in row["payments"]] == [
        20,
        Decimal("35.5"),
        "CREDIT",
    ]


@journey
async def test_a_wrong_pin_is_said_and_the_sale_goes_on(clerk: Clerk, sandbox: Sandbox) -> None:
    await to_payment(clerk)
    clerk.click("pay.credit.83")
    await clerk.sees("pay.pin")
    clerk.control("pay.pin").setFocus()
    await clerk.type("1111")
    clerk.press("F8")
    await clerk.sees("pay.notice.title", "Wrong PIN")
    assert left(sandbox, 83) == 100
    clerk.press("Alt+2")
    await clerk.sees("pay.take", "Take 135.00 by card")
    await record(clerk)


@journey
async def test_a_card_with_a_pin_is_not_taken_without_one(clerk: Clerk, sandbox: Sandbox) -> None:
    await to_payment(clerk)
    clerk.click("pay.credit.83")
    await clerk.sees("pay.pin")
    clerk.press("F8")
    await clerk.sees("pay.notice.title", "PIN needed")
    assert clerk.sale.tenders == ()


@journey
async def test_a_foreign_credit_shows_both_amounts(clerk: Clerk, sandbox: Sandbox) -> None:
    await to_payment(clerk)
    clerk.click("pay.credit.85")
    await clerk.sees("pay.take", "Take 37.03 by credit")
    assert "NZD 39.99" in clerk.text("pay.cash_hint")
    clerk.press("F8")
    await clerk.sees("pay.due", "$97.97")
    clerk.press("Alt+2")
    await clerk.sees("pay.take", "Take 97.97 by card")
    await record(clerk)
    assert left(sandbox, 85) <= Decimal("0.01")


@journey
async def test_a_customer_without_credits_is_offered_none(clerk: Clerk, sandbox: Sandbox) -> None:
    await fill_basket(clerk)
    await present(clerk, "60011275")
    clerk.press("Return")
    await clerk.sees("step.next", "Go to payment")
    clerk.press("Return")
    await clerk.sees("pay.take", "card")
    clerk.press("Alt+3")
    await clerk.sees("pay.notice.title", "No credit")
