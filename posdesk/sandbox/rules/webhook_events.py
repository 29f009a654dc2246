"""From rows that a request touched to events, and to what they say (omneo-api.md 2.15).

``Watch`` arms the triggers of ``webhook_tables`` while a webhook is active, and after each writing request
turns what they noted into deliveries, in its own transaction. One event for a row and request: what was made
and changed at once was created, what is gone is deleted.

Bodies are Event Contexts, not wrapped in ``data``. Documented are those of profiles and, roughly, of
transactions; ASSUMED: the others are the object as its route shows it, ``balance.updated`` the balances with
their ``profile_id``, ``profile.deleted`` id, type and date, ``profile.merged`` the profile that stays, with
``merged_from``; a transaction brings its customer's profile and usable rewards and benefits. Credits have no
event of their own, and redemptions show in those of what they took.
"""

from collections.abc import Callable, Iterator

from posdesk.sandbox.rules import (
    balances,
    benefits,
    definitions,
    json_logic,
    locations,
    points,
    profile_shape,
    rewards,
    sale_shape,
    webhook_tables,
)
from posdesk.sandbox.rules.context import Context
from posdesk.sandbox.rules.identity_shape import shape as identity_shape
from posdesk.sandbox.rules.json_text import JSON, encode, restored
from posdesk.sandbox.rules.outbox import Outbox
from posdesk.sandbox.rules.refusals import Refusal
from posdesk.sandbox.rules.store import Row, Store

Body = dict[str, JSON]
# The strongest verb of a request wins.
_STRENGTH = {"updated": 0, "created": 1, "merged": 2, "deleted": 3}


class Watch:
    """Notes what requests change, while a webhook is active."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox
        self._armed = False

    def settle(self) -> None:
        """Arm or disarm after any change of webhooks; outside a write transaction."""
        wanted = bool(self._store.one("SELECT 1 AS yes FROM webhook WHERE is_active LIMIT 1"))
        if wanted != self._armed:
            self._store.run(webhook_tables.WATCHED if wanted else webhook_tables.UNWATCHED)
            self._armed = wanted
        elif wanted:
            self._store.write("DELETE FROM temp.touched")

    def gather(self, context: Context) -> None:
        """Owe the deliveries of what this request changed; inside its write transaction."""
        if not self._armed:
            return
        touched = self._store.all("SELECT noun, key, verb FROM temp.touched ORDER BY rowid")
        if not touched:
            return
        self._store.write("DELETE FROM temp.touched")
        for event, key in _events(context, touched):
            subscribers = self._subscribers(context, event)
            body = context_of(context, event, key) if subscribers else None
            for webhook in subscribers:
                if body is not None and json_logic.holds(restored(webhook["condition"]), body):
                    self._outbox.put(webhook["id"], webhook["url"], event, encode(body), context.at)

    def _subscribers(self, context: Context, event: str) -> list[Row]:
        """Active webhooks of that trigger; not those of the caller's own namespace (the loop guard).

        ASSUMED: the integration that a token stands for is the token's name."""
        caller = None if context.token is None else context.token.id
        return self._store.all(
            "SELECT id, url, coalesce(condition, 'true') AS condition FROM webhook"
            " WHERE is_active AND trigger = ?"
            " AND namespace IS NOT (SELECT name FROM token WHERE id = ?) ORDER BY id",
            event,
            caller,
        )


def _events(context: Context, touched: list[Row]) -> Iterator[tuple[str, str | int]]:
    """Names and keys in the order of the first touch."""
    verbs: dict[tuple[str, str | int], str] = {}
    for row in touched:
        place, verb = (row["noun"], row["key"]), row["verb"]
        verbs[place] = max(verbs.get(place, verb), verb, key=_STRENGTH.__getitem__)
    for (noun, key), verb in verbs.items():
        if noun != "profile":
            yield f"{noun}.{verb}", key
        elif (kind := _kind(context.store, key)) != "system":
            temporary = kind == "temporary" and verb == "created"
            yield f"profile-temporary.{verb}" if temporary else f"profile.{verb}", key


def _kind(store: Store, profile_id: str | int) -> str | None:
    row = store.one("SELECT profile_type FROM profile WHERE id = ?", profile_id)
    return None if row is None else str(row["profile_type"])


def context_of(context: Context, event: str, key: str | int) -> Body | None:
    """What the event says about the row ``key``; None when there is nothing left to say."""
    noun, _, verb = event.rpartition(".")
    if noun in ("profile", "profile-temporary"):
        return _PROFILE_BODIES.get(verb, profile)(context, str(key))
    if noun not in _BODIES:
        return None
    try:
        found = _BODIES[noun](context, key)
    except Refusal:  # whoever it belongs to is gone
        found = None
    return {"id": key} if found is None and verb == "deleted" else found


def profile(context: Context, profile_id: str) -> Body | None:
    """A profile with its flattened statuses and tags (2.15)."""
    row = context.store.one("SELECT * FROM profile WHERE id = ?", profile_id)
    if row is None or row["profile_type"] == "deleted" or row["merged_into"] is not None:
        return None
    body = profile_shape.shape(context, row)
    return {**body, "flattened_statuses": body["statuses"], "flattened_tags": body["tags"]}


def gone(context: Context, profile_id: str) -> Body:
    """A profile that was deleted."""
    return {"id": profile_id, "profile_type": "deleted", "updated_at": context.at}


def _merged(context: Context, profile_id: str) -> Body | None:
    row = context.store.one("SELECT merged_into FROM profile WHERE id = ?", profile_id) or {}
    kept = profile(context, str(row.get("merged_into")))
    return None if kept is None else {**kept, "merged_from": profile_id}


_PROFILE_BODIES: dict[str, Callable[[Context, str], Body | None]] = {
    "deleted": gone,
    "merged": _merged,
}


def _balance(context: Context, key: str | int) -> Body:
    return {"profile_id": key, **balances.of(context, str(key)), "updated_at": context.at}


def _identity(context: Context, key: str | int) -> Body | None:
    row = context.store.one("SELECT * FROM identity WHERE id = ?", key)
    return None if row is None else identity_shape(row)


def _location(context: Context, key: str | int) -> Body | None:
    row = context.store.one("SELECT * FROM location WHERE id = ?", key)
    return None if row is None else locations.shape(row)


def _definition(context: Context, key: str | int) -> Body:
    return definitions.shape(context.store, definitions.find(context.store, "benefits", int(key)))


def _reward(context: Context, key: str | int) -> Body:
    return rewards.shape(context.store, rewards.find(context.store, int(key)), context.at)


def _benefit(context: Context, key: str | int) -> Body:
    return benefits.shape(context.store, benefits.find(context.store, int(key)), context.at)


def _point(context: Context, key: str | int) -> Body:
    return points.shape(context.store, points.find(context.store, int(key)), context.at)


def _transaction(context: Context, key: str | int) -> Body | None:
    store, at = context.store, context.at
    row = store.one("SELECT * FROM sale WHERE id = ?", key)
    if row is None:
        return None
    body = sale_shape.shape(context, row)
    owner = None if row["profile_id"] is None else profile(context, row["profile_id"])
    if owner is None:
        return body
    usable = store.all(
        f"SELECT * FROM reward WHERE profile_id = ? AND {balances.REWARDS_USABLE} ORDER BY id",  # noqa: S608  constant
        owner["id"], at, at,
    )  # fmt: skip
    entitled = store.all(
        f"SELECT * FROM benefit WHERE profile_id = ? AND {benefits.REDEEMABLE} ORDER BY id",  # noqa: S608  constant
        owner["id"], at, at,
    )  # fmt: skip
    return {
        **body,
        "profile": owner,
        "rewards": [rewards.shape(store, found, at) for found in usable],
        "benefits": [benefits.shape(store, found, at) for found in entitled],
    }


def _transaction_item(context: Context, key: str | int) -> Body | None:
    item = context.store.one("SELECT sale_id FROM sale_item WHERE id = ?", key)
    sale = context.store.one("SELECT * FROM sale WHERE id = ?", item["sale_id"]) if item else None
    items = sale_shape.shape(context, sale)["items"] if sale else []
    return next((found for found in items if found["id"] == key), None)


_BODIES: dict[str, Callable[[Context, str | int], Body | None]] = {
    "identity": _identity,
    "reward": _reward,
    "benefit": _benefit,
    "benefit-definition": _definition,
    "point": _point,
    "balance": _balance,
    "transaction": _transaction,
    "transaction-item": _transaction_item,
    "location": _location,
}
