"""The checker on real sales: a till without a window, the sandbox, its own books. Every ending passes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from posdesk.sale import events as ev
from posdesk.sale.purses import Purse
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Cause, Phase
from posdesk.till.audit_report import Harm, Invariant
from posdesk.till.books import BooksUnreadable, TenantBooks
from tests.sandbox.server.running import Sandbox
from tests.till.audited import audited
from tests.till.headless import TENANT, a_till, on_a_loop, with_points
from tests.till.taking_back import go, take_back
from tests.till.test_credits_pay import STORE, at_payment, use
from tests.till.test_killed import kill_at, next_start, recovered
from tests.till.weather import REDEEM, Trouble, Weather, lose_answer


@on_a_loop
async def test_a_recorded_sale_is_clean(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        await till.pay(cashier)
        report = await audited(till, sandbox)
    assert (report.sales, report.violations) == (1, ())


@on_a_loop
async def test_a_declined_sale_that_is_put_back_is_clean(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sale = await till.pay(cashier, "do_not_honour")
        report = await audited(till, sandbox)
    assert sale.phase is Phase.CHOOSING
    assert report.violations == ()


@on_a_loop
async def test_a_voided_sale_is_clean(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        await cashier.tell(partial(ev.VoidRequested, cause=Cause.CANCELLED))
        sale = await till.settled(cashier)
        report = await audited(till, sandbox)
    assert sale.phase is Phase.VOIDED
    assert report.violations == ()


@on_a_loop
async def test_a_redemption_without_an_answer_is_found_and_clean(sandbox: Sandbox) -> None:
    weather = Weather(Trouble(REDEEM, lose_answer))
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        await till.pay(cashier)
        report = await audited(till, sandbox)
    assert report.violations == ()


@on_a_loop
async def test_a_sale_that_is_not_over_breaks_nothing_until_everything_is(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        now = await audited(till, sandbox, finished=False)
        at_the_end = await audited(till, sandbox)
    assert now.violations == ()
    assert [each.invariant.name for each in at_the_end.violations] == ["HEALED"]


@on_a_loop
async def test_the_books_show_what_the_switches_hide(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.asha(rewards="25.00")
        await till.redeem(cashier)
        sandbox.control.switches(leg_echoed=False)
        books = TenantBooks.parse(sandbox.control.books())
        reference = cashier.sale.reference
    assert [row.tag for row in books.redemptions if row.tag] == [f"{reference}-R1"]


@pytest.mark.parametrize(
    "point", ["redemption's answer", "charge's intention", "reversal's answer", "record's answer"]
)
@on_a_loop
async def test_a_till_that_was_killed_is_clean_once_it_has_recovered(
    sandbox: Sandbox, tmp_path: Path, point: str
) -> None:
    kill_at(point, sandbox, tmp_path)
    async with next_start(sandbox, tmp_path) as till:
        before = await audited(till, sandbox)
        await recovered(till)
        after = await audited(till, sandbox)
    assert Harm.DOUBLED not in {each.harm for each in before.violations}
    assert Invariant.HEALED in {each.invariant for each in before.violations}
    assert (after.sales, after.violations) == (1, ())


@on_a_loop
async def test_a_credit_that_is_redeemed_is_clean(sandbox: Sandbox) -> None:
    tenant = replace(TENANT, credits_by_redeem=True)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=tenant) as till:
        cashier = await at_payment(till)
        await use(till, cashier, STORE, "35.00")
        await till.pay(cashier)
        report = await audited(till, sandbox)
    assert report.violations == ()


@on_a_loop
async def test_points_with_a_benefit_in_one_call_are_clean_put_back_too(sandbox: Sandbox) -> None:
    tenant = with_points((Purse.REWARDS, Purse.POINTS), combined=True)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, tenant=tenant) as till:
        cashier = await till.asha(rewards="30.00", benefit="first-spend")
        await till.redeem(cashier)
        await till.pay(cashier, "do_not_honour")
        await till.redeem(cashier)
        sale = await till.pay(cashier)
        report = await audited(till, sandbox)
    assert sale.phase is Phase.RECORDED
    assert report.violations == ()


@on_a_loop
async def test_an_exchange_of_an_exchange_is_clean(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.asha(rewards="25.00", benefit="first-spend")
        await till.redeem(cashier)
        sold = await till.pay(cashier)
        cashier = await take_back(till, sold.reference, LS_01=1)
        belt = till.register.catalogue.find("LB-01")
        assert belt is not None
        await cashier.tell(partial(ev.LineAdded, product=belt))
        sale = await go(till, cashier, RepayKind.STORE_CREDIT, "1.00")
        again = await take_back(till, sale.reference)
        await go(till, again, RepayKind.CASH)
        report = await audited(till, sandbox)
    assert (report.sales, report.violations) == (3, ())


@pytest.mark.parametrize(
    "value",
    [
        {"format": 2},
        {"format": 1, "unknown": []},
        {"format": 1, "payments": [{"transaction_id": 5}]},
        {"format": 1, "credits": [{"id": "1", "profile_id": "", "tag": "x", "amount": 10.5}]},
        [],
    ],
)
def test_books_are_read_strictly(value: object) -> None:
    with pytest.raises(BooksUnreadable):
        TenantBooks.parse(value)
