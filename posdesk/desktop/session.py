"""A session at a tenant: opens what a till needs, in order, and ends all of it.

The window is there before this begins. What goes wrong is said in the window and can be tried again; the
journal comes first, for without it nothing may be taken.
"""

from __future__ import annotations

import asyncio
import logging
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
from posdesk.till.clock import Clock, SystemClock
from posdesk.till.directory import Directory
from posdesk.till.journal import Journal
from posdesk.till.journal_thread import JournalThread
from posdesk.till.knowledge import Keep
from posdesk.till.register import Register, sandbox_id
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
    observer: Observer,
    line: FaultLine | None = None,
    clock: Clock | None = None,
) -> Register:
    """Journal, terminal and sender, each ended by ``stack``. Raises JournalFailed, OmneoError.

    ``line`` is told the sender, for faults that are made to befall it. ``clock`` is the machine's unless given. The
    tenant has not been asked anything yet: ``Register.connect`` does that.
    """
    clock = clock or SystemClock()
    thread = JournalThread()
    journal = await thread(Journal, home.journal)
    sender = await stack.enter_async_context(
        AsyncSender(address.url, address.token, observer=observer, retries=Retries(pauses=False))
    )
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
