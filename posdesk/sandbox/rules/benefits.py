"""Benefits: entitlements that are used a number of times. Their dates are echoed as sent (2.5).

Omneo only records that one was used; what it is worth at the till is the till's business (rule 14).
Writing is in ``benefit_writes`` and ``claims``.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import dates, definitions, issuing, people
from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.filters import Condition, Field
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import invalid, not_found
from posdesk.sandbox.rules.store import Row, Store

# Usable at ``?`` (UTC text, twice): issued, unexpired, uses left, published, under the global cap. A scalar
# subquery, not EXISTS: SQLite 3.54 turns that into a join which makes a balance read twice as dear (measured).
REDEEMABLE = (
    "deleted_at IS NULL AND issued_utc <= ? AND (expires_utc IS NULL OR expires_utc > ?)"
    " AND (max_redemptions IS NULL OR used < max_redemptions)"
    " AND (SELECT d.is_published AND (d.max_global_redemptions IS NULL OR d.max_global_redemptions >"
    " (SELECT sum(g.used) FROM benefit g WHERE g.definition_id = d.id))"
    " FROM definition d WHERE d.kind = 'benefits' AND d.id = benefit.definition_id)"
)
_IS_REDEEMABLE = f"SELECT 1 AS yes FROM benefit WHERE id = ? AND {REDEEMABLE}"  # noqa: S608  constants
LISTING = Listing(
    source="benefit",
    order="id DESC",
    base="deleted_at IS NULL",
    handled=frozenset({"status"}),
    fields={
        "id": Field("id", "integer"),
        "profile_id": Field("profile_id"),
        "benefit_definition_id": Field("definition_id", "integer"),
        "external_id": Field("external_id"),
        "issued_at": Field("issued_at", "date"),
        "expires_at": Field("expires_at", "date"),
        "timezone": Field("timezone"),
        "created_at": Field("created_at", "date"),
        "updated_at": Field("updated_at", "date"),
    },
)


def shape(store: Store, row: Row, at: str) -> dict[str, JSON]:
    """A benefit as the wire shows it at the UTC text ``at``."""
    definition = definitions.find(store, "benefits", row["definition_id"])
    described = definitions.shape(store, definition)
    return {
        "id": row["id"],
        "profile_id": row["profile_id"],
        "external_id": row["external_id"],
        "timezone": row["timezone"],
        "issued_at": row["issued_at"],
        "expires_at": row["expires_at"],
        "extended_at": row["extended_at"],
        "claimed_at": row["claimed_at"],
        "is_expired": row["expires_utc"] is not None and row["expires_utc"] <= at,
        "is_redeemable": is_redeemable(store, row, at),
        "redemptions_remaining": left(row),
        "total_global_redemptions_remaining": described["total_global_redemptions_remaining"],
        "redeem_code_pos": row["redeem_code_pos"] or described.get("redeem_code_pos"),
        "redeem_code_online": row["redeem_code_online"] or described.get("redeem_code_online"),
        "value": number(row["value"]),
        "is_combined": False,
        "combine_meta": None,
        "meta": restored(row["meta"]),
        "source_id": None,
        "source_type": None,
        "definition": described,
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def left(row: Row) -> int | None:
    """Uses left; None: unlimited (2.5.1)."""
    return (
        None if row["max_redemptions"] is None else int(row["max_redemptions"]) - int(row["used"])
    )


def is_redeemable(store: Store, row: Row, at: str) -> bool:
    return store.one(_IS_REDEEMABLE, row["id"], at, at) is not None


def find(store: Store, benefit_id: int) -> Row:
    """The benefit's row, deleted ones included. Raises Refusal 404."""
    row = store.one("SELECT * FROM benefit WHERE id = ?", benefit_id)
    if row is None:
        raise not_found()
    return row


def of_profile(context: Context) -> Row:
    """The benefit ``b`` of the profile ``p`` in the path. Raises Refusal 404."""
    people.find(context.store, context.params["p"])
    row = find(context.store, context.number("b"))
    if row["deleted_at"] or row["profile_id"] != context.params["p"]:
        raise not_found()
    return row


def addressed(context: Context) -> Row:
    """The benefit of the path, by its id alone or below its profile. Raises Refusal 404."""
    if "b" in context.params:
        return of_profile(context)
    row = find(context.store, context.number("id"))
    if row["deleted_at"]:
        raise not_found()
    return row


def listed(context: Context) -> Response:
    """GET /benefits: of all profiles."""
    return page(context, LISTING, lambda row: shape(context.store, row, context.at))


def listed_of_profile(context: Context) -> Response:
    """GET /profiles/{p}/benefits: unexpired ones; ``filter[status]`` narrows or widens (U23)."""
    status = context.query("filter[status]")
    return _listed(context, _status_condition(status, context.at))


def listed_redeemable(context: Context) -> Response:
    """GET /profiles/{p}/redeemable_benefits."""
    return _listed(context, (REDEEMABLE, (context.at, context.at)))


def _listed(context: Context, condition: Condition) -> Response:
    profile = people.find(context.store, context.params["p"])
    return page(
        context,
        LISTING,
        lambda row: shape(context.store, row, context.at),
        ("profile_id = ?", (profile["id"],)),
        condition,
    )


def _status_condition(status: str | None, at: str) -> Condition:
    unexpired = "expires_utc IS NULL OR expires_utc > ?"
    match status:
        case None:
            return unexpired, (at,)
        case "active":
            return f"({unexpired}) AND (max_redemptions IS NULL OR used < max_redemptions)", (at,)
        case "expired":
            return "expires_utc <= ?", (at,)
        case "redeemed":
            return "used > 0", ()
        case "all":
            return "1", ()
        case _:
            raise invalid("filter.status", "The selected status is invalid.")


def read(context: Context) -> Response:
    """GET /benefits/{id} and GET /profiles/{p}/benefits/{b}."""
    return ok(shape(context.store, addressed(context), context.at))


def insert(
    context: Context,
    definition: Row,
    profile_id: str,
    zone: ZoneInfo,
    uses: int | None,
    start: datetime | None = None,
    end: datetime | None = None,
    external_id: str | None = None,
    value: int | None = None,
    meta: dict[str, JSON] | None = None,
    claimed_at: str | None = None,
) -> Row:
    """A new benefit that may be used ``uses`` times (None: any number). Dates are local to ``zone``."""
    begun = dates.local(start, zone) if start else issuing.local_now(context.now, zone)
    ends = (
        dates.local(end, zone) if end else issuing.period_end(definition, begun, whole_days=False)
    )
    benefit_id = context.store.insert(
        "INSERT INTO benefit (profile_id, definition_id, timezone, max_redemptions, issued_at, issued_utc,"
        " expires_at, expires_utc, external_id, value, meta, claimed_at, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        profile_id,
        definition["id"],
        zone.key,
        uses,
        begun.strftime(dates.WIRE),
        dates.utc_text(dates.to_utc(begun, zone)),
        None if ends is None else ends.strftime(dates.WIRE),
        None if ends is None else dates.utc_text(dates.to_utc(ends, zone)),
        external_id,
        value,
        stored(meta),
        claimed_at,
        context.at,
        context.at,
    )
    return find(context.store, benefit_id)
