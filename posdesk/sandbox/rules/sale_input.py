"""Reading a transaction's body: header, items, and who, where and by whom (omneo-api.md 2.9.1, 2.9.2).

Item sums are not checked against the total (U19). Unknown stores and staff make placeholders (rule 30).
"""

import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import dates, facts, locations, people, profile_input
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.store import Row, Value

MAX_ITEMS = 5000
MAX_QUANTITY = 10**6
COLUMNS = (
    "external_id", "profile_id", "total", "total_original", "rounding", "margin", "currency",
    "transacted_at", "timezone", "receipt_ref", "linked_receipt_ref", "location_id", "staff_profile_id",
    "redemption_id", "is_void", "type", "status", "order_number", "receipt_is_email", "receipt_email",
    "payments", "meta", "body", "claimed_at",
)  # fmt: skip
_MONEY = ("total_original", "rounding", "margin")
_REFERENCES = ("external_id", "receipt_ref", "linked_receipt_ref", "order_number")
_TEXTS = ("type", "status", "receipt_email")
_ECHOED = ("order_id", "external_order_id", "need_action", "organisation_id", "fees", "tender")
_ITEM_MONEY = ("price_original", "price_tax", "price_margin")
_ITEM_TEXTS = ("product_variant_sku", "variant_external_id", "department")


@dataclass(frozen=True, slots=True)
class SaleItem:
    """A line: amounts in minor units per unit (U44); ``body`` is echoed."""

    external_id: str | None
    name: str
    sku: str | None
    quantity: int
    price_current: int
    price_sell: int
    price_original: int | None
    price_tax: int | None
    price_margin: int | None
    body: dict[str, JSON]


@dataclass(frozen=True, slots=True)
class SaleInput:
    """What a body says: column values by name, only those given; ``items`` None when not given."""

    values: dict[str, JSON]
    items: list[SaleItem] | None
    keeps_items: bool


def read(context: Context, form: Form, existing: Row | None = None) -> SaleInput:
    """Everything but payments and the redemption. Mistakes are noted in ``form``.

    Without ``existing`` the required fields are required; with it only what is given changes."""
    if existing is None:
        form.require("total", "transacted_at")
        if not form.named("items"):  # null is allowed (2.9.1)
            form.require("items")
    values = _header(context, form)
    values |= _time(context, form, existing)
    values |= _parties(context, form)
    items = None if not form.named("items") else _items(form)
    keeps = form.flag("delete_existing_items") is False
    return SaleInput(values, items, keeps)


def _header(context: Context, form: Form) -> dict[str, JSON]:
    values: dict[str, JSON] = {}
    if form.given("total"):
        values["total"] = form.money("total")
    values |= {name: form.money(name) for name in _MONEY if form.named(name)}
    values |= {name: form.reference(name) for name in _REFERENCES if form.named(name)}
    values |= {name: form.text(name) for name in _TEXTS if form.named(name)}
    # null for these two is a known trap of the real API (1.7); here it counts as absent.
    values |= {
        name: int(bool(form.flag(name)))
        for name in ("is_void", "receipt_is_email")
        if form.given(name)
    }
    if form.given("currency"):
        values["currency"] = form.text("currency")
        if facts.rate(context.store, context.currency, str(values["currency"])) is None:
            form.fail("currency", "The selected currency is invalid.")
    if form.named("meta"):
        values["meta"] = form.mapping("meta")
    body: dict[str, JSON] = {name: form.raw(name) for name in _ECHOED if form.named(name)}
    body |= {name: form.texts(name) for name in ("systems", "tags") if form.given(name)}
    if form.given("custom_fields"):
        body["custom_fields"] = form.array("custom_fields")
    if form.given("currency_value"):
        body["currency_value"] = form.mapping("currency_value")
    return {**values, "body": body}


def _time(context: Context, form: Form, existing: Row | None) -> dict[str, JSON]:
    """``transacted_at`` is local in ``timezone`` and kept in UTC (1.6)."""
    default = context.zone if existing is None else ZoneInfo(existing["timezone"])
    zone = form.zone("timezone", default)
    values: dict[str, JSON] = {"timezone": zone.key}
    moment = form.when("transacted_at")
    if moment is not None:
        values["transacted_at"] = dates.utc_text(dates.to_utc(moment, zone))
    return values


def _parties(context: Context, form: Form) -> dict[str, JSON]:
    values: dict[str, JSON] = {}
    handle = form.text("profile_id_handle")
    if form.named("profile_id"):
        values["profile_id"] = _profile(context, form, handle)
    if form.named("location_id"):
        reference = form.reference("location_id")
        values["location_id"] = (
            None if reference is None else locations.resolved(context, reference)
        )
    if form.named("staff_id"):
        reference = form.reference("staff_id")
        values["staff_profile_id"] = None if reference is None else _staff(context, reference)
    return values


def _profile(context: Context, form: Form, handle: str | None) -> str | None:
    """The Omneo id, an e-mail, or an identity of the handle ``profile_id_handle`` names."""
    reference = form.reference("profile_id")
    if reference is None:
        return None
    if handle is None:
        row = context.store.one("SELECT * FROM profile WHERE id = ?", reference)
    elif handle == "email":
        row = context.store.one(profile_input.BY_EMAIL, profile_input.normal_email(reference))
    else:
        row = context.store.one(
            "SELECT p.* FROM profile p JOIN identity i ON i.profile_id = p.id"
            " WHERE i.handle = ? AND i.identifier = ?",
            handle,
            reference,
        )
    if row is None or row["profile_type"] in people.GONE or row["merged_into"] is not None:
        form.fail("profile_id", "The selected profile id is invalid.")
        return None
    return str(row["id"])


def _staff(context: Context, staff_number: str) -> str:
    """The staff member's profile; an unknown number makes a placeholder with an automatic e-mail."""
    row = context.store.one(
        "SELECT profile_id FROM identity WHERE handle = 'staff' AND identifier = ?", staff_number
    )
    if row is not None:
        return str(row["profile_id"])
    profile_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"staff {staff_number}"))
    if context.store.one("SELECT 1 AS yes FROM profile WHERE id = ?", profile_id) is None:
        values = {
            "id": profile_id,
            "first_name": "Staff",
            "last_name": staff_number,
            "email": f"staff-{profile_id[:8]}@placeholder.invalid",
            "profile_type": "system",
            "currency": context.currency,
        }
        people.insert(context.store, values, context.at)
    context.store.insert(
        "INSERT INTO identity (profile_id, handle, identifier, created_at, updated_at)"
        " VALUES (?, 'staff', ?, ?, ?)",
        profile_id,
        staff_number,
        context.at,
        context.at,
    )
    return profile_id


def _items(form: Form) -> list[SaleItem]:
    entries = form.forms("items") or []
    if len(entries) > MAX_ITEMS:
        form.fail("items", f"The items may not have more than {MAX_ITEMS} items.")
        return []
    return [_item(entry) for entry in entries]


def _item(entry: Form) -> SaleItem:
    body: dict[str, JSON] = {name: entry.text(name) for name in _ITEM_TEXTS}
    body["product_variant_id"] = entry.integer("product_variant_id")
    body["meta"] = entry.mapping("meta")
    body["is_void"] = bool(entry.flag("is_void"))
    discounts = entry.forms("discounts") or []
    body["discounts"] = entry.raw("discounts") or []
    for discount in discounts:
        discount.need_money("amount")
        discount.text("reason_desc")
    if entry.given("product_variant"):
        body["product_variant"] = entry.mapping("product_variant")
    quantity = entry.need_integer("quantity", low=-MAX_QUANTITY, high=MAX_QUANTITY)
    prices = {name: entry.money(name) for name in _ITEM_MONEY}
    return SaleItem(
        external_id=entry.reference("external_id"),
        name=entry.need_text("name"),
        sku=entry.reference("sku") or entry.reference("product_variant_sku"),
        quantity=quantity,
        price_current=entry.need_money("price_current"),
        price_sell=entry.need_money("price_sell"),
        body=body,
        **prices,
    )


def overlaid(existing: Row | None, given: dict[str, JSON], currency: str) -> dict[str, Value]:
    """Column values after ``given`` over ``existing`` (or over the defaults), JSON not yet as text."""
    base: dict[str, Value] = dict.fromkeys(COLUMNS)
    base |= {"currency": currency, "is_void": 0, "receipt_is_email": 0}
    if existing is not None:
        base |= {name: existing[name] for name in COLUMNS}
    return {**base, **given}


def body_of(existing: Row) -> dict[str, JSON]:
    """The echoed fields of a stored row."""
    return dict(restored(existing["body"]))
