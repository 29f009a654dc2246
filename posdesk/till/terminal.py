"""The simulated payment terminal, for a till on an asyncio loop.

The rules are ``terminal_core``'s; here is its pace, the lost answers, and the one thread on which its log
is written, so that the loop never waits for a disk. Cancelling a waiting ``start`` stops the waiting, not
the payment: ask for its status. Close it after the tasks that use it have ended.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from posdesk.sale.money import Money
from posdesk.till.clock import Clock
from posdesk.till.outcomes import Outcome
from posdesk.till.terminal_answers import (
    Approved,
    InProgress,
    NoTerminalAnswer,
    NotFound,
    Processed,
    Refunded,
    Status,
    Voided,
)
from posdesk.till.terminal_core import HUMAN, Speaks, Started, TerminalCore, Timing
from posdesk.till.terminal_log import TerminalLog

P = ParamSpec("P")
R = TypeVar("R")

# A clock of whole milliseconds may say "not yet" just after the wait; ask again no sooner than this.
_SHORTEST_WAIT_S = 0.001


class SimulatedTerminal:
    """One terminal; ``open`` makes it. All methods may raise TerminalLogFailed."""

    def __init__(
        self, core: TerminalCore, clock: Clock, timing: Timing, worker: ThreadPoolExecutor
    ) -> None:
        self._core = core
        self._clock = clock
        self._timing = timing
        self._worker = worker
        self._changed = asyncio.Event()

    @classmethod
    async def open(cls, path: Path | None, clock: Clock, timing: Timing = HUMAN) -> Self:
        """A terminal whose log is ``path`` (None: in memory, gone when it is closed)."""
        worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="terminal")
        loop = asyncio.get_running_loop()
        try:
            core = await loop.run_in_executor(worker, _open_core, path, timing)
        except BaseException:
            worker.shutdown(wait=False)
            raise
        return cls(core, clock, timing, worker)

    async def close(self) -> None:
        """Close the log and end the thread. Payments in progress go on in the log."""
        await self._on_worker(self._core.close)
        self._worker.shutdown()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def start(
        self, payment_id: str, amount: Money, outcome: Outcome
    ) -> Processed | InProgress:
        """Take a payment and wait for its end, at the terminal's pace.

        A second start of an id takes nothing more: it tells how the first one stands, InProgress when
        only a question of status will tell. Raises NoTerminalAnswer (it may have been taken: ask for the
        status), TerminalOffline (nothing was taken) and BadAmount.
        """
        first = started = await self._begin(payment_id, amount, outcome)
        if first.speaks is Speaks.SILENCE:
            await asyncio.sleep(first.wait_s)
            raise NoTerminalAnswer(f"payment {payment_id}")
        while isinstance(started.status, InProgress) and started.speaks is not Speaks.STATUS:
            await self._wait(started.wait_s)
            started = await self._begin(payment_id, amount, outcome)
        if first.speaks is Speaks.NO_ANSWER:
            raise NoTerminalAnswer(f"payment {payment_id}")
        return started.status

    async def status(self, payment_id: str) -> Status:
        """What became of a payment: Approved, Declined, InProgress or NotFound. Always answers at once."""
        return await self._on_worker(self._core.status, payment_id, self._clock.now())

    async def cancel(self, payment_id: str) -> Status:
        """Stop a payment. What is decided stays decided; InProgress: the terminal does not react."""
        status = await self._on_worker(self._core.cancel, payment_id, self._clock.now())
        self._changed.set()
        self._changed = asyncio.Event()
        return status

    async def void(self, payment_id: str) -> Voided | InProgress | NotFound:
        """Give all of a payment back as if it had never been. Raises BackRefused once partly refunded."""
        await asyncio.sleep(self._timing.give_back_s)
        return await self._on_worker(self._core.void, payment_id, self._clock.now())

    async def refund(
        self, payment_id: str, refund_id: str, amount: Money
    ) -> Refunded | InProgress | NotFound:
        """Give a part or all of a payment back, once per ``refund_id``. Raises BackRefused, BadAmount."""
        await asyncio.sleep(self._timing.give_back_s)
        now = self._clock.now()
        return await self._on_worker(self._core.refund, payment_id, refund_id, amount, now)

    async def refund_status(self, refund_id: str) -> Refunded | NotFound:
        """Whether a refund was done."""
        return await self._on_worker(self._core.refund_status, refund_id)

    async def kept(self) -> tuple[Approved, ...]:
        """Every payment of which the terminal still holds money, oldest first; for audits."""
        return await self._on_worker(self._core.kept, self._clock.now())

    async def _begin(self, payment_id: str, amount: Money, outcome: Outcome) -> Started:
        now = self._clock.now()
        return await self._on_worker(self._core.start, payment_id, amount, outcome, now)

    async def _wait(self, seconds: float) -> None:
        """Until then, or until a payment is cancelled."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, _SHORTEST_WAIT_S)):
                await self._changed.wait()

    async def _on_worker(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, partial(work, *args, **kwargs))


def _open_core(path: Path | None, timing: Timing) -> TerminalCore:
    return TerminalCore(TerminalLog(path), timing)
