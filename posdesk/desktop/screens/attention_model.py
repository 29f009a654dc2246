"""What the card of a sale that waits for a person shows."""

from __future__ import annotations

from typing import NamedTuple


class EvidenceRow(NamedTuple):
    """One thing that happened: when, what, and the call with its answer."""

    key: str
    time: str
    text: str
    proof: str = ""


class WayOut(NamedTuple):
    """A choice: its words, and what it will do."""

    key: str
    words: str
    does: str


class FieldRow(NamedTuple):
    """Something of the transaction that the tenant objected to; ``field`` is its key, ``value`` what was sent."""

    field: str
    label: str
    value: str
    reason: str


class AttentionScreen(NamedTuple):
    """A person must decide: what is known, what is not, and the choices.

    ``fields`` can be corrected and sent again; ``sheet`` is all of it as plain text, for the clipboard.
    """

    title: str
    text: str
    known: tuple[EvidenceRow, ...]
    unknown: tuple[str, ...]
    choices: tuple[WayOut, ...]
    fields: tuple[FieldRow, ...] = ()
    sheet: str = ""
