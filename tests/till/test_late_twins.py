"""A request that the tenant carried out twice: the second is found and put back, the first stays (W5)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest

from posdesk.sale.phases.sweeping import pending
from posdesk.sale.state import Phase, Sale
from posdesk.sale.story import StoryKind
from posdesk.sale.sweep import OPEN_TWIN, TwinState
from posdesk.till.cashier import Cashier
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till import plain_http
from tests.till.headless import TENANT, QuickClock, Till, a_till, leg, on_a_loop, told
from tests.till.weather import (
    LIST,
    REDEEM,
    REFUND,
    REVERSE,
    Deed,
    Delayed,
    Handle,
    Weather,
    answers,
    lose_answer,
)

# The first look, and from there to the one before the deadline.
LOOK_S, LAST_LOOK_S = 125, 430
# Nobody else serves this customer, so that a redemption without a mark is adopted.
ALONE = replace(TENANT, single_till=True)


async def twice(handle: Handle, request: httpx.Request) -> httpx.Response:
    """It is carried out two times, and no answer arrives."""
    for _ in range(2):
        body, headers = request.content, request.headers
        again = httpx.Request(request.method, request.url, headers=headers, content=body)
        await (await handle(again)).aread()
    raise httpx.ReadError("the answer was lost", request=request)


def looked_twice(sale: Sale) -> bool:
    return not pending(sale)


def twins(sale: Sale) -> list[TwinState]:
    return [each.state for each in sale.sweep.twins]


def jump(till: Till, seconds: int) -> None:
    """The till's clock goes on."""
    assert isinstance(till.clock, QuickClock)
    till.clock.advance(seconds)


async def sold(till: Till, rewards: str = "10.00") -> Cashier:
    cashier = await till.asha(rewards=rewards)
    await till.redeem(cashier)
    sale = await till.pay(cashier)
    assert sale.phase is Phase.RECORDED
    return cashier


async def watched(till: Till, cashier: Cashier) -> Sale:
    """Both looks, and what follows from them."""
    for seconds in (LOOK_S, LAST_LOOK_S):
        jump(till, seconds)
        looks = 1 if seconds == LOOK_S else 2
        await till.watch.until(cashier, partial(has_looked, looks=looks))
    return await till.watch.until(cashier, looked_twice)


def has_looked(sale: Sale, looks: int) -> bool:
    return leg(sale, "R1").looks == looks and not OPEN_TWIN & set(twins(sale))


@pytest.mark.parametrize("trouble", [None, lose_answer, answers(503), answers(429)])
@on_a_loop
async def test_the_second_of_a_redemption_goes_back_after_the_sale_is_recorded(
    sandbox: Sandbox, trouble: Deed | None
) -> None:
    weather = Weather()
    weather.expect(REDEEM, twice)
    if trouble is not None:
        weather.expect(REVERSE, trouble)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await sold(till)
        assert till.register.busy == ()
        sale = await watched(till, cashier)

    assert twins(sale) == [TwinState.REVERSED]
    own = int(leg(sale, "R1").redemption_id)
    assert plain_http.transaction(sandbox, sale.reference)["redemption_id"] == own
    assert plain_http.balance(sandbox) == 15
    undone = [row for row in plain_http.redemptions(sandbox) if row["type"] == "reversal"]
    assert len(undone) == 1


@on_a_loop
async def test_one_that_takes_effect_long_after_it_was_sent_again_goes_back(
    sandbox: Sandbox,
) -> None:
    weather, late = Weather(), Delayed()
    weather.expect(REDEEM, late.hold_back)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await sold(till)
        assert leg(cashier.sale, "R1").sends == 2
        late.arrive(sandbox.api)
        sale = await watched(till, cashier)

    assert twins(sale) == [TwinState.REVERSED]
    assert plain_http.balance(sandbox) == 15


@on_a_loop
async def test_a_sale_that_was_put_back_looks_too(sandbox: Sandbox) -> None:
    before = plain_http.wallet(sandbox)
    weather = Weather()
    weather.expect(REDEEM, twice)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="10.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier, "do_not_honour")
        assert sale.phase is Phase.CHOOSING
        sale = await watched(till, cashier)

    assert twins(sale) == [TwinState.REVERSED]
    assert plain_http.wallet(sandbox) == before


@on_a_loop
async def test_without_an_echo_the_second_is_told_and_not_touched(sandbox: Sandbox) -> None:
    sandbox.control.switches(leg_echoed=False)
    weather = Weather()
    weather.expect(REDEEM, lose_answer)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, tenant=ALONE) as till:
        cashier = await sold(till)
        other = {"strategies": ["rewards"], "amount": 10, "strict": True}
        sandbox.call("POST", f"/profiles/{ASHA}/redemptions", other)
        sale = await watched(till, cashier)

    assert weather.count(REVERSE) == 0
    (entry,) = [each for each in sale.story if each.kind is StoryKind.TWIN_POSSIBLE]
    assert "not tagged" in entry.name


@on_a_loop
async def test_a_till_that_ended_looks_when_it_starts_again(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    weather = Weather()
    weather.expect(REDEEM, twice)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, home=tmp_path) as till:
        reference = (await sold(till)).sale.reference
        assert [each.reference for each in till.journal.unfinished(till.register.tenant_id)] == [
            reference
        ]
        assert [each.phase for each in till.journal.recent(till.register.tenant_id)] == ["recorded"]

    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        (cashier,) = await till.register.recover(till.watch.on_change, till.watch.on_error)
        sale = await watched(till, cashier)
        assert sale.phase is Phase.RECORDED
        assert twins(sale) == [TwinState.REVERSED]
        assert till.journal.unfinished(till.register.tenant_id) == ()
    assert plain_http.balance(sandbox) == 15


@on_a_loop
async def test_past_the_deadline_the_second_is_refunded_once(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    weather = Weather()
    weather.expect(REDEEM, twice)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, home=tmp_path) as till:
        await sold(till)

    sandbox.control.advance(1500)
    clock = QuickClock()
    clock.advance(1500)
    lost = Weather()
    lost.expect(REFUND, lose_answer)
    async with a_till(sandbox.endpoint, identity, weather=lost, home=tmp_path, clock=clock) as till:
        (cashier,) = await till.register.recover(till.watch.on_change, till.watch.on_error)
        sale = await till.watch.until(cashier, looked_twice)

    assert twins(sale) == [TwinState.REFUNDED]
    assert (lost.count(REVERSE), lost.count(REFUND)) == (0, 1)
    assert plain_http.balance(sandbox) == 15


@on_a_loop
async def test_a_released_sale_goes_on_looking_and_the_next_customer_is_served(
    sandbox: Sandbox,
) -> None:
    weather = Weather()
    weather.expect(REDEEM, twice)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        first = await sold(till)
        await till.register.release(first)
        second = await sold(till, rewards="5.00")
        sale = await watched(till, first)
        assert twins(sale) == [TwinState.REVERSED]
        await till.register.release(second)
    assert "twin_reversed R1-T" in " ".join(told(sale))
    assert plain_http.balance(sandbox) == 10


@on_a_loop
async def test_a_look_that_fails_is_made_again(sandbox: Sandbox) -> None:
    weather = Weather()
    weather.expect(REDEEM, twice)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await sold(till)
        weather.expect(LIST, answers(503), times=4)
        sale = await watched(till, cashier)
    assert twins(sale) == [TwinState.REVERSED]
