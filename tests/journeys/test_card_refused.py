"""A refused card: everything redeemed goes back as it was, the screen proves it, and the sale can go on."""

from __future__ import annotations

from decimal import Decimal

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import asha_to_payment, force, record, redeem, take_cash
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http


async def refuse(clerk: Clerk) -> None:
    """F7: insufficient funds; F8; and wait until the putting back is over."""
    await force(clerk, "insufficient_funds")
    clerk.press("F8")
    await clerk.at(Phase.CHOOSING, Phase.COMPENSATING)


@journey
async def test_values_expiry_dates_and_uses_are_what_they_were(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    before = (plain_http.rewards(sandbox), plain_http.uses(sandbox), plain_http.balance(sandbox))
    await asha_to_payment(clerk)
    assert plain_http.balance(sandbox) == 0
    await refuse(clerk)
    await clerk.at(Phase.CHOOSING)

    after = (plain_http.rewards(sandbox), plain_http.uses(sandbox), plain_http.balance(sandbox))
    assert after == before
    assert plain_http.live(sandbox) == []
    assert plain_http.transactions(sandbox) == []


@journey
async def test_the_screen_tells_each_step_and_the_proof(clerk: Clerk, sandbox: Sandbox) -> None:
    await asha_to_payment(clerk)
    await refuse(clerk)
    await clerk.at(Phase.CHOOSING)
    await clerk.sees("story.title", "Card refused: insufficient funds (51)")

    shown = clerk.screen_text()
    for words in (
        "Redeemed First Spend Discount",
        "Redeemed 25.00 of rewards",
        "refused: insufficient funds",
        "25.00 of rewards reversed",
        "First Spend Discount reversed",
        "Proved: rewards are 25.00 again",
        "Nothing was charged",
    ):
        assert words in shown


@journey
async def test_the_journal_tells_every_step_in_order(clerk: Clerk, sandbox: Sandbox) -> None:
    await asha_to_payment(clerk)
    await refuse(clerk)
    sale = await clerk.at(Phase.CHOOSING)

    told = [f"{entry.kind} {entry.mark}".strip() for entry in sale.story]
    assert told == [
        "snapshot",
        "redeem_sent B1",
        "redeemed B1",
        "redeem_sent R2",
        "redeemed R2",
        "tender_sent T1",
        "tender_declined T1",
        "putting_back",
        "undo_sent R2",
        "reversed R2",
        "undo_sent B1",
        "reversed B1",
        "proof_sent",
        "proved",
    ]


@journey
async def test_the_same_amount_can_be_redeemed_again_and_is_recorded_once(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    await refuse(clerk)
    await clerk.at(Phase.CHOOSING)
    clerk.press("Return")
    await clerk.sees("step.next", "Redeem 25.00")
    await redeem(clerk)
    await force(clerk, "approved")
    reference = await record(clerk)

    assert plain_http.transaction(sandbox, reference)["total"] == Decimal("96.50")
    assert len(plain_http.transactions(sandbox)) == 1
    assert len(plain_http.live(sandbox)) == 2
    worth = [
        row for row in plain_http.redemptions(sandbox) if row["id"] in plain_http.live(sandbox)
    ]
    assert sum(row["total"] or 0 for row in worth) == 25


@journey
async def test_cash_that_was_taken_is_handed_back_first(clerk: Clerk, sandbox: Sandbox) -> None:
    await asha_to_payment(clerk)
    await take_cash(clerk, "50")
    clerk.press("Alt+2")
    await clerk.sees("pay.take", "card")
    await refuse(clerk)
    await clerk.sees("story.hand_back", "50.00 handed back")

    assert plain_http.balance(sandbox) == 0, "reversed before the cash was handed back"
    clerk.click("story.hand_back")
    sale = await clerk.at(Phase.CHOOSING)
    kinds = [entry.kind.value for entry in sale.story]
    assert kinds.index("tender_given_back") < kinds.index("reversed")
    assert plain_http.balance(sandbox) == 25
