"""Issuing credits: the guide's way by amount and type, the reference's by definition (omneo-api.md 2.7)."""

from posdesk.sandbox.rules import card_numbers, credits, definitions, facts, gifts, issuing, people
from posdesk.sandbox.rules import dates as wire_dates
from posdesk.sandbox.rules.context import Context, created
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.store import Row, Store

_TEXTS = ("name", "message", "recipient_first_name")
_REFERENCES = ("staff_id", "external_namespace", "source_id", "source_type")
_LOCATIONS = {
    "location_id": "SELECT id FROM location WHERE id = ?",
    "location_external_id": "SELECT id FROM location WHERE external_id = ?",
    "location_external_code": "SELECT id FROM location WHERE external_code = ?",
}


def issued_to_profile(context: Context) -> Response:
    """POST /profiles/{p}/credits, the guide's: ``amount`` and ``type``. With a ``recipient_email`` the
    profile buys it for somebody else."""
    profile = people.find(context.store, context.params["p"])
    form = context.form()
    amount = form.need_money("amount", low=1)
    kind = form.need_text("type")
    definition = _of_type(context.store, kind)
    if definition is None and kind:
        form.fail("type", "The selected type is invalid.")
    issuing.require_worth(form, definition or {}, amount or None, None, name="amount")
    values = _common(form, context, definition or {}, profile["id"])
    form.check()
    row = insert(context, definition or {}, profile["id"], amount, values)
    return created(credits.shape(context.store, row, context.at))


def issued(context: Context) -> Response:
    """POST /credits, the reference's: a definition and ``value_initial``."""
    form = context.form()
    definition = definitions.chosen(form, context.store, "credits", "credit")
    profile_id = issuing.owner(form, context.store) if form.given("profile_id") else None
    amount = form.need_money("value_initial", low=1)
    remaining = form.money("value_remaining", low=0)
    issuing.require_worth(form, definition, amount or None, remaining)
    values = _common(form, context, definition, profile_id)
    form.check()
    row = insert(context, definition, profile_id, amount, {**values, "remaining": remaining})
    return created(credits.shape(context.store, row, context.at))


def _of_type(store: Store, kind: str) -> Row | None:
    """By the guide's word, a definition's handle, or else the first definition of that type."""
    row = definitions.by_handle(store, "credits", credits.TYPES.get(kind, kind))
    return row or store.one(
        "SELECT * FROM definition WHERE kind = 'credits' AND json_extract(body, '$.type') = ? ORDER BY id",
        kind,
    )


def _common(
    form: Form, context: Context, definition: Row, profile_id: str | None
) -> dict[str, JSON]:
    """The optional fields both ways of issuing share, as column values; mistakes are noted."""
    rules = restored(definition["body"]) if definition else {}
    creator = None
    if form.given("creator_profile_id"):
        creator = issuing.owner(form, context.store, "creator_profile_id")
    recipient = form.text("recipient_email")
    if recipient is not None and creator is None:
        creator = profile_id
    if rules.get("require_creator") and creator is None:
        form.require("creator_profile_id")
    if rules.get("require_assigned") and (profile_id or creator) is None:
        form.require("profile_id")
    number = form.reference("credit_number")
    if number and card_numbers.is_taken(context.store, number):
        form.fail("credit_number", "The credit number has already been taken.")
    body: dict[str, JSON] = {name: form.text(name, 2000) for name in _TEXTS}
    body |= {name: form.reference(name) for name in _REFERENCES}
    body["is_imported"] = bool(form.flag("is_imported"))
    moments = ("issued_at", "expires_at", "released_at", "lock_expires_at")
    return {
        "currency": _currency(form, context, rules.get("currency")),
        "creator_profile_id": creator,
        "recipient_email": recipient,
        "note": form.text("note", 2000),
        "credit_number": number,
        "security_code": form.reference("security_code"),
        "locked": bool(form.flag("locked")),
        "timezone": form.zone("timezone", context.zone).key,
        **{name: utc(form, name) for name in moments},
        "external_id": form.reference("external_id"),
        "location_id": location(form, context.store),
        "meta": form.mapping("meta"),
        "body": body,
    }


def _currency(form: Form, context: Context, usual: str | None) -> str:
    currency = form.text("currency") or usual or context.currency
    if facts.rate(context.store, context.currency, currency) is None:
        form.fail("currency", "The selected currency is invalid.")
    return currency


def location(form: Form, store: Store) -> int | None:
    """The store that one of the three fields names; an unknown one is noted."""
    for name, statement in _LOCATIONS.items():
        reference = form.reference(name)
        if reference is not None:
            row = store.one(statement, reference)
            if row is None:
                form.fail(name, f"The selected {name.replace('_', ' ')} is invalid.")
            return None if row is None else int(row["id"])
    return None


def utc(form: Form, name: str) -> str | None:
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
    store = context.store
    creator, recipient = values.get("creator_profile_id"), values.get("recipient_email")
    given = values.get("remaining")
    remaining = amount if given is None else given
    released = values.get("released_at")
    reverts = reverting(context, definition, released) if creator else None
    holder, is_waiting = gifts.owner(store, profile_id, creator, recipient)
    columns: dict[str, JSON] = {
        "profile_id": holder,
        "definition_id": definition["id"],
        "type": _shown_type(definition),
        "currency": values.get("currency") or context.currency,
        "initial": amount,
        "remaining": remaining,
        "outside": amount - remaining,
        "creator_profile_id": creator,
        "recipient_email": recipient,
        "is_waiting": int(is_waiting),
        "reverts_at": reverts,
        "note": values.get("note"),
        "credit_number": values.get("credit_number") or card_numbers.number_for(store, definition),
        "security_code": values.get("security_code") or card_numbers.code_for(definition),
        "locked": int(values.get("locked") or False),
        "lock_expires_at": values.get("lock_expires_at"),
        "timezone": values.get("timezone") or context.zone.key,
        "issued_at": values.get("issued_at") or context.at,
        "expires_at": values.get("expires_at") or _default_end(context, definition),
        "released_at": released or reverts,
        "external_id": values.get("external_id"),
        "location_id": values.get("location_id"),
        "meta": stored(values.get("meta")),
        "body": stored(values.get("body") or {}),
        "created_at": context.at,
        "updated_at": context.at,
    }
    credit_id = store.insert(
        f"INSERT INTO credit ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608  the names above
        *columns.values(),
    )
    return credits.find(store, credit_id)


def _shown_type(definition: Row) -> str:
    """The reference's type; the guide's ``promotional`` is a handle there, of type other (8)."""
    kind = restored(definition["body"]).get("type")
    return str(kind if kind and kind != "other" else definition["handle"])


def reverting(context: Context, definition: Row, released_at: str | None) -> str | None:
    """When an unused card of a releasable definition goes back: ``released_at``, else after the
    definition's release period; None: never."""
    body = restored(definition["body"])
    if not body.get("is_releasable"):
        return None
    if released_at is not None:
        return released_at
    rule = {
        "period": body.get("release_period"),
        "period_type": body.get("release_period_type") or "days",
        "absolute_expiry": None,
    }
    return _utc_end(context, rule)


def _default_end(context: Context, definition: Row) -> str | None:
    return _utc_end(context, definition)


def _utc_end(context: Context, rule: Row) -> str | None:
    """The end of the rule's last day, counted from now on the tenant's calendar, as UTC text."""
    local = issuing.local_now(context.now, context.zone)
    end = issuing.period_end(rule, local, whole_days=True)
    return None if end is None else wire_dates.utc_text(wire_dates.to_utc(end, context.zone))
