"""Paying with credits against the real sandbox: both ways, several, foreign, with a PIN, and put back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest

from posdesk.sale import events as ev
from posdesk.sale.credits import spendable
from posdesk.sale.state import Phase, Sale, due
from posdesk.sale.tender import TenderKind, TenderState
from posdesk.till.cashier import Cashier
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import TENANT, Till, a_till, aud, on_a_loop
from tests.till.weather import lose_answer

DANIEL = "5b1c6a52-6c0e-4a52-9a35-000000000004"
CARD, PIN = "60011267", "4321"
PROMOTIONAL, STORE, GIFT_CARD, KIWI = "81", "82", "83", "85"
BY_REDEEM = replace(TENANT, credits_by_redeem=True)
IN_FLIGHT = {TenderState.SENT, TenderState.UNKNOWN}


def left(sandbox: Sandbox, credit: str) -> Decimal:
    """What the tenant says is left on a credit."""
    row = sandbox.call("GET", f"/profiles/{DANIEL}/credits/{credit}")["data"]
    return Decimal(row["value_remaining"])


async def at_payment(till: Till) -> Cashier:
    """Daniel, with 135.00 to pay."""
    cashier = await till.sell(LS_01=1, WS_01=1, LB_01=1)
    await till.present(cashier, CARD)
    await till.redeem(cashier)
    return cashier


async def use(till: Till, cashier: Cashier, credit: str, amount: str) -> Sale:
    """Take ``amount`` from a credit, and wait until it is known whether it pays."""
    take = partial(ev.TenderTaken, kind=TenderKind.CREDIT, amount=aud(amount), credit_id=credit)
    await cashier.tell(take)
    return await till.watch.until(
        cashier, lambda sale: all(each.state not in IN_FLIGHT for each in sale.tenders)
    )


@on_a_loop
async def test_the_tenant_deducts_credits_with_the_transaction_and_not_before(
    sandbox: Sandbox,
) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await at_payment(till)
        await use(till, cashier, PROMOTIONAL, "20.00")
        await use(till, cashier, STORE, "35.00")
        assert (left(sandbox, PROMOTIONAL), left(sandbox, STORE)) == (Decimal(20), Decimal("35.50"))
        sale = await till.pay(cashier)
        fresh = await till.watch.until(
            cashier, lambda now: now.wallet is not None and now.wallet.credit(PROMOTIONAL) is None
        )

    assert (left(sandbox, PROMOTIONAL), left(sandbox, STORE)) == (Decimal(0), Decimal("0.50"))
    row = plain_http.transaction(sandbox, sale.reference)
    assert row["total"] == 135
    assert row["payments"] == [
        {"type": "credit", "credit_id": 81, "amount": 20},
        {"type": "credit", "credit_id": 82, "amount": 35},
        "EFTPOS",
    ]
    assert fresh.phase is Phase.RECORDED


@on_a_loop
async def test_a_sale_paid_by_credits_alone_is_recorded_by_itself(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.sell(LB_01=1)
        await till.present(cashier, CARD)
        await till.redeem(cashier)
        await use(till, cashier, STORE, "25.00")
        sale = await till.settled(cashier)
    assert sale.phase is Phase.RECORDED
    assert left(sandbox, STORE) == Decimal("10.50")


@on_a_loop
async def test_a_foreign_credit_pays_at_the_tenants_rate_to_its_last_cent(
    sandbox: Sandbox,
) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await at_payment(till)
        worth = {each.credit.id: each.left for each in spendable(cashier.sale)}
        assert worth[KIWI] == aud("37.03")
        sale = await use(till, cashier, KIWI, "20.00")
        used = sale.tenders[0].credit
        assert used is not None
        assert str(used.taken) == "NZD 21.60"
        await till.pay(cashier)
    assert left(sandbox, KIWI) == Decimal("18.40")


@on_a_loop
async def test_a_credit_that_was_spent_elsewhere_pays_nothing_and_the_sale_goes_on(
    sandbox: Sandbox,
) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await at_payment(till)
        path = f"/profiles/{DANIEL}/credits/{PROMOTIONAL}"
        sandbox.call("PUT", path, {"is_void": True})
        sale = await use(till, cashier, PROMOTIONAL, "20.00")
        assert (sale.phase, sale.problem) == (Phase.PAYING, "sale.credit_changed")
        assert due(sale) == aud("135.00")
        assert (await till.pay(cashier)).phase is Phase.RECORDED


@on_a_loop
async def test_by_redemption_a_declined_card_restores_the_credit(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=BY_REDEEM) as till:
        cashier = await at_payment(till)
        sale = await use(till, cashier, STORE, "35.50")
        assert due(sale) == aud("99.50")
        assert left(sandbox, STORE) == 0
        sale = await till.pay(cashier, "insufficient_funds")

    assert sale.phase is Phase.CHOOSING
    assert left(sandbox, STORE) == Decimal("35.50")
    assert sale.compensation is not None
    assert sale.compensation.proof is not None
    assert sale.compensation.proof.differences == ()


@on_a_loop
async def test_by_redemption_the_payment_is_a_plain_word_and_deducts_nothing_twice(
    sandbox: Sandbox,
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=BY_REDEEM) as till:
        cashier = await at_payment(till)
        await use(till, cashier, STORE, "30.00")
        sale = await till.pay(cashier)
    assert left(sandbox, STORE) == Decimal("5.50")
    row = plain_http.transaction(sandbox, sale.reference)
    assert row["payments"] == ["CREDIT", "EFTPOS"]
    assert row["redemption"]["id"] == int(sale.legs[0].redemption_id)


@on_a_loop
async def test_a_gift_card_pays_with_its_pin_which_is_kept_nowhere(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await at_payment(till)
        cashier.use_pin(GIFT_CARD, PIN)
        sale = await use(till, cashier, GIFT_CARD, "100.00")
        assert due(sale) == aud("35.00")
        rows = await till.register.journal_rows(sale.reference)
    assert left(sandbox, GIFT_CARD) == 0
    assert all(f'"{PIN}"' not in row.body for row in rows)
    assert f"'{PIN}'" not in repr(sale)


@pytest.mark.parametrize(("pin", "problem"), [("1111", "till.wrong_pin"), ("", "till.pin_gone")])
@on_a_loop
async def test_a_wrong_pin_takes_nothing_and_a_missing_one_sends_nothing(
    sandbox: Sandbox, pin: str, problem: str
) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await at_payment(till)
        if pin:
            cashier.use_pin(GIFT_CARD, pin)
        sale = await use(till, cashier, GIFT_CARD, "100.00")
        assert (sale.phase, sale.problem) == (Phase.PAYING, problem)
        asked = till.weather.count(r"POST .*/redeem$")
    assert asked == (1 if pin else 0)
    assert left(sandbox, GIFT_CARD) == 100


@on_a_loop
async def test_a_credits_lost_answer_is_found_and_it_pays_once(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=BY_REDEEM) as till:
        cashier = await at_payment(till)
        till.weather.expect(r"POST .*/redeem$", lose_answer)
        sale = await use(till, cashier, STORE, "35.50")
        assert due(sale) == aud("99.50")
        await till.pay(cashier)
        assert till.weather.count(r"POST .*/redeem$") == 1
    assert left(sandbox, STORE) == 0
