"""One sale in virtual time: what the cashier does on a loop, done on the schedule. The engine is the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from posdesk.sale import effects as ef
from posdesk.sale.events import Event, Resumed, TimePassed
from posdesk.sale.moments import Instant
from posdesk.sale.money import Money
from posdesk.sale.state import Sale
from posdesk.sale.sweep_events import SweepDue
from posdesk.simulation.clocks import WorldClock
from posdesk.simulation.devices import VirtualTerminal
from posdesk.simulation.schedule import Later, Life
from posdesk.simulation.wire import Wire
from posdesk.till.capabilities import Ways
from posdesk.till.cashier import JOURNAL_AGAIN_S
from posdesk.till.engine import Engine
from posdesk.till.journal_errors import JournalFailed
from posdesk.till.outcomes import Outcome as PaymentOutcome
from posdesk.till.performing import Performer
from posdesk.till.redemption_scripts import RedemptionScripts
from posdesk.till.return_scripts import ReturnScripts
from posdesk.till.scripts import Reply

_ONE_MS: Final = 0.001


@dataclass(frozen=True, slots=True)
class Means:
    """What a sale's effects need, in one life of its till."""

    life: Life
    clock: WorldClock
    wire: Wire
    terminal: VirtualTerminal
    scripts: Callable[[], RedemptionScripts]
    returns: Callable[[], ReturnScripts]
    ways: Callable[[], Ways]
    outcome: Callable[[Money], PaymentOutcome]
    point: Callable[[str], None]


class Stand:
    """One sale's driver in one life of its till. ``rested_ms`` is since when the sale has been at rest."""

    def __init__(self, engine: Engine, means: Means) -> None:
        self._engine = engine
        self._means = means
        self._performer = Performer(means, means.wire.talk, self._known, {})
        self._rings: dict[str, int] = {}
        self._watchers: list[tuple[Callable[[Sale], bool], Later[Sale]]] = []

    @property
    def sale(self) -> Sale:
        """The state after the last event that is on disk."""
        return self._engine.sale

    @property
    def seq(self) -> int:
        """How many rows its journal has; 0 for a sale that nothing has happened to."""
        return self._engine.seq

    def tell(self, make: Callable[[Instant], Event]) -> None:
        """Something happened now. Raises the sale's errors, JournalFailed, Crashed."""
        point = self._means.point
        event = make(self._means.clock.now())
        point("journal.before")
        effects = self._engine.handle(event)
        point("journal.after")
        self._look()
        for effect in effects:
            if isinstance(effect, ef.WakeAt):
                self._ring("wake", effect.at, TimePassed)
            elif isinstance(effect, ef.SweepAt):
                self._ring("sweep", effect.at, SweepDue)
            else:
                self._means.life.begin(self._run(effect))

    def resume(self) -> None:
        """The sale was folded from the journal: go on, or as soon as the journal can be written. Raises Crashed."""
        try:
            self.tell(Resumed)
        except JournalFailed:
            self._means.life.begin(self._settle(Resumed))

    def until(self, holds: Callable[[Sale], bool]) -> Later[Sale]:
        """Comes with the first state, from now on, of which ``holds`` is true."""
        later: Later[Sale] = Later()
        if holds(self.sale):
            later.come(self.sale)
        else:
            self._watchers.append((holds, later))
        return later

    def _look(self) -> None:
        if not self._watchers:
            return
        sale = self.sale
        there = [each for each in self._watchers if each[0](sale)]
        for each in there:
            self._watchers.remove(each)
            each[1].come(sale)

    async def _known(self) -> frozenset[str]:
        return self._engine.known_redemptions()

    async def _run(self, effect: ef.Effect) -> None:
        reply = await self._performer.reply(effect, self.sale)
        if reply is not None:
            await self._settle(reply)

    async def _settle(self, reply: Reply) -> None:
        """An outcome must reach the journal: with a full disk it waits, and nothing new is sent."""
        while True:
            try:
                self.tell(reply)
            except JournalFailed:
                await self._means.life.pause(JOURNAL_AGAIN_S)
            else:
                return

    def _ring(self, timer: str, at: Instant, reply: Reply) -> None:
        """Tell the sale at that instant; the next ring of the same timer replaces this one."""
        number = self._rings.get(timer, 0) + 1
        self._rings[timer] = number
        self._means.life.begin(self._ring_at(timer, at, reply, number))

    async def _ring_at(self, timer: str, at: Instant, reply: Reply, number: int) -> None:
        clock, life = self._means.clock, self._means.life
        while (pause := clock.now().waited_s(at)) > 0:
            await life.pause(max(pause, _ONE_MS))
        if number == self._rings[timer]:
            await self._settle(reply)
