"""Giving, changing and taking away identities (omneo-api.md 2.1).

A handle and identifier pair is one profile's (rule 28); a deleted profile's is free again (ASSUMED). A profile
has at most one primary identity, which is mirrored into its ``external_id``: making one primary makes the
others not. ``{handle}`` means the newest active identity of that handle, else the newest (ASSUMED); digits
that are the id of one of the profile's identities mean that one (section 8).
"""

import re
from dataclasses import dataclass

from posdesk.sandbox.rules import people
from posdesk.sandbox.rules.context import Context, created, deleted, ok
from posdesk.sandbox.rules.form import Form
from posdesk.sandbox.rules.identity_shape import shape
from posdesk.sandbox.rules.messages import Response
from posdesk.sandbox.rules.refusals import not_found
from posdesk.sandbox.rules.store import Row, Store

TAKEN = "The identifier has already been taken."
_HANDLE = re.compile(r"[A-Za-z0-9_-]+")
_GONE = "(SELECT id FROM profile WHERE profile_type = 'deleted')"
_FREED = f"DELETE FROM identity WHERE handle = ? AND identifier = ? AND profile_id IN {_GONE}"  # noqa: S608  constant
_HELD = f"SELECT * FROM identity WHERE handle = ? AND identifier = ? AND profile_id NOT IN {_GONE}"  # noqa: S608  constant


@dataclass(frozen=True, slots=True)
class Card:
    """An identity to be: a card, or a person's number in another system. ``place`` names it in messages."""

    handle: str
    identifier: str
    is_active: bool = True
    is_primary: bool | None = None
    place: str = ""


def read_card(form: Form, place: str = "") -> Card:
    """``{handle, identifier, is_active?, is_primary?}``; mistakes are noted."""
    handle = form.need_text("handle")
    if handle and not _HANDLE.fullmatch(handle):
        form.fail("handle", "The handle may only contain letters, numbers, dashes and underscores.")
    is_active = form.flag("is_active") is not False
    return Card(handle, _identifier(form), is_active, form.flag("is_primary"), place)


def _identifier(form: Form) -> str:
    """Always text, and not blank; a whole number is taken as text."""
    identifier = form.reference("identifier")
    if identifier is None and form.given("identifier"):
        return ""  # noted already
    if not (identifier or "").strip():
        form.fail("identifier", "The identifier field is required.")
    return identifier or ""


def holder(store: Store, handle: str, identifier: str) -> Row | None:
    """The identity that takes the pair; None: it is free."""
    return store.one(_HELD, handle, identifier)


def created_row(context: Context, profile_id: str, card: Card) -> Row:
    """A new identity; its pair must be free. The one place where an identity is made by a request."""
    context.store.write(_FREED, card.handle, card.identifier)
    identity_id = context.store.insert(
        "INSERT INTO identity (profile_id, handle, identifier, is_primary, is_active, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        profile_id,
        card.handle,
        card.identifier,
        int(bool(card.is_primary)),
        int(card.is_active),
        context.at,
        context.at,
    )
    return _settled(context, identity_id)


def updated_row(
    context: Context, row: Row, identifier: str, *, is_active: bool, is_primary: bool
) -> Row:
    """The identity ``row`` with these values; the pair must be its own or free."""
    if identifier != row["identifier"]:
        context.store.write(_FREED, row["handle"], identifier)
    context.store.write(
        "UPDATE identity SET identifier = ?, is_active = ?, is_primary = ?, updated_at = ? WHERE id = ?",
        identifier,
        int(is_active),
        int(is_primary),
        context.at,
        row["id"],
    )
    return _settled(context, row["id"])


def _settled(context: Context, identity_id: int) -> Row:
    """The row after its write: alone primary when it is, and its profile found by it."""
    row = context.store.one("SELECT * FROM identity WHERE id = ?", identity_id)
    if row is None:
        raise not_found()
    if row["is_primary"]:
        context.store.write(
            "UPDATE identity SET is_primary = 0, updated_at = ? WHERE profile_id = ? AND is_primary AND id <> ?",
            context.at,
            row["profile_id"],
            identity_id,
        )
    people.refresh_search_text(context.store, row["profile_id"])
    return row


def put(context: Context, profile_id: str, card: Card) -> Row:
    """The profile has ``card`` now: made, or its own one changed as far as the card says."""
    own = holder(context.store, card.handle, card.identifier)
    if own is None:
        return created_row(context, profile_id, card)
    is_primary = bool(own["is_primary"]) if card.is_primary is None else card.is_primary
    return updated_row(
        context, own, own["identifier"], is_active=card.is_active, is_primary=is_primary
    )


def posted(context: Context) -> Response:
    """POST /profiles/{p}/identities. 422 for a pair that somebody has, the profile itself included."""
    profile = people.find(context.store, context.params["p"])
    form = context.form()
    card = read_card(form)
    if holder(context.store, card.handle, card.identifier) is not None:
        form.fail("identifier", TAKEN)
    form.check()
    return created(shape(created_row(context, profile["id"], card)))


def read(context: Context) -> Response:
    """GET /profiles/{p}/identities/{handle}, and …/id/{id}."""
    return ok(shape(_addressed(context)))


def changed(context: Context) -> Response:
    """PUT of one identity: identifier, is_active, is_primary; what is given changes."""
    row = _addressed(context)
    form = context.form()
    identifier = _identifier(form) if form.named("identifier") else str(row["identifier"])
    is_active, is_primary = form.flag("is_active"), form.flag("is_primary")
    other = holder(context.store, row["handle"], identifier)
    if other is not None and other["id"] != row["id"]:
        form.fail("identifier", TAKEN)
    form.check()
    found = updated_row(
        context,
        row,
        identifier,
        is_active=bool(row["is_active"]) if is_active is None else is_active,
        is_primary=bool(row["is_primary"]) if is_primary is None else is_primary,
    )
    return ok(shape(found))


def removed(context: Context) -> Response:
    """DELETE of one identity: 204. When it was the primary one, none is (ASSUMED)."""
    row = _addressed(context)
    context.store.write("DELETE FROM identity WHERE id = ?", row["id"])
    people.refresh_search_text(context.store, row["profile_id"])
    return deleted()


def _addressed(context: Context) -> Row:
    """The identity of the profile ``p`` that the path means. Raises Refusal 404."""
    profile = people.find(context.store, context.params["p"])
    handle = context.params.get("handle")
    if handle is None:
        row = _own(context.store, profile["id"], context.number("id"))
    elif handle.isascii() and handle.isdigit() and len(handle) <= 15:
        row = _own(context.store, profile["id"], int(handle)) or newest(
            context.store, profile["id"], handle
        )
    else:
        row = newest(context.store, profile["id"], handle)
    if row is None:
        raise not_found()
    return row


def _own(store: Store, profile_id: str, identity_id: int) -> Row | None:
    return store.one(
        "SELECT * FROM identity WHERE profile_id = ? AND id = ?", profile_id, identity_id
    )


def newest(store: Store, profile_id: str, handle: str) -> Row | None:
    """The profile's newest active identity of that handle, else its newest."""
    return store.one(
        "SELECT * FROM identity WHERE profile_id = ? AND handle = ? ORDER BY is_active DESC, id DESC",
        profile_id,
        handle,
    )
