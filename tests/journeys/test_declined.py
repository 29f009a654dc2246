"""A card is refused: everything redeemed goes back, at once, in sight, and the sale can be tried again."""

from __future__ import annotations

import apsw

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import asha_to_payment, force, record, redeem, take_cash
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http


async def decline(clerk: Clerk) -> None:
    """The card has not enough funds."""
    await force(clerk, "insufficient_funds")
    clerk.press("F8")


def journalled(clerk: Clerk) -> list[str]:
    """The types of the sale's events on disk, in their order."""
    journal = apsw.Connection(str(clerk.home.journal), flags=apsw.SQLITE_OPEN_READONLY)
    rows = journal.execute(
        "SELECT type FROM event WHERE reference = ? ORDER BY seq", (clerk.sale.reference,)
    ).fetchall()
    journal.close()
    return [str(row[0]) for row in rows]


@journey
async def test_the_wallet_is_what_it_was_expiry_dates_included(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    before = plain_http.wallet(sandbox)
    await asha_to_payment(clerk)
    await decline(clerk)
    sale = await clerk.at(Phase.CHOOSING)

    assert plain_http.wallet(sandbox) == before
    assert plain_http.live(sandbox) == []
    sandbox.call("GET", f"/transactions/external/{sale.reference}", expect=404)


@journey
async def test_the_story_shows_decided_sent_confirmed_and_proved(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    await decline(clerk)
    await clerk.at(Phase.CHOOSING)
    await clerk.sees("story.badge", "DECLINED")

    told = " | ".join(clerk.story())
    wanted = (
        "Redeemed First Spend Discount",
        "Redeemed 25.00 of rewards",
        "Card payment of 96.50 refused: insufficient funds",
        "25.00 of rewards reversed",
        "First Spend Discount reversed",
        "Proved: rewards are 25.00 again",
    )
    places = [told.find(words) for words in wanted]
    assert -1 not in places, told
    assert places == sorted(places)
    assert "Nothing was charged" in clerk.text("story.text")


@journey
async def test_the_journal_tells_every_step(clerk: Clerk, sandbox: Sandbox) -> None:
    await asha_to_payment(clerk)
    await decline(clerk)
    await clerk.at(Phase.CHOOSING)

    rows = [each for each in journalled(clerk) if each not in {"WalletRead", "LineAdded"}]
    assert rows == [
        "SaleOpened",
        "CustomerAttached",
        "BenefitChosen",
        "MostChosen",
        "Confirmed",
        "SnapshotRead",
        "Sent",
        "RedemptionGranted",
        "Sent",
        "RedemptionGranted",
        "TenderTaken",
        "Sent",
        "TenderDeclined",
        "Sent",
        "UndoConfirmed",
        "Sent",
        "UndoConfirmed",
    ]


@journey
async def test_the_same_amount_again_leaves_exactly_one_live_redemption_of_rewards(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    await decline(clerk)
    await clerk.at(Phase.CHOOSING)
    clerk.press("Return", "F5")
    await clerk.sees("step.next", "Redeem 25.00")
    await redeem(clerk)
    await force(clerk, "approved")
    reference = await record(clerk)

    live = plain_http.live(sandbox)
    worth = [row for row in plain_http.redemptions(sandbox) if row["id"] in live and row["total"]]
    assert len(worth) == 1
    assert plain_http.transaction(sandbox, reference)["redemption"]["id"] == worth[0]["id"]
    assert plain_http.balance(sandbox) == 0


@journey
async def test_after_a_decline_the_choice_stands_as_it_was(clerk: Clerk, sandbox: Sandbox) -> None:
    await asha_to_payment(clerk)
    await decline(clerk)
    await clerk.at(Phase.CHOOSING)
    await clerk.sees("step.next", "Choose again")
    clerk.press("Return")
    await clerk.sees("step.next", "Redeem 25.00")
    assert clerk.text("basket.due") == "$96.50"


@journey
async def test_cash_taken_before_the_decline_is_handed_back_first(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    await take_cash(clerk, "50.00")
    clerk.press("Alt+2")
    await decline(clerk)
    await clerk.sees("story.hand_back", "50.00 handed back")
    assert plain_http.live(sandbox) != []

    clerk.press("Return")
    await clerk.at(Phase.CHOOSING)
    told = " | ".join(clerk.story())
    assert plain_http.live(sandbox) == []
    assert told.index("Hand back 50.00") < told.index("Cash of 50.00 given back")
    assert told.index("Cash of 50.00 given back") < told.index("25.00 of rewards reversed")


@journey
async def test_a_declined_card_of_an_anonymous_sale_keeps_the_basket(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await clerk.scan("2000000010014")
    await clerk.until(lambda: clerk.sale.basket)
    clerk.click("present.anonymous")
    await clerk.sees("pay.take")
    await decline(clerk)
    await clerk.at(Phase.OPEN)
    await clerk.sees("story.badge", "DECLINED")
    assert clerk.text("basket.due") == "$65.00"


@journey
async def test_while_the_customer_chooses_again_nothing_of_the_first_try_is_shown_as_taken(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await asha_to_payment(clerk)
    await decline(clerk)
    await clerk.at(Phase.CHOOSING)
    clerk.press("Return")
    await clerk.sees("choose.title")
    clerk.press("F6")
    await clerk.sees("step.next", "Go to payment")
    await choose_all_again(clerk)
    assert clerk.figures() == ["Requested 25.00", "Granted –", "Allocated 25.00", "Recorded –"]


async def choose_all_again(clerk: Clerk) -> None:
    clerk.press("F5")
    await clerk.sees("step.next", "Redeem 25.00")
