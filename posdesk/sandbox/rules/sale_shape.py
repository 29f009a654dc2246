"""Transactions as the wire shows them (omneo-api.md 2.9.3)."""

from decimal import Decimal

from posdesk.sandbox.rules import amounts, facts, redemptions
from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.locations import embedded as location_of
from posdesk.sandbox.rules.store import Row, Store

_ECHO_DEFAULTS: dict[str, JSON] = {
    "order_id": None, "external_order_id": None, "need_action": None, "fees": None, "tender": None,
    "systems": [], "tags": [], "custom_fields": [],
}  # fmt: skip


def shape(context: Context, row: Row) -> dict[str, JSON]:
    """A transaction with its items, its redemption, and those it had that were reversed (U16)."""
    store = context.store
    rate = facts.rate(store, context.currency, row["currency"]) or Decimal(1)
    body = {**_ECHO_DEFAULTS, **restored(row["body"])}
    body.pop("organisation_id", None)
    person = store.one("SELECT email FROM profile WHERE id = ?", row["profile_id"])
    linked = store.all("SELECT * FROM redemption WHERE transaction_id = ? ORDER BY id", row["id"])
    reversed_rows = [found for found in linked if found["reversed_at"] is not None]
    main = next(
        (
            found
            for found in linked
            if found["id"] == row["redemption_id"] and not found["reversed_at"]
        ),
        None,
    )
    return {
        "id": row["id"],
        "external_id": row["external_id"],
        "profile_id": row["profile_id"],
        "profile": person,
        "redemption_id": None if main is None else main["id"],
        "redemption": None if main is None else _redemption(context, main),
        "reversed_redemptions": [_redemption(context, found) for found in reversed_rows],
        "location_id": row["location_id"],
        "location": location_of(store, row["location_id"]),
        "total": number(row["total"]),
        "total_original": number(row["total_original"]),
        "total_converted": number(amounts.converted_back(row["total"], rate)),
        "rounding": number(row["rounding"]),
        "margin": number(row["margin"]),
        "payments": restored(row["payments"]),
        "is_void": bool(row["is_void"]),
        "claimed_at": row["claimed_at"],
        "transacted_at": row["transacted_at"],
        "timezone": row["timezone"],
        "receipt_ref": row["receipt_ref"],
        "linked_receipt_ref": row["linked_receipt_ref"],
        "receipt_is_email": bool(row["receipt_is_email"]),
        "receipt_email": row["receipt_email"],
        "staff": _staff(store, row["staff_profile_id"]),
        "currency": row["currency"],
        "currency_rate": rate,
        "currency_values": [],
        "type": row["type"],
        "status": row["status"],
        "order_number": row["order_number"],
        "organisation": None,
        **body,
        "meta": restored(row["meta"]),
        "items": [_item(row, item) for item in _items_of(store, row["id"])],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def _items_of(store: Store, sale_id: int) -> list[Row]:
    return store.all("SELECT * FROM sale_item WHERE sale_id = ? ORDER BY id", sale_id)


def _redemption(context: Context, row: Row) -> dict[str, JSON]:
    items = redemptions.items_of(context.store, row["id"])
    return {
        "id": row["id"],
        "type": row["type"],
        "total": number(row["total"]),
        "total_localised": number(row["total_localised"]),
        "location_id": row["location_id"],
        "location": location_of(context.store, row["location_id"]),
        "items": [redemptions.item_shape(context, item) for item in items],
    }


def _staff(store: Store, profile_id: str | None) -> JSON:
    row = store.one("SELECT * FROM profile WHERE id = ?", profile_id)
    if row is None:
        return None
    cards = store.all(
        "SELECT id, handle, identifier, is_primary, is_active FROM identity"
        " WHERE profile_id = ? AND handle = 'staff' ORDER BY id",
        profile_id,
    )
    return {
        "id": row["id"],
        "full_name": f"{row['first_name']} {row['last_name']}",
        "email": row["email"],
        "identities": [
            {**card, "is_primary": bool(card["is_primary"]), "is_active": bool(card["is_active"])}
            for card in cards
        ],
    }


def _item(sale: Row, item: Row) -> dict[str, JSON]:
    return {
        "product_id": None,
        "product_images": [],
        "order_id": None,
        "pivot": [],
        **restored(item["body"]),
        "id": item["id"],
        "transaction_id": sale["id"],
        "external_id": item["external_id"],
        "name": item["name"],
        "sku": item["sku"],
        "quantity": item["quantity"],
        "price_current": number(item["price_current"]),
        "price_sell": number(item["price_sell"]),
        "price_original": number(item["price_original"]),
        "price_tax": number(item["price_tax"]),
        "price_margin": number(item["price_margin"]),
        "is_return": item["quantity"] < 0,
        "transaction": {
            "transacted_at": sale["transacted_at"],
            "receipt_ref": sale["receipt_ref"],
            "external_id": sale["external_id"],
        },
    }
