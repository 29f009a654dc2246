"""Profiles: the customers (omneo-api.md 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo.balances import Balances, read_balances
from posdesk.omneo.calls import Call, Dialect, Page, page_of, paged, reading
from posdesk.omneo.errors import BadPayload
from posdesk.omneo.identities import Identity, read_identity
from posdesk.omneo.rows import Row, rows_of, unwrap
from posdesk.omneo.wire import Json
from posdesk.sale.money import Currency

# A screen of matches: a cashier who sees more refines the search.
SEARCH_SIZE = 25
_SEARCH = {Dialect.GUIDE: "search", Dialect.REFERENCE: "filter[search]"}


@dataclass(frozen=True, slots=True)
class Profile:
    """A customer. Names may be empty; ``tier`` is the tier's display name; ``balances`` where embedded.

    ``updated_at`` (aware UTC) is the newest date of the profile and its identities; None where none is told.
    """

    id: str
    first_name: str
    last_name: str
    full_name: str
    email: str | None
    phone: str | None
    tier: str | None
    profile_type: str
    identities: tuple[Identity, ...]
    balances: Balances | None
    updated_at: datetime | None = None


def read(profile_id: str, *, currency: Currency) -> Call[Profile]:
    """One profile; NotFound when there is none. ``currency`` is that of its embedded balances."""

    def read_answer(payload: Json) -> Profile:
        return read_profile(Row.one(payload, "profile"), currency)

    return reading("/profiles/{profile_id}", read_answer, profile_id=profile_id)


def search(
    text: str,
    *,
    currency: Currency,
    dialect: Dialect = Dialect.GUIDE,
    page: int = 1,
    size: int = SEARCH_SIZE,
) -> Call[Page[Profile]]:
    """Find profiles by name, e-mail or phone: the tenant's own search, tolerant of typing errors."""
    reader = page_of(lambda row: read_profile(row, currency), "profiles")
    return reading("/profiles", reader, ((_SEARCH[dialect], text), *paged(page, size)))


def with_identifier(identifier: str, *, currency: Currency) -> Call[tuple[Profile, ...]]:
    """The profiles that have ``identifier``, under any handle; none is an empty answer (reference)."""

    def read_found(payload: Json) -> tuple[Profile, ...]:
        rows = rows_of(unwrap(payload), "profiles")
        return tuple(read_profile(row, currency) for row in rows)

    return reading("/identities/search-profile/{identifier}", read_found, identifier=identifier)


def read_profile(row: Row, currency: Currency) -> Profile:
    profile_id = row.text("id")
    first, last = row.maybe_text("first_name") or "", row.maybe_text("last_name") or ""
    return Profile(
        id=profile_id,
        first_name=first,
        last_name=last,
        full_name=row.maybe_text("full_name") or f"{first} {last}".strip(),
        email=row.maybe_text("email"),
        phone=row.maybe_text("mobile_phone"),
        tier=_tier(row),
        profile_type=row.maybe_text("profile_type") or "active",
        identities=tuple(
            read_identity(each, profile_id=profile_id) for each in row.rows("identities")
        ),
        balances=read_balances(row, currency) if "reward_balance" in row else None,
        updated_at=max(filter(None, map(_date, (row, *row.rows("identities")))), default=None),
    )


def _date(row: Row) -> datetime | None:
    try:
        return row.maybe_moment("updated_at") or row.maybe_moment("created_at")
    except BadPayload:
        # Nobody is sent away for a date that no sale needs.
        return None


def _tier(row: Row) -> str | None:
    tier = row.maybe_row("tier")
    return (tier.maybe_text("name") if tier else None) or row.maybe_text("tier_handle")
