"""Step 4 with points: the order by key and by mouse, paid, and put back after a declined card."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from posdesk.sale.purses import Purse
from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import fill_basket, force, present, record, redeem
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till import plain_http

IVY = "5b1c6a52-6c0e-4a52-9a35-00000000000c"
IVYS_CARD = "60011333"


def left(sandbox: Sandbox, profile: str = ASHA) -> tuple[Any, Any]:
    """Rewards in dollars and points, as the tenant says."""
    row = sandbox.call("GET", f"/profiles/{profile}/balances")["data"]
    return row["reward_balance"], row["point_balance"]


async def to_choice(clerk: Clerk) -> None:
    """Asha, 135.00 in the basket, at step 4 with the orders on the screen."""
    await fill_basket(clerk)
    await present(clerk)
    clerk.press("Return")
    await clerk.sees("choose.sources.label", "Take from")


async def next_source(clerk: Clerk, name: str) -> None:
    """Ctrl+T, and wait until just that is what the value is taken from."""
    clerk.press("Ctrl+T")
    await clerk.until(lambda: clerk.text("choose.rewards.name") == name)


async def take_from_both(clerk: Clerk) -> None:
    """Ctrl+T once: rewards, then points; and the most of them."""
    await next_source(clerk, "Rewards, then points")
    clerk.press("F5")
    await clerk.sees("step.next", "Redeem 40.00")


@journey
async def test_the_key_brings_points_beside_rewards_and_the_sale_is_recorded(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await to_choice(clerk)
    await take_from_both(clerk)
    detail = clerk.text("choose.rewards.detail").replace("\N{NO-BREAK SPACE}", " ")
    assert detail.startswith("10.00 of 10.00 expires in 3 days · 15.00 of 15.00 expires ")
    assert detail.endswith(" · 1,500 of 1,500 points worth 15.00")
    await redeem(clerk)
    await clerk.sees("pay.due", "$95.00")
    reference = await record(clerk)

    assert left(sandbox) == (0, 0)
    row = plain_http.transaction(sandbox, reference)
    assert (row["total"], row["redemption"]["total"]) == (95, 40)
    (redemption,) = plain_http.redemptions(sandbox)
    assert [item["type"] for item in redemption["items"]] == ["reward", "reward", "point"]


@journey
async def test_the_mouse_chooses_points_first_and_a_declined_card_gives_them_back(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    before = plain_http.wallet(sandbox)
    await to_choice(clerk)
    clerk.click("choose.source.points_rewards")
    await clerk.sees("choose.rewards.name", "Points, then rewards")
    clerk.press("F5")
    await clerk.sees("step.next", "Redeem 40.00")
    await redeem(clerk)
    await force(clerk, "insufficient_funds")
    clerk.press("F8")
    sale = await clerk.at(Phase.CHOOSING)
    await clerk.sees("story.badge", "DECLINED")

    told = " | ".join(clerk.story())
    assert "40.00 of rewards and points reversed" in told
    assert "Proved: rewards and points are 40.00 again" in told
    assert plain_http.wallet(sandbox) == before
    assert sale.takes_from == (Purse.POINTS, Purse.REWARDS)


@journey
async def test_who_lives_on_points_is_served_from_them(clerk: Clerk, sandbox: Sandbox) -> None:
    await fill_basket(clerk)
    await present(clerk, IVYS_CARD)
    clerk.press("Return")
    await clerk.sees("choose.rewards.reason", "take from something else")
    for name in ("Rewards, then points", "Points, then rewards", "Points"):
        await next_source(clerk, name)
    clerk.press("F5")
    await clerk.sees("step.next", "Redeem 123.45")
    await redeem(clerk)
    await record(clerk)
    assert left(sandbox, IVY) == (0, Decimal(0))


@journey
async def test_the_card_shows_both_together_and_the_next_tier(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await to_choice(clerk)
    assert clerk.text("customer.balance.2") == "40.00"
    assert clerk.text("customer.balance.2.label") == "Together"
    assert clerk.text("customer.balance.4") == "1,160"
    assert clerk.text("customer.balance.4.detail") == "to Gold"
