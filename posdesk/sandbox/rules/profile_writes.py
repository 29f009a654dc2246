"""Making, changing and removing profiles (omneo-api.md 2.2).

Every profile that a request makes or changes passes ``created_row`` or ``updated_row``, staff too; only the
placeholder of an unknown staff number does not. Deleting is soft (U41); purging erases the person and leaves
an empty shell, so that sales and the ledger still add up (ASSUMED).
"""

import uuid
from collections.abc import Mapping, Sequence

from posdesk.sandbox.rules import facts, identity_writes, people, profile_input, tiers
from posdesk.sandbox.rules.context import Context, created, deleted, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.identity_writes import Card
from posdesk.sandbox.rules.json_text import JSON, restored, stored
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.profile_shape import shape
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

MAX_CARDS = 50
_PURGED = "purged_at"
# A profile ?1 and those merged into it; ?2 is now.
_OF_THEM = "WHERE profile_id IN (SELECT id FROM profile WHERE id = ?1 OR merged_into = ?1)"
_HIDDEN = "SET deleted_at = coalesce(deleted_at, ?2), updated_at = ?2, meta = NULL"
_NO_CARD = (
    "note = NULL, body = '{}', credit_number = NULL, security_code = NULL,"
    " recipient_email = NULL, creator_profile_id = NULL, is_waiting = 0, reverts_at = NULL"
)
# What names or reaches a person in other tables.
_ERASED = (
    f"UPDATE reward {_HIDDEN} {_OF_THEM}",
    f"UPDATE point {_HIDDEN} {_OF_THEM}",
    f"UPDATE benefit {_HIDDEN} {_OF_THEM}",
    f"UPDATE credit {_HIDDEN}, {_NO_CARD} {_OF_THEM}",
    f"UPDATE sale SET updated_at = ?2, receipt_email = NULL {_OF_THEM}",  # noqa: S608  constants
)
_UNNAMED = f"DELETE FROM identity {_OF_THEM}"  # noqa: S608  constant


def created_row(context: Context, values: Mapping[str, JSON], cards: Sequence[Card] = ()) -> Row:
    """A new profile of these column values (names required), with ``cards`` whose pairs are free."""
    profile_id = _new_id(context.store)
    given = {name: value for name, value in values.items() if value is not None}
    row = {"currency": context.currency, "profile_type": "active", "joined_at": context.at, **given}
    people.insert(context.store, {**row, "id": profile_id}, context.at)
    for card in cards:
        identity_writes.created_row(context, profile_id, card)
    return people.find(context.store, profile_id)


def updated_row(
    context: Context, row: Row, values: Mapping[str, JSON], cards: Sequence[Card] = ()
) -> Row:
    """The profile ``row`` with these column values, and with ``cards``: its own, or free ones."""
    people.change(context.store, row, values, context.at)
    for card in cards:
        identity_writes.put(context, row["id"], card)
    return people.find(context.store, row["id"])


def deleted_row(context: Context, row: Row) -> None:
    """Nobody finds the profile any more; its history stays (U41)."""
    people.change(context.store, row, {"profile_type": "deleted"}, context.at)


def _new_id(store: Store) -> str:
    """In the shape of a UUID v4 (1.7), but the same for the same requests on the same seed."""
    count = store.count("SELECT max(number) FROM profile") + 1
    made = uuid.uuid5(uuid.NAMESPACE_OID, f"{facts.get(store, 'identity')} {count}")
    return str(uuid.UUID(bytes=made.bytes, version=4))


def saved(context: Context, form: Form, own: Row | None = None) -> tuple[Row, bool]:
    """The profile of a body, and whether it is new. Raises Refusal 422; then nothing was written.

    ``own`` is the profile to change. Without it, an identity that somebody has leads there: the data is that
    profile's (1.11); else a profile is made, and its first identity is primary unless one says so or says no
    (ASSUMED: a create cannot name a primary one, yet ``external_id`` mirrors it)."""
    cards = read_cards(form)
    own = own or _routed(context.store, cards)
    if own is None:
        form.require("first_name", "last_name", "email")
    values = profile_input.read(context, form, own)
    _require_free(context.store, form, cards, own)
    form.check()
    if own is not None:
        return updated_row(context, own, _without_nothing(values), cards), False
    if cards and not any(card.is_primary for card in cards) and cards[0].is_primary is None:
        cards = [Card(cards[0].handle, cards[0].identifier, cards[0].is_active, True), *cards[1:]]
    values["tier_handle"] = tiers.attained(context.store, 0)
    return created_row(context, values, cards), True


def _without_nothing(values: dict[str, JSON]) -> dict[str, JSON]:
    """A required column keeps what it has when the body says null."""
    kept = ("first_name", "last_name", "email", "profile_type", "currency")
    return {name: value for name, value in values.items() if value is not None or name not in kept}


def read_cards(form: Form) -> list[Card]:
    """The identities that a body gives; mistakes are noted."""
    entries = form.forms("identities") or []
    if len(entries) > MAX_CARDS:
        form.fail("identities", f"The identities may not have more than {MAX_CARDS} items.")
        return []
    return [
        identity_writes.read_card(entry, f"identities.{index}.identifier")
        for index, entry in enumerate(entries)
    ]


def _routed(store: Store, cards: list[Card]) -> Row | None:
    """The profile that already has the first taken one of ``cards``."""
    for card in cards:
        taken = identity_writes.holder(store, card.handle, card.identifier)
        if taken is not None:
            return people.find(store, taken["profile_id"])
    return None


def _require_free(store: Store, form: Form, cards: list[Card], own: Row | None) -> None:
    """Notes each of ``cards`` that another profile has, or that is there twice."""
    seen: set[tuple[str, str]] = set()
    for card in cards:
        pair = (card.handle, card.identifier)
        taken = identity_writes.holder(store, *pair)
        if pair in seen or (
            taken is not None and (own is None or taken["profile_id"] != own["id"])
        ):
            form.fail(card.place, identity_writes.TAKEN)
        seen.add(pair)


def posted(context: Context) -> Response:
    """POST /profiles: 201, or 200 when an identity led to a profile that exists."""
    row, is_new = saved(context, context.form())
    return created(shape(context, row)) if is_new else ok(shape(context, row))


def changed(context: Context) -> Response:
    """PUT /profiles/{p}: what is given changes (rule 34)."""
    own = people.find(context.store, context.params["p"])
    row, _ = saved(context, context.form(), own)
    return ok(shape(context, row))


def removed(context: Context) -> Response:
    """DELETE /profiles/{p}: 204, soft (U41)."""
    deleted_row(context, people.find(context.store, context.params["p"]))
    return deleted()


def purged(context: Context) -> Response:
    """DELETE = POST /profiles/{p}/purge: 204. Also of a deleted profile; a purged or merged one is 404."""
    store = context.store
    row = store.one("SELECT * FROM profile WHERE id = ?", context.params["p"])
    if row is None or row["merged_into"] is not None or _PURGED in restored(row["body"]):
        raise not_found()
    store.write(_UNNAMED, row["id"])
    for statement in _ERASED:
        store.write(statement, row["id"], context.at)
    for shell in store.all("SELECT * FROM profile WHERE id = ?1 OR merged_into = ?1", row["id"]):
        kept = ("id", "number", "currency", "merged_into")
        empty: dict[str, JSON] = {name: None for name in people.COLUMNS if name not in kept}
        empty |= {"first_name": "", "last_name": "", "profile_type": "deleted", "spent": 0}
        people.change(store, shell, {**empty, "body": stored({_PURGED: context.at})}, context.at)
    return deleted()
