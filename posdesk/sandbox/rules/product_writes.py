"""Making, changing and deleting products with their variants (omneo-api.md 2.14).

A handle is one product's; a SKU one variant's (ASSUMED: a till sells by it). Variants that a change names, by
``id`` or else by ``sku``, are changed or added; the others stay (ASSUMED: PUT is partial).
"""

import re

from posdesk.sandbox.rules.context import Context, created, deleted, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.products import find, shape
from posdesk.sandbox.rules.store import Row, Store

STATUSES = (
    "new", "active", "rundown", "discontinued", "ranged", "deleted", "archived", "draft",
)  # fmt: skip
MAX_VARIANTS = 500
_HANDLE = re.compile(r"[A-Za-z0-9_-]+")
_LISTS = ("systems", "channels", "tags")
_PRICES = ("price_discounted", "price_comparison", "price_cost")
_BLANK: Row = {"id": None, "handle": "", "title": "", "external_id": None, "status": "active", "body": "{}"}  # fmt: skip
_BLANK_VARIANT: Row = {
    "id": None, "sku": "", "barcode": None, "price": 0, "title": None, "external_id": None, "body": "{}",
}  # fmt: skip
Columns = tuple[str | int | None, ...]


def posted(context: Context) -> Response:
    """POST /products: title, handle and brand are required."""
    form = context.form()
    form.require("title", "handle", "brand")
    values, variants = _product(context.store, form, _BLANK), _variants(context.store, form, None)
    form.check()
    product_id = context.store.insert(
        "INSERT INTO product (handle, title, external_id, status, body, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        *values,
        context.at,
        context.at,
    )
    _store_variants(context, product_id, variants)
    return created(shape(context, find(context.store, product_id)))


def changed(context: Context) -> Response:
    """PUT /products/{id}: what is given changes."""
    row = find(context.store, context.number("id"))
    form = context.form()
    values, variants = _product(context.store, form, row), _variants(context.store, form, row["id"])
    form.check()
    context.store.write(
        "UPDATE product SET handle = ?, title = ?, external_id = ?, status = ?, body = ?, updated_at = ?"
        " WHERE id = ?",
        *values,
        context.at,
        row["id"],
    )
    _store_variants(context, row["id"], variants)
    return ok(shape(context, find(context.store, row["id"])))


def removed(context: Context) -> Response:
    """DELETE /products/{id}: 204, with its variants; lines that sold them keep their words."""
    row = find(context.store, context.number("id"))
    context.store.write("DELETE FROM variant WHERE product_id = ?", row["id"])
    context.store.write("DELETE FROM product WHERE id = ?", row["id"])
    return deleted()


def _product(store: Store, form: Form, row: Row) -> Columns:
    """Column values after the form's over ``row``; mistakes are noted."""
    handle = form.text("handle") or str(row["handle"])
    if form.given("handle") and not _HANDLE.fullmatch(handle):
        form.fail("handle", "The handle may only contain letters, numbers, dashes and underscores.")
    taken = store.one("SELECT id FROM product WHERE handle = ?", handle)
    if taken is not None and taken["id"] != row["id"]:
        form.fail("handle", "The handle has already been taken.")
    body: dict[str, JSON] = dict(restored(row["body"]))
    body |= {name: form.text(name) for name in ("brand", "currency") if form.given(name)}
    if form.named("description"):
        body["description"] = form.text("description", 20_000)
    if form.named("position"):
        body["position"] = form.integer("position")
    body |= {name: form.texts(name) or [] for name in _LISTS if form.named(name)}
    if form.named("images"):
        body["images"] = _images(form)
    return (
        handle,
        form.text("title") or row["title"],
        form.reference("external_id") if form.named("external_id") else row["external_id"],
        form.choice("status", STATUSES) or row["status"],
        stored(body),
    )


def _images(form: Form) -> list[JSON]:
    return [
        {"url": entry.need_text("url", 2000), "sort_order": entry.integer("sort_order")}
        for entry in form.forms("images") or []
    ]


def _variants(store: Store, form: Form, product_id: int | None) -> list[tuple[Row, Columns]]:
    """Each variant of the form: the row it changes (blank for a new one) and its column values."""
    entries = form.forms("variants") or []
    if len(entries) > MAX_VARIANTS:
        form.fail("variants", f"The variants may not have more than {MAX_VARIANTS} items.")
        return []
    found: list[tuple[Row, Columns]] = []
    seen: set[str] = set()
    for entry in entries:
        row = _addressed(store, entry, product_id)
        values = _variant(store, entry, row)
        sku = str(values[0])
        if sku in seen:
            entry.fail("sku", "The sku field has a duplicate value.")
        seen.add(sku)
        found.append((row, values))
    return found


def _addressed(store: Store, entry: Form, product_id: int | None) -> Row:
    """The product's variant that ``id``, else ``sku``, names; a blank one for a new variant."""
    if entry.given("id"):
        row = store.one(
            "SELECT * FROM variant WHERE product_id = ? AND id = ?",
            product_id,
            entry.integer("id", low=1),
        )
        if row is None:
            entry.fail("id", "The selected id is invalid.")
    else:
        row = store.one(
            "SELECT * FROM variant WHERE product_id = ? AND sku = ?",
            product_id,
            entry.reference("sku"),
        )
    return row or _BLANK_VARIANT


def _variant(store: Store, entry: Form, row: Row) -> Columns:
    if row["id"] is None:
        entry.require("sku", "price")
    sku = entry.reference("sku") or str(row["sku"])
    taken = store.one("SELECT id FROM variant WHERE sku = ?", sku)
    if taken is not None and taken["id"] != row["id"]:
        entry.fail("sku", "The sku has already been taken.")
    price = entry.money("price", low=0)
    body: dict[str, JSON] = dict(restored(row["body"]))
    for name in _PRICES:
        if entry.named(name):
            entry.money(name, low=0)
            body[name] = entry.decimal(name)
    if entry.named("available_quantity"):
        body["available_quantity"] = entry.integer("available_quantity")
    if entry.named("options"):
        body["options"] = [_option(option) for option in entry.forms("options") or []]
    if entry.named("images"):
        body["images"] = _images(entry)
    if entry.named("tags"):
        body["tags"] = entry.texts("tags") or []
    if entry.named("meta"):
        body["meta"] = entry.mapping("meta")
    texts = [
        entry.reference(name) if entry.named(name) else row[name]
        for name in ("barcode", "title", "external_id")
    ]
    return sku, row["price"] if price is None else price, *texts, stored(body)


def _option(entry: Form) -> dict[str, JSON]:
    return {
        "name": entry.need_text("name"),
        "value": entry.reference("value"),
        "sort_order": entry.integer("sort_order"),
    }


def _store_variants(context: Context, product_id: int, variants: list[tuple[Row, Columns]]) -> None:
    for row, values in variants:
        if row["id"] is None:
            context.store.insert(
                "INSERT INTO variant (product_id, sku, price, barcode, title, external_id, body, created_at,"
                " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                product_id,
                *values,
                context.at,
                context.at,
            )
        else:
            context.store.write(
                "UPDATE variant SET sku = ?, price = ?, barcode = ?, title = ?, external_id = ?, body = ?,"
                " updated_at = ? WHERE id = ?",
                *values,
                context.at,
                row["id"],
            )
