"""Routes about what a customer can redeem: definitions, rewards, benefits, points, credits, redemptions.

No scope is documented for credits (1.8): ``read-profiles`` and ``update-profiles`` guard them and their
definitions (ASSUMED). Benefits and points have no update scope: who may create them may change them.
"""

from posdesk.sandbox.rules import (
    benefit_writes,
    benefits,
    claims,
    credit_changes,
    credit_issuing,
    credits,
    definition_writes,
    definitions,
    extending,
    points,
    redeem,
    redemptions,
    reward_writes,
    rewards,
    undo,
)
from posdesk.sandbox.rules.definition_fields import BENEFITS, CREDITS, POINTS, REWARDS, Kind
from posdesk.sandbox.rules.router import BOTH, GUIDE, REFERENCE, Route

_REWARDS = (
    Route("GET", "/profiles/{p}/rewards", rewards.listed_of_profile, "read-rewards", "A profile's rewards"),
    Route("GET", "/profiles/{p}/rewards/{id}", rewards.read, "read-rewards", "One reward of a profile"),
    Route("GET", "/rewards", rewards.listed, "read-rewards", "List rewards"),
    Route("POST", "/rewards", reward_writes.issued, "create-rewards", "Issue a reward"),
    Route("POST", "/rewards/batch", reward_writes.batch, "create-rewards", "Issue many rewards"),
    Route("POST", "/rewards/extend", extending.rewards_extended, "update-rewards", "Extend rewards"),
    Route("GET", "/rewards/{id}", rewards.read, "read-rewards", "Read a reward"),
    Route("PUT", "/rewards/{id}", reward_writes.changed, "update-rewards", "Change a reward"),
    Route("DELETE", "/rewards/{id}", reward_writes.removed, "delete-rewards", "Delete a reward"),
)  # fmt: skip
_BENEFITS = (
    Route("GET", "/profiles/{p}/benefits", benefits.listed_of_profile, "read-benefits", "A profile's benefits"),
    Route(
        "GET", "/profiles/{p}/redeemable_benefits", benefits.listed_redeemable,
        "read-benefits", "A profile's usable benefits",
    ),
    Route("GET", "/profiles/{p}/benefits/claimable", claims.claimable, "read-benefits", "What a profile may claim"),
    Route("GET", "/profiles/{p}/benefits/viewable", claims.viewable, "read-benefits", "What is on offer to a profile"),
    Route("POST", "/profiles/{p}/benefits/claim", claims.claimed, "create-benefits", "Claim a benefit", REFERENCE),
    Route("POST", "/profiles/{p}/benefits/{b}/claim", claims.claimed_issued, "create-benefits", "Claim a benefit", GUIDE),
    Route(
        "POST", "/profiles/{p}/benefits/claim-redeem", claims.claimed_and_redeemed,
        "redeem-benefits", "Claim a benefit and use it",
    ),
    Route("GET", "/profiles/{p}/benefits/{b}", benefits.read, "read-benefits", "One benefit of a profile"),
    Route("PUT", "/profiles/{p}/benefits/{b}", benefit_writes.changed, "create-benefits", "Change a profile's benefit"),
    Route("DELETE", "/profiles/{p}/benefits/{b}", benefit_writes.removed, "delete-benefits", "Delete a profile's benefit"),
    Route("GET", "/benefits", benefits.listed, "read-benefits", "List benefits"),
    Route("GET", "/benefits.count", benefit_writes.counted, "read-benefits", "Count benefits"),
    Route("POST", "/benefits", benefit_writes.issued, "create-benefits", "Issue a benefit"),
    Route("POST", "/benefits/extend", extending.benefits_extended, "create-benefits", "Extend benefits"),
    Route("GET", "/benefits/{id}", benefits.read, "read-benefits", "Read a benefit"),
    Route("PUT", "/benefits/{id}", benefit_writes.changed, "create-benefits", "Change a benefit"),
    Route("DELETE", "/benefits/{id}", benefit_writes.removed, "delete-benefits", "Delete a benefit"),
)  # fmt: skip
_POINTS = (
    Route("GET", "/points", points.listed, "read-points", "List points"),
    Route("POST", "/points", points.issued, "create-points", "Issue points"),
    Route("GET", "/points/{id}", points.read, "read-points", "Read a points row"),
)
_CREDITS = (
    Route("GET", "/profiles/{p}/credits", credits.listed_of_profile, "read-profiles", "A profile's credits"),
    Route(
        "POST", "/profiles/{p}/credits", credit_issuing.issued_to_profile,
        "update-profiles", "Issue a credit", GUIDE,
    ),
    Route("POST", "/credits", credit_issuing.issued, "update-profiles", "Issue a credit", REFERENCE),
    Route("GET", "/profiles/{p}/credits/{c}", credits.read, "read-profiles", "One credit of a profile"),
    Route(
        "PUT", "/profiles/{p}/credits/{c}", credit_changes.changed,
        "update-profiles", "Change or void a credit", GUIDE,
    ),
    Route("GET", "/credits", credits.listed, "read-profiles", "List credits"),
    Route("POST", "/credits/extend", extending.credits_extended, "update-profiles", "Extend credits"),
    Route("GET", "/credits/{c}", credits.read, "read-profiles", "Read a credit"),
    Route("PUT", "/credits/{c}", credit_changes.changed, "update-profiles", "Change or void a credit", REFERENCE),
    Route("DELETE", "/credits/{c}", credit_changes.removed, "update-profiles", "Delete a credit"),
    Route(
        "POST", "/profiles/{p}/credits/{c}/redeem", redeem.credit,
        "redeem-strategy", "Redeem from a credit",
    ),
)  # fmt: skip
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
    Route("GET", "/redemptions/items", redemptions.listed_items, "read-redemptions", "List redeemed items"),
    Route("GET", "/redemptions/items/{id}", redemptions.read_item, "read-redemptions", "Read a redeemed item"),
    Route("GET", "/redemptions/{r}", redemptions.read, "read-redemptions", "Read a redemption"),
    Route("POST", "/profiles/{p}/redemptions/{r}/reverse", undo.reversed_, "return", "Reverse", GUIDE),
    Route("POST", "/redemptions/{r}/reversal", undo.reversed_, "return", "Reverse", REFERENCE),
    Route("POST", "/profiles/{p}/redemptions/{r}/refund", undo.refunded, "return", "Refund", GUIDE),
    Route("POST", "/redemptions/{r}/return", undo.refunded, "return", "Refund", REFERENCE),
    Route("POST", "/redemptions/{r}/benefit/return", undo.refunded_benefit, "return", "Refund benefits", REFERENCE),
)  # fmt: skip
# Kind, noun, stem, dialect, and the scopes to read and to write.
_DEFINITIONS: tuple[tuple[Kind, str, str, str, str, str], ...] = (
    (REWARDS, "reward", "/reward-definitions", GUIDE, "read-reward-definitions", "create-reward-definitions"),
    (REWARDS, "reward", "/rewards/definitions", REFERENCE, "read-reward-definitions", "create-reward-definitions"),
    (BENEFITS, "benefit", "/benefit-definitions", GUIDE, "read-benefit-definitions", "create-benefit-definitions"),
    (BENEFITS, "benefit", "/benefits/definitions", REFERENCE, "read-benefit-definitions", "create-benefit-definitions"),
    (CREDITS, "credit", "/credits/definitions", BOTH, "read-profiles", "update-profiles"),
    (POINTS, "point", "/points/definitions", BOTH, "read-points", "create-points"),
)  # fmt: skip


def _definition_routes() -> tuple[Route, ...]:
    found: list[Route] = []
    for kind, noun, stem, dialect, reading, writing in _DEFINITIONS:
        one = stem + "/{id}"
        found += [
            Route("GET", stem, definitions.listing_of(kind), reading, f"List {noun} definitions", dialect),
            Route("POST", stem, definition_writes.creating_of(kind), writing, f"Create a {noun} definition", dialect),
            Route("GET", one, definitions.reading_of(kind), reading, f"Read a {noun} definition", dialect),
            Route("PUT", one, definition_writes.changing_of(kind), writing, f"Change a {noun} definition", dialect),
            Route("DELETE", one, definition_writes.deleting_of(kind), writing, f"Delete a {noun} definition", dialect),
            Route(
                "GET", stem + "/handle/{handle}", definitions.reading_by_handle_of(kind),
                reading, f"Read a {noun} definition by handle", dialect,
            ),
        ]  # fmt: skip
        if kind is BENEFITS:
            found.append(
                Route("POST", one + "/clone", definition_writes.cloned_benefit, writing, "Clone a benefit definition", dialect)
            )  # fmt: skip
    return tuple(found)


ROUTES: tuple[Route, ...] = (
    *_definition_routes(),
    *_REWARDS,
    *_BENEFITS,
    *_POINTS,
    *_CREDITS,
    *_REDEMPTIONS,
)
