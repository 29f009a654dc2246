"""A live tenant is not the sandbox: nothing new is written to it before somebody types its name (W42)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from posdesk.omneo.calls import NotApplied
from posdesk.sale import events as ev
from posdesk.sale.money import AUD
from posdesk.sale.state import LegState, Phase, Sale, Terms, due
from posdesk.sale.tender import TenderKind
from posdesk.till.live_gate import ARMED_S, Arming, LiveGate, NotArmed, WrongTenantName
from posdesk.till.tenant_line import TenantLine
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import TENANT, QuickClock, Till, a_till, leg, on_a_loop
from tests.till.made_sales import AT
from tests.till.test_rationing import REVERSE, USE, Tenant, Time
from tests.till.weather import RECORD, REDEEM

LIVE = replace(TENANT, name="acme", title="Acme Outfitters")


def arming(gate: LiveGate, after_s: float = 0.0) -> Arming:
    return gate.state(AT.plus(after_s))


def test_the_sandbox_needs_no_arming() -> None:
    gate = LiveGate(TENANT)
    assert gate.is_open(AT)
    assert arming(gate) is Arming.SANDBOX


@pytest.mark.parametrize("typed", ["acme", " Acme Outfitters ", "ACME"])
def test_a_live_tenant_is_armed_by_its_name_for_fifteen_minutes(typed: str) -> None:
    gate = LiveGate(LIVE)
    assert arming(gate) is Arming.OFF
    gate.arm(typed, AT)
    assert arming(gate, ARMED_S - 1) is Arming.ON
    assert arming(gate, ARMED_S) is Arming.OFF


@pytest.mark.parametrize("typed", ["", "sandbox", "acme outfitter", "acme; acme"])
def test_any_other_word_arms_nothing(typed: str) -> None:
    gate = LiveGate(LIVE)
    with pytest.raises(WrongTenantName):
        gate.arm(typed, AT)
    assert arming(gate) is Arming.OFF


def test_it_can_be_disarmed_at_once() -> None:
    gate = LiveGate(LIVE)
    gate.arm("acme", AT)
    gate.disarm()
    assert arming(gate) is Arming.OFF


def test_no_write_beside_a_sale_passes_the_line_unarmed() -> None:
    tenant = Tenant()
    line = TenantLine(tenant, LIVE, Time(), lambda call, outcome: None)
    for call in (USE, REVERSE):
        outcome = asyncio.run(line.send(call))
        assert isinstance(outcome, NotApplied)
        assert isinstance(outcome.error, NotArmed)
    assert tenant.sent == []
    line.arm("acme")
    asyncio.run(line.send(USE))
    assert tenant.sent == ["redeem"]


def test_a_sale_that_was_never_permitted_may_only_end() -> None:
    tenant = Tenant()
    line = TenantLine(tenant, LIVE, Time(), lambda call, outcome: None)
    end = line.for_sale(lambda: Sale("S01-1-000659-k3f9q2", Terms(AUD), AT))
    assert isinstance(asyncio.run(end.send(USE)), NotApplied)
    asyncio.run(end.send(REVERSE))
    assert tenant.sent == ["reverse"]


@on_a_loop
async def test_unarmed_nothing_is_taken_and_nothing_is_journalled_as_sent(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    identity = sandbox.control.health().identity
    wallet = plain_http.wallet(sandbox)
    async with a_till(sandbox.endpoint, identity, tenant=LIVE, home=tmp_path, armed=False) as till:
        cashier = await till.asha(rewards="25.00")
        with pytest.raises(NotArmed):
            await cashier.tell(ev.Confirmed)
        assert cashier.sale.phase is Phase.CHOOSING
        rows = await till.register.journal_rows(cashier.sale.reference)
        assert {"Sent", "Confirmed"}.isdisjoint(row.type for row in rows)

        await till_is_closed_to_payment(till)
    assert till.weather.count(REDEEM) == till.weather.count(RECORD) == 0
    assert plain_http.wallet(sandbox) == wallet


async def till_is_closed_to_payment(till: Till) -> None:
    """Not even a sale without a customer: it would have to be recorded."""
    cashier = await till.sell(LS_01=1)
    cash = partial(ev.TenderTaken, kind=TenderKind.CASH, amount=due(cashier.sale))
    for event in (ev.Confirmed, cash):
        with pytest.raises(NotArmed):
            await cashier.tell(event)


@on_a_loop
async def test_armed_a_sale_is_made_as_anywhere(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=LIVE, armed=False) as till:
        till.register.line.arm("Acme Outfitters")
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)
    assert sale.phase is Phase.RECORDED


@on_a_loop
async def test_what_was_begun_armed_ends_when_the_quarter_of_an_hour_is_over(
    sandbox: Sandbox,
) -> None:
    identity = sandbox.control.health().identity
    clock = QuickClock()
    async with a_till(sandbox.endpoint, identity, tenant=LIVE, clock=clock) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        other = await till.sell(LS_01=1)
        clock.advance(round(ARMED_S))
        sale = await till.pay(cashier)
        with pytest.raises(NotArmed):
            await other.tell(ev.Confirmed)
    assert sale.phase is Phase.RECORDED


@on_a_loop
async def test_a_start_that_is_not_armed_still_puts_back_what_the_last_one_took(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    identity = sandbox.control.health().identity
    wallet = plain_http.wallet(sandbox)
    async with a_till(sandbox.endpoint, identity, tenant=LIVE, home=tmp_path) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
    async with a_till(sandbox.endpoint, identity, tenant=LIVE, home=tmp_path, armed=False) as till:
        (cashier,) = await till.register.recover(till.watch.on_change, till.watch.on_error)
        sale = await till.watch.until(cashier, lambda sale: sale.finished)
    assert leg(sale, "R1").state is LegState.REVERSED
    assert plain_http.wallet(sandbox) == wallet
