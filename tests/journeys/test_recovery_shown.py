"""What the cashier sees when an answer is lost or time runs out: each ends at rest, explained, and audited clean.

The fifth, a till that is killed in between, is ``test_till_killed``.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from posdesk.home.tenant import SANDBOX
from posdesk.home.tenants import Tenants
from posdesk.sale.state import LegState, Phase
from tests.journeys.audited_window import audited_window
from tests.journeys.clerk import Clerk, before_opening, journey
from tests.journeys.panel_steps import add_fault, show_panel
from tests.journeys.steps import (
    asha_to_payment,
    choose_amount,
    fill_basket,
    force,
    present,
    record,
    redeem,
)
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http


def is_clean(clerk: Clerk, sandbox: Sandbox) -> None:
    report = audited_window(clerk, sandbox)
    assert report.clean, report


async def lose(clerk: Clerk, operation: str) -> None:
    """The answer of the first request of that operation is lost."""
    await show_panel(clerk)
    await add_fault(clerk, operation=operation, kind="answer_lost", when="nth 1")
    await clerk.sees("top.status", "FAULTS ON: 1")


async def decline(clerk: Clerk) -> None:
    await force(clerk, "insufficient_funds")
    clerk.press("F8")


def in_order(told: str, *wanted: str) -> bool:
    places = [told.find(words) for words in wanted]
    return -1 not in places and places == sorted(places)


@journey
async def test_the_answer_of_the_redemption_is_lost(clerk: Clerk, sandbox: Sandbox) -> None:
    await lose(clerk, "redemptions.create")
    await add_fault(clerk, operation="redemptions.list", kind="status", when="nth 1")
    await fill_basket(clerk)
    await present(clerk)
    clerk.press("Return", "F5")
    await clerk.sees("step.next", "Redeem 25.00")
    clerk.press("Return")
    await clerk.sees("story.badge", "CHECKING")
    assert clerk.text("story.title") == "Waiting for a clear answer"
    assert "Nothing is lost" in clerk.text("story.text")
    no_answer, looking = clerk.story()[-2:]
    assert no_answer.startswith("waiting, No clear answer for 25.00 of rewards")
    assert looking == "running, Looking up what became of it"
    assert clerk.text("why.title") == "LOOKING UP, NOT REPEATING"
    assert clerk.figures()[-1] == "Recorded –"

    await clerk.sees("pay.take")
    await clerk.sees("pay.notice.title", "Looked up and found")
    assert "25.00 of rewards was taken, and only once" in clerk.text("pay.notice.text")
    reference = await record(clerk)
    (row,) = plain_http.redemptions(sandbox)
    assert plain_http.transaction(sandbox, reference)["redemption"]["id"] == row["id"]
    assert plain_http.balance(sandbox) == 0
    is_clean(clerk, sandbox)


@journey
async def test_the_answer_of_the_reversal_is_lost(clerk: Clerk, sandbox: Sandbox) -> None:
    before = plain_http.wallet(sandbox)
    await lose(clerk, "redemptions.reverse")
    await asha_to_payment(clerk)
    await decline(clerk)
    await clerk.at(Phase.CHOOSING)
    await clerk.sees("story.badge", "DECLINED")

    assert clerk.text("story.title") == "Card refused: insufficient funds (51)"
    assert "proved by a second reading" in clerk.text("story.text")
    told = " | ".join(clerk.story())
    assert in_order(
        told,
        "Card payment of 96.50 refused",
        "No clear answer to the reversal",
        "reversed",
        "Proved: rewards are 25.00 again",
    ), told
    assert plain_http.wallet(sandbox) == before
    assert plain_http.live(sandbox) == []
    is_clean(clerk, sandbox)


@journey
async def test_the_answer_of_the_transaction_is_lost(clerk: Clerk, sandbox: Sandbox) -> None:
    await lose(clerk, "transactions.record")
    await asha_to_payment(clerk)
    clerk.press("F8")
    await clerk.sees("record.title", "Paid, and waiting to be recorded")
    assert "Nothing is lost" in clerk.text("record.text")
    assert clerk.text("record.notice.code") == "omneo.no_answer"

    sale = await clerk.at(Phase.RECORDED)
    await clerk.sees("record.title", "Recorded")
    assert not clerk.shows("record.notice")
    assert len(plain_http.transactions(sandbox)) == 1
    assert plain_http.transaction(sandbox, sale.reference)["total"] == Decimal("96.50")
    is_clean(clerk, sandbox)


@journey
async def test_eleven_minutes_pass_before_the_card_is_refused(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await show_panel(clerk)
    await clerk.sees("faults.clock.ahead", "+0:00")
    await asha_to_payment(clerk)
    clerk.click("faults.clock.11")
    await clerk.sees("window.title", "Too late to reverse")
    assert "as something new" in clerk.text("window.text")
    assert "as something new" in clerk.text("why.text")
    await decline(clerk)
    await clerk.at(Phase.CHOOSING)
    await clerk.sees("story.badge", "DECLINED")

    told = " | ".join(clerk.story())
    assert in_order(
        told,
        "Card payment of 96.50 refused",
        "25.00 of rewards refunded as something new",
        "First Spend Discount refunded as something new",
    ), told
    assert "too late to reverse" in clerk.text("story.text")
    assert clerk.text("why.title") == "REFUND, NOT REVERSAL"
    assert {leg.state for leg in clerk.sale.legs} == {LegState.REFUNDED}
    assert plain_http.balance(sandbox) == 25
    assert {row["type"] for row in plain_http.redemptions(sandbox)} == {"redeem", "return"}
    is_clean(clerk, sandbox)

    # The worth can be spent at once.
    clerk.press("Return", "F5")
    await clerk.sees("step.next", "Redeem 25.00")
    await redeem(clerk)
    await force(clerk, "approved")
    await record(clerk)
    assert plain_http.balance(sandbox) == 0
    is_clean(clerk, sandbox)


@before_opening
async def test_without_marks_the_cashier_says_which_redemption_it_was(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    """Asked once nothing can come any more: here after two seconds, for nobody sits through a minute."""
    sandbox.control.switches(leg_echoed=False)
    Tenants(clerk.home.tenants).save(replace(SANDBOX, late_window_s=2))
    await clerk.open()
    await lose(clerk, "redemptions.create")
    await fill_basket(clerk)
    await present(clerk)
    await choose_amount(clerk, "10")
    clerk.press("Return")
    await clerk.sees("attention.title", "Was it redeemed?")
    (made,) = plain_http.live(sandbox)
    assert str(made) in clerk.text("attention.unknown.0")
    clerk.click(f"attention.choice.named.{made}")
    await clerk.sees("pay.take")
    reference = await record(clerk)
    assert plain_http.transaction(sandbox, reference)["redemption_id"] == made
    assert plain_http.live(sandbox) == [made]
    is_clean(clerk, sandbox)
