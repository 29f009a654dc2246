"""The tenant says no, or something else than asked: said where it happened, and nothing is lost."""

from __future__ import annotations

import pytest

from posdesk.omneo.errors import Unauthenticated
from posdesk.sale import events as ev
from posdesk.sale.state import Cause, LegState, Phase
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till import plain_http
from tests.till.headless import a_till, aud, leg, on_a_loop, told
from tests.till.weather import (
    RECORD,
    REDEEM,
    REVERSE,
    USE_BENEFIT,
    Weather,
    answers,
    first,
)

EIGHT_DAYS_S = 8 * 86_400


@on_a_loop
async def test_granted_for_less_goes_back_and_the_granted_amount_is_proposed(
    sandbox: Sandbox,
) -> None:
    before = plain_http.wallet(sandbox)
    sandbox.control.switches(partial_grant_percent=40)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        sale = await till.redeem(cashier)

    assert (sale.phase, sale.proposal) == (Phase.CHOOSING, aud("10.00"))
    assert sale.chosen.rewards == aud("10.00")
    assert "granted_less R1" in told(sale)
    assert plain_http.wallet(sandbox) == before


@on_a_loop
async def test_the_proposed_amount_can_be_redeemed_and_is_what_is_recorded(
    sandbox: Sandbox,
) -> None:
    sandbox.control.switches(partial_grant_percent=40)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sandbox.control.switches(partial_grant_percent=100)
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert plain_http.transaction(sandbox, sale.reference)["total"] == 240
    assert plain_http.balance(sandbox) == 15


@on_a_loop
async def test_a_benefit_that_expired_meanwhile_is_taken_off_before_anything_is_sent(
    sandbox: Sandbox,
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="5.00", benefit="first-spend")
        sandbox.control.advance(EIGHT_DAYS_S)
        sale = await till.redeem(cashier)

    assert (sale.phase, sale.problem) == (Phase.CHOOSING, "sale.benefit_changed")
    assert sale.chosen.benefits == ()
    assert sale.legs == ()
    assert till.weather.count(USE_BENEFIT) == 0


@on_a_loop
async def test_a_benefit_that_expires_under_our_hands_is_refused_and_nothing_is_taken(
    sandbox: Sandbox,
) -> None:
    weather = Weather()
    weather.expect(USE_BENEFIT, first(lambda: sandbox.control.advance(EIGHT_DAYS_S)))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="5.00", benefit="first-spend")
        sale = await till.redeem(cashier)

    assert sale.phase is Phase.CHOOSING
    assert leg(sale, "B1").state is LegState.REFUSED
    assert leg(sale, "B1").problem == "omneo.invalid"
    assert leg(sale, "R2").state is LegState.ABSENT
    assert plain_http.redemptions(sandbox) == []


@on_a_loop
async def test_a_balance_spent_elsewhere_puts_the_benefit_back_and_shows_what_is_left(
    sandbox: Sandbox,
) -> None:
    def spend() -> None:
        body = {"strategies": ["rewards"], "amount": 20}
        sandbox.call("POST", f"/profiles/{ASHA}/redemptions", body)

    weather = Weather()
    weather.expect(REDEEM, first(spend))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        sale = await till.redeem(cashier)

    assert sale.phase is Phase.CHOOSING
    assert sale.compensation is not None
    assert sale.compensation.cause is Cause.REFUSED
    assert sale.chosen.rewards == aud("5.00")
    assert leg(sale, "B1").state is LegState.REVERSED
    assert plain_http.uses(sandbox)["4021"][0] == 1
    assert plain_http.balance(sandbox) == 5


@on_a_loop
async def test_a_balance_that_fell_before_redeeming_changes_the_choice_and_sends_nothing(
    sandbox: Sandbox,
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        body = {"strategies": ["rewards"], "amount": 20}
        sandbox.call("POST", f"/profiles/{ASHA}/redemptions", body)
        sale = await till.redeem(cashier)

    assert (sale.phase, sale.problem) == (Phase.CHOOSING, "sale.balance_changed")
    assert sale.chosen.rewards == aud("5.00")
    assert till.weather.count(REDEEM) == 0


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (403, "omneo.forbidden"),
        (404, "omneo.not_found"),
        (409, "omneo.rejected"),
        (422, "omneo.invalid"),
        (429, "omneo.throttled"),
    ],
)
@on_a_loop
async def test_a_redemption_that_was_certainly_not_made_goes_back_to_the_choice(
    sandbox: Sandbox, status: int, problem: str
) -> None:
    before = plain_http.wallet(sandbox)
    weather = Weather()
    weather.expect(REDEEM, answers(status))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        sale = await till.redeem(cashier)

    assert sale.phase is Phase.CHOOSING
    assert sale.compensation is not None
    assert sale.compensation.detail == problem
    assert sale.chosen.rewards == aud("25.00")
    assert weather.count(REDEEM) == 1
    assert plain_http.wallet(sandbox) == before


@on_a_loop
async def test_a_token_that_may_not_redeem_is_told_at_the_choice(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    token = f"{sandbox.endpoint.token}-no-redeem"
    async with a_till(sandbox.endpoint, identity, token=token) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        sale = await till.redeem(cashier)

    assert sale.phase is Phase.CHOOSING
    assert sale.compensation is not None
    assert sale.compensation.detail == "omneo.forbidden"
    assert plain_http.live(sandbox) == []


@on_a_loop
async def test_a_revoked_token_is_told_when_the_till_connects(sandbox: Sandbox) -> None:
    token = f"{sandbox.endpoint.token}-revoked"
    with pytest.raises(Unauthenticated):
        async with a_till(sandbox.endpoint, "any", token=token):
            raise AssertionError("a till connected with a revoked token")


@on_a_loop
async def test_a_transaction_that_is_refused_waits_for_a_person_and_keeps_the_redemption(
    sandbox: Sandbox,
) -> None:
    weather = Weather()
    weather.expect(RECORD, answers(422))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        stuck = await till.pay(cashier)
        assert stuck.attention is not None
        assert (stuck.phase, stuck.attention.why) == (Phase.ATTENTION, "transaction_refused")
        assert weather.count(REVERSE) == 0
        await cashier.tell(lambda at: ev.AttentionSettled(at, ev.Choice.TRY_AGAIN, "Sam Lee"))
        sale = await till.watch.until(cashier, lambda sale: sale.phase is Phase.RECORDED)

    row = plain_http.transaction(sandbox, sale.reference)
    assert plain_http.live(sandbox) == [row["redemption"]["id"]]


@pytest.mark.parametrize("status", [401, 403, 429])
@on_a_loop
async def test_a_transaction_that_was_not_judged_is_sent_again_by_itself(
    sandbox: Sandbox, status: int
) -> None:
    weather = Weather()
    weather.expect(RECORD, answers(status), times=2)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert weather.count(RECORD) == 3
    assert len(plain_http.transactions(sandbox)) == 1


@on_a_loop
async def test_while_a_reading_fails_nothing_is_redeemed_and_the_choice_stays(
    sandbox: Sandbox,
) -> None:
    weather = Weather()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        weather.expect(r"GET .*/rewards", answers(503), times=3)
        sale = await till.redeem(cashier)

    assert (sale.phase, sale.problem) == (Phase.CHOOSING, "omneo.server_trouble")
    assert sale.chosen.rewards == aud("25.00")
    assert plain_http.redemptions(sandbox) == []


@on_a_loop
async def test_a_read_that_fails_once_is_repeated_and_nobody_notices(sandbox: Sandbox) -> None:
    weather = Weather()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        weather.expect(r"GET .*/balances", answers(503))
        cashier = await till.asha(rewards="25.00")

    assert cashier.sale.chosen.rewards == aud("25.00")


@on_a_loop
async def test_voiding_while_a_redemption_is_on_its_way_puts_it_back_when_it_arrives(
    sandbox: Sandbox,
) -> None:
    before = plain_http.wallet(sandbox)
    weather = Weather()
    arrived, go_on = weather.hold(REDEEM)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await cashier.tell(ev.Confirmed)
        await arrived.wait()
        await cashier.tell(ev.VoidRequested)
        assert cashier.sale.phase is Phase.COMPENSATING
        go_on.set()
        sale = await till.settled(cashier)

    assert sale.phase is Phase.VOIDED
    assert leg(sale, "R1").state is LegState.REVERSED
    assert plain_http.wallet(sandbox) == before


@on_a_loop
async def test_the_next_customer_is_served_while_a_paid_sale_waits_for_the_network(
    sandbox: Sandbox,
) -> None:
    weather = Weather()
    arrived, go_on = weather.hold(RECORD)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        waiting = await till.asha(rewards="25.00")
        await till.redeem(waiting)
        await till.card(waiting)
        await arrived.wait()
        second = await till.sell(LS_01=1)
        await till.redeem(second)
        served = await till.pay(second)
        assert waiting.sale.phase is Phase.RECORDING
        go_on.set()
        sale = await till.settled(waiting)

    assert served.phase is Phase.RECORDED
    assert sale.phase is Phase.RECORDED
