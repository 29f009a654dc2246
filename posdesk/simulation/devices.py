"""What stands at a simulated till: its payment terminal, which outlives it, and its disk, which can be full."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from posdesk.sale.money import Money
from posdesk.simulation.clocks import WorldClock
from posdesk.simulation.schedule import Later, Life
from posdesk.till.journal import Journal
from posdesk.till.journal_errors import JournalFailed
from posdesk.till.outcomes import Outcome
from posdesk.till.terminal_answers import (
    InProgress,
    NoTerminalAnswer,
    NotFound,
    Processed,
    Refunded,
    Status,
    Voided,
)
from posdesk.till.terminal_core import Speaks, TerminalCore

_SHORTEST_S = 0.001


class VirtualTerminal:
    """The simulated terminal's rules at the pace of virtual time. Each method is as ``payments.Terminal`` says."""

    def __init__(
        self, core: TerminalCore, clock: WorldClock, life: Life, point: Callable[[str], None]
    ) -> None:
        self._core = core
        self._clock = clock
        self._life = life
        self._point = point
        self._cancelled: Later[None] = Later()

    async def start(
        self, payment_id: str, amount: Money, outcome: Outcome
    ) -> Processed | InProgress:
        """Raises NoTerminalAnswer, TerminalOffline."""
        self._point("call.leaves")
        first = started = self._core.start(payment_id, amount, outcome, self._clock.now())
        self._point("call.applied")
        if first.speaks is Speaks.SILENCE:
            await self._life.pause(first.wait_s)
            raise NoTerminalAnswer(payment_id)
        while isinstance(started.status, InProgress) and started.speaks is not Speaks.STATUS:
            await self._life.pause(max(started.wait_s, _SHORTEST_S))
            started = self._core.start(payment_id, amount, outcome, self._clock.now())
        self._point("call.answered")
        if first.speaks is Speaks.NO_ANSWER:
            raise NoTerminalAnswer(payment_id)
        return started.status

    async def status(self, payment_id: str) -> Status:
        """What became of it."""
        return self._core.status(payment_id, self._clock.now())

    async def cancel(self, payment_id: str) -> Status:
        """Stop it, if it can still be stopped."""
        return self._core.cancel(payment_id, self._clock.now())

    async def void(self, payment_id: str) -> Voided | InProgress | NotFound:
        """Give all of it back."""
        self._point("call.leaves")
        await self._life.pause(1)
        answer = self._core.void(payment_id, self._clock.now())
        self._point("call.applied")
        return answer

    async def refund(
        self, payment_id: str, refund_id: str, amount: Money
    ) -> Refunded | InProgress | NotFound:
        """Give a part back, once per ``refund_id``."""
        await self._life.pause(1)
        return self._core.refund(payment_id, refund_id, amount, self._clock.now())

    async def refund_status(self, refund_id: str) -> Refunded | NotFound:
        """Whether a refund was made."""
        return self._core.refund_status(refund_id)


class SimulatedJournal(Journal):
    """The real journal, on a disk that can be full; its installation's name comes from the seed."""

    def __init__(self, path: Path | None, installation: str) -> None:
        super().__init__(path)
        self._name = installation
        self.is_full: Callable[[], bool] = _never

    @property
    def installation(self) -> str:
        """Six base-32 characters, from the seed: two runs of one world give the same references."""
        return self._name

    def append(self, *args: Any, **more: Any) -> None:
        """Raises JournalFailed, also while the disk is full."""
        if self.is_full():
            raise JournalFailed("the disk is full")
        super().append(*args, **more)

    def next_receipt(self, store: str, register: str, *more: Any) -> int:
        """Raises JournalFailed, also while the disk is full."""
        if self.is_full():
            raise JournalFailed("the disk is full")
        return super().next_receipt(store, register, *more)


def _never() -> bool:
    return False
