"""Gifts: whose a credit is while its recipient is unknown, and when an unused one goes back (2.7).

The guide: a credit for an unknown recipient stays with the purchaser until the recipient has a profile, and
a smart card reverts to the purchaser when it is not used within its period. ASSUMED: the recipient is known
by ``recipient_email``; the purchaser is ``creator_profile_id``; while it waits the credit is the purchaser's
like any other; the period is the definition's ``release_period`` with ``is_releasable``, or the credit's own
``released_at``; a card that was used in part stays; one that went back waits for nobody any more.
"""

from posdesk.sandbox.rules.store import Store

_RECIPIENT = (
    "SELECT id FROM profile WHERE email = ? COLLATE NOCASE AND profile_type <> 'deleted' AND merged_into IS NULL"
    " ORDER BY number"
)
_UNUSED = (
    "deleted_at IS NULL AND NOT is_void AND remaining = initial AND creator_profile_id IN"
    " (SELECT id FROM profile WHERE profile_type <> 'deleted' AND merged_into IS NULL)"
)
_NEXT = f"SELECT min(reverts_at) AS at FROM credit WHERE reverts_at IS NOT NULL AND {_UNUSED}"  # noqa: S608  constants
_REVERT = (
    "UPDATE credit SET profile_id = creator_profile_id, updated_at = reverts_at, reverts_at = NULL,"  # noqa: S608  constants
    f" is_waiting = 0 WHERE reverts_at <= ? AND {_UNUSED}"
)


def owner(
    store: Store, profile_id: str | None, creator_id: str | None, recipient_email: str | None
) -> tuple[str | None, bool]:
    """Whose a credit is, and whether it waits there for its recipient: the profile it was issued to; a gift
    is its recipient's as soon as one is known, until then its purchaser's."""
    if recipient_email is None or profile_id not in (None, creator_id):
        return profile_id or creator_id, False
    row = store.one(_RECIPIENT, recipient_email)
    if row is not None:
        return str(row["id"]), False
    return creator_id, creator_id is not None


def hand_over(store: Store, profile_id: str, email: str | None, at: str) -> None:
    """Give the profile, that has just got this ``email``, what waits for it. ``at`` is UTC text."""
    if email is not None:
        store.write(
            "UPDATE credit SET profile_id = ?, is_waiting = 0, updated_at = ?"
            " WHERE recipient_email = ? AND is_waiting AND deleted_at IS NULL",
            profile_id,
            at,
            email,
        )


def is_any_due(store: Store, at: str) -> bool:
    """Whether an unused card's period has run out at the UTC text ``at``; asked before every request,
    so in words that the store remembers the answer to whatever the time is."""
    row = store.one(_NEXT)
    return row is not None and row["at"] is not None and bool(row["at"] <= at)


def revert(store: Store, at: str) -> None:
    """Give those cards back to who bought them, as of the instant they were due."""
    store.write(_REVERT, at)
