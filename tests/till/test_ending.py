"""A till that is told to end: nothing new leaves, what has left is written down, and the next start goes on there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from posdesk.sale.state import LegState, Phase, Sale
from posdesk.till.journal import Journal
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import PATIENCE_S, RATE, Till, a_till, on_a_loop
from tests.till.next_start import put_right
from tests.till.weather import RECORD, REDEEM, REVERSE, USE_BENEFIT

LONG = 30.0 * RATE
ISSUE = r"POST .*/credits$"


@asynccontextmanager
async def ending(
    sandbox: Sandbox, home: Path, pattern: str, patience_s: float, outcome: str = "approved"
) -> AsyncIterator[tuple[Till, asyncio.Event]]:
    """A till told to end while a request of that kind is on its way: (the till, what lets the answer come)."""
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, home=home) as till, asyncio.TaskGroup() as group:
        arrived, go_on = till.weather.hold(pattern)
        selling = group.create_task(sell(till, outcome))
        async with asyncio.timeout(PATIENCE_S):
            await arrived.wait()
        finishing = group.create_task(till.register.finish(patience_s))
        yield till, go_on
        await finishing
        selling.cancel()


async def sell(till: Till, outcome: str) -> None:
    cashier = await till.asha(rewards="25.00", benefit="first-spend")
    await till.redeem(cashier)
    await till.card(cashier, outcome)


def next_sale(sandbox: Sandbox, home: Path) -> Sale:
    """The sale after the next start, which finds nothing wrong."""
    outcome = put_right(sandbox, home)
    assert (outcome.violations, outcome.errors) == ((), ())
    (sale,) = outcome.sales
    return sale


def test_an_answer_on_its_way_is_written_down_and_the_next_leg_never_leaves(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    before = plain_http.wallet(sandbox)

    @on_a_loop
    async def first() -> None:
        async with ending(sandbox, tmp_path, USE_BENEFIT, LONG) as (till, go_on):
            go_on.set()
        assert till.weather.count(REDEEM) == 0

    first()
    with Journal(tmp_path / "journal.db") as journal:
        (entry,) = journal._entries("SELECT * FROM listed", ())
        sale, _ = journal.sale(entry.reference)
    assert [each.state for each in sale.legs] == [LegState.GRANTED, LegState.PLANNED]

    # Nothing is looked for that never left: it is reversed at once.
    sale = next_sale(sandbox, tmp_path)
    assert [each.state for each in sale.legs] == [LegState.REVERSED, LegState.ABSENT]
    assert plain_http.wallet(sandbox) == before


@pytest.mark.parametrize("pattern", [USE_BENEFIT, REDEEM, RECORD, ISSUE])
def test_what_does_not_come_back_in_time_is_read_back_by_the_next_start(
    sandbox: Sandbox, tmp_path: Path, pattern: str
) -> None:
    before = plain_http.wallet(sandbox)

    @on_a_loop
    async def first() -> None:
        async with ending(sandbox, tmp_path, pattern, 0.1 * RATE) as (till, _):
            pass
        assert till.weather.count(pattern) == 1

    first()
    sale = next_sale(sandbox, tmp_path)
    if pattern in {RECORD, ISSUE}:
        assert sale.phase is Phase.RECORDED
        assert len(plain_http.transactions(sandbox)) == 1
    else:
        assert sale.phase is Phase.VOIDED
        assert plain_http.wallet(sandbox) == before


def test_a_recorded_sale_is_noted_and_its_gift_card_is_the_next_starts(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    @on_a_loop
    async def first() -> None:
        async with ending(sandbox, tmp_path, RECORD, LONG) as (till, go_on):
            go_on.set()
        assert till.weather.count(ISSUE) == 0

    first()
    sale = next_sale(sandbox, tmp_path)
    assert sale.recorded is not None
    assert not sale.recorded.found
    rows = sandbox.call("GET", f"/credits?filter[external_id]={sale.reference}-G1")["data"]
    assert len(rows) == 1


def test_a_putting_back_stops_where_it_is(sandbox: Sandbox, tmp_path: Path) -> None:
    before = plain_http.wallet(sandbox)

    @on_a_loop
    async def first() -> None:
        async with ending(sandbox, tmp_path, REVERSE, LONG, "do_not_honour") as (till, go_on):
            go_on.set()
        assert till.weather.count(REVERSE) == 1

    first()
    assert len(plain_http.live(sandbox)) == 1
    sale = next_sale(sandbox, tmp_path)
    assert {each.state for each in sale.legs} == {LegState.REVERSED}
    assert plain_http.wallet(sandbox) == before
