"""SIGTERM, Ctrl+C and the like for the window's process: it ends in order, at once, and the next start goes on there."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from posdesk.desktop.till import PATIENCE_S
from posdesk.home.paths import Home
from posdesk.sale.state import LegState, Phase, Sale
from posdesk.sandbox.child import Endpoint, SandboxChild
from posdesk.sandbox.control import Control
from posdesk.till.journal import Journal
from tests.journeys.borrowed import BorrowedSandbox
from tests.journeys.clerk import Clerk, before_opening
from tests.journeys.hearing_steps import open_listening
from tests.journeys.processes import children_of, gone
from tests.journeys.proxy import RECORD, USE_BENEFIT
from tests.journeys.test_start import opened_a_sale
from tests.sandbox.server.running import Sandbox, api_client
from tests.till import plain_http
from tests.till.next_start import Outcome, put_right

ROOT = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
pytestmark = POSIX
WAIT_S = 60


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_posdesk_ends_with_130_and_its_sandbox_with_it(
    empty_home: Home, number: signal.Signals
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "posdesk", "--home", str(empty_home.root)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
    ) as till:
        assert opened_a_sale(empty_home, till)
        (sandbox,) = children_of(till.pid)
        till.send_signal(number)
        _, errors = till.communicate(timeout=WAIT_S)
    assert (till.returncode, errors) == (130, b"")
    gone(sandbox)


class Selling:
    """A till in the middle of a sale, an answer of whose tenant waits."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.sandbox = int(self._line())
        assert self._line() == "asked"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def end(self, number: signal.Signals, *, answered: bool) -> list[str]:
        """Send the signal; the answer comes when the window has gone, or never. What it says at its end."""
        self._process.send_signal(number)
        assert self._line() == "closing"
        if answered:
            assert self._process.stdin is not None
            self._process.stdin.write("go\n")
            self._process.stdin.flush()
        assert self._process.stdout is not None
        last = self._process.stdout.readline()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(WAIT_S)
        return last.split()


@contextmanager
def selling(home: Home, pattern: str) -> Iterator[tuple[subprocess.Popen[str], Selling]]:
    command = [sys.executable, "-m", "tests.journeys.ended_window", str(home.root), pattern]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process, Selling(process)
        finally:
            process.kill()


def sale_on_disk(home: Home) -> Sale:
    with Journal(home.journal) as journal:
        (entry,) = journal._entries("SELECT * FROM listed", ())
        return journal.sale(entry.reference)[0]


def next_start(home: Home) -> tuple[Outcome, tuple[object, ...]]:
    """What comes of it, and the wallet afterwards."""
    with SandboxChild.start(home.sandbox_db) as child:
        endpoint = child.ready_blocking(60)
        with closing(Control(endpoint)) as control, api_client(endpoint) as api:
            sandbox = Sandbox(endpoint, control, api)
            outcome = put_right(sandbox, home.root)
            assert (outcome.errors, outcome.violations) == ((), ())
            return outcome, (plain_http.balance(sandbox), plain_http.uses(sandbox)["4021"][0])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_answer_on_its_way_is_written_down_and_nothing_more_is_sent(
    empty_home: Home, number: signal.Signals
) -> None:
    with selling(empty_home, USE_BENEFIT) as (process, till):
        told = till.end(number, answered=True)
    assert (process.returncode, told) == (130, ["writes", "1"])
    gone(till.sandbox)
    states = [each.state for each in sale_on_disk(empty_home).legs]
    assert states == [LegState.GRANTED, LegState.PLANNED]

    outcome, left = next_start(empty_home)
    assert [each.phase for each in outcome.sales] == [Phase.VOIDED]
    assert left == (25, 1)


def test_an_answer_that_does_not_come_is_waited_for_a_few_seconds_at_most(
    empty_home: Home,
) -> None:
    assert PATIENCE_S < 5
    with selling(empty_home, RECORD) as (process, till):
        told = till.end(signal.SIGTERM, answered=False)
    assert (process.returncode, told) == (130, ["writes", "3"])
    gone(till.sandbox)
    assert sale_on_disk(empty_home).phase is Phase.RECORDING

    outcome, left = next_start(empty_home)
    assert [each.phase for each in outcome.sales] == [Phase.RECORDED]
    assert left == (0, 0)


class SleepySandbox(BorrowedSandbox):
    """It never says that it is ready, until it is closed."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self.asked, self.closed = threading.Event(), threading.Event()

    def ready_blocking(self, timeout_s: float = 0.0) -> Endpoint:
        self.asked.set()
        assert self.closed.wait(WAIT_S)
        return self.endpoint

    def close(self, timeout_s: float = 0.0) -> None:
        self.closed.set()


@pytest.mark.parametrize("asked", [False, True], ids=["at once", "while it waits"])
@before_opening
async def test_a_till_that_still_waits_for_its_sandbox_ends_as_well(
    clerk: Clerk, sandbox: Sandbox, asked: bool
) -> None:
    child = SleepySandbox(sandbox.endpoint)
    clerk.child = child
    await clerk.open(ready=False)
    assert clerk._till is not None
    if asked:
        assert await asyncio.to_thread(child.asked.wait, WAIT_S)
    clerk._till.interrupt()
    clerk._till.interrupt()
    assert await clerk.closed() == 130
    assert child.closed.is_set()
    assert child.asked.is_set() == asked
    assert not clerk.home.journal.exists()


@before_opening
async def test_a_till_that_is_told_to_end_says_no_farewell_and_the_next_one_does(
    clerk: Clerk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hooks() -> list[str]:
        rows = (await asyncio.to_thread(sandbox.call, "GET", "/webhooks"))["data"]
        return sorted({row["url"] for row in rows})

    await open_listening(clerk, monkeypatch)
    (mine,) = await hooks()
    assert clerk._till is not None
    clerk._till.interrupt()
    assert await clerk.closed() == 130
    assert await hooks() == [mine]

    clerk.child = BorrowedSandbox(sandbox.endpoint)
    await open_listening(clerk, monkeypatch)
    (anew,) = await hooks()
    assert anew != mine
    await clerk.leave()
    assert await hooks() == []
