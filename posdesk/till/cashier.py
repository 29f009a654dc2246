"""The cashier: one sale on an asyncio loop. Runs its effects and feeds their outcomes back.

The engine and its journal work on a thread of their own; the loop only waits. Every effect is a task of
the sale's own scope. A write that has left is never cancelled but by ``close``, and then the journal knows;
given patience, ``close`` waits for its outcome and writes that down, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from posdesk.omneo.calls import Applied, Call, NotApplied, Outcome
from posdesk.omneo.errors import OmneoError
from posdesk.sale import effects as ef
from posdesk.sale.errors import PosError
from posdesk.sale.events import Event, Resumed, TimePassed
from posdesk.sale.moments import Instant
from posdesk.sale.money import Money
from posdesk.sale.state import Sale
from posdesk.sale.sweep_events import SweepDue
from posdesk.till import payments
from posdesk.till.capabilities import Ways
from posdesk.till.clock import Clock
from posdesk.till.engine import Engine
from posdesk.till.journal import JournalFailed
from posdesk.till.outcomes import Outcome as PaymentOutcome
from posdesk.till.performing import Performer
from posdesk.till.redemption_scripts import RedemptionScripts
from posdesk.till.scripts import Reply, Script
from posdesk.till.tasks import TaskScope, Work

if TYPE_CHECKING:
    from posdesk.till.return_scripts import ReturnScripts

P = ParamSpec("P")
T = TypeVar("T")
JOURNAL_AGAIN_S = 2.0
# A loop's own time stands still while a laptop sleeps: what was due meanwhile is noticed within this.
LONGEST_NAP_S = 10.0


Permit = Callable[[Sale, Event], None]


class Sends(Protocol):
    """What the cashier needs of an asynchronous sender."""

    async def send(self, call: Call[T]) -> Outcome[T]:
        """Once, never raising for trouble of the tenant."""

    async def fetch(self, call: Call[T]) -> T:
        """A read, retried. Raises OmneoError."""


class Worker(Protocol):
    """Runs blocking work on the journal's thread."""

    def __call__(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """The result of ``work``, awaited."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a cashier works with. ``outcome`` says how the simulated terminal will answer an amount.

    ``scripts`` and ``ways`` are asked for at each effect: what was found out about the tenant a moment ago
    counts, for a sale that is under way too. ``for_sale`` gives a sale its own end of the sender, where it has
    one. ``permit`` is asked before an event of the cashier's is taken, and raises where it may not be."""

    sender: Sends
    terminal: payments.Terminal
    clock: Clock
    worker: Worker
    scripts: Callable[[], RedemptionScripts]
    returns: Callable[[], ReturnScripts]
    ways: Callable[[], Ways]
    outcome: Callable[[Money], PaymentOutcome]
    for_sale: Callable[[Callable[[], Sale]], Sends] | None = None
    permit: Permit | None = None


async def talk(script: Script[T], sender: Sends) -> T:
    """Run a script, the calls of each batch side by side. Raises what the script raises."""
    try:
        batch = next(script)
        while True:
            outcomes = await asyncio.gather(*(attempt(call, sender) for call in batch))
            batch = script.send(tuple(outcomes))
    except StopIteration as done:
        result: T = done.value
        return result


async def attempt(call: Call[T], sender: Sends) -> Outcome[T]:
    """A write goes out once; a read may be repeated, and fails without consequence."""
    if call.writes:
        return await sender.send(call)
    try:
        return Applied(await sender.fetch(call), 200)
    except OmneoError as error:
        return NotApplied(error)


class Cashier:
    """One sale's driver. ``on_change`` gets every new state, on the loop's thread."""

    def __init__(
        self,
        engine: Engine,
        tools: Tools,
        *,
        on_change: Callable[[Sale], None],
        on_error: Callable[[PosError], None],
    ) -> None:
        self._engine = engine
        self._tools = tools
        self._hearers = [on_change]
        self._on_error = on_error
        self._sender = tools.sender
        if tools.for_sale is not None:
            self._sender = tools.for_sale(lambda: self.sale)
        self._scope = TaskScope(engine.sale.reference, on_error)
        self._writes = TaskScope(engine.sale.reference, on_error)
        self._ending = False
        self._turn = asyncio.Lock()
        self._count = 0
        self._pins: dict[str, str] = {}
        self._performer = Performer(tools, self._talk, self._known, self._pins)

    @property
    def sale(self) -> Sale:
        """The state after the last event that is on disk."""
        return self._engine.sale

    def follow(self, hear: Callable[[Sale], None]) -> None:
        """Tell ``hear`` of every new state, too, each once: somebody else has begun to look at this sale."""
        if hear not in self._hearers:
            self._hearers.append(hear)

    async def close(self, patience_s: float = 0.0) -> None:
        """Send nothing more. What has left has ``patience_s`` seconds for its outcome to reach the journal; then
        it is no longer waited for, and the next start reads it back."""
        self._ending = True
        await self._scope.__aexit__()
        await self._writes.drain(patience_s)
        await self._writes.__aexit__()

    async def tell(self, make: Callable[[Instant], Event]) -> None:
        """Something happened now. Raises the sale's errors (nothing changed), ``permit``'s, and JournalFailed."""
        await self._deliver(make, self._tools.permit)

    async def resume(self, make: Callable[[Instant], Event] = Resumed) -> bool:
        """The sale was folded from the journal, and goes on with that event: False, and it is said why, when only
        as soon as the journal can be written. Raises the sale's errors."""
        try:
            await self.tell(make)
        except JournalFailed as error:
            self._on_error(error)
            self._spawn(self._scope, "resume", self._settle(make))
            return False
        return True

    def use_pin(self, credit_id: str, pin: str) -> None:
        """What the customer typed for a credit: in memory only, until the sale is over."""
        self._pins[credit_id] = pin

    async def _deliver(
        self, make: Callable[[Instant], Event], permit: Permit | None = None
    ) -> None:
        async with self._turn:
            event = make(self._tools.clock.now())
            if permit is not None:
                permit(self.sale, event)
            if self._ending:
                await self._tools.worker(self._engine.note, event)
                effects: tuple[ef.Effect, ...] = ()
            else:
                effects = await self._tools.worker(self._engine.handle, event)
        self._say()
        for effect in effects:
            self._start(effect)

    def _say(self) -> None:
        """Those who were told before ``hear`` began are told first. One may begin to follow meanwhile."""
        sale = self.sale
        for hear in tuple(self._hearers):
            hear(sale)

    async def _settle(self, reply: Reply) -> None:
        """An outcome must reach the journal."""
        await self._until_written(lambda: self._deliver(reply))

    async def _until_written(self, work: Callable[[], Awaitable[T]]) -> T:
        """With a full disk it waits, says so, and nothing new is sent."""
        while True:
            try:
                return await work()
            except JournalFailed as error:
                self._on_error(error)
                await asyncio.sleep(JOURNAL_AGAIN_S)

    def _start(self, effect: ef.Effect) -> None:
        if self._ending:
            return
        if isinstance(effect, ef.WakeAt):
            self._scope.latest("wake", self._wake(effect.at))
        elif isinstance(effect, ef.SweepAt):
            self._scope.latest("sweep", self._wake_to_sweep(effect.at))
        else:
            scope = self._writes if effect.intention else self._scope
            self._spawn(scope, type(effect).__name__, self._run(effect))

    def _spawn(self, scope: TaskScope, name: str, work: Work) -> None:
        self._count += 1
        scope.once(f"{name}.{self._count}", work)

    async def _wake(self, at: Instant) -> None:
        await self._until(at)
        # In a task of its own: the next wait replaces this one, and must not cancel its delivery.
        self._spawn(self._scope, "time", self._settle(TimePassed))

    async def _wake_to_sweep(self, at: Instant) -> None:
        await self._until(at)
        self._spawn(self._scope, "sweep", self._settle(SweepDue))

    async def _until(self, at: Instant) -> None:
        # What has surely passed: a clock that was set must neither hurry a look nor hold it up.
        while (pause := self._tools.clock.now().waited_s(at)) > 0:
            await asyncio.sleep(min(pause, LONGEST_NAP_S))

    async def _run(self, effect: ef.Effect) -> None:
        reply = await self._performer.reply(effect, self.sale)
        if reply is not None:
            await self._settle(reply)

    async def _known(self) -> frozenset[str]:
        return await self._until_written(lambda: self._tools.worker(self._engine.known_redemptions))

    async def _talk(self, script: Script[Reply]) -> Reply:
        return await talk(script, self._sender)
