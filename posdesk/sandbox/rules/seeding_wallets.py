"""Writing one seeded person's rewards, benefits, credits and points, with days counted from the opening."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import dates
from posdesk.sandbox.rules.store import Store
from posdesk.sandbox.seed import Seed
from posdesk.sandbox.seed_records import Definition, Holding, Person


def sow(
    store: Store,
    seed: Seed,
    person: Person,
    kind: str,
    holding: Holding,
    definition: Definition,
    now: datetime,
) -> None:
    """One holding of ``kind`` (rewards, benefits, credits, points) as of ``now`` (aware UTC)."""
    span = _Span(holding, now, ZoneInfo(seed.timezone))
    _HOLDINGS[kind](store, seed, person, holding, definition, span)
    _spent_before(store, kind, person, holding, span)


class _Span:
    """When a holding was issued and ends: UTC text, and the same on the tenant's wall clock."""

    def __init__(self, holding: Holding, now: datetime, zone: ZoneInfo) -> None:
        issued = (now - timedelta(days=holding.issued_days_ago)).astimezone(zone)
        self.issued_utc = dates.utc_text(issued)
        self.issued_local = issued.strftime(dates.WIRE)
        self.expires_utc: str | None = None
        self.expires_local: str | None = None
        if holding.expires_in_days is not None:
            day = now.astimezone(zone).date() + timedelta(days=holding.expires_in_days)
            end = dates.end_of_day(day)
            self.expires_local = end.strftime(dates.WIRE)
            self.expires_utc = dates.utc_text(dates.to_utc(end, zone))


def _reward(
    store: Store, seed: Seed, person: Person, held: Holding, kind: Definition, span: _Span
) -> None:
    store.insert(
        "INSERT INTO reward (id, profile_id, definition_id, timezone, initial, remaining, issued_at,"
        " expires_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        held.id,
        person.id,
        kind.id,
        seed.timezone,
        held.value,
        held.left,
        span.issued_utc,
        span.expires_utc,
        span.issued_utc,
        span.issued_utc,
    )


def _benefit(
    store: Store, seed: Seed, person: Person, held: Holding, kind: Definition, span: _Span
) -> None:
    store.insert(
        "INSERT INTO benefit (id, profile_id, definition_id, timezone, max_redemptions, used, used_before, issued_at,"
        " issued_utc, expires_at, expires_utc, value, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        held.id,
        person.id,
        kind.id,
        seed.timezone,
        kind.max_redemptions,
        held.used,
        held.used,
        span.issued_local,
        span.issued_utc,
        span.expires_local,
        span.expires_utc,
        held.value,
        span.issued_utc,
        span.issued_utc,
    )


def _credit(
    store: Store, seed: Seed, person: Person, held: Holding, kind: Definition, span: _Span
) -> None:
    store.insert(
        "INSERT INTO credit (id, profile_id, definition_id, type, currency, initial, remaining, note,"
        " credit_number, security_code, is_void, timezone, issued_at, expires_at, body, created_at,"
        " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        held.id,
        person.id,
        kind.id,
        kind.handle,
        held.currency or seed.currency,
        held.value,
        held.left,
        held.note,
        held.number,
        held.pin,
        int(held.is_void),
        seed.timezone,
        span.issued_utc,
        span.expires_utc,
        "{}",
        span.issued_utc,
        span.issued_utc,
    )


def _point(
    store: Store, _seed: Seed, person: Person, held: Holding, kind: Definition, span: _Span
) -> None:
    store.insert(
        "INSERT INTO point (id, profile_id, definition_id, initial, remaining, is_redeemable, accrued_at,"
        " issued_at, expires_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        held.id,
        person.id,
        kind.id,
        (held.value or 0) * 100,
        held.left * 100,
        int(bool(kind.fields.get("is_redeemable", True))),
        span.issued_utc,
        span.issued_utc,
        span.expires_utc,
        span.issued_utc,
        span.issued_utc,
    )


def _spent_before(store: Store, kind: str, person: Person, held: Holding, span: _Span) -> None:
    """What is gone of a value was redeemed on the day of its issue: the books balance from the start."""
    units = (held.value or 0) - held.left
    if units == 0:
        return
    redemption_id = store.insert(
        "INSERT INTO redemption (profile_id, type, total, total_localised, redeem_at, created_at, updated_at)"
        " VALUES (?, 'redeem', ?, ?, ?, ?, ?)",
        person.id,
        units,
        units,
        *(span.issued_utc,) * 3,
    )
    store.insert(
        "INSERT INTO redemption_item (redemption_id, type, incentive_id, value, units, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        redemption_id,
        kind.removesuffix("s"),
        held.id,
        units,
        units,
        *(span.issued_utc,) * 2,
    )


_HOLDINGS = {"rewards": _reward, "benefits": _benefit, "credits": _credit, "points": _point}
