"""A profile as the wire shows it (omneo-api.md 2.2), balances and tier embedded."""

from datetime import date

from posdesk.sandbox.rules import balances, locations, profile_extras, tiers
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.identity_shape import shape as identity_shape
from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.people import phone_parts
from posdesk.sandbox.rules.store import Row

_BALANCES = (
    "reward_balance", "point_balance", "point_balance_dollars", "combined_balance_dollars",
    "benefit_balance", "credit_balance",
)  # fmt: skip
_STORES = ("joined_location", "preferred_location")


def shape(context: Context, row: Row) -> dict[str, JSON]:
    """The whole profile. ``include=joined_location,preferred_location`` shows those stores, else null."""
    cards = context.store.all("SELECT * FROM identity WHERE profile_id = ? ORDER BY id", row["id"])
    primary = next((card["identifier"] for card in cards if card["is_primary"]), None)
    found = balances.of(context, row["id"])
    shown = {
        "id": row["id"],
        "external_id": primary,
        "title": row["title"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "full_name": f"{row['first_name']} {row['last_name']}",
        "email": row["email"],
        "gender": row["gender"],
        "currency": row["currency"],
        "joined_at": row["joined_at"],
        **_phone(row["mobile_phone"]),
        "secondary_phone": row["secondary_phone"],
        **_birth(row, context.now.astimezone(context.zone).date()),
        "company": row["company"],
        "occupation": row["occupation"],
        "is_completed": row["email"] is not None,
        "is_public": False,
        "joined_location_id": row["joined_location_id"],
        **profile_extras.shown(restored(row["body"])),
        "statuses_original": [],
        "tier_handle": row["tier_handle"],
        "tier": tiers.brief(context, row),
        "identities": [identity_shape(card) for card in cards],
        **{name: found[name] for name in _BALANCES},
        "profile_type": row["profile_type"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }
    return {**shown, **_stores(context, shown)}


def _stores(context: Context, shown: dict[str, JSON]) -> dict[str, JSON]:
    """The vendor's sample leaves them null; ``include`` is how its framework asks for them (1.5)."""
    wanted = (context.query("include") or "").split(",")
    return {
        name: locations.embedded(context.store, shown[f"{name}_id"]) if name in wanted else None
        for name in _STORES
    }


def _phone(mobile: str | None) -> dict[str, JSON]:
    parts = phone_parts(mobile)
    country, national = parts or (None, None)
    return {
        "mobile_phone": mobile,
        "mobile_phone_country": country,
        "mobile_phone_national": national,
        "mobile_phone_national_prefix": None if national is None else f"0{national}",
        "mobile_phone_e164": mobile,
    }


def _birth(row: Row, today: date) -> dict[str, JSON]:
    """Birth parts; days to the next birthday and since the last one, on the tenant's calendar."""
    year, month, day = row["birth_year"], row["birth_month"], row["birth_day"]
    found: dict[str, JSON] = {"birth_year": year, "birth_month": month, "birth_day": day}
    found |= dict.fromkeys(("birth_date", "birth_days", "birth_days_past", "next_birthday"))
    if month is None or day is None:
        return found
    if year is not None:
        found["birth_date"] = f"{year:04}-{month:02}-{day:02}"
    last, following = _around(today, month, day)
    found["birth_days"] = (following - today).days
    found["birth_days_past"] = (today - last).days
    found["next_birthday"] = following.isoformat()
    return found


def _around(today: date, month: int, day: int) -> tuple[date, date]:
    """The last birthday up to and the next one after ``today``; 29 February falls on the 28th."""
    days = [_birthday(today.year + step, month, day) for step in (-1, 0, 1)]
    return max(d for d in days if d <= today), min(d for d in days if d > today)


def _birthday(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, 28)
