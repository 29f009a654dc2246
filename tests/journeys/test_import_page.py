"""Importing rewards through the window: a list with wrong rows, a lost answer, a report, the same list again."""

from __future__ import annotations

import csv
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.journeys.clerk import Clerk, journey
from tests.journeys.proxy import Proxy, lose_request
from tests.journeys.test_office import open_page
from tests.sandbox.server.running import Sandbox
from tests.till import plain_http

BATCH = r"POST .*/rewards/batch$"


def a_list(rows: int, wrong: tuple[int, ...] = ()) -> str:
    """Rewards of Asha's of 1.00, 2.00 …; the rows of ``wrong`` (as a spreadsheet counts) have no amount."""
    lines = ["Email;Definition;Value;Expires at"]
    for row in range(2, rows + 2):
        value = "a few" if row in wrong else f"{row - 1},00"
        lines.append(f"asha@example.test;thank-you;{value};2099-12-31")
    return "\r\n".join(lines)


def choose(clerk: Clerk, path: Path) -> None:
    """Paste the path into its field."""
    QApplication.clipboard().setText(str(path))
    clerk.control("office.source.path").setFocus()
    clerk.press("Ctrl+A", "Ctrl+V")


async def check_file(clerk: Clerk, path: Path) -> None:
    await open_page(clerk, "many at once")
    await clerk.sees("office.source.path")
    choose(clerk, path)
    clerk.press("Return")


def imported(sandbox: Sandbox) -> list[str]:
    """What Asha was given with the end that only these lists have."""
    found = plain_http.rewards(sandbox).values()
    return sorted(str(value) for value, end in found if end.startswith("2099"))


@journey
async def test_a_list_with_two_wrong_rows_gives_the_others_and_a_report(
    clerk: Clerk, sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "birthdays.csv"
    path.write_text(a_list(20, wrong=(5, 9)), encoding="utf-16")
    await check_file(clerk, path)
    await clerk.sees("office.import.go", "Import the 18 good rows")
    assert clerk.column("office.wrong.rows", 0) == ["5", "9"]
    assert clerk.column("office.wrong.rows", 1) == ["value", "value"]
    assert imported(sandbox) == []
    clerk.press("Return")
    await clerk.sees("office.notice.title", "18 issued, 0 refused")
    assert len(imported(sandbox)) == 18

    await clerk.sees("office.report.folder")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "The report is saved")
    (report,) = clerk.home.reports.iterdir()
    rows = list(csv.DictReader(report.read_text(encoding="utf-8").splitlines()))
    assert [row["row"] for row in rows if row["state"] == "wrong"] == ["5", "9"]
    assert sum(row["state"] == "issued" for row in rows) == 18

    clerk.click("office.import.forget")
    await clerk.sees("office.source.path")
    path.write_text(a_list(20), encoding="utf-8")
    choose(clerk, path)
    clerk.press("Return")
    await clerk.sees("office.import.go", "Import the 20 good rows")
    clerk.press("Return")
    await clerk.sees("office.notice.title", "20 issued")
    assert len(imported(sandbox)) == 20


@journey
async def test_what_is_no_list_says_why(clerk: Clerk, tmp_path: Path) -> None:
    picture = tmp_path / "list.csv"
    picture.write_bytes(b"\x89PNG\r\n\x00\x00")
    await check_file(clerk, picture)
    await clerk.sees("office.source.path.error", "no text")
    choose(clerk, tmp_path / "nothing.csv")
    clerk.press("Return")
    await clerk.sees("office.source.path.error", "cannot be read")
    headless = tmp_path / "bare.csv"
    headless.write_text("asha@example.test,thank-you\n", encoding="utf-8")
    choose(clerk, headless)
    clerk.press("Return")
    await clerk.sees("office.source.path.error", "no row")
    choose(clerk, tmp_path)
    clerk.press("Return")
    await clerk.sees("office.source.path.error", "cannot be read")


@journey
async def test_a_lost_batch_is_waited_for_and_then_only_looked_for(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy, tmp_path: Path
) -> None:
    path = tmp_path / "lost.csv"
    path.write_text(a_list(3), encoding="utf-8")
    await check_file(clerk, path)
    await clerk.sees("office.import.go", "3 good rows")
    proxy.expect(BATCH, lose_request)
    clerk.press("Return")
    await clerk.sees("office.notice.code", "till.no_word")
    assert clerk.column("office.answers.rows", 1) == ["not known"] * 3
    assert imported(sandbox) == []
    clerk.click("office.import.go")
    await clerk.sees("office.notice.title", "Wait")
    assert proxy.count(BATCH) == 1


@journey
async def test_an_import_is_stopped_after_its_batch_and_goes_on(
    clerk: Clerk, sandbox: Sandbox, proxy: Proxy, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    path.write_text(a_list(150), encoding="utf-8")
    await check_file(clerk, path)
    await clerk.sees("office.import.go", "150 good rows")
    gate = proxy.hold(BATCH)
    clerk.press("Return")
    try:
        await clerk.sees("office.progress.text", "0 of 150 rows")
        await clerk.until(gate.come.is_set)
        clerk.click("office.page.promotions")
        await clerk.sees("office.page_title", "Promotions")
        await clerk.until(lambda: "first-spend" in clerk.column("office.promotions.rows", 0))
        clerk.click("office.page.imports")
        await clerk.sees("office.progress.stop")
        clerk.click("office.progress.stop")
        await clerk.sees("office.progress.text", "Stopping")
    finally:
        gate.open.set()
    await clerk.sees("office.notice.title", "Stopped")
    assert len(imported(sandbox)) == 100
    await clerk.sees("office.import.go", "Go on with the 50 rows left")
    clerk.click("office.import.go")
    await clerk.sees("office.notice.title", "150 issued")
