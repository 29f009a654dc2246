"""A call to the tenant as a value, and how its answer is read. No I/O, no clock.

A verb (``balances.read(...)``) builds a ``Call``; a sender carries it out; ``Call.read`` turns the answer into
an ``Outcome`` by the table of reliability.md section 4. Whoever gets ``Unknown`` reads back, and never resends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeAlias, TypeVar
from urllib.parse import quote

from posdesk.omneo.errors import BadPayload, NotFound, OmneoError, WebPage
from posdesk.omneo.rows import Row, rows_of, unwrap
from posdesk.omneo.statuses import error_of, is_page, not_applied
from posdesk.omneo.wire import Json, load

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Query: TypeAlias = tuple[tuple[str, str], ...]
# An object; a bare list only where the guides send one (a batch).
Body: TypeAlias = Mapping[str, Json] | Sequence[Mapping[str, Json]] | None

# The largest page that is likely to be served (ASSUMED, omneo-api.md 1.4).
PAGE_SIZE = 100


class Dialect(StrEnum):
    """Which of the two documented paths a tenant serves for the same operation (omneo-api.md 0.2)."""

    GUIDE = "guide"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Answer:
    """What came back. Header names are lower case; ``headers['date']`` is the tenant's clock."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def json(self) -> Json:
        """The body as a value, None when it is empty. Raises BadPayload."""
        return load(self.body) if self.body.strip() else None


@dataclass(frozen=True, slots=True)
class Applied(Generic[T_co]):
    """Carried out, and the answer was read."""

    value: T_co
    status: int


@dataclass(frozen=True, slots=True)
class NotApplied:
    """Certainly not carried out."""

    error: OmneoError


@dataclass(frozen=True, slots=True)
class Unknown:
    """Carried out or not: nobody can say without reading back."""

    error: OmneoError


Outcome: TypeAlias = Applied[T] | NotApplied | Unknown


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """One page of a list: ``current`` of ``last``, counted from 1 (omneo-api.md 1.4)."""

    items: tuple[T_co, ...]
    current: int
    last: int


@dataclass(frozen=True, slots=True)
class Call(Generic[T_co]):
    """One request, and how to read its answer.

    ``route`` is the template, for logs and the wire list; ``path`` is filled and percent-encoded, relative to
    ``/api/v3``. ``parse`` gets the parsed body (Decimals for fractions) and raises BadPayload, or NotFound
    where the tenant says "nothing" with a 200. ``reads_body`` is False where success has no documented body.
    A repr shows the route alone: the rest holds people's data, card numbers and PINs.
    """

    method: str
    route: str
    path: str = field(repr=False)
    query: Query = field(repr=False)
    body: Body = field(repr=False)
    parse: Callable[[Json], T_co]
    writes: bool
    reads_body: bool = True

    def read(self, answer: Answer) -> Outcome[T_co]:
        """What the answer means. A 2xx that cannot be read is Unknown: the write was probably carried out."""
        if not 200 <= answer.status < 300:
            error = error_of(answer)
            return NotApplied(error) if not_applied(answer.status) else Unknown(error)
        try:
            return Applied(self.parse(self._payload(answer)), answer.status)
        except NotFound as error:
            return NotApplied(error)
        except (BadPayload, WebPage) as error:
            error.status = answer.status
            return Unknown(error)

    def _payload(self, answer: Answer) -> Json:
        if is_page(answer):
            raise WebPage("a web page in place of an answer")
        if self.reads_body:
            return answer.json
        try:
            return answer.json
        except BadPayload:
            return None


def reading(
    route: str,
    parse: Callable[[Json], T],
    query: Query = (),
    *,
    reads_body: bool = True,
    **ids: object,
) -> Call[T]:
    """A GET of ``route`` with its ``{names}`` filled from ``ids``. Raises NotFound for an impossible id."""
    return Call("GET", route, fill(route, **ids), query, None, parse, False, reads_body)


def asking(route: str, parse: Callable[[Json], T], body: Body) -> Call[T]:
    """A POST that changes nothing: what is asked for stands in the body. May be repeated like a GET."""
    return Call("POST", route, fill(route), (), body, parse, False)


def writing(
    route: str,
    parse: Callable[[Json], T],
    body: Body,
    *,
    reads_body: bool = True,
    **ids: object,
) -> Call[T]:
    """A POST to ``route``. Raises NotFound for an impossible id."""
    return Call("POST", route, fill(route, **ids), (), body, parse, True, reads_body)


def changing(
    route: str, parse: Callable[[Json], T], body: Mapping[str, Json], **ids: object
) -> Call[T]:
    """A PUT to ``route``: what ``body`` names changes, the rest stays (omneo-api.md 1.2).

    Raises NotFound for an impossible id.
    """
    return Call("PUT", route, fill(route, **ids), (), body, parse, True)


def removing(route: str, **ids: object) -> Call[None]:
    """A DELETE of ``route``, which is answered without a body (1.2). Raises NotFound for an impossible id."""
    path = fill(route, **ids)
    return Call("DELETE", route, path, (), None, lambda _: None, True, reads_body=False)


def fill(route: str, **ids: object) -> str:
    """``route`` with each ``{name}`` replaced by its percent-encoded id.

    Raises NotFound for an empty id and for dots, which a server would read as a step to another path.
    """
    parts: dict[str, str] = {}
    for name, each in ids.items():
        text = str(each)
        if text.strip() in {"", ".", ".."}:
            raise NotFound(f"no {name} can be {text[:4]!r}")
        parts[name] = quote(text, safe="", errors="replace")
    return route.format(**parts)


def paged(page: int, size: int) -> Query:
    """The query of page ``page``, counted from 1."""
    return (("page[size]", str(size)), ("page[number]", str(page)))


def one_of(read_row: Callable[[Row], T], where: str) -> Callable[[Json], T]:
    """A reader of a single object, in its envelope or bare. Raises BadPayload."""
    return lambda payload: read_row(Row.one(payload, where))


def many_of(read_row: Callable[[Row], T], where: str) -> Callable[[Json], tuple[T, ...]]:
    """A reader of a list that has no pages (1.3). Raises BadPayload."""
    return lambda payload: tuple(read_row(row) for row in rows_of(unwrap(payload), where))


def page_of(read_row: Callable[[Row], T], where: str) -> Callable[[Json], Page[T]]:
    """A reader of lists, with or without pages. Raises BadPayload."""

    def read_page(payload: Json) -> Page[T]:
        items = tuple(read_row(row) for row in rows_of(unwrap(payload), where))
        current, last = _position(payload, where)
        return Page(items, current, last)

    return read_page


def _position(payload: Json, where: str) -> tuple[int, int]:
    # One list of the reference has the paginator's numbers at top level (group_transactions).
    if not isinstance(payload, Mapping):
        return 1, 1
    row = Row(payload.get("meta") or payload, f"{where}.meta")
    return row.maybe_number("current_page") or 1, row.maybe_number("last_page") or 1
