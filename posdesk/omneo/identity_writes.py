"""Giving, changing and taking away cards and outside ids (omneo-api.md 2.1).

An identity is addressed by its id: the guides put it below ``identities``, the reference below ``identities/id``.
The reference's path by handle is not used, for two identities of a profile may share one.
"""

from __future__ import annotations

from posdesk.omneo.calls import Call, Dialect, changing, one_of, removing, writing
from posdesk.omneo.identities import Identity, read_identity
from posdesk.omneo.wire import without_none

_ONE = {
    Dialect.GUIDE: "/profiles/{profile_id}/identities/{identity_id}",
    Dialect.REFERENCE: "/profiles/{profile_id}/identities/id/{identity_id}",
}


def add(
    profile_id: str,
    *,
    handle: str,
    identifier: str,
    is_active: bool = True,
    is_primary: bool | None = None,
) -> Call[Identity]:
    """Give the profile a card. One that anybody has already is Invalid, ``identifier`` in ``fields`` (ASSUMED)."""
    body = without_none(
        {
            "handle": handle,
            "identifier": identifier,
            "is_active": is_active,
            "is_primary": is_primary,
        }
    )
    reader = one_of(
        lambda row: read_identity(row, profile_id=profile_id, handle=handle, identifier=identifier),
        "identity",
    )
    return writing("/profiles/{profile_id}/identities", reader, body, profile_id=profile_id)


def change(
    profile_id: str,
    identity_id: int,
    *,
    dialect: Dialect,
    identifier: str | None = None,
    is_active: bool | None = None,
    is_primary: bool | None = None,
) -> Call[Identity]:
    """Change what is named. A lost card is made inactive; the primary one shows as the profile's external id."""
    body = without_none(
        {"identifier": identifier, "is_active": is_active, "is_primary": is_primary}
    )
    reader = one_of(lambda row: read_identity(row, profile_id=profile_id), "identity")
    return changing(_ONE[dialect], reader, body, profile_id=profile_id, identity_id=identity_id)


def remove(profile_id: str, identity_id: int, *, dialect: Dialect) -> Call[None]:
    """Take the identity away; it may then be given to somebody else."""
    return removing(_ONE[dialect], profile_id=profile_id, identity_id=identity_id)
