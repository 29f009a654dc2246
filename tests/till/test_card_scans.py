"""A scanned gift card against the real sandbox: whose it is, whether it can pay, and what is never kept."""

from __future__ import annotations

from functools import partial

import pytest

from posdesk.omneo.calls import Dialect
from posdesk.sale import credit_events as cev
from posdesk.sale import events as ev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.state import Phase
from posdesk.sale.tender import TenderKind
from posdesk.till.card_scans import CardAnswer, NoCard, Refused, Usable, look_at
from posdesk.till.cashier import Cashier
from tests.sandbox.server.running import Sandbox
from tests.till.headless import Till, a_till, aud, on_a_loop

DANIEL = "5b1c6a52-6c0e-4a52-9a35-000000000004"
DANIELS_CARD, NUMBER, PIN = "60011267", "9900000000001234", "4321"
BEARER = "9911223344556677"


async def scan(till: Till, cashier: Cashier, number: str) -> CardAnswer:
    sale = cashier.sale
    return await till.register.ask(
        look_at(number, sale.customer, sale.terms, Dialect.GUIDE, till.clock)
    )


def bearer(sandbox: Sandbox, **more: object) -> int:
    body = {
        "credit_definition_handle": "gift-card",
        "value_initial": 30,
        "credit_number": BEARER,
        "security_code": "7777",
        **more,
    }
    return int(sandbox.call("POST", "/credits", body)["data"]["id"])


@on_a_loop
async def test_the_customers_own_card_can_pay_and_its_number_stands_nowhere(
    sandbox: Sandbox,
) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.sell(LS_01=1)
        await till.present(cashier, DANIELS_CARD)
        found = await scan(till, cashier, "9900 0000 0000 1234")
        assert isinstance(found, Usable)
        assert (found.credit.id, found.credit.last4, found.claimed) == ("83", "1234", False)
        assert NUMBER not in repr(found)
        assert await scan(till, cashier, "9900000000009999") == NoCard()
        assert await scan(till, cashier, "9900000000004417") == Refused("till.card_of_another")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_void": True}, "till.card_void"),
        ({"locked": True}, "till.card_locked"),
        ({"value_remaining": 0}, "till.card_empty"),
        ({"expires_at": "2020-01-01 00:00:00"}, "till.card_expired"),
    ],
)
@on_a_loop
async def test_a_card_that_cannot_pay_says_why(
    sandbox: Sandbox, change: dict[str, object], code: str
) -> None:
    sandbox.call("PUT", "/credits/83", change)
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.sell(LS_01=1)
        await till.present(cashier, DANIELS_CARD)
        assert await scan(till, cashier, NUMBER) == Refused(code)


@on_a_loop
async def test_a_card_of_nobody_becomes_the_customers_and_pays_with_its_pin(
    sandbox: Sandbox,
) -> None:
    made = bearer(sandbox)
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        anonymous = await till.sell(LS_01=1)
        assert await scan(till, anonymous, BEARER) == Refused("till.card_needs_customer")
        assert sandbox.call("GET", f"/credits/{made}")["data"]["profile_id"] is None

        cashier = await till.sell(LS_01=1)
        await till.present(cashier, DANIELS_CARD)
        await till.redeem(cashier)
        found = await scan(till, cashier, BEARER)
        assert isinstance(found, Usable)
        assert found.claimed
        assert sandbox.call("GET", f"/credits/{made}")["data"]["profile_id"] == DANIEL
        await cashier.tell(partial(cev.CreditShown, credit=found.credit))
        cashier.use_pin(found.credit.id, "7777")
        await cashier.tell(
            partial(
                ev.TenderTaken,
                kind=TenderKind.CREDIT,
                amount=aud("30.00"),
                credit_id=found.credit.id,
            )
        )
        await till.watch.until(cashier, lambda sale: bool(sale.approved))
        sale = await till.pay(cashier)
        rows = "".join(row.body for row in await till.register.journal_rows(sale.reference))
    assert sale.phase is Phase.RECORDED
    assert sandbox.call("GET", f"/credits/{made}")["data"]["value_remaining"] == 0
    assert BEARER not in rows
    assert "7777" not in rows


@on_a_loop
async def test_a_claimed_card_is_put_back_and_that_is_proved(sandbox: Sandbox) -> None:
    made = bearer(sandbox)
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.sell(LS_01=1)
        await till.present(cashier, DANIELS_CARD)
        await till.redeem(cashier)
        found = await scan(till, cashier, BEARER)
        assert isinstance(found, Usable)
        await cashier.tell(partial(cev.CreditShown, credit=found.credit))
        cashier.use_pin(found.credit.id, "7777")
        take = partial(ev.TenderTaken, kind=TenderKind.CREDIT, credit_id=found.credit.id)
        await cashier.tell(partial(take, amount=aud("12.00")))
        await till.watch.until(cashier, lambda sale: bool(sale.approved))
        sale = await till.pay(cashier, "insufficient_funds")
    assert sale.compensation is not None
    assert sale.compensation.proof is not None
    assert sale.compensation.proof.differences == ()
    assert sandbox.call("GET", f"/credits/{made}")["data"]["value_remaining"] == 30


@on_a_loop
async def test_without_a_customer_no_card_joins_the_sale(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        owner = await till.sell(LS_01=1)
        await till.present(owner, DANIELS_CARD)
        found = await scan(till, owner, NUMBER)
        assert isinstance(found, Usable)
        cashier = await till.sell(LS_01=1)
        await till.redeem(cashier)
        assert cashier.sale.phase is Phase.PAYING
        with pytest.raises(IllegalEvent):
            await cashier.tell(partial(cev.CreditShown, credit=found.credit))
