"""People in the office: made and served, changed, their cards, two that are one, a sale that finds its customer."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import fill_basket, present, record
from tests.journeys.test_office import fill, open_page
from tests.sandbox.server.running import ASHA, ASHAS_CARD, Sandbox
from tests.till import plain_http

SAM, OTHER_SAM = "60011291", "60011309"


def paste(clerk: Clerk, field: str, text: str) -> None:
    """What no key of a plain keyboard types: another script, an emoji."""
    control = clerk.control(field)
    assert isinstance(control, QLineEdit)
    control.setFocus()
    control.setText(text)


def person(sandbox: Sandbox, profile_id: str) -> dict[str, Any]:
    row: dict[str, Any] = sandbox.call("GET", f"/profiles/{profile_id}")["data"]
    return row


def served(clerk: Clerk) -> str:
    customer = clerk.sale.customer
    return customer.profile_id if customer is not None else ""


def cells(clerk: Clerk, table: str, column: int) -> list[str]:
    """A column of a table that may not have rows yet."""
    name = f"office.{table}.rows"
    return clerk.column(name, column) if clerk.shows(name) else []


async def mark(clerk: Clerk, table: str, line: int) -> None:
    clerk.control(f"office.{table}.rows").setFocus()
    clerk.press("Ctrl+Home", *["Down"] * line)


@journey
async def test_a_card_that_nobody_has_becomes_a_customer_who_is_served(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    await clerk.scan("60099123")
    await clerk.sees("identify.notice.title", "9123")
    clerk.click("identify.create")
    await clerk.sees("office.person.identifier")
    assert clerk.text("office.person.identifier") == "60099123"
    paste(clerk, "office.person.first_name", "נועה 🌻")
    paste(clerk, "office.person.last_name", "בן־דוד")
    await fill(clerk, "office.person.email", "Noa@Example.test")
    await fill(clerk, "office.person.mobile_phone", "0499 000 111")
    await fill(clerk, "office.person.birth_day", "02-29")
    clerk.press("Return")
    await clerk.sees("balances.title")
    assert clerk.text("customer.name") == "נועה 🌻 בן־דוד"
    assert clerk.sale.basket.pieces == 3

    row = person(sandbox, served(clerk))
    assert (row["email"], row["mobile_phone"]) == ("noa@example.test", "+61499000111")
    assert (row["birth_day"], row["birth_month"], row["birth_year"]) == (29, 2, None)
    assert [each["identifier"] for each in row["identities"]] == ["60099123"]


@journey
async def test_an_email_that_is_taken_is_marked_and_its_owner_is_offered(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await clerk.search("Zed Zulu")
    await clerk.sees("identify.create")
    clerk.click("identify.create")
    await clerk.sees("office.person.last_name")
    assert clerk.text("office.person.last_name") == "Zulu"
    await fill(clerk, "office.person.email", "asha@example.test")
    clerk.press("Return")
    await clerk.sees("office.person.email.error", "taken")
    assert clerk.text("office.person.first_name") == "Zed"
    clerk.click("office.owner.serve")
    await clerk.sees("balances.title")
    assert served(clerk) == ASHA
    assert sandbox.call("GET", "/profiles?search=Zulu")["data"] == []


@journey
async def test_details_are_changed_and_what_is_emptied_is_gone(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await present(clerk)
    clerk.click("customer.manage")
    await clerk.until(lambda: clerk.text("office.person.first_name") == "Asha")
    await fill(clerk, "office.person.last_name", "Nguyen-Smith")
    paste(clerk, "office.person.mobile_phone", "")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "Asha Nguyen-Smith is kept")
    await clerk.sees("customer.name", "Asha Nguyen-Smith")
    row = person(sandbox, ASHA)
    assert (row["last_name"], row["mobile_phone"]) == ("Nguyen-Smith", None)
    assert row["email"] == "asha@example.test"


@journey
async def test_a_card_is_added_by_its_scan_switched_off_and_refused(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await present(clerk)
    await open_page(clerk, "lost or")
    await clerk.until(lambda: cells(clerk, "cards", 0) == ["···· 1234"])
    await clerk.scan("60099456")
    await clerk.until(lambda: clerk.text("office.card.identifier") == "60099456")
    clerk.click("office.card.submit")
    await clerk.sees("office.notice.title", "···· 9456 is added")
    assert clerk.text("office.card.identifier") == ""
    await clerk.until(lambda: "···· 9456" in cells(clerk, "cards", 0))
    line = cells(clerk, "cards", 0).index("···· 9456")
    await mark(clerk, "cards", line)
    await clerk.until(clerk.control("office.cards.switch").isEnabled)
    clerk.click("office.cards.switch")
    await clerk.sees("office.notice.title", "switched off")
    await clerk.until(lambda: cells(clerk, "cards", 3)[line] == "switched off")
    clerk.press("Esc", "Esc")
    await clerk.at(Phase.OPEN)
    await clerk.scan("60099456")
    await clerk.sees("identify.notice.title", "ending in 9456 is switched off")


@journey
async def test_a_card_is_removed_only_when_it_is_really_meant(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await present(clerk)
    await open_page(clerk, "lost or")
    await clerk.sees("office.cards.rows")
    await mark(clerk, "cards", 0)
    await clerk.until(clerk.control("office.cards.remove").isEnabled)
    clerk.click("office.cards.remove")
    await clerk.sees("office.cards.remove", "Really remove ···· 1234")
    assert len(person(sandbox, ASHA)["identities"]) == 1
    clerk.click("office.cards.remove")
    await clerk.sees("office.cards.empty", "No card")
    assert person(sandbox, ASHA)["identities"] == []


@journey
async def test_a_card_of_somebody_else_is_not_given_away(clerk: Clerk, sandbox: Sandbox) -> None:
    await present(clerk, SAM)
    await open_page(clerk, "lost or")
    await clerk.sees("office.card.identifier")
    await fill(clerk, "office.card.identifier", ASHAS_CARD)
    clerk.press("Return")
    await clerk.sees("office.card.identifier.error", "taken")
    await clerk.sees("office.owner.serve", "Asha Nguyen")


@journey
async def test_two_of_one_name_become_one_and_the_sale_is_of_who_stays(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    await present(clerk, SAM)
    first = served(clerk)
    await open_page(clerk, "the same person")
    await clerk.until(lambda: cells(clerk, "people", 3) == ["name"])
    await clerk.until(lambda: clerk.control("office.people.rows").hasFocus())
    await mark(clerk, "people", 0)
    await clerk.sees("office.pair.merge")
    before = cells(clerk, "pair", 1), cells(clerk, "pair", 2)
    after = cells(clerk, "pair", 3)
    clerk.click("office.pair.turn")
    await clerk.until(lambda: cells(clerk, "pair", 1) == before[1])
    clerk.click("office.pair.merge")
    await clerk.sees("office.pair.merge", "Really merge into Sam Taylor")
    clerk.click("office.pair.merge")
    await clerk.sees("office.notice.title", "Sam Taylor is one customer now")
    assert served(clerk) != first
    assert sandbox.call("GET", f"/profiles/{first}", expect=404)
    row = person(sandbox, served(clerk))
    assert {each["identifier"] for each in row["identities"]} == {SAM, OTHER_SAM}
    money = clerk.sale.wallet
    assert money is not None
    assert f"{money.balances.rewards.amount:,.2f}" == after[3]
    await clerk.sees("office.people.empty", "Nobody else")


@journey
async def test_a_sale_to_nobody_is_claimed_by_its_receipt(clerk: Clerk, sandbox: Sandbox) -> None:
    await fill_basket(clerk)
    clerk.click("present.anonymous")
    await clerk.sees("pay.take")
    reference = await record(clerk)
    clerk.press("Ctrl+N")
    await clerk.at(Phase.OPEN)
    await present(clerk)
    await open_page(clerk, "receipt from")
    await clerk.sees("office.receipt.total")
    await fill(clerk, "office.receipt.total", "135")
    clerk.press("Return")
    await clerk.sees("office.receipt.receipt_ref.error", "total and the day")
    number = plain_http.transaction(sandbox, reference)["receipt_ref"]
    await fill(clerk, "office.receipt.receipt_ref", number)
    await fill(clerk, "office.receipt.store", "S01")
    clerk.press("Return")
    await clerk.until(lambda: clerk.shows("office.sales.rows"))
    assert cells(clerk, "sales", 4) == ["nobody’s"]
    clerk.click("office.sales.claim")
    await clerk.sees("office.notice.title", "Asha Nguyen’s now")
    assert cells(clerk, "sales", 4) == ["theirs"]
    assert plain_http.transaction(sandbox, reference)["profile_id"] == ASHA


@journey
async def test_rows_that_go_under_the_keyboard_leave_it_in_the_page(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    """Else a table of the dock would get it, and open a call."""
    await present(clerk)
    await open_page(clerk, "lost or")
    await clerk.until(lambda: cells(clerk, "cards", 0))
    await mark(clerk, "cards", 0)
    await clerk.until(clerk.control("office.cards.remove").isEnabled)
    clerk.press("Tab", "Tab")
    await clerk.until(lambda: clerk.control("office.cards.remove").hasFocus())
    clerk.press("Space")
    await clerk.sees("office.cards.remove", "Really")
    clerk.press("Space")
    await clerk.sees("office.cards.empty", "No card")
    focused = clerk.window.focusWidget()
    assert clerk.control("office").isAncestorOf(focused)
    assert not clerk.shows("wire.bodies")
