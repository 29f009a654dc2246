"""Events as JSON and back, for the journal.

The type is the event's class name and ``v`` its version. A changed event gets a new version and an
upcaster here, so that every journal ever written can be read; the instant stands in columns of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from inspect import getmembers, isclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from posdesk.sale import events
from posdesk.sale.errors import PosError
from posdesk.sale.moments import Instant

EVENTS: Mapping[str, type[events.Event]] = {
    name: kind
    for name, kind in getmembers(events, isclass)
    if issubclass(kind, events.Event) and kind is not events.Event
}
VERSION = 1
# (type, version) → the JSON object of the version after it. JSON is untyped by nature.
UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


class BadJournalRow(PosError):
    """A row of the journal cannot be read: it was changed by something else, or is from a later posdesk."""

    code = "till.bad_journal_row"
    user_message = (
        "A line of the journal cannot be read. Nothing was changed. "
        "Keep a copy of the journal and tell support; new sales are not affected."
    )


@cache
def _adapter(name: str) -> TypeAdapter[events.Event]:
    return TypeAdapter(EVENTS[name])


def encode(event: events.Event) -> tuple[str, int, str]:
    """``event`` as (type, version, body); the body is compact JSON without the instant."""
    name = type(event).__name__
    return name, VERSION, _adapter(name).dump_json(event, exclude={"at"}).decode()


def decode(kind: str, version: int, body: str, at: Instant) -> events.Event:
    """The event of a row. Raises BadJournalRow."""
    if kind not in EVENTS or version > VERSION:
        raise BadJournalRow(f"{kind} v{version} is not known to this posdesk")
    adapter = _adapter(kind)
    instant = {"utc_ms": at.utc_ms, "boot_ms": at.boot_ms, "boot_id": at.boot_id}
    try:
        values: dict[str, Any] = TypeAdapter(dict[str, Any]).validate_json(body)
        for old in range(version, VERSION):
            values = UPCASTERS[kind, old](values)
        return adapter.validate_python({"at": instant, **values})
    except (ValidationError, KeyError, PosError) as exc:
        raise BadJournalRow(f"{kind} v{version}: {type(exc).__name__}") from exc
