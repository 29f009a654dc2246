"""The basket by its keys: pick, edit, undo, void, recall, the next sale."""

from __future__ import annotations

import pytest

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import (
    asha_to_payment,
    fill_basket,
    present,
    record,
)
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http


@journey
async def test_escape_in_the_payment_puts_back_and_returns_to_the_choice(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    before = plain_http.wallet(sandbox)
    await asha_to_payment(clerk)
    clerk.press("Esc")
    await clerk.at(Phase.CHOOSING)
    await clerk.sees("story.badge", "CANCELLED")
    assert plain_http.wallet(sandbox) == before
    clerk.press("Return")
    await clerk.sees("step.next", "Redeem 25.00")


@journey
async def test_shift_escape_voids_and_the_basket_can_be_recalled(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    before = plain_http.wallet(sandbox)
    await asha_to_payment(clerk)
    clerk.press("Shift+Esc")
    sale = await clerk.at(Phase.VOIDED)
    assert plain_http.wallet(sandbox) == before
    sandbox.call("GET", f"/transactions/external/{sale.reference}", expect=404)

    clerk.press("Return")
    await clerk.sees("basket.recall")
    clerk.click("basket.recall")
    await clerk.sees("basket.due", "$135.00")


@journey
async def test_a_sale_in_which_nothing_was_taken_is_voided_at_once(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    first = clerk.sale.reference
    clerk.press("Shift+Esc")
    await clerk.until(lambda: clerk.sale.reference != first)
    await clerk.sees("basket.recall")


@journey
async def test_the_basket_undoes_and_redoes(clerk: Clerk, sandbox: Sandbox) -> None:
    await fill_basket(clerk)
    clerk.press("Ctrl+Z")
    await clerk.sees("basket.due", "$110.00")
    clerk.press("Ctrl+Z")
    await clerk.sees("basket.due", "$65.00")
    clerk.press("Ctrl+Y")
    await clerk.sees("basket.due", "$110.00")


@journey
async def test_a_line_is_edited_in_place(clerk: Clerk, sandbox: Sandbox) -> None:
    await fill_basket(clerk, "2000000010014")
    clerk.press("F4")
    await clerk.sees("line.quantity", "1")
    await clerk.type("3")
    clerk.press("Tab")
    await clerk.type("60.50")
    clerk.press("Tab")
    await clerk.type("last one")
    clerk.press("Return")
    await clerk.sees("basket.due", "$181.50")
    await clerk.until(lambda: [each.note for each in clerk.sale.basket.lines] == ["last one"])
    assert not clerk.shows("line.quantity")


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("line.quantity", "0", "sale.bad_quantity"),
        ("line.quantity", "ab", "sale.bad_quantity"),
        ("line.quantity", "99999", "sale.bad_quantity"),
        ("line.price", "1.234", "sale.bad_amount"),
        ("line.price", "-5", "sale.bad_amount"),
        ("line.price", "abc", "sale.bad_amount"),
    ],
)
@journey
async def test_a_bad_edit_is_refused_at_the_line_and_changes_nothing(
    clerk: Clerk, sandbox: Sandbox, field: str, text: str, code: str
) -> None:
    await fill_basket(clerk, "2000000010014")
    clerk.press("F4")
    await clerk.sees("line.quantity")
    clerk.press(*["Tab"] * (field == "line.price"))
    await clerk.type(text)
    clerk.press("Return")
    await clerk.sees("line.notice.code", code)
    assert clerk.text(field) == text
    assert clerk.text("basket.due") == "$65.00"
    clerk.press("Esc")
    await clerk.until(lambda: not clerk.shows("line.quantity"))


@journey
async def test_a_line_is_removed_and_comes_back_by_undo(clerk: Clerk, sandbox: Sandbox) -> None:
    await fill_basket(clerk)
    clerk.press("F4")
    await clerk.sees("line.remove")
    clerk.click("line.remove")
    await clerk.sees("basket.due", "$110.00")
    clerk.press("Ctrl+Z")
    await clerk.sees("basket.due", "$135.00")


@journey
async def test_the_picker_filters_and_adds_by_enter(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.press("F3")
    await clerk.sees("products.filter")
    await clerk.type("linen")
    await clerk.until(lambda: clerk.column("products.rows", 0) == ["Linen Shirt", "Linen Shorts"])
    clerk.press("Down", "Return")
    await clerk.sees("basket.due", "$55.00")
    clerk.press("Return")
    await clerk.sees("basket.due", "$110.00")
    clerk.press("Esc")
    await clerk.until(lambda: not clerk.shows("products.filter"))


@journey
async def test_a_scan_while_the_picker_is_open_still_adds_the_product(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    clerk.press("F3")
    await clerk.sees("products.filter")
    await clerk.scan("2000000010014")
    await clerk.sees("basket.due", "$65.00")
    assert clerk.text("products.filter") == ""


@journey
async def test_recent_sales_list_the_voided_one_and_recall_its_basket(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    first = clerk.sale.reference
    clerk.press("Shift+Esc")
    await clerk.until(lambda: clerk.sale.reference != first)
    await fill_basket(clerk, "2000000010199")
    clerk.click("present.anonymous")
    await clerk.sees("pay.take")
    await record(clerk)
    clerk.press("F12")
    await clerk.until(
        lambda: clerk.shows("recent.rows") and len(clerk.column("recent.rows", 0)) == 2
    )
    clerk.press("Down")
    clerk.click("recent.recall")
    await clerk.sees("basket.due", "$135.00")


@journey
async def test_ctrl_n_begins_the_next_sale_after_a_recorded_one_only(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    first = clerk.sale.reference
    await present(clerk)
    clerk.press("Ctrl+N")
    await clerk.sees("balances.notice.code", "till.sale_open")
    assert clerk.sale.reference == first
    clerk.press("Return")
    await clerk.sees("step.next", "Go to payment")
    clerk.press("Return")
    await clerk.sees("pay.take")
    await record(clerk)
    clerk.press("Ctrl+N")
    await clerk.until(lambda: clerk.sale.reference != first)


@journey
async def test_ctrl_n_with_products_but_nobody_says_why_it_does_not(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    clerk.press("Ctrl+N")
    await clerk.sees("present.notice.code", "till.sale_open")
    assert clerk.text("basket.due") == "$135.00"


@journey
async def test_a_product_scanned_after_a_recorded_sale_is_the_next_sales_first(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    clerk.click("present.anonymous")
    await clerk.sees("pay.take")
    first = await record(clerk)
    await clerk.scan("2000000010199")
    await clerk.until(lambda: clerk.sale.reference != first)
    await clerk.sees("basket.due", "$12.50")


@journey
async def test_a_card_scanned_after_a_recorded_sale_is_the_next_sales_customer(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    first = await record(clerk)
    await clerk.scan("60011242")
    await clerk.until(lambda: clerk.sale.reference != first)
    await clerk.sees("customer.name", "Ben Fraser")
