"""Definitions of rewards, benefits, credits and points: what an incentive is, once; instances refer to it.

Both paths (``/reward-definitions`` = ``/rewards/definitions``) come here. Writing is in ``definition_writes``.
"""

from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context, Handler, ok
from posdesk.sandbox.rules.definition_fields import Kind
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

_SELECT = "SELECT * FROM definition WHERE kind = ? AND id = ?"
LISTING = Listing(
    source="definition",
    order="id",
    fields={
        "id": Field("id", "integer"),
        "handle": Field("handle"),
        "name": Field("name"),
        "value": Field("value", "money"),
        "is_published": Field("is_published", "flag"),
        "created_at": Field("created_at", "date"),
        "updated_at": Field("updated_at", "date"),
    },
)


def find(store: Store, kind: str, definition_id: int) -> Row:
    """The definition's row. Raises Refusal 404."""
    row = store.one(_SELECT, kind, definition_id)
    if row is None:
        raise not_found()
    return row


def by_handle(store: Store, kind: str, handle: str) -> Row | None:
    return store.one("SELECT * FROM definition WHERE kind = ? AND handle = ?", kind, handle)


def chosen(form: Form, store: Store, kind: str, stem: str) -> Row:
    """The definition that ``<stem>_definition_id`` or ``_handle`` names; empty, and noted, when none does."""
    by_id, by_name = f"{stem}_definition_id", f"{stem}_definition_handle"
    if not form.given(by_id) and not form.given(by_name):
        form.require(by_id)
        return {}
    handle = form.text(by_name)
    if form.given(by_id):
        number_given = form.integer(by_id, low=1)
        row = None if number_given is None else store.one(_SELECT, kind, number_given)
        field = by_id
    else:
        row, field = by_handle(store, kind, handle or ""), by_name
    if row is None and not form.noted(field):
        form.fail(field, f"The selected {field.replace('_', ' ')} is invalid.")
    return row or {}


def shape(store: Store, row: Row) -> dict[str, JSON]:
    """A definition as the wire shows it; a benefit's carries its global counts."""
    body: dict[str, JSON] = {
        "id": row["id"],
        "name": row["name"],
        "handle": row["handle"],
        "value": number(row["value"]),
        "period": row["period"],
        "period_type": row["period_type"],
        "absolute_expiry": row["absolute_expiry"],
        "is_published": bool(row["is_published"]),
        **restored(row["body"]),
    }
    if row["kind"] == "benefits":
        body |= _global_counts(store, row)
        body["max_redemptions"] = row["max_redemptions"]
    elif row["kind"] == "points":  # whose period's fields have names of their own (2.6)
        body |= {
            f"issue_{name}": row[name] for name in ("period", "period_type", "absolute_expiry")
        }
    return {**body, "created_at": row["created_at"], "updated_at": row["updated_at"]}


def global_left(store: Store, row: Row) -> int | None:
    """Redemptions a benefit definition still allows over all profiles; None: no cap (rule 13)."""
    if row["max_global_redemptions"] is None:
        return None
    used = store.count("SELECT sum(used) FROM benefit WHERE definition_id = ?", row["id"])
    return max(int(row["max_global_redemptions"]) - used, 0)


def _global_counts(store: Store, row: Row) -> dict[str, JSON]:
    counts = store.one(
        "SELECT count(*) AS made, coalesce(sum(used), 0) AS used FROM benefit WHERE definition_id = ?",
        row["id"],
    )
    made, used = (counts["made"], counts["used"]) if counts else (0, 0)
    return {
        "max_global_redemptions": row["max_global_redemptions"],
        "total_global_redemptions": used,
        "total_global_redemptions_remaining": global_left(store, row),
        "total_global_created": made,
    }


def listing_of(kind: Kind) -> Handler:
    """GET: all definitions of the kind, by id (U27)."""

    def handle(context: Context) -> Response:
        return page(
            context, LISTING, lambda row: shape(context.store, row), ("kind = ?", (kind.name,))
        )

    return handle


def reading_of(kind: Kind) -> Handler:
    """GET one, by id."""

    def handle(context: Context) -> Response:
        return ok(shape(context.store, find(context.store, kind.name, context.number("id"))))

    return handle


def reading_by_handle_of(kind: Kind) -> Handler:
    """GET one, by handle."""

    def handle(context: Context) -> Response:
        row = by_handle(context.store, kind.name, context.params["handle"])
        if row is None:
            raise not_found()
        return ok(shape(context.store, row))

    return handle
