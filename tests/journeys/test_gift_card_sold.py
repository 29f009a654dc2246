"""A gift card sold at the till: for whom it is, its number and PIN on the screen once, and found again."""

from __future__ import annotations

from typing import Any

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import SHIRT, fill_basket, present, record
from tests.journeys.test_office import fill, open_page
from tests.sandbox.server.running import Sandbox

DANIEL, DANIELS_CARD = "5b1c6a52-6c0e-4a52-9a35-000000000004", "60011267"


def the_card(sandbox: Sandbox, reference: str) -> dict[str, Any]:
    (row,) = sandbox.call("GET", f"/credits?filter[external_id]={reference}-G1")["data"]
    found: dict[str, Any] = row
    return found


async def with_card(clerk: Clerk) -> None:
    await fill_basket(clerk, SHIRT)
    clerk.press("F3")
    await clerk.sees("products.filter")
    await clerk.type("gift card")
    clerk.press("Return")
    await clerk.until(lambda: clerk.sale.basket.pieces == 2)
    clerk.press("Esc")
    await clerk.until(lambda: not clerk.shows("products.filter"))


async def pay(clerk: Clerk) -> str:
    await clerk.sees("step.next", "Go to payment")
    clerk.press("Return")
    await clerk.sees("pay.take", "Take 115.00 by card")
    return await record(clerk)


@journey
async def test_a_sold_card_is_shown_once_and_can_be_looked_up(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await with_card(clerk)
    await present(clerk, DANIELS_CARD)
    await open_page(clerk, "gift cards sold")
    await clerk.sees("office.plan_2.to.bearer")
    clerk.click("office.plan_2.to.bearer")
    clerk.click("office.plan_2.submit")
    await clerk.sees("office.notice.title", "Kept")
    clerk.press("Esc", "Return")
    reference = await pay(clerk)
    await clerk.until(lambda: "PIN" in clerk.text("record.fact.0"))
    row = the_card(sandbox, reference)
    shown = clerk.text("record.fact.0")
    assert row["credit_number"] in shown.replace(" ", "")
    assert shown.endswith(row["security_code"])
    assert row["profile_id"] is None
    assert row["credit_number"] not in clerk.text("record.receipt")

    clerk.press("Ctrl+N")
    await clerk.at(Phase.OPEN)
    assert row["security_code"] not in clerk.screen_text()
    await open_page(clerk, "gift cards sold")
    await clerk.sees("office.sold.rows")
    assert clerk.column("office.sold.rows", 5) == ["issued"]
    clerk.control("office.sold.rows").setFocus()
    clerk.press("Down")
    await clerk.until(lambda: clerk.control("office.sold.tell").isEnabled())
    clerk.click("office.sold.tell")
    await clerk.until(lambda: row["security_code"] in clerk.text("office.told"))


@journey
async def test_a_sold_gift_waits_with_its_buyer(clerk: Clerk, sandbox: Sandbox) -> None:
    await with_card(clerk)
    await present(clerk, DANIELS_CARD)
    await open_page(clerk, "gift cards sold")
    await clerk.sees("office.plan_2.to.recipient")
    clerk.click("office.plan_2.to.recipient")
    clerk.click("office.plan_2.submit")
    await clerk.sees("office.plan_2.recipient_email.error", "e-mail")
    await fill(clerk, "office.plan_2.recipient_email", "mia.sold@example.test")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "Kept")
    clerk.press("Esc", "Return")
    reference = await pay(clerk)
    await clerk.until(lambda: "PIN" in clerk.text("record.fact.0"))
    row = the_card(sandbox, reference)
    assert (row["profile_id"], row["recipient_email"]) == (DANIEL, "mia.sold@example.test")
