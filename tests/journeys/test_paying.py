"""Step 5: tenders, change, rounding, terminals with a mind of their own, and hands that are too quick."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posdesk.sale.state import Phase
from posdesk.sale.tender import TenderState
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import asha_to_payment, fill_basket, force, record, take_cash
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http


async def to_payment(clerk: Clerk, *codes: str) -> None:
    """An anonymous sale at step 5."""
    await fill_basket(clerk, *codes)
    clerk.click("present.anonymous")
    await clerk.sees("pay.take")


@journey
async def test_a_part_in_cash_and_the_rest_by_card(clerk: Clerk, sandbox: Sandbox) -> None:
    await asha_to_payment(clerk)
    await take_cash(clerk, "50.00")
    assert clerk.text("pay.due") == "$46.50"
    clerk.press("Alt+2")
    await clerk.sees("pay.take", "Take 46.50 by card")
    row = plain_http.transaction(sandbox, await record(clerk))
    assert row["total"] == Decimal("96.50")
    assert sorted(row["payments"]) == ["CASH", "EFTPOS"]


@journey
async def test_cash_is_rounded_and_the_change_is_said_before_it_is_taken(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await to_payment(clerk, "2000000010205")
    clerk.press("Alt+1")
    await clerk.sees("pay.due", "$33.35")
    await clerk.type("50")
    await clerk.sees("pay.cash_hint", "Change 16.65. Cash rounding 0.02.")
    clerk.press("F8")
    sale = await clerk.at(Phase.RECORDED)
    row = plain_http.transaction(sandbox, sale.reference)
    assert (row["total"], row["rounding"]) == (Decimal("33.33"), Decimal("0.02"))


@journey
async def test_a_partial_approval_leaves_the_rest_due(clerk: Clerk, sandbox: Sandbox) -> None:
    await to_payment(clerk)
    await force(clerk, "partial_approval")
    clerk.press("F8")
    await clerk.sees("pay.due", "$67.50")
    await clerk.sees("pay.tender.T1.state", "approved")
    await force(clerk, "approved")
    row = plain_http.transaction(sandbox, await record(clerk))
    assert row["total"] == 135


@journey
async def test_an_approval_whose_answer_was_lost_is_asked_for_and_charged_once(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    await force(clerk, "answer_lost")
    clerk.press("F8")
    sale = await clerk.at(Phase.RECORDED)
    assert [each.state for each in sale.tenders] == [TenderState.APPROVED]
    assert len(plain_http.live(sandbox)) == 2


@journey
async def test_a_payment_that_times_out_is_put_back_only_when_the_terminal_knows(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    before = plain_http.wallet(sandbox)
    await asha_to_payment(clerk)
    await force(clerk, "timed_out")
    clerk.press("F8")
    await clerk.sees("pay.tender.T1.state", "no answer yet")
    assert len(plain_http.live(sandbox)) == 2
    await clerk.at(Phase.CHOOSING)
    assert plain_http.wallet(sandbox) == before


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("offline", "terminal offline"),
        ("cancelled_by_buyer", "cancelled by the buyer"),
        ("wrong_pin", "wrong pin"),
        ("stolen_card", "stolen card"),
    ],
)
@journey
async def test_every_refusal_has_its_own_words_and_puts_back(
    clerk: Clerk, sandbox: Sandbox, outcome: str, words: str
) -> None:
    before = plain_http.wallet(sandbox)
    await asha_to_payment(clerk)
    await force(clerk, outcome)
    clerk.press("F8")
    await clerk.at(Phase.CHOOSING)
    await clerk.sees("story.title")
    assert words in clerk.text("story.title").lower()
    assert plain_http.wallet(sandbox) == before


@journey
async def test_a_double_click_on_take_charges_once(clerk: Clerk, sandbox: Sandbox) -> None:
    await asha_to_payment(clerk)
    clerk.click("pay.take", times=2)
    sale = await clerk.at(Phase.RECORDED)
    assert [(each.state, each.amount.minor) for each in sale.tenders] == [
        (TenderState.APPROVED, 9650)
    ]


@journey
async def test_f8_pressed_three_times_charges_once(clerk: Clerk, sandbox: Sandbox) -> None:
    await asha_to_payment(clerk)
    clerk.press("F8", "F8", "F8")
    sale = await clerk.at(Phase.RECORDED)
    assert len(sale.tenders) == 1


@journey
async def test_a_double_click_on_a_part_in_cash_takes_one_part(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    clerk.press("Alt+1")
    await clerk.sees("pay.take", "cash")
    await clerk.type("20")
    clerk.click("pay.take", times=2)
    await clerk.until(lambda: clerk.sale.approved)
    await clerk.sees("pay.due", "$76.50")
    assert len(clerk.sale.tenders) == 1


@journey
async def test_more_than_is_due_by_card_is_refused_in_words(clerk: Clerk, sandbox: Sandbox) -> None:
    await to_payment(clerk)
    await clerk.type("200")
    clerk.press("F8")
    await clerk.sees("pay.notice.code", "sale.bad_amount")
    assert clerk.sale.tenders == ()


@journey
async def test_a_product_scanned_during_payment_is_refused_in_words(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    await clerk.scan("2000000010014")
    await clerk.sees("pay.notice.code", "till.scan_not_here")
    assert clerk.sale.basket.pieces == 3
    assert clerk.text("pay.amount") == "96.50"
    await record(clerk)


@journey
async def test_a_scan_in_the_middle_of_typing_an_amount_leaves_the_amount_alone(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    clerk.press("Alt+1")
    await clerk.sees("pay.take", "cash")
    await clerk.type("5")
    await clerk.scan("60011242")
    await clerk.sees("pay.notice.code", "till.scan_not_here")
    await clerk.type("0")
    assert clerk.text("pay.amount") == "50"
    await clerk.sees("pay.take", "Take 50.00 by cash")


@journey
async def test_a_scan_in_the_middle_of_typing_rewards_adds_the_product_and_keeps_the_text(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    await clerk.scan("60011234")
    await clerk.sees("balances.title")
    clerk.press("Return")
    await clerk.sees("choose.rewards.amount")
    clerk.control("choose.rewards.amount").setFocus()
    await clerk.type("1")
    await clerk.scan("2000000010199")
    await clerk.until(lambda: clerk.sale.basket.pieces == 4)
    await clerk.type("2")
    assert clerk.text("choose.rewards.amount") == "12"
    await clerk.sees("step.next", "Redeem 12.00")


@journey
async def test_the_reversal_window_is_shown_from_step_five_on(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    await clerk.sees("window.title", "Reversal window")
    assert "goes back as it was" in clerk.text("window.text")
    await record(clerk)
    await clerk.until(lambda: not clerk.shows("window.title"))
