"""Parts of a sale that many journeys share, each ending where the next can begin."""

from __future__ import annotations

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk
from tests.sandbox.server.running import ASHAS_CARD

SHIRT, SCARF, BELT = "2000000010014", "2000000010021", "2000000010038"


async def fill_basket(clerk: Clerk, *codes: str) -> None:
    """Scan products; a shirt, a scarf and a belt for 135.00 where none is named."""
    wanted = clerk.sale.basket.pieces + len(codes or "123")
    for code in codes or (SHIRT, SCARF, BELT):
        await clerk.scan(code)
    await clerk.until(lambda: clerk.sale.basket.pieces == wanted)


async def present(clerk: Clerk, card: str = ASHAS_CARD) -> None:
    """Scan a card and come to its balances."""
    await clerk.scan(card)
    await clerk.sees("balances.title")


async def choose_most(clerk: Clerk) -> None:
    """Step 4, with as much of the rewards as is possible."""
    clerk.press("Return", "F5")
    await clerk.sees("step.next", "Redeem 25.00")


async def choose_all(clerk: Clerk) -> None:
    """Step 4, with first-spend and then 25.00 of rewards."""
    clerk.press("Return")
    await clerk.sees("choose.4021.check")
    clerk.click("choose.4021.check")
    await clerk.until(lambda: clerk.sale.chosen.benefits)
    clerk.press("F5")
    await clerk.sees("step.next", "Redeem 25.00")


async def choose_amount(clerk: Clerk, amount: str) -> None:
    """Step 4, with so much of the rewards."""
    clerk.press("Return")
    await clerk.sees("choose.rewards.amount")
    clerk.control("choose.rewards.amount").setFocus()
    await clerk.type(amount)
    await clerk.sees("step.next", f"Redeem {amount}.00")


async def redeem(clerk: Clerk) -> None:
    """Enter in step 4, and wait for step 5."""
    clerk.press("Return")
    await clerk.sees("pay.take")


async def asha_to_payment(clerk: Clerk) -> None:
    """Three products, Asha, first-spend and 25.00 of rewards: 96.50 is due."""
    await fill_basket(clerk)
    await present(clerk)
    await choose_all(clerk)
    await redeem(clerk)


async def force(clerk: Clerk, outcome: str) -> None:
    """F7, and the outcome of that name by the arrows."""
    clerk.press("F7")
    await clerk.sees("pay.outcome.list")
    names = [each.name for each in clerk.presenter.desk.outcomes]
    chosen = clerk.presenter.desk.outcome
    assert chosen is not None
    move = names.index(outcome) - names.index(chosen.outcome.name)
    clerk.press(*["Down" if move > 0 else "Up"] * abs(move), "Return")
    await clerk.until(
        lambda: (
            clerk.presenter.desk.outcome and clerk.presenter.desk.outcome.outcome.name == outcome
        )
    )


async def take_cash(clerk: Clerk, amount: str) -> None:
    """Alt+1, the amount, F8, and wait until it is taken."""
    before = len(clerk.sale.approved)
    clerk.press("Alt+1")
    await clerk.sees("pay.take", "cash")
    await clerk.type(amount)
    clerk.press("F8")
    await clerk.until(lambda: len(clerk.sale.approved) > before)


async def record(clerk: Clerk) -> str:
    """F8 by card for all that is due; the reference of the recorded sale."""
    clerk.press("F8")
    sale = await clerk.at(Phase.RECORDED)
    await clerk.sees("record.title", "Recorded")
    return sale.reference
