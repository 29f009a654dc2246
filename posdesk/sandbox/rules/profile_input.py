"""Reading a profile's body: plain fields into columns, the rest into its extras (omneo-api.md 2.2).

E-mail and mobile number are one profile's each (rule 29); what a deleted or merged profile had is free.
"""

import re
from datetime import UTC, date

from posdesk.sandbox.rules import dates, facts, profile_extras
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.store import Row, Store

GENDERS = ("male", "female", "withheld", "other")
TYPES = ("temporary", "dependant", "incomplete", "pending", "system", "active")
PHONE_TAKEN = "The phone number exists"  # the vendor's literal text (1.9)
BY_EMAIL = (
    "SELECT * FROM profile WHERE email = ? AND profile_type <> 'deleted' AND merged_into IS NULL"
)
BY_MOBILE = "SELECT * FROM profile WHERE mobile_phone = ? AND profile_type <> 'deleted' AND merged_into IS NULL"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_PLAIN = ("title", "company", "occupation", "secondary_phone")
_BIRTH = ("birth_day", "birth_month", "birth_year")
_LOCATION = {
    "_id": "SELECT id FROM location WHERE id = ?",
    "_external_id": "SELECT id FROM location WHERE external_id = ? ORDER BY id",
    "_external_code": "SELECT id FROM location WHERE external_code = ? ORDER BY id",
}


def columns(context: Context, form: Form, own: Row | None) -> dict[str, JSON]:
    """Column values of the plain fields that are given; ``own`` is the profile that is changed. Mistakes
    are noted. Null clears what may be empty, and counts as absent for the rest."""
    values: dict[str, JSON] = {}
    for name in ("first_name", "last_name"):
        if form.given(name):
            values[name] = _name(form, name)
    values |= {name: form.text(name) for name in _PLAIN if form.named(name)}
    if form.named("gender"):
        values["gender"] = form.choice("gender", GENDERS)
    if form.given("email"):
        values["email"] = _email(context.store, form, own)
    if form.named("mobile_phone"):
        values["mobile_phone"] = _mobile(context.store, form, own)
    if form.given("joined_at"):
        moment = form.when("joined_at")
        if moment is not None:
            wall = moment.astimezone(UTC) if moment.tzinfo else moment
            values["joined_at"] = wall.strftime(dates.WIRE)
    return {**values, **_birth(form, own)}


def read(context: Context, form: Form, own: Row | None) -> dict[str, JSON]:
    """All that a profile's body may say, as column values; mistakes are noted."""
    values = columns(context, form, own)
    if form.given("profile_type"):
        values["profile_type"] = form.choice("profile_type", TYPES)
    if form.given("currency"):
        values["currency"] = form.text("currency")
        if facts.rate(context.store, context.currency, str(values["currency"])) is None:
            form.fail("currency", "The selected currency is invalid.")
    values |= _location(context.store, form, "joined_location")
    body = {} if own is None else dict(restored(own["body"]))
    extras = profile_extras.read(form, body)
    extras |= _location(context.store, form, "preferred_location")
    return {**values, "body": stored(extras)}


def normal_email(text: str) -> str:
    """As it is kept and compared."""
    return text.lower()


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def is_mobile(text: str) -> bool:
    """E.164, like +61412345678."""
    return _PHONE.fullmatch(text) is not None


def _name(form: Form, name: str) -> str | None:
    text = form.text(name)
    if text is not None and not text.strip():
        form.fail(name, f"The {name.replace('_', ' ')} field is required.")
    return text


def _email(store: Store, form: Form, own: Row | None) -> str | None:
    email = normal_email(form.text("email") or "")
    if email and not is_email(email):
        form.fail("email", "The email must be a valid email address.")
    elif _is_taken(store, BY_EMAIL, email, own):
        form.fail("email", "The email has already been taken.")
    return email or None


def _mobile(store: Store, form: Form, own: Row | None) -> str | None:
    mobile = form.text("mobile_phone")
    if mobile is not None and not is_mobile(mobile):
        form.fail("mobile_phone", "The mobile phone format is invalid.")
    elif _is_taken(store, BY_MOBILE, mobile, own):
        form.fail("mobile_phone", PHONE_TAKEN)
    return mobile


def _is_taken(store: Store, statement: str, value: str | None, own: Row | None) -> bool:
    """Whether another profile has it."""
    row = store.one(statement, value or None)
    return row is not None and (own is None or row["id"] != own["id"])


def _birth(form: Form, own: Row | None) -> dict[str, JSON]:
    """Day and month go together, a year needs both; what is not named is the profile's own."""
    if not any(form.named(name) for name in _BIRTH):
        return {}
    highest = {"birth_day": (1, 31), "birth_month": (1, 12), "birth_year": (1900, 2100)}
    found: dict[str, int | None] = {}
    for name, (low, high) in highest.items():
        kept = None if own is None else own[name]
        found[name] = form.integer(name, low, high) if form.named(name) else kept
    day, month, year = (found[name] for name in _BIRTH)
    if (day is None) != (month is None) or (year is not None and day is None):
        form.fail("birth_day", "The birth day and birth month are required together.")
    elif day is not None and month is not None and not _is_date(year or 2000, month, day):
        form.fail("birth_day", "The birth day is no day of that month.")
    return {**found}


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _location(store: Store, form: Form, stem: str) -> dict[str, JSON]:
    """``<stem>_id`` of the store that one of the three ways names; unknown ones are noted, for only a sale
    makes placeholders (rule 30)."""
    for suffix, statement in _LOCATION.items():
        name = stem + suffix
        if not form.given(name):
            continue
        reference = form.integer(name, low=1) if suffix == "_id" else form.reference(name)
        row = store.one(statement, reference)
        if row is None:
            form.fail(name, f"The selected {name.replace('_', ' ')} is invalid.")
            return {}
        return {f"{stem}_id": row["id"]}
    return {f"{stem}_id": None} if form.named(f"{stem}_id") else {}
