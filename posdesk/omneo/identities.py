"""Identities: the cards and outside ids that lead to a profile (omneo-api.md 2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posdesk.omneo.calls import Call, many_of, reading
from posdesk.omneo.errors import BadPayload, NotFound
from posdesk.omneo.rows import Row, rows_of, unwrap
from posdesk.omneo.wire import Json


@dataclass(frozen=True, slots=True)
class Identity:
    """A link from ``identifier`` in the system ``handle`` to a profile. An inactive one must not be served.

    ``merged_from`` is the profile that it belonged to before a merge (2.1), empty for none.
    """

    id: int | None
    handle: str
    identifier: str
    is_active: bool
    is_primary: bool
    profile_id: str
    merged_from: str = ""


def search(*, handle: str, identifier: str) -> Call[Identity]:
    """Find a card. NotFound when nobody has it; the answer's shape is ASSUMED (U25, U26).

    An inactive identity is found, with ``is_active`` False (U47).
    """

    def read_found(payload: Json) -> Identity:
        row = _only_row(unwrap(payload))
        return read_identity(row, handle=handle, identifier=identifier)

    query = (("handle", handle), ("identifier", identifier))
    return reading("/identities/search", read_found, query)


def list(profile_id: str) -> Call[tuple[Identity, ...]]:  # the verb of the API; it makes no lists
    """All identities of the profile, inactive ones too; this list has no pages (1.3)."""
    reader = many_of(lambda row: read_identity(row, profile_id=profile_id), "identities")
    return reading("/profiles/{profile_id}/identities", reader, profile_id=profile_id)


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
        merged_from=row.maybe_text("merged_from") or "",
    )


def _only_row(found: Json) -> Row:
    """The guide does not show the shape: an object, or a list that can hold only one."""
    if found is None or isinstance(found, Mapping | str):
        return Row(found, "identity")
    rows = rows_of(found, "identities")
    if not rows:
        raise NotFound("no such identity")
    if len(rows) > 1:
        raise BadPayload("one card, several identities")
    return rows[0]
