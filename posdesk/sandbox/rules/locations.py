"""Stores. A sale that names an unknown one makes a placeholder (rule 30)."""

from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

_LISTING = Listing(
    source="location",
    order="id",
    fields={
        "id": Field("id", "integer"),
        "name": Field("name"),
        "external_id": Field("external_id"),
        "external_code": Field("external_code"),
        "timezone": Field("timezone"),
    },
)
_DEFAULTS: dict[str, JSON] = {
    "phone": None, "type": None, "handle": None, "description": None, "email": None, "is_published": True,
    "is_permanently_closed": False, "icon": None, "image_url": None, "country_iso_3": None, "address": None,
    "tags": [], "normal_hours": [], "special_hours": [], "custom_fields": [], "departments": [],
}  # fmt: skip


def shape(row: Row) -> dict[str, JSON]:
    """A location as the wire shows it (2.10); its parts have ids of their own."""
    body = {**_DEFAULTS, **restored(row["body"])}
    body |= {name: _numbered(body[name]) for name in ("normal_hours", "special_hours")}
    if body["address"] is not None:
        body["address"] = {"id": row["id"], **body["address"]}
    return {
        **body,
        "id": row["id"],
        "name": row["name"],
        "external_id": row["external_id"],
        "external_code": row["external_code"],
        "timezone": row["timezone"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def _numbered(entries: list[JSON]) -> list[JSON]:
    return [{"id": index + 1, **entry} for index, entry in enumerate(entries)]


def find(store: Store, location_id: int) -> Row:
    """The row. Raises Refusal 404."""
    row = store.one("SELECT * FROM location WHERE id = ?", location_id)
    if row is None:
        raise not_found()
    return row


def embedded(store: Store, location_id: int | None) -> JSON:
    """The short form inside transactions and redemptions; null for none."""
    if location_id is None:
        return None
    return store.one("SELECT id, name, external_id FROM location WHERE id = ?", location_id)


def listed(context: Context) -> Response:
    """GET /locations."""
    return page(context, _LISTING, shape)


def read(context: Context) -> Response:
    """GET /locations/{id}."""
    return ok(shape(find(context.store, context.number("id"))))


def resolved(context: Context, reference: str) -> int:
    """The id that a sale's ``location_id`` means: an id, else an external id, else a new placeholder."""
    row = None
    if reference.isascii() and reference.isdigit() and len(reference) <= 15:
        row = context.store.one("SELECT id FROM location WHERE id = ?", int(reference))
    row = row or context.store.one(
        "SELECT id FROM location WHERE external_id = ? OR external_code = ? ORDER BY id",
        reference,
        reference,
    )
    if row is not None:
        return int(row["id"])
    return context.store.insert(
        "INSERT INTO location (name, external_id, timezone, body, created_at, updated_at)"
        " VALUES (?, ?, ?, '{}', ?, ?)",
        f"Placeholder {reference}",
        reference,
        context.zone.key,
        context.at,
        context.at,
    )
