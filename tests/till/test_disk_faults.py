"""A disk that fails at every commit point of a whole sale: two redemptions, declined, redeemed again, paid.

Full, an I/O error and a sync that is not confirmed: nothing leaves whose intention is not on the disk, the
cashier is told, and the sale goes on when the disk is well. A torn write and a power cut: the next start opens
the journal and brings the sale to rest (reliability W37).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from posdesk.sale import events as ev
from posdesk.sale.state import FINAL, Phase, Sale, due
from posdesk.sale.tender import TenderKind
from posdesk.sandbox.seed import Seed
from posdesk.till.identify import Presented
from posdesk.till.journal import Journal, JournalFailed
from posdesk.till.outcomes import outcome_named
from tests.sandbox.rules.rule_desk import ASHA, Desk
from tests.till.every_phase import fill
from tests.till.failing_disk import FailingDisk, Fault, LockedDisk
from tests.till.headless import SETTLED, Till, aud, on_a_loop
from tests.till.rules_till import TENANT_ID, a_rules_till

T = TypeVar("T")
AT_THE_TERMINAL = (".charge", ".void")


@pytest.fixture(scope="module")
def seed() -> Seed:
    return Seed.builtin()


@dataclass
class Trial:
    """One sale on a disk that fails; ``writes`` are the requests that changed something, in order.

    ``dark``: the disk does not get well again."""

    desk: Desk
    home: Path
    disk: FailingDisk = field(default_factory=FailingDisk)
    writes: list[str] = field(default_factory=list)
    told: list[JournalFailed] = field(default_factory=list)
    dark: bool = False

    @asynccontextmanager
    async def till(self) -> AsyncIterator[Till]:
        async with a_rules_till(
            self.desk, self.home, vfs=self.disk.name, before_write=self._leaves
        ) as till:
            yield till

    def _leaves(self, line: str) -> None:
        self.writes.append(line)
        assert len(self.writes) <= len(self._intentions()), f"{line} left before its intention"

    def _intentions(self) -> list[str]:
        """What another process reads from the disk just now."""
        with Journal(self.home / "journal.db", read_only=True) as journal:
            sales = [journal.rows(entry.reference) for entry in journal.every()]
        sent = [row.body for rows in sales for row in rows if row.type == "Sent"]
        return [each for each in sent if not any(place in each for place in AT_THE_TERMINAL)]

    async def press(self, work: Callable[[], Awaitable[T]]) -> T:
        """A cashier presses a key; told that the disk has failed, makes room and presses it again."""
        try:
            return await work()
        except JournalFailed as error:
            if self.dark:
                raise
            self.told.append(error)
            self.disk.heal()
            return await work()


async def whole_sale(trial: Trial, till: Till) -> Sale:
    """Declined, put back, redeemed again, paid; at rest."""
    tell, press = till.watch, trial.press
    cashier = await press(lambda: till.register.open_sale(tell.on_change, tell.on_error))

    async def does(make: Callable[..., ev.Event], **more: object) -> None:
        await press(lambda: cashier.tell(partial(make, **more)))

    for sku in ("LS-01", "WS-01"):
        await does(ev.LineAdded, product=till.register.catalogue.find(sku), quantity=1)
    who = await till.register.identify_card("60011234")
    assert isinstance(who, Presented)
    await does(ev.CustomerAttached, customer=who.customer, wallet=who.wallet)
    first = next(each for each in who.wallet.benefits if each.handle == "first-spend")
    await does(ev.BenefitChosen, benefit_id=first.id, chosen=True)
    await does(ev.RewardsChosen, amount=aud("25.00"))
    for outcome in ("do_not_honour", "approved"):
        await does(ev.Confirmed)
        await till.watch.until(cashier, lambda sale: sale.phase in {*SETTLED, Phase.PAYING})
        assert cashier.sale.phase is Phase.PAYING, cashier.sale.phase
        till.register.forced = outcome_named(outcome)
        await does(ev.TenderTaken, kind=TenderKind.CARD, amount=due(cashier.sale))
        await till.settled(cashier)
    return cashier.sale


@pytest.fixture(scope="module")
def commits(seed: Seed, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, int]]:
    """The first and the last operation of each commit of the sale, by number, on a disk that is well."""
    found: list[tuple[int, int]] = []

    @on_a_loop
    async def count() -> None:
        desk = Desk(seed)
        with closing(desk.tenant):
            trial = Trial(desk, tmp_path_factory.mktemp("counted"))
            async with trial.till() as till:
                begin = len(trial.disk.log)
                sale = await whole_sale(trial, till)
                end = len(trial.disk.log)
            assert sale.phase is Phase.RECORDED
            assert trial.told == []
            first = begin
            for number in range(begin, end):
                if trial.disk.log[number] == "sync":
                    found.append((first, number))
                    first = number + 1

    count()
    return found


@pytest.fixture
def a_trial(seed: Seed, tmp_path: Path) -> Iterator[Callable[[int], Trial]]:
    """A tenant and a home of its own for each number."""
    desks: list[Desk] = []

    def make(number: int) -> Trial:
        desks.append(Desk(seed))
        home = tmp_path / str(number)
        home.mkdir()
        return Trial(desks[-1], home)

    yield make
    for desk in desks:
        desk.tenant.close()


def places(fault: Fault, commits: list[tuple[int, int]]) -> list[int]:
    """The operations at which a fault strikes: a commit's first write, its last, which closes it, or its sync."""
    if fault is Fault.FULL:
        return [first for first, _ in commits]
    if fault is Fault.LOST_SYNC:
        return [sync for _, sync in commits]
    return sorted({each for first, sync in commits for each in (first, sync - 1)})


@pytest.mark.parametrize("fault", [Fault.FULL, Fault.IO_ERROR, Fault.LOST_SYNC])
def test_at_every_commit_point_nothing_leaves_unwritten_and_the_sale_goes_on(
    a_trial: Callable[[int], Trial], commits: list[tuple[int, int]], fault: Fault
) -> None:
    @on_a_loop
    async def one(trial: Trial, at: int) -> None:
        async with trial.till() as till:
            trial.disk.order(fault, at)
            till.watch.on_failure(trial.disk.heal)
            sale = await whole_sale(trial, till)
            held = await till.terminal.kept()
        told = [*trial.told, *till.watch.errors]
        assert trial.disk.failed, at
        assert {error.code for error in told} == {"till.journal_failed"}, at
        assert sale.phase is Phase.RECORDED, at
        assert [each.amount for each in held] == [due_of(sale)], at
        assert_linked_once(trial, sale.reference)
        # Two redemptions, two reversals, two redemptions, one transaction.
        assert len(trial.writes) == 7, (at, trial.writes)

    for number, at in enumerate(places(fault, commits)):
        one(a_trial(number), at)


def test_after_a_torn_write_and_a_restart_every_sale_comes_to_rest(
    a_trial: Callable[[int], Trial], commits: list[tuple[int, int]]
) -> None:
    ended: set[Phase] = set()

    @on_a_loop
    async def one(trial: Trial, at: int) -> None:
        before = worth(trial.desk)
        await power_cut(trial, at)
        async with a_rules_till(trial.desk, trial.home) as till:
            assert till.journal.mended is None, at
            cashiers = await till.register.recover(till.watch.on_change, till.watch.on_error)
            for cashier in cashiers:
                await till.watch.until(cashier, lambda sale: sale.phase in FINAL)
            held = await till.terminal.kept()
            phases = {entry.phase for entry in till.journal.recent(TENANT_ID)}
            # One that is over may still look for late twins.
            assert all(Phase(left.phase) in FINAL for left in till.journal.unfinished(TENANT_ID))
        ended.update(Phase(phase) for phase in phases)
        if "recorded" in phases:
            assert len(held) == 1, at
            (entry,) = transactions(trial.desk)
            assert_linked_once(trial, str(entry["external_id"]))
        else:
            assert (held, transactions(trial.desk)) == ((), []), at
            assert worth(trial.desk) == before, at

    for number, at in enumerate(places(Fault.TORN, commits)):
        one(a_trial(number), at)
    assert ended == FINAL


async def power_cut(trial: Trial, at: int) -> None:
    """The sale until half a write has arrived; then nothing more is written, and the till ends."""
    # A disk of Python tells even at the closing what SQLite would keep to itself.
    with contextlib.suppress(JournalFailed):
        async with trial.till() as till:
            trial.dark = True
            trial.disk.order(Fault.TORN, at)
            dark = asyncio.Event()
            till.watch.on_failure(dark.set)
            tasks = asyncio.create_task(whole_sale(trial, till)), asyncio.create_task(dark.wait())
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    assert trial.disk.failed, at


def test_a_disk_that_fails_while_the_journal_is_made_is_told_and_the_next_start_makes_it(
    tmp_path: Path,
) -> None:
    well = FailingDisk()
    with Journal(tmp_path / "well.db", vfs=well.name):
        made = len(well.log)
    for fault in (Fault.FULL, Fault.IO_ERROR, Fault.TORN):
        for at in range(made):
            path = tmp_path / f"{fault.name}-{at}" / "journal.db"
            path.parent.mkdir()
            disk = FailingDisk()
            disk.order(fault, at)
            with pytest.raises(JournalFailed):
                Journal(path, vfs=disk.name)
            with Journal(path) as journal:
                assert journal.next_receipt("S01", "1") == 1


def test_a_power_cut_while_the_log_is_moved_into_the_file_loses_nothing(tmp_path: Path) -> None:
    well = FailingDisk()
    with Journal(tmp_path / "well.db", vfs=well.name) as journal:
        fill(journal)
        begin = len(well.log)
    for at in range(begin, len(well.log)):
        path = tmp_path / str(at) / "journal.db"
        path.parent.mkdir()
        disk = FailingDisk()
        disk.order(Fault.TORN, at)
        with contextlib.suppress(JournalFailed), Journal(path, vfs=disk.name) as journal:
            made = fill(journal)
        assert disk.failed, at
        with Journal(path) as journal:
            assert journal.mended is None, at
            found = [journal.sale(entry.reference)[0] for entry in journal.every()]
            assert {sale.reference: sale.phase for sale in found} == made, at


def test_a_journal_that_may_only_be_read_is_told_and_sells_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Journal(path).close()
    with pytest.raises(JournalFailed):
        Journal(path, vfs=LockedDisk().name)
    with Journal(path) as journal:
        assert journal.mended is None


def test_a_folder_in_which_nothing_can_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"

    def refused(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    # A test may run as somebody to whom nothing is refused.
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        with pytest.raises(JournalFailed, match="Permission denied"):
            Journal(path)
    assert list(tmp_path.iterdir()) == []


def due_of(sale: Sale) -> object:
    return next(each.amount for each in sale.tenders if each.number == len(sale.tenders))


def worth(desk: Desk) -> object:
    """What the customer has: the balances and what is left of each benefit."""
    benefits = desk.data("GET", f"/profiles/{ASHA}/benefits?page[size]=100")
    uses = {each["id"]: each["redemptions_remaining"] for each in benefits}
    return desk.balances(), uses


def transactions(desk: Desk) -> list[dict[str, object]]:
    rows = desk.data("GET", f"/profiles/{ASHA}/transactions?page[size]=100")
    return [each for each in rows if each["external_id"]]


def assert_linked_once(trial: Trial, reference: str) -> None:
    """One transaction, and what was redeemed for it is two live redemptions of the customer."""
    found = [each["external_id"] for each in transactions(trial.desk)]
    assert found == [reference]
    assert trial.desk.balances()["reward_balance"] == 0


@on_a_loop
async def test_sales_that_cannot_be_gone_on_with_at_the_start_go_on_when_there_is_room(
    seed: Seed, tmp_path: Path
) -> None:
    desk = Desk(seed)
    before = worth(desk)
    with closing(desk.tenant):
        trial = Trial(desk, tmp_path)
        async with trial.till() as till:
            for rewards in ("10.00", "5.00"):
                await till.redeem(await till.asha(rewards))
        assert worth(desk) != before
        async with trial.till() as till:
            trial.disk.order(Fault.FULL, len(trial.disk.log))
            cashiers = await till.register.recover(till.watch.on_change, till.watch.on_error)
            left = [cashier.sale.phase for cashier in cashiers]
            trial.disk.heal()
            assert left == [Phase.PAYING] * 2
            assert {error.code for error in till.watch.errors} == {"till.journal_failed"}
            for cashier in cashiers:
                await till.watch.until(cashier, lambda sale: sale.phase is Phase.VOIDED)
        assert worth(desk) == before
