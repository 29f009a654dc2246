"""Returns and exchanges through the real window (F9), checked at the tenant by plain HTTP to the cent."""

from __future__ import annotations

from decimal import Decimal

from posdesk.sale.past import SaleKind
from posdesk.sale.state import Phase, Sale
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import asha_to_payment, fill_basket, record
from tests.journeys.test_office import fill
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.taking_back import ASHA, worth

SHIRT, SCARF, BELT = "1", "2", "3"


async def asha_buys(clerk: Clerk) -> Sale:
    """First-spend and 25.00 of rewards on a shirt, a scarf and a belt; 96.50 by card; the next sale is open."""
    await asha_to_payment(clerk)
    return await to_the_next(clerk)


async def to_the_next(clerk: Clerk) -> Sale:
    """Record the sale and open the next; gives the one recorded."""
    await record(clerk)
    sold = clerk.sale
    clerk.press("Return")
    await clerk.until(lambda: clerk.sale.reference != sold.reference)
    return sold


async def open_return(clerk: Clerk, sold: Sale) -> None:
    """F9, the number off the receipt, Enter."""
    clerk.press("F9")
    await clerk.sees("office.find.text")
    await fill(clerk, "office.find.text", sold.terms.receipt_ref)
    clerk.press("Return")
    await clerk.sees("office.lines.rows")


async def pick(clerk: Clerk, *lines: str) -> None:
    """Mark each line in turn and press its button."""
    rows = clerk.control("office.lines.rows")
    for line in lines:
        rows.setFocus()
        clerk.press("Ctrl+Home", *["Down"] * (int(line) - 1))
        await clerk.until(lambda: clerk.control("office.lines.whole").isEnabled())
        clerk.click("office.lines.whole")
        await clerk.until(lambda at=int(line) - 1: clerk.column("office.lines.rows", 6)[at] == "1")  # type: ignore[misc]  # bound at once


async def give_back(clerk: Clerk, way: str) -> None:
    clerk.click(f"office.repay.kind.{way}")
    clerk.click("office.repay.submit")


async def exchange(clerk: Clerk, line: str, sku: str) -> None:
    """Somebody without a name bought; ``line`` comes back and one ``sku`` is taken instead."""
    await fill_basket(clerk)
    clerk.click("present.anonymous")
    await clerk.sees("pay.take")
    sold = await to_the_next(clerk)
    await open_return(clerk, sold)
    await pick(clerk, line)
    clerk.click("office.leave.exchange")
    await clerk.sees("office.exchange.sku")
    await fill(clerk, "office.exchange.sku", sku)
    clerk.press("Return")
    await clerk.sees("office.basket.rows")


def external(sandbox: Sandbox, receipt: str) -> dict[str, object]:
    rows = sandbox.call("GET", f"/transactions?filter[receipt_ref]={receipt}")["data"]
    found: dict[str, object] = rows[0]
    return found


@journey
async def test_two_of_three_lines_of_a_discounted_sale_come_back(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    sold = await asha_buys(clerk)
    before = worth(sandbox, ASHA)
    shares = plain_http.transaction(sandbox, sold.reference)["meta"]["posdesk"]["shares"]
    rewards = sum(
        Decimal(each["amount"])
        for each in shares
        if each["discount"] == "rewards" and each["line"] in (1, 3)
    )
    await open_return(clerk, sold)
    await pick(clerk, SHIRT, BELT)
    await give_back(clerk, "card")
    await clerk.sees("office.done.again")

    after = worth(sandbox, ASHA)
    assert after.rewards - before.rewards == rewards
    row = external(sandbox, clerk.text("office.record.0"))
    assert row["linked_receipt_ref"] == sold.terms.receipt_ref
    items = row["items"]
    assert isinstance(items, list)
    assert [item["quantity"] for item in items] == [-1, -1]
    net = sum(item["quantity"] * Decimal(item["price_sell"]) for item in items)
    assert Decimal(str(row["total"])) == net < 0
    assert "SIMULATION" in clerk.text("office.receipt.text")

    clerk.click("office.done.again")
    await open_return(clerk, sold)
    assert clerk.column("office.lines.rows", 2) == ["0", "1", "0"]


@journey
async def test_what_is_back_cannot_come_back_again(clerk: Clerk, sandbox: Sandbox) -> None:
    before = worth(sandbox, ASHA)
    sold = await asha_buys(clerk)
    await open_return(clerk, sold)
    clerk.click("office.lines.all")
    await clerk.until(lambda: clerk.column("office.lines.rows", 6) == ["1", "1", "1"])
    await give_back(clerk, "card")
    await clerk.sees("office.done.again")
    assert worth(sandbox, ASHA) == before
    clerk.click("office.done.again")
    await open_return(clerk, sold)
    assert clerk.column("office.lines.rows", 2) == ["0", "0", "0"]
    assert not clerk.control("office.repay.submit").isEnabled()


@journey
async def test_store_credit_with_something_added(clerk: Clerk, sandbox: Sandbox) -> None:
    sold = await asha_buys(clerk)
    before = worth(sandbox, ASHA)
    await open_return(clerk, sold)
    await pick(clerk, SCARF)
    clerk.click("office.repay.kind.store_credit")
    await fill(clerk, "office.repay.extra", "5.00")
    clerk.click("office.repay.submit")
    await clerk.sees("office.done.again")
    row = external(sandbox, clerk.text("office.record.0"))
    assert worth(sandbox, ASHA).credits == before.credits - Decimal(str(row["total"])) + 5


@journey
async def test_an_exchange_for_more_is_paid_first(clerk: Clerk, sandbox: Sandbox) -> None:
    await exchange(clerk, BELT, "LS-01")
    clerk.click("office.repay.submit")
    await clerk.sees("office.pay.card", "Take 40.00 by card")
    clerk.click("office.pay.card")
    await clerk.sees("office.done.again")
    row = external(sandbox, clerk.text("office.record.0"))
    assert row["total"] == 40
    assert row["payments"] == ["GOODS", "EFTPOS"]


@journey
async def test_an_exchange_for_less_gives_cash_by_hand(clerk: Clerk, sandbox: Sandbox) -> None:
    await exchange(clerk, SHIRT, "LB-01")
    await give_back(clerk, "cash")
    await clerk.sees("office.cash.handed", "40.00")
    clerk.click("office.cash.handed")
    await clerk.sees("office.done.again")
    assert external(sandbox, clerk.text("office.record.0"))["total"] == -40


@journey
async def test_a_scanned_receipt_opens_its_return(clerk: Clerk) -> None:
    sold = await asha_buys(clerk)
    await clerk.scan(sold.reference)
    await clerk.sees("office.lines.rows")
    clerk.click("office.leave.drop")
    await clerk.sees("office.find.text")
    assert clerk.sale.phase is Phase.OPEN
    assert clerk.sale.kind is SaleKind.SALE


@journey
async def test_no_sale_of_that_number_is_said(clerk: Clerk) -> None:
    clerk.press("F9")
    await clerk.sees("office.find.text")
    await fill(clerk, "office.find.text", "4711")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "No such sale")
