"""Credits in the office: issued, void, locked, extended, handed on, given; the tenant is read back each time."""

from __future__ import annotations

from typing import Any

from posdesk.sale.wallet import Wallet
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import present
from tests.journeys.test_office import fill, open_page
from tests.sandbox.server.running import ASHA, Sandbox

DANIEL = "5b1c6a52-6c0e-4a52-9a35-000000000004"
DANIELS_CARD, ASHAS_CARD = "60011267", "60011234"
ROWS = "office.credits.rows"


def credits_of(sandbox: Sandbox, profile: str) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in sandbox.call("GET", f"/profiles/{profile}/credits")["data"]}


async def open_credits(clerk: Clerk, card: str = DANIELS_CARD) -> None:
    await present(clerk, card)
    await open_page(clerk, "gift cards, issue")
    await clerk.sees(ROWS)


async def mark(clerk: Clerk, words: str) -> None:
    """The row whose name or amount begins so, by the arrows alone."""
    names = clerk.column(ROWS, 0)
    amounts = clerk.column(ROWS, 1)
    wanted = next(
        at
        for at, pair in enumerate(zip(names, amounts, strict=True))
        if any(each.startswith(words) for each in pair)
    )
    clerk.control(ROWS).setFocus()
    clerk.press("Home")
    for _ in range(wanted):
        await clerk.until(lambda: clerk.control(ROWS).hasFocus())
        clerk.press("Down")
    await clerk.until(lambda: clerk.text("office.credit.0") == amounts[wanted])


def ids_of(wallet: Wallet) -> set[str]:
    return {each.id for each in wallet.credits}


@journey
async def test_a_credit_is_issued_and_then_void_when_asked_for_twice(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await open_credits(clerk)
    before = credits_of(sandbox, DANIEL)
    await fill(clerk, "office.issue.amount", "0")
    clerk.press("Return")
    await clerk.sees("office.issue.amount.error", "above zero")
    await fill(clerk, "office.issue.amount", "12.50")
    await fill(clerk, "office.issue.expires_at", "2031-06-30")
    await fill(clerk, "office.issue.note", "Late delivery")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "was issued to Daniel")
    (made,) = credits_of(sandbox, DANIEL).keys() - before.keys()
    row = credits_of(sandbox, DANIEL)[made]
    assert (row["type"], row["balance"], row["note"]) == ("store_credit", 12.5, "Late delivery")
    assert row["expires_at"] == "2031-06-30 13:59:59"
    await clerk.until(lambda: clerk.sale.wallet and str(made) in ids_of(clerk.sale.wallet))

    await mark(clerk, "12.50")
    clerk.click("office.credits.void")
    await clerk.sees("office.credits.void", "Really void 12.50")
    assert not credits_of(sandbox, DANIEL)[made]["is_void"]
    clerk.click("office.credits.void")
    await clerk.sees("office.notice.title", "Void")
    assert credits_of(sandbox, DANIEL)[made]["is_void"]
    await mark(clerk, "12.50")
    clerk.click("office.credits.void")
    await clerk.sees("office.notice.title", "good again")
    assert not credits_of(sandbox, DANIEL)[made]["is_void"]


@journey
async def test_a_foreign_credit_shows_both_amounts_and_can_be_locked_and_extended(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await open_credits(clerk)
    await mark(clerk, "NZD")
    assert clerk.text("office.credit.0") == "NZD 40.00 · 37.03"
    before = credits_of(sandbox, DANIEL)[85]["expires_at"]
    clerk.click("office.credits.lock")
    await clerk.sees("office.lock.lock_expires_at")
    await fill(clerk, "office.lock.lock_expires_at", "2020-01-01")
    clerk.press("Return")
    await clerk.sees("office.lock.lock_expires_at.error", "A day to come")
    clerk.control("office.lock.lock_expires_at").setFocus()
    clerk.press("Ctrl+A", "Backspace")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "Locked")
    assert credits_of(sandbox, DANIEL)[85]["locked"]
    await mark(clerk, "NZD")
    clerk.click("office.credits.unlock")
    await clerk.sees("office.notice.title", "Unlocked")
    assert not credits_of(sandbox, DANIEL)[85]["locked"]
    await mark(clerk, "NZD")
    clerk.click("office.credits.extend")
    await clerk.sees("office.extend.extend_days")
    await fill(clerk, "office.extend.extend_days", "2000")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "lasts longer")
    assert credits_of(sandbox, DANIEL)[85]["expires_at"] > before


@journey
async def test_a_gift_card_is_handed_on_to_another_customer(clerk: Clerk, sandbox: Sandbox) -> None:
    await open_credits(clerk)
    await mark(clerk, "Gift card")
    clerk.click("office.credits.hand_on")
    await clerk.sees("office.hand_on.profile_id")
    await fill(clerk, "office.hand_on.profile_id", "nobody@example.test")
    clerk.press("Return")
    await clerk.sees("office.hand_on.profile_id.error", "Nobody")
    await fill(clerk, "office.hand_on.profile_id", ASHAS_CARD)
    clerk.press("Return")
    await clerk.sees("office.notice.title", "Asha Nguyen has it now")
    assert 83 in credits_of(sandbox, ASHA)
    assert 83 not in credits_of(sandbox, DANIEL)


@journey
async def test_a_gift_waits_with_its_buyer_until_the_recipient_has_a_profile(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await open_credits(clerk)
    before = credits_of(sandbox, DANIEL)
    clerk.click("office.credits.gift")
    await clerk.sees("office.gift.recipient_email")
    await clerk.until(lambda: clerk.control("office.gift.amount").hasFocus())
    await fill(clerk, "office.gift.amount", "30")
    await fill(clerk, "office.gift.recipient_email", "mia.new@example.test")
    await fill(clerk, "office.gift.recipient_first_name", "Mia")
    await fill(clerk, "office.gift.released_at", "2031-01-31")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "waits for its recipient")
    assert "waits for recipient" in clerk.column(ROWS, 4)
    (made,) = credits_of(sandbox, DANIEL).keys() - before.keys()
    assert credits_of(sandbox, DANIEL)[made]["released_at"] == "2031-01-31 12:59:59"

    new = sandbox.call(
        "POST",
        "/profiles",
        {"first_name": "Mia", "last_name": "New", "email": "mia.new@example.test"},
    )["data"]["id"]
    assert made in credits_of(sandbox, new)
    await open_page(clerk, "gift cards, issue")
    await clerk.until(lambda: "waits for recipient" not in clerk.column(ROWS, 4))


@journey
async def test_without_a_customer_the_page_says_so(clerk: Clerk) -> None:
    await open_page(clerk, "gift cards, issue")
    await clerk.sees("office.page_text", "Nobody is being served")
