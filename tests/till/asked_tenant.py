"""A tenant that answers by method and path, and keeps what was written; an outcome may stand for an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from posdesk.omneo.calls import Answer, Call, Outcome
from posdesk.till.scripts import Script, run_blocking
from tests.omneo.samples import answered

T = TypeVar("T")
NOT_FOUND = answered({"message": "Not found."}, 404)


@dataclass
class AskedTenant:
    """``answers`` by ``GET /profiles``, or with what is searched for or the page behind it. Else it is 404."""

    answers: dict[str, Answer | Outcome[Any]]
    calls: list[Call[Any]] = field(default_factory=list)

    def run(self, script: Script[T]) -> T:
        return run_blocking(script, self)

    def attempt(self, call: Call[T]) -> Outcome[T]:
        self.calls.append(call)
        query = dict(call.query)
        marks = [
            query.get("search", query.get("filter[search]", "")),
            query.get("page[number]", ""),
        ]
        plain = f"{call.method} {call.path}"
        keys = (*(f"{plain} {mark}" for mark in marks if mark), plain)
        found = next((self.answers[key] for key in keys if key in self.answers), NOT_FOUND)
        return call.read(found) if isinstance(found, Answer) else found

    @property
    def written(self) -> list[str]:
        """The writes, in order."""
        return [f"{call.method} {call.path}" for call in self.calls if call.writes]
