"""A customer who is merged into another profile while being served: the sale goes on, nothing is lost (W30)."""

from __future__ import annotations

from posdesk.sale.state import LegState, Phase
from posdesk.sale.story import StoryKind
from posdesk.sale.sweep import TwinState
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till import plain_http
from tests.till.headless import QuickClock, Till, a_till, leg, on_a_loop
from tests.till.test_late_twins import LOOK_S, has_looked, twice
from tests.till.weather import LOOK_UP, REDEEM, Weather, answers


def another(sandbox: Sandbox) -> str:
    """A new profile of the same name, into which Asha is merged later."""
    body = {"first_name": "Asha", "last_name": "Nguyen", "email": "asha.two@example.test"}
    made: str = sandbox.call("POST", "/profiles", body)["data"]["id"]
    return made


def merge(sandbox: Sandbox, into: str) -> None:
    body = {"source_profile_id": ASHA, "destination_profile_id": into}
    sandbox.call("POST", "/profiles/merge", body)


@on_a_loop
async def test_a_sale_is_recorded_for_the_profile_that_stays(sandbox: Sandbox) -> None:
    stays = another(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        merge(sandbox, stays)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert sale.customer is not None
    assert (sale.customer.profile_id, sale.former) == (stays, (ASHA,))
    written = plain_http.transaction(sandbox, sale.reference)
    assert written["profile_id"] == stays
    assert written["redemption_id"] == int(leg(sale, "R1").redemption_id)
    assert written["meta"]["posdesk"]["former_profiles"] == [ASHA]
    assert StoryKind.PROFILE_MOVED in {each.kind for each in sale.story}


@on_a_loop
async def test_what_was_redeemed_goes_back_to_the_profile_that_stays(sandbox: Sandbox) -> None:
    stays = another(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        merge(sandbox, stays)
        sale = await till.pay(cashier, "do_not_honour")

    assert sale.phase is Phase.CHOOSING
    assert leg(sale, "R1").state is LegState.REVERSED
    assert plain_http.balance(sandbox, stays) == 25


@on_a_loop
async def test_a_late_twin_is_found_at_the_profile_that_stays(sandbox: Sandbox) -> None:
    stays = another(sandbox)
    weather = Weather()
    weather.expect(REDEEM, twice)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="10.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)
        merge(sandbox, stays)
        _jump(till, LOOK_S)
        sale = await till.watch.until(cashier, lambda each: has_looked(each, looks=1))

    assert [each.state for each in sale.sweep.twins] == [TwinState.REVERSED]
    assert plain_http.balance(sandbox, stays) == 15


def _jump(till: Till, seconds: int) -> None:
    assert isinstance(till.clock, QuickClock)
    till.clock.advance(seconds)


@on_a_loop
async def test_the_same_name_alone_proves_nothing(sandbox: Sandbox) -> None:
    another(sandbox)
    weather = Weather()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        weather.expect(LOOK_UP, answers(404))
        sandbox.call("DELETE", f"/profiles/{ASHA}", expect=204)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.ATTENTION
    assert sale.former == ()
    assert sale.attention is not None
    assert sale.attention.why == "transaction_refused"
