"""Credits and gift cards: money to pay with, in their own currency (omneo-api.md 2.7).

The object is the union of the guide's and the reference's (2.7.3). Dates are UTC; a date sent with a zone's
name is converted (ASSUMED: the vendor's sample repeats what was sent). ``value`` columns count minor units
of the credit's own currency. Writing is in ``credit_issuing`` and ``credit_changes``.
"""

from posdesk.sandbox.rules import definitions, people
from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.filters import Condition, Field
from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import invalid, not_found
from posdesk.sandbox.rules.store import Row, Store

# Usable at ``?`` (UTC text, twice).
USABLE = (
    "deleted_at IS NULL AND NOT is_void AND remaining > 0 AND (expires_at IS NULL OR expires_at > ?)"
    " AND NOT (locked AND (lock_expires_at IS NULL OR lock_expires_at > ?))"
)
# The guide's type names to the definitions of the seed (2.7.3).
TYPES = {
    "promotional": "promotional",
    "store": "store-credit",
    "store_credit": "store-credit",
    "gift_card": "gift-card",
    "gift": "gift-card",
}
# ``filter[status]``: what ``status_of`` says, in SQL; each takes the UTC text once.
_STATUSES = {
    "void": "is_void AND ? IS NOT NULL",
    "used": "NOT is_void AND remaining = 0 AND ? IS NOT NULL",
    "expired": "NOT is_void AND remaining > 0 AND expires_at <= ?",
    "active": "NOT is_void AND remaining > 0 AND (expires_at IS NULL OR expires_at > ?)",
}
LISTING = Listing(
    source="credit",
    order="id DESC",
    base="deleted_at IS NULL",
    handled=frozenset({"status"}),
    fields={
        "id": Field("id", "integer"),
        "profile_id": Field("profile_id"),
        "credit_definition_id": Field("definition_id", "integer"),
        "creator_profile_id": Field("creator_profile_id"),
        "recipient_email": Field("recipient_email"),
        "type": Field("replace(type, '-', '_')"),
        "currency": Field("currency"),
        "credit_number": Field("credit_number"),
        "is_void": Field("is_void", "flag"),
        "locked": Field("locked", "flag"),
        "location_id": Field("location_id", "integer"),
        "released_at": Field("released_at", "date"),
        "extended_at": Field("extended_at", "date"),
        "updated_at": Field("updated_at", "date"),
        "value_initial": Field("initial", "money"),
        "value_remaining": Field("remaining", "money"),
        "issued_at": Field("issued_at", "date"),
        "expires_at": Field("expires_at", "date"),
        "external_id": Field("external_id"),
        "created_at": Field("created_at", "date"),
    },
)
_BODY_DEFAULTS: dict[str, JSON] = {
    "recipient_first_name": None, "external_namespace": None, "source_id": None, "source_type": None,
    "staff_id": None, "name": None, "message": None, "is_imported": False,
}  # fmt: skip


def status_of(row: Row, at: str) -> str:
    """active, used, expired or void (ASSUMED 2.7.3)."""
    if row["is_void"]:
        return "void"
    if row["remaining"] == 0:
        return "used"
    return "expired" if row["expires_at"] and row["expires_at"] <= at else "active"


def is_locked(row: Row, at: str) -> bool:
    """Locked, and the lock has not run out (U10)."""
    return bool(row["locked"]) and (row["lock_expires_at"] is None or row["lock_expires_at"] > at)


def shape(store: Store, row: Row, at: str) -> dict[str, JSON]:
    """A credit as the wire shows it at the UTC text ``at``."""
    definition = definitions.find(store, "credits", row["definition_id"])
    return {
        "id": row["id"],
        "profile_id": row["profile_id"],
        "type": row["type"].replace("-", "_"),
        "status": status_of(row, at),
        "is_void": bool(row["is_void"]),
        "amount": number(row["initial"]),
        "balance": number(row["remaining"]),
        "value_initial": number(row["initial"]),
        "value_remaining": number(row["remaining"]),
        "note": row["note"],
        "currency": row["currency"],
        "credit_number": row["credit_number"],
        "security_code": row["security_code"],
        "credit_definition_id": row["definition_id"],
        "definition": definitions.shape(store, definition),
        "creator_profile_id": row["creator_profile_id"],
        "recipient_email": row["recipient_email"],
        **_BODY_DEFAULTS,
        **restored(row["body"]),
        "issued_at": row["issued_at"],
        "expires_at": row["expires_at"],
        "released_at": row["released_at"],
        "extended_at": row["extended_at"],
        "locked": bool(row["locked"]),
        "lock_expires_at": row["lock_expires_at"],
        "location_id": row["location_id"],
        "external_id": row["external_id"],
        "is_system_generated": False,
        "timezone": row["timezone"],
        "meta": restored(row["meta"]),
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def find(store: Store, credit_id: int) -> Row:
    """The credit's row, deleted ones included. Raises Refusal 404."""
    row = store.one("SELECT * FROM credit WHERE id = ?", credit_id)
    if row is None:
        raise not_found()
    return row


def addressed(context: Context) -> Row:
    """The credit ``c`` of the path, of the profile ``p`` when there is one. Raises Refusal 404."""
    if "p" in context.params:
        people.find(context.store, context.params["p"])
    row = find(context.store, context.number("c"))
    if row["deleted_at"] or row["profile_id"] != context.params.get("p", row["profile_id"]):
        raise not_found()
    return row


def listed(context: Context) -> Response:
    """GET /credits, newest first; ``filter[status]`` by the guide's word."""
    return page(
        context, LISTING, lambda row: shape(context.store, row, context.at), _by_status(context)
    )


def listed_of_profile(context: Context) -> Response:
    """GET /profiles/{p}/credits: all, used and void ones too, newest first."""
    profile = people.find(context.store, context.params["p"])
    return page(
        context,
        LISTING,
        lambda row: shape(context.store, row, context.at),
        ("profile_id = ?", (profile["id"],)),
        _by_status(context),
    )


def _by_status(context: Context) -> Condition:
    status = context.query("filter[status]")
    if status is None:
        return "1", ()
    if status not in _STATUSES:
        raise invalid("filter.status", "The selected status is invalid.")
    return _STATUSES[status], (context.at,)


def read(context: Context) -> Response:
    """GET of one credit, by either path."""
    return ok(shape(context.store, addressed(context), context.at))
