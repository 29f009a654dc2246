"""Points beside rewards against the real sandbox: both orders, put back, lost and found, in one call with benefits."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from posdesk.home.tenant import TenantFile
from posdesk.sale import events as ev
from posdesk.sale.purses import Order, Purse
from posdesk.sale.state import LegState, Phase, ProofState, Sale
from posdesk.till.cashier import Cashier
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till import plain_http
from tests.till.headless import (
    TENANT,
    QuickClock,
    Till,
    a_till,
    aud,
    leg,
    on_a_loop,
    with_points,
)
from tests.till.weather import REDEEM, REVERSE, USE_BENEFIT, Weather, lose_answer, lose_request

POINTS = (Purse.POINTS,)
REWARDS_FIRST = (Purse.REWARDS, Purse.POINTS)
POINTS_FIRST = (Purse.POINTS, Purse.REWARDS)
REFUND = r"POST .*/(refund|return)$"


def left(sandbox: Sandbox) -> tuple[Any, Any]:
    """Rewards in dollars and points, as the tenant says."""
    row = sandbox.call("GET", f"/profiles/{ASHA}/balances")["data"]
    return row["reward_balance"], row["point_balance"]


def proof_of(sale: Sale) -> ProofState:
    assert sale.compensation is not None
    assert sale.compensation.proof is not None
    return sale.compensation.proof.state


async def at_payment(till: Till, amount: str, benefit: str = "") -> Cashier:
    cashier = await till.asha(rewards=amount, benefit=benefit)
    sale = await till.redeem(cashier)
    assert sale.phase is Phase.PAYING, sale
    return cashier


@pytest.mark.parametrize(
    ("order", "rewards", "points"),
    [(POINTS, 25, 300), (REWARDS_FIRST, 0, 1300), (POINTS_FIRST, 10 + 13, 0)],
    ids=["points", "rewards first", "points first"],
)
@on_a_loop
async def test_value_is_taken_in_the_order_that_the_cashier_chose(
    sandbox: Sandbox, order: Order, rewards: int, points: int
) -> None:
    amount = {POINTS: "12.00", REWARDS_FIRST: "27.00", POINTS_FIRST: "17.00"}[order]
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.asha()
        await cashier.tell(partial(ev.StrategyChosen, strategies=order))
        await till.choose(cashier, amount)
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert left(sandbox) == (rewards, points)
    row = plain_http.transaction(sandbox, sale.reference)
    assert row["total"] == 250 - aud(amount).amount
    assert row["redemption"]["total"] == aud(amount).amount
    discounts = [each for item in row["items"] for each in item["discounts"]]
    assert {each["reason_desc"] for each in discounts} == {sale.legs[0].name}
    assert sum(each["amount"] for each in discounts) == aud(amount).amount


@pytest.mark.parametrize("order", [POINTS, REWARDS_FIRST, POINTS_FIRST])
@on_a_loop
async def test_a_declined_card_puts_points_and_rewards_back_as_they_were(
    sandbox: Sandbox, order: Order
) -> None:
    before = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=with_points(order)) as till:
        cashier = await at_payment(till, "14.99")
        sale = await till.pay(cashier, "insufficient_funds")

    assert (sale.phase, proof_of(sale)) == (Phase.CHOOSING, ProofState.EQUAL)
    assert (sale.takes_from, sale.chosen.rewards) == (order, aud("14.99"))
    assert plain_http.wallet(sandbox) == before
    assert plain_http.live(sandbox) == []


@pytest.mark.parametrize("order", [POINTS, REWARDS_FIRST, POINTS_FIRST])
@on_a_loop
async def test_a_redemption_of_points_whose_answer_was_lost_is_found(
    sandbox: Sandbox, order: Order
) -> None:
    weather = Weather()
    weather.expect(REDEEM, lose_answer)
    identity = sandbox.control.health().identity
    tenant = with_points(order)
    async with a_till(sandbox.endpoint, identity, weather=weather, tenant=tenant) as till:
        cashier = await at_payment(till, "13.37")
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert weather.count(REDEEM) == len(plain_http.redemptions(sandbox)) == 1


@pytest.mark.parametrize("order", [POINTS, REWARDS_FIRST, POINTS_FIRST])
@on_a_loop
async def test_without_an_echo_the_only_till_knows_its_points_by_the_balances(
    sandbox: Sandbox, order: Order
) -> None:
    sandbox.control.switches(leg_echoed=False)
    weather = Weather()
    weather.expect(REDEEM, lose_answer)
    identity = sandbox.control.health().identity
    tenant = with_points(order, single_till=True)
    async with a_till(sandbox.endpoint, identity, weather=weather, tenant=tenant) as till:
        cashier = await at_payment(till, "13.37")

    assert leg(cashier.sale, "R1").state is LegState.GRANTED
    assert weather.count(REDEEM) == 1


@pytest.mark.parametrize("order", [POINTS, REWARDS_FIRST, POINTS_FIRST])
@pytest.mark.parametrize("loss", [lose_answer, lose_request])
@on_a_loop
async def test_a_reversal_of_points_without_an_answer_takes_effect_once(
    sandbox: Sandbox, order: Order, loss: object
) -> None:
    before = plain_http.wallet(sandbox)
    weather = Weather()
    weather.expect(REVERSE, loss)  # type: ignore[arg-type]  # one of the weather's deeds
    identity = sandbox.control.health().identity
    tenant = with_points(order)
    async with a_till(sandbox.endpoint, identity, weather=weather, tenant=tenant) as till:
        cashier = await at_payment(till, "14.99")
        sale = await till.pay(cashier, "insufficient_funds")

    assert sale.phase is Phase.CHOOSING
    assert plain_http.wallet(sandbox) == before
    assert plain_http.live(sandbox) == []
    assert weather.count(REVERSE) == (1 if loss is lose_answer else 2)


@pytest.mark.parametrize("order", [POINTS, REWARDS_FIRST, POINTS_FIRST])
@on_a_loop
async def test_after_ten_minutes_points_are_refunded_once_though_the_answer_was_lost(
    sandbox: Sandbox, order: Order
) -> None:
    clock, weather = QuickClock(), Weather()
    weather.expect(REFUND, lose_answer)
    identity = sandbox.control.health().identity
    tenant = with_points(order)
    async with a_till(
        sandbox.endpoint, identity, clock=clock, weather=weather, tenant=tenant
    ) as till:
        cashier = await at_payment(till, "15.00")
        clock.advance(660)
        sandbox.control.advance(660)
        sale = await till.pay(cashier, "do_not_honour")

    assert leg(sale, "R1").state is LegState.REFUNDED
    assert weather.count(REFUND) == 1
    assert left(sandbox) == (25, 1500)


@on_a_loop
async def test_points_spent_elsewhere_are_told_before_anything_is_taken(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=with_points(REWARDS_FIRST)) as till:
        cashier = await till.asha(rewards="40.00")
        sandbox.call(
            "POST",
            f"/profiles/{ASHA}/redemptions",
            {"strategies": ["points"], "amount": 5},
        )
        sale = await till.redeem(cashier)

    assert (sale.phase, sale.problem) == (Phase.CHOOSING, "sale.balance_changed")
    assert sale.chosen.rewards == aud("35.00")
    assert sale.legs == ()


# Benefits in the same call


def combined(order: Order = REWARDS_FIRST) -> TenantFile:
    return with_points(order, combined=True)


@on_a_loop
async def test_benefits_and_value_are_one_redemption_with_one_number(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=combined()) as till:
        cashier = await at_payment(till, "27.00", "first-spend")
        sale = await till.pay(cashier)

    (row,) = plain_http.redemptions(sandbox)
    assert [item["type"] for item in row["items"]] == ["benefit", "reward", "reward", "point"]
    assert row["total"] == 27
    assert till.weather.count(USE_BENEFIT) == 0
    told = plain_http.transaction(sandbox, sale.reference)
    assert told["total"] == 250 - 20 - 27
    assert told["redemption"]["id"] == row["id"]
    (kept,) = told["meta"]["posdesk"]["legs"]
    assert (kept["redemption_id"], kept["benefit_ids"]) == (str(row["id"]), ["4021"])


@on_a_loop
async def test_a_declined_card_puts_all_of_a_combined_redemption_back_at_once(
    sandbox: Sandbox,
) -> None:
    before = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=combined()) as till:
        cashier = await at_payment(till, "40.00", "first-spend")
        sale = await till.pay(cashier, "insufficient_funds")

    assert proof_of(sale) is ProofState.EQUAL
    assert plain_http.wallet(sandbox) == before
    assert till.weather.count(REVERSE) == 1


@pytest.mark.parametrize("echoed", [True, False])
@on_a_loop
async def test_a_combined_redemption_whose_answer_was_lost_is_found(
    sandbox: Sandbox, echoed: bool
) -> None:
    sandbox.control.switches(leg_echoed=echoed)
    weather = Weather()
    weather.expect(REDEEM, lose_answer)
    identity = sandbox.control.health().identity
    tenant = replace(combined(), single_till=not echoed)
    async with a_till(sandbox.endpoint, identity, weather=weather, tenant=tenant) as till:
        cashier = await at_payment(till, "40.00", "first-spend")

    assert leg(cashier.sale, "R1").state is LegState.GRANTED
    assert weather.count(REDEEM) == 1


@on_a_loop
async def test_after_ten_minutes_all_of_a_combined_redemption_is_refunded_once(
    sandbox: Sandbox,
) -> None:
    clock, weather = QuickClock(), Weather()
    weather.expect(REFUND, lose_answer)
    identity = sandbox.control.health().identity
    async with a_till(
        sandbox.endpoint, identity, clock=clock, weather=weather, tenant=combined()
    ) as till:
        cashier = await at_payment(till, "40.00", "first-spend")
        clock.advance(660)
        sandbox.control.advance(660)
        sale = await till.pay(cashier, "do_not_honour")

    assert leg(sale, "R1").state is LegState.REFUNDED
    assert weather.count(REFUND) == 1
    assert left(sandbox) == (25, 1500)
    uses = [count for count, _ in plain_http.uses(sandbox).values()]
    assert len(uses) == 4


@on_a_loop
async def test_a_benefit_that_is_gone_refuses_the_whole_and_nothing_is_taken(
    sandbox: Sandbox,
) -> None:
    identity = sandbox.control.health().identity
    weather = Weather()
    async with a_till(sandbox.endpoint, identity, weather=weather, tenant=combined()) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        arrived, go_on = weather.hold(REDEEM)
        await cashier.tell(ev.Confirmed)
        await arrived.wait()
        path = f"/profiles/{ASHA}/benefits/4021/redemptions"
        sandbox.call("POST", path, {})
        go_on.set()
        sale = await till.settled(cashier)

    assert (sale.phase, leg(sale, "R1").state) == (Phase.CHOOSING, LegState.REFUSED)
    assert left(sandbox) == (25, 1500)


@on_a_loop
async def test_benefits_alone_and_value_alone_go_as_ever(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=combined()) as till:
        cashier = await at_payment(till, "", "first-spend")
        sale = await till.pay(cashier)
    assert [each.mark for each in sale.legs] == ["B1"]
    assert till.weather.count(USE_BENEFIT) == 1
    assert TENANT.can("combined_redemption") is None
