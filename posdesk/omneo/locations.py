"""Locations: the shops (omneo-api.md 2.10). Their writes are in ``location_writes``."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, one_of, page_of, paged, reading
from posdesk.omneo.rows import Row


@dataclass(frozen=True, slots=True)
class Address:
    """Where a shop is, as it is written on a letter. Parts may be empty; ``country`` is a name or code."""

    line_1: str
    city: str
    postcode: str
    state: str
    country: str
    line_2: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """A shop. ``external_id`` is the store's id at the till, such as S01; ``timezone`` an IANA name."""

    id: int
    name: str
    external_id: str | None
    external_code: str | None
    timezone: str | None
    phone: str | None = None
    email: str | None = None
    address: Address | None = None
    is_closed: bool = False


def list(  # the verb of the API; this module makes no lists
    *, external_id: str | None = None, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[Location]]:
    """A page of shops. A tenant may ignore the filter: compare ``external_id`` yourself (U48)."""
    wanted = (("filter[external_id]", external_id),) if external_id is not None else ()
    return reading("/locations", page_of(read_location, "locations"), wanted + paged(page, size))


def read(location_id: int) -> Call[Location]:
    """One shop; NotFound when there is none."""
    reader = one_of(read_location, "location")
    return reading("/locations/{location_id}", reader, location_id=location_id)


def read_location(row: Row) -> Location:
    return Location(
        id=row.number("id"),
        name=row.words("name"),
        external_id=row.maybe_text("external_id"),
        external_code=row.maybe_text("external_code"),
        timezone=row.maybe_text("timezone"),
        phone=row.maybe_text("phone"),
        email=row.maybe_text("email"),
        address=_read_address(row.maybe_row("address")),
        is_closed=row.flag("is_permanently_closed", default=False),
    )


def _read_address(row: Row | None) -> Address | None:
    if row is None:
        return None
    return Address(
        line_1=row.maybe_text("address_line_1") or "",
        city=row.maybe_text("city") or "",
        postcode=row.maybe_text("postcode") or "",
        state=row.maybe_text("state") or "",
        country=row.maybe_text("country") or "",
        line_2=row.maybe_text("address_line_2") or "",
    )
