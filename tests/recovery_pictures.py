"""The pictures of ``docs/recovery.md``: answers lost, a till killed, eleven minutes gone, a person asked, as the
cashier sees them.

``make pictures`` takes them after those of the usual course, light and dark, each in a home of its own.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from posdesk.home.paths import Home
from posdesk.home.tenant import SANDBOX
from posdesk.home.tenants import Tenants
from posdesk.sale.state import Phase
from posdesk.sandbox.child import Endpoint, SandboxChild
from posdesk.sandbox.control import Control
from tests.journeys.borrowed import BorrowedSandbox
from tests.journeys.clerk import SETTINGS, Clerk
from tests.journeys.panel_steps import add_fault, show_panel
from tests.journeys.proxy import RECORD, Proxy
from tests.journeys.steps import (
    asha_to_payment,
    choose_amount,
    choose_most,
    fill_basket,
    force,
    present,
)
from tests.journeys.test_parked import refuse_store

SETTLE_S = 0.3
Take = Callable[[str], Awaitable[None]]
Course = Callable[[Clerk, Take], Awaitable[None]]
ROOT = Path(__file__).parents[1]
CASES = ("redemption", "reversal", "transaction", "minutes", "killed", "unclear", "refused")


async def lose(clerk: Clerk, operation: str) -> None:
    """The first answer is lost, and the look-up that follows is slow enough for a picture."""
    await show_panel(clerk)
    await add_fault(clerk, operation=operation, kind="answer_lost", when="nth 1")
    look = "transactions.find_external" if operation.startswith("trans") else "redemptions.list"
    await add_fault(clerk, operation=look, kind="delay", values="ms=2000", when="every 1")


async def fold(clerk: Clerk) -> None:
    """The cashier's own view: the wire, low."""
    clerk.click("dock.timeline")
    await asyncio.sleep(SETTLE_S)


async def redemption(clerk: Clerk, take: Take) -> None:
    await lose(clerk, "redemptions.create")
    await fold(clerk)
    await fill_basket(clerk)
    await present(clerk)
    await choose_most(clerk)
    clerk.press("Return")
    await clerk.sees("story.badge", "CHECKING")
    await take("recovery-redemption-waiting")
    await clerk.sees("pay.notice.title")
    await take("recovery-redemption")


async def declined(clerk: Clerk) -> None:
    await force(clerk, "insufficient_funds")
    clerk.press("F8")


async def reversal(clerk: Clerk, take: Take) -> None:
    await lose(clerk, "redemptions.reverse")
    await fold(clerk)
    await asha_to_payment(clerk)
    await declined(clerk)
    await clerk.until(lambda: any("No clear answer" in each for each in clerk.story()))
    await take("recovery-reversal-waiting")
    await clerk.at(Phase.CHOOSING)
    await take("recovery-reversal")


async def transaction(clerk: Clerk, take: Take) -> None:
    await lose(clerk, "transactions.record")
    await fold(clerk)
    await asha_to_payment(clerk)
    clerk.press("F8")
    await clerk.sees("record.title", "Paid, and waiting")
    await take("recovery-transaction-waiting")
    await clerk.at(Phase.RECORDED)
    await take("recovery-transaction")


async def minutes(clerk: Clerk, take: Take) -> None:
    await show_panel(clerk)
    await clerk.sees("faults.clock.ahead")
    await asha_to_payment(clerk)
    clerk.click("faults.clock.11")
    await clerk.sees("window.title", "Too late to reverse")
    await take("recovery-clock")
    await fold(clerk)
    await take("recovery-minutes-waiting")
    await declined(clerk)
    await clerk.at(Phase.CHOOSING)
    await take("recovery-minutes")


async def killed(clerk: Clerk, take: Take) -> None:
    await clerk.sees("notice.title", "Put right after an interruption")
    await take("recovery-killed")


async def unclear(clerk: Clerk, take: Take) -> None:
    """The tenant shows no marks, something on the way sends twice, and the answer is lost."""
    with closing(Control(endpoint_of(clerk))) as control:
        control.switches(leg_echoed=False)
    await show_panel(clerk)
    for kind in ("answer_lost", "applied_twice"):
        await add_fault(clerk, operation="redemptions.create", kind=kind, when="nth 1")
    await fold(clerk)
    await fill_basket(clerk)
    await present(clerk)
    await choose_amount(clerk, "10")
    clerk.press("Return")
    await clerk.sees("attention.title", "Was it redeemed?")
    await take("attention-unclear")


async def refused(clerk: Clerk, take: Take) -> None:
    """The tenant does not know the store."""
    await fold(clerk)
    await asha_to_payment(clerk)
    clerk.press("F8")
    await clerk.sees("attention.title", "The tenant refused the transaction")
    await take("attention-refused")


def endpoint_of(clerk: Clerk) -> Endpoint:
    """What stands beside the till: the sandbox it sells at."""
    assert clerk.child is not None
    return clerk.child.ready_blocking()


COURSES: dict[str, Course] = {
    "redemption": redemption,
    "reversal": reversal,
    "transaction": transaction,
    "minutes": minutes,
    "killed": killed,
    "unclear": unclear,
    "refused": refused,
}


@contextmanager
def tenant_of(name: str, home: Home) -> Iterator[SandboxChild]:
    """The sandbox of a case; where its till's store is refused, something stands in between that does it."""
    with SandboxChild.start(home.sandbox_db) as child:
        if name != "refused":
            yield child
            return
        with Proxy(child.ready_blocking()) as between:
            between.expect(RECORD, refuse_store)
            yield BorrowedSandbox(between.endpoint)


def kill_between(home: Home) -> None:
    """A window's process that has redeemed and not been paid, killed."""
    command = [sys.executable, "-m", "tests.journeys.selling_till", str(home.root)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as till:
        assert till.stdout is not None
        try:
            till.stdout.readline()
            assert till.stdout.readline() == "paying\n"
        finally:
            till.send_signal(signal.SIGKILL)


def take_recoveries(
    folder: Path,
    app: QApplication,
    theme: str,
    zoom: int,
    size: QSize,
    finish: Callable[[QImage], QImage],
    cases: tuple[str, ...] = CASES,
) -> None:
    """Every case's pictures in one look; ``finish`` makes an image ready for a file."""
    suffix = theme if zoom == 100 else f"{theme}-{zoom}"
    for name in cases:
        with tempfile.TemporaryDirectory() as temporary:
            home = Home(Path(temporary) / "home")
            home.root.mkdir()
            looks = SETTINGS.replace('theme = "light"', f'theme = "{theme}"\nzoom = {zoom}')
            home.settings.write_text(looks, encoding="utf-8")
            if name == "killed":
                kill_between(home)
            if name == "unclear":
                # Nobody sits through the minute after which it cannot come any more.
                Tenants(home.tenants).save(replace(SANDBOX, late_window_s=2))

            with tenant_of(name, home) as child:
                clerk = Clerk(app, home, child)

                async def shoot(picture: str, clerk: Clerk = clerk) -> None:
                    await asyncio.sleep(SETTLE_S)
                    path = folder / f"{picture}-{suffix}.png"
                    finish(clerk.window.grab().toImage()).save(str(path), "PNG", 0)  # type: ignore[call-overload]  # PySide takes the format as text

                async def work(clerk: Clerk = clerk, course: Course = COURSES[name]) -> None:
                    await clerk.open()
                    clerk.window.resize(size)
                    await course(clerk, shoot)

                clerk.run(work)
