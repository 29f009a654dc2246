"""Trying every route on a tenant of its own, to learn what it reads and answers; nothing that a trial does stays.

The tenant is the built-in seed in memory at a fixed instant, so that the same code always learns the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import dates, seeding
from posdesk.sandbox.rules.accounts import LIFETIME
from posdesk.sandbox.rules.context import Token
from posdesk.sandbox.rules.json_text import JSON, encode, restored
from posdesk.sandbox.rules.messages import Request, Response
from posdesk.sandbox.rules.openapi_examples import (
    BEFOREHAND,
    NEEDED,
    parameter,
    path_of,
    value_of,
)
from posdesk.sandbox.rules.openapi_forms import Fields, Known, LearningContext
from posdesk.sandbox.rules.refusals import Refusal
from posdesk.sandbox.rules.router import BOTH, Route, Router
from posdesk.sandbox.rules.store import Store
from posdesk.sandbox.rules.switches import Switches
from posdesk.sandbox.seed import Seed

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
_MOST_ROUNDS = 6  # fields behind fields behind fields
_REQUIRED = "field is required."
_WHOLE_PAGE = (("page[size]", "100"),)


@dataclass(slots=True)
class Learned:
    """What is known of one route. ``required`` are paths of fields, or names of the query; ``example`` is a
    body that is taken; ``answers`` are the decoded bodies of every status of 2xx that was seen."""

    route: Route
    context: LearningContext
    required: set[str] = field(default_factory=set)
    example: JSON = None
    answers: dict[int, list[JSON]] = field(default_factory=dict)

    @property
    def fields(self) -> Fields:
        return self.context.fields


class Bench:
    """The tenant to try on."""

    def __init__(self, routes: tuple[Route, ...]) -> None:
        self._store, _ = Store.open(":memory:")
        self._router = Router(routes)
        seed = Seed.builtin()
        self._zone, self._currency = ZoneInfo(seed.timezone), seed.currency
        with self._store.writing():
            self._store.create_tables()
            self._store.add_tables()
            seeding.sow(self._store, seed, NOW)
            seeding.sow_tokens(self._store, seed, "", NOW)
        for method, path, body in BEFOREHAND:
            route, params = self._router.find(method, path, BOTH)
            with self._store.writing():
                route.handler(self._context(route, params, encode(body)))

    def close(self) -> None:
        self._store.close()

    def learn(self, route: Route) -> Learned:
        """Try ``route`` until it has nothing new to tell."""
        learned = Learned(route, self._context(route, {}, b""))
        if not route.writes:
            self._look(learned)
            return learned
        self._fill(learned)
        learned.required = self._required(learned)
        if learned.fields:
            learned.example = _body(learned.fields, learned.required) | NEEDED.get(
                path_of(route), {}
            )
        self._look(learned)
        return learned

    def _fill(self, learned: Learned) -> None:
        """Read with nothing, then with everything that is known, until that is all there is."""
        self._try(learned, {})
        for _ in range(_MOST_ROUNDS):
            before = _names(learned.fields)
            self._try(learned, _body(learned.fields))
            if _names(learned.fields) == before:
                return

    def _required(self, learned: Learned) -> set[str]:
        """The fields that are asked for with nothing given, and also when all the others are."""
        hollow = {name: _hollow(known) for name, known in learned.fields.items() if known.inside}
        suspects = {*self._missing(learned, {}), *self._missing(learned, hollow)}
        return {
            path
            for path in suspects
            if path in self._missing(learned, _body(learned.fields, but=path))
        }

    def _missing(self, learned: Learned, body: JSON) -> set[str]:
        *_, last = self._try(learned, body)
        errors = last.errors or {} if isinstance(last, Refusal) else {}
        return {
            name
            for name, reasons in errors.items()
            if any(text.endswith(_REQUIRED) for text in reasons)
        }

    def _look(self, learned: Learned) -> None:
        """What it answers, twice over: a second time it may find what the first one made."""
        found = self._try(learned, learned.example, times=2)
        if not learned.route.writes and isinstance(found[0], Refusal):
            learned.required = set(found[0].errors or {})  # of the query
            found = self._try(learned, None)
        if learned.fields and all("." in name for name in learned.required):
            found += self._try(learned, {})
        for answer in found:
            if isinstance(answer, Response):
                body = restored(answer.body.decode("ascii")) if answer.body else None
                learned.answers.setdefault(answer.status, []).append(body)

    def _try(self, learned: Learned, body: JSON, times: int = 1) -> list[Response | Refusal]:
        """The answers to the same call, one after the other; all of it is undone."""
        with self._store.trying():
            return list(self._answers(learned, b"" if body is None else encode(body), times))

    def _answers(self, learned: Learned, body: bytes, times: int) -> Iterator[Response | Refusal]:
        route = learned.route
        params = {name: parameter(route, name) for name in names_of(route)}
        for _ in range(times):
            context = self._context(route, params, body, learned)
            try:
                with self._store.part():
                    answer = route.handler(context)
            except Refusal as refusal:
                yield refusal
            else:
                yield answer

    def _context(
        self, route: Route, params: Mapping[str, str], body: bytes, learned: Learned | None = None
    ) -> LearningContext:
        query: tuple[tuple[str, str], ...] = () if route.writes else _WHOLE_PAGE
        if learned is not None and not route.writes:
            query += tuple((name, str(value_of(name, {}))) for name in sorted(learned.required))
        request = Request(route.method, route.full_path, query, {"host": "localhost"}, body)
        token = Token(1, frozenset({"*"}), dates.utc_text(NOW + LIFETIME))
        known = None if learned is None else learned.context
        return LearningContext(
            store=self._store,
            request=request,
            params=params,
            now=NOW,
            at=dates.utc_text(NOW),
            switches=Switches(),
            zone=self._zone,
            currency=self._currency,
            token=token,
            fields={} if known is None else known.fields,
            asked={} if known is None else known.asked,
            filters={} if known is None else known.filters,
        )


def names_of(route: Route) -> list[str]:
    """The names in the route's path."""
    return [part.strip("{}") for part in route.full_path.split("/") if part.startswith("{")]


def _names(fields: Fields, path: str = "") -> set[tuple[str, int]]:
    """Every field at any depth, with how much is known of it."""
    found = {(path + name, known.rank) for name, known in fields.items()}
    for name, known in fields.items():
        found |= _names(known.inside, f"{path}{name}.")
    return found


def _hollow(known: Known) -> JSON:
    return [{}] if known.is_list else {}


def _body(
    fields: Fields, only: set[str] | None = None, but: str | None = None, path: str = ""
) -> dict[str, JSON]:
    """A value for each field, or for ``only`` those; without ``but``."""
    found: dict[str, JSON] = {}
    for name, known in fields.items():
        here = f"{path}{name}"
        if here == but or (only is not None and here not in only):
            continue
        if known.inside:
            below = f"{here}.0." if known.is_list else f"{here}."
            inside = _body(known.inside, only, but, below)
            found[name] = [inside] if known.is_list else inside
        else:
            found[name] = value_of(name, known.schema)
    return found
