"""Owned background work: every task has an owner, a name and an end.

The only file that starts asyncio tasks. A ``PosError`` in a task goes to the owner's ``on_error``; any
other exception is a bug and reaches the loop's exception handler. Cancelling is normal and silent.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Self

from posdesk.sale.errors import PosError

log = logging.getLogger(__name__)

# The two Any are what a coroutine yields to its loop and is sent by it; asyncio owns both.
Work = Coroutine[Any, Any, None]


class TaskScope:
    """The tasks of one owner (a window, a sale). Leaving the scope cancels and awaits all of them.

    ``on_error`` is called on the loop's thread. Work handed in after the scope was left is closed
    unrun, so a late click on a closing window does nothing.
    """

    def __init__(self, owner: str, on_error: Callable[[PosError], None]) -> None:
        self._owner = owner
        self._on_error = on_error
        self._by_name: dict[str, asyncio.Task[None]] = {}
        self._all: set[asyncio.Task[None]] = set()
        self._open = True

    def latest(self, name: str, work: Work) -> None:
        """Run ``work`` in place of a running one of that name (search as you type)."""
        if (old := self._by_name.get(name)) is not None:
            old.cancel()
        self._spawn(name, work)

    def once(self, name: str, work: Work) -> None:
        """Run ``work`` unless one of that name is running (pay, redeem: a double click does nothing)."""
        if self.running(name):
            work.close()
        else:
            self._spawn(name, work)

    def running(self, name: str) -> bool:
        """Whether work of that name is under way."""
        task = self._by_name.get(name)
        return task is not None and not task.done()

    async def drain(self, within_s: float) -> None:
        """Wait for the work that is under way, at most so many seconds. Nothing is cancelled, nothing refused."""
        if self._all:
            await asyncio.wait(self._all, timeout=within_s)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._open = False
        for task in self._all:
            task.cancel()
        await asyncio.gather(*self._all, return_exceptions=True)

    def _spawn(self, name: str, work: Work) -> None:
        if not self._open:
            work.close()
            return
        task = asyncio.create_task(self._guard(name, work), name=f"{self._owner}.{name}")
        self._by_name[name] = task
        self._all.add(task)
        task.add_done_callback(self._done)
        # A task cancelled before its first step never awaits its work: close it, or Python warns.
        task.add_done_callback(lambda _task: work.close())

    async def _guard(self, name: str, work: Work) -> None:
        try:
            await work
        except PosError as exc:
            log.warning("%s.%s: %s: %s", self._owner, name, exc.code, exc)
            self._on_error(exc)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._all.discard(task)
        if not task.cancelled() and (exc := task.exception()) is not None:
            task.get_loop().call_exception_handler(
                {"message": f"bug in {task.get_name()}", "exception": exc, "task": task}
            )
