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

from posdesk.simulation.clerk import Clerk, Manager
from posdesk.simulation.schedule import Schedule
from posdesk.simulation.shop import TENANT_ID, Custom, Shop
from posdesk.simulation.sim_till import Place, SimTill
from posdesk.simulation.weather import Weather
from posdesk.simulation.wire import Tally

HEALING_S: Final = 180
# Longer than any sale can take: the window, a late decline, a till that was away, one after the other.
_LONGEST_MS: Final = 12 * 3_600_000
_CALM: Final = Weather()
PEOPLE: Final = 8


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
    """What came of a world. ``violations`` are sentences; ``counts`` how often what happened."""

    seed: int
    sales: int
    lost: int
    doubled: int
    unexplained: int
    violations: tuple[str, ...]
    counts: Counter[str]
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
        working = [clerk for clerk in self.clerks]
        self.schedule.run_while(
            lambda: any(clerk.left for clerk in working), _LONGEST_MS
        )
        self._calm = True
        healed_ms = max(self._trouble_until_ms, self.schedule.now_ms) + HEALING_S * 1000
        self.schedule.run(healed_ms)
        return self._examined()

    def close(self) -> None:
        for till in self.tills:
            till.close()
        self.shop.close()
