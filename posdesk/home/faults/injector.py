"""Which faults befall a request: the plan at work, with its counters, changed while it runs.

The decision for the n-th matching request is the plan's alone, so the same requests meet the same faults. Every
fault that is on counts every request it matches, also one that another fault befalls as well.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from posdesk.home.faults.operations import asked_for
from posdesk.home.faults.plan import BadFaults, Chance, Fault, FaultPlan, draw


@dataclass(frozen=True, slots=True)
class Due:
    """A fault that happens now, to the ``at``-th request it matched; ``luck`` is from 0 to below 1."""

    fault: Fault
    at: int

    @property
    def luck(self) -> float:
        """For what varies from one happening to the next, another row of numbers than the chance's."""
        seed = self.fault.when.seed if isinstance(self.fault.when, Chance) else 0
        return draw(seed, self.fault.name, -self.at)


@dataclass(frozen=True, slots=True)
class Counted:
    """A fault, how many requests it matched while it was on, and how often it ``happened``."""

    fault: Fault
    matched: int = 0
    happened: int = 0

    @property
    def is_used_up(self) -> bool:
        return self.fault.count is not None and self.happened >= self.fault.count


class Decides(Protocol):
    """Whoever says what befalls a request."""

    def due(self, method: str, path: str) -> Sequence[Due]:
        """The faults that happen to this request, in order; it is counted. ``path`` is percent-encoded."""


def nobody(_counted: Sequence[Counted]) -> None:
    """Who is told of a change, when nobody asked."""


class Injector:
    """The faults in force. May be asked and changed from several threads.

    ``on_change`` is told the counters after each fault that happened, on the thread of that request.
    """

    def __init__(
        self,
        plan: FaultPlan | None = None,
        *,
        on_change: Callable[[Sequence[Counted]], None] = nobody,
    ) -> None:
        self._lock = threading.Lock()
        self._counted = [Counted(fault) for fault in (plan or FaultPlan()).faults]
        self._on_change = on_change

    @property
    def plan(self) -> FaultPlan:
        """The faults as they are now: switched as they were switched."""
        return FaultPlan(tuple(each.fault for each in self.counters()))

    @property
    def any_on(self) -> bool:
        """Whether anything can happen at all."""
        with self._lock:
            return any(each.fault.on for each in self._counted)

    def counters(self) -> tuple[Counted, ...]:
        """Every fault with its counters, in the plan's order."""
        with self._lock:
            return tuple(self._counted)

    def due(self, method: str, path: str) -> tuple[Due, ...]:
        """The faults that happen to this request, in order; it is counted."""
        with self._lock:
            if not any(each.fault.on for each in self._counted):
                return ()
            asked = asked_for(method, path)
            found = []
            for place, each in enumerate(self._counted):
                if each.fault.on and asked.is_one_of(each.fault.operation):
                    counted = replace(each, matched=each.matched + 1)
                    if (
                        counted.fault.when.is_due(counted.fault.name, counted.matched)
                        and not counted.is_used_up
                    ):
                        counted = replace(counted, happened=counted.happened + 1)
                        found.append(Due(counted.fault, counted.matched))
                    self._counted[place] = counted
        if found:
            self._on_change(self.counters())
        return tuple(found)

    def replace(self, plan: FaultPlan) -> None:
        """Another plan in place of this one. A fault that stays as it was keeps its counters."""
        with self._lock:
            known = {each.fault.name: each for each in self._counted}
            self._counted = [carried(known.get(fault.name), fault) for fault in plan.faults]

    def add(self, fault: Fault) -> None:
        """One more fault, at the end. Raises BadFaults for a name that is there."""
        self.replace(FaultPlan((*self.plan.faults, fault)))

    def remove(self, name: str) -> None:
        """Take a fault away. Raises BadFaults for a name that is not there."""
        self._find(name)
        self.replace(FaultPlan(tuple(each for each in self.plan.faults if each.name != name)))

    def switch(self, name: str, *, on: bool) -> None:
        """Turn a fault on or off; its counters stay. Raises BadFaults for a name that is not there."""
        self._find(name)
        changed = (replace(each, on=on) if each.name == name else each for each in self.plan.faults)
        self.replace(FaultPlan(tuple(changed)))

    def all_off(self) -> None:
        """Turn every fault off."""
        self.replace(FaultPlan(tuple(replace(each, on=False) for each in self.plan.faults)))

    def reset_counters(self) -> None:
        """Begin to count anew: what was used up may happen again."""
        with self._lock:
            self._counted = [Counted(each.fault) for each in self._counted]

    def _find(self, name: str) -> Fault:
        for each in self.plan.faults:
            if each.name == name:
                return each
        raise BadFaults(f"{name[:40]}, name", "there is no such fault")


def carried(known: Counted | None, fault: Fault) -> Counted:
    """The counters of what was there before, when only its switch differs."""
    if known is None or replace(known.fault, on=fault.on) != fault:
        return Counted(fault)
    return replace(known, fault=fault)
