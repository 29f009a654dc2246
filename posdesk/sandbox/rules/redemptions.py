"""Redemptions as rows: written once, read back, shown in their two shapes (omneo-api.md 2.8).

The row itself echoes what the till sent (references, ``external_id``, meta): that is what a recovery looks
for. The switch ``leg_echoed`` hides it wherever rows are read back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from posdesk.sandbox.rules import balances, benefits, credits, people, points, rewards
from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context, ok
from posdesk.sandbox.rules.filters import Field, Fields
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.listing import Listing, page, whole
from posdesk.sandbox.rules.locations import embedded as location_of
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.purses import Take
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

_HAS = "EXISTS (SELECT 1 FROM redemption_item i WHERE i.redemption_id = redemption.id AND i.type = '{}')"
_REFERENCES: Fields = {
    "transaction_external_id": Field("transaction_external_id"),
    "transaction_receipt_ref": Field("transaction_receipt_ref"),
    "external_id": Field("external_id"),
}
_FIELDS: Fields = {
    "id": Field("id", "integer"),
    "type": Field("type"),
    "profile_id": Field("profile_id"),
    "location_id": Field("location_id", "integer"),
    "transaction_id": Field("transaction_id", "integer"),
    "total": Field("total", "money"),
    "redeem_at": Field("redeem_at", "date"),
    "created_at": Field("created_at", "date"),
    "updated_at": Field("updated_at", "date"),
    **{
        f"has_{kind}": Field(_HAS.format(kind), "flag")
        for kind in ("reward", "point", "benefit", "credit")
    },
}
_HONOURED = Listing(source="redemption", order="id DESC", fields={**_FIELDS, **_REFERENCES})
# A tenant that does not know the reference filters shows every row, as documented nowhere (U48).
_UNHONOURED = Listing(
    source="redemption", order="id DESC", fields=_FIELDS, handled=frozenset(_REFERENCES)
)
_ITEMS = Listing(
    source="redemption_item",
    order="id DESC",
    fields={
        "id": Field("id", "integer"),
        "type": Field("type"),
        "redemption_id": Field("redemption_id", "integer"),
        "profile_id": Field("(SELECT profile_id FROM redemption r WHERE r.id = redemption_id)"),
        "value": Field("value", "money"),
        "created_at": Field("created_at", "date"),
        "updated_at": Field("updated_at", "date"),
    },
)
_SHOWN = {
    "reward": (rewards.find, rewards.shape),
    "point": (points.find, points.shape),
    "benefit": (benefits.find, benefits.shape),
    "credit": (credits.find, credits.shape),
}


@dataclass(frozen=True, slots=True)
class Refs:
    """What a till may say beside the amount; all of it comes back in the row."""

    external_id: str | None = None
    transaction_external_id: str | None = None
    transaction_receipt_ref: str | None = None
    meta: dict[str, JSON] | None = None
    location_id: int | None = None
    currency: str | None = None
    redeem_at: str | None = None

    @classmethod
    def read(cls, form: Form, store: Store) -> "Refs":
        """From a body; mistakes are noted. An unknown location is one."""
        location_id = form.integer("location_id", low=1)
        if location_id is not None and not store.one(
            "SELECT 1 AS yes FROM location WHERE id = ?", location_id
        ):
            form.fail("location_id", "The selected location id is invalid.")
        return cls(
            external_id=form.reference("external_id"),
            transaction_external_id=form.reference("transaction_external_id"),
            transaction_receipt_ref=form.reference("transaction_receipt_ref"),
            meta=form.mapping("meta"),
            location_id=location_id,
        )


def record(
    context: Context,
    profile_id: str,
    kind: str,
    takes: Sequence[Take],
    refs: Refs,
    *,
    localised: int | None = None,
    origin_id: int | None = None,
) -> Row:
    """Write a redemption of ``kind`` (redeem, return, reversal) with an item for each take; its row.

    The total is the sum of the takes; ``localised`` the same in ``refs.currency``, in minor units."""
    total = sum(take.value for take in takes)
    redemption_id = context.store.insert(
        "INSERT INTO redemption (profile_id, type, total, total_localised, currency, redeem_at, external_id,"
        " transaction_external_id, transaction_receipt_ref, meta, location_id, origin_id, created_at,"
        " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        profile_id,
        kind,
        total,
        total if localised is None else localised,
        refs.currency,
        refs.redeem_at or context.at,
        refs.external_id,
        refs.transaction_external_id,
        refs.transaction_receipt_ref,
        stored(refs.meta),
        refs.location_id,
        origin_id,
        context.at,
        context.at,
    )
    for take in takes:
        context.store.insert(
            "INSERT INTO redemption_item (redemption_id, type, incentive_id, value, units, created_at,"
            " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            redemption_id,
            take.type,
            take.incentive_id,
            take.value,
            take.units,
            context.at,
            context.at,
        )
    return find(context.store, redemption_id)


def find(store: Store, redemption_id: int) -> Row:
    """The row. Raises Refusal 404."""
    row = store.one("SELECT * FROM redemption WHERE id = ?", redemption_id)
    if row is None:
        raise not_found()
    return row


def addressed(context: Context) -> Row:
    """The redemption ``r`` of the path, of the profile ``p`` when there is one. Raises Refusal 404."""
    if "p" in context.params:
        people.find(context.store, context.params["p"])
    row = find(context.store, context.number("r"))
    if row["profile_id"] != context.params.get("p", row["profile_id"]):
        raise not_found()
    return row


def items_of(store: Store, redemption_id: int) -> list[Row]:
    return store.all(
        "SELECT * FROM redemption_item WHERE redemption_id = ? ORDER BY id", redemption_id
    )


def item_shape(context: Context, item: Row) -> dict[str, JSON]:
    """An item with its incentive as it is now (deleted ones still show, U34)."""
    find_incentive, incentive_shape = _SHOWN[item["type"]]
    incentive = find_incentive(context.store, item["incentive_id"])
    is_benefit = item["type"] == "benefit"
    return {
        "id": item["id"],
        "type": item["type"],
        "value": number(item["value"]),
        "count": item["units"] if is_benefit else None,
        "type_attributes": incentive_shape(context.store, incentive, context.at),
        "created_at": item["created_at"],
        "updated_at": item["updated_at"],
    }


def _common(context: Context, row: Row, *, echoed: bool) -> dict[str, JSON]:
    return {
        "id": row["id"],
        "profile_id": row["profile_id"],
        "type": row["type"],
        "total": number(row["total"]),
        "total_localised": number(row["total_localised"]),
        "currency": row["currency"],
        "redeem_at": row["redeem_at"],
        "meta": restored(row["meta"]) if echoed else None,
        "location_id": row["location_id"],
        "location": location_of(context.store, row["location_id"]),
        "external_id": row["external_id"] if echoed else None,
        "transaction_external_id": row["transaction_external_id"] if echoed else None,
        "transaction_receipt_ref": row["transaction_receipt_ref"] if echoed else None,
        "items": [item_shape(context, item) for item in items_of(context.store, row["id"])],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def successful(context: Context, row: Row) -> dict[str, JSON]:
    """What a write answers: the row with the balances after it ("SuccessfulRedemption", 2.8.1)."""
    found = _common(context, row, echoed=True)
    return {**found, "balances": balances.of(context, row["profile_id"], row["currency"])}


def full(context: Context, row: Row, *, echoed: bool = True) -> dict[str, JSON]:
    """What a read answers: the row with its person and its transaction (2.8.2)."""
    person = context.store.one("SELECT * FROM profile WHERE id = ?", row["profile_id"]) or {}
    name = f"{person['first_name']} {person['last_name']}"
    return {
        **_common(context, row, echoed=echoed),
        "profile": {
            "first_name": person["first_name"],
            "last_name": person["last_name"],
            "full_name": name,
            "email": person["email"],
            "statuses": [],
        },
        "transaction_id": row["transaction_id"],
        "transaction": _transaction_of(context, row["transaction_id"]),
    }


def _transaction_of(context: Context, sale_id: int | None) -> JSON:
    if sale_id is None:
        return None
    sale = context.store.one("SELECT * FROM sale WHERE id = ? AND deleted_at IS NULL", sale_id)
    if sale is None:
        return None
    return {
        "external_id": sale["external_id"],
        "receipt_ref": sale["receipt_ref"],
        "transacted_at": sale["transacted_at"],
        "total": number(sale["total"]),
        "location": location_of(context.store, sale["location_id"]),
    }


def _listing(context: Context) -> Listing:
    return _HONOURED if context.switches.reference_filter_honoured else _UNHONOURED


def listed(context: Context) -> Response:
    """GET /redemptions, newest first."""
    echoed = context.switches.leg_echoed
    return page(context, _listing(context), lambda row: full(context, row, echoed=echoed))


def listed_of_profile(context: Context) -> Response:
    """GET /profiles/{p}/redemptions, newest first."""
    profile = people.find(context.store, context.params["p"])
    echoed = context.switches.leg_echoed
    return page(
        context,
        _listing(context),
        lambda row: full(context, row, echoed=echoed),
        ("profile_id = ?", (profile["id"],)),
    )


def read(context: Context) -> Response:
    """GET of one redemption, by either path."""
    return ok(full(context, addressed(context), echoed=context.switches.leg_echoed))


def listed_items(context: Context) -> Response:
    """GET /redemptions/items: of all redemptions, newest first, without pages (1.3)."""
    return whole(context, _ITEMS, lambda item: item_shape(context, item))


def read_item(context: Context) -> Response:
    """GET /redemptions/items/{id}."""
    item = context.store.one("SELECT * FROM redemption_item WHERE id = ?", context.number("id"))
    if item is None:
        raise not_found()
    return ok(item_shape(context, item))


def counted(context: Context) -> Response:
    """GET /profiles/{p}/redemptions/{type}/{id}/count: how often an incentive was redeemed."""
    profile = people.find(context.store, context.params["p"])
    if context.params["type"] not in _SHOWN:
        raise not_found()
    count = context.store.count(
        "SELECT count(*) FROM redemption_item i JOIN redemption r ON r.id = i.redemption_id"
        " WHERE r.profile_id = ? AND r.type = 'redeem' AND r.reversed_at IS NULL AND i.type = ?"
        " AND i.incentive_id = ?",
        profile["id"],
        context.params["type"],
        context.number("id"),
    )
    return ok({"count": count})
