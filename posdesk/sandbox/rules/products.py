"""The catalogue: products and the variants that are sold (omneo-api.md 2.14). Prices in minor units inside.

A variant's ``meta`` says what a till must know: ``kind`` (product, gift_card, shipping) and ``tax_rate``.
"""

from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

_PRODUCTS = Listing(
    source="product",
    order="id",
    fields={
        "id": Field("id", "integer"),
        "handle": Field("handle"),
        "title": Field("title"),
        "external_id": Field("external_id"),
        "status": Field("status"),
    },
)
_VARIANTS = Listing(
    source="variant",
    order="id",
    fields={
        "id": Field("id", "integer"),
        "product_id": Field("product_id", "integer"),
        "sku": Field("sku"),
        "barcode": Field("barcode"),
        "title": Field("title"),
        "price": Field("price", "money"),
        "external_id": Field("external_id"),
    },
)
_PRODUCT_DEFAULTS: dict[str, JSON] = {
    "brand": None, "description": None, "currency": None, "position": None, "images": [], "systems": [],
    "channels": [], "tags": [],
}  # fmt: skip
_VARIANT_DEFAULTS: dict[str, JSON] = {
    "price_discounted": None, "price_comparison": None, "price_cost": None, "available_quantity": None,
    "options": [], "images": [], "tags": [], "meta": None,
}  # fmt: skip


def shape(context: Context, row: Row) -> dict[str, JSON]:
    """A product as the wire shows it, with its variants."""
    variants = context.store.all(
        "SELECT * FROM variant WHERE product_id = ? ORDER BY id", row["id"]
    )
    return {
        **_PRODUCT_DEFAULTS,
        **restored(row["body"]),
        "id": row["id"],
        "title": row["title"],
        "handle": row["handle"],
        "external_id": row["external_id"],
        "status": row["status"],
        "variants": [_variant(variant) for variant in variants],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def _variant(row: Row) -> dict[str, JSON]:
    return {
        **_VARIANT_DEFAULTS,
        **restored(row["body"]),
        "id": row["id"],
        "product_id": row["product_id"],
        "sku": row["sku"],
        "barcode": row["barcode"],
        "title": row["title"],
        "price": number(row["price"]),
        "external_id": row["external_id"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def listed(context: Context) -> Response:
    """GET /products, each with its variants."""
    return page(context, _PRODUCTS, lambda row: shape(context, row))


def read(context: Context) -> Response:
    """GET /products/{id}."""
    return ok(shape(context, find(context.store, context.number("id"))))


def find(store: Store, product_id: int) -> Row:
    """The row. Raises Refusal 404."""
    row = store.one("SELECT * FROM product WHERE id = ?", product_id)
    if row is None:
        raise not_found()
    return row


def listed_variants(context: Context) -> Response:
    """GET /products/variants: of all products."""
    return page(context, _VARIANTS, _variant)


def listed_variants_of_product(context: Context) -> Response:
    """GET /products/{id}/variants."""
    product = find(context.store, context.number("id"))
    return page(context, _VARIANTS, _variant, ("product_id = ?", (product["id"],)))


def read_variant(context: Context) -> Response:
    """GET /products/{id}/variants/{v}."""
    product = find(context.store, context.number("id"))
    row = context.store.one(
        "SELECT * FROM variant WHERE id = ? AND product_id = ?", context.number("v"), product["id"]
    )
    if row is None:
        raise not_found()
    return ok(_variant(row))
