"""One tenant as the till has come to know it: its file, what was found out since, and where that is noted.

Whatever is new takes effect at once. A file that it cannot be noted in is logged, and the till goes on with
what it knows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from posdesk.home.tenant import Capability, CapabilityName, TenantFile
from posdesk.omneo.calls import Call, Outcome
from posdesk.sale.errors import PosError
from posdesk.till.capabilities import (
    GOOD_FOR,
    SURVEYED,
    Found,
    is_due,
    knowing,
    survey,
    utc_day,
    ways_of,
)
from posdesk.till.cashier import Sends, Worker
from posdesk.till.clock import Clock
from posdesk.till.learning import Lessons
from posdesk.till.scripts import Script
from posdesk.till.tasks import TaskScope
from posdesk.till.wallets import WalletReader

log = logging.getLogger(__name__)
# Writes findings where they are kept; blocking. ``Tenants.remember`` of the tenant's name, for a real one.
Keep = Callable[[Mapping[CapabilityName, Capability]], None]


class Knowledge:
    """What is known of ``tenant``, and how it is spoken to. On the loop alone; ``keep`` runs on ``worker``."""

    def __init__(
        self, tenant: TenantFile, clock: Clock, worker: Worker, scope: TaskScope, keep: Keep | None
    ) -> None:
        self.tenant = tenant
        self.ways = ways_of(tenant)
        self._clock = clock
        self._worker = worker
        self._scope = scope
        self._keep = keep
        self._lessons = Lessons()
        self._noted = 0

    @property
    def is_due(self) -> bool:
        """Whether the tenant should be asked again what it can do."""
        return is_due(self.tenant, utc_day(self._clock.now()))

    def reader(self) -> WalletReader:
        """How wallets are read from now on."""
        tenant, lists = self.tenant, self.ways.lists_redemptions
        return WalletReader(tenant.currency, tenant.timezone, self._clock, lists)

    def adopt(self, tenant: TenantFile) -> None:
        """The file was changed: go by it from now on."""
        self.tenant = tenant
        self.ways = ways_of(tenant)

    async def find_out(self, sender: Sends) -> Found:
        """Ask the tenant, each question once, and note what it said. Raises nothing of the tenant or the file."""
        found = await _ask_once(survey(), sender)
        self._take(found)
        try:
            await self._note(found)
        except PosError as error:
            log.warning("%s: %s", error.code, error)
        return found

    def look(self, call: Call[Any], outcome: Outcome[Any]) -> None:
        """Learn from an outcome. What is known already is noted anew only when it has grown old."""
        found = self._lessons.learn(call, outcome)
        news = {name: holds for name, holds in found.items() if self._is_news(name, holds)}
        if news:
            self._take(news)
            self._noted += 1
            self._scope.once(f"note.{self._noted}", self._note(news))

    def _is_news(self, name: CapabilityName, holds: bool) -> bool:
        known = self.tenant.capabilities.get(name)
        if known is None or known.holds is not holds:
            return True
        age = utc_day(self._clock.now()) - known.checked
        return age > GOOD_FOR and name not in SURVEYED

    def _take(self, found: Found) -> None:
        self.tenant = knowing(self.tenant, found, utc_day(self._clock.now()))
        self.ways = ways_of(self.tenant)

    async def _note(self, found: Found) -> None:
        if found and self._keep is not None:
            noted = {name: self.tenant.capabilities[name] for name in found}
            await self._worker(self._keep, noted)


async def _ask_once(script: Script[Found], sender: Sends) -> Found:
    """Like ``talk``, but nothing is asked twice: a tenant in trouble is not to hold up the first sale."""
    try:
        batch = next(script)
        while True:
            outcomes = await asyncio.gather(*(sender.send(call) for call in batch))
            batch = script.send(tuple(outcomes))
    except StopIteration as done:
        result: Found = done.value
        return result
