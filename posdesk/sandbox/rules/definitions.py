"""Definitions of rewards and benefits: what an incentive is, once; instances refer to it.

Both paths (``/reward-definitions`` = ``/rewards/definitions``) come here. A handle is unique per kind.
"""

import re

from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context, Handler, created, ok
from posdesk.sandbox.rules.definition_fields import PERIOD_TYPES, Kind
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

MAX_PERIOD = 36_500
_HANDLE = re.compile(r"[A-Za-z0-9_-]+")
_SELECT = "SELECT * FROM definition WHERE kind = ? AND id = ?"
_LISTING = Listing(
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
    if form.given(by_id):
        number_given = form.integer(by_id, low=1)
        row = None if number_given is None else store.one(_SELECT, kind, number_given)
        field = by_id
    else:
        row, field = by_handle(store, kind, form.text(by_name) or ""), by_name
    if row is None and not form.errors:
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
            context, _LISTING, lambda row: shape(context.store, row), ("kind = ?", (kind.name,))
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


def creating_of(kind: Kind) -> Handler:
    """POST: a new definition. 422 for a taken handle, or missing or wrong fields."""

    def handle(context: Context) -> Response:
        form = context.form()
        form.require(*kind.required)
        values = _columns(form, context.store, kind)
        body = kind.read_body(form)
        form.check()
        definition_id = (
            context.store.count("SELECT max(id) FROM definition WHERE kind = ?", kind.name) + 1
        )
        context.store.insert(
            "INSERT INTO definition (kind, id, handle, name, value, period, period_type, absolute_expiry,"
            " max_redemptions, max_global_redemptions, is_published, body, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            kind.name, definition_id, *values, stored(body), context.at, context.at,
        )  # fmt: skip
        return created(shape(context.store, find(context.store, kind.name, definition_id)))

    return handle


def _columns(form: Form, store: Store, kind: Kind) -> tuple[str | int | None, ...]:
    handle = form.text("handle") or ""
    if handle and not _HANDLE.fullmatch(handle):
        form.fail("handle", "The handle may only contain letters, numbers, dashes and underscores.")
    elif by_handle(store, kind.name, handle) is not None:
        form.fail("handle", "The handle has already been taken.")
    absolute = form.when("absolute_expiry")
    return (
        handle,
        form.text("name") or "",
        form.money("value", low=0),
        form.integer("period", high=MAX_PERIOD),
        form.choice("period_type", PERIOD_TYPES) or "days",
        None if absolute is None else absolute.strftime("%Y-%m-%d %H:%M:%S"),
        form.integer("max_redemptions", low=1),
        form.integer("max_global_redemptions"),
        int(form.flag("is_published") is not False),
    )
