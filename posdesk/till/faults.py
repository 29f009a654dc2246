"""The faults of one till in one list, whichever side makes them happen (design section 7).

Those of the way are decided here, for the transport that asks (``omneo.faults.beset``). Those of the tenant's own
side are the sandbox's: whoever steers it is handed ``tenant_plan`` after a change and brings its counters back with
``take``. From Python, without a window::

    faults = TillFaults(FaultPlan((Fault("lost", "redemptions.create", "answer_lost", when=Nth(1)),)))
    beset(sender, faults)
    ...
    assert faults.counters()[0].happened == 1
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from posdesk.home.faults.injector import Counted, Due, Injector, carried
from posdesk.home.faults.kinds import Side
from posdesk.home.faults.plan import BadFaults, Fault, FaultPlan


def nobody() -> None:
    """Who is told of a change, when nobody asked."""


class TillFaults:
    """Every fault in order, with counters. ``on_change`` is told that something has changed or happened.

    For one thread; the transport of that thread's loop may ask ``due``.
    """

    def __init__(
        self, plan: FaultPlan | None = None, *, on_change: Callable[[], None] = nobody
    ) -> None:
        self._on_change = on_change
        self._way = Injector(on_change=lambda _counted: self._on_change())
        self._tenant: tuple[Counted, ...] = ()
        self._order: tuple[str, ...] = ()
        self._set(plan or FaultPlan())

    def listen(self, on_change: Callable[[], None]) -> None:
        """From now on ``on_change`` is told."""
        self._on_change = on_change

    def due(self, method: str, path: str) -> Sequence[Due]:
        """What befalls this request on the way; it is counted."""
        return self._way.due(method, path)

    def counters(self) -> tuple[Counted, ...]:
        """Every fault with its counters; those of the tenant as they were last heard of."""
        known = {each.fault.name: each for each in (*self._way.counters(), *self._tenant)}
        return tuple(known[name] for name in self._order)

    @property
    def plan(self) -> FaultPlan:
        """Every fault, switched as it is switched."""
        return FaultPlan(tuple(each.fault for each in self.counters()))

    @property
    def tenant_plan(self) -> FaultPlan:
        """What the sandbox is to let happen; the same plan leaves its counters alone."""
        return self.plan.of(Side.BUSINESS)

    @property
    def on_count(self) -> int:
        """How many are on."""
        return sum(each.fault.on for each in self.counters())

    def take(self, counted: Sequence[Counted]) -> None:
        """The sandbox's counters. What it tells of other faults is from before a change, and is left out."""
        heard = {each.fault.name: each for each in counted}
        taken = tuple(
            found if (found := heard.get(each.fault.name)) and found.fault == each.fault else each
            for each in self._tenant
        )
        if taken != self._tenant:
            self._tenant = taken
            self._on_change()

    def replace(self, plan: FaultPlan) -> None:
        """Another list in place of this one."""
        self._set(plan)
        self._on_change()

    def add(self, fault: Fault) -> None:
        """One more, at the end. Raises BadFaults for a name that is there."""
        self.replace(FaultPlan((*self.plan.faults, fault)))

    def remove(self, name: str) -> None:
        """Take one away. Raises BadFaults for a name that is not there."""
        self._require(name)
        self.replace(FaultPlan(tuple(each for each in self.plan.faults if each.name != name)))

    def switch(self, name: str, *, on: bool) -> None:
        """Turn one on or off; its counters stay. Raises BadFaults for a name that is not there."""
        self._require(name)
        self.replace(
            FaultPlan(
                tuple(
                    replace(each, on=on) if each.name == name else each for each in self.plan.faults
                )
            )
        )

    def all_off(self) -> None:
        """Turn every one off."""
        self.replace(FaultPlan(tuple(replace(each, on=False) for each in self.plan.faults)))

    def _set(self, plan: FaultPlan) -> None:
        before = {each.fault.name: each for each in self._tenant}
        self._way.replace(plan.of(Side.TRANSPORT))
        self._tenant = tuple(
            carried(before.get(fault.name), fault) for fault in plan.of(Side.BUSINESS).faults
        )
        self._order = tuple(fault.name for fault in plan.faults)

    def _require(self, name: str) -> None:
        if name not in self._order:
            raise BadFaults(f"{name[:40]}, name", "there is no such fault")
