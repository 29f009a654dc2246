"""A token that ends in the middle of a sale: the sale waits, and a new one resumes it at once (W33)."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from posdesk.omneo.calls import Applied, Call, NotApplied, Outcome
from posdesk.omneo.errors import Forbidden, Unauthenticated, Unreachable
from posdesk.sale import events as ev
from posdesk.sale.state import LegState, Phase
from posdesk.till.token_watch import SOON_S, TokenState, TokenWatch
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import QuickClock, Till, a_till, leg, on_a_loop, told
from tests.till.made_sales import AT
from tests.till.test_rationing import READ, REVERSE
from tests.till.weather import REDEEM, Weather, answers, first


def another_token(sandbox: Sandbox) -> str:
    """A token with every scope that the till was not opened with."""
    made = sandbox.call("POST", "/auth/api-tokens", {"name": "Till 2", "scopes": ["*"]})
    return str(made["accessToken"])


def how(till: Till) -> TokenState:
    """How the till's token is now."""
    return till.register.line.state.token


@on_a_loop
async def test_a_redemption_waits_for_a_new_token_and_the_sale_goes_on(sandbox: Sandbox) -> None:
    spare = another_token(sandbox)
    weather = Weather()
    weather.expect(REDEEM, first(sandbox.control.revoke_token))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await cashier.tell(ev.Confirmed)
        paused = await till.watch.until(cashier, lambda sale: sale.retry.tries > 0)
        assert paused.phase is Phase.REDEEMING
        assert how(till) is TokenState.REFUSED
        before = till.clock.now()
        await till.register.use_token(spare)
        assert how(till) is TokenState.GOOD
        redeemed = await till.watch.until(cashier, lambda sale: sale.phase is Phase.PAYING)
        assert redeemed.problem == ""
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert len(plain_live(sandbox, spare)) == 2
    assert before.elapsed_s(leg(sale, "R2").sent_at or before) >= 0


def plain_live(sandbox: Sandbox, token: str) -> list[int]:
    """What is redeemed, asked under the token that is good."""
    sandbox.control.revoke_token(revoked=False)
    return plain_http.live(sandbox)


@on_a_loop
async def test_what_was_taken_is_put_back_as_soon_as_there_is_a_token(sandbox: Sandbox) -> None:
    spare = another_token(sandbox)
    wallet = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sandbox.control.revoke_token()
        await cashier.tell(ev.VoidRequested)
        # By now it is asked again once a minute.
        await till.watch.until(cashier, lambda sale: sale.retry.tries > 4)
        woken = till.clock.now()
        await till.register.use_token(spare)
        sale = await till.watch.until(cashier, lambda sale: sale.phase is Phase.VOIDED)

    assert leg(sale, "R1").state is LegState.REVERSED
    reversed_at = next(each.at for each in sale.story if each.kind == "reversed")
    assert woken.elapsed_s(reversed_at) < 15
    sandbox.control.revoke_token(revoked=False)
    assert plain_http.wallet(sandbox) == wallet


@on_a_loop
async def test_past_the_ten_minutes_a_new_token_refunds(sandbox: Sandbox) -> None:
    spare = another_token(sandbox)
    identity = sandbox.control.health().identity
    clock = QuickClock()
    async with a_till(sandbox.endpoint, identity, clock=clock) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sandbox.control.revoke_token()
        await cashier.tell(ev.VoidRequested)
        await till.watch.until(cashier, lambda sale: sale.retry.tries > 0)
        clock.advance(601)
        await till.register.use_token(spare)
        sale = await till.watch.until(cashier, lambda sale: sale.phase is Phase.VOIDED)

    assert leg(sale, "R1").state is LegState.REFUNDED


@on_a_loop
async def test_a_paid_sale_is_recorded_as_soon_as_there_is_a_token(sandbox: Sandbox) -> None:
    spare = another_token(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sandbox.control.revoke_token()
        await till.card(cashier)
        waiting = await till.watch.until(cashier, lambda sale: sale.retry.tries > 0)
        assert waiting.phase is Phase.RECORDING
        await till.register.use_token(spare)
        sale = await till.settled(cashier)

    assert sale.phase is Phase.RECORDED
    sandbox.control.revoke_token(revoked=False)
    assert plain_http.transaction(sandbox, sale.reference)["total"] == 225


@on_a_loop
async def test_a_paused_sale_can_be_voided_without_a_token(sandbox: Sandbox) -> None:
    weather = Weather()
    weather.expect(REDEEM, answers(401), times=50)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await cashier.tell(ev.Confirmed)
        await till.watch.until(cashier, lambda sale: sale.retry.tries > 0)
        await cashier.tell(ev.VoidRequested)
        sale = await till.watch.until(cashier, lambda sale: sale.phase is Phase.VOIDED)

    assert "reversed R1" not in told(sale)
    assert plain_http.live(sandbox) == []


@on_a_loop
async def test_a_wrong_token_changes_nothing(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        with pytest.raises(Unauthenticated):
            await till.register.use_token("no-such-token")
        with pytest.raises(Unauthenticated):
            await till.register.use_token("no such header\r\n")
        assert till.register.line.state.token is TokenState.GOOD
        await till.present(await till.sell(LS_01=1), "60011234")


@on_a_loop
async def test_a_token_that_nobody_could_check_is_used(sandbox: Sandbox) -> None:
    spare = another_token(sandbox)
    weather = Weather()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        sandbox.control.revoke_token()
        weather.expect(r"GET .*/auth/verify$", answers(503), times=3)
        await till.register.use_token(spare)
        await till.present(await till.sell(LS_01=1), "60011234")


@on_a_loop
async def test_no_token_is_in_any_journal_or_log(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    spare = another_token(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sandbox.control.revoke_token()
        await till.card(cashier)
        await till.watch.until(cashier, lambda sale: sale.retry.tries > 0)
        await till.register.use_token(spare)
        await till.settled(cashier)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"TokenGiven" in kept
    for token in (spare, sandbox.endpoint.token):
        assert token.encode() not in kept
        assert token not in caplog.text


@on_a_loop
async def test_the_end_of_a_token_is_known_where_the_tenant_tells(sandbox: Sandbox) -> None:
    sandbox.control.switches(token_end_told=True)
    sandbox.control.end_token(600)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        state = till.register.line.state
    assert state.token is TokenState.SOON
    assert state.token_left_s is not None
    assert 0 < state.token_left_s <= 600


# What is noticed


def seen(
    call: Call[object], outcome: Outcome[object], *, before: TokenWatch | None = None
) -> TokenState:
    watch = before or TokenWatch()
    watch.look(call, outcome)
    return watch.state(AT)


def test_a_refused_token_is_noticed_and_any_answer_clears_it() -> None:
    watch = TokenWatch()
    assert seen(READ, NotApplied(Unauthenticated()), before=watch) is TokenState.REFUSED
    assert seen(READ, NotApplied(Unreachable()), before=watch) is TokenState.REFUSED
    assert seen(READ, Applied(None, 200), before=watch) is TokenState.GOOD


def test_a_missing_scope_counts_where_it_stops_a_sale_from_ending() -> None:
    watch = TokenWatch()
    assert seen(READ, NotApplied(Forbidden())) is TokenState.GOOD
    assert seen(REVERSE, NotApplied(Forbidden()), before=watch) is TokenState.FORBIDDEN
    assert seen(READ, Applied(None, 200), before=watch) is TokenState.FORBIDDEN
    assert seen(REVERSE, Applied(None, 200), before=watch) is TokenState.GOOD


@pytest.mark.parametrize(
    ("left_s", "state"),
    [(SOON_S, TokenState.GOOD), (SOON_S - 1, TokenState.SOON), (-5, TokenState.SOON)],
)
def test_a_token_that_ends_within_a_quarter_of_an_hour_is_told(
    left_s: float, state: TokenState
) -> None:
    watch = TokenWatch()
    watch.renewed(datetime.fromtimestamp(AT.utc_ms / 1000, UTC) + timedelta(seconds=left_s))
    assert watch.state(AT) is state
    assert watch.left_s(AT) == max(0.0, left_s)
