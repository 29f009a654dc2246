"""Tiers: where a profile stands, and what the next one takes (omneo-api.md 2.13)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from posdesk.omneo.calls import Call, reading
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import Json


@dataclass(frozen=True, slots=True)
class Standing:
    """Display names, empty where there is none. ``to_next`` counts what the tenant counts tiers in.

    That is a rolling total of a year (spend or points, nobody documents which); None where it is not told.
    """

    current: str
    following: str
    to_next: Decimal | None


def read(profile_id: str) -> Call[Standing]:
    """One object, not a list."""

    def read_answer(payload: Json) -> Standing:
        row = Row.one(payload, "tier")
        following = _name(row, "next_tier")
        left = row.maybe_decimal("next_remain") if following else None
        return Standing(_name(row, "current_tier"), following, left)

    return reading("/profiles/{profile_id}/tiers", read_answer, profile_id=profile_id)


def _name(row: Row, key: str) -> str:
    tier = row.maybe_row(key)
    return "" if tier is None else tier.words("name")
