"""Starting where not all is well: settings, home, seed, display; and the command that people type."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from posdesk.home.paths import Home
from posdesk.sandbox.child import SandboxChild
from tests.journeys.borrowed import BorrowedSandbox
from tests.journeys.clerk import Clerk, before_opening
from tests.journeys.steps import fill_basket, present, record
from tests.sandbox.server.running import Sandbox

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60
BROKEN = [
    'theme = "dark"\nzoom = [',
    "format = 1\nzoom = 1000\n",
    "format = 1\nscanner = 3\n",
    "\x00",
]


@pytest.mark.parametrize("text", BROKEN)
@before_opening
async def test_malformed_settings_are_said_left_alone_and_the_till_sells(
    clerk: Clerk, sandbox: Sandbox, text: str
) -> None:
    clerk.home.settings.write_text(text, encoding="utf-8")
    await clerk.open()
    await clerk.sees("notice.code", "home.bad_settings")
    await clerk.scan("2000000010014")
    await clerk.sees("basket.due", "$65.00")
    assert clerk.home.settings.read_text(encoding="utf-8") == text


@before_opening
async def test_a_theme_is_not_written_over_settings_that_cannot_be_read(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    clerk.home.settings.write_text(BROKEN[0], encoding="utf-8")
    await clerk.open()
    await clerk.sees("notice.code", "home.bad_settings")
    clerk.click("top.theme")
    await clerk.sees("present.notice.code", "home.bad_settings")
    assert clerk.home.settings.read_text(encoding="utf-8") == BROKEN[0]


@before_opening
async def test_from_a_home_that_does_not_exist_yet_a_whole_sale(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    clerk.home.root.rmdir()
    await clerk.open(ready=False)
    await clerk.until(lambda: clerk.is_open)
    assert clerk.home.journal.exists()


@before_opening
async def test_a_home_that_cannot_be_written_is_said_and_tried_again_by_enter(
    clerk: Clerk, sandbox: Sandbox, tmp_path: Path
) -> None:
    blocker = tmp_path / "a file"
    blocker.write_text("", encoding="utf-8")
    clerk.home = Home(blocker / "home")
    await clerk.open(ready=False)
    await clerk.sees("present.notice.code", "home.not_writable")
    blocker.unlink()
    clerk.press("Return")
    await clerk.until(lambda: clerk.is_open)
    assert clerk.home.journal.exists()


@before_opening
async def test_a_window_that_never_got_a_home_closes_with_the_code_for_could_not_run(
    clerk: Clerk, sandbox: Sandbox, tmp_path: Path
) -> None:
    blocker = tmp_path / "a file"
    blocker.write_text("", encoding="utf-8")
    clerk.home = Home(blocker / "home")
    await clerk.open(ready=False)
    await clerk.sees("present.notice.code", "home.not_writable")
    clerk.window.close()
    assert await clerk.closed() == 3


@before_opening
async def test_a_malformed_seed_ends_the_sandbox_with_words_and_enter_tries_again(
    clerk: Clerk, sandbox: Sandbox, tmp_path: Path
) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text('{"format": 1, "profiles": [', encoding="utf-8")
    clerk.child = SandboxChild.start(clerk.home.sandbox_db, seed_file=seed)
    await clerk.open(ready=False)
    await clerk.sees("present.notice.code", "sandbox.died")
    assert "No sale was lost" in clerk.text("present.notice.text")
    clerk.press("Return")
    await clerk.until(lambda: clerk.is_open)


@before_opening
async def test_a_sandbox_file_that_is_no_database_is_said(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.home.sandbox_db.write_text("not a database, but long enough to look like one" * 40)
    clerk.child = None
    await clerk.open(ready=False)
    await clerk.sees("present.notice.code", "sandbox.died")


@before_opening
async def test_an_unreadable_sale_in_the_journal_stands_in_nobodys_way(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    await clerk.open()
    await fill_basket(clerk)
    await present(clerk)
    await clerk.leave()
    with closing(apsw.Connection(str(clerk.home.journal))) as journal:
        journal.execute("UPDATE event SET body = '{' WHERE type = 'LineAdded'")
    clerk.child = BorrowedSandbox(sandbox.endpoint)
    await clerk.open()
    await clerk.sees("present.notice.code", "till.bad_journal_row")
    await fill_basket(clerk)
    clerk.click("present.anonymous")
    await clerk.sees("pay.take")
    await record(clerk)


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    return {**kept, "POSDESK_HOME": str(home), **more}


def test_without_a_display_posdesk_says_one_line_and_exits_three(tmp_path: Path) -> None:
    bare = environment(tmp_path)
    for key in ("DISPLAY", "WAYLAND_DISPLAY"):
        bare.pop(key, None)
    done = subprocess.run(
        [sys.executable, "-m", "posdesk"],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1
    assert "posdesk sandbox" in done.stderr


def test_the_command_of_make_run_opens_the_till_under_a_virtual_screen_and_the_sandbox_answers(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path / "home")
    posdesk = Path(sys.executable).with_name("posdesk")
    with subprocess.Popen(
        ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", str(posdesk)],
        cwd=ROOT,
        env=environment(home.root),
        start_new_session=True,
    ) as till:
        try:
            assert opened_a_sale(home, till)
        finally:
            os.killpg(till.pid, signal.SIGTERM)
            till.wait(20)


def opened_a_sale(home: Home, till: subprocess.Popen[bytes]) -> bool:
    """Whether a receipt number is taken before the till ends: the tenant has answered all first questions then."""
    for _ in range(PATIENCE_S * 10):
        if home.journal.exists() and receipts_taken(home):
            return True
        try:
            till.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        return False
    return False


def receipts_taken(home: Home) -> int:
    with closing(apsw.Connection(str(home.journal), flags=apsw.SQLITE_OPEN_READONLY)) as journal:
        try:
            return int(journal.execute("SELECT count(*) FROM receipt").get)
        except (apsw.SQLError, apsw.BusyError):
            return 0
