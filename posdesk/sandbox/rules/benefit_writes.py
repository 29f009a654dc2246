"""Issuing, changing, deleting and counting benefits (omneo-api.md 2.5.2). Dates are kept as sent."""

from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import benefits, dates, definitions, issuing
from posdesk.sandbox.rules.context import Context, created, deleted, ok
from posdesk.sandbox.rules.json_text import stored
from posdesk.sandbox.rules.listing import counted as counted_rows
from posdesk.sandbox.rules.messages import Response


def issued(context: Context) -> Response:
    """POST /benefits. ``issued_at`` absent is now (the types require it; tolerated, ASSUMED)."""
    form = context.form()
    definition = definitions.chosen(form, context.store, "benefits", "benefit")
    profile_id = issuing.owner(form, context.store)
    zone = form.zone("timezone", context.zone)
    start, end = form.when("issued_at"), form.when("expires_at")
    external_id, meta = form.reference("external_id"), form.mapping("meta")
    value = form.money("value", low=0)
    form.check()
    row = benefits.insert(
        context, definition, profile_id, zone, definition["max_redemptions"], start, end,
        external_id, value, meta,
    )  # fmt: skip
    return created(benefits.shape(context.store, row, context.at))


def changed(context: Context) -> Response:
    """PUT of one, by either path: end, references, codes, value, meta; what is given changes.

    A code of its own goes before the definition's; cleared, the definition's shows again."""
    row = benefits.addressed(context)
    form = context.form()
    zone = form.zone("timezone", ZoneInfo(row["timezone"]))
    given = form.when("expires_at")
    end = None if given is None else dates.local(given, zone)
    values = {
        "expires_at": None if end is None else end.strftime(dates.WIRE),
        "external_id": form.reference("external_id"),
        "redeem_code_pos": form.reference("redeem_code_pos"),
        "redeem_code_online": form.reference("redeem_code_online"),
        "value": form.money("value", low=0),
        "meta": stored(form.mapping("meta")),
    }
    form.check()
    kept = {name: value if form.named(name) else row[name] for name, value in values.items()}
    end_utc = None if end is None else dates.utc_text(dates.to_utc(end, zone))
    context.store.write(
        "UPDATE benefit SET expires_at = ?, external_id = ?, redeem_code_pos = ?, redeem_code_online = ?,"
        " value = ?, meta = ?, expires_utc = ?, updated_at = ? WHERE id = ?",
        *kept.values(),
        end_utc if form.named("expires_at") else row["expires_utc"],
        context.at,
        row["id"],
    )
    found = benefits.find(context.store, row["id"])
    return ok(benefits.shape(context.store, found, context.at))


def removed(context: Context) -> Response:
    """DELETE of one, by either path: 204. Nobody can use it any more; histories still show it (U34)."""
    row = benefits.addressed(context)
    context.store.write(
        "UPDATE benefit SET deleted_at = ?1, updated_at = ?1 WHERE id = ?2", context.at, row["id"]
    )
    return deleted()


def counted(context: Context) -> Response:
    """GET /benefits.count: ``countAll`` and ``countRedeemed`` (used at least once, ASSUMED); filters as in
    the list."""
    return ok(
        {
            "countAll": counted_rows(context, benefits.LISTING),
            "countRedeemed": counted_rows(context, benefits.LISTING, ("used > 0", ())),
        }
    )
