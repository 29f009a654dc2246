"""Rewards: dollars off with an expiry. Dates come in local and go out in UTC (omneo-api.md 2.4.2).

A reward counts while it is issued, unexpired and has something left; the soonest to expire is spent first.
Writing is in ``reward_writes``.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import dates, definitions, issuing, people
from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

LISTING = Listing(
    source="reward",
    order="id DESC",
    base="deleted_at IS NULL",
    fields={
        "id": Field("id", "integer"),
        "profile_id": Field("profile_id"),
        "reward_definition_id": Field("definition_id", "integer"),
        "value_initial": Field("initial", "money"),
        "value_remaining": Field("remaining", "money"),
        "issued_at": Field("issued_at", "date"),
        "expires_at": Field("expires_at", "date"),
        "external_id": Field("external_id"),
        "timezone": Field("timezone"),
        "created_at": Field("created_at", "date"),
        "updated_at": Field("updated_at", "date"),
    },
)


def shape(store: Store, row: Row, at: str) -> dict[str, JSON]:
    """A reward as the wire shows it at the UTC text ``at``."""
    zone = ZoneInfo(row["timezone"])
    expires = row["expires_at"]
    is_expired = expires is not None and expires <= at
    nothing: dict[str, Any] = dict.fromkeys(
        ("has_notified_issue", "has_notified_expiry", "has_notified_extend", "notify_issue_at",
         "notify_expiry_at", "source_id", "source_type")
    )  # fmt: skip
    return {
        "id": row["id"],
        "profile_id": row["profile_id"],
        "timezone": row["timezone"],
        "value_initial": number(row["initial"]),
        "value_remaining": number(row["remaining"]),
        "issued_at": row["issued_at"],
        "issued_local_at": dates.local_text(row["issued_at"], zone),
        "expires_at": expires,
        "expires_local_at": None if expires is None else dates.local_text(expires, zone),
        "is_expired": is_expired,
        "is_active": row["issued_at"] <= at and not is_expired and row["remaining"] > 0,
        "extended_at": row["extended_at"],
        **nothing,
        "external_id": row["external_id"],
        "meta": restored(row["meta"]),
        "definition": definitions.shape(
            store, definitions.find(store, "rewards", row["definition_id"])
        ),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def find(store: Store, reward_id: int) -> Row:
    """The reward's row, deleted ones included: histories refer to them. Raises Refusal 404."""
    row = store.one("SELECT * FROM reward WHERE id = ?", reward_id)
    if row is None:
        raise not_found()
    return row


def listed(context: Context) -> Response:
    """GET /rewards: of all profiles, newest first (U27)."""
    return page(context, LISTING, lambda row: shape(context.store, row, context.at))


def listed_of_profile(context: Context) -> Response:
    """GET /profiles/{p}/rewards: all, used and expired ones too, newest first (U24)."""
    profile = people.find(context.store, context.params["p"])
    return page(
        context,
        LISTING,
        lambda row: shape(context.store, row, context.at),
        ("profile_id = ?", (profile["id"],)),
    )


def addressed(context: Context) -> Row:
    """The reward ``id`` of the path, of the profile ``p`` when there is one. Raises Refusal 404."""
    row = find(context.store, context.number("id"))
    if row["deleted_at"] or ("p" in context.params and row["profile_id"] != context.params["p"]):
        raise not_found()
    return row


def read(context: Context) -> Response:
    """GET /rewards/{id}, and the same below a profile, which must be its own."""
    return ok(shape(context.store, addressed(context), context.at))


def insert(
    context: Context,
    definition: Row,
    profile_id: str,
    zone: ZoneInfo,
    initial: int,
    remaining: int | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    external_id: str | None = None,
    meta: dict[str, JSON] | None = None,
) -> Row:
    """A new reward of ``initial`` minor units; ``start``/``end`` are local to ``zone`` unless aware."""
    left = initial if remaining is None else remaining
    begun = start or issuing.local_now(context.now, zone)
    issued_utc = dates.to_utc(begun, zone)
    if end is None:
        local = issued_utc.astimezone(zone).replace(tzinfo=None)
        end = issuing.period_end(definition, local, whole_days=True)
    reward_id = context.store.insert(
        "INSERT INTO reward (profile_id, definition_id, timezone, initial, remaining, outside, issued_at,"
        " expires_at, external_id, meta, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        profile_id,
        definition["id"],
        zone.key,
        initial,
        left,
        initial - left,
        dates.utc_text(issued_utc),
        None if end is None else dates.utc_text(dates.to_utc(end, zone)),
        external_id,
        stored(meta),
        context.at,
        context.at,
    )
    return find(context.store, reward_id)
