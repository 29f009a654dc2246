"""Credits and gift cards: money to pay with, in their own currency (omneo-api.md 2.7).

The object is the union of the guide's and the reference's (2.7.3). Dates are UTC; a date sent with a zone's
name is converted (ASSUMED: the vendor's sample repeats what was sent). ``value`` columns count minor units
of the credit's own currency.
"""

import secrets

from posdesk.sandbox.rules import dates as wire_dates
from posdesk.sandbox.rules import definitions, facts, issuing, people
from posdesk.sandbox.rules.amounts import number
from posdesk.sandbox.rules.context import Context, created, ok
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
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
NUMBER_DIGITS, PIN_DIGITS = 16, 4  # U32
LISTING = Listing(
    source="credit",
    order="id DESC",
    base="deleted_at IS NULL",
    fields={
        "id": Field("id", "integer"),
        "profile_id": Field("profile_id"),
        "type": Field("type"),
        "currency": Field("currency"),
        "credit_number": Field("credit_number"),
        "is_void": Field("is_void", "flag"),
        "value_initial": Field("initial", "money"),
        "value_remaining": Field("remaining", "money"),
        "issued_at": Field("issued_at", "date"),
        "expires_at": Field("expires_at", "date"),
        "external_id": Field("external_id"),
        "created_at": Field("created_at", "date"),
    },
)
_NEVER_SET = (
    "creator_profile_id", "recipient_first_name", "recipient_email", "external_namespace", "source_id",
    "source_type", "staff_id", "name", "message",
)  # fmt: skip


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
        **dict.fromkeys(_NEVER_SET),
        **restored(row["body"]),
        "issued_at": row["issued_at"],
        "expires_at": row["expires_at"],
        "released_at": row["released_at"],
        "extended_at": row["extended_at"],
        "locked": bool(row["locked"]),
        "lock_expires_at": row["lock_expires_at"],
        "location_id": row["location_id"],
        "external_id": row["external_id"],
        "is_imported": False,
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
    """GET /credits, newest first."""
    return page(context, LISTING, lambda row: shape(context.store, row, context.at))


def listed_of_profile(context: Context) -> Response:
    """GET /profiles/{p}/credits: all, used and void ones too, newest first."""
    profile = people.find(context.store, context.params["p"])
    return page(
        context,
        LISTING,
        lambda row: shape(context.store, row, context.at),
        ("profile_id = ?", (profile["id"],)),
    )


def read(context: Context) -> Response:
    """GET of one credit, by either path."""
    return ok(shape(context.store, addressed(context), context.at))


def issued_to_profile(context: Context) -> Response:
    """POST /profiles/{p}/credits, the guide's: ``amount`` and ``type``."""
    profile = people.find(context.store, context.params["p"])
    form = context.form()
    amount = form.need_money("amount", low=1)
    kind = form.need_text("type")
    definition = definitions.by_handle(context.store, "credits", TYPES.get(kind, kind))
    if definition is None and kind:
        form.fail("type", "The selected type is invalid.")
    values = _common(form, context)
    form.check()
    row = insert(context, definition or {}, profile["id"], amount, values)
    return created(shape(context.store, row, context.at))


def issued(context: Context) -> Response:
    """POST /credits, the reference's: a definition and ``value_initial``."""
    form = context.form()
    definition = definitions.chosen(form, context.store, "credits", "credit")
    profile_id = issuing.owner(form, context.store) if form.given("profile_id") else None
    amount = form.need_money("value_initial", low=1)
    values = _common(form, context)
    remaining = form.money("value_remaining", low=0)
    if remaining is not None and remaining > amount:
        form.fail(
            "value_remaining", "The value remaining may not be greater than the value initial."
        )
    form.check()
    row = insert(context, definition, profile_id, amount, {**values, "remaining": remaining})
    return created(shape(context.store, row, context.at))


def _common(form: Form, context: Context) -> dict[str, JSON]:
    """The optional fields both ways of issuing share, as column values."""
    currency = form.text("currency") or context.currency
    if facts.rate(context.store, context.currency, currency) is None:
        form.fail("currency", "The selected currency is invalid.")
    number_given = form.reference("credit_number")
    if number_given and context.store.one(
        "SELECT 1 AS taken FROM credit WHERE credit_number = ?", number_given
    ):
        form.fail("credit_number", "The credit number has already been taken.")
    body = {
        name: form.text(name)
        for name in ("name", "message", "recipient_first_name", "recipient_email")
    }
    return {
        "currency": currency,
        "note": form.text("note", 2000),
        "credit_number": number_given,
        "security_code": form.reference("security_code"),
        "locked": bool(form.flag("locked")),
        "timezone": form.zone("timezone", context.zone).key,
        "issued_at": _utc(form, "issued_at"),
        "expires_at": _utc(form, "expires_at"),
        "released_at": _utc(form, "released_at"),
        "lock_expires_at": _utc(form, "lock_expires_at"),
        "external_id": form.reference("external_id"),
        "meta": form.mapping("meta"),
        "body": body,
    }


def _utc(form: Form, name: str) -> str | None:
    """The date as UTC text: converted when the zone was named or the date carries an offset."""
    moment = form.when(name)
    if moment is None:
        return None
    if moment.tzinfo is None and not form.given("timezone"):
        return moment.strftime(wire_dates.WIRE)
    zone = wire_dates.zone(str(form.raw("timezone"))) or wire_dates.zone("UTC")
    return (
        moment.strftime(wire_dates.WIRE)
        if zone is None
        else wire_dates.utc_text(wire_dates.to_utc(moment, zone))
    )


def insert(
    context: Context, definition: Row, profile_id: str | None, amount: int, values: dict[str, JSON]
) -> Row:
    """A new credit of ``amount`` minor units of ``values["currency"]`` (default: the tenant's)."""
    card_number, pin = values.get("credit_number"), values.get("security_code")
    if restored(definition["body"]).get("require_security_code"):
        card_number = card_number or _digits(NUMBER_DIGITS)
        pin = pin or _digits(PIN_DIGITS)
    remaining = values.get("remaining")
    credit_id = context.store.insert(
        "INSERT INTO credit (profile_id, definition_id, type, currency, initial, remaining, note,"
        " credit_number, security_code, locked, lock_expires_at, timezone, issued_at, expires_at,"
        " released_at, external_id, meta, body, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        profile_id,
        definition["id"],
        definition["handle"],
        values.get("currency") or context.currency,
        amount,
        amount if remaining is None else remaining,
        values.get("note"),
        card_number,
        pin,
        int(values.get("locked") or False),
        values.get("lock_expires_at"),
        values.get("timezone") or context.zone.key,
        values.get("issued_at") or context.at,
        values.get("expires_at") or _default_end(context, definition),
        values.get("released_at"),
        values.get("external_id"),
        stored(values.get("meta")),
        stored(values.get("body") or {}),
        context.at,
        context.at,
    )
    return find(context.store, credit_id)


def _default_end(context: Context, definition: Row) -> str | None:
    local = issuing.local_now(context.now, context.zone)
    end = issuing.period_end(definition, local, whole_days=True)
    return None if end is None else wire_dates.utc_text(wire_dates.to_utc(end, context.zone))


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))


def changed(context: Context) -> Response:
    """PUT of one credit: void or un-void it (U11), lock it, or change its note and end."""
    row = addressed(context)
    form = context.form()
    is_void, locked = form.flag("is_void"), form.flag("locked")
    note = form.text("note", 2000) if form.named("note") else row["note"]
    expires = _utc(form, "expires_at") if form.named("expires_at") else row["expires_at"]
    lock_end = (
        _utc(form, "lock_expires_at") if form.named("lock_expires_at") else row["lock_expires_at"]
    )
    form.check()
    context.store.write(
        "UPDATE credit SET is_void = ?, locked = ?, note = ?, expires_at = ?, lock_expires_at = ?,"
        " updated_at = ? WHERE id = ?",
        int(row["is_void"] if is_void is None else is_void),
        int(row["locked"] if locked is None else locked),
        note,
        expires,
        lock_end,
        context.at,
        row["id"],
    )
    return ok(shape(context.store, find(context.store, row["id"]), context.at))
