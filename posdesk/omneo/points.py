"""Points: earned, and spent as money through a redemption (omneo-api.md 2.6). They cannot be removed.

Their dates have no zone of their own and are echoed; they are sent and read as UTC (ASSUMED).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, one_of, page_of, paged, reading, writing
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json, local_text, without_none


@dataclass(frozen=True, slots=True)
class Points:
    """Some points of a profile. ``initial`` and ``remaining`` are points, with fractions; moments are UTC.

    ``status`` is the tenant's word: ``pending`` before they may be spent, then ``active``.
    """

    id: int
    name: str
    handle: str
    initial: Decimal
    remaining: Decimal
    status: str
    accrued_at: datetime | None
    issued_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class PointsDraft:
    """Points to be issued, above zero, with a fraction if need be; the moments are aware.

    ``remaining`` None: all of them. ``accrued_at`` None: as ``issued_at``; which of the two makes them spendable
    the vendor's texts disagree about, so the later one has to have come (ASSUMED).
    """

    profile_id: str
    definition_id: int
    value: Decimal
    issued_at: datetime
    accrued_at: datetime | None = None
    expires_at: datetime | None = None
    remaining: Decimal | None = None
    description: str | None = None
    meta: Mapping[str, Json] | None = None

    def body(self) -> dict[str, Json]:
        """The request's body."""
        return without_none(
            {
                "profile_id": self.profile_id,
                "point_definition_id": self.definition_id,
                "value_initial": self.value,
                "value_remaining": self.remaining,
                "issued_at": local_text(self.issued_at, "UTC"),
                "accrued_at": _text(self.accrued_at),
                "expires_at": _text(self.expires_at),
                "description": self.description,
                "meta": self.meta,
            }
        )


def list(  # the verb of the API; this module makes no lists
    profile_id: str, *, page: int = 1, size: int = PAGE_SIZE
) -> Call[Page[Points]]:
    """A page of the profile's points, in the tenant's order."""
    return reading(
        "/profiles/{profile_id}/points",
        page_of(_read_points, "points"),
        paged(page, size),
        profile_id=profile_id,
    )


def read(points_id: int) -> Call[Points]:
    """One row of points; NotFound when there is none."""
    return reading("/points/{points_id}", one_of(_read_points, "points"), points_id=points_id)


def issue(draft: PointsDraft) -> Call[Points]:
    """Give a customer points. Invalid names ``value_initial``, ``point_definition_id`` or ``profile_id``."""
    return writing("/points", one_of(_read_points, "points"), draft.body())


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else local_text(moment, "UTC")


def _read_points(row: Row) -> Points:
    definition = row.maybe_row("definition") or Row({}, "definition")
    remaining = row.maybe_decimal("value_remaining")
    if remaining is None:
        raise row.bad("value_remaining", "is missing")
    initial = row.maybe_decimal("value_initial")
    return Points(
        id=row.number("id"),
        name=definition.words("name"),
        handle=definition.maybe_text("handle") or "",
        initial=remaining if initial is None else initial,
        remaining=remaining,
        status=row.maybe_text("status") or "active",
        accrued_at=row.maybe_moment("accrued_at"),
        issued_at=row.maybe_moment("issued_at"),
        expires_at=row.maybe_moment("expires_at"),
    )
