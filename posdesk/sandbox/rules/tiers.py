"""A profile's tier (omneo-api.md 2.13): where it stands, and what the next one takes.

A tier definition's ``value`` is the spend of twelve months that attains it. ``spent`` is the profile's.
"""

from datetime import timedelta

from posdesk.sandbox.rules import dates, people
from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.store import Row, Store

YEAR = timedelta(days=365)
_ALL = "SELECT * FROM definition WHERE kind = 'tiers' ORDER BY value, id"


def read(context: Context) -> Response:
    """GET /profiles/{p}/tiers: one object, not a list (1.3)."""
    profile = people.find(context.store, context.params["p"])
    ladder = context.store.all(_ALL)
    place = next(
        (index for index, row in enumerate(ladder) if row["handle"] == profile["tier_handle"]), -1
    )
    current = ladder[place] if place >= 0 else None
    following = ladder[place + 1] if place + 1 < len(ladder) else None
    before = ladder[place - 1] if place > 0 else None
    spent = int(profile["spent"])
    found = brief(context, profile) or {"id": profile["number"], "profile_id": profile["id"]}
    return ok(
        {
            **found,
            "current_tier": _definition(current),
            "next_tier": _definition(following),
            "prev_tier": _definition(before),
            "is_floor": place <= 0,
            "current_credit": number(spent),
            "current_progress": _percent(spent, current),
            "current_remain": _remain(spent, current),
            "next_progress": _percent(spent, following),
            "next_remain": _remain(spent, following),
            "next_progress_change_at": None,
            "total_points_12m": number(spent),
            "total_points_achievement": number(spent),
        }
    )


def brief(context: Context, profile: Row) -> dict[str, JSON] | None:
    """The tier inside a profile; None without one."""
    row = context.store.one(
        "SELECT * FROM definition WHERE kind = 'tiers' AND handle = ?", profile["tier_handle"]
    )
    if row is None:
        return None
    joined = profile["joined_at"] or profile["created_at"]
    achieved = dates.from_utc_text(joined)
    years = max((context.now - achieved) // YEAR + 1, 1)
    anniversary = (achieved + years * YEAR).astimezone(context.zone).date()
    return {
        "id": profile["number"],
        "profile_id": profile["id"],
        "name": row["name"],
        "handle": row["handle"],
        "anniversary_at": dates.end_of_day(anniversary).strftime(dates.WIRE),
        "maintained_at": None,
        "assigned_at": None,
        "achieved_at": joined,
    }


def attained(store: Store, spent: int) -> str | None:
    """The handle of the best tier that ``spent`` minor units in twelve months attain; None: no tier."""
    row = store.one(
        "SELECT handle FROM definition WHERE kind = 'tiers' AND value <= ? ORDER BY value DESC, id DESC",
        spent,
    )
    return None if row is None else str(row["handle"])


def best(store: Store, *handles: str | None) -> str | None:
    """The highest of these tiers; None when none of them is one."""
    ladder = [row["handle"] for row in store.all(_ALL)]
    return max((name for name in handles if name in ladder), key=ladder.index, default=None)


def _definition(row: Row | None) -> JSON:
    if row is None:
        return None
    return {
        "id": row["id"],
        "name": row["name"],
        "handle": row["handle"],
        "value_min": number(row["value"]),
        **restored(row["body"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def _percent(spent: int, tier: Row | None) -> JSON:
    """How much of the tier's minimum is reached, whole percent, at most 100."""
    if tier is None:
        return None
    return 100 if not tier["value"] else min(spent * 100 // int(tier["value"]), 100)


def _remain(spent: int, tier: Row | None) -> JSON:
    return None if tier is None else number(max(int(tier["value"] or 0) - spent, 0))
