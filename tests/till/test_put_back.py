"""Payment fails, or somebody thinks again: everything goes back, and the tenant shows it."""

from __future__ import annotations

from functools import partial

import pytest

from posdesk.sale import events as ev
from posdesk.sale.state import Cause, LegState, Phase, ProofState
from posdesk.sale.tender import TenderState
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import QuickClock, a_till, aud, leg, on_a_loop, told
from tests.till.weather import (
    REFUND,
    REVERSE,
    Deed,
    Weather,
    answers,
    lose_answer,
    lose_request,
    unreachable,
)

PUT_BACK = [
    "tender_declined T1",
    "putting_back",
    "undo_sent R2",
    "reversed R2",
    "undo_sent B1",
    "reversed B1",
    "proof_sent",
    "proved",
]


@on_a_loop
async def test_a_declined_card_puts_values_expiry_dates_and_uses_back(sandbox: Sandbox) -> None:
    before = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier, "insufficient_funds")

    assert sale.phase is Phase.CHOOSING
    assert sale.compensation is not None
    assert sale.compensation.proof is not None
    assert sale.compensation.cause is Cause.DECLINED
    assert sale.compensation.proof.state is ProofState.EQUAL
    assert told(sale)[-8:] == PUT_BACK
    assert plain_http.wallet(sandbox) == before
    assert plain_http.live(sandbox) == []
    sandbox.call("GET", f"/transactions/external/{sale.reference}", expect=404)


@on_a_loop
async def test_the_journal_tells_every_step_of_a_putting_back(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier, "do_not_honour")
        rows = await till.register.journal_rows(sale.reference)

    # The customer card's own reading may still have been on its way when the card was declined.
    written = [
        row.body if row.type == "Sent" else row.type
        for row in rows
        if row.type != "WalletRead" or row is rows[-1]
    ]
    declined = written.index("TenderDeclined")
    assert written[declined:] == [
        "TenderDeclined",
        '{"intention":"R2.reverse"}',
        "UndoConfirmed",
        '{"intention":"B1.reverse"}',
        "UndoConfirmed",
        "WalletRead",
    ]


@on_a_loop
async def test_after_a_decline_the_same_amount_again_leaves_one_live_redemption(
    sandbox: Sandbox,
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        await till.pay(cashier, "do_not_honour")
        await till.choose(cashier, rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier)

    row = plain_http.transaction(sandbox, sale.reference)
    assert [each.mark for each in sale.legs] == ["R1", "R2"]
    assert plain_http.live(sandbox) == [row["redemption"]["id"]]
    assert plain_http.balance(sandbox) == 0


@on_a_loop
async def test_cash_taken_before_the_declined_card_is_handed_back_first(sandbox: Sandbox) -> None:
    before = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        await till.cash(cashier, "50.00")
        await till.card(cashier, "do_not_honour")
        owing = await till.watch.until(cashier, lambda sale: bool(sale.cash_owed))
        assert leg(owing, "R1").state is LegState.GRANTED
        assert till.weather.count(REVERSE) == 0
        await cashier.tell(partial(ev.TenderGivenBack, tender=1))
        sale = await till.settled(cashier)

    order = told(sale)
    assert sale.phase is Phase.CHOOSING
    assert order.index("hand_back T1") < order.index("tender_given_back T1")
    assert order.index("tender_given_back T1") < order.index("undo_sent R1")
    assert sale.tender(1).state is TenderState.GIVEN_BACK
    assert plain_http.wallet(sandbox) == before


@on_a_loop
async def test_going_back_from_payment_puts_the_redemption_back(sandbox: Sandbox) -> None:
    before = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        await cashier.tell(ev.WentBack)
        sale = await till.settled(cashier)

    assert sale.phase is Phase.CHOOSING
    assert plain_http.wallet(sandbox) == before


@on_a_loop
async def test_a_sale_that_is_closed_while_paying_is_put_back_and_voided(sandbox: Sandbox) -> None:
    before = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        await cashier.tell(partial(ev.VoidRequested, cause=Cause.CLOSED))
        sale = await till.settled(cashier)

    assert sale.phase is Phase.VOIDED
    assert plain_http.wallet(sandbox) == before


@on_a_loop
async def test_the_basket_of_a_voided_sale_can_be_recalled(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        voided = await till.asha()
        await voided.tell(ev.VoidRequested)
        (past,) = await till.register.recent()
        cashier = await till.sell()
        await cashier.tell(
            partial(ev.BasketRecalled, lines=past.lines, from_reference=past.reference)
        )

    assert [line.product.sku for line in cashier.sale.basket.lines] == [
        "LS-01",
        "WS-01",
        "LB-01",
        "GC-50",
    ]


@on_a_loop
async def test_a_lost_answer_of_the_terminal_is_asked_for_and_the_sale_recorded_once(
    sandbox: Sandbox,
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier, "answer_lost")
        held = await till.terminal.kept()

    order = told(sale)
    assert sale.phase is Phase.RECORDED
    assert order.index("tender_unknown T1") < order.index("tender_approved T1")
    assert till.weather.count(REVERSE) == 0
    assert [each.amount for each in held] == [aud("225.00")]


@on_a_loop
async def test_a_card_that_is_asked_about_and_was_declined_puts_everything_back(
    sandbox: Sandbox,
) -> None:
    before = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier, "timed_out")

    order = told(sale)
    assert sale.phase is Phase.CHOOSING
    assert order.index("tender_declined T1") < order.index("undo_sent R1")
    assert plain_http.wallet(sandbox) == before


@pytest.mark.parametrize("loss", [lose_answer, lose_request, unreachable])
@on_a_loop
async def test_a_reversal_in_bad_weather_takes_effect_exactly_once(
    sandbox: Sandbox, loss: Deed
) -> None:
    before = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    weather = Weather()
    weather.expect(REVERSE, loss)
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier, "do_not_honour")

    undone = [row["type"] for row in plain_http.redemptions(sandbox)]
    assert sale.phase is Phase.CHOOSING
    assert undone == ["redeem", "redeem", "reversal", "reversal"]
    assert plain_http.wallet(sandbox) == before


@pytest.mark.parametrize(
    ("status", "headers"),
    [(401, {}), (403, {}), (429, {"retry-after": "2"}), (503, {}), (500, {})],
)
@on_a_loop
async def test_a_reversal_that_the_tenant_did_not_do_is_sent_again(
    sandbox: Sandbox, status: int, headers: dict[str, str]
) -> None:
    before = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    weather = Weather()
    weather.expect(REVERSE, answers(status, **headers))
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sale = await till.pay(cashier, "do_not_honour")

    assert sale.phase is Phase.CHOOSING
    assert weather.count(REVERSE) == 2
    assert plain_http.wallet(sandbox) == before


@on_a_loop
async def test_a_reversal_done_by_somebody_else_counts_as_done(sandbox: Sandbox) -> None:
    before = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.asha(rewards="25.00")
        sale = await till.redeem(cashier)
        number = leg(sale, "R1").redemption_id
        sandbox.call("POST", f"/redemptions/{number}/reversal")
        sale = await till.pay(cashier, "do_not_honour")

    assert sale.phase is Phase.CHOOSING
    assert leg(sale, "R1").state is LegState.REVERSED
    assert plain_http.wallet(sandbox) == before


@on_a_loop
async def test_past_the_ten_minutes_the_redemption_is_refunded_not_reversed(
    sandbox: Sandbox,
) -> None:
    clock = QuickClock()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, clock=clock) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        clock.advance(660)
        sandbox.control.advance(660)
        sale = await till.pay(cashier, "do_not_honour")

    assert sale.compensation is not None
    assert sale.compensation.proof is not None
    assert sale.compensation.proof.state is ProofState.REFUNDED
    assert till.weather.count(REVERSE) == 0
    assert {each.state for each in sale.legs} == {LegState.REFUNDED}
    assert plain_http.balance(sandbox) == 25


@on_a_loop
async def test_a_refund_of_two_rewards_with_its_answer_lost_is_made_once(sandbox: Sandbox) -> None:
    clock, weather = QuickClock(), Weather()
    weather.expect(REFUND, lose_answer)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, clock=clock, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        clock.advance(660)
        sandbox.control.advance(660)
        sale = await till.pay(cashier, "do_not_honour")

    assert leg(sale, "R1").state is LegState.REFUNDED
    assert weather.count(REFUND) == 1
    assert plain_http.balance(sandbox) == 25


@on_a_loop
async def test_a_refund_that_never_arrived_is_sent_again_after_its_late_window(
    sandbox: Sandbox,
) -> None:
    clock, weather = QuickClock(), Weather()
    weather.expect(REFUND, lose_request)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, clock=clock, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        clock.advance(660)
        sandbox.control.advance(660)
        sale = await till.pay(cashier, "do_not_honour")

    assert leg(sale, "R1").state is LegState.REFUNDED
    assert weather.count(REFUND) == 2
    assert plain_http.balance(sandbox) == 25
