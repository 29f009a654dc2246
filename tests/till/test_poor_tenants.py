"""Tenants that cannot do all the guides say: the till sells all the same, and says what it cannot find out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType

import pytest

from posdesk.home.tenant import Capability, CapabilityName, TenantFile
from posdesk.sale import events as ev
from posdesk.sale.state import LegState, Phase
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import TENANT, a_till, leg, on_a_loop
from tests.till.weather import (
    LIST,
    LOOK_UP,
    RECORD,
    REDEEM,
    REVERSE,
    Weather,
    answers,
    lose_answer,
    lose_request,
)

EVERY = 1_000
PLAIN_POST = r"POST .*/transactions$"


def lacking(*names: CapabilityName) -> TenantFile:
    """The sandbox, known to lack these."""
    today = datetime.now(UTC).date()
    found = {name: Capability(False, today) for name in names}
    return replace(TENANT, capabilities=MappingProxyType({**TENANT.capabilities, **found}))


def refusing(*patterns: str) -> Weather:
    """405 for these, for ever."""
    weather = Weather()
    for pattern in patterns:
        weather.expect(pattern, answers(405), EVERY)
    return weather


# Redemptions that cannot be listed


@on_a_loop
async def test_where_redemptions_cannot_be_listed_recovery_is_by_hand(sandbox: Sandbox) -> None:
    weather = refusing(LIST)
    weather.expect(REDEEM, lose_answer)
    identity, tenant = sandbox.control.health().identity, lacking("redemptions_listed")
    async with a_till(sandbox.endpoint, identity, tenant=tenant, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        sale = await till.redeem(cashier)
        assert sale.attention is not None
        assert (sale.phase, sale.attention.why) == (Phase.ATTENTION, "recovery_by_hand")
        assert weather.count(LIST) == 0

        (row,) = plain_http.redemptions(sandbox)[-1:]
        sandbox.call("POST", f"/redemptions/{row['id']}/reversal")
        choice = ev.Choice.WAS_NOT_TAKEN
        await cashier.tell(partial(ev.AttentionSettled, choice=choice, by="1993"))
        sale = await till.settled(cashier)

    assert sale.phase is Phase.CHOOSING
    assert leg(sale, "R1").state is LegState.ABSENT
    assert plain_http.balance(sandbox) == 25


@on_a_loop
async def test_looking_again_asks_the_person_again_and_sends_nothing(sandbox: Sandbox) -> None:
    weather = refusing(LIST)
    weather.expect(REDEEM, lose_request)
    identity, tenant = sandbox.control.health().identity, lacking("redemptions_listed")
    async with a_till(sandbox.endpoint, identity, tenant=tenant, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        choice = ev.Choice.TRY_AGAIN
        await cashier.tell(partial(ev.AttentionSettled, choice=choice, by="1993"))
        sale = await till.settled(cashier)
    assert sale.phase is Phase.ATTENTION
    assert weather.count(REDEEM) == 1


@on_a_loop
async def test_without_a_list_a_reversal_is_proved_by_the_wallet(sandbox: Sandbox) -> None:
    before = plain_http.wallet(sandbox)
    weather = refusing(LIST)
    weather.expect(REVERSE, lose_answer)
    identity, tenant = sandbox.control.health().identity, lacking("redemptions_listed")
    async with a_till(sandbox.endpoint, identity, tenant=tenant, weather=weather) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier, "do_not_honour")
    assert sale.phase is Phase.CHOOSING
    assert {each.state for each in sale.legs} == {LegState.REVERSED}
    assert plain_http.wallet(sandbox) == before


@on_a_loop
async def test_that_a_tenant_does_not_list_is_learnt_from_the_first_refusal(
    sandbox: Sandbox,
) -> None:
    weather = refusing(LIST)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        assert (await till.redeem(cashier)).phase is Phase.CHOOSING
        assert till.register.tenant.can("redemptions_listed") is False
        await till.redeem(cashier)
        sale = await till.pay(cashier)
    assert sale.phase is Phase.RECORDED
    assert plain_http.balance(sandbox) == 0


# Transactions that cannot be looked up, or upserted


@pytest.mark.parametrize("card", ["60011234", ""], ids=["a customer's", "an anonymous one"])
@on_a_loop
async def test_without_a_look_up_a_lost_sale_is_searched_and_recorded_once(
    sandbox: Sandbox, card: str
) -> None:
    weather = refusing(LOOK_UP)
    weather.expect(RECORD, lose_answer)
    identity, tenant = sandbox.control.health().identity, lacking("lookup_by_external_id")
    async with a_till(sandbox.endpoint, identity, tenant=tenant, weather=weather) as till:
        cashier = await till.sell(LS_01=1)
        if card:
            await till.present(cashier, card)
        await till.redeem(cashier)
        sale = await till.pay(cashier)
    assert sale.recorded is not None
    assert sale.recorded.found
    assert (weather.count(RECORD), weather.count(LOOK_UP)) == (1, 0)
    assert plain_http.transaction(sandbox, sale.reference)["id"] == int(
        sale.recorded.transaction_id
    )


@on_a_loop
async def test_a_refused_look_up_is_learnt_and_the_sale_goes_on(sandbox: Sandbox) -> None:
    weather = refusing(LOOK_UP)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.sell(LS_01=1)
        await till.redeem(cashier)
        sale = await till.pay(cashier)
        assert till.register.tenant.can("lookup_by_external_id") is False
    assert sale.phase is Phase.RECORDED


@on_a_loop
async def test_without_an_upsert_a_sale_is_posted_and_a_lost_one_not_twice(
    sandbox: Sandbox,
) -> None:
    weather = refusing(RECORD)
    weather.expect(PLAIN_POST, lose_answer)
    identity, tenant = sandbox.control.health().identity, lacking("upsert")
    async with a_till(sandbox.endpoint, identity, tenant=tenant, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)
    assert sale.phase is Phase.RECORDED
    assert (weather.count(PLAIN_POST), weather.count(RECORD)) == (1, 0)
    assert [row["external_id"] for row in plain_http.transactions(sandbox)] == [sale.reference]


@on_a_loop
async def test_a_refused_upsert_is_learnt_and_the_same_sale_can_be_sent(sandbox: Sandbox) -> None:
    weather = refusing(RECORD)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.sell(LS_01=1)
        await till.redeem(cashier)
        assert (await till.pay(cashier)).phase is Phase.ATTENTION
        choice = ev.Choice.TRY_AGAIN
        await cashier.tell(partial(ev.AttentionSettled, choice=choice, by="1993"))
        sale = await till.settled(cashier)
        assert till.register.tenant.can("upsert") is False
    assert sale.phase is Phase.RECORDED
    assert weather.count(RECORD) == 1


# What sales show


@pytest.mark.parametrize("echoed", [True, False])
@on_a_loop
async def test_whether_the_leg_is_echoed_is_learnt_from_the_next_reading(
    sandbox: Sandbox, echoed: bool
) -> None:
    sandbox.control.switches(leg_echoed=echoed)
    identity = sandbox.control.health().identity
    tenant = replace(TENANT, capabilities=MappingProxyType({}))
    async with a_till(sandbox.endpoint, identity, tenant=tenant) as till:
        cashier = await till.asha(rewards="10.00")
        await till.redeem(cashier)
        await till.pay(cashier)
        assert till.register.tenant.can("leg_echoed") is None
        assert till.register.tenant.can("upsert") is True
        cashier = await till.asha(rewards="15.00")
        await till.redeem(cashier)
        assert till.register.tenant.can("leg_echoed") is echoed


@on_a_loop
async def test_a_sale_opens_with_what_is_known_of_refunds(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        usual = (await till.sell(LS_01=1)).sale.terms
    async with a_till(sandbox.endpoint, identity, tenant=lacking("partial_refund")) as till:
        whole_only = (await till.sell(LS_01=1)).sale.terms
    assert (usual.partial_refund, whole_only.partial_refund) == (True, False)
    assert (usual.combined, whole_only.combined) == (False, False)
