"""A plan of faults as values: what goes wrong, with which requests, and when. Checked when it is made."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Self, TypeAlias

from posdesk.home.errors import BadFile
from posdesk.home.faults.kinds import KINDS, Kind, Side, Value
from posdesk.home.faults.operations import SETS, operations

MOST_FAULTS = 200
MOST_NUMBER = 1_000_000_000
MOST_NAME = 64


class BadFaults(BadFile):
    """A fault that cannot be: ``where`` names it and its field, ``problem`` says why."""

    code = "home.bad_faults"
    user_message = (
        "A fault in the list cannot be understood. Nothing was changed and no sale is touched. "
        "Correct what is named; posdesk faults list shows all there is."
    )


@dataclass(frozen=True, slots=True)
class Nth:
    """At the ``number``-th matching request, counted from 1, and never again."""

    number: int

    def is_due(self, _name: str, at: int) -> bool:
        return at == self.number


@dataclass(frozen=True, slots=True)
class Every:
    """At each ``number``-th matching request; 1 is every one."""

    number: int = 1

    def is_due(self, _name: str, at: int) -> bool:
        return at % self.number == 0


@dataclass(frozen=True, slots=True)
class Chance:
    """At each matching request with ``share`` (above 0, at most 1) as its probability.

    What happens to the n-th request depends on ``seed``, the fault's name and n alone, so a run can be had again,
    and two faults of one seed do not go together.
    """

    share: Decimal
    seed: int = 0

    def is_due(self, name: str, at: int) -> bool:
        return Decimal(draw(self.seed, name, at)) < self.share


When: TypeAlias = Nth | Every | Chance
_NUMBERS = {"nth": 1, "every": 1, "count": 1, "seed": 0}


def draw(seed: int, name: str, at: int) -> float:
    """A number from 0 to below 1 that the three decide, on every machine alike."""
    return random.Random(f"{seed}/{at}/{name}").random()  # noqa: S311 - a fault is to be had again, not to be secret


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``values`` are its kind's parameters; what is left out has its default.

    ``count`` is how often it happens at most, None without end. Raises BadFaults.
    """

    name: str
    operation: str
    kind: str
    values: Mapping[str, Value] = field(default_factory=dict)
    when: When = Every()
    count: int | None = None
    on: bool = True

    def __post_init__(self) -> None:
        for where, problem in _problems(self):
            raise BadFaults(
                f"{self.name[:MOST_NAME] or 'a fault without a name'}, {where}", problem
            )

    @property
    def facts(self) -> Kind:
        """Its kind, with all that is known of it."""
        return KINDS[self.kind]

    def value(self, name: str) -> Value:
        """A parameter, as it was set or by default."""
        found = self.facts.parameter(name)
        return self.values.get(name, found.default) if found else ""

    def number(self, name: str) -> int:
        """A parameter that is a number."""
        return int(self.value(name))


def _problems(fault: Fault) -> Iterator[tuple[str, str]]:
    """Each field that is wrong, and why."""
    if not (1 <= len(fault.name) <= MOST_NAME and fault.name.isprintable()):
        yield "name", f"must be a text of 1 to {MOST_NAME} characters"
    if fault.operation not in SETS and fault.operation not in operations():
        yield "operation", f"{fault.operation[:40]!r} is none; posdesk faults list names all"
    kind = KINDS.get(fault.kind)
    if kind is None:
        yield "kind", f"{fault.kind[:40]!r} is none; posdesk faults list names all"
        return
    for name, value in fault.values.items():
        parameter = kind.parameter(name)
        problem = (
            f"is no parameter of {fault.kind}"
            if parameter is None
            else parameter.problem_with(value)
        )
        if problem:
            yield name, problem
    yield from _times(fault)


def _times(fault: Fault) -> Iterator[tuple[str, str]]:
    given = {} if fault.count is None else {"count": fault.count}
    match fault.when:
        case Nth(number):
            given["nth"] = number
        case Every(number):
            given["every"] = number
        case Chance(share, seed):
            given["seed"] = seed
            if not (share.is_finite() and 0 < share <= 1):
                yield "chance", 'must be a text from "0" to "1" and above 0, like "0.05"'
    for name, number in given.items():
        if not _NUMBERS[name] <= number <= MOST_NUMBER:
            yield name, f"must be a whole number from {_NUMBERS[name]} to {MOST_NUMBER}"


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """Faults in order; names are unique. Raises BadFaults."""

    faults: tuple[Fault, ...] = ()

    def __post_init__(self) -> None:
        if len(self.faults) > MOST_FAULTS:
            raise BadFaults("fault", f"there are more than {MOST_FAULTS}")
        seen: set[str] = set()
        for fault in self.faults:
            if fault.name in seen:
                raise BadFaults(f"{fault.name}, name", "is there twice")
            seen.add(fault.name)

    def of(self, side: Side) -> Self:
        """Only the faults of that side."""
        return replace(self, faults=tuple(each for each in self.faults if each.facts.side is side))
