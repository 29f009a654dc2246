"""Identities: the cards and outside ids that lead to a profile (omneo-api.md 2.1)."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.omneo.calls import Call, reading
from posdesk.omneo.errors import BadPayload, NotFound
from posdesk.omneo.rows import Row, rows_of, unwrap
from posdesk.omneo.wire import Json


@dataclass(frozen=True, slots=True)
class Identity:
    """A link from ``identifier`` in the system ``handle`` to a profile. An inactive one must not be served."""

    id: int | None
    handle: str
    identifier: str
    is_active: bool
    is_primary: bool
    profile_id: str


def search(*, handle: str, identifier: str) -> Call[Identity]:
    """Find a card. NotFound when nobody has it; the answer's shape is ASSUMED (U25, U26).

    An inactive identity is found, with ``is_active`` False (U47).
    """

    def read_found(payload: Json) -> Identity:
        row = _only_row(unwrap(payload))
        return read_identity(row, handle=handle, identifier=identifier)

    query = (("handle", handle), ("identifier", identifier))
    return reading("/identities/search", read_found, query)


def read_identity(
    row: Row, *, profile_id: str | None = None, handle: str = "", identifier: str = ""
) -> Identity:
    """An identity; the named values stand in for what the row leaves out. Raises BadPayload."""
    owner = row.maybe_text("profile_id") or profile_id
    if owner is None:
        raise row.bad("profile_id", "is missing")
    return Identity(
        id=row.maybe_number("id"),
        handle=row.maybe_text("handle") or handle,
        identifier=row.maybe_text("identifier") or identifier,
        is_active=row.flag("is_active", default=True),
        is_primary=row.flag("is_primary", default=False),
        profile_id=owner,
    )


def _only_row(found: Json) -> Row:
    """The guide does not show the shape: an object, or a list that can hold only one."""
    if not isinstance(found, list | tuple):
        return Row(found, "identity")
    rows = rows_of(found, "identities")
    if not rows:
        raise NotFound("no such identity")
    if len(rows) > 1:
        raise BadPayload("one card, several identities")
    return rows[0]
