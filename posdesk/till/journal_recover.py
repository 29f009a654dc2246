"""The recovery pass without a window: every unfinished sale of one tenant is brought to rest, as a start does it.

It is over when each sale is recorded, voided, or waits for a person; or when its time is up.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from posdesk.home.paths import Home
from posdesk.home.tenant import TenantFile
from posdesk.omneo.http import AsyncSender
from posdesk.sale.errors import PosError
from posdesk.sale.state import Phase, Sale
from posdesk.sale.story import StoryKind
from posdesk.till.clock import SystemClock
from posdesk.till.journal import Entry, Journal
from posdesk.till.journal_thread import JournalThread
from posdesk.till.register import Register
from posdesk.till.terminal import SimulatedTerminal

AT_REST, LEFT = 0, 4
Write = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Errand:
    """Whose sales are recovered, and where that tenant is. ``wait_s`` is the most that it may take."""

    tenant: TenantFile
    tenant_id: str
    url: str
    token: str = field(repr=False)
    wait_s: float = 180.0


@dataclass
class _Pass:
    """What is heard of the sales while they go on."""

    hint: Write
    sales: dict[str, Sale] = field(default_factory=dict)
    errors: list[PosError] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def on_change(self, sale: Sale) -> None:
        self.sales[sale.reference] = sale
        self.hint(f"{sale.reference}: {sale.phase.value}")
        self.changed.set()

    def on_error(self, error: PosError) -> None:
        self.errors.append(error)
        self.changed.set()

    @property
    def is_over(self) -> bool:
        return all(_rests(sale) for sale in self.sales.values())


@dataclass(frozen=True, slots=True)
class Recovered:
    """The sales that were taken up, as they are now; ``elsewhere`` are left to the machine they were begun on."""

    sales: tuple[Sale, ...]
    errors: tuple[PosError, ...]
    elsewhere: tuple[Entry, ...]

    @property
    def code(self) -> int:
        """0 when all came to rest, 4 when something waits for a person or for more time."""
        resting = all(sale.at_rest for sale in self.sales)
        return AT_REST if resting and not self.errors and not self.elsewhere else LEFT

    def lines(self) -> Iterator[str]:
        """What was done, for people."""
        for sale in self.sales:
            what = ", ".join(done(sale)) or "nothing was to be done"
            yield f"{sale.reference}  {sale.phase.value}  {what}"
        for entry in self.elsewhere:
            yield f"{entry.reference}  was begun on another computer and is left to it"
        for error in self.errors:
            yield f"{error.code}: {error.user_message}"
        if not (self.sales or self.errors or self.elsewhere):
            yield "nothing was left unfinished"

    def as_json(self) -> str:
        """The same, in one line."""
        sales = [
            {"reference": each.reference, "phase": each.phase.value, "done": done(each)}
            for each in self.sales
        ]
        left = [each.reference for each in self.elsewhere]
        errors = [each.code for each in self.errors]
        return json.dumps({"sales": sales, "elsewhere": left, "errors": errors})


def recover(journal: Journal, home: Home, errand: Errand, hint: Write) -> Recovered:
    """Take up what is unfinished and wait for it; ``hint`` is told the progress. The journal is closed at the end.

    Raises JournalFailed, TerminalLogFailed, and OmneoError when the tenant cannot be asked: then nothing was done.
    """
    elsewhere = journal.elsewhere(errand.tenant_id)
    heard = asyncio.run(_recover(journal, home, errand, hint))
    return Recovered(tuple(heard.sales.values()), tuple(heard.errors), elsewhere)


def done(sale: Sale) -> list[str]:
    """What has happened to the sale since it was taken up last: ``reversed R2``."""
    story = list(sale.story)
    starts = [place for place, each in enumerate(story) if each.kind is StoryKind.RESUMED]
    since = story[starts[-1] + 1 :] if starts else []
    return [f"{each.kind.value.replace('_', ' ')} {each.mark}".strip() for each in since]


async def _recover(journal: Journal, home: Home, errand: Errand, hint: Write) -> _Pass:
    clock, thread, heard = SystemClock(), JournalThread(), _Pass(hint)
    async with (
        AsyncSender(errand.url, errand.token) as sender,
        await SimulatedTerminal.open(home.terminal, clock) as terminal,
    ):
        register = Register(
            errand.tenant, errand.tenant_id, journal, thread, sender, terminal, clock
        )
        try:
            await register.connect()
            for cashier in await register.recover(heard.on_change, heard.on_error):
                heard.on_change(cashier.sale)
            await _wait(heard, register, errand.wait_s)
        finally:
            await register.close()
    return heard


async def _wait(heard: _Pass, register: Register, wait_s: float) -> None:
    try:
        async with asyncio.timeout(wait_s):
            while not heard.is_over:
                await heard.changed.wait()
                heard.changed.clear()
            await register.gifts.idle()
    except TimeoutError:
        # What is left is told, and the next pass goes on with it.
        return


def _rests(sale: Sale) -> bool:
    return sale.at_rest or sale.phase is Phase.ATTENTION
