"""A till of its own process for the tests of signals: ``python -m tests.journeys.ended_window HOME PATTERN``.

The real window, offscreen, on a sandbox of its own. It sells Asha's basket by card; the tenant carries out the
first request of ``PATTERN`` and its answer waits for a line of standard input. It says the sandbox's process,
``asked``, ``closing`` when the window goes, and at its end how many writes the tenant got; its exit code is the till's.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from posdesk.desktop.system_end import SystemEnd
from posdesk.home.paths import Home
from tests.journeys.clerk import Clerk
from tests.journeys.proxy import Ask, Proxy
from tests.journeys.selling_till import BetweenChild
from tests.journeys.steps import choose_all, fill_basket, present
from tests.till.mortal_till import say

WRITES = r"POST .*/(redemptions|reverse|refund|update-create)$"


async def answer_later(ask: Ask) -> bytes:
    """Carried out now; answered when the test says so, or never."""
    answer = await ask()
    say("asked")
    line = await asyncio.to_thread(sys.stdin.readline)
    return answer if line else b""


async def sell(clerk: Clerk) -> None:
    """To the payment, and by card; the one who sells is not told when the till ends."""
    await fill_basket(clerk)
    await present(clerk)
    await choose_all(clerk)
    clerk.press("Return")
    await clerk.sees("pay.take")
    clerk.press("F8")
    await asyncio.get_running_loop().create_future()


async def until_ended(clerk: Clerk, app: QApplication) -> int:
    """Sell until a signal comes; the till's exit code."""
    await clerk.open()
    assert clerk._till is not None
    end = SystemEnd(app)
    end.asked.connect(clerk._till.interrupt)
    clerk.window.closed.connect(lambda: say("closing"))
    selling = asyncio.create_task(sell(clerk))
    try:
        return await clerk.closed()
    finally:
        selling.cancel()
        await asyncio.gather(selling, return_exceptions=True)
        end.release()


def main(folder: str, pattern: str) -> int:
    app = QApplication(["till", "-style", "fusion"])
    home = Home(Path(folder))
    home.root.mkdir(exist_ok=True)
    child = BetweenChild.start(home.sandbox_db)
    say(str(child.pid))
    codes: list[int] = []

    with Proxy(child.ready_blocking()) as proxy:
        child.through = proxy.endpoint
        proxy.expect(pattern, answer_later)
        clerk = Clerk(app, home, child)

        async def work() -> None:
            codes.append(await until_ended(clerk, app))

        clerk.run(work)
        say(f"writes {sum(1 for each in proxy.sent if re.match(WRITES, each))}")
    return codes[0]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
