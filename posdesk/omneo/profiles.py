"""Profiles: the customers (omneo-api.md 2.2). Their writes are in ``profile_writes``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from posdesk.omneo.balances import Balances, read_balances
from posdesk.omneo.calls import (
    Call,
    Dialect,
    Page,
    asking,
    many_of,
    one_of,
    page_of,
    paged,
    reading,
)
from posdesk.omneo.errors import BadPayload
from posdesk.omneo.identities import Identity, read_identity
from posdesk.omneo.rows import Row
from posdesk.omneo.wire import without_none
from posdesk.sale.money import Currency

# A screen of matches: a cashier who sees more refines the search.
SEARCH_SIZE = 25
_SEARCH = {Dialect.GUIDE: "search", Dialect.REFERENCE: "filter[search]"}


@dataclass(frozen=True, slots=True)
class Profile:
    """A customer. Names may be empty; ``tier`` is the tier's display name; ``balances`` where embedded.

    ``joined_at`` is UTC. ``gender`` is the tenant's word (male, female, withheld, other).
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
    title: str | None = None
    gender: str | None = None
    secondary_phone: str | None = None
    birth_day: int | None = None
    birth_month: int | None = None
    birth_year: int | None = None
    joined_at: datetime | None = None
    joined_location_id: int | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether nobody has it yet, None where it was not asked; ``*_taken_by`` is the profile id of who has."""

    email: bool | None
    phone: bool | None
    email_taken_by: str | None = None
    phone_taken_by: str | None = None


def read(profile_id: str, *, currency: Currency) -> Call[Profile]:
    """One profile; NotFound when there is none. ``currency`` is that of its embedded balances."""
    reader = one_of(lambda row: read_profile(row, currency), "profile")
    return reading("/profiles/{profile_id}", reader, profile_id=profile_id)


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
    reader = many_of(lambda row: read_profile(row, currency), "profiles")
    return reading("/identities/search-profile/{identifier}", reader, identifier=identifier)


def exists(handle: str, identifier: str) -> Call[str]:
    """The id of whoever has ``identifier`` in the system ``handle``; NotFound when nobody has (reference)."""
    reader = one_of(lambda row: row.text("id"), "profile")
    return asking("/profiles/exists", reader, {"type": handle, "id": identifier})


def availability(*, email: str | None = None, phone: str | None = None) -> Call[Availability]:
    """Whether a new customer may have this e-mail address and E.164 mobile number (reference).

    Asking for neither, or for what is no address or number, is Invalid.
    """
    body = without_none({"email": email, "mobile_phone": phone})
    return asking("/profiles/availability", one_of(_read_availability, "availability"), body)


def read_profile(row: Row, currency: Currency) -> Profile:
    profile_id = row.text("id")
    first, last = row.words("first_name"), row.words("last_name")
    return Profile(
        id=profile_id,
        first_name=first,
        last_name=last,
        full_name=row.words("full_name") or f"{first} {last}".strip(),
        email=row.maybe_text("email"),
        phone=row.maybe_text("mobile_phone"),
        tier=_tier(row),
        profile_type=row.maybe_text("profile_type") or "active",
        identities=tuple(
            read_identity(each, profile_id=profile_id) for each in row.rows("identities")
        ),
        balances=read_balances(row, currency) if "reward_balance" in row else None,
        title=row.maybe_text("title"),
        gender=row.maybe_text("gender"),
        secondary_phone=row.maybe_text("secondary_phone"),
        birth_day=row.maybe_number("birth_day"),
        birth_month=row.maybe_number("birth_month"),
        birth_year=row.maybe_number("birth_year"),
        joined_at=row.maybe_moment("joined_at"),
        joined_location_id=row.maybe_number("joined_location_id"),
        updated_at=max(filter(None, map(_date, (row, *row.rows("identities")))), default=None),
    )


def _read_availability(row: Row) -> Availability:
    email, email_owner = _free(row, "email")
    phone, phone_owner = _free(row, "mobile_phone")
    return Availability(email, phone, email_owner, phone_owner)


def _free(row: Row, key: str) -> tuple[bool | None, str | None]:
    found = row.maybe_row(key)
    if found is None:
        return None, None
    free = found.maybe_flag("available")
    if free is None:
        raise found.bad("available", "is missing")
    owner = found.maybe_row("profile")
    return free, None if owner is None else owner.maybe_text("id")


def _date(row: Row) -> datetime | None:
    try:
        return row.maybe_moment("updated_at") or row.maybe_moment("created_at")
    except BadPayload:
        # Nobody is sent away for a date that no sale needs.
        return None


def _tier(row: Row) -> str | None:
    tier = row.maybe_row("tier")
    return (tier.words("name") if tier else "") or row.maybe_text("tier_handle")
