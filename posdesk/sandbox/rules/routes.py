"""The table of routes: method, path, handler, scope, title. The guide's and the reference's paths of one
operation stand together and share a handler (omneo-api.md 0.2, 7).

Scopes are the documented kebab names (1.8); where none exists the nearest is ASSUMED: ``read-profiles`` to
read credits, ``update-profiles`` to issue or void them and for staff, ``redeem-strategy`` to spend them.
"""

from posdesk.sandbox.rules import (
    accounts,
    balances,
    benefits,
    credits,
    definitions,
    identities,
    locations,
    points,
    products,
    profiles,
    redeem,
    redemptions,
    rewards,
    sales,
    settings,
    staff,
    tiers,
    undo,
)
from posdesk.sandbox.rules.definition_fields import BENEFITS, REWARDS
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
_REWARDS = (
    Route(
        "GET",
        "/profiles/{p}/rewards",
        rewards.listed_of_profile,
        "read-rewards",
        "A profile's rewards",
    ),
    Route(
        "GET", "/profiles/{p}/rewards/{id}", rewards.read, "read-rewards", "One reward of a profile"
    ),
    Route("GET", "/rewards", rewards.listed, "read-rewards", "List rewards"),
    Route("POST", "/rewards", rewards.issued, "create-rewards", "Issue a reward"),
    Route("GET", "/rewards/{id}", rewards.read, "read-rewards", "Read a reward"),
)
_BENEFITS = (
    Route("GET", "/profiles/{p}/benefits", benefits.listed_of_profile, "read-benefits", "A profile's benefits"),
    Route(
        "GET", "/profiles/{p}/redeemable_benefits", benefits.listed_redeemable,
        "read-benefits", "A profile's usable benefits",
    ),
    Route("GET", "/profiles/{p}/benefits/{b}", benefits.read_of_profile, "read-benefits", "One benefit of a profile"),
    Route("GET", "/benefits", benefits.listed, "read-benefits", "List benefits"),
    Route("POST", "/benefits", benefits.issued, "create-benefits", "Issue a benefit"),
    Route("GET", "/benefits/{id}", benefits.read, "read-benefits", "Read a benefit"),
)  # fmt: skip
_CREDITS = (
    Route(
        "GET",
        "/profiles/{p}/credits",
        credits.listed_of_profile,
        "read-profiles",
        "A profile's credits",
    ),
    Route(
        "POST",
        "/profiles/{p}/credits",
        credits.issued_to_profile,
        "update-profiles",
        "Issue a credit",
        GUIDE,
    ),
    Route("POST", "/credits", credits.issued, "update-profiles", "Issue a credit", REFERENCE),
    Route(
        "GET", "/profiles/{p}/credits/{c}", credits.read, "read-profiles", "One credit of a profile"
    ),
    Route(
        "PUT",
        "/profiles/{p}/credits/{c}",
        credits.changed,
        "update-profiles",
        "Change or void a credit",
        GUIDE,
    ),
    Route("GET", "/credits", credits.listed, "read-profiles", "List credits"),
    Route("GET", "/credits/{c}", credits.read, "read-profiles", "Read a credit"),
    Route(
        "PUT",
        "/credits/{c}",
        credits.changed,
        "update-profiles",
        "Change or void a credit",
        REFERENCE,
    ),
    Route(
        "POST",
        "/profiles/{p}/credits/{c}/redeem",
        redeem.credit,
        "redeem-strategy",
        "Redeem from a credit",
    ),
)
_REDEMPTIONS = (
    Route("POST", "/profiles/{p}/redemptions", redeem.by_strategies, "redeem-strategy", "Redeem", GUIDE),
    Route("POST", "/profiles/{p}/redeem", redeem.by_strategies, "redeem-strategy", "Redeem", REFERENCE),
    Route(
        "POST", "/profiles/{p}/benefits/{b}/redemptions", redeem.benefit,
        "redeem-benefits", "Redeem a benefit", GUIDE,
    ),
    Route(
        "POST", "/profiles/{p}/benefits/{b}/redeem", redeem.benefit,
        "redeem-benefits", "Redeem a benefit", REFERENCE,
    ),
    Route("GET", "/profiles/{p}/redemptions", redemptions.listed_of_profile, "read-redemptions", "A profile's redemptions"),
    Route("GET", "/profiles/{p}/redemptions/{r}", redemptions.read, "read-redemptions", "One redemption of a profile"),
    Route(
        "GET", "/profiles/{p}/redemptions/{type}/{id}/count", redemptions.counted,
        "read-redemptions", "How often an incentive was redeemed",
    ),
    Route("GET", "/redemptions", redemptions.listed, "read-redemptions", "List redemptions"),
    Route("GET", "/redemptions/{r}", redemptions.read, "read-redemptions", "Read a redemption"),
    Route("POST", "/profiles/{p}/redemptions/{r}/reverse", undo.reversed_, "return", "Reverse", GUIDE),
    Route("POST", "/redemptions/{r}/reversal", undo.reversed_, "return", "Reverse", REFERENCE),
    Route("POST", "/profiles/{p}/redemptions/{r}/refund", undo.refunded, "return", "Refund", GUIDE),
    Route("POST", "/redemptions/{r}/return", undo.refunded, "return", "Refund", REFERENCE),
    Route("POST", "/redemptions/{r}/benefit/return", undo.refunded_benefit, "return", "Refund benefits", REFERENCE),
)  # fmt: skip
_TRANSACTIONS = (
    Route("POST", "/transactions", sales.posted, "create-transactions", "Record a sale"),
    Route("POST", "/transactions/update-create", sales.upserted, "create-transactions", "Record or update a sale"),
    Route("POST", "/transactions/sync", sales.upserted, "create-transactions", "Record or update a sale", GUIDE),
    Route("GET", "/transactions", sales.listed, "read-transactions", "List transactions"),
    Route(
        "GET", "/transactions/external/{external_id}", sales.read_external,
        "read-transactions", "Find by the till's reference",
    ),
    Route("GET", "/transactions/{id}", sales.read, "read-transactions", "Read a transaction"),
    Route("PUT", "/transactions/{id}", sales.changed, "update-transactions", "Change or void a transaction"),
    Route("DELETE", "/transactions/{id}", sales.removed, "delete-transactions", "Delete a transaction"),
    Route("GET", "/profiles/{p}/transactions", sales.listed_of_profile, "read-transactions", "A profile's transactions"),
    Route("GET", "/profiles/{p}/transactions/{id}", sales.read, "read-transactions", "One transaction of a profile"),
)  # fmt: skip
_REFERENCES = (
    Route("GET", "/locations", locations.listed, "read-locations", "List stores"),
    Route("GET", "/locations/{id}", locations.read, "read-locations", "Read a store"),
    Route("POST", "/staff", staff.posted, "update-profiles", "Add staff"),
    Route("GET", "/staff/{staffId}", staff.read, "read-profiles", "Read staff"),
    Route("PUT", "/staff/{staffId}", staff.changed, "update-profiles", "Change staff"),
    Route("DELETE", "/staff/{staffId}", staff.removed, "update-profiles", "Remove staff"),
    Route("GET", "/products", products.listed, "read-products", "List products"),
    Route("GET", "/products/variants", products.listed_variants, "read-products", "List variants"),
    Route("GET", "/products/{id}", products.read, "read-products", "Read a product"),
    Route(
        "GET",
        "/products/{id}/variants",
        products.listed_variants_of_product,
        "read-products",
        "A product's variants",
    ),
    Route(
        "GET",
        "/products/{id}/variants/{v}",
        products.read_variant,
        "read-products",
        "Read a variant",
    ),
    Route("GET", "/settings", settings.listed, "read-settings", "List settings"),
    Route("GET", "/settings/{handle}", settings.read, "read-settings", "Read a setting"),
    Route("GET", "/currencies", settings.currencies, "read-currencies", "List exchange rates"),
)


def _definition_routes() -> tuple[Route, ...]:
    found: list[Route] = []
    for kind, noun in ((REWARDS, "reward"), (BENEFITS, "benefit")):
        scopes = (f"read-{noun}-definitions", f"create-{noun}-definitions")
        for stem, dialect in (
            (f"/{noun}-definitions", GUIDE),
            (f"/{noun}s/definitions", REFERENCE),
        ):
            found += [
                Route("GET", stem, definitions.listing_of(kind), scopes[0], f"List {noun} definitions", dialect),
                Route("POST", stem, definitions.creating_of(kind), scopes[1], f"Create a {noun} definition", dialect),
                Route("GET", stem + "/{id}", definitions.reading_of(kind), scopes[0], f"Read a {noun} definition", dialect),
                Route(
                    "GET", stem + "/handle/{handle}", definitions.reading_by_handle_of(kind),
                    scopes[0], f"Read a {noun} definition by handle", dialect,
                ),
            ]  # fmt: skip
    return tuple(found)


ROUTES: tuple[Route, ...] = (
    *_ACCOUNTS,
    *_IDENTITIES,
    *_PROFILES,
    *_definition_routes(),
    *_REWARDS,
    *_BENEFITS,
    *_CREDITS,
    *_REDEMPTIONS,
    *_TRANSACTIONS,
    *_REFERENCES,
)
