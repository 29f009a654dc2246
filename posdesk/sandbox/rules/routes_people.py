"""Routes about people and tokens: accounts, identities, profiles.

ASSUMED scopes (1.8 lists no nearer ones): a profile's identities are written, and profiles deleted, purged and
merged, with ``update-profiles``; batch and sync, which may make some, ask for ``create-profiles``.
"""

from posdesk.sandbox.rules import (
    accounts,
    balances,
    identities,
    identity_writes,
    ledgers,
    merging,
    points,
    profile_imports,
    profile_writes,
    profiles,
    tiers,
)
from posdesk.sandbox.rules.router import GUIDE, REFERENCE, Route

_ACCOUNTS = (
    Route("GET", "/api/health", accounts.health, None, "Health", is_open=True),
    Route("GET", "/auth/verify", accounts.verified, None, "Check the token"),
    Route("GET", "/users/me", accounts.me, None, "The token's user"),
    Route("POST", "/auth/api-tokens", accounts.created_token, None, "Create a token"),
    Route("GET", "/auth/access-tokens", accounts.listed_tokens, None, "List tokens"),
    Route("DELETE", "/auth/api-tokens/{id}", accounts.deleted_token, None, "Delete a token"),
)
_IDENTITIES = (
    Route("GET", "/identities", identities.listed, "read-identities", "List identities"),
    Route("GET", "/identities/search", identities.searched, "read-identities", "Find by card", GUIDE),
    Route(
        "GET", "/identities/search-profile/{identifier}", identities.searched_profile,
        "read-identities", "Find profiles by identifier", REFERENCE,
    ),
    Route("GET", "/profiles/{p}/identities", identities.listed_of_profile, "read-identities", "A profile's identities"),
    Route("POST", "/profiles/{p}/identities", identity_writes.posted, "update-profiles", "Give an identity"),
    Route("GET", "/profiles/{p}/identities/{handle}", identity_writes.read, "read-identities", "Read an identity"),
    Route("PUT", "/profiles/{p}/identities/{handle}", identity_writes.changed, "update-profiles", "Change an identity"),
    Route(
        "DELETE", "/profiles/{p}/identities/{handle}", identity_writes.removed,
        "update-profiles", "Take an identity away",
    ),
    Route("GET", "/profiles/{p}/identities/id/{id}", identity_writes.read, "read-identities", "Read an identity"),
    Route("PUT", "/profiles/{p}/identities/id/{id}", identity_writes.changed, "update-profiles", "Change an identity"),
    Route(
        "DELETE", "/profiles/{p}/identities/id/{id}", identity_writes.removed,
        "update-profiles", "Take an identity away",
    ),
)  # fmt: skip
_PROFILES = (
    Route("GET", "/profiles", profiles.listed, "read-profiles", "Search profiles"),
    Route("POST", "/profiles", profile_writes.posted, "create-profiles", "Create a profile"),
    Route("POST", "/profiles/search-id", profiles.found_by_id, "read-profiles", "Find by another system's id"),
    Route("POST", "/profiles/exists", profiles.exists, "read-profiles", "Whether a profile exists"),
    Route("POST", "/profiles/availability", profile_imports.availability, "read-profiles", "Whether e-mail and mobile are free"),
    Route("POST", "/profiles/sync", profile_imports.synced, "create-profiles", "Create or update a profile"),
    Route("POST", "/profiles/batch", profile_imports.batched, "create-profiles", "Create or update many profiles"),
    Route("POST", "/profiles/merge", merging.merged, "update-profiles", "Merge two profiles"),
    Route("GET", "/profiles/{p}", profiles.read, "read-profiles", "Read a profile"),
    Route("PUT", "/profiles/{p}", profile_writes.changed, "update-profiles", "Change a profile"),
    Route("DELETE", "/profiles/{p}", profile_writes.removed, "update-profiles", "Delete a profile"),
    Route("DELETE", "/profiles/{p}/purge", profile_writes.purged, "update-profiles", "Erase a profile", REFERENCE),
    Route("POST", "/profiles/{p}/purge", profile_writes.purged, "update-profiles", "Erase a profile", GUIDE),
    Route("GET", "/profiles/{p}/balances", balances.read, "read-profiles", "A profile's balances"),
    Route("GET", "/profiles/{p}/tiers", tiers.read, "read-profiles", "A profile's tier"),
    Route("GET", "/profiles/{p}/points", points.listed_of_profile, "read-points", "A profile's points"),
    Route("GET", "/profiles/{p}/points/{id}", points.read_of_profile, "read-points", "One points row"),
    Route("GET", "/profiles/{p}/ledgers", ledgers.listed, "read-ledgers", "A profile's ledger"),
    Route("GET", "/profiles/{p}/ledgers/{id}", ledgers.read, "read-ledgers", "One entry of the ledger"),
)  # fmt: skip

ROUTES: tuple[Route, ...] = (*_ACCOUNTS, *_IDENTITIES, *_PROFILES)
