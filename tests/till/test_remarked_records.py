"""Recorded, but not as it was asked for: flagged, and nothing is reversed for it (W27, W29)."""

from __future__ import annotations

import httpx
import pytest
import simplejson

from posdesk.sale.state import LegState, Phase
from posdesk.sale.story import StoryKind
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import a_till, leg, on_a_loop
from tests.till.weather import RECORD, REVERSE, Deed, Handle, Weather


def answers_with_link(linked: int | None) -> Deed:
    """It is recorded, and the answer names another redemption, or none."""

    async def answer(handle: Handle, request: httpx.Request) -> httpx.Response:
        real = await handle(request)
        body = simplejson.loads(await real.aread(), use_decimal=True)
        body["data"] |= {"redemption": None, "redemption_id": linked}
        text = simplejson.dumps(body, use_decimal=True)
        headers = {"content-type": "application/json"}
        return httpx.Response(real.status_code, headers=headers, content=text.encode())

    return answer


@pytest.mark.parametrize("linked", [None, 999_999])
@on_a_loop
async def test_a_record_with_another_redemption_or_none_is_flagged_and_nothing_is_reversed(
    sandbox: Sandbox, linked: int | None
) -> None:
    weather = Weather()
    weather.expect(RECORD, answers_with_link(linked))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)
        (past,) = await till.register.recent()

    assert sale.phase is Phase.RECORDED
    (entry,) = [each for each in sale.story if each.kind is StoryKind.NOT_LINKED]
    assert (entry.mark, entry.name) == ("R1", str(linked or ""))
    assert past.remarked
    assert leg(sale, "R1").state is LegState.GRANTED
    assert weather.count(REVERSE) == 0


@on_a_loop
async def test_a_sale_that_the_tenant_has_twice_says_so_when_it_was_looked_up(
    sandbox: Sandbox,
) -> None:
    """The tenant carried the first request out a second time under another id, and lost the answer."""
    sandbox.control.switches(duplicates="duplicate")

    async def record_twice(handle: Handle, request: httpx.Request) -> httpx.Response:
        await (await handle(request)).aread()
        body = simplejson.loads(request.content, use_decimal=True)
        sandbox.call("POST", "/transactions", {**body, "redemption_id": None})
        raise httpx.ReadError("the answer was lost", request=request)

    weather = Weather()
    weather.expect(RECORD, record_twice)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    both = {str(row["id"]) for row in plain_http.transactions(sandbox)}
    (entry,) = [each for each in sale.story if each.kind is StoryKind.RECORDED_TWICE]
    assert set(entry.name.split(", ")) == both
    assert len(both) == 2
