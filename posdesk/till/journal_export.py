"""The journal as text that anybody can compare: one line of JSON an event, the same bytes for the same journal.

Lines stand by the sale's opening, its reference, and the event's number; keys are sorted. A line has
``reference``, ``tenant_id``, ``seq``, ``utc_ms``, ``boot_ms``, ``boot_id``, ``type``, ``v`` and ``body``, the
event's own fields. Nothing of the machine or of the file is in it. Without ``personal`` the names and words of
people are hidden, and everything that ``home.redaction`` masks; what cannot be read is not shown at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from posdesk.home.redaction import HIDDEN, masked
from posdesk.till.journal import Entry, Journal, Row
from posdesk.till.values import Json

# Whose words these are: under these keys stands what a person is called, or has written.
_PEOPLE: Mapping[str, frozenset[str]] = {
    "customer": frozenset({"name", "email"}),
    "plan": frozenset({"email", "first_name", "message"}),
    "corrections": frozenset({"value"}),
}
_WORDS = frozenset({"note", "by", "reason"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported: all, one sale, or the sales opened since ``since_ms`` (UTC milliseconds).

    ``personal`` leaves people's data in.
    """

    reference: str = ""
    since_ms: int = 0
    personal: bool = False


ALL = Wanted()


def export_lines(journal: Journal, wanted: Wanted = ALL) -> Iterator[str]:
    """The canonical export, line by line, without line ends. Raises JournalFailed."""
    for row, entry in exported(journal, wanted):
        yield json.dumps(
            line_of(row, entry, wanted.personal),
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )


def exported(journal: Journal, wanted: Wanted = ALL) -> Iterator[tuple[Row, Entry]]:
    """The rows that are wanted, each with its sale, in the export's order. Raises JournalFailed."""
    for entry in journal.every():
        if wanted.reference in ("", entry.reference) and entry.opened_at >= wanted.since_ms:
            for row in journal.rows(entry.reference):
                yield row, entry


def line_of(row: Row, entry: Entry, personal: bool = False) -> dict[str, Json]:
    """One event as JSON values. ``body`` is None where it is no JSON object any more."""
    body = _body(row)
    return {
        "reference": row.reference,
        "tenant_id": entry.tenant_id if personal else masked(entry.tenant_id),
        "seq": row.seq,
        "utc_ms": row.at.utc_ms,
        "boot_ms": row.at.boot_ms,
        "boot_id": row.at.boot_id if personal else masked(row.at.boot_id),
        "type": row.type,
        "v": row.v,
        "body": body if personal else _hidden(body),
    }


def _body(row: Row) -> Json:
    try:
        body = json.loads(row.body)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _hidden(value: Json, under: str = "") -> Json:
    """``value`` without people. ``under`` is the name that it stands under, also through lists."""
    if isinstance(value, dict):
        return {name: _hidden_field(under, name, each) for name, each in value.items()}
    if isinstance(value, list):
        return [_hidden(each, under) for each in value]
    return masked(value) if isinstance(value, str) else value


def _hidden_field(under: str, name: str, value: Json) -> Json:
    private = name in _WORDS or name in _PEOPLE.get(under, frozenset())
    # An empty text tells nothing, and that there was none is worth knowing.
    return HIDDEN if private and value else _hidden(value, name)
