"""A return by keyboard and scanner alone (F9): rows, pieces, products and receipts come without the mouse."""

from __future__ import annotations

from posdesk.sale.state import Sale
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import BELT, SHIRT, fill_basket, present, record
from tests.journeys.test_return_page import asha_buys, open_return

BACK, MONEY_BACK = 6, 7
LEFT = "office.lines.rows"


async def anybody_buys(clerk: Clerk, *codes: str) -> Sale:
    """Sold to nobody, by card; the next sale is open."""
    await fill_basket(clerk, *codes)
    clerk.click("present.anonymous")
    await clerk.sees("pay.take")
    await record(clerk)
    sold = clerk.sale
    clerk.press("Return")
    await clerk.until(lambda: clerk.sale.reference != sold.reference)
    return sold


def back(clerk: Clerk) -> list[str]:
    return clerk.column(LEFT, BACK)


@journey
async def test_pieces_are_picked_by_keys_and_the_money_follows(clerk: Clerk) -> None:
    sold = await anybody_buys(clerk, SHIRT, SHIRT, BELT)
    await open_return(clerk, sold)
    clerk.control(LEFT).setFocus()
    clerk.press("Ctrl+Home")
    await clerk.type("+")
    await clerk.until(lambda: back(clerk) == ["1", "–"])
    assert clerk.column(LEFT, MONEY_BACK) == ["65.00", "–"]
    await clerk.type("+")
    await clerk.until(lambda: back(clerk) == ["2", "–"])
    await clerk.type("+")  # more than was sold
    await clerk.type("-")
    await clerk.until(lambda: back(clerk) == ["1", "–"])
    await clerk.type("a")
    await clerk.until(lambda: back(clerk) == ["2", "1"])
    assert clerk.column(LEFT, MONEY_BACK) == ["130.00", "25.00"]


@journey
async def test_enter_opens_the_marked_sale_of_whoever_is_served(clerk: Clerk) -> None:
    sold = await asha_buys(clerk)
    await present(clerk)
    clerk.press("F9")
    await clerk.sees("office.found.rows")
    assert clerk.column("office.found.rows", 1) == [sold.terms.receipt_ref]
    clerk.control("office.found.rows").setFocus()
    clerk.press("Return")
    await clerk.sees(LEFT)


@journey
async def test_a_receipt_scanned_on_the_open_page_is_looked_for_at_once(clerk: Clerk) -> None:
    sold = await anybody_buys(clerk, BELT)
    clerk.press("F9")
    await clerk.sees("office.find.text")
    # In a field a receipt's code is typed as text: the page hears it from everywhere else.
    clerk.control("office.close").setFocus()
    await clerk.scan(sold.reference)
    await clerk.sees(LEFT)
    clerk.control(LEFT).setFocus()
    await clerk.scan(sold.reference)
    await clerk.sees("office.notice.title", "A return is open")
    assert clerk.sale.basket.pieces == 0


@journey
async def test_products_scanned_in_a_return_come_back_or_are_taken_instead(clerk: Clerk) -> None:
    sold = await anybody_buys(clerk, SHIRT, BELT)
    await open_return(clerk, sold)
    await clerk.scan(BELT)
    await clerk.until(lambda: back(clerk) == ["–", "1"])
    await clerk.scan(BELT)
    await clerk.sees("office.notice.title", "Nothing left of Leather Belt")
    clerk.click("office.leave.exchange")
    await clerk.sees("office.exchange.sku")
    await clerk.scan(SHIRT)
    await clerk.sees("office.basket.rows")
    assert clerk.column("office.basket.rows", 0) == ["Linen Shirt"]
    assert back(clerk) == ["–", "1"]
    assert clerk.sale.basket.pieces == 0


@journey
async def test_a_sale_that_is_back_whole_says_so(clerk: Clerk) -> None:
    sold = await anybody_buys(clerk, BELT)
    await open_return(clerk, sold)
    assert not clerk.shows("office.nothing_left")
    clerk.control(LEFT).setFocus()
    clerk.press("Ctrl+Home", "Return")
    await clerk.until(lambda: back(clerk) == ["1"])
    clerk.click("office.repay.submit")
    await clerk.sees("office.done.again")
    clerk.click("office.done.again")
    await open_return(clerk, sold)
    await clerk.sees("office.nothing_left", "All of this sale is back already")
