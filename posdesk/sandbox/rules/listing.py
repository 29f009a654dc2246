"""Lists with pages: the length-aware paginator's ``data``, ``links`` and ``meta`` (omneo-api.md 1.4).

``page[number]``/``page[size]`` win over ``page``/``per_page``/``limit``/``offset``. 15 rows by default,
sizes clamp to 1..100, a page past the end is empty (U35). Nonsense in them counts as absent (ASSUMED).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlencode

from posdesk.sandbox.rules import filters
from posdesk.sandbox.rules.context import Context, answer, ok
from posdesk.sandbox.rules.filters import Condition, Field
from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.store import Row, Value

DEFAULT_SIZE = 15
MAX_SIZE = 100
MAX_PAGE = 10**9
_PAGING = ("page[number]", "page[size]", "page", "per_page", "limit", "offset")
# What says where in the list we are; links carry their own.
_PLACE = ("page[number]", "page", "offset")
_EACH_SIDE = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list route shows: constant SQL and the fields it filters and sorts by.

    ``source`` is what stands after FROM, ``columns`` what is read, ``base`` conditions that always hold,
    ``order`` the default order; ``handled`` filters the route sees to itself."""

    source: str
    order: str
    columns: str = "*"
    base: str = "1"
    fields: Mapping[str, Field] = field(default_factory=dict)
    handled: frozenset[str] = frozenset()


def page(
    context: Context,
    listing: Listing,
    shape: Callable[[Row], JSON],
    *conditions: Condition,
) -> Response:
    """200 with one page of ``listing``, each row through ``shape``."""
    where, values = _where(context, listing, conditions)
    size, number = _size_and_number(context)
    rows = context.store.all(
        _join(
            "SELECT", listing.columns, "FROM", listing.source, where,
            "ORDER BY", filters.order(context, listing.fields, listing.order), "LIMIT ? OFFSET ?",
        ),
        *values, size, (number - 1) * size,
    )  # fmt: skip
    if len(rows) < size and (rows or number == 1):  # the last page: what came before it was full
        total = (number - 1) * size + len(rows)
    else:
        total = _counted(context, listing, where, values)
    body = {"data": [shape(row) for row in rows], **_frame(context, number, size, total, len(rows))}
    return answer(200, body)


def whole(
    context: Context,
    listing: Listing,
    shape: Callable[[Row], JSON],
    *conditions: Condition,
) -> Response:
    """200 with all rows, without pages: the few lists that have none (1.3)."""
    where, values = _where(context, listing, conditions)
    order = filters.order(context, listing.fields, listing.order)
    statement = _join("SELECT", listing.columns, "FROM", listing.source, where, "ORDER BY", order)
    return ok([shape(row) for row in context.store.all(statement, *values)])


def counted(context: Context, listing: Listing, *conditions: Condition) -> int:
    """How many rows the list has under the request's filters."""
    return _counted(context, listing, *_where(context, listing, conditions))


def _counted(context: Context, listing: Listing, where: str, values: list[Value]) -> int:
    return context.store.count(_join("SELECT count(*) FROM", listing.source, where), *values)


def _where(
    context: Context, listing: Listing, extra: Sequence[Condition]
) -> tuple[str, list[Value]]:
    found = [*extra, *filters.conditions(context, listing.fields, listing.handled)]
    values = [value for _, bound in found for value in bound]
    return _join("WHERE", " AND ".join([listing.base, *(f"({sql})" for sql, _ in found)])), values


def _join(*parts: str) -> str:
    return " ".join(parts)


def _size_and_number(context: Context) -> tuple[int, int]:
    said = {name: _whole(context.query(name)) for name in _PAGING}
    given = {name: figure for name, figure in said.items() if figure is not None}
    size = given.get("page[size]", given.get("per_page", given.get("limit", DEFAULT_SIZE)))
    size = min(max(size, 1), MAX_SIZE)
    by_offset = given["offset"] // size + 1 if "offset" in given else 1
    number = given.get("page[number]", given.get("page", by_offset))
    return size, min(max(number, 1), MAX_PAGE)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _frame(context: Context, number: int, size: int, total: int, shown: int) -> dict[str, JSON]:
    path = f"http://{context.request.headers.get('host', 'localhost')}{context.request.path}"
    rest = _rest(context.request.query)
    last = max(1, -(-total // size))

    def url(page_number: int) -> str | None:
        if not 1 <= page_number <= last:
            return None
        return f"{path}?{rest}{page_number}"

    first_row = (number - 1) * size + 1 if shown else None
    links = {"first": url(1), "last": url(last), "prev": url(number - 1), "next": url(number + 1)}
    meta = {
        "current_page": number,
        "from": first_row,
        "last_page": last,
        "links": _numbered(number, last, url),
        "path": path,
        "per_page": size,
        "to": None if first_row is None else first_row + shown - 1,
        "total": total,
    }
    return {"links": links, "meta": meta}


# The page's own number comes last in every link: encoded, but for the number.
_NUMBER = ("page[number]", "")


@lru_cache(maxsize=256)
def _rest(query: tuple[tuple[str, str], ...]) -> str:
    """What every link says after the ``?``, up to the page's number."""
    return urlencode([*(pair for pair in query if pair[0] not in _PLACE), _NUMBER])


def _numbered(number: int, last: int, url: Callable[[int], str | None]) -> list[JSON]:
    """Previous, the pages (the far ones left out), next."""
    near = range(max(number - _EACH_SIDE, 1), min(number + _EACH_SIDE, last) + 1)
    shown = {1, min(2, last), *near, max(last - 1, 1), last}
    links: list[JSON] = [{"url": url(number - 1), "label": "&laquo; Previous", "active": False}]
    before = 0
    for page_number in sorted(shown):
        if page_number > before + 1:
            links.append({"url": None, "label": "...", "active": False})
        links.append(
            {"url": url(page_number), "label": str(page_number), "active": page_number == number}
        )
        before = page_number
    return [*links, {"url": url(number + 1), "label": "Next &raquo;", "active": False}]
