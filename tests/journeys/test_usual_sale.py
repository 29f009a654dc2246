"""The sale of the pictures, from the first scan to the receipt, read back over plain HTTP."""

from __future__ import annotations

from decimal import Decimal

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.sandbox.server.running import ASHAS_CARD, Sandbox
from tests.till import plain_http


@journey
async def test_a_sale(clerk: Clerk, sandbox: Sandbox) -> None:
    for code in ("2000000010014", "2000000010021", "LB-01"):
        clerk.scan(code)
    await clerk.until(lambda: clerk.sale.basket.pieces == 3)
    clerk.scan(ASHAS_CARD)
    await clerk.sees("balances.title")
    clerk.press("Return", "F5")
    await clerk.sees("step.next", "Redeem 25.00")
    clerk.press("Return")
    await clerk.at(Phase.PAYING)
    clerk.press("F8")
    sale = await clerk.at(Phase.RECORDED)
    assert plain_http.transaction(sandbox, sale.reference)["total"] == Decimal("110")
