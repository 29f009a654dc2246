"""Staff: profiles with an identity of the handle ``staff`` (omneo-api.md 2.11).

``{staffId}`` is the staff number, or the profile's id (ASSUMED). Deleting removes both; sales that name the
person keep the attribution.
"""

import re
import uuid
from datetime import date

from posdesk.sandbox.rules import dates, facts, people
from posdesk.sandbox.rules.context import Context, created, deleted, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.profile_shape import shape
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

GENDERS = ("male", "female", "withheld", "other")
PHONE_TAKEN = "The phone number exists"  # the vendor's literal text (1.9)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_PLAIN = ("title", "company", "occupation", "secondary_phone")


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
    values = _values(context, form, None)
    _require_free_number(context.store, form, number, None)
    form.check()
    count = context.store.count("SELECT max(number) FROM profile") + 1
    identity = facts.get(context.store, "identity")
    profile_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{identity} {count}"))
    joined = values.get("joined_at") or context.at
    row = {**values, "id": profile_id, "profile_type": "active", "joined_at": joined}
    people.insert(context.store, {**row, "currency": context.currency}, context.at)
    context.store.insert(
        "INSERT INTO identity (profile_id, handle, identifier, created_at, updated_at)"
        " VALUES (?, 'staff', ?, ?, ?)",
        profile_id,
        number,
        context.at,
        context.at,
    )
    people.refresh_search_text(context.store, profile_id)
    return created(shape(context, people.find(context.store, profile_id)))


def changed(context: Context) -> Response:
    """PUT /staff/{staffId}: what is given changes."""
    row = _addressed(context)
    form = context.form()
    number = form.reference("staff_id")
    values = _values(context, form, row["id"])
    _require_free_number(context.store, form, number, row["id"])
    form.check()
    people.change(context.store, row, values, context.at)
    if number is not None:
        context.store.write(
            "UPDATE identity SET identifier = ?, updated_at = ? WHERE profile_id = ? AND handle = 'staff'",
            number,
            context.at,
            row["id"],
        )
    people.refresh_search_text(context.store, row["id"])
    return ok(shape(context, people.find(context.store, row["id"])))


def removed(context: Context) -> Response:
    """DELETE /staff/{staffId}: 204. The identity goes, the profile is marked deleted."""
    row = _addressed(context)
    context.store.write("DELETE FROM identity WHERE profile_id = ? AND handle = 'staff'", row["id"])
    others = context.store.count("SELECT count(*) FROM identity WHERE profile_id = ?", row["id"])
    if not others:  # a customer who also is staff stays a customer
        people.change(context.store, row, {"profile_type": "deleted"}, context.at)
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


def _require_free_number(store: Store, form: Form, number: str | None, own_id: str | None) -> None:
    taken = store.one(
        "SELECT profile_id FROM identity WHERE handle = 'staff' AND identifier = ?", number
    )
    if taken is not None and taken["profile_id"] != own_id:
        form.fail("staff_id", "The staff id has already been taken.")


def _values(context: Context, form: Form, own_id: str | None) -> dict[str, JSON]:
    """Profile columns of the given fields; mistakes are noted."""
    values: dict[str, JSON] = {}
    for name in ("first_name", "last_name"):
        if form.given(name):
            values[name] = form.text(name)
    values |= {name: form.text(name) for name in _PLAIN if form.named(name)}
    if form.named("gender"):
        values["gender"] = form.choice("gender", GENDERS)
    if form.given("email"):
        values["email"] = _email(context.store, form, own_id)
    if form.named("mobile_phone"):
        values["mobile_phone"] = _mobile(context.store, form, own_id)
    if form.given("joined_at"):
        moment = form.when("joined_at")
        values["joined_at"] = None if moment is None else moment.strftime(dates.WIRE)
    return {**values, **_birth(form)}


def _email(store: Store, form: Form, own_id: str | None) -> str | None:
    email = (form.text("email") or "").lower()
    if email and not _EMAIL.fullmatch(email):
        form.fail("email", "The email must be a valid email address.")
    elif _taken(
        store, "SELECT id FROM profile WHERE email = ? AND profile_type <> 'deleted'", email, own_id
    ):
        form.fail("email", "The email has already been taken.")
    return email or None


def _mobile(store: Store, form: Form, own_id: str | None) -> str | None:
    mobile = form.text("mobile_phone")
    if mobile is not None and not _PHONE.fullmatch(mobile):
        form.fail("mobile_phone", "The mobile phone format is invalid.")
    elif _taken(
        store,
        "SELECT id FROM profile WHERE mobile_phone = ? AND profile_type <> 'deleted'",
        mobile,
        own_id,
    ):
        form.fail("mobile_phone", PHONE_TAKEN)
    return mobile


def _taken(store: Store, statement: str, value: str | None, own_id: str | None) -> bool:
    """Whether another profile has it (rule 29)."""
    row = store.one(statement, value or None)
    return row is not None and row["id"] != own_id


def _birth(form: Form) -> dict[str, JSON]:
    """Day and month go together, a year needs both (2.2)."""
    names = ("birth_day", "birth_month", "birth_year")
    if not any(form.named(name) for name in names):
        return {}
    day, month = form.integer("birth_day", 1, 31), form.integer("birth_month", 1, 12)
    year = form.integer("birth_year", 1900, 2100)
    if (day is None) != (month is None) or (year is not None and day is None):
        form.fail("birth_day", "The birth day and birth month are required together.")
    elif day is not None and month is not None and not _is_date(year or 2000, month, day):
        form.fail("birth_day", "The birth day is no day of that month.")
    return {"birth_day": day, "birth_month": month, "birth_year": year}


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
