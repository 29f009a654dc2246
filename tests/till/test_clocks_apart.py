"""A till whose clock is wrong, and a network that answers with pages of its own (W34, W41)."""

from __future__ import annotations

import httpx
import pytest

from posdesk.omneo import profiles
from posdesk.omneo.errors import NotFound, WebPage
from posdesk.sale import events as ev
from posdesk.sale.line_events import ClockTrusted
from posdesk.sale.money import AUD
from posdesk.sale.state import LegState, Phase
from posdesk.till.clock import OffsetClock, SystemClock
from posdesk.till.permits import REFUSE_SKEW_S, ClockWrong, is_too_far
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import Till, a_till, leg, on_a_loop
from tests.till.weather import RECORD, REDEEM, Handle, Weather, lose_answer

HOUR = 3600


@pytest.mark.parametrize(
    ("skew_s", "too_far"),
    [
        (None, False),
        (0.0, False),
        (REFUSE_SKEW_S, False),
        (-REFUSE_SKEW_S, False),
        (REFUSE_SKEW_S + 1, True),
        (-REFUSE_SKEW_S - 1, True),
    ],
)
def test_beyond_two_minutes_either_way_is_too_far(skew_s: float | None, too_far: bool) -> None:
    assert is_too_far(skew_s) is too_far


@pytest.mark.parametrize("skew_s", [-HOUR, HOUR])
@on_a_loop
async def test_an_hour_apart_nothing_is_redeemed_unless_the_cashier_says_so(
    sandbox: Sandbox, skew_s: int
) -> None:
    sandbox.control.switches(date_skew_s=skew_s)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        with pytest.raises(ClockWrong):
            await cashier.tell(ev.Confirmed)
        assert cashier.sale.phase is Phase.CHOOSING
        assert till.weather.count(REDEEM) == 0
        told = till.register.line.state
        assert told.is_skewed
        assert told.skew_s == pytest.approx(skew_s, abs=2)

        await cashier.tell(ClockTrusted)
        await till.redeem(cashier)
        await cashier.tell(ev.VoidRequested)
        sale = await till.settled(cashier)
        assert leg(sale, "R1").state is LegState.REVERSED

        other = await till.asha(rewards="25.00")
        with pytest.raises(ClockWrong):
            await other.tell(ev.Confirmed)


@on_a_loop
async def test_an_hour_apart_a_sale_without_a_redemption_is_made_all_the_same(
    sandbox: Sandbox,
) -> None:
    sandbox.control.switches(date_skew_s=HOUR)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha()
        await cashier.tell(ev.Confirmed)
        sale = await till.pay(cashier)
    assert sale.phase is Phase.RECORDED


@on_a_loop
async def test_a_minute_apart_is_told_and_stops_nothing(sandbox: Sandbox) -> None:
    sandbox.control.switches(date_skew_s=60)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        assert till.register.line.state.is_skewed
        cashier = await till.asha(rewards="25.00")
        sale = await till.redeem(cashier)
    assert sale.phase is Phase.PAYING


@on_a_loop
async def test_clocks_that_agree_are_not_mentioned(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        state = till.register.line.state
    assert not state.is_skewed
    assert state.skew_s is not None


@on_a_loop
async def test_a_clock_that_is_set_back_holds_no_waiting_sale_up(sandbox: Sandbox) -> None:
    weather = Weather()
    clock = OffsetClock(SystemClock(), offset_s=HOUR)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, clock=clock) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        weather.expect(RECORD, lose_answer)
        await till.card(cashier)
        await till.watch.until(cashier, lambda sale: bool(sale.retry.tries))
        clock.offset_s = 0
        sale = await till.settled(cashier)
    assert sale.phase is Phase.RECORDED


async def sign_in(handle: Handle, request: httpx.Request) -> httpx.Response:
    """The network's own page in place of the tenant."""
    return httpx.Response(200, html="<html>Accept the terms to go on</html>")


@on_a_loop
async def test_a_sign_in_page_is_told_and_the_redemption_that_met_it_is_read_back(
    sandbox: Sandbox,
) -> None:
    weather = Weather()
    identity = sandbox.control.health().identity
    heard: list[bool] = []
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        line = till.register.line
        line.follow(lambda: heard.append(line.state.web_page))
        weather.expect(REDEEM, sign_in)
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    # Told when the page came, and taken back with the tenant's next answer.
    assert heard == [True, False]
    assert len(plain_http.live(sandbox)) == 1
    assert weather.count(RECORD) == 1


@on_a_loop
async def test_a_search_that_meets_a_page_says_what_is_wrong_with_the_network(
    sandbox: Sandbox,
) -> None:
    weather = Weather()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        weather.expect(r"GET .*/identities/search", sign_in)
        with pytest.raises(WebPage):
            await till.register.identify_card("60011234")
        assert is_a_page(till)
        with pytest.raises(NotFound):
            await till.register.line.fetch(profiles.read("no-such-profile", currency=AUD))
        assert not is_a_page(till)


def is_a_page(till: Till) -> bool:
    """Whether a page was the last answer."""
    return till.register.line.state.web_page
