"""The cashier: outcomes reach the journal whatever the disk does, and a closed till leaves nothing running."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

import apsw
import pytest

from posdesk.sale import events as ev
from posdesk.sale.errors import IllegalEvent, PosError
from posdesk.sale.money import Money
from posdesk.sale.state import Phase, Sale
from posdesk.sale.tender import TenderKind
from posdesk.till import payments
from posdesk.till.cashier import Cashier
from posdesk.till.journal import JournalFailed
from posdesk.till.journal_thread import JournalThread
from posdesk.till.outcomes import APPROVED, Outcome
from posdesk.till.terminal_answers import (
    Approved,
    BackRefused,
    Declined,
    InProgress,
    NoTerminalAnswer,
    NotFound,
    Processed,
    Refunded,
    Status,
    TerminalLogFailed,
    TerminalOffline,
    Voided,
)
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http
from tests.till.headless import Till, a_till, on_a_loop, told
from tests.till.made_sales import AT, REFERENCE, aud, choosing, fold
from tests.till.weather import REDEEM, Weather, lose_answer

P = ParamSpec("P")
T = TypeVar("T")
ZERO = aud("0.00")
PAYMENT = f"{REFERENCE}-T1"


# Who is told


class Ear:
    """Somebody who looks at a sale: what they were told."""

    def __init__(self, book: list[tuple[str, Phase]], name: str) -> None:
        self._book = book
        self._name = name

    def hear(self, sale: Sale) -> None:
        self._book.append((self._name, sale.phase))


async def a_shirt_more(till: Till, cashier: Cashier) -> None:
    shirt = till.register.catalogue.find("LS-01")
    assert shirt is not None
    await cashier.tell(partial(ev.LineAdded, product=shirt, quantity=1))


@on_a_loop
async def test_whoever_follows_a_sale_is_told_once_and_after_those_before(sandbox: Sandbox) -> None:
    book: list[tuple[str, Phase]] = []
    opener, looker = Ear(book, "opener"), Ear(book, "looker")
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.register.open_sale(opener.hear, till.watch.on_error)
        cashier.follow(opener.hear)
        for _ in range(2):
            cashier.follow(looker.hear)
        await a_shirt_more(till, cashier)
    assert book == [("opener", Phase.OPEN), ("looker", Phase.OPEN)]


@on_a_loop
async def test_who_begins_to_follow_while_another_is_told_hears_of_the_next_state(
    sandbox: Sandbox,
) -> None:
    book: list[tuple[str, Phase]] = []
    late = Ear(book, "late")
    async with a_till(sandbox.endpoint, sandbox.control.health().identity) as till:
        cashier = await till.register.open_sale(
            lambda sale: cashier.follow(late.hear), till.watch.on_error
        )
        await a_shirt_more(till, cashier)
        assert book == []
        await a_shirt_more(till, cashier)
    assert book == [("late", Phase.OPEN)]


# Disk trouble


class DiskTrouble(JournalThread):
    """The journal cannot be used for work of that name until ``mended``."""

    def __init__(self, work: str) -> None:
        super().__init__()
        self._work = work
        self.mended = False

    async def __call__(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if getattr(work, "__name__", "") == self._work and not self.mended:
            raise JournalFailed("disk full")
        return await super().__call__(work, *args, **kwargs)


@on_a_loop
async def test_an_outcome_waits_for_the_disk_and_nothing_is_sent_twice(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    weather = Weather()
    arrived, go_on = weather.hold(REDEEM)
    failed = asyncio.Event()
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, home=tmp_path) as till:
        till.journal._file.db.set_busy_timeout(0)
        till.watch.on_failure(failed.set)
        cashier = await till.asha(rewards="25.00")
        await cashier.tell(ev.Confirmed)
        await arrived.wait()
        with closing(apsw.Connection(str(tmp_path / "journal.db"))) as other:
            other.execute("BEGIN IMMEDIATE")
            go_on.set()
            await failed.wait()
            assert cashier.sale.phase is Phase.REDEEMING
            other.execute("ROLLBACK")
        sale = await till.watch.until(cashier, lambda sale: sale.phase is Phase.PAYING)

    assert {error.code for error in till.watch.errors} == {"till.journal_failed"}
    assert "redeemed R1" in told(sale)
    assert weather.count(REDEEM) == 1


@on_a_loop
async def test_a_search_for_a_redemption_waits_for_the_disk_too(sandbox: Sandbox) -> None:
    weather, thread = Weather(), DiskTrouble("known_redemptions")
    weather.expect(REDEEM, lose_answer)
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, weather=weather, thread=thread) as till:
        failed = asyncio.Event()
        till.watch.on_failure(failed.set)
        cashier = await till.asha(rewards="25.00")
        await cashier.tell(ev.Confirmed)
        await failed.wait()
        thread.mended = True
        sale = await till.watch.until(cashier, lambda sale: sale.phase is Phase.PAYING)

    assert "adopted R1" in told(sale)
    assert len(plain_http.live(sandbox)) == 1


@on_a_loop
async def test_without_a_journal_nothing_leaves_the_till(sandbox: Sandbox) -> None:
    thread = DiskTrouble("handle")
    thread.mended = True
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity, thread=thread) as till:
        cashier = await till.asha(rewards="25.00")
        thread.mended = False
        with pytest.raises(JournalFailed):
            await cashier.tell(ev.Confirmed)
        assert cashier.sale.phase is Phase.CHOOSING

    assert plain_http.redemptions(sandbox) == []


# Driving


@on_a_loop
async def test_what_is_not_possible_is_raised_where_it_was_asked(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.sell(LS_01=1)
        before = cashier.sale
        with pytest.raises(IllegalEvent):
            await cashier.tell(ev.WentBack)
        assert cashier.sale == before


@on_a_loop
async def test_every_state_is_told_in_order(sandbox: Sandbox) -> None:
    identity = sandbox.control.health().identity
    async with a_till(sandbox.endpoint, identity) as till:
        cashier = await till.sell(LS_01=1)
        await till.redeem(cashier)
        await till.pay(cashier)

    assert list(dict.fromkeys(till.watch.phases)) == [
        Phase.OPEN,
        Phase.PAYING,
        Phase.RECORDING,
        Phase.RECORDED,
    ]


@on_a_loop
async def test_closing_ends_every_task_and_the_next_start_goes_on(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    before = plain_http.wallet(sandbox)
    identity = sandbox.control.health().identity
    weather = Weather()
    arrived, _ = weather.hold(REDEEM)
    async with a_till(sandbox.endpoint, identity, weather=weather, home=tmp_path) as till:
        cashier = await till.asha(rewards="25.00")
        await cashier.tell(ev.Confirmed)
        await arrived.wait()
    assert asyncio.all_tasks() == {asyncio.current_task()}

    async with a_till(sandbox.endpoint, identity, home=tmp_path) as till:
        (cashier,) = await till.register.recover(till.watch.on_change, till.watch.on_error)
        sale = await till.settled(cashier)
    assert sale.phase is Phase.VOIDED
    assert plain_http.wallet(sandbox) == before


# The terminal's words


class FrozenTerminal:
    """Answers everything the same, or raises it."""

    def __init__(self, answer: Status | Voided | PosError) -> None:
        self._answer = answer
        self.asked: list[str] = []

    def _say(self, payment_id: str) -> Status | Voided:
        self.asked.append(payment_id)
        if isinstance(self._answer, PosError):
            raise self._answer
        return self._answer

    async def start(
        self, payment_id: str, amount: Money, outcome: Outcome
    ) -> Processed | InProgress:
        said = self._say(payment_id)
        assert isinstance(said, Approved | Declined | InProgress)
        return said

    async def status(self, payment_id: str) -> Status:
        said = self._say(payment_id)
        assert not isinstance(said, Voided)
        return said

    async def cancel(self, payment_id: str) -> Status:
        return await self.status(payment_id)

    async def void(self, payment_id: str) -> Voided | InProgress | NotFound:
        said = self._say(payment_id)
        assert isinstance(said, Voided | InProgress | NotFound)
        return said

    async def refund(
        self, payment_id: str, refund_id: str, amount: Money
    ) -> Refunded | InProgress | NotFound:
        raise AssertionError("a till voids its own payments")

    async def refund_status(self, refund_id: str) -> Refunded | NotFound:
        raise AssertionError("nothing was refunded")


def paying() -> Sale:
    charge = ev.TenderTaken(AT, TenderKind.CARD, aud("250.00"))
    return fold(choosing(), [ev.Confirmed(AT), charge])


PARTLY = Approved(PAYMENT, aud("125.00"), "10", "partial_approval", voided=False, refunded=ZERO)


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (
            PARTLY,
            ev.TenderApproved(AT, 1, aud("125.00"), "partial_approval", "terminal: 10 approved"),
        ),
        (
            Declined(PAYMENT, "51", "insufficient_funds"),
            ev.TenderDeclined(AT, 1, "insufficient_funds", "terminal: 51 declined"),
        ),
        (InProgress(PAYMENT), ev.TenderUnknown(AT, 1, "terminal: in progress")),
        (TerminalOffline(), ev.TenderDeclined(AT, 1, "offline", "terminal.offline")),
        (NoTerminalAnswer(), ev.TenderUnknown(AT, 1, "terminal.no_answer")),
        (TerminalLogFailed(), ev.TenderUnknown(AT, 1, "terminal.log_failed")),
    ],
)
@on_a_loop
async def test_a_charge_is_unknown_unless_the_terminal_is_clear(
    answer: Status | PosError, event: ev.Event
) -> None:
    terminal = FrozenTerminal(answer)
    reply = await payments.charge(terminal, paying(), 1, APPROVED)
    assert reply(AT) == event
    assert terminal.asked == [PAYMENT]


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (NotFound(PAYMENT), ev.TenderDeclined(AT, 1, "not_found", "terminal: not found")),
        (InProgress(PAYMENT), ev.TenderUnknown(AT, 1, "terminal: in progress")),
        (TerminalLogFailed(), ev.TenderUnknown(AT, 1, "terminal.log_failed")),
    ],
)
@on_a_loop
async def test_a_payment_the_terminal_never_heard_of_was_not_taken(
    answer: Status | PosError, event: ev.Event
) -> None:
    reply = await payments.ask(FrozenTerminal(answer), paying(), 1)
    assert reply(AT) == event


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (Voided(PAYMENT, ZERO), ev.TenderGivenBack(AT, 1, "terminal: voided")),
        (NotFound(PAYMENT), ev.TenderGivenBack(AT, 1, "terminal: not found")),
        (InProgress(PAYMENT), ev.TenderBackFailed(AT, 1, "terminal.in_progress")),
        (BackRefused(), ev.TenderBackFailed(AT, 1, "terminal.back_refused")),
    ],
)
@on_a_loop
async def test_a_payment_is_given_back_only_when_the_terminal_says_so(
    answer: Voided | NotFound | InProgress | PosError, event: ev.Event
) -> None:
    reply = await payments.give_back(FrozenTerminal(answer), paying(), 1)
    assert reply(AT) == event
