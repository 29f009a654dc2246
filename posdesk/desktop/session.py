"""A session at a tenant: opens what a till needs, in order, and ends all of it.

The window is there before this begins. What goes wrong is said in the window and can be tried again; the
journal comes first, for without it nothing may be taken.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from posdesk.desktop.fault_line import FaultLine
from posdesk.home.paths import Home
from posdesk.home.settings import Settings
from posdesk.home.tenant import TenantFile
from posdesk.omneo.exchange import Observer
from posdesk.omneo.http import AsyncSender
from posdesk.omneo.retries import Retries
from posdesk.sale.errors import PosError
from posdesk.till.clock import Clock, SystemClock
from posdesk.till.directory import Directory
from posdesk.till.journal import Journal
from posdesk.till.journal_errors import JournalFailed, SaleElsewhere
from posdesk.till.journal_thread import JournalThread
from posdesk.till.knowledge import Keep
from posdesk.till.register import Register, sandbox_id
from posdesk.till.retention import forget_old
from posdesk.till.terminal import SimulatedTerminal
from posdesk.till.terminal_core import Timing
from posdesk.till.webhook_errors import DirectoryFailed

if TYPE_CHECKING:
    from posdesk.sandbox.child import SandboxChild

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the tenant is: ``tenant_id`` binds the journal's sales to it."""

    url: str
    token: str
    tenant_id: str


class Watch:
    """Who watches the wire: somebody as soon as there is a window to see it in.

    Until then no call is made readable: the catalogue alone has two thousand lines.
    """

    def __init__(self) -> None:
        self._sender: AsyncSender | None = None
        self._observer: Observer | None = None

    def lead(self, sender: AsyncSender) -> None:
        """``sender`` is the till's from now on."""
        self._sender = sender
        self._tell()

    def forward(self, observer: Observer) -> None:
        """``observer`` hears of every call from now on."""
        self._observer = observer
        self._tell()

    def _tell(self) -> None:
        if self._sender is not None and self._observer is not None:
            self._sender.report_to(self._observer)


async def sandbox_address(child: SandboxChild) -> Address:
    """Wait for the embedded sandbox. Raises SandboxError. A fresh one runs on real time."""
    endpoint = await child.ready()
    return Address(endpoint.url, endpoint.token, sandbox_id(endpoint.identity))


def timing(settings: Settings) -> Timing:
    """The simulated terminal at the pace that was set; 0 answers at once."""
    pace = settings.terminal_pace_ms / 1000
    return Timing(
        answer_s=pace,
        slow_s=6 * pace,
        give_back_s=pace / 2,
        patience_s=4 * pace,
        timeout_s=33 * pace,
    )


async def open_register(
    stack: AsyncExitStack,
    home: Home,
    settings: Settings,
    tenant: TenantFile,
    address: Address,
    watch: Watch,
    *,
    told: Callable[[PosError], None],
    line: FaultLine | None = None,
    clock: Clock | None = None,
) -> Register:
    """Journal, terminal and sender, each ended by ``stack``. Raises JournalFailed, OmneoError.

    ``told`` hears what is wrong with the journal and stops nothing: it was mended, or was copied here with sales
    that are not finished. ``watch`` is told the sender, and so is ``line``, for faults that are made to befall it.
    ``clock`` is the machine's unless given. The tenant has not been asked anything yet: ``Register.connect`` does
    that.
    """
    clock = clock or SystemClock()
    thread = JournalThread()
    journal = await thread(Journal, home.journal)
    # Whatever fails from here on must let go of the journal, or the next try finds it taken.
    stack.push_async_callback(_let_go, journal, thread)
    if journal.mended is not None:
        told(journal.mended)
    if left := await thread(journal.elsewhere, address.tenant_id):
        told(SaleElsewhere(", ".join(entry.reference for entry in left)))
    await _forget_old(thread, journal, clock)
    sender = await stack.enter_async_context(
        AsyncSender(address.url, address.token, retries=Retries(pauses=False))
    )
    watch.lead(sender)
    if line is not None:
        line.lead(sender)
    terminal = await stack.enter_async_context(
        await SimulatedTerminal.open(home.terminal, clock, timing(settings))
    )
    register = Register(
        tenant,
        address.tenant_id,
        journal,
        thread,
        sender,
        terminal,
        clock,
        directory=await _directory(stack, home, tenant, wanted=listens(tenant, settings)),
        keep=_keep(home, tenant),
    )
    stack.push_async_callback(register.close)
    return register


async def _let_go(journal: Journal, thread: JournalThread) -> None:
    """The register has done so, if it came to one."""
    if thread.is_open:
        await thread(journal.close)
        thread.close()


async def _forget_old(thread: JournalThread, journal: Journal, clock: Clock) -> None:
    """Persons of sales long closed leave the journal. What stands in the way of that stands in no sale's way."""
    try:
        await thread(forget_old, journal, clock.now().utc_ms)
    except JournalFailed as error:
        log.warning("not forgotten: %s", error.code)


def _keep(home: Home, tenant: TenantFile) -> Keep | None:
    """Where what is found out about a tenant is noted: its file. The built-in one has none."""
    if tenant.is_sandbox:
        return None
    # Here: what reads tenants' files is large, and a till on the sandbox reads none.
    from posdesk.home.tenants import Tenants

    return partial(Tenants(home.tenants).remember, tenant.name)


def listens(tenant: TenantFile, settings: Settings) -> bool:
    """Whether the till is to take the tenant's webhooks."""
    return settings.sandbox_webhooks if tenant.is_sandbox else bool(tenant.webhooks_port)


async def _directory(
    stack: AsyncExitStack, home: Home, tenant: TenantFile, *, wanted: bool
) -> Directory | None:
    """The local customers, where some are kept or shall be. Without them the till sells as before."""
    if not wanted and not await asyncio.to_thread(home.directory.exists):
        return None
    try:
        directory = await asyncio.to_thread(Directory, home.directory, tenant.name)
    except DirectoryFailed as error:
        log.warning("%s: %s", error.code, error)
        return None
    stack.callback(directory.close)
    return directory
