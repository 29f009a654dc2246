"""Profiles in numbers, and from systems that do not know who exists: availability, sync, batch
(omneo-api.md 2.2).

The vendor queues a batch; here it is done when it is answered (ASSUMED). A row that is wrong is left out
whole and said under ``errors`` as ``profiles.<row>.<field>``; the good ones are in. A batch without a good
row is 422.
"""

import uuid

from posdesk.sandbox.rules import facts, identity_writes, people, profile_input
from posdesk.sandbox.rules.context import Context, created, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.profile_shape import shape
from posdesk.sandbox.rules.profile_writes import read_cards, saved
from posdesk.sandbox.rules.refusals import Refusal, invalid_fields
from posdesk.sandbox.rules.store import Row, Store

MAX_ROWS = 500  # what the vendor's own client sends at once
QUEUED_BATCH = "Profiles queued for batch import."
QUEUED_SYNC = "Profiles queued for sync."


def availability(context: Context) -> Response:
    """POST /profiles/availability: for each of email and mobile_phone whether it is free, else whose."""
    form = context.form()
    email, mobile = form.text("email"), form.text("mobile_phone")
    if email is None and mobile is None and not form.errors:
        form.require("email", "mobile_phone")
    if email is not None and not profile_input.is_email(email):
        form.fail("email", "The email must be a valid email address.")
    if mobile is not None and not profile_input.is_mobile(mobile):
        form.fail("mobile_phone", "The mobile phone format is invalid.")
    form.check()
    normal = None if email is None else profile_input.normal_email(email)
    return ok(
        {
            "email": _availability(context.store, profile_input.BY_EMAIL, normal),
            "mobile_phone": _availability(context.store, profile_input.BY_MOBILE, mobile),
        }
    )


def _availability(store: Store, statement: str, value: str | None) -> JSON:
    if value is None:
        return None
    row = store.one(statement, value)
    return {"available": row is None, "profile": None if row is None else {"id": row["id"]}}


def synced(context: Context) -> Response:
    """POST /profiles/sync: with an e-mail or mobile number an upsert by it, the e-mail first (the guide's);
    without either the vendor's message and nothing else, for nothing here is ever out of step."""
    form = context.form()
    if not form.given("email") and not form.given("mobile_phone"):
        read_cards(form)
        profile_input.read(context, form, None)
        form.check()
        return ok({"message": QUEUED_SYNC})
    row, is_new = saved(context, form, _matched(context.store, form))
    return created(shape(context, row)) if is_new else ok(shape(context, row))


def _matched(store: Store, form: Form) -> Row | None:
    email, mobile = form.raw("email"), form.raw("mobile_phone")
    found = None
    if isinstance(email, str):
        found = store.one(profile_input.BY_EMAIL, profile_input.normal_email(email))
    if found is None and isinstance(mobile, str):
        found = store.one(profile_input.BY_MOBILE, mobile)
    return found


def batched(context: Context) -> Response:
    """POST /profiles/batch ``{match_criteria, profiles}``: each row an upsert by e-mail (also ASSUMED when
    nothing is said) or by the identity of the handle that ``match_criteria`` names."""
    form = context.form()
    criteria = form.text("match_criteria") or "email"
    rows = form.array("profiles")
    if not rows:
        form.require("profiles")
        if rows == []:
            form.fail("profiles", "The profiles field is required.")
    elif len(rows) > MAX_ROWS:
        form.fail("profiles", f"The profiles may not have more than {MAX_ROWS} items.")
    form.check()
    errors: dict[str, JSON] = {}
    refused = sum(
        not _imported(context, criteria, form, f"profiles.{index}", row, errors)
        for index, row in enumerate(rows or ())
    )
    if refused == len(rows or ()):
        raise invalid_fields(errors)
    body: dict[str, JSON] = {"message": QUEUED_BATCH, "batch_id": _next_batch(context.store)}
    return ok({**body, "errors": errors} if errors else body)


def _imported(
    context: Context, criteria: str, batch: Form, place: str, row: JSON, errors: dict[str, JSON]
) -> bool:
    """Whether the row is in; if not, why is in ``errors`` and nothing of it is written."""
    try:
        with context.store.part():
            form = batch.part(place, row, {})
            saved(context, form, _by_criteria(context.store, criteria, form))
    except Refusal as refusal:
        if refusal.errors is None:
            raise
        errors.update(refusal.errors)
        return False
    return True


def _by_criteria(store: Store, criteria: str, form: Form) -> Row | None:
    if criteria == "email":
        email = form.raw("email")
        normal = profile_input.normal_email(email) if isinstance(email, str) else None
        return store.one(profile_input.BY_EMAIL, normal)
    for entry in form.raw("identities") if isinstance(form.raw("identities"), list) else ():
        if isinstance(entry, dict) and entry.get("handle") == criteria:
            identifier = Form(entry).reference("identifier")
            taken = identity_writes.holder(store, criteria, identifier or "")
            return None if taken is None else people.find(store, taken["profile_id"])
    return None


def _next_batch(store: Store) -> str:
    """An id like any other: the same for the same requests on the same seed."""
    count = int(facts.get(store, "batches") or 0) + 1
    facts.put(store, "batches", str(count))
    made = uuid.uuid5(uuid.NAMESPACE_OID, f"{facts.get(store, 'identity')} batch {count}")
    return str(uuid.UUID(bytes=made.bytes, version=4))
