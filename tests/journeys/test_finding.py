"""Step 1 and 2: a card, words, nobody, several, somebody else."""

from __future__ import annotations

import pytest

from posdesk.desktop.views.dock import Tab
from posdesk.desktop.views.wire_view import WireView
from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import fill_basket, present, record
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till import plain_http


@journey
async def test_an_anonymous_sale_is_recorded_without_a_profile(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    clerk.click("present.anonymous")
    await clerk.sees("pay.take", "135.00")
    row = plain_http.transaction(sandbox, await record(clerk))
    assert (row["profile_id"], row["total"]) == (None, 135)


@journey
async def test_of_two_people_of_one_name_the_arrow_and_enter_choose(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await clerk.search("Taylor")
    await clerk.sees("identify.list")
    assert clerk.text("identify.text") == "2 people match “Taylor”. Which one is it?"
    first, second = sandbox.call("GET", "/profiles?search=Taylor")["data"]
    clerk.press("Down", "Return")
    await clerk.at(Phase.CHOOSING)
    customer = clerk.sale.customer
    assert customer is not None
    assert (customer.name, first["first_name"]) == ("Sam Taylor", "Sam")
    assert customer.profile_id == second["id"]


@journey
async def test_a_list_of_people_that_is_left_hands_the_keyboard_back_to_the_scan_box(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await clerk.search("Taylor")
    await clerk.sees("identify.list")
    await clerk.until(lambda: clerk.window.dock.panel(Tab.WIRE))
    wire = clerk.window.dock.panel(Tab.WIRE)
    assert isinstance(wire, WireView)
    clerk.press("Esc")
    await clerk.sees("present.title")
    assert clerk.window.top.scan.hasFocus()
    assert not wire.table.currentIndex().isValid()


@pytest.mark.parametrize(
    "words", ["asha@example.test", "0411222333", "+61411222333", ASHA, "nguyen"]
)
@journey
async def test_one_match_of_the_words_goes_straight_to_the_balances(
    clerk: Clerk, sandbox: Sandbox, words: str
) -> None:
    await clerk.search(words)
    await clerk.sees("balances.title")
    assert clerk.text("customer.name") == "Asha Nguyen"


@journey
async def test_a_card_number_may_be_typed(clerk: Clerk, sandbox: Sandbox) -> None:
    await clerk.search("60011234")
    await clerk.sees("balances.title")
    assert clerk.text("customer.name") == "Asha Nguyen"


@journey
async def test_an_inactive_card_is_refused_in_words_and_the_basket_is_kept(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    await clerk.scan("60011283")
    await clerk.sees("identify.notice.title", "The card ending in 1283 is switched off")
    assert "basket is kept" in clerk.text("identify.notice.text")
    assert clerk.sale.phase is Phase.OPEN
    clerk.press("Esc")
    await clerk.sees("present.title")
    assert clerk.text("basket.due") == "$135.00"


@journey
async def test_nobody_is_said_and_another_card_can_be_scanned_at_once(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await clerk.scan("99999999")
    await clerk.sees("identify.notice.title", "Nobody has the card ending in 9999")
    await present(clerk)
    assert clerk.text("customer.name") == "Asha Nguyen"


@journey
async def test_words_that_match_nobody_are_repeated(clerk: Clerk, sandbox: Sandbox) -> None:
    await clerk.search("zzyzx")
    await clerk.sees("identify.notice.title", "Nobody found for “zzyzx”")


@journey
async def test_enter_in_an_empty_search_changes_nothing(clerk: Clerk, sandbox: Sandbox) -> None:
    before = len(sandbox.control.log())
    clerk.press("F2", "Return")
    await clerk.search("  ")
    await clerk.until(lambda: clerk.shows("present.title"))
    assert clerk.sale.phase is Phase.OPEN
    assert len(sandbox.control.log()) == before


@journey
async def test_another_card_asks_before_it_changes_the_customer(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await present(clerk)
    await clerk.scan("60011242")
    await clerk.sees("identify.title", "Change the customer?")
    assert "Asha Nguyen is attached" in clerk.text("identify.text")
    clerk.press("Return")
    await clerk.sees("customer.name", "Ben Fraser")
    await clerk.sees("balances.title")


@journey
async def test_escape_keeps_the_customer_who_was_there(clerk: Clerk, sandbox: Sandbox) -> None:
    await present(clerk)
    await clerk.scan("60011242")
    await clerk.sees("identify.title", "Change the customer?")
    clerk.press("Esc")
    await clerk.sees("balances.title")
    assert clerk.text("customer.name") == "Asha Nguyen"


@journey
async def test_a_person_of_the_demo_is_presented_by_a_click(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.click("present.persona.60011234")
    await clerk.sees("balances.title")
    assert clerk.text("customer.name") == "Asha Nguyen"


@journey
async def test_a_name_in_arabic_and_one_that_is_too_long_stand_on_the_card_whole(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await present(clerk, "60011366")
    assert clerk.text("customer.name") == "نور الهاشمي"
    clerk.press("Esc")
    await clerk.at(Phase.OPEN)
    await present(clerk, "60011358")
    assert clerk.text("customer.name").startswith("Maria-Magdalena Anastasia")


@journey
async def test_a_merged_profiles_old_card_leads_to_who_it_was_merged_into(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await present(clerk, "60018880")
    assert clerk.text("customer.name") == "Grace Kim"
