"""Rewards and benefits in the office: issued and used in the same sale, extended, removed, defined, mapped."""

from __future__ import annotations

from datetime import date, timedelta

from posdesk.home.tenants import Tenants
from posdesk.sale.promotion import PromotionKind
from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import fill_basket, present, record, redeem
from tests.journeys.test_office import fill, open_page
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till import plain_http


async def mark(clerk: Clerk, table: str, name: str) -> None:
    """The row of that name, by the arrows."""
    rows = f"office.{table}.rows"
    await clerk.until(lambda: clerk.shows(rows) and name in clerk.column(rows, 0))
    clerk.control(rows).setFocus()
    clerk.press("Ctrl+Home", *["Down"] * clerk.column(rows, 0).index(name))


async def issue(clerk: Clerk, kind: str, name: str, **more: str) -> None:
    await clerk.sees("office.issue.find")
    clerk.click(f"office.issue.kind.{kind}")
    await fill(clerk, "office.issue.find", name)
    for field, text in more.items():
        await fill(clerk, f"office.issue.{field}", text)
    clerk.press("Return")


async def has_rewards(clerk: Clerk, amount: str) -> None:
    """The open sale knows what the office changed."""
    await clerk.until(
        lambda: clerk.sale.wallet and str(clerk.sale.wallet.balances.rewards) == amount
    )


@journey
async def test_a_reward_is_issued_and_redeemed_in_the_same_sale(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    await present(clerk)
    await open_page(clerk, "what the customer has")
    await issue(clerk, "reward", "thank", value_initial="7.50")
    await clerk.sees("office.notice.title", "Issued: Thank You")
    await clerk.until(lambda: "7.50 of 7.50" in clerk.column("office.rewards.rows", 1))
    await has_rewards(clerk, "AUD 32.50")
    clerk.press("Esc")
    await clerk.sees("balances.title")
    clerk.press("Return", "F5")
    await clerk.sees("step.next", "Redeem 32.50")
    await redeem(clerk)
    reference = await record(clerk)
    row = plain_http.transaction(sandbox, reference)
    assert row["redemption_id"] is not None
    assert plain_http.balance(sandbox) == 0


@journey
async def test_a_benefit_is_issued_and_extended(clerk: Clerk, sandbox: Sandbox) -> None:
    await present(clerk)
    before = plain_http.uses(sandbox)
    await open_page(clerk, "what the customer has")
    day = date.today() + timedelta(days=30)  # noqa: DTZ011  a day of the shop, far from midnight's edge
    await issue(clerk, "benefit", "opening", expires_at=f"{day:%Y-%m-%d}")
    await clerk.sees("office.notice.title", "Opening Night")
    (made,) = plain_http.uses(sandbox).keys() - before.keys()
    assert plain_http.uses(sandbox)[made][1] == f"{day:%Y-%m-%d} 23:59:59"
    await clerk.until(lambda: "2" in clerk.column("office.benefits.rows", 2))

    await mark(clerk, "benefits", "Opening Night Champagne")
    await clerk.sees("office.extend.title", "Opening Night")
    await fill(clerk, "office.extend.extend_days", "5")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "It ends on")
    later = day + timedelta(days=5)
    assert plain_http.uses(sandbox)[made][1] == f"{later:%Y-%m-%d} 23:59:59"


@journey
async def test_what_is_typed_wrong_is_marked_and_nothing_is_sent(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await present(clerk)
    before = plain_http.rewards(sandbox)
    await open_page(clerk, "what the customer has")
    await issue(clerk, "reward", "re", expires_at="31.12.2026")
    await clerk.sees("office.issue.definition.error", "Choose")
    await issue(clerk, "reward", "thank", value_initial="5.001", expires_at="31.12.2026")
    await clerk.sees("office.issue.expires_at.error", "A date")
    assert "An amount" in clerk.text("office.issue.value_initial.error")
    assert clerk.text("office.issue.value_initial") == "5.001"
    assert plain_http.rewards(sandbox) == before


@journey
async def test_a_reward_is_removed_at_the_second_press(clerk: Clerk, sandbox: Sandbox) -> None:
    await present(clerk)
    await open_page(clerk, "what the customer has")
    await mark(clerk, "rewards", "Spend Reward")
    await clerk.until(lambda: clerk.control("office.rewards.remove_reward").isEnabled())
    clerk.click("office.rewards.remove_reward")
    await clerk.sees("office.rewards.remove_reward", "Really remove Spend Reward")
    assert 812 in plain_http.rewards(sandbox)
    clerk.click("office.rewards.remove_reward")
    await clerk.sees("office.notice.title", "Removed")
    assert 812 not in plain_http.rewards(sandbox)
    await has_rewards(clerk, "AUD 10.00")


@journey
async def test_a_definition_is_made_changed_and_copied(clerk: Clerk, sandbox: Sandbox) -> None:
    await open_page(clerk, "kinds of rewards")
    await clerk.sees("office.benefit_definitions.new_benefit")
    clerk.click("office.benefit_definitions.new_benefit")
    await clerk.sees("office.definition.title", "new benefit")
    for field, text in (
        ("name", "Tea for two"),
        ("handle", "first-spend"),
        ("max_redemptions", "2"),
        ("max_global_redemptions", "50"),
        ("period", "7"),
    ):
        await fill(clerk, f"office.definition.{field}", text)
    clerk.press("Return")
    await clerk.sees("office.definition.handle.error", "taken")
    await fill(clerk, "office.definition.handle", "tea")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "Tea for two can be issued")
    (made,) = sandbox.call("GET", "/benefit-definitions?filter[handle]=tea")["data"]
    assert (made["max_redemptions"], made["max_global_redemptions"]) == (2, 50)

    await fill(clerk, "office.definition.max_global_redemptions", "")
    clerk.press("Delete", "Return")
    await clerk.sees("office.notice.title", "Kept")
    clerk.click("office.benefit_definitions.publish_benefit")
    await clerk.sees("office.notice.title", "Not published any more")
    await fill(clerk, "office.clone.clone_handle", "tea-again")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "tea-again")
    first, copy = (
        sandbox.call("GET", f"/benefit-definitions?filter[handle]={handle}")["data"][0]
        for handle in ("tea", "tea-again")
    )
    assert (first["max_global_redemptions"], first["is_published"]) == (None, False)
    assert (copy["name"], copy["period"]) == ("Tea for two", 7)


@journey
async def test_a_definition_that_was_issued_stays_and_says_why(clerk: Clerk) -> None:
    await open_page(clerk, "kinds of rewards")
    await mark(clerk, "reward_definitions", "Birthday Reward")
    await clerk.sees("office.texts.1", "Valid once a birthday")
    for words in ("Really remove", "Remove"):
        clerk.click("office.reward_definitions.remove_reward")
        await clerk.sees("office.reward_definitions.remove_reward", words)
    await clerk.sees("office.notice.title", "It stays")


@journey
async def test_a_promotion_begins_with_one_of_the_tenants_benefits(clerk: Clerk) -> None:
    await open_page(clerk, "promot")
    await mark(clerk, "tenant_benefits", "Free Shipping")
    await clerk.until(lambda: clerk.text("office.promotion.key") == "free-shipping")
    clerk.click("office.promotion.kind.note")
    await fill(clerk, "office.promotion.value", "No delivery fee.")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "Kept")
    kept = Tenants(clerk.home.tenants).load("sandbox").promotions
    assert kept["free-shipping"].kind is PromotionKind.NOTE
    await clerk.until(
        lambda: (
            "tells the cashier: No delivery fee." in clerk.column("office.tenant_benefits.rows", 3)
        )
    )


@journey
async def test_a_sale_with_only_a_benefit_links_its_redemption(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await fill_basket(clerk)
    await present(clerk)
    clerk.press("Return")
    await clerk.sees("choose.4021.check")
    clerk.click("choose.4021.check")
    await clerk.until(lambda: clerk.sale.chosen.benefits)
    await redeem(clerk)
    reference = await record(clerk)
    await clerk.at(Phase.RECORDED)
    (use,) = [
        row
        for row in plain_http.redemptions(sandbox, ASHA)
        if row["transaction_external_id"] == reference
        or (row["meta"] or {}).get("posdesk_leg", "").startswith(reference)
        or (row["external_id"] or "").startswith(reference)
    ]
    assert use["items"][0]["type"] == "benefit"
    row = plain_http.transaction(sandbox, reference)
    assert row["redemption_id"] == use["id"]
    assert plain_http.uses(sandbox)["4021"][0] == 0
    assert plain_http.balance(sandbox) == 25
