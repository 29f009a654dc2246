"""Points: counted in hundredths inside, spent in dollars at the tenant's rate (U21).

A row is usable once both its dates have come (ASSUMED 2.6: the vendor's texts contradict each other) and
its definition is spendable: tier points never are.
"""

from posdesk.sandbox.rules import dates, definitions, facts, issuing, people
from posdesk.sandbox.rules.amounts import half_up, number
from posdesk.sandbox.rules.context import Context, created, ok
from posdesk.sandbox.rules.filters import Field
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.listing import Listing, page
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

# Usable at ``?`` (UTC text, three times).
SPENDABLE = (
    "deleted_at IS NULL AND is_redeemable AND remaining > 0 AND accrued_at <= ? AND issued_at <= ?"
    " AND (expires_at IS NULL OR expires_at > ?)"
)
LISTING = Listing(
    source="point",
    order="id DESC",
    base="deleted_at IS NULL",
    fields={
        "id": Field("id", "integer"),
        "profile_id": Field("profile_id"),
        "point_definition_id": Field("definition_id", "integer"),
        "accrued_at": Field("accrued_at", "date"),
        "value_initial": Field("initial", "points"),
        "value_remaining": Field("remaining", "points"),
        "issued_at": Field("issued_at", "date"),
        "expires_at": Field("expires_at", "date"),
        "created_at": Field("created_at", "date"),
    },
)


def shape(store: Store, row: Row, at: str) -> dict[str, JSON]:
    """A points row as the wire shows it at the UTC text ``at``."""
    rate = facts.point_rate(store)
    is_active = row["accrued_at"] <= at and row["issued_at"] <= at
    return {
        "id": row["id"],
        "profile_id": row["profile_id"],
        "linked_profile_id": None,
        "value_initial": number(row["initial"]),
        "value_remaining": number(row["remaining"]),
        "value_initial_currency": number(half_up(row["initial"] * rate)),
        "value_remaining_currency": number(half_up(row["remaining"] * rate)),
        "rate": rate,
        "accrued_at": row["accrued_at"],
        "issued_at": row["issued_at"],
        "expires_at": row["expires_at"],
        "status": "active" if is_active else "pending",
        "definition": definitions.shape(
            store, definitions.find(store, "points", row["definition_id"])
        ),
        "description": row["description"],
        "meta": restored(row["meta"]),
        "source": None,
        "source_type": None,
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def find(store: Store, point_id: int) -> Row:
    """The row. Raises Refusal 404."""
    row = store.one("SELECT * FROM point WHERE id = ?", point_id)
    if row is None:
        raise not_found()
    return row


def insert(
    context: Context,
    profile_id: str,
    definition: Row,
    hundredths: int,
    note: str | None,
    *,
    remaining: int | None = None,
    accrued_at: str | None = None,
    issued_at: str | None = None,
    expires_at: str | None = None,
    meta: dict[str, JSON] | None = None,
) -> Row:
    """New points. Dates are UTC text: absent, usable now, and without an end unless the definition has a
    period (rule 26)."""
    left = hundredths if remaining is None else remaining
    issued = issued_at or context.at
    begun = dates.from_utc_text(issued).replace(tzinfo=None)
    end = issuing.period_end(definition, begun, whole_days=False)
    point_id = context.store.insert(
        "INSERT INTO point (profile_id, definition_id, initial, remaining, outside, is_redeemable, accrued_at,"
        " issued_at, expires_at, description, meta, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        profile_id,
        definition["id"],
        hundredths,
        left,
        hundredths - left,
        int(restored(definition["body"]).get("is_redeemable") is not False),
        accrued_at or issued,
        issued,
        expires_at or (None if end is None else end.strftime(dates.WIRE)),
        note,
        stored(meta),
        context.at,
        context.at,
    )
    return find(context.store, point_id)


def issued(context: Context) -> Response:
    """POST /points. Both dates may be left out (now; ASSUMED as for the other incentives), and a
    ``value_remaining`` (all of it, proven)."""
    form = context.form()
    definition = definitions.chosen(form, context.store, "points", "point")
    profile_id = issuing.owner(form, context.store)
    initial = form.need_money("value_initial", low=1)
    remaining = form.money("value_remaining", low=0)
    issuing.require_worth(form, definition, initial or None, remaining)
    moments = {name: _utc(form, name) for name in ("accrued_at", "issued_at", "expires_at")}
    note, meta = form.text("description", 2000), form.mapping("meta")
    form.check()
    row = insert(
        context, profile_id, definition, initial, note, remaining=remaining, meta=meta, **moments
    )
    return created(shape(context.store, row, context.at))


def _utc(form: Form, name: str) -> str | None:
    """A date as it was sent; one with an offset in UTC."""
    moment = form.when(name)
    if moment is None:
        return None
    return dates.utc_text(moment) if moment.tzinfo else moment.strftime(dates.WIRE)


def listed(context: Context) -> Response:
    """GET /points: of all profiles, newest first."""
    return page(context, LISTING, lambda row: shape(context.store, row, context.at))


def listed_of_profile(context: Context) -> Response:
    """GET /profiles/{p}/points, newest first."""
    profile = people.find(context.store, context.params["p"])
    return page(
        context,
        LISTING,
        lambda row: shape(context.store, row, context.at),
        ("profile_id = ?", (profile["id"],)),
    )


def read(context: Context) -> Response:
    """GET /points/{id}."""
    row = find(context.store, context.number("id"))
    if row["deleted_at"]:
        raise not_found()
    return ok(shape(context.store, row, context.at))


def read_of_profile(context: Context) -> Response:
    """GET /profiles/{p}/points/{id}."""
    people.find(context.store, context.params["p"])
    row = find(context.store, context.number("id"))
    if row["deleted_at"] or row["profile_id"] != context.params["p"]:
        raise not_found()
    return ok(shape(context.store, row, context.at))
