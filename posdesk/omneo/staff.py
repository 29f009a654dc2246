"""Staff: profiles with a staff identity (omneo-api.md 2.11)."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.omneo.calls import Call, reading
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json

_STAFF_HANDLES = ("staff", "staff-number")


@dataclass(frozen=True, slots=True)
class Staff:
    """Who serves. ``number`` is the staff number, such as 1993; ``profile_id`` the profile behind it."""

    number: str
    profile_id: str
    full_name: str


def read(number: str) -> Call[Staff]:
    """Who has the staff number ``number``; NotFound when nobody has."""

    def read_answer(payload: Json) -> Staff:
        return _read_staff(Row.one(payload, "staff"), number)

    return reading("/staff/{staff_id}", read_answer, staff_id=number)


def _read_staff(row: Row, asked: str) -> Staff:
    names = (row.maybe_text("first_name") or "", row.maybe_text("last_name") or "")
    return Staff(
        number=_number(row) or asked,
        profile_id=row.text("id"),
        full_name=row.maybe_text("full_name") or " ".join(names).strip(),
    )


def _number(row: Row) -> str | None:
    for identity in row.rows("identities"):
        if identity.maybe_text("handle") in _STAFF_HANDLES:
            return identity.maybe_text("identifier")
    return None
