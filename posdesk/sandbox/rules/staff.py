"""Staff: profiles with an identity of the handle ``staff`` (omneo-api.md 2.11).

``{staffId}`` is the staff number, or the profile's id (ASSUMED). Deleting removes both; sales that name the
person keep the attribution.
"""

from posdesk.sandbox.rules import identity_writes, people, profile_input, profile_writes
from posdesk.sandbox.rules.context import Context, created, deleted, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.identity_writes import Card
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.profile_shape import shape
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

HANDLE = "staff"


def read(context: Context) -> Response:
    """GET /staff/{staffId}: the single person (U: seeds win over the newer list)."""
    return ok(shape(context, _addressed(context)))


def posted(context: Context) -> Response:
    """POST /staff."""
    form = context.form()
    number = form.reference("staff_id")
    if number is None and not form.errors:
        form.require("staff_id")
    form.require("first_name", "last_name", "email")
    values = profile_input.columns(context, form, None)
    _require_free_number(context.store, form, number, None)
    form.check()
    row = profile_writes.created_row(context, values, [Card(HANDLE, number or "")])
    return created(shape(context, row))


def changed(context: Context) -> Response:
    """PUT /staff/{staffId}: what is given changes."""
    row = _addressed(context)
    form = context.form()
    number = form.reference("staff_id")
    values = profile_input.columns(context, form, row)
    card = identity_writes.newest(context.store, row["id"], HANDLE) or {}
    _require_free_number(context.store, form, number, card["id"])
    form.check()
    found = profile_writes.updated_row(context, row, values)
    if number is not None:
        identity_writes.updated_row(
            context,
            card,
            number,
            is_active=bool(card["is_active"]),
            is_primary=bool(card["is_primary"]),
        )
    return ok(shape(context, found))


def removed(context: Context) -> Response:
    """DELETE /staff/{staffId}: 204. The identity goes, the profile is marked deleted."""
    row = _addressed(context)
    context.store.write("DELETE FROM identity WHERE profile_id = ? AND handle = 'staff'", row["id"])
    others = context.store.count("SELECT count(*) FROM identity WHERE profile_id = ?", row["id"])
    if not others:  # a customer who also is staff stays a customer
        profile_writes.deleted_row(context, row)
    return deleted()


def _addressed(context: Context) -> Row:
    reference = context.params["staffId"]
    found = context.store.one(
        "SELECT profile_id FROM identity WHERE handle = 'staff' AND (identifier = ? OR profile_id = ?)",
        reference,
        reference,
    )
    if found is None:
        raise not_found()
    return people.find(context.store, found["profile_id"])


def _require_free_number(store: Store, form: Form, number: str | None, own_id: int | None) -> None:
    """Notes a number that another identity than ``own_id`` has."""
    taken = None if number is None else identity_writes.holder(store, HANDLE, number)
    if taken is not None and taken["id"] != own_id:
        form.fail("staff_id", "The staff id has already been taken.")
