"""The till's own loop under a test: qasync on the test's application, and waits that end with a condition.

A wait looks again each time Qt's dispatcher is about to rest, when everything that could happen has happened.
Nothing polls, and no time is waited out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Slot
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop
from shiboken6 import delete

PATIENCE_S = 40.0


def run_on_qt(app: QApplication, work: Coroutine[Any, Any, None]) -> None:
    """Run ``work`` to its end. A bug in any task, and a task that is left over, fail the test."""
    bugs: list[str] = []

    def keep(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        bugs.append(f"{context.get('message')}: {context.get('exception')!r}")

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        loop = runner.get_loop()
        loop.set_exception_handler(keep)
        runner.run(work)
        left = sorted(task.get_name() for task in asyncio.all_tasks(loop) if not task.done())
        timers = loop._timer  # type: ignore[attr-defined]  # qasync's own, which it leaves to the collector
    # What a thread told the loop at the very end is in Qt's queue, and must not come when its timers are gone.
    app.sendPostedEvents()
    # Its timers of waits that ended early still run; a collector on another thread could not stop them.
    delete(timers)
    assert bugs == []
    assert left == []


class _Look(QObject):
    """Looks whenever the dispatcher is about to rest, until it sees what was asked for."""

    def __init__(self, holds: Callable[[], object], seen: asyncio.Future[None]) -> None:
        super().__init__()
        self._holds = holds
        self._seen = seen

    @Slot()
    def look(self) -> None:
        if self._seen.done():
            return
        try:
            if self._holds():
                self._seen.set_result(None)
        except Exception as error:  # noqa: BLE001 - a test's own condition: its failure is the test's
            self._seen.set_exception(error)


async def until(holds: Callable[[], object], tell: Callable[[], str]) -> None:
    """Wait until ``holds``. AssertionError with ``tell``'s words when it never does."""
    seen: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    look = _Look(holds, seen)
    dispatcher = QAbstractEventDispatcher.instance()
    assert dispatcher is not None
    dispatcher.aboutToBlock.connect(look.look)
    try:
        look.look()
        async with asyncio.timeout(PATIENCE_S):
            await seen
    except TimeoutError:
        raise AssertionError(tell()) from None
    finally:
        dispatcher.aboutToBlock.disconnect(look.look)
