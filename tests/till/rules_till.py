"""A till without a window at a tenant without a server: the real register, cashier, journal and terminal, and the
sandbox's rules in this process. A whole sale takes a fraction of a second.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from posdesk.omneo.calls import Applied, Call, Outcome
from posdesk.sale.moments import Instant
from posdesk.till.journal import Journal
from posdesk.till.journal_thread import JournalThread
from posdesk.till.register import Register, sandbox_id
from posdesk.till.terminal import SimulatedTerminal
from posdesk.till.terminal_core import AT_ONCE
from tests.sandbox.rules.rule_desk import OPENED, Desk
from tests.till.headless import TENANT, QuickClock, Till, Watch
from tests.till.rules_tenant import RulesTenant
from tests.till.weather import Weather

T = TypeVar("T")
IDENTITY = "rules"
TENANT_ID = sandbox_id(IDENTITY)


class TenantsClock(QuickClock):
    """As quick, and in the year of the tenant."""

    _behind_ms = round(OPENED.timestamp() * 1000) - QuickClock().now().utc_ms

    def now(self) -> Instant:
        return Instant(super().now().utc_ms + self._behind_ms)


class RulesSender:
    """Carries calls to the rules. ``before_write`` is called before each write leaves."""

    def __init__(self, desk: Desk, before_write: Callable[[str], None]) -> None:
        self._tenant = RulesTenant(desk)
        self._before_write = before_write

    async def send(self, call: Call[T]) -> Outcome[T]:
        if call.writes:
            self._before_write(f"{call.method} {call.path}")
        return self._tenant.attempt(call)

    async def fetch(self, call: Call[T]) -> T:
        outcome = self._tenant.attempt(call)
        if isinstance(outcome, Applied):
            return outcome.value
        raise outcome.error


def nothing(line: str) -> None:
    """Whatever leaves may leave."""


@asynccontextmanager
async def a_rules_till(
    desk: Desk, home: Path, *, vfs: str = "", before_write: Callable[[str], None] = nothing
) -> AsyncIterator[Till]:
    """A connected till with its journal and its terminal in ``home``."""
    clock, thread = TenantsClock(), JournalThread()
    terminal = await SimulatedTerminal.open(home / "terminal.db", clock, AT_ONCE)
    journal = await thread(partial(Journal, home / "journal.db", vfs=vfs))
    sender = RulesSender(desk, before_write)
    register = Register(TENANT, TENANT_ID, journal, thread, sender, terminal, clock)
    try:
        await register.connect()
        yield Till(register, Watch(), Weather(), clock, terminal, journal)
    finally:
        try:
            await register.close()
        finally:
            await terminal.close()
