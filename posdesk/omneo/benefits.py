"""Benefits: entitlements that the till applies and the tenant only records (omneo-api.md 2.5).

Unlike all other dates, a benefit's are local in the benefit's own time zone (1.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from posdesk.omneo.calls import PAGE_SIZE, Call, Page, one_of, page_of, paged, reading
from posdesk.omneo.rows import Row


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit of a profile. ``remaining`` None: unlimited. The long texts may be HTML of the tenant.

    ``id`` is text because tenants send both. ``expires_at`` is UTC; ``timezone`` is the benefit's own zone.
    ``pos_code`` is the promotion code for tills, the instance's before the definition's. ``most`` is how often
    the definition lets each be used, ``remaining_everywhere`` what all customers together may still use; None:
    no limit. ``is_published`` is the definition's.
    """

    id: str
    name: str
    handle: str
    short_description: str
    long_description: str
    terms: str
    instructions: str
    expires_at: datetime | None
    is_redeemable: bool
    is_expired: bool
    remaining: int | None
    pos_code: str | None
    timezone: str
    issued_at: datetime | None = None
    most: int | None = None
    remaining_everywhere: int | None = None
    is_published: bool = True


def list(  # the verb of the API; this module makes no lists
    profile_id: str,
    *,
    timezone: str,
    active_only: bool = True,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Call[Page[Benefit]]:
    """A page of the profile's benefits; ``timezone`` (IANA) stands in where a row names none.

    With ``active_only`` the guides' filter is sent; a tenant may ignore it, so look at ``is_redeemable``.
    """
    reader = page_of(lambda row: read_benefit(row, timezone), "benefits")
    query = ((("filter[status]", "active"),) if active_only else ()) + paged(page, size)
    return reading("/profiles/{profile_id}/benefits", reader, query, profile_id=profile_id)


def read(profile_id: str, benefit_id: str, *, timezone: str) -> Call[Benefit]:
    """One benefit of the profile; NotFound when it has none of that id. ``timezone``: as in ``list``."""
    return reading(
        "/profiles/{profile_id}/benefits/{benefit_id}",
        one_of(lambda row: read_benefit(row, timezone), "benefit"),
        profile_id=profile_id,
        benefit_id=benefit_id,
    )


def read_benefit(row: Row, timezone: str) -> Benefit:
    definition = row.maybe_row("definition") or Row({}, "definition")
    zone = _zone(row.maybe_text("timezone"), timezone)
    remaining = row.maybe_number("redemptions_remaining")
    expired = row.flag("is_expired", default=False)
    return Benefit(
        id=row.text("id"),
        name=definition.words("name"),
        handle=definition.maybe_text("handle") or "",
        short_description=_first(definition, "short_description", "description"),
        long_description=definition.maybe_text("long_description") or "",
        terms=definition.maybe_text("terms_conditions") or "",
        instructions=definition.maybe_text("redeem_instructions_store") or "",
        expires_at=row.maybe_moment("expires_at", zone),
        is_redeemable=row.flag("is_redeemable", default=not expired and remaining != 0),
        is_expired=expired,
        remaining=remaining,
        pos_code=row.maybe_text("redeem_code_pos") or definition.maybe_text("redeem_code_pos"),
        timezone=zone.key,
        issued_at=row.maybe_moment("issued_at", zone),
        most=definition.maybe_number("max_redemptions"),
        remaining_everywhere=row.maybe_number("total_global_redemptions_remaining"),
        is_published=definition.flag("is_published", default=True),
    )


def _first(row: Row, *keys: str) -> str:
    return next((text for key in keys if (text := row.maybe_text(key))), "")


def _zone(named: str | None, fallback: str) -> ZoneInfo:
    """The row's zone; the caller's where the row's is none that exists."""
    try:
        return ZoneInfo(named or fallback)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(fallback)
