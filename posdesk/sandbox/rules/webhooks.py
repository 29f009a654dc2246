"""Webhooks: who is told what, and where (omneo-api.md 2.15), and the shared secret that signs it.

A trigger is any text (the vendor does not check names); trigger and URL are unique together; an unknown
queue becomes ``low``. ``extra_data_template`` (Twig) is kept and shown, not rendered: where its outcome would
stand in the body is documented nowhere.
"""

import secrets
from urllib.parse import urlsplit

from posdesk.sandbox.rules import facts, json_logic
from posdesk.sandbox.rules.accounts import USER_ID
from posdesk.sandbox.rules.context import Context, created, deleted, ok
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

SCOPE = "create-webhooks"
QUEUES = ("high", "default", "low")
REQUEST_KEY = "app.request_key"  # the setting that seems to hold the shared secret (2.12)
SECRET_FACT = "webhook_secret"  # noqa: S105  the name of a fact
_URL_LIMIT, _TEMPLATE_LIMIT = 2000, 20_000
_LISTING = Listing(
    source="webhook",
    order="id",
    fields={
        "id": Field("id", "integer"),
        "trigger": Field("trigger"),
        "namespace": Field("namespace"),
        "url": Field("url"),
        "queue": Field("queue"),
        "is_active": Field("is_active", "flag"),
        "created_at": Field("created_at", "date"),
        "updated_at": Field("updated_at", "date"),
    },
)


def secret(store: Store, kept: str | None = None) -> str:
    """The tenant's shared secret; made, or taken over from before a reset, when there is none yet."""
    found = facts.get(store, SECRET_FACT)
    if found is None:
        found = kept or secrets.token_hex(32)
        facts.put(store, SECRET_FACT, found)
    return found


def environment(context: Context) -> Response:
    """GET /settings/environment: the shared secret stands there (2.12, inferred)."""
    return ok([{"handle": REQUEST_KEY, "value": facts.get(context.store, SECRET_FACT)}])


def shape(row: Row) -> dict[str, JSON]:
    """A webhook as the wire shows it."""
    return {
        "id": row["id"],
        "user_id": USER_ID,
        "trigger": row["trigger"],
        "url": row["url"],
        "namespace": row["namespace"],
        "is_active": bool(row["is_active"]),
        "queue": row["queue"],
        "retry_hourly": bool(row["retry_hourly"]),
        "retry_daily": bool(row["retry_daily"]),
        "condition": restored(row["condition"]),
        "extra_data_template": row["extra_data_template"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def listed(context: Context) -> Response:
    """GET /webhooks."""
    return page(context, _LISTING, shape)


def read(context: Context) -> Response:
    """GET /webhooks/{id}."""
    return ok(shape(_addressed(context)))


def posted(context: Context) -> Response:
    """POST /webhooks: trigger, url and namespace are required; active unless it says otherwise (ASSUMED)."""
    form = context.form()
    form.require("trigger", "url", "namespace")
    values = _values(context, form, {"is_active": 1, "queue": "default"})
    form.check()
    webhook_id = context.store.insert(
        "INSERT INTO webhook (trigger, url, namespace, is_active, queue, retry_hourly, retry_daily, condition,"
        " extra_data_template, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *values, context.at, context.at,
    )  # fmt: skip
    return created(shape(_find(context.store, webhook_id)))


def changed(context: Context) -> Response:
    """PUT /webhooks/{id}: what is given changes; deliveries that are owed follow a new URL."""
    row = _addressed(context)
    form = context.form()
    values = _values(context, form, row)
    form.check()
    context.store.write(
        "UPDATE webhook SET trigger = ?, url = ?, namespace = ?, is_active = ?, queue = ?, retry_hourly = ?,"
        " retry_daily = ?, condition = ?, extra_data_template = ?, updated_at = ? WHERE id = ?",
        *values, context.at, row["id"],
    )  # fmt: skip
    found = _find(context.store, row["id"])
    context.store.write(
        "UPDATE webhook_delivery SET url = ? WHERE webhook_id = ? AND state = 'pending'",
        found["url"],
        row["id"],
    )
    return ok(shape(found))


def removed(context: Context) -> Response:
    """DELETE /webhooks/{id}: 204. What it still owes is dropped, what it delivered stays on record."""
    row = _addressed(context)
    context.store.write(
        "DELETE FROM webhook_delivery WHERE webhook_id = ? AND state = 'pending'", row["id"]
    )
    context.store.write(
        "UPDATE webhook_delivery SET webhook_id = NULL WHERE webhook_id = ?", row["id"]
    )
    context.store.write("DELETE FROM webhook WHERE id = ?", row["id"])
    return deleted()


def _addressed(context: Context) -> Row:
    return _find(context.store, context.number("id"))


def _find(store: Store, webhook_id: int) -> Row:
    row = store.one("SELECT * FROM webhook WHERE id = ?", webhook_id)
    if row is None:
        raise not_found()
    return row


def _values(context: Context, form: Form, before: Row) -> tuple[str | int | None, ...]:
    """Columns from trigger to template: what is given over ``before``; mistakes are noted."""
    values: Row = {"retry_hourly": 0, "retry_daily": 0, "condition": None, **before}
    for name, limit in (("trigger", 255), ("url", _URL_LIMIT), ("namespace", 255)):
        if form.given(name):
            values[name] = form.text(name, limit)
    for name in ("is_active", "retry_hourly", "retry_daily"):
        if form.given(name):
            values[name] = int(form.flag(name) or 0)
    if form.given("queue"):
        values["queue"] = wanted if (wanted := form.text("queue")) in QUEUES else "low"
    if form.named("condition"):
        values["condition"] = _condition(form)
    if form.named("extra_data_template"):
        values["extra_data_template"] = form.text("extra_data_template", _TEMPLATE_LIMIT)
    _check_address(context.store, form, values, before.get("id"))
    return tuple(
        values.get(name)
        for name in (
            "trigger", "url", "namespace", "is_active", "queue", "retry_hourly", "retry_daily",
            "condition", "extra_data_template",
        )
    )  # fmt: skip


def _condition(form: Form) -> str | None:
    rule = form.raw("condition")
    if rule in (None, "", [], {}):
        return None
    if not isinstance(rule, dict):
        form.fail("condition", "The condition must be a JSON Logic object.")
    elif flaw := json_logic.flaw(rule):
        form.fail("condition", f"The condition is invalid: {flaw}.")
    return stored(rule)


def _check_address(store: Store, form: Form, values: Row, own_id: int | None) -> None:
    url = values.get("url")
    if isinstance(url, str) and not is_web_address(url):
        form.fail("url", "The url format is invalid.")
    taken = store.one(
        "SELECT id FROM webhook WHERE trigger = ? AND url = ?", values.get("trigger"), url
    )
    if taken is not None and taken["id"] != own_id:
        form.fail("url", "The trigger has already been taken for this url.")


def is_web_address(url: str) -> bool:
    """Whether ``url`` is http or https with a host, and nothing that could not stand in a request line."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    printable = url.isascii() and url.isprintable() and " " not in url
    return printable and parts.scheme in ("http", "https") and bool(parts.hostname)
