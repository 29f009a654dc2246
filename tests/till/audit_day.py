"""A day at a till for the checker: one sale of every ending, a return, the tenant's books and the terminal's money."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from posdesk.sale import events as ev
from posdesk.sale.returns import RepayKind
from posdesk.sale.state import Cause, Phase, Sale
from posdesk.sale.tender import TenderKind
from posdesk.till.audit import audit
from posdesk.till.audit_report import Report
from posdesk.till.books import TenantBooks
from posdesk.till.journal import Row, fold
from posdesk.till.terminal_answers import Approved
from tests.sandbox.server.running import Sandbox
from tests.till.headless import QuickClock, QuickLoop, Till, a_till, aud
from tests.till.taking_back import go, take_back

STORE_CREDIT = "82"
DANIEL = "60011267"
Json = dict[str, Any]


@dataclass(frozen=True)
class Day:
    """``rows`` and ``names`` by what the sale is for: sold, reversed, refunded, voided, by_credit, returned."""

    names: dict[str, str]
    rows: dict[str, tuple[Row, ...]]
    books: Json
    kept: tuple[Approved, ...]
    identity: str

    def sale(self, name: str) -> Sale:
        return fold(self.rows[name])[0]

    def sales(self, **changed: Sale | None) -> list[Sale]:
        """All of them; a changed one in its place, None for one that is not there."""
        found = {name: changed.get(name, self.sale(name)) for name in self.rows}
        return [sale for sale in found.values() if sale is not None]

    def row(self, books: Json, name: str, mark: str) -> Json:
        """The redemption of a leg, in ``books``."""
        tag = f"{self.names[name]}-{mark}"
        found: Json = next(each for each in books["redemptions"] if each["tag"] == tag)
        return found

    def undoing(self, books: Json, name: str, mark: str) -> Json:
        """What undoes the redemption of a leg, in ``books``."""
        origin = self.row(books, name, mark)["id"]
        found: Json = next(each for each in books["redemptions"] if each["origin_id"] == origin)
        return found

    def transaction(self, books: Json, name: str) -> Json:
        found: Json = next(
            each for each in books["transactions"] if each["external_id"] == self.names[name]
        )
        return found


def checked(
    sales: Iterable[Sale], books: Json, kept: Iterable[Approved], *, finished: bool = True
) -> Report:
    return audit(sales, TenantBooks.parse(books), kept, finished=finished)


def live_a_day(sandbox: Sandbox, home: Path) -> Day:
    """Run it on a loop of its own; the journal and the terminal's log stay in ``home``."""
    with asyncio.Runner(loop_factory=QuickLoop) as runner:
        return runner.run(_day(sandbox, home))


async def _day(sandbox: Sandbox, home: Path) -> Day:
    clock = QuickClock()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, clock=clock, home=home) as till:
        names = {
            "reversed": await _declined(till),
            "voided": await _voided(till),
            "sold": await _sold(till),
        }
        names["returned"] = await _returned(till, names["sold"])
        names["by_credit"] = await _by_credit(till)
        names["refunded"] = await _too_late(till, sandbox, clock)
        rows = {name: await till.register.journal_rows(each) for name, each in names.items()}
        books, kept = sandbox.control.books(), await till.terminal.kept()
    return Day(names, rows, books, kept, identity)


async def _sold(till: Till) -> str:
    cashier = await till.asha(rewards="20.00", benefit="first-spend")
    await till.redeem(cashier)
    sale = await till.pay(cashier)
    assert sale.phase is Phase.RECORDED
    return sale.reference


async def _declined(till: Till) -> str:
    cashier = await till.asha(rewards="5.00", benefit="first-spend")
    await till.redeem(cashier)
    sale = await till.pay(cashier, "do_not_honour")
    assert sale.phase is Phase.CHOOSING
    return sale.reference


async def _voided(till: Till) -> str:
    cashier = await till.asha(rewards="5.00")
    await till.redeem(cashier)
    await cashier.tell(partial(ev.VoidRequested, cause=Cause.CANCELLED))
    sale = await till.settled(cashier)
    assert sale.phase is Phase.VOIDED
    return sale.reference


async def _returned(till: Till, reference: str) -> str:
    """A part, to the card that paid."""
    cashier = await take_back(till, reference, LS_01=1)
    sale = await go(till, cashier, RepayKind.CARD)
    assert sale.phase is Phase.RECORDED
    return sale.reference


async def _by_credit(till: Till) -> str:
    """A part with a credit that the transaction deducts, a part on account of the card."""
    cashier = await till.sell(LS_01=1)
    await till.present(cashier, DANIEL)
    await till.redeem(cashier)
    take = partial(
        ev.TenderTaken, kind=TenderKind.CREDIT, amount=aud("30.00"), credit_id=STORE_CREDIT
    )
    await cashier.tell(take)
    await till.watch.until(cashier, lambda now: bool(now.approved))
    sale = await till.pay(cashier)
    assert sale.phase is Phase.RECORDED
    return sale.reference


async def _too_late(till: Till, sandbox: Sandbox, clock: QuickClock) -> str:
    cashier = await till.asha(rewards="5.00")
    await till.redeem(cashier)
    clock.advance(660)
    sandbox.control.advance(660)
    sale = await till.pay(cashier, "do_not_honour")
    assert sale.phase is Phase.CHOOSING
    return sale.reference
