"""One world: a tenant, some tills, people, and weather; run from a seed to its rest, then examined.

A run has two parts: the troubled one, until every clerk has served its customers, and the calm one, in which
nothing goes wrong any more and every sale must come to rest within ``HEALING_S`` of the last fault.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from posdesk.sale.phases.sweeping import pending
from posdesk.sale.state import Sale
from posdesk.simulation.clerk import Clerk, Manager
from posdesk.simulation.schedule import Schedule
from posdesk.simulation.shop import Custom, Shop
from posdesk.simulation.sim_till import Place, SimTill
from posdesk.simulation.weather import Weather
from posdesk.simulation.wire import Tally
from posdesk.till.audit import audit
from posdesk.till.audit_report import Report

HEALING_S: Final = 180
# Longer than any sale can take: the window, a late decline, a till that was away, one after the other.
_LONGEST_MS: Final = 12 * 3_600_000
_READ_BACK: Final = 8
_ROWS: Final = (
    "SELECT reference, seq, at_utc_ms, boot_ms, boot_id, type, v, body FROM event"
    " ORDER BY reference, seq"
)
_STEP_MS: Final = 5_000
_LOOKING_MS: Final = 15 * 60_000
_CALM: Final = Weather()
PEOPLE: Final = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """What a world is made of: with the same plan it is the same world."""

    seed: int
    weather: Weather
    custom: Custom
    tills: int = 3
    sales: int = 20
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a world: how often what happened, what the checker says, and the journals' digest.

    ``endings`` counts sales by the phase they ended in. ``slowest_s`` is how long after the last fault the last
    sale came to rest, in whole virtual seconds.
    """

    seed: int
    endings: Counter[str]
    happened: Counter[str]
    report: Report
    slowest_s: int
    digest: str


class World:
    """A world that can be run once. ``keep`` is a folder for its journals; without it they are in memory."""

    def __init__(self, plan: Plan, keep: Path | None = None) -> None:
        self.plan = plan
        self.schedule = Schedule()
        self.shop = Shop(self.schedule, PEOPLE, plan.custom)
        self.manager = Manager()
        self._trouble_until_ms = 0
        self._calm = False
        self.tally = Tally()
        place = Place(
            self.schedule,
            self.shop,
            plan.seed,
            plan.custom,
            self._weather,
            self._trouble,
            self.tally,
            keep,
            plan.blind,
        )
        self.clerks: list[Clerk] = []
        self.tills = [SimTill(place, number, self._staff) for number in range(1, plan.tills + 1)]
        for till in self.tills:
            self.clerks.append(Clerk(till, plan.sales))

    def _weather(self) -> Weather:
        return _CALM if self._calm else self.plan.weather

    def _trouble(self, for_ms: int) -> None:
        """Something is wrong now, and its effects end after ``for_ms``."""
        self._trouble_until_ms = max(self._trouble_until_ms, self.schedule.now_ms + for_ms)

    def _staff(self, till: SimTill) -> None:
        self.clerks[till.number - 1].come(till)
        self.manager.come(till)

    def run(self) -> Result:
        """Run to the end. What is wrong stands in the result."""
        schedule = self.schedule
        schedule.run_while(lambda: not all(clerk.is_done for clerk in self.clerks), _LONGEST_MS)
        self._calm = True
        well_ms = max(self._trouble_until_ms, schedule.now_ms)
        schedule.run(well_ms)
        slowest_ms = well_ms
        while schedule.now_ms < well_ms + HEALING_S * 1000 and not self._all_rest():
            schedule.run(schedule.now_ms + _STEP_MS)
            slowest_ms = schedule.now_ms
        # Looks for late twins go on beside the next customers, until the ten minutes are over.
        schedule.run_while(self._some_look, schedule.now_ms + _LOOKING_MS)
        report = self._audited()
        return Result(
            self.plan.seed,
            Counter(sale.phase.value for sale in self.sales()),
            self._happened(),
            report,
            (slowest_ms - well_ms) // 1000,
            self._digest(),
        )

    def sales(self) -> list[Sale]:
        """Every sale of every till, as its journal has it."""
        return [stand.sale for till in self.tills for stand in till.sales.values()]

    def _all_rest(self) -> bool:
        return all(
            stand.sale.finished or stand.sale.at_rest
            for till in self.tills
            for stand in till.sales.values()
        )

    def _some_look(self) -> bool:
        return any(pending(stand.sale) for till in self.tills for stand in till.sales.values())

    def _audited(self) -> Report:
        """The checker's word on it. Now and then a journal is read back, as a start would, and must say the same."""
        kept = [
            each for till in self.tills for each in till.core.kept(self.tills[0].terminal_now())
        ]
        report = audit(self.sales(), self.shop.books(), kept, finished=True)
        if self.plan.seed % _READ_BACK == 0:
            self._read_back(self.tills[0])
        return report

    def _read_back(self, till: SimTill) -> None:
        for reference, stand in till.sales.items():
            if stand.seq and till.journal.sale(reference) != (stand.sale, stand.seq):
                raise AssertionError(f"{reference} is another sale when it is read back")

    def _happened(self) -> Counter[str]:
        told = Counter(entry.kind.value for sale in self.sales() for entry in sale.story)
        return Counter(
            calls=self.tally.calls,
            faults=self.tally.faults,
            unknown=self.tally.unknown,
            crashes=sum(till.crashes for till in self.tills),
            decided=self.manager.decided,
            redeemed=told["redeemed"],
            reversed=told["reversed"],
            refunded=told["refunded"],
            adopted=told["adopted"],
        )

    def _digest(self) -> str:
        """SHA-256 of every row of every journal, as it stands there, till by till."""
        digest = sha256()
        for till in self.tills:
            for row in till.journal.read(_ROWS):
                digest.update(repr(row).encode())
        return digest.hexdigest()

    def close(self) -> None:
        for till in self.tills:
            till.close()
        self.shop.close()
