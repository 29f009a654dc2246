"""Routes about people and tokens: accounts, identities, profiles."""

from posdesk.sandbox.rules import accounts, balances, identities, points, profiles, tiers
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
)  # fmt: skip
_PROFILES = (
    Route("GET", "/profiles", profiles.listed, "read-profiles", "Search profiles"),
    Route(
        "POST",
        "/profiles/search-id",
        profiles.found_by_id,
        "read-profiles",
        "Find by another system's id",
    ),
    Route("POST", "/profiles/exists", profiles.exists, "read-profiles", "Whether a profile exists"),
    Route("GET", "/profiles/{p}", profiles.read, "read-profiles", "Read a profile"),
    Route(
        "GET",
        "/profiles/{p}/identities",
        identities.listed_of_profile,
        "read-identities",
        "A profile's identities",
    ),
    Route("GET", "/profiles/{p}/balances", balances.read, "read-profiles", "A profile's balances"),
    Route("GET", "/profiles/{p}/tiers", tiers.read, "read-profiles", "A profile's tier"),
    Route(
        "GET", "/profiles/{p}/points", points.listed_of_profile, "read-points", "A profile's points"
    ),
    Route(
        "GET", "/profiles/{p}/points/{id}", points.read_of_profile, "read-points", "One points row"
    ),
)

ROUTES: tuple[Route, ...] = (*_ACCOUNTS, *_IDENTITIES, *_PROFILES)
