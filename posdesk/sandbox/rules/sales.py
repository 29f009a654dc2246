"""Transactions: finished sales and returns (omneo-api.md 2.9).

A plain POST of a taken ``external_id`` makes a second row unless the switch ``duplicates`` says otherwise
(U18); the upsert matches by ``external_id``, then ``id``, and is safe to repeat. A redemption belongs to one
sale, its profile's, and was not reversed (U8). An anonymous sale is claimed by naming its person later.
"""

from posdesk.sandbox.rules import earning, people, sale_input, sale_payments
from posdesk.sandbox.rules.context import Context, created, deleted, ok
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, stored
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import invalid, not_found
from posdesk.sandbox.rules.sale_input import COLUMNS, SaleInput, SaleItem
from posdesk.sandbox.rules.sale_shape import shape
from posdesk.sandbox.rules.store import Row, Store

_INSERT = (
    f"INSERT INTO sale ({', '.join(COLUMNS)}, created_at, updated_at)"  # noqa: S608  constant columns
    f" VALUES ({', '.join('?' * (len(COLUMNS) + 2))})"
)
_UPDATE = (
    f"UPDATE sale SET {', '.join(f'{name} = ?' for name in COLUMNS)}, updated_at = ? WHERE id = ?"  # noqa: S608  constant columns
)
_LISTED = "EXISTS (SELECT 1 FROM json_each(sale.body, '$.{}') WHERE value"
_CARD = "profile_id IN (SELECT profile_id FROM identity WHERE {}"
QUEUED = "Transaction queued."
_LISTING = Listing(
    source="sale",
    order="id DESC",
    base="deleted_at IS NULL",
    fields={
        "id": Field("id", "integer"),
        "profile_id": Field("profile_id"),
        "total": Field("total", "money"),
        "total_original": Field("total_original", "money"),
        "rounding": Field("rounding", "money"),
        "margin": Field("margin", "money"),
        "external_id": Field("external_id"),
        "redemption_id": Field("redemption_id", "integer"),
        "transacted_at": Field("transacted_at", "date"),
        "timezone": Field("timezone"),
        "receipt_ref": Field("receipt_ref"),
        "linked_receipt_ref": Field("linked_receipt_ref"),
        "location_id": Field("location_id", "integer"),
        "location.name": Field("(SELECT name FROM location l WHERE l.id = sale.location_id)"),
        "type": Field("type"),
        "status": Field("status"),
        "order_number": Field("order_number"),
        "is_void": Field("is_void", "flag"),
        "need_action": Field("json_extract(body, '$.need_action')"),
        "tags.handle": Field(_LISTED.format("tags"), is_many=True),
        "systems.handle": Field(_LISTED.format("systems"), is_many=True),
        "profile.identities.handle": Field(_CARD.format("handle"), is_many=True),
        "profile.identities.identifier": Field(_CARD.format("identifier"), is_many=True),
        "created_at": Field("created_at", "date"),
        "updated_at": Field("updated_at", "date"),
    },
)


def listed(context: Context) -> Response:
    """GET /transactions, newest first."""
    return page(context, _LISTING, lambda row: shape(context, row))


def listed_of_profile(context: Context) -> Response:
    """GET /profiles/{p}/transactions = /profiles/{p}/find-transactions, newest first.

    The reference shows the second with filters; that it lists the same is ASSUMED."""
    profile = people.find(context.store, context.params["p"])
    return page(
        context, _LISTING, lambda row: shape(context, row), ("profile_id = ?", (profile["id"],))
    )


def find(store: Store, sale_id: int) -> Row:
    """The row. Raises Refusal 404, also when it was deleted."""
    row = store.one("SELECT * FROM sale WHERE id = ? AND deleted_at IS NULL", sale_id)
    if row is None:
        raise not_found()
    return row


def by_external_id(store: Store, external_id: str | None) -> Row | None:
    """The newest row with that reference."""
    return store.one(
        "SELECT * FROM sale WHERE external_id = ? AND deleted_at IS NULL ORDER BY id DESC",
        external_id,
    )


def read(context: Context) -> Response:
    """GET /transactions/{id}, and below a profile, which must be its own."""
    row = find(context.store, context.number("id"))
    if "p" in context.params and row["profile_id"] != context.params["p"]:
        raise not_found()
    return ok(shape(context, row))


def read_external(context: Context) -> Response:
    """GET /transactions/external/{external_id}."""
    row = by_external_id(context.store, context.params["external_id"])
    if row is None:
        raise not_found()
    return ok(shape(context, row))


def posted(context: Context) -> Response:
    """POST /transactions."""
    form = context.form()
    existing = by_external_id(context.store, form.reference("external_id"))
    if existing is not None and context.switches.duplicates == "reject":
        raise invalid("external_id", "The external id has already been taken.")
    if existing is not None and context.switches.duplicates == "upsert":
        return ok(shape(context, _update(context, form, existing)))
    return created(shape(context, _create(context, form)))


def upserted(context: Context) -> Response:
    """POST /transactions/update-create = /transactions/sync: 200 for an update, 201 for a new row."""
    form = context.form()
    existing = by_external_id(context.store, form.reference("external_id"))
    if existing is None and form.given("id"):
        sale_id = form.integer("id", low=1)
        existing = context.store.one(
            "SELECT * FROM sale WHERE id = ? AND deleted_at IS NULL", sale_id
        )
    if existing is None:
        return created(shape(context, _create(context, form)))
    return ok(shape(context, _update(context, form, existing)))


def queued(context: Context) -> Response:
    """POST /transactions/queue: an upsert. The vendor answers before it is done; here it is (ASSUMED)."""
    upserted(context)
    return ok(QUEUED)


def queued_new(context: Context) -> Response:
    """POST /transactions/queue/create: a plain create, answered like ``queue``."""
    posted(context)
    return ok(QUEUED)


def changed(context: Context) -> Response:
    """PUT /transactions/{id}: what is given changes; ``is_void`` cancels and keeps the history (U17), and
    ``profile_id`` claims a sale that was anonymous."""
    existing = find(context.store, context.number("id"))
    return ok(shape(context, _update(context, context.form(), existing)))


def removed(context: Context) -> Response:
    """DELETE /transactions/{id}: 204; its redemption stays as it is (U17)."""
    row = find(context.store, context.number("id"))
    context.store.write(
        "UPDATE sale SET deleted_at = ?, updated_at = ? WHERE id = ?",
        context.at,
        context.at,
        row["id"],
    )
    return deleted()


def _create(context: Context, form: Form) -> Row:
    return _write(context, form, None)


def _update(context: Context, form: Form, existing: Row) -> Row:
    return _write(context, form, existing)


def _write(context: Context, form: Form, existing: Row | None) -> Row:
    given = sale_input.read(context, form, existing)
    redemption_id = _redemption_id(form, existing)
    values = sale_input.overlaid(existing, given.values, context.currency)
    currency = str(values["currency"])
    payments, credits = sale_payments.read(context, form, currency)
    form.check()
    values["redemption_id"] = redemption_id
    values["meta"] = _json(values["meta"])
    values["body"] = _merged_body(existing, given.values["body"])
    if existing is None or form.given("payments"):
        values["payments"] = stored(payments)
    profile_id = None if values["profile_id"] is None else str(values["profile_id"])
    is_claimed = existing is not None and existing["profile_id"] is None and profile_id is not None
    if is_claimed:
        values["claimed_at"] = context.at
    if redemption_id is not None:
        _require_linkable(context.store, redemption_id, existing, profile_id)
    sale_id = _store_header(context, existing, values)
    _store_items(context, sale_id, given, is_new=existing is None)
    _link(context, sale_id, profile_id, redemption_id)
    if existing is None or form.given("payments"):
        sale_payments.settle(context, form, sale_id, profile_id, credits)
    row = find(context.store, sale_id)
    if existing is None or is_claimed:
        earning.earn(context, row)
    return row


def _json(value: JSON) -> str | None:
    """Column text: as read back from an existing row it is text already."""
    return value if isinstance(value, str) else stored(value)


def _merged_body(existing: Row | None, given: dict[str, JSON]) -> str | None:
    return stored({**(sale_input.body_of(existing) if existing else {}), **given})


def _redemption_id(form: Form, existing: Row | None) -> int | None:
    """One whole number (an array is 422, U8); absent keeps what an existing row has."""
    if existing is not None and not form.named("redemption_id"):
        found = existing["redemption_id"]
        return None if found is None else int(found)
    return form.integer("redemption_id", low=1)


def _store_header(context: Context, existing: Row | None, values: dict[str, JSON]) -> int:
    columns = [values[name] for name in COLUMNS]
    if existing is None:
        return context.store.insert(_INSERT, *columns, context.at, context.at)
    context.store.write(_UPDATE, *columns, context.at, existing["id"])
    return int(existing["id"])


def _store_items(context: Context, sale_id: int, given: SaleInput, *, is_new: bool) -> None:
    """Given items replace the old ones, unless ``delete_existing_items`` is false: then they are added.

    ASSUMED: a repeated upsert must leave the same transaction."""
    if given.items is None:
        return
    if not is_new and not given.keeps_items:
        context.store.write("DELETE FROM sale_item WHERE sale_id = ?", sale_id)
    for item in given.items:
        _store_item(context, sale_id, item)


def _store_item(context: Context, sale_id: int, item: SaleItem) -> None:
    context.store.insert(
        "INSERT INTO sale_item (sale_id, external_id, name, sku, quantity, price_current, price_sell,"
        " price_original, price_tax, price_margin, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        sale_id,
        item.external_id,
        item.name,
        item.sku,
        item.quantity,
        item.price_current,
        item.price_sell,
        item.price_original,
        item.price_tax,
        item.price_margin,
        stored(item.body),
    )


def _link(
    context: Context, sale_id: int, profile_id: str | None, redemption_id: int | None
) -> None:
    """Attach the redemption to the sale, and by the switch ``links_several`` its companions (U8)."""
    store = context.store
    store.write(
        "UPDATE redemption SET transaction_id = NULL WHERE transaction_id = ? AND id IS NOT ?"
        " AND reversed_at IS NULL",
        sale_id,
        redemption_id,
    )
    store.write(
        "UPDATE redemption SET transaction_id = ?, updated_at = ? WHERE id = ? AND transaction_id IS NULL",
        sale_id,
        context.at,
        redemption_id,
    )
    if context.switches.links_several and profile_id is not None:
        store.write(
            "UPDATE redemption SET transaction_id = ?1, updated_at = ?2 WHERE profile_id = ?3"
            " AND transaction_id IS NULL AND reversed_at IS NULL AND type = 'redeem'"
            " AND transaction_external_id = (SELECT external_id FROM sale WHERE id = ?1)",
            sale_id,
            context.at,
            profile_id,
        )


def _require_linkable(
    store: Store, redemption_id: int, existing: Row | None, profile_id: str | None
) -> None:
    """Raises Refusal 422 for a redemption that is not this sale's to have (U8)."""
    row = store.one("SELECT * FROM redemption WHERE id = ?", redemption_id)
    if row is None or row["type"] != "redeem" or row["profile_id"] != profile_id:
        raise invalid("redemption_id", "The selected redemption id is invalid.")
    if existing is not None and row["transaction_id"] == existing["id"]:
        return  # sent again, perhaps after a reversal (U16)
    if row["reversed_at"] is not None:
        raise invalid("redemption_id", "The redemption has been reversed.")
    if row["transaction_id"] is not None:
        raise invalid("redemption_id", "The redemption is linked to another transaction.")
