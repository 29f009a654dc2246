"""The one place that knows qasync: an asyncio loop on Qt's own, with a top handler for bugs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

log = logging.getLogger(__name__)
# The Any are what a coroutine yields and is sent; asyncio owns both.
Main = Callable[[], Coroutine[Any, Any, int]]


def run_on_qt(app: QApplication, main: Main) -> int:
    """Run ``main`` on Qt's loop; its result is the exit code."""
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.get_loop().set_exception_handler(_report)
        return runner.run(main())


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A bug in a task: into the log, whole; the till goes on, for the journal holds every sale."""
    error = context.get("exception")
    log.error("bug: %s", context.get("message", ""), exc_info=error)
