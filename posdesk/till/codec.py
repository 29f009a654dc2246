"""Events as JSON and back, for the journal.

The type is the event's class name and ``v`` its version. A changed event gets a new version and an
upcaster here, so that every journal ever written can be read; the instant stands in columns of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from inspect import getmembers, isclass

from posdesk.sale import (
    attention_events,
    correction_events,
    credit_events,
    events,
    line_events,
    profile_events,
    return_events,
    sweep_events,
)
from posdesk.sale.errors import PosError
from posdesk.sale.moments import Instant
from posdesk.till.values import Json, Reader, WrongValue, reader, written

_MODULES = (
    events,
    attention_events,
    correction_events,
    credit_events,
    line_events,
    profile_events,
    return_events,
    sweep_events,
)
EVENTS: Mapping[str, type[events.Event]] = {
    name: kind
    for module in _MODULES
    for name, kind in getmembers(module, isclass)
    if issubclass(kind, events.Event) and kind is not events.Event
}
VERSION = 1
# Values are trees of frozen values: nothing can be inside itself.
_COMPACT = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=written, check_circular=False
)
# (type, version) → the JSON object of the version after it.
UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Json]], dict[str, Json]]] = {}


class BadJournalRow(PosError):
    """A row of the journal cannot be read: it was changed by something else, or is from a later posdesk."""

    code = "till.bad_journal_row"
    user_message = (
        "A line of the journal cannot be read. Nothing was changed. "
        "Keep a copy of the journal and tell support; new sales are not affected."
    )


def encode(event: events.Event) -> tuple[str, int, str]:
    """``event`` as (type, version, body); the body is compact JSON without the instant."""
    values = written(event)
    del values["at"]
    return type(event).__name__, VERSION, _COMPACT.encode(values)


def decode(kind: str, version: int, body: str, at: Instant) -> events.Event:
    """The event of a row. Raises BadJournalRow."""
    if kind not in EVENTS or not 1 <= version <= VERSION:
        raise BadJournalRow(f"{kind} v{version} is not known to this posdesk")
    try:
        values = _object(json.loads(body))
        for old in range(version, VERSION):
            values = UPCASTERS[kind, old](values)
        event: events.Event = _reader(kind)({**values, "at": written(at)})
    except (ValueError, TypeError, KeyError, PosError) as exc:
        raise BadJournalRow(f"{kind} v{version}: {type(exc).__name__}") from exc
    return event


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise WrongValue("not an object")
    return value


def _reader(kind: str) -> Reader:
    annotation: Json = EVENTS[kind]
    return reader(annotation)
