"""Events that nothing caused: what somebody wants to see their till do, by name.

A body is that of the named kind of object, taken from the tenant's own newest row (of the customer, if there
is one), so every id in it can be looked up. Events whose object this tenant does not keep (tiers, orders)
carry the customer's profile beside their ids, which is ASSUMED, as is everything about their shape.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from posdesk.sandbox.rules import dates, people, sale_shape, webhook_events
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.json_text import JSON, encode
from posdesk.sandbox.rules.outbox import Outbox
from posdesk.sandbox.rules.refusals import invalid
from posdesk.sandbox.rules.store import Row

# The newest row of each kind, of the customer's first; one statement a kind, all constant.
_NEWEST = {
    "identity": "SELECT id FROM identity ORDER BY profile_id IS ? DESC, id DESC",
    "reward": "SELECT id FROM reward WHERE deleted_at IS NULL ORDER BY profile_id IS ? DESC, id DESC",
    "benefit": "SELECT id FROM benefit WHERE deleted_at IS NULL ORDER BY profile_id IS ? DESC, id DESC",
    "point": "SELECT id FROM point WHERE deleted_at IS NULL ORDER BY profile_id IS ? DESC, id DESC",
    "transaction": "SELECT id FROM sale WHERE deleted_at IS NULL ORDER BY profile_id IS ? DESC, id DESC",
    "transaction-item": "SELECT i.id FROM sale_item i JOIN sale s ON s.id = i.sale_id"
    " ORDER BY s.profile_id IS ? DESC, i.id DESC",
    "location": "SELECT id FROM location ORDER BY ? IS NULL, id DESC",
    "benefit-definition": "SELECT id FROM definition WHERE kind = 'benefits' ORDER BY ? IS NULL, id DESC",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """What to send. ``profile_id`` None is the tenant's first customer; ``url`` goes there instead of to the
    subscribers; ``times`` is how often, for duplicates; ``age_s`` makes the body's ``updated_at`` that many
    seconds old, for deliveries out of order; ``changes`` replace fields of the body."""

    event: str
    profile_id: str | None = None
    url: str | None = None
    times: int = 1
    age_s: int = 0
    changes: Mapping[str, JSON] = field(default_factory=dict)


def put_sample(context: Context, outbox: Outbox, sample: Sample) -> list[int]:
    """Owe the sample's deliveries; their numbers. Inside a write transaction.

    Raises Refusal 404 for an unknown profile, 422 when nobody would be told."""
    targets: list[Row] = [{"id": None, "url": sample.url}]
    if sample.url is None:
        targets = context.store.all(
            "SELECT id, url FROM webhook WHERE is_active AND trigger = ? ORDER BY id", sample.event
        )
    if not targets:
        raise invalid("event", "No active webhook has this trigger; subscribe, or give a url.")
    body = encode(_body(context, sample))
    return [
        outbox.put(target["id"], target["url"], sample.event, body, context.at)
        for _ in range(sample.times)
        for target in targets
    ]


def _body(context: Context, sample: Sample) -> dict[str, JSON]:
    owner = _customer(context, sample.profile_id)
    at = dates.utc_text(context.now - timedelta(seconds=sample.age_s))
    noun, _, verb = sample.event.rpartition(".")
    found = _of_noun(context, noun, verb, owner)
    if found is None:
        customer = webhook_events.profile(context, owner)
        found = {"profile_id": owner, "profile": customer, "created_at": at}
    if verb == "created":
        found["created_at"] = at
    return {**found, "updated_at": at, **sample.changes}


def _of_noun(context: Context, noun: str, verb: str, owner: str) -> dict[str, JSON] | None:
    if noun in ("profile", "profile-temporary"):
        return _of_profile(context, verb, owner)
    if noun == "balance":
        return webhook_events.context_of(context, "balance.updated", owner)
    if noun not in _NEWEST:
        return None
    row = context.store.one(_NEWEST[noun] + " LIMIT 1", owner)
    if row is None:
        return _first_sale(context, owner) if noun == "transaction" else None
    return webhook_events.context_of(context, f"{noun}.{verb}", row["id"])


def _first_sale(context: Context, owner: str) -> dict[str, JSON]:
    """A transaction as a tenant's first sale would show it; it is not recorded."""
    columns = context.store.all("SELECT name FROM pragma_table_info('sale')")
    row = dict.fromkeys(column["name"] for column in columns) | {
        "id": 1,
        "external_id": "SAMPLE-1",
        "profile_id": owner,
        "total": 6500,
        "total_original": 6500,
        "currency": context.currency,
        "transacted_at": context.at,
        "timezone": context.zone.key,
        "receipt_ref": "1",
        "payments": '["EFTPOS"]',
        "body": "{}",
        "created_at": context.at,
        "updated_at": context.at,
    }
    item = {"id": 1, "name": "Linen Shirt", "quantity": 1, "price_current": 65, "price_sell": 65}
    body = sale_shape.shape(context, row)
    return {**body, "profile": webhook_events.profile(context, owner), "items": [item]}


def _of_profile(context: Context, verb: str, owner: str) -> dict[str, JSON] | None:
    if verb == "deleted":
        return webhook_events.gone(context, owner)
    found = webhook_events.profile(context, owner)
    if found is not None and verb == "merged":
        found["merged_from"] = str(uuid.uuid5(uuid.NAMESPACE_OID, f"merged into {owner}"))
    return found


def _customer(context: Context, profile_id: str | None) -> str:
    if profile_id is not None:
        return str(people.find(context.store, profile_id)["id"])
    row = context.store.one(
        "SELECT id FROM profile WHERE profile_type NOT IN ('deleted', 'system') AND merged_into IS NULL"
        " ORDER BY number LIMIT 1"
    )
    if row is None:
        raise invalid("profile_id", "The tenant has no customer.")
    return str(row["id"])
