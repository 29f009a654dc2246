"""Step 5 with a gift card in the hand: scanned, its PIN typed, paid; and all credits by one key."""

from __future__ import annotations

from decimal import Decimal

from posdesk.sale.state import Phase
from tests.journeys.clerk import Clerk, journey
from tests.journeys.steps import fill_basket, present, record
from tests.journeys.test_credits import DANIELS_CARD, left
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http

NUMBER = "9900000000001234"


async def to_payment(clerk: Clerk) -> None:
    await fill_basket(clerk)
    await present(clerk, DANIELS_CARD)
    clerk.press("Return")
    await clerk.sees("step.next", "Go to payment")
    clerk.press("Return")
    await clerk.sees("pay.take")


@journey
async def test_a_scanned_gift_card_pays_with_its_pin(clerk: Clerk, sandbox: Sandbox) -> None:
    await to_payment(clerk)
    await clerk.scan(NUMBER)
    await clerk.sees("pay.take", "Take 100.00 by credit")
    await clerk.until(lambda: clerk.control("pay.pin").hasFocus())
    await clerk.type("4321")
    clerk.press("F8")
    await clerk.sees("pay.due", "$35.00")
    clerk.press("Alt+2")
    await clerk.sees("pay.take", "Take 35.00 by card")
    await record(clerk)
    assert left(sandbox, 83) == 0


@journey
async def test_another_customers_card_is_refused_in_words(clerk: Clerk) -> None:
    await to_payment(clerk)
    await clerk.scan("9900000000004417")
    await clerk.sees("pay.notice.title", "Another customer's card")
    assert clerk.sale.tenders == ()
    await clerk.scan("1234567890123")
    await clerk.sees("pay.notice.title", "Not now")


@journey
async def test_a_card_of_nobody_is_the_customers_who_shows_it(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    body = {
        "credit_definition_handle": "gift-card",
        "value_initial": 20,
        "credit_number": "9911223344556677",
    }
    made = sandbox.call("POST", "/credits", body)["data"]["id"]
    await to_payment(clerk)
    await clerk.scan("9911223344556677")
    await clerk.sees("pay.pin")
    await clerk.sees("pay.take", "Take 20.00 by credit")
    assert left(sandbox, made) == 20
    assert "Daniel Okafor's now" in clerk.screen_text()


@journey
async def test_one_key_takes_all_credits_soonest_expiry_first(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await to_payment(clerk)
    clerk.press("Alt+3")
    await clerk.sees("pay.cash_hint", "F5")
    clerk.press("F5")
    await clerk.sees("pay.due", "$42.47")
    assert [each.credit.credit_id for each in clerk.sale.approved if each.credit] == [
        "81",
        "85",
        "82",
    ]
    clerk.press("Alt+2")
    await clerk.sees("pay.take", "Take 42.47 by card")
    reference = await record(clerk)
    sale = await clerk.at(Phase.RECORDED)
    assert sale.reference == reference
    assert [left(sandbox, credit) for credit in (81, 82)] == [0, 0]
    assert left(sandbox, 85) <= Decimal("0.01")
    assert left(sandbox, 83) == 100
    assert plain_http.transaction(sandbox, reference)["total"] == 135
