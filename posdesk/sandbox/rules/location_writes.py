"""Making, changing and deleting stores (omneo-api.md 2.10).

An external id or code is one store's (ASSUMED: a sale finds its store by them). A sale keeps the number of a
store that was deleted, and shows none.
"""

import re

from posdesk.sandbox.rules import addresses
from posdesk.sandbox.rules.context import Context, created, deleted, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.locations import find, shape
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.store import Row, Store

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
MAX_ENTRIES = 100
_CODES = {
    "external_id": "SELECT id FROM location WHERE external_id = ?",
    "external_code": "SELECT id FROM location WHERE external_code = ?",
}
_TEXTS = ("phone", "type", "handle", "email", "icon", "image_url")
_FLAGS = {"is_published": True, "is_permanently_closed": False}
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{3}")


def posted(context: Context) -> Response:
    """POST /locations: name and phone are required."""
    form = context.form()
    form.require("name", "phone")
    blank: Row = {"name": "", "external_id": None, "external_code": None, "body": "{}"}
    values = _values(context, form, {**blank, "timezone": context.zone.key, "id": None})
    location_id = context.store.insert(
        "INSERT INTO location (name, external_id, external_code, timezone, body, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        *values,
        context.at,
        context.at,
    )
    return created(shape(find(context.store, location_id)))


def changed(context: Context) -> Response:
    """PUT /locations/{id}: what is given changes."""
    row = find(context.store, context.number("id"))
    values = _values(context, context.form(), row)
    context.store.write(
        "UPDATE location SET name = ?, external_id = ?, external_code = ?, timezone = ?, body = ?,"
        " updated_at = ? WHERE id = ?",
        *values,
        context.at,
        row["id"],
    )
    return ok(shape(find(context.store, row["id"])))


def removed(context: Context) -> Response:
    """DELETE /locations/{id}: 204."""
    row = find(context.store, context.number("id"))
    context.store.write("DELETE FROM location WHERE id = ?", row["id"])
    return deleted()


def _values(context: Context, form: Form, row: Row) -> tuple[str | None, ...]:
    """Name, external id and code, zone and body after the form's over ``row``. Raises Refusal 422."""
    name = form.text("name")
    if name is not None and not name.strip():
        form.fail("name", "The name field is required.")
    codes = [_code(context.store, form, row, code) for code in _CODES]
    zone = form.zone("timezone", context.zone).key if form.given("timezone") else row["timezone"]
    body = {**restored(row["body"]), **_body(form)}
    form.check()
    return name or row["name"], *codes, zone, stored(body)


def _code(store: Store, form: Form, row: Row, name: str) -> str | None:
    if not form.named(name):
        return None if row[name] is None else str(row[name])
    code = form.reference(name)
    taken = store.one(_CODES[name], code)
    if taken is not None and taken["id"] != row["id"]:
        form.fail(name, f"The {name.replace('_', ' ')} has already been taken.")
    return code


def _body(form: Form) -> dict[str, JSON]:
    """The fields that are only stored and shown; mistakes are noted."""
    body: dict[str, JSON] = {name: form.text(name) for name in _TEXTS if form.named(name)}
    if form.named("description"):
        body["description"] = form.text("description", 2000)
    for name, default in _FLAGS.items():
        if form.named(name):
            flag = form.flag(name)
            body[name] = default if flag is None else flag
    if form.named("country_iso_3"):
        body["country_iso_3"] = _country(form)
    if form.named("address"):
        given = form.mapping("address")
        body["address"] = None if given is None else addresses.read(form.part("address", given))
    if form.named("tags"):
        body["tags"] = form.texts("tags") or []
    if form.named("normal_hours"):
        body["normal_hours"] = [_normal(entry) for entry in _entries(form, "normal_hours")]
    if form.named("special_hours"):
        body["special_hours"] = [_special(entry) for entry in _entries(form, "special_hours")]
    if form.named("custom_fields"):
        body["custom_fields"] = form.array("custom_fields") or []
    return body


def _country(form: Form) -> str | None:
    code = form.text("country_iso_3")
    if code is not None and not _COUNTRY.fullmatch(code):
        form.fail("country_iso_3", "The country iso 3 format is invalid.")
    return code


def _entries(form: Form, name: str) -> list[Form]:
    entries = form.forms(name) or []
    if len(entries) > MAX_ENTRIES:
        form.fail(name, f"The {name} may not have more than {MAX_ENTRIES} items.")
        return []
    return entries


def _normal(entry: Form) -> dict[str, JSON]:
    entry.require("day_of_week")
    return {"day_of_week": entry.choice("day_of_week", DAYS), **_open(entry)}


def _special(entry: Form) -> dict[str, JSON]:
    for name in ("start_at", "end_at"):
        entry.when(name)
    return {
        "name": entry.need_text("name"),
        "start_at": entry.raw("start_at"),
        "end_at": entry.raw("end_at"),
        "is_repeating": bool(entry.flag("is_repeating")),
        **_open(entry),
    }


def _open(entry: Form) -> dict[str, JSON]:
    """From when to when, ``HH:MM``; absent is closed."""
    found: dict[str, JSON] = {}
    for name in ("open_at", "close_at"):
        found[name] = entry.text(name)
        if found[name] is not None and not _CLOCK.fullmatch(found[name]):
            entry.fail(name, f"The {name.replace('_', ' ')} does not match the format H:i.")
    return found
