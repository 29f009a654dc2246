"""Changing credits: void, lock, hand to somebody else, correct, delete (omneo-api.md 2.7, U10, U11, U31)."""

from posdesk.sandbox.rules import card_numbers, credits, definitions, gifts, issuing
from posdesk.sandbox.rules.context import Context, deleted, ok
from posdesk.sandbox.rules.credit_issuing import location, reverting, utc
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.store import Row

ONLY_CARDS = "Only gift cards can be transferred."
NOT_NOW = "The credit is not transferable."
_DATES = ("issued_at", "expires_at", "lock_expires_at", "released_at")
_REFERENCES = ("external_id", "credit_number", "security_code", "recipient_email")
_BODY_TEXTS = ("name", "message", "recipient_first_name", "external_namespace")
_COLUMNS = (
    "profile_id", "creator_profile_id", "recipient_email", "initial", "remaining", "note", "credit_number",
    "security_code", "is_void", "locked", "lock_expires_at", "issued_at", "expires_at", "released_at",
    "is_waiting", "reverts_at", "external_id", "location_id", "meta", "body",
)  # fmt: skip
_UPDATE = (
    "UPDATE credit SET outside = outside + (?1 - initial) - (?2 - remaining),"  # noqa: S608  constant columns
    f" {', '.join(f'{name} = ?{place}' for place, name in enumerate(_COLUMNS, 3))},"
    f" updated_at = ?{len(_COLUMNS) + 3} WHERE id = ?{len(_COLUMNS) + 4}"
)


def changed(context: Context) -> Response:
    """PUT of one credit, by either path; what is given changes, null clears where nothing is needed.

    Voided it is no money any more, whatever is left of it, until it is un-voided (U11). A corrected value
    is no payment: the ledger keeps them apart. 422 on the wrong fields, ``profile_id`` for what cannot be
    handed on (U31)."""
    row = credits.addressed(context)
    form = context.form()
    values: dict[str, JSON] = {name: row[name] for name in _COLUMNS} | _read(form, context, row)
    form.check()
    if values["profile_id"] != row["profile_id"]:
        values["is_waiting"] = 0  # handed on by hand
    elif form.given("recipient_email"):
        values["profile_id"], values["is_waiting"] = gifts.owner(
            context.store,
            row["profile_id"],
            values["creator_profile_id"],
            values["recipient_email"],
        )
    context.store.write(
        _UPDATE, values["initial"], values["remaining"], *(values[name] for name in _COLUMNS),
        context.at, row["id"],
    )  # fmt: skip
    return ok(credits.shape(context.store, credits.find(context.store, row["id"]), context.at))


def _read(form: Form, context: Context, row: Row) -> dict[str, JSON]:
    """The given columns; mistakes are noted."""
    definition = definitions.find(context.store, "credits", row["definition_id"])
    values: dict[str, JSON] = {name: utc(form, name) for name in _DATES if form.named(name)}
    if form.named("issued_at") and not form.given("issued_at"):
        form.require("issued_at")
    values |= {name: form.reference(name) for name in _REFERENCES if form.named(name)}
    values |= {
        name: int(flag) for name in ("is_void", "locked") if (flag := form.flag(name)) is not None
    }
    if form.named("note"):
        values["note"] = form.text("note", 2000)
    if form.named("meta"):
        values["meta"] = stored(form.mapping("meta"))
    place = location(form, context.store)
    if place is not None:
        values["location_id"] = place
    if form.named("released_at"):
        end = values["released_at"]
        values["reverts_at"] = None if end is None else reverting(context, definition, end)
    number = values.get("credit_number")
    if number and card_numbers.is_taken(context.store, number, but=row["id"]):
        form.fail("credit_number", "The credit number has already been taken.")
    return {
        **values,
        **_worth(form, definition, row),
        **_people(form, context, definition, row),
        "body": _body(form, row),
    }


def _worth(form: Form, definition: Row, row: Row) -> dict[str, JSON]:
    initial = form.money("value_initial", low=100)  # documented: at least 1
    remaining = form.money("value_remaining", low=0)
    initial = row["initial"] if initial is None else initial
    remaining = row["remaining"] if remaining is None else remaining
    if form.given("value_initial") or form.given("value_remaining"):
        issuing.require_worth(form, definition, initial, remaining)
    return {"initial": initial, "remaining": remaining}


def _people(form: Form, context: Context, definition: Row, row: Row) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    if form.given("creator_profile_id"):
        found["creator_profile_id"] = issuing.owner(form, context.store, "creator_profile_id")
    if form.given("profile_id"):
        found["profile_id"] = issuing.owner(form, context.store)
        if found["profile_id"] != row["profile_id"] and not form.noted("profile_id"):
            _require_transferable(form, context, definition, row)
    return found


def _require_transferable(form: Form, context: Context, definition: Row, row: Row) -> None:
    """A gift card that could be spent now may change hands (ASSUMED: a void, used, expired or locked one
    may not); what belonged to nobody yet may be given to somebody whatever it is."""
    if row["profile_id"] is None:
        return
    if restored(definition["body"]).get("type") != "gift_card":
        form.fail("profile_id", ONLY_CARDS)
    elif credits.status_of(row, context.at) != "active" or credits.is_locked(row, context.at):
        form.fail("profile_id", NOT_NOW)


def _body(form: Form, row: Row) -> str | None:
    body = dict(restored(row["body"]))
    body |= {name: form.text(name, 2000) for name in _BODY_TEXTS if form.named(name)}
    if form.given("is_imported"):
        body["is_imported"] = form.flag("is_imported")
    return stored(body)


def removed(context: Context) -> Response:
    """DELETE /credits/{c}: 204. It is out of every balance; histories still show it (as U34)."""
    row = credits.addressed(context)
    context.store.write(
        "UPDATE credit SET deleted_at = ?1, updated_at = ?1 WHERE id = ?2", context.at, row["id"]
    )
    return deleted()
