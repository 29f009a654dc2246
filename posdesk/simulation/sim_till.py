"""A till of a world: a disk and a terminal that last, and a program that dies and starts again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from posdesk.omneo.calls import Dialect
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, Money
from posdesk.sale.state import Terms
from posdesk.simulation.chance import Chance
from posdesk.simulation.clocks import WorldClock
from posdesk.simulation.devices import SimulatedJournal, VirtualTerminal
from posdesk.simulation.schedule import Crashed, Life, Schedule
from posdesk.simulation.shop import PROMOTIONS, TENANT_ID, Custom, Shop
from posdesk.simulation.stand import Means, Stand
from posdesk.simulation.weather import Weather
from posdesk.simulation.wire import Tally, Wire
from posdesk.till.capabilities import Ways
from posdesk.till.engine import Engine
from posdesk.till.outcomes import APPROVED, Charged, Outcome, outcome_named
from posdesk.till.redemption_scripts import RedemptionScripts
from posdesk.till.references import Reference
from posdesk.till.return_scripts import ReturnScripts
from posdesk.till.terminal_core import TerminalCore, Timing
from posdesk.till.terminal_log import TerminalLog
from posdesk.till.wallets import WalletReader

STORE: Final = "S01"
ZONE: Final = "Australia/Melbourne"
PACE: Final = Timing(answer_s=1.5)
SLEEP_MS: Final = 15 * 60_000
CARDS: Final = {
    "do_not_honour": 0.08,
    "answer_lost": 0.03,
    "timed_out": 0.02,
    "late_decline": 0.003,
    "partial_approval": 0.02,
    "offline": 0.01,
}


@dataclass(frozen=True, slots=True)
class Place:
    """What the tills of one world share."""

    schedule: Schedule
    shop: Shop
    seed: int
    custom: Custom
    weather: Callable[[], Weather]
    trouble: Callable[[int], None]
    tally: Tally
    keep: Path | None = None
    blind: bool = False
    each_call: bool = False


class SimTill:
    """One till. ``stands`` are the sales that its program knows of, ``sales`` all that it ever had, by reference.

    ``on_start`` is told of each start, the first one too. With ``dies_at`` it dies at that point, counted from 1,
    and at no other; ``points`` are those that it has passed.
    """

    def __init__(
        self,
        place: Place,
        number: int,
        on_start: Callable[[SimTill], None],
        dies_at: int | None = None,
    ) -> None:
        self.place = place
        self.number = number
        self.chance = Chance(place.seed, f"till {number}")
        self.crashes = 0
        self.is_down = False
        self.stands: list[Stand] = []
        self.sales: dict[str, Stand] = {}
        self.outcome: Outcome = APPROVED
        weather = place.weather()
        skew_ms = 1000 * self.chance.between(-weather.skew_s, weather.skew_s)
        self.clock = WorldClock(place.schedule, f"till-{number}", skew_ms)
        self.journal = SimulatedJournal(self._file("journal.db"), _installation(number))
        self.journal.is_full = lambda: place.schedule.now_ms < self._disk_full_until_ms
        self.core = TerminalCore(TerminalLog(self._file("terminal.db")), PACE)
        self._disk_full_until_ms = 0
        self._device_clock = WorldClock(place.schedule, f"terminal-{number}")
        self._on_start = on_start
        self.points: list[str] = []
        self.dies_at = dies_at
        self._start()

    def _file(self, name: str) -> Path | None:
        if self.place.keep is None:
            return None
        folder = self.place.keep / f"till-{self.number}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def _start(self) -> None:
        place = self.place
        self.is_down = False
        self.life = Life(place.schedule)
        self.stands = []
        self.wire = Wire(
            place.shop,
            self.life,
            self.chance,
            place.weather,
            self.point,
            place.trouble,
            place.tally,
            blind=place.blind,
            each_call=place.each_call,
        )
        ways = Ways(redeeming=Dialect(place.custom.dialect))
        self.reader = WalletReader(AUD, ZONE, self.clock)
        scripts = RedemptionScripts(self.reader, ways.redeeming)
        returns = ReturnScripts(self.reader, ways.redeeming)
        terminal = VirtualTerminal(self.core, self._device_clock, self.life, self.point)
        self._means = Means(
            self.life,
            self.clock,
            self.wire,
            terminal,
            lambda: scripts,
            lambda: returns,
            lambda: ways,
            self._outcome,
            self.point,
        )
        self.life.after(0, self._recover)

    def _recover(self) -> None:
        for entry in self.journal.unfinished(TENANT_ID):
            engine = Engine.resume(entry.reference, self.journal, entry.tenant_id, self.clock)
            self._stand(engine).resume()
        self._on_start(self)

    def _outcome(self, amount: Money) -> Outcome:
        return self.outcome

    def open(self) -> Stand:
        """A new sale. Raises JournalFailed."""
        number = self.journal.next_receipt(STORE, str(self.number))
        reference = Reference(STORE, str(self.number), number, self.journal.installation)
        terms = replace(_TERMS, register=reference.register, receipt_ref=reference.receipt_ref)
        engine = Engine.open(str(reference), terms, self.journal, TENANT_ID, self.clock)
        return self._stand(engine)

    def _stand(self, engine: Engine) -> Stand:
        stand = Stand(engine, self._means)
        self.stands.append(stand)
        self.sales[engine.sale.reference] = stand
        return stand

    def forget(self, stand: Stand) -> None:
        """The sale is finished and nobody looks at it any more."""
        if stand in self.stands:
            self.stands.remove(stand)

    def draw_outcome(self) -> None:
        """How the next card will be answered."""
        name = self.chance.weighed(CARDS)
        self.outcome = APPROVED if name is None else outcome_named(name)
        if self.outcome.charged is Charged.UNKNOWN:
            # Until the terminal knows, nobody does.
            self.place.trouble(round(1000 * PACE.settles_s(self.outcome.kind)))

    def point(self, name: str) -> None:
        """A place where a program can die. Raises Crashed."""
        if not self.life.goes_on:
            raise Crashed
        weather = self.place.weather()
        if self.dies_at is not None:
            self.points.append(name)
            if len(self.points) == self.dies_at:
                self.crash(weather.down_s)
        elif weather.crash and self.chance.happens(weather.crash):
            self.crash(weather.down_s)

    def crash(self, down_s: int) -> None:
        """The program is killed, and comes back within ``down_s`` seconds. Raises Crashed."""
        self.crashes += 1
        self.life.end()
        self.is_down = True
        down_ms = 1000 * self.chance.between(2, max(2, down_s))
        self.place.trouble(down_ms)
        if not self.clock.skew_ms and self.chance.happens(0.2):
            self.clock.reboot()
        self.place.schedule.after(down_ms, self._start)
        raise Crashed

    def terminal_now(self) -> Instant:
        """What time it is at the terminal."""
        return self._device_clock.now()

    def fill_disk(self) -> None:
        """The journal cannot be written for a while."""
        full_ms = 1000 * self.chance.between(1, 90)
        self.place.trouble(full_ms)
        self._disk_full_until_ms = self.place.schedule.now_ms + full_ms

    def close_lid(self) -> None:
        """The till sleeps for a quarter of an hour."""
        self.place.trouble(SLEEP_MS)
        self.life.sleep(SLEEP_MS)

    def close(self) -> None:
        self.life.end()
        self.journal.close()
        self.core.close()


_TERMS: Final = Terms(
    currency=AUD,
    promotions=PROMOTIONS,
    store=STORE,
    timezone=ZONE,
    location_id="1",
)


def _installation(number: int) -> str:
    return f"s1m00{number}"
