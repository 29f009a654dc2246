"""Gift cards sold: issued once, whatever is lost on the way; number and PIN stand nowhere but in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import apsw
import pytest

from posdesk.sale import credit_events as cev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.gift_plans import GiftPlan, Receiver
from posdesk.sale.gifts import gifts_of
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Phase, Sale
from posdesk.till.gift_rows import GiftRow, GiftState
from posdesk.till.journal import Journal
from tests.sandbox.server.running import Sandbox
from tests.till.headless import PATIENCE_S, Till, a_till, on_a_loop
from tests.till.taking_back import go, take_back
from tests.till.weather import Deed, Weather, lose_answer, lose_request, unreachable

DANIEL, DANIELS_CARD = "5b1c6a52-6c0e-4a52-9a35-000000000004", "60011267"
ISSUE = r"POST .*/credits$"


async def sell(till: Till, plan: GiftPlan | None = None, *, cards: int = 1, card: str = "") -> Sale:
    """A shirt and gift cards of 50.00, paid and recorded."""
    cashier = await till.sell(LS_01=1, GC_50=cards)
    if card:
        await till.present(cashier, card)
    if plan is not None:
        line = cashier.sale.basket.lines[1]
        await cashier.tell(partial(cev.GiftPlanned, line_id=line.id, plan=plan))
    await till.redeem(cashier)
    await till.card(cashier)
    sale = await till.settled(cashier)
    assert sale.phase is Phase.RECORDED
    return sale


async def issued(
    till: Till, sale: Sale, holds: Callable[[GiftRow], bool] | None = None
) -> tuple[GiftRow, ...]:
    """Wait until every card of the sale is as wanted: issued, unless ``holds`` says otherwise."""
    wanted = holds or (lambda row: row.state is GiftState.ISSUED)
    changed = asyncio.Event()
    till.register.gifts.changed = changed.set
    async with asyncio.timeout(PATIENCE_S):
        while not all(wanted(row) for row in await till.register.gifts.of_sale(sale.reference)):
            await changed.wait()
            changed.clear()
    return await till.register.gifts.of_sale(sale.reference)


def tagged(sandbox: Sandbox, tag: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = sandbox.call("GET", f"/credits?filter[external_id]={tag}")["data"]
    return rows


@on_a_loop
async def test_each_piece_is_a_card_of_the_customers(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        sale = await sell(till, cards=2, card=DANIELS_CARD)
        rows = await issued(till, sale)
        bodies = "".join(row.body for row in await till.register.journal_rows(sale.reference))
        told = [till.register.gifts.cards[order.tag] for order in gifts_of(sale)]
    assert [row.number for row in rows] == [1, 2]
    for number, card in enumerate(told, start=1):
        (found,) = tagged(sandbox, f"{sale.reference}-G{number}")
        assert (found["profile_id"], found["balance"], found["type"]) == (DANIEL, 50, "gift_card")
        assert (card.number, card.pin) == (found["credit_number"], found["security_code"])
        assert card.number not in bodies
        assert card.number not in repr(rows)
        assert card.pin not in repr(card)
    assert till.register.gifts.cards == {}


@on_a_loop
async def test_without_a_customer_a_card_is_nobodys(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        sale = await sell(till)
        (row,) = await issued(till, sale)
    (found,) = tagged(sandbox, f"{sale.reference}-G1")
    assert found["profile_id"] is None
    assert row.last4 == found["credit_number"][-4:]


@on_a_loop
async def test_a_gift_waits_with_its_buyer(sandbox: Sandbox) -> None:
    plan = GiftPlan(Receiver.RECIPIENT, "mia.gift@example.test", "Mia", "Happy birthday")
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        sale = await sell(till, plan, card=DANIELS_CARD)
        await issued(till, sale)
    (found,) = tagged(sandbox, f"{sale.reference}-G1")
    assert (found["profile_id"], found["recipient_email"]) == (DANIEL, "mia.gift@example.test")
    body = {"first_name": "Mia", "last_name": "New", "email": "mia.gift@example.test"}
    new = sandbox.call("POST", "/profiles", body)["data"]["id"]
    assert tagged(sandbox, f"{sale.reference}-G1")[0]["profile_id"] == new


@pytest.mark.parametrize("deed", [lose_answer, lose_request, unreachable])
@on_a_loop
async def test_what_is_lost_on_the_way_is_issued_once(sandbox: Sandbox, deed: Deed) -> None:
    weather = Weather()
    weather.expect(ISSUE, deed)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather) as till:
        sale = await sell(till)
        await issued(till, sale)
    assert len(tagged(sandbox, f"{sale.reference}-G1")) == 1
    assert weather.count(ISSUE) == (1 if deed is lose_answer else 2)


@pytest.mark.parametrize("deed", [lose_answer, unreachable])
@on_a_loop
async def test_a_till_that_ended_in_between_sees_it_through_at_its_next_start(
    sandbox: Sandbox, tmp_path: Path, deed: Deed
) -> None:
    weather = Weather()
    weather.expect(ISSUE, deed, times=1000)
    weather.expect(r"GET .*/credits$", unreachable, times=1000)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, home=tmp_path) as till:
        sale = await sell(till)
        await issued(till, sale, lambda _row: weather.count(ISSUE) > 0)
    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        await till.register.recover(till.watch.on_change, till.watch.on_error)
        await issued(till, sale)
    assert len(tagged(sandbox, f"{sale.reference}-G1")) == 1


@on_a_loop
async def test_a_card_that_is_refused_waits_for_a_person(sandbox: Sandbox) -> None:
    definition = {"max_value": 10}
    sandbox.call("PUT", "/credits/definitions/2", definition)
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        sale = await sell(till)
        (row,) = await issued(till, sale, lambda each: each.state is GiftState.REFUSED)
        assert row.problem == "omneo.invalid"
        sandbox.call("PUT", "/credits/definitions/2", {"max_value": None})
        await till.register.gifts.try_again(row)
        await issued(till, sale)
        (sold,) = await till.register.gifts.sold()
        again = await till.register.gifts.tell(sold)
    (found,) = tagged(sandbox, f"{sale.reference}-G1")
    assert again.number == found["credit_number"]


@on_a_loop
async def test_a_card_that_comes_back_is_void_and_no_other(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        sale = await sell(till, cards=2, card=DANIELS_CARD)
        await issued(till, sale)
        cashier = await take_back(till, sale.reference, GC_50=1)
        back = await go(till, cashier, RepayKind.CARD)
        rows = await till.register.gifts.of_sale(sale.reference)
    assert back.phase is Phase.RECORDED
    assert {row.state for row in rows} == {GiftState.ISSUED}
    found = [tagged(sandbox, f"{sale.reference}-G{number}")[0]["is_void"] for number in (1, 2)]
    assert found == [False, True]


@on_a_loop
async def test_a_plan_needs_a_gift_card_and_a_gift_a_buyer(sandbox: Sandbox) -> None:
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.sell(LS_01=1, GC_50=1)
        shirt, card = cashier.sale.basket.lines
        for line, to in ((shirt, Receiver.BEARER), (card, Receiver.RECIPIENT)):
            plan = partial(cev.GiftPlanned, line_id=line.id, plan=GiftPlan(to, "a@b.test"))
            with pytest.raises(IllegalEvent):
                await cashier.tell(plan)
        await till.present(cashier, DANIELS_CARD)
        plan = partial(cev.GiftPlanned, line_id=card.id, plan=GiftPlan(Receiver.BEARER))
        await cashier.tell(plan)
        assert [order.plan.to for order in gifts_of(cashier.sale)] == [Receiver.BEARER]


def test_a_journal_of_the_version_before_gets_its_table(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Journal(path).close()
    before = apsw.Connection(str(path))
    before.execute("DROP TABLE gift")
    before.execute("PRAGMA user_version = 1")
    before.close()
    with Journal(path) as journal:
        assert journal.read("SELECT count(*) FROM gift") == [(0,)]
