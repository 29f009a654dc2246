"""Writing definitions: create, change, clone, delete (omneo-api.md 2.4.1, 2.5.1, 2.6, 2.7.2).

A handle is unique per kind and stays (the vendor's update type has none: ignored, U36). A change reaches
what is issued from now on; what was issued keeps its value, end and number of uses.
"""

import re

from posdesk.sandbox.rules import dates, definitions, facts
from posdesk.sandbox.rules.context import Context, Handler, created, deleted, ok
from posdesk.sandbox.rules.definition_fields import BENEFITS, MAX_DAYS, PERIOD_TYPES, Kind
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import invalid
from posdesk.sandbox.rules.store import Row, Store, Value

IN_USE = "The definition is in use."
_HANDLE = re.compile(r"[A-Za-z0-9_-]+")
_COLUMNS = (
    "handle", "name", "value", "period", "period_type", "absolute_expiry", "max_redemptions",
    "max_global_redemptions", "is_published",
)  # fmt: skip
_INSERT = (
    f"INSERT INTO definition (kind, id, {', '.join(_COLUMNS)}, body, created_at, updated_at)"  # noqa: S608  constant columns
    f" VALUES ({', '.join('?' * (len(_COLUMNS) + 5))})"
)
_UPDATE = (
    f"UPDATE definition SET {', '.join(f'{name} = ?' for name in _COLUMNS)}, body = ?, updated_at = ?"  # noqa: S608  constant columns
    " WHERE kind = ? AND id = ?"
)
# Histories show what was issued, so a deleted instance counts too.
_INSTANCES = {
    "reward": "SELECT 1 AS yes FROM reward WHERE definition_id = ? LIMIT 1",
    "benefit": "SELECT 1 AS yes FROM benefit WHERE definition_id = ? LIMIT 1",
    "credit": "SELECT 1 AS yes FROM credit WHERE definition_id = ? LIMIT 1",
    "point": "SELECT 1 AS yes FROM point WHERE definition_id = ? LIMIT 1",
}


def creating_of(kind: Kind) -> Handler:
    """POST: a new definition. 422 for a taken handle, or missing or wrong fields."""

    def handle(context: Context) -> Response:
        form = context.form()
        form.require(*kind.required)
        columns = {"handle": _free_handle(form, context.store, kind), **_columns(form, kind, None)}
        body = kind.read_body(form)
        _require_range(form, body)
        form.check()
        return created(definitions.shape(context.store, _insert(context, kind, columns, body)))

    return handle


def changing_of(kind: Kind) -> Handler:
    """PUT of one: what is given changes (rule 34); what a definition must have cannot be cleared."""

    def handle(context: Context) -> Response:
        row = definitions.find(context.store, kind.name, context.number("id"))
        form = context.form()
        form.require(*(name for name in kind.required if name != "handle" and form.named(name)))
        columns = _columns(form, kind, row)
        body = {**restored(row["body"]), **kind.read_body(form, partial=True)}
        _require_range(form, body)
        form.check()
        context.store.write(
            _UPDATE, row["handle"], *(columns[name] for name in _COLUMNS[1:]), stored(body),
            context.at, kind.name, row["id"],
        )  # fmt: skip
        return ok(
            definitions.shape(context.store, definitions.find(context.store, kind.name, row["id"]))
        )

    return handle


def deleting_of(kind: Kind) -> Handler:
    """DELETE of one: 204; 422 ``errors.definition`` when anything was ever issued from it (U33)."""

    def handle(context: Context) -> Response:
        row = definitions.find(context.store, kind.name, context.number("id"))
        if context.store.one(_INSTANCES[kind.table], row["id"]) is not None:
            raise invalid("definition", IN_USE)
        facts.put(context.store, _last_id_fact(kind), str(_last_id(context.store, kind)))
        context.store.write(
            "DELETE FROM definition WHERE kind = ? AND id = ?", kind.name, row["id"]
        )
        return deleted()

    return handle


def cloned_benefit(context: Context) -> Response:
    """POST /benefit-definitions/{id}/clone ``{handle, name?}``: a copy under a handle of its own."""
    row = definitions.find(context.store, BENEFITS.name, context.number("id"))
    form = context.form()
    form.require("handle")
    handle = _free_handle(form, context.store, BENEFITS)
    name = form.text("name")
    form.check()
    columns: dict[str, Value] = {column: row[column] for column in _COLUMNS}
    columns |= {"handle": handle, "name": name or row["name"]}
    copy = _insert(context, BENEFITS, columns, restored(row["body"]))
    return created(definitions.shape(context.store, copy))


def _require_range(form: Form, body: dict[str, JSON]) -> None:
    """Notes a range of card numbers that ends before it starts."""
    first, last = body.get("credit_number_range_start"), body.get("credit_number_range_end")
    if first and last and int(first) > int(last):
        form.fail("credit_number_range_end", "The range must not end before it starts.")


def _insert(context: Context, kind: Kind, columns: dict[str, Value], body: JSON) -> Row:
    definition_id = _last_id(context.store, kind) + 1
    context.store.insert(
        _INSERT, kind.name, definition_id, *(columns[name] for name in _COLUMNS), stored(body),
        context.at, context.at,
    )  # fmt: skip
    return definitions.find(context.store, kind.name, definition_id)


def _last_id(store: Store, kind: Kind) -> int:
    """The highest id ever given out: a deleted definition's is not used again."""
    highest = store.count("SELECT max(id) FROM definition WHERE kind = ?", kind.name)
    return max(highest, int(facts.get(store, _last_id_fact(kind)) or 0))


def _last_id_fact(kind: Kind) -> str:
    return f"last_definition_of_{kind.name}"


def _free_handle(form: Form, store: Store, kind: Kind) -> str:
    handle = form.text("handle") or ""
    if handle and not _HANDLE.fullmatch(handle):
        form.fail("handle", "The handle may only contain letters, numbers, dashes and underscores.")
    elif definitions.by_handle(store, kind.name, handle) is not None:
        form.fail("handle", "The handle has already been taken.")
    return handle


def _columns(form: Form, kind: Kind, existing: Row | None) -> dict[str, Value]:
    """The column values but the handle; over ``existing`` only what is given changes."""
    prefix = kind.prefix
    absolute = form.when(prefix + "absolute_expiry")
    given: dict[str, Value] = {
        "name": form.text("name") or "",
        "value": form.money("value", low=0),
        prefix + "period": form.integer(prefix + "period", high=MAX_DAYS),
        prefix + "period_type": form.choice(prefix + "period_type", PERIOD_TYPES) or "days",
        prefix + "absolute_expiry": None if absolute is None else absolute.strftime(dates.WIRE),
        "max_redemptions": form.integer("max_redemptions", low=1),
        "max_global_redemptions": form.integer("max_global_redemptions"),
        "is_published": int(form.flag("is_published") is not False),
    }
    columns: dict[str, Value] = {}
    for name, value in given.items():
        column = name.removeprefix(prefix)
        columns[column] = value if existing is None or form.named(name) else existing[column]
    return columns
