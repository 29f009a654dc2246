"""Staff and stores in the office: who is added serves, and every transaction says where and by whom."""

from __future__ import annotations

from posdesk.home.tenants import Tenants
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import fill_basket, record
from tests.journeys.test_office import fill, open_page
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http


async def add_person(clerk: Clerk, first: str, last: str, number: str, email: str) -> None:
    await open_page(clerk, "staff")
    await clerk.sees("office.staff.rows")
    await fill(clerk, "office.person.first_name", first)
    await fill(clerk, "office.person.last_name", last)
    await fill(clerk, "office.person.staff_id", number)
    await fill(clerk, "office.person.email", email)
    clerk.press("Return")


async def mark(clerk: Clerk, line: int, number: str) -> None:
    clerk.press("Ctrl+Home", *["Down"] * line)
    await clerk.until(lambda: clerk.text("office.person.staff_id") == number)


async def sell_to_nobody(clerk: Clerk) -> None:
    await fill_basket(clerk)
    clerk.click("present.anonymous")
    await clerk.sees("pay.take")
    await record(clerk)


@journey
async def test_who_is_added_and_signed_on_stands_on_the_transaction(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await add_person(clerk, "Rosa", "Alvarez", "2001", "rosa@example.test")
    await clerk.sees("office.notice.title", "on the list")
    clerk.click("office.staff.serve")
    await clerk.sees("office.notice.title", "Rosa Alvarez serves now")
    await clerk.sees("top.staff", "Rosa Alvarez 2001")
    await clerk.until(lambda: clerk.sale.terms.staff_id == "2001")
    clerk.press("Esc")
    await sell_to_nobody(clerk)

    row = plain_http.transaction(sandbox, clerk.sale.reference)
    assert row["staff"]["full_name"] == "Rosa Alvarez"
    assert Tenants(clerk.home.tenants).load("sandbox").staff == "2001"


@journey
async def test_a_number_that_is_taken_is_marked_and_nothing_is_lost(clerk: Clerk) -> None:
    await add_person(clerk, "Rosa", "Alvarez", "1994", "rosa@example.test")
    await clerk.sees("office.person.staff_id.error", "taken")
    assert clerk.text("office.person.email") == "rosa@example.test"


@journey
async def test_nobody_signs_on_with_a_number_that_nobody_has(clerk: Clerk) -> None:
    await open_page(clerk, "sign on")
    await clerk.sees("office.sign_on.number")
    await fill(clerk, "office.sign_on.number", "4711")
    clerk.press("Return")
    await clerk.sees("office.sign_on.number.error", "Nobody")
    assert "1993" in clerk.text("top.staff")


@journey
async def test_a_person_is_changed_and_removed_but_not_the_one_who_serves(clerk: Clerk) -> None:
    await open_page(clerk, "staff")
    await clerk.sees("office.staff.rows")
    clerk.control("office.staff.rows").setFocus()
    numbers = clerk.column("office.staff.rows", 1)
    await mark(clerk, numbers.index("1993"), "1993")
    await clerk.until(lambda: not clerk.control("office.staff.remove").isEnabled())
    await mark(clerk, numbers.index("1994"), "1994")
    await clerk.until(lambda: clerk.control("office.staff.remove").isEnabled())
    await fill(clerk, "office.person.last_name", "O'Brien")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "O'Brien")
    clerk.click("office.staff.remove")
    await clerk.sees("office.staff.remove", "Really")
    clerk.click("office.staff.remove")
    await clerk.sees("office.notice.title", "Removed")
    assert "1994" not in clerk.column("office.staff.rows", 1)


@journey
async def test_a_till_moves_to_another_counter_with_its_own_receipts(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await open_page(clerk, "receipt numbers")
    await clerk.sees("office.counter.store")
    for field, text in (
        ("store", "S02"),
        ("register", "7"),
        ("receipt_first", "500"),
        ("receipt_last", "501"),
    ):
        await fill(clerk, f"office.counter.{field}", text)
    clerk.press("Return")
    await clerk.sees("office.notice.title", "S02, register 7")
    await clerk.until(lambda: clerk.sale.reference.startswith("S02-7-000500-"))
    clerk.press("Esc")
    await sell_to_nobody(clerk)
    row = plain_http.transaction(sandbox, clerk.sale.reference)
    assert row["location"]["external_id"] == "S02"
    assert row["receipt_ref"] == "500"
    assert row["timezone"] == clerk.sale.terms.timezone

    clerk.press("Return")
    await clerk.until(lambda: clerk.sale.reference.startswith("S02-7-000501-"))
    clerk.press("Ctrl+N")
    await clerk.until(lambda: "receipt number" in clerk.screen_text())

    await open_page(clerk, "receipt numbers")
    await fill(clerk, "office.counter.receipt_last", "502")
    clerk.press("Return")
    await clerk.until(lambda: clerk.sale.reference.startswith("S02-7-000502-"))


@journey
async def test_receipt_numbers_that_make_no_range_are_not_kept(clerk: Clerk) -> None:
    await open_page(clerk, "stores")
    await clerk.sees("office.counter.receipt_last")
    await fill(clerk, "office.counter.receipt_first", "10")
    await fill(clerk, "office.counter.receipt_last", "9")
    clerk.press("Return")
    await clerk.sees("office.counter.receipt_last.error", "not above")
    assert Tenants(clerk.home.tenants).load("sandbox").receipt_first == 1
