"""A till whose tenant lets few calls through: every sale still ends, and its reversal comes first (W32)."""

from __future__ import annotations

from posdesk.sale import events as ev
from posdesk.sale.state import Cause, LegState, Phase
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import a_till, leg, on_a_loop, told
from tests.till.weather import RECORD, REVERSE, Weather, answers


@on_a_loop
async def test_a_sale_that_runs_into_the_limit_is_recorded_once_and_the_rate_is_learnt(
    sandbox: Sandbox,
) -> None:
    identity = sandbox.control.health().identity
    weather = Weather()
    weather.expect(RECORD, answers(429, **{"retry-after": "2", "x-ratelimit-limit": "90"}))
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert weather.count(RECORD) == 2
    assert plain_http.transaction(sandbox, sale.reference)["total"] == 225


@on_a_loop
async def test_a_reversal_is_not_kept_by_a_pause_longer_than_its_window(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    weather = Weather()
    weather.expect(REVERSE, answers(429, **{"retry-after": "3600"}))
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        await cashier.tell(lambda at: ev.VoidRequested(at, Cause.CANCELLED))
        sale = await till.watch.until(
            cashier, lambda sale: leg(sale, "R1").state is LegState.REVERSED
        )
        state = till.register.line.state

    assert weather.count(REVERSE) == 2
    assert "reversed R1" in told(sale)
    assert state.hurried
    assert state.pause_s > 0
