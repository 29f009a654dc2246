"""A till that ends in the middle of a return: the next start goes on, and gives nothing twice."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import httpx
import pytest

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.errors import ReturnClaimed
from posdesk.sale.past import RefundKind
from posdesk.sale.repayment import returning
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase, Sale
from posdesk.till.cashier import Cashier
from tests.sandbox.server.running import Sandbox
from tests.till.headless import Till, a_till, on_a_loop
from tests.till.taking_back import ASHA, Worth, cash_asked, take_back, worth
from tests.till.weather import RECORD, REFUND, Handle

ISSUE = r"POST .*/credits$"


class Parting:
    """The request is carried out, or not; the till never hears of it, because it has gone."""

    def __init__(self, *, carried_out: bool) -> None:
        self.reached = asyncio.Event()
        self._carried_out = carried_out

    async def deed(self, handle: Handle, request: httpx.Request) -> httpx.Response:
        if self._carried_out:
            answer = await handle(request)
            await answer.aread()
        self.reached.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody waits for this any more")


async def sold(till: Till) -> str:
    cashier = await till.asha("25.00", "first-spend")
    await till.redeem(cashier)
    return (await till.pay(cashier)).reference


async def left_at(
    sandbox: Sandbox, home: Path, pattern: str, kind: RepayKind, *, carried_out: bool
) -> Worth:
    """A till sells, takes everything back, and ends while that request is out. What the wallet was before."""
    before = worth(sandbox, ASHA)
    parting = Parting(carried_out=carried_out)
    async with a_till(sandbox.endpoint, sandbox.control.health().identity, home=home) as till:
        cashier = await take_back(till, await sold(till))
        till.weather.expect(pattern, parting.deed)
        await cashier.tell(partial(rev.RepayChosen, kind=kind))
        await cashier.tell(ev.Confirmed)
        await parting.reached.wait()
    return before


async def recovered(till: Till) -> Cashier:
    (cashier,) = await till.register.recover(till.watch.on_change, till.watch.on_error)
    return cashier


async def at_rest(till: Till, cashier: Cashier) -> Sale:
    rests = {Phase.RECORDED, Phase.VOIDED, Phase.ATTENTION}
    sale = await till.watch.until(cashier, lambda sale: sale.phase in rests)
    await till.register.gifts.idle()
    return sale


@pytest.mark.parametrize("carried_out", [True, False])
@pytest.mark.parametrize("pattern", [REFUND, RECORD])
@on_a_loop
async def test_the_next_start_finishes_the_return_and_gives_everything_once(
    sandbox: Sandbox, tmp_path: Path, pattern: str, carried_out: bool
) -> None:
    before = await left_at(sandbox, tmp_path, pattern, RepayKind.CARD, carried_out=carried_out)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        sale = await at_rest(till, await recovered(till))
        assert await till.terminal.kept() == ()
    assert sale.phase is Phase.RECORDED
    assert worth(sandbox, ASHA) == before


@pytest.mark.parametrize("carried_out", [True, False])
@on_a_loop
async def test_a_store_credit_under_way_is_issued_once(
    sandbox: Sandbox, tmp_path: Path, carried_out: bool
) -> None:
    before = await left_at(
        sandbox, tmp_path, ISSUE, RepayKind.STORE_CREDIT, carried_out=carried_out
    )
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        sale = await at_rest(till, await recovered(till))
    credit = [each for each in returning(sale).given if each.kind is RefundKind.STORE_CREDIT]
    assert sale.phase is Phase.RECORDED
    assert worth(sandbox, ASHA).credits == before.credits + credit[0].amount.amount


@on_a_loop
async def test_cash_that_nobody_confirmed_is_for_a_person(sandbox: Sandbox, tmp_path: Path) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        cashier = await take_back(till, await sold(till))
        await cashier.tell(partial(rev.RepayChosen, kind=RepayKind.CASH))
        await cashier.tell(ev.Confirmed)
        await till.watch.until(cashier, lambda sale: cash_asked(sale) is not None)
    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        cashier = await recovered(till)
        assert (await at_rest(till, cashier)).phase is Phase.ATTENTION
        await cashier.tell(partial(ev.AttentionSettled, choice=ev.Choice.WAS_GIVEN, by="Sam Lee"))
        sale = await till.watch.until(cashier, lambda now: now.phase is Phase.RECORDED)
    assert [each.kind for each in returning(sale).given] == [
        RefundKind.REWARDS,
        RefundKind.BENEFIT,
        RefundKind.CASH,
    ]


@on_a_loop
async def test_a_pick_that_was_left_is_dropped_and_the_sale_is_free(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    before = worth(sandbox, ASHA)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        reference = await sold(till)
        await take_back(till, reference)
        assert worth(sandbox, ASHA) != before
    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        cashier = await recovered(till)
        assert cashier.sale.phase is Phase.VOIDED
        again = await take_back(till, reference)
        await again.tell(partial(rev.RepayChosen, kind=RepayKind.CARD))
        await again.tell(ev.Confirmed)
        await at_rest(till, again)
    assert worth(sandbox, ASHA) == before


@on_a_loop
async def test_a_return_that_waits_for_a_person_keeps_the_sale_to_itself(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        reference = await sold(till)
        first = await take_back(till, reference, LS_01=1)
        await first.tell(ev.Confirmed)
        await till.watch.until(first, lambda sale: sale.phase is Phase.REPAYING)
        second = await take_back(till, reference)
        left = returning(second.sale)
        assert (left.picked(1), [each.settled for each in left.original.returns]) == (1, [False])
        with pytest.raises(ReturnClaimed):
            await second.tell(ev.Confirmed)
