"""A till of its own process for the tests of kill -9: ``python -m tests.journeys.selling_till HOME``.

It opens the real window offscreen, sells Asha's basket up to the payment, prints ``paying``, and waits to be
killed. With ``--answer-lost`` the answer of the last redemption never comes; it prints ``asked`` instead.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from posdesk.home.paths import Home
from posdesk.sandbox.child import Endpoint, SandboxChild
from tests.journeys.clerk import Clerk
from tests.journeys.proxy import REDEEM, Ask, Proxy
from tests.journeys.steps import asha_to_payment, choose_all, fill_basket, present


class BetweenChild(SandboxChild):
    """Our sandbox's process, found through a proxy."""

    through: Endpoint | None = None

    def ready_blocking(self, timeout_s: float = 20.0) -> Endpoint:
        return self.through or super().ready_blocking(timeout_s)


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def never() -> None:
    await asyncio.get_running_loop().create_future()


async def to_payment(clerk: Clerk) -> None:
    await clerk.open()
    await asha_to_payment(clerk)
    say("paying")
    await never()


async def to_a_lost_answer(clerk: Clerk) -> None:
    await clerk.open()
    await fill_basket(clerk)
    await present(clerk)
    await choose_all(clerk)
    clerk.press("Return")
    await never()


async def keep_the_answer(ask: Ask) -> bytes:
    """It is carried out, and the answer never comes."""
    await ask()
    say("asked")
    await asyncio.get_running_loop().create_future()
    return b""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--answer-lost", action="store_true")
    wanted = parser.parse_args()
    app = QApplication(["till", "-style", "fusion"])
    home = Home(wanted.home)
    home.root.mkdir(exist_ok=True)
    child = BetweenChild.start(home.sandbox_db)
    say(str(child.pid))
    with Proxy(child.ready_blocking()) as proxy:
        child.through = proxy.endpoint
        clerk = Clerk(app, home, child)
        if wanted.answer_lost:
            proxy.expect(REDEEM, keep_the_answer)
        work = to_a_lost_answer if wanted.answer_lost else to_payment
        clerk.run(lambda: work(clerk))


if __name__ == "__main__":
    main()
