"""Another posdesk has the journal, or it was damaged, or copied here: the window says so, and loses nothing."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtWidgets import QTableView

from posdesk.sale import events as ev
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD
from posdesk.sale.state import Phase, Terms
from posdesk.till.journal import Journal
from posdesk.till.register import sandbox_id
from tests.journeys.clerk import Clerk, before_opening
from tests.journeys.steps import fill_basket, record
from tests.sandbox.server.running import Sandbox
from tests.till.every_phase import fill

REFERENCE_COLUMN, STATE_COLUMN = 1, 3


def begun(journal: Journal, tenant_id: str) -> str:
    """A sale of the journal's installation that is not finished."""
    reference = f"S01-1-000001-{journal.installation}"
    opening = ev.SaleOpened(Instant(1_760_000_000_000), reference, Terms(AUD))
    journal.append(reference, tenant_id, 1, [opening], Phase.OPEN)
    return reference


async def sells(clerk: Clerk) -> None:
    await fill_basket(clerk)
    clerk.click("present.anonymous")
    await clerk.sees("pay.take")
    await record(clerk)


@before_opening
async def test_the_second_window_says_who_has_the_journal_and_sells_when_it_is_free(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    with Journal(clerk.home.journal):
        await clerk.open(ready=False)
        await clerk.sees("present.notice.code", "till.journal_in_use")
        assert str(os.getpid()) in clerk.text("present.notice.title")
        clerk.press("Return")
        await clerk.sees("present.notice.code", "till.journal_in_use")
        assert not clerk.is_open
    clerk.press("Return")
    await clerk.until(lambda: clerk.is_open)
    await sells(clerk)


@before_opening
async def test_until_then_its_sales_receipts_and_rows_can_be_looked_at(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    with Journal(clerk.home.journal) as journal:
        made = {phase: reference for reference, phase in fill(journal).items()}
        await clerk.open(ready=False)
        await clerk.sees("present.notice.code", "till.journal_in_use")
        clerk.press("F12")
        await clerk.until(lambda: len(clerk.column("recent.rows", REFERENCE_COLUMN)) == len(made))
        assert set(clerk.column("recent.rows", REFERENCE_COLUMN)) == set(made.values())
        assert not clerk.control("recent.recall").isEnabled()
        mark(clerk, made[Phase.RECORDED])
        clerk.press("Return")
        await clerk.sees("record.fact.0", made[Phase.RECORDED])
        assert "SIMULATION" in clerk.text("record.receipt.text")
        clerk.click("dock.journal")
        await clerk.sees("journal.rows")
        assert "TransactionRecorded" in clerk.column("journal.rows", 2)
        await clerk.sees("record.notice.code", "till.journal_in_use")
    clerk.press("Return")
    await clerk.until(lambda: clerk.is_open)
    await clerk.sees("present.view")


def mark(clerk: Clerk, reference: str) -> None:
    """Stand on a row of the recent sales."""
    table = clerk.control("recent.rows")
    assert isinstance(table, QTableView)
    at = clerk.column("recent.rows", REFERENCE_COLUMN).index(reference)
    table.setCurrentIndex(table.model().index(at, 0))


@before_opening
async def test_a_damaged_journal_is_said_with_the_name_of_what_was_kept_and_the_till_sells(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    with Journal(clerk.home.journal) as journal:
        fill(journal)
    spoil(clerk.home.journal)
    await clerk.open()
    await clerk.sees("notice.code", "till.journal_mended")
    (aside,) = clerk.home.root.glob("journal.db.corrupt-*")
    assert aside.name in clerk.text("notice.title")
    await sells(clerk)


def spoil(path: Path) -> None:
    """The last page of the file, which is one of many."""
    with path.open("r+b") as file:
        file.seek(-4096, os.SEEK_END)
        file.write(b"\xa5" * 4096)


@before_opening
async def test_a_journal_of_which_nothing_is_left_is_said(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.home.journal.write_text("no journal at all " * 500, encoding="utf-8")
    await clerk.open()
    await clerk.sees("notice.code", "till.journal_lost")
    await sells(clerk)


@before_opening
async def test_sales_of_the_computer_it_was_copied_from_are_said_and_left_alone(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    tenant_id = sandbox_id(sandbox.endpoint.identity)
    with Journal(clerk.home.journal, machine=lambda: "another") as journal:
        reference = begun(journal, tenant_id)
    await clerk.open()
    await clerk.sees("notice.code", "till.sale_elsewhere")
    await sells(clerk)
    await clerk.leave()
    with Journal(clerk.home.journal, read_only=True) as journal:
        assert len(journal.rows(reference)) == 1
