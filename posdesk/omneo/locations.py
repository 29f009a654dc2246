"""Locations: the shops (omneo-api.md 2.10)."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, page_of, paged, reading
from posdesk.omneo.rows import Row


@dataclass(frozen=True, slots=True)
class Location:
    """A shop. ``external_id`` is the store's id at the till, such as S01; ``timezone`` an IANA name."""

    id: int
    name: str
    external_id: str | None
    external_code: str | None
    timezone: str | None


def list(  # the verb of the API; this module makes no lists
    *, external_id: str | None = None, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[Location]]:
    """A page of shops. A tenant may ignore the filter: compare ``external_id`` yourself (U48)."""
    wanted = (("filter[external_id]", external_id),) if external_id is not None else ()
    return reading("/locations", page_of(_read_location, "locations"), wanted + paged(page, size))


def _read_location(row: Row) -> Location:
    return Location(
        id=row.number("id"),
        name=row.maybe_text("name") or "",
        external_id=row.maybe_text("external_id"),
        external_code=row.maybe_text("external_code"),
        timezone=row.maybe_text("timezone"),
    )
