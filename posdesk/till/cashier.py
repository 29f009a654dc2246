"""The cashier: one sale on an asyncio loop. Runs its effects and feeds their outcomes back.

The engine and its journal work on a thread of their own; the loop only waits. Every effect is a task of
the sale's own scope. A write that has left is never cancelled but by ``close``, and then the journal knows.
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
from posdesk.sale.events import Event, TimePassed
from posdesk.sale.moments import Instant
from posdesk.sale.money import Money
from posdesk.sale.past import RefundKind
from posdesk.sale.state import Sale
from posdesk.till import payments, transaction_scripts
from posdesk.till.capabilities import Ways
from posdesk.till.clock import Clock
from posdesk.till.engine import Engine
from posdesk.till.journal import JournalFailed
from posdesk.till.outcomes import Outcome as PaymentOutcome
from posdesk.till.redemption_scripts import RedemptionScripts
from posdesk.till.scripts import Reply, Script
from posdesk.till.tasks import TaskScope, Work

if TYPE_CHECKING:
    from posdesk.till.return_scripts import ReturnScripts

P = ParamSpec("P")
T = TypeVar("T")
JOURNAL_AGAIN_S = 2.0


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


def _of_terminal(sale: Sale, number: int) -> bool:
    """Whether a refund goes to a card."""
    back = sale.returning
    return back is not None and back.refund(number).kind is RefundKind.CARD


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
        self._on_change = on_change
        self._on_error = on_error
        self._sender = tools.sender
        if tools.for_sale is not None:
            self._sender = tools.for_sale(lambda: self.sale)
        self._scope = TaskScope(engine.sale.reference, on_error)
        self._turn = asyncio.Lock()
        self._count = 0
        self._pins: dict[str, str] = {}

    @property
    def sale(self) -> Sale:
        """The state after the last event that is on disk."""
        return self._engine.sale

    def follow(self, hear: Callable[[Sale], None]) -> None:
        """Tell ``hear`` of every new state, too: somebody else has begun to look at this sale."""
        before = self._on_change

        def both(sale: Sale) -> None:
            before(sale)
            hear(sale)

        self._on_change = both

    async def close(self) -> None:
        """Stop waiting for anything; what has left is in the journal, for the next start."""
        await self._scope.__aexit__()

    async def tell(self, make: Callable[[Instant], Event]) -> None:
        """Something happened now. Raises the sale's errors (nothing changed), ``permit``'s, and JournalFailed."""
        await self._deliver(make, self._tools.permit)

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
            effects = await self._tools.worker(self._engine.handle, event)
        self._on_change(self.sale)
        for effect in effects:
            self._start(effect)

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
        if isinstance(effect, ef.WakeAt):
            self._scope.latest("wake", self._wake(effect.at))
        else:
            self._spawn(type(effect).__name__, self._run(effect))

    def _spawn(self, name: str, work: Work) -> None:
        self._count += 1
        self._scope.once(f"{name}.{self._count}", work)

    async def _wake(self, at: Instant) -> None:
        while (pause := self._tools.clock.now().elapsed_s(at)) > 0:
            await asyncio.sleep(pause)
        # In a task of its own: the next wait replaces this one, and must not cancel its delivery.
        self._spawn("time", self._settle(TimePassed))

    async def _run(self, effect: ef.Effect) -> None:
        reply = await self._reply(effect)
        if reply is not None:
            await self._settle(reply)

    async def _reply(self, effect: ef.Effect) -> Reply | None:
        sale, terminal = self.sale, self._tools.terminal
        match effect:
            case ef.Charge(tender=number, amount=amount):
                return await payments.charge(terminal, sale, number, self._tools.outcome(amount))
            case ef.AskTerminal(tender=number, cancel=True):
                # The start that is under way tells what the cancelling came to.
                await terminal.cancel(payments.payment_id(sale, sale.tender(number)))
                return None
            case ef.AskTerminal(tender=number):
                return await payments.ask(terminal, sale, number)
            case ef.VoidTender(tender=number):
                return await payments.give_back(terminal, sale, number)
            case ef.GiveRefund(refund=number) if _of_terminal(sale, number):
                from posdesk.till.return_scripts import give_to_card

                return await give_to_card(terminal, sale, number)
            case ef.FindRefund(refund=number) if _of_terminal(sale, number):
                from posdesk.till.return_scripts import ask_for_card

                return await ask_for_card(terminal, sale, number)
            case ef.FindRedemption(leg=number):
                known = await self._until_written(
                    lambda: self._tools.worker(self._engine.known_redemptions)
                )
                return await self._talk(self._tools.scripts().find(sale, number, known))
            case _:
                return await self._talk(self._script(effect, sale))

    def _script(self, effect: ef.Effect, sale: Sale) -> Script[Reply]:
        match effect:
            case ef.ReadSnapshot():
                return self._tools.scripts().snapshot(sale)
            case ef.ReadWallet():
                return self._tools.scripts().wallet(sale)
            case ef.ReadCredit(tender=number, credit_id=credit_id):
                return self._tools.scripts().credit(sale, number, credit_id)
            case ef.LookUpTransaction():
                return transaction_scripts.look_up(sale, self._tools.ways())
            case ef.RecordTransaction():
                return transaction_scripts.record(sale, self._tools.ways())
            case ef.ReadReturns() | ef.GiveRefund() | ef.FindRefund():
                return self._return_script(effect, sale)
            case _:
                return self._leg_script(effect, sale)

    def _return_script(
        self, effect: ef.ReadReturns | ef.GiveRefund | ef.FindRefund, sale: Sale
    ) -> Script[Reply]:
        scripts = self._tools.returns()
        match effect:
            case ef.ReadReturns():
                return scripts.returns(sale)
            case ef.GiveRefund(refund=number):
                return scripts.give(sale, number)
            case ef.FindRefund(refund=number):
                return scripts.find(sale, number)

    def _leg_script(self, effect: ef.Effect, sale: Sale) -> Script[Reply]:
        scripts = self._tools.scripts()
        match effect:
            case ef.CreateRedemption(leg=number):
                return scripts.create(sale, number, self._pins.get(sale.leg(number).credit_id, ""))
            case ef.ReverseRedemption(leg=number):
                return scripts.undo(sale, number, refund=False)
            case ef.RefundRedemption(leg=number):
                return scripts.undo(sale, number, refund=True)
            case ef.FindUndo(leg=number, refund=refund):
                return scripts.find_undo(sale, number, refund=refund)
            case _:
                raise TypeError(f"no script for {effect!r}")

    async def _talk(self, script: Script[Reply]) -> Reply:
        return await talk(script, self._sender)
