"""Routes about what a customer can redeem: definitions, rewards, benefits, credits, redemptions."""

from posdesk.sandbox.rules import benefits, credits, definitions, redeem, redemptions, rewards, undo
from posdesk.sandbox.rules.definition_fields import BENEFITS, REWARDS
from posdesk.sandbox.rules.router import GUIDE, REFERENCE, Route

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


ROUTES: tuple[Route, ...] = (*_definition_routes(), *_REWARDS, *_BENEFITS, *_CREDITS, *_REDEMPTIONS)
