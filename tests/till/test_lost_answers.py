"""Answers that never arrive: found again, never doubled."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from posdesk.sale import events as ev
from posdesk.sale.state import Cause, LegState, Phase
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till import plain_http
from tests.till.headless import TENANT, a_till, leg, on_a_loop, told
from tests.till.weather import (
    LIST,
    LOOK_UP,
    RECORD,
    REDEEM,
    USE_BENEFIT,
    Deed,
    Delayed,
    Handle,
    Weather,
    answers,
    cut_answer,
    first,
    lose_answer,
    lose_request,
    pass_on,
)


@pytest.mark.parametrize("loss", [lose_answer, cut_answer])
@pytest.mark.parametrize("what", [REDEEM, USE_BENEFIT])
@on_a_loop
async def test_a_redemption_whose_answer_was_lost_is_found_and_not_sent_again(
    sandbox: Sandbox, loss: Deed, what: str
) -> None:
    weather = Weather()
    weather.expect(what, loss)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert weather.count(what) == 1
    assert len(plain_http.redemptions(sandbox)) == 2
    assert plain_http.transaction(sandbox, sale.reference)["total"] == 205


@pytest.mark.parametrize("trouble", [lose_request, answers(500), answers(503), answers(408)])
@on_a_loop
async def test_a_redemption_that_never_arrived_is_sent_once_more_after_the_late_window(
    sandbox: Sandbox, trouble: Deed
) -> None:
    weather = Weather()
    weather.expect(REDEEM, trouble)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        sale = await till.redeem(cashier)

    assert sale.phase is Phase.PAYING
    assert (leg(sale, "R1").state, leg(sale, "R1").sends) == (LegState.GRANTED, 2)
    assert weather.count(REDEEM) == 2
    assert len(plain_http.live(sandbox)) == 1


@on_a_loop
async def test_a_redemption_that_never_arrives_twice_is_given_up(sandbox: Sandbox) -> None:
    before = plain_http.wallet(sandbox)
    weather = Weather()
    weather.expect(REDEEM, lose_request, times=2)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        sale = await till.redeem(cashier)

    assert sale.phase is Phase.CHOOSING
    assert sale.compensation is not None
    assert sale.compensation.cause is Cause.NO_ANSWER
    assert weather.count(REDEEM) == 2
    assert plain_http.wallet(sandbox) == before


@on_a_loop
async def test_a_reversed_row_of_the_first_try_is_never_adopted_by_the_second(
    sandbox: Sandbox,
) -> None:
    weather = Weather()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        first_try = await till.pay(cashier, "do_not_honour")
        weather.expect(REDEEM, lose_answer)
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    (live,) = plain_http.live(sandbox)
    assert leg(sale, "R2").redemption_id == str(live)
    assert leg(first_try, "R1").redemption_id != str(live)


@on_a_loop
async def test_without_an_echo_another_till_may_have_done_it_so_a_person_decides(
    sandbox: Sandbox,
) -> None:
    sandbox.control.switches(leg_echoed=False)
    weather = Weather()
    weather.expect(REDEEM, lose_answer)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        sale = await till.redeem(cashier)

    assert sale.attention is not None
    assert (sale.phase, sale.attention.why) == (Phase.ATTENTION, "redemption_unclear")
    assert "not tagged" in sale.attention.evidence[0]


@on_a_loop
async def test_without_an_echo_the_only_till_adopts_the_one_row_that_fits(
    sandbox: Sandbox,
) -> None:
    sandbox.control.switches(leg_echoed=False)
    weather = Weather()
    weather.expect(REDEEM, lose_answer)
    identity = sandbox.control.health().identity
    tenant = replace(TENANT, single_till=True)
    async with a_till(sandbox.endpoint, identity, weather=weather, tenant=tenant) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert weather.count(REDEEM) == 1
    assert len(plain_http.live(sandbox)) == 1


@on_a_loop
async def test_another_tills_redemption_of_the_same_worth_is_never_adopted(
    sandbox: Sandbox,
) -> None:
    async def spend_and_lose(handle: Handle, request: httpx.Request) -> httpx.Response:
        meta = {"posdesk_leg": "S02-1-000007-aaaaaa-R1"}
        body = {"strategies": ["rewards"], "amount": 10, "meta": meta}
        sandbox.call("POST", f"/profiles/{ASHA}/redemptions", body)
        return await lose_request(handle, request)

    weather = Weather()
    weather.expect(REDEEM, spend_and_lose)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="10.00")
        sale = await till.redeem(cashier)

    rows = plain_http.redemptions(sandbox)
    mine = [row["id"] for row in rows if row["transaction_external_id"] == sale.reference]
    assert len(rows) == 2
    assert [leg(sale, "R1").redemption_id] == [str(each) for each in mine]


@on_a_loop
async def test_a_transaction_whose_answer_was_lost_is_found_and_not_sent_again(
    sandbox: Sandbox,
) -> None:
    weather = Weather()
    weather.expect(RECORD, lose_answer)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert sale.recorded is not None
    assert sale.recorded.found
    assert weather.count(RECORD) == 1
    assert len(plain_http.transactions(sandbox)) == 1


@pytest.mark.parametrize("duplicates", ["duplicate", "upsert", "reject"])
@pytest.mark.parametrize("loss", [lose_request, answers(502)])
@on_a_loop
async def test_a_transaction_that_never_arrived_is_sent_once_more(
    sandbox: Sandbox, loss: Deed, duplicates: str
) -> None:
    sandbox.control.switches(duplicates=duplicates)
    weather = Weather()
    weather.expect(RECORD, loss)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert weather.count(RECORD) == 2
    assert len(plain_http.transactions(sandbox)) == 1


@on_a_loop
async def test_a_transaction_sent_twice_is_one_row(sandbox: Sandbox) -> None:
    weather = Weather()
    weather.expect(RECORD, lose_answer)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        # A tenant that lags: it does not know its own row until the till has sent it again.
        weather.expect(LOOK_UP, pass_on)
        lagging = weather.expect(LOOK_UP, answers(404), times=99)
        weather.expect(RECORD, first(lambda: setattr(lagging, "times", 0)))
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert weather.count(RECORD) == 2
    assert len(plain_http.transactions(sandbox)) == 1


@on_a_loop
async def test_a_transaction_is_looked_up_before_its_first_send(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.sell(LS_01=1)
        await cashier.tell(ev.Confirmed)
        sale = await till.pay(cashier)

    writes = [line.rsplit("/", 2)[1:] for line in till.weather.sent if "transactions" in line]
    assert writes == [["external", sale.reference], ["transactions", "update-create"]]
    assert told(sale)[-2:] == ["record_sent", "recorded"]


PATIENT = replace(TENANT, late_window_s=3_600)


@on_a_loop
async def test_a_transaction_that_arrives_late_is_found_and_was_not_sent_again(
    sandbox: Sandbox,
) -> None:
    weather, late = Weather(), Delayed()
    weather.expect(RECORD, late.hold_back)
    weather.expect(LOOK_UP, pass_on, times=3)
    weather.expect(LOOK_UP, first(lambda: late.arrive(sandbox.api)))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, tenant=PATIENT) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    assert sale.phase is Phase.RECORDED
    assert weather.count(RECORD) == 1
    assert len(plain_http.transactions(sandbox)) == 1


@on_a_loop
async def test_a_redemption_that_arrives_late_is_found_and_was_not_sent_again(
    sandbox: Sandbox,
) -> None:
    weather, late = Weather(), Delayed()
    weather.expect(REDEEM, late.hold_back)
    # The reading before the redemption, and two searches that find nothing.
    weather.expect(LIST, pass_on, times=3)
    weather.expect(LIST, first(lambda: late.arrive(sandbox.api)))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, tenant=PATIENT) as till:
        cashier = await till.asha(rewards="25.00")
        sale = await till.redeem(cashier)

    assert leg(sale, "R1").state is LegState.GRANTED
    assert weather.count(REDEEM) == 1
    assert len(plain_http.live(sandbox)) == 1
