"""A tenant of frozen answers: scripts are run against real JSON bodies, read by the calls themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from posdesk.omneo.calls import Answer, Call, Outcome
from posdesk.sale.moments import Instant
from posdesk.till.scripts import Script, run_blocking
from tests.omneo.samples import (
    BALANCES,
    BENEFIT,
    CREDIT,
    IDENTITY,
    PROFILE,
    REWARD,
    answered,
    listed,
)
from tests.till.made_sales import AT

T = TypeVar("T")
P = PROFILE["id"]
ME = f"/profiles/{P}"
Asked = tuple[str, str]


def asha() -> dict[Asked, Answer]:
    """Answers by path and, where a list is asked for twice, by filter."""
    return {
        ("/identities/search", ""): answered({"data": IDENTITY}),
        (ME, ""): answered({"data": PROFILE}),
        (f"{ME}/balances", ""): answered({"data": BALANCES}),
        (f"{ME}/rewards", ""): answered(listed(REWARD)),
        (f"{ME}/benefits", "active"): answered(listed(BENEFIT)),
        (f"{ME}/benefits", ""): answered(listed(BENEFIT)),
        (f"{ME}/credits", ""): answered(listed(CREDIT)),
        (f"{ME}/redemptions", ""): answered(listed()),
    }


class CountingClock:
    """A second later each time it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def now(self) -> Instant:
        self.asked += 1
        return AT.plus(self.asked)


@dataclass
class FrozenTenant:
    """``batches`` are the paths asked for, batch by batch; what is not frozen is 404."""

    answers: dict[Asked, Answer] = field(default_factory=asha)
    batches: list[list[str]] = field(default_factory=list)
    calls: list[Call[Any]] = field(default_factory=list)

    def run(self, script: Script[T]) -> T:
        """Run a script, keeping its batches apart."""
        try:
            batch = next(script)
            while True:
                self.batches.append([call.path for call in batch])
                batch = script.send(tuple(self.attempt(call) for call in batch))
        except StopIteration as done:
            result: T = done.value
            return result

    def run_in_a_row(self, script: Script[T]) -> T:
        """The same through the till's own blocking driver."""
        return run_blocking(script, self)

    def attempt(self, call: Call[T]) -> Outcome[T]:
        self.calls.append(call)
        asked = dict(call.query)
        page = asked.get("page[number]", "1")
        keys = [(call.path, page), (call.path, asked.get("filter[status]", ""))]
        nothing = answered({"message": "Not found."}, 404)
        frozen = (self.answers[key] for key in keys if key in self.answers)
        return call.read(next(frozen, nothing))
