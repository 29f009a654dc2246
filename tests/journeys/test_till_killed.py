"""kill -9 of the window's own process: the next start puts right what was taken, and says so on the screen."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from posdesk.home.paths import Home
from posdesk.sale.state import Phase
from posdesk.sandbox.child import SandboxChild
from posdesk.sandbox.control import Control
from tests.journeys.audited_window import audited_window
from tests.journeys.clerk import Clerk, before_opening
from tests.journeys.processes import gone
from tests.sandbox.server.running import Sandbox, api_client
from tests.till import plain_http

ROOT = Path(__file__).parents[2]


def sell_until_killed(home: Home, *options: str) -> None:
    """Run a till until it says that it stands where it shall die; kill it there. Its sandbox ends with it."""
    command = [sys.executable, "-m", "tests.journeys.selling_till", str(home.root), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as till:
        assert till.stdout is not None
        try:
            sandbox = int(till.stdout.readline())
            assert till.stdout.readline() in {"paying\n", "asked\n"}
        finally:
            till.send_signal(signal.SIGKILL)
        assert till.wait(20) == -signal.SIGKILL
    gone(sandbox)


@pytest.fixture
def clerk(qapp: QApplication, empty_home: Home) -> Clerk:
    """At the till of the next start."""
    empty_home.root.mkdir()
    return Clerk(qapp, empty_home, None)


@pytest.mark.parametrize("options", [(), ("--answer-lost",)], ids=["paying", "answer lost"])
@before_opening
async def test_what_was_redeemed_is_reversed_by_the_next_start_and_said(
    clerk: Clerk, options: tuple[str, ...]
) -> None:
    sell_until_killed(clerk.home, *options)
    clerk.child = SandboxChild.start(clerk.home.sandbox_db)
    endpoint = clerk.child.ready_blocking(60)
    with closing(Control(endpoint)) as control, api_client(endpoint) as api:
        sandbox = Sandbox(endpoint, control, api)
        assert len(plain_http.live(sandbox)) == 2

        await clerk.open()
        await clerk.sees("notice.title", "Put right after an interruption")
        await clerk.sees(
            "notice.text", "25.00 of rewards and First Spend Discount went back as it was"
        )
        assert plain_http.live(sandbox) == []
        assert plain_http.balance(sandbox) == 25
        assert plain_http.uses(sandbox)["4021"][0] == 1
        assert clerk.sale.phase is Phase.OPEN
        report = audited_window(clerk, sandbox)
        assert report.clean, report
