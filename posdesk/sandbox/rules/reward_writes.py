"""Issuing, changing and deleting rewards, one or ten thousand at a time (omneo-api.md 2.4.2).

A batch is all or nothing: one wrong row refuses the whole, and every wrong row is named (``rewards.7.profile_id``;
ASSUMED). It is done when it is answered, whatever the vendor's word "queued" says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import dates, definitions, issuing, rewards
from posdesk.sandbox.rules.context import Context, answer, created, deleted, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.json_text import JSON, stored
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.store import Row

MAX_ROWS = 10_000
QUEUED = "Rewards queued for batch import."


@dataclass(frozen=True, slots=True)
class _Draft:
    """A reward that may be written: amounts in minor units, dates local to ``zone`` unless aware."""

    definition: Row
    profile_id: str
    zone: ZoneInfo
    initial: int
    remaining: int | None
    start: datetime | None
    end: datetime | None
    external_id: str | None
    meta: dict[str, JSON] | None

    def write(self, context: Context) -> Row:
        return rewards.insert(
            context, self.definition, self.profile_id, self.zone, self.initial, self.remaining,
            self.start, self.end, self.external_id, self.meta,
        )  # fmt: skip


def issued(context: Context) -> Response:
    """POST /rewards."""
    form = context.form()
    draft = _read(form, context)
    form.check()
    return created(rewards.shape(context.store, draft.write(context), context.at))


def batch(context: Context) -> Response:
    """POST /rewards/batch: an array of rewards, or ``{"rewards": [...]}``, at most 10,000. A row may name
    its profile by ``profile_id_handle`` (``email`` or an identity's handle). 200 with a message; 422
    naming each wrong row's fields."""
    body = context.body()
    form = context.form_of(body if isinstance(body, Mapping) else {"rewards": body})
    rows = form.array("rewards")
    if not rows and not form.errors:
        form.fail("rewards", "The rewards field is required.")
    if rows and len(rows) > MAX_ROWS:
        form.fail("rewards", f"The rewards may not have more than {MAX_ROWS} items.")
    form.check()
    drafts = [_read(entry, context, by_handle=True) for entry in form.forms("rewards") or ()]
    form.check()
    for draft in drafts:
        draft.write(context)
    return answer(200, {"message": QUEUED})


def _read(form: Form, context: Context, *, by_handle: bool = False) -> _Draft:
    """What one body says; mistakes are noted, and then the draft must not be written."""
    store = context.store
    definition = definitions.chosen(form, store, "rewards", "reward")
    profile_id = issuing.owner_by_handle(form, store) if by_handle else issuing.owner(form, store)
    initial = form.money("value_initial", low=1)
    remaining = form.money("value_remaining", low=0)
    if not form.given("value_initial") and definition:
        initial = definition["value"]
        if not initial:
            form.require("value_initial")
    issuing.require_worth(form, definition, initial, remaining)
    return _Draft(
        definition, profile_id, form.zone("timezone", context.zone), initial or 0, remaining,
        form.when("issued_at"), form.when("expires_at"), form.reference("external_id"),
        form.mapping("meta"),
    )  # fmt: skip


def changed(context: Context) -> Response:
    """PUT /rewards/{id}: values, end, meta, reference; what is given changes. A changed value is a
    correction, not a redemption: the ledger keeps them apart."""
    row = rewards.addressed(context)
    form = context.form()
    initial = form.money("value_initial", low=1)
    remaining = form.money("value_remaining", low=0)
    initial = row["initial"] if initial is None else initial
    left = row["remaining"] if remaining is None else remaining
    definition = definitions.find(context.store, "rewards", row["definition_id"])
    issuing.require_worth(form, definition, initial, left)
    zone = form.zone("timezone", ZoneInfo(row["timezone"]))
    end = form.when("expires_at")
    expires = None if end is None else dates.utc_text(dates.to_utc(end, zone))
    meta, external_id = form.mapping("meta"), form.reference("external_id")
    form.check()
    context.store.write(
        "UPDATE reward SET initial = ?1, remaining = ?2, outside = outside + (?1 - initial) - (?2 - remaining),"
        " expires_at = ?3, meta = ?4, external_id = ?5, updated_at = ?6 WHERE id = ?7",
        initial,
        left,
        expires if form.named("expires_at") else row["expires_at"],
        stored(meta) if form.named("meta") else row["meta"],
        external_id if form.named("external_id") else row["external_id"],
        context.at,
        row["id"],
    )
    return ok(rewards.shape(context.store, rewards.find(context.store, row["id"]), context.at))


def removed(context: Context) -> Response:
    """DELETE /rewards/{id}: 204. It is out of every balance; histories still show it (U34)."""
    row = rewards.addressed(context)
    context.store.write(
        "UPDATE reward SET deleted_at = ?1, updated_at = ?1 WHERE id = ?2", context.at, row["id"]
    )
    return deleted()
