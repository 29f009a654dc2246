"""The checker on real sales: a till without a window, the sandbox, its own books. Every ending passes."""

from __future__ import annotations

from functools import partial

import pytest

from posdesk.sale import events as ev
from posdesk.sale.state import Cause, Phase
from posdesk.till.books import BooksUnreadable, TenantBooks
from tests.sandbox.server.running import Sandbox
from tests.till.audited import audited
from tests.till.headless import a_till, on_a_loop
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
