"""Staff: profiles with a staff identity (omneo-api.md 2.11). Their writes are in ``staff_writes``."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, one_of, page_of, paged, reading
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json

STAFF_HANDLE = "staff"
_STAFF_HANDLES = (STAFF_HANDLE, "staff-number")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who serves. ``number`` is the staff number, such as 1993; ``profile_id`` the profile behind it."""

    number: str
    profile_id: str
    full_name: str
    email: str | None = None


def read(number: str) -> Call[Staff]:
    """Who has the staff number ``number``; NotFound when nobody has."""
    reader = one_of(lambda row: read_staff(row, number), "staff")
    return reading("/staff/{staff_id}", reader, staff_id=number)


def list(*, page: int = 1, size: int = PAGE_SIZE) -> Call[Page[Staff]]:  # the verb of the API
    """A page of all staff, by their identities: staff has no list of its own.

    A tenant may ignore the filter (U48), so a page may hold fewer than it could, and none at all before the last.
    Names are empty where it ignores the ``include``.
    """

    def read_numbered(payload: Json) -> Page[Staff]:
        found = page_of(_read_identity, "identities")(payload)
        return Page(tuple(each for each in found.items if each), found.current, found.last)

    query = (("filter[handle]", STAFF_HANDLE), ("include", "profile"), *paged(page, size))
    return reading("/identities", read_numbered, query)


def _read_identity(row: Row) -> Staff | None:
    if row.maybe_text("handle") != STAFF_HANDLE or not row.flag("is_active", default=True):
        return None
    person = row.maybe_row("profile") or Row({}, "profile")
    return Staff(
        number=row.text("identifier"),
        profile_id=row.text("profile_id"),
        full_name=_full_name(person),
        email=person.maybe_text("email"),
    )


def read_staff(row: Row, asked: str) -> Staff:
    """Who works here; the number ``asked`` for stands in where the row shows none."""
    return Staff(
        number=staff_number(row) or asked,
        profile_id=row.text("id"),
        full_name=_full_name(row),
        email=row.maybe_text("email"),
    )


def _full_name(row: Row) -> str:
    names = (row.words("first_name"), row.words("last_name"))
    return row.words("full_name") or " ".join(names).strip()


def staff_number(row: Row) -> str | None:
    """The number among a person's identities."""
    for identity in row.rows("identities"):
        if identity.maybe_text("handle") in _STAFF_HANDLES:
            return identity.maybe_text("identifier")
    return None
