"""The sale of the pictures, from the first scan to the receipt, read back over plain HTTP."""

from __future__ import annotations

from decimal import Decimal

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import (
    asha_to_payment,
    choose_all,
    choose_most,
    fill_basket,
    present,
    record,
    redeem,
)
from tests.sandbox.server.running import ASHA, ASHAS_CARD, Sandbox
from tests.till import plain_http

MOST_STROKES = 15


@journey
async def test_what_is_recorded_is_what_the_screen_said_to_the_cent(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    due, nets = clerk.text("basket.due"), clerk.column("allocation.lines", 5)
    reference = await record(clerk)

    row = plain_http.transaction(sandbox, reference)
    assert due == "$96.50"
    assert nets == ["46.46", "32.17", "17.87"]
    assert (row["total"], row["total_original"]) == (Decimal("96.50"), Decimal("135"))
    assert [str(item["price_sell"]) for item in row["items"]] == nets
    assert sum(item["price_sell"] * item["quantity"] for item in row["items"]) == row["total"]
    assert row["payments"] == ["EFTPOS"]
    assert row["profile_id"] == ASHA
    assert row["receipt_ref"] == clerk.text("record.fact.1")
    assert row["external_id"] == clerk.text("record.fact.2") == reference


@journey
async def test_store_and_staff_of_the_bar_stand_on_the_transaction(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    reference = await record(clerk)

    row = plain_http.transaction(sandbox, reference)
    store = sandbox.call("GET", f"/locations/{row['location']['id']}")["data"]
    assert f"S01 {store['name']}" == clerk.text("top.store")
    assert clerk.text("top.staff") == "Sam Lee 1993"
    assert "1993" in str(row["staff"])


@journey
async def test_what_was_chosen_is_taken_from_the_wallet_and_nothing_else(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    before = plain_http.uses(sandbox)
    await asha_to_payment(clerk)
    await record(clerk)

    assert plain_http.balance(sandbox) == 0
    assert [left for left, _ in plain_http.rewards(sandbox).values()] == [0, 0]
    assert plain_http.uses(sandbox) == {**before, "4021": (0, before["4021"][1])}
    assert clerk.text("customer.balance.0") == "0.00"


@journey
async def test_both_redemptions_carry_their_leg_and_the_worth_is_linked(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    reference = await record(clerk)

    use, rewards = plain_http.redemptions(sandbox)
    row = plain_http.transaction(sandbox, reference)
    assert use["external_id"] == f"{reference}-B1"
    assert rewards["meta"] == {"posdesk_leg": f"{reference}-R2"}
    assert rewards["transaction_external_id"] == reference
    assert row["redemption"]["id"] == rewards["id"]
    assert clerk.text("record.fact.4") == str(rewards["id"])
    assert clerk.text("record.fact.5") == str(use["id"])


@journey
async def test_each_discount_of_the_totals_stands_once_on_the_transaction(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    shown = [clerk.text(f"basket.total.{number}") for number in range(1, 3)]
    reference = await record(clerk)

    row = plain_http.transaction(sandbox, reference)
    discounts = [each["amount"] for item in row["items"] for each in item["discounts"]]
    assert shown == ["\N{MINUS SIGN}13.50", "\N{MINUS SIGN}25.00"]
    assert sum(discounts) == Decimal("38.50")


@journey
async def test_the_figures_under_the_allocation_agree_from_requested_to_recorded(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    await present(clerk)
    await choose_all(clerk)
    assert clerk.figures() == ["Requested 25.00", "Granted –", "Allocated 25.00", "Recorded –"]
    await redeem(clerk)
    assert clerk.figures() == ["Requested 25.00", "Granted 25.00", "Allocated 25.00", "Recorded –"]


@journey
async def test_from_an_empty_home_a_sale_takes_at_most_fifteen_strokes_after_the_basket(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    clerk.strokes = 0
    await present(clerk)
    await choose_most(clerk)
    await redeem(clerk)
    reference = await record(clerk)

    assert clerk.strokes == 5
    assert clerk.strokes <= MOST_STROKES
    assert plain_http.transaction(sandbox, reference)["total"] == Decimal("110")


@journey
async def test_the_usual_sale_is_scan_scan_card_enter_f5_enter_f8(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await clerk.scan("2000000010014")
    await clerk.scan("2000000010021")
    await clerk.scan(ASHAS_CARD)
    await clerk.sees("balances.title")
    clerk.press("Return", "F5")
    await clerk.sees("step.next", "Redeem 25.00")
    clerk.press("Return")
    await clerk.sees("pay.take")
    clerk.press("F8")
    sale = await clerk.at(Phase.RECORDED)

    assert clerk.strokes == 7
    assert plain_http.transaction(sandbox, sale.reference)["total"] == Decimal("85")


@journey
async def test_after_a_recorded_sale_enter_begins_the_next_with_the_next_receipt(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    clerk.click("present.anonymous")
    await clerk.sees("pay.take")
    first = await record(clerk)
    clerk.press("Return")
    await clerk.at(Phase.OPEN)
    assert int(clerk.sale.reference.split("-")[2]) == int(first.split("-")[2]) + 1
    assert clerk.text("basket.due") == "$0.00"


@journey
async def test_the_receipt_on_the_screen_says_simulation_and_the_whole_reference(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    reference = await record(clerk)

    receipt = clerk.text("record.receipt.text")
    assert "SIMULATION" in receipt
    assert reference in receipt
    assert "96.50" in receipt
