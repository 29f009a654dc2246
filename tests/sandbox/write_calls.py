"""One call that succeeds for every write of the route table: what tests of bad input spoil, field by field.

Paths are filled with the numbers of the seed, and with those of what ``prepare`` makes. Bodies hold one of every
nested record, so that its fields are found; of the plain fields only what the call needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ASHA = "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11"
DANIEL = "5b1c6a52-6c0e-4a52-9a35-000000000004"
ERIN = "5b1c6a52-6c0e-4a52-9a35-000000000005"
Fields = dict[str, Any]
Call = Callable[[str, str, Fields | None], Any]  # method, path, body → the answer's data

CARD = {"handle": "pos", "identifier": "1001", "is_active": True}
ADDRESS = {"address_line_1": "1 Sample Street", "city": "Melbourne", "postcode": "3000", "state": "VIC", "country": "Australia"}  # fmt: skip
PERSON = {
    "first_name": "Mia", "last_name": "Ong", "email": "mia@example.test", "identities": [CARD],
    "addresses": [ADDRESS], "custom_attributes": [{"namespace": "a", "handle": "b", "type": "string", "value": "c"}],
}  # fmt: skip
OPTION = {"name": "size", "value": "S", "sort_order": 1}
IMAGE = {"url": "https://example.test/a.png", "sort_order": 1}
PRODUCT = {
    "title": "Oilskin Cape", "handle": "oilskin-cape", "brand": "Loom", "images": [IMAGE],
    "variants": [{"sku": "OC-S", "price": 249.95, "options": [OPTION]}],
}  # fmt: skip
HOURS = {"day_of_week": "MON", "open_at": "09:00", "close_at": "17:00"}
FEAST = {"name": "Labour Day", "start_at": "2026-03-09", "open_at": "10:00", "close_at": "16:00"}
STORE = {"name": "Lane Shop", "phone": "+61390000009", "address": ADDRESS, "normal_hours": [HOURS], "special_hours": [FEAST]}  # fmt: skip
ITEM = {
    "name": "Linen Shirt", "quantity": 1, "price_current": 65, "price_sell": 65,
    "discounts": [{"amount": 1, "reason_desc": "Reward"}],
}  # fmt: skip
SALE = {
    "profile_id": DANIEL, "total": 65, "transacted_at": "2026-03-10 13:00:00", "timezone": "Australia/Melbourne",
    "items": [ITEM], "payments": [{"type": "credit", "credit_id": 81, "amount": 1}],
}  # fmt: skip
REWARD_KIND = {"name": "Spring", "handle": "spring", "value": 7.5, "type": "campaign", "period": 30}
BENEFIT_KIND = {"name": "Hem", "handle": "hem", "period": 7}
CREDIT_KIND = {"name": "Voucher", "handle": "voucher", "type": "other"}
POINT_KIND = {"name": "Bonus", "handle": "bonus-points", "issue_period": 12, "issue_period_type": "months"}  # fmt: skip
REWARD = {"reward_definition_id": 6, "profile_id": ERIN, "value_initial": 10, "timezone": "UTC"}
BENEFIT = {"benefit_definition_id": 95, "profile_id": ERIN, "timezone": "UTC"}
REDEEM = {"strategies": ["rewards"], "amount": 5}
USE = {"issued_at": "2026-03-10 13:00:00", "timezone": "Australia/Melbourne"}
HOOK = {"trigger": "profile.created", "url": "http://127.0.0.1:9/hook", "namespace": "profile"}
CARD_OF_ERIN = {"identifier": "60011999"}


@dataclass(frozen=True)
class Write:
    """``route`` is the table's; ``path`` the same filled in, with ``{name}`` for what ``prepare`` makes."""

    route: str
    path: str
    body: Fields | None = None

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    def at(self, made: dict[str, int]) -> str:
        """The path with its numbers."""
        return self.path.format(**made)


def prepare(call: Call) -> dict[str, int]:
    """Make what the seed does not have: a sale, redemptions, a webhook, an unused definition of each kind, an offer."""
    sale = {**SALE, "profile_id": ASHA, "payments": [], "external_id": "MADE-BEFORE"}
    return {
        "redemption": call("POST", f"/profiles/{ASHA}/redemptions", {**REDEEM, "amount": 6})["id"],
        "used": call("POST", f"/profiles/{ASHA}/benefits/4022/redemptions", USE)["id"],
        "sale": call("POST", "/transactions", sale)["id"],
        "webhook": call("POST", "/webhooks", {**HOOK, "trigger": "profile.updated"})["id"],
        "reward_kind": call("POST", "/reward-definitions", {**REWARD_KIND, "handle": "unused-1"})["id"],
        "benefit_kind": call("POST", "/benefit-definitions", {**BENEFIT_KIND, "handle": "unused-2"})["id"],
        "credit_kind": call("POST", "/credits/definitions", {**CREDIT_KIND, "handle": "unused-3"})["id"],
        "point_kind": call("POST", "/points/definitions", {**POINT_KIND, "handle": "unused-4"})["id"],
        "offer": call("POST", "/benefit-definitions", {**BENEFIT_KIND, "handle": "coffee", "is_claimable": True})["id"],
    }  # fmt: skip


def _definitions(stem: str, body: Fields, made: str) -> tuple[Write, ...]:
    one = stem + "/{id}"
    change = {name: value for name, value in body.items() if name != "handle"}
    filled = f"{stem}/{{{made}}}"
    return (
        Write(f"POST {stem}", stem, body),
        Write(f"PUT {one}", filled, change),
        Write(f"DELETE {one}", filled),
    )


_PEOPLE = (
    Write("POST /auth/api-tokens", "/auth/api-tokens", {"name": "Till", "scopes": ["read-profiles"]}),
    Write("DELETE /auth/api-tokens/{id}", "/auth/api-tokens/3"),
    Write("POST /profiles/{p}/identities", f"/profiles/{ERIN}/identities", CARD),
    Write("PUT /profiles/{p}/identities/{handle}", f"/profiles/{ERIN}/identities/loyalty-card", CARD_OF_ERIN),
    Write("DELETE /profiles/{p}/identities/{handle}", f"/profiles/{ERIN}/identities/loyalty-card"),
    Write("PUT /profiles/{p}/identities/id/{id}", f"/profiles/{ERIN}/identities/id/35", CARD_OF_ERIN),
    Write("DELETE /profiles/{p}/identities/id/{id}", f"/profiles/{ERIN}/identities/id/35"),
    Write("POST /profiles", "/profiles", PERSON),
    Write("POST /profiles/search-id", "/profiles/search-id", {"type": "loyalty-card", "id": "60011234"}),
    Write("POST /profiles/exists", "/profiles/exists", {"type": "loyalty-card", "id": "60011234"}),
    Write("POST /profiles/availability", "/profiles/availability", {"email": "free@example.test"}),
    Write("POST /profiles/sync", "/profiles/sync", PERSON),
    Write("POST /profiles/batch", "/profiles/batch", {"match_criteria": "email", "profiles": [PERSON]}),
    Write("POST /profiles/merge", "/profiles/merge", {"source_profile_id": ERIN, "destination_profile_id": ASHA}),
    Write("PUT /profiles/{p}", f"/profiles/{ERIN}", {"company": "Loom", "addresses": [ADDRESS]}),
    Write("DELETE /profiles/{p}", f"/profiles/{ERIN}"),
    Write("DELETE /profiles/{p}/purge", f"/profiles/{ERIN}/purge"),
    Write("POST /profiles/{p}/purge", f"/profiles/{ERIN}/purge"),
)  # fmt: skip
_INCENTIVES = (
    *_definitions("/reward-definitions", REWARD_KIND, "reward_kind"),
    *_definitions("/rewards/definitions", REWARD_KIND, "reward_kind"),
    *_definitions("/benefit-definitions", BENEFIT_KIND, "benefit_kind"),
    *_definitions("/benefits/definitions", BENEFIT_KIND, "benefit_kind"),
    *_definitions("/credits/definitions", CREDIT_KIND, "credit_kind"),
    *_definitions("/points/definitions", POINT_KIND, "point_kind"),
    Write("POST /benefit-definitions/{id}/clone", "/benefit-definitions/95/clone", {"handle": "copy"}),
    Write("POST /benefits/definitions/{id}/clone", "/benefits/definitions/95/clone", {"handle": "copy"}),
    Write("POST /rewards", "/rewards", REWARD),
    Write("POST /rewards/batch", "/rewards/batch", {"rewards": [REWARD]}),
    Write("POST /rewards/extend", "/rewards/extend", {"ids": [812], "profile_id": ASHA, "extend_days": 3}),
    Write("PUT /rewards/{id}", "/rewards/812", {"value_remaining": 4}),
    Write("DELETE /rewards/{id}", "/rewards/812"),
    Write("POST /profiles/{p}/benefits/claim", f"/profiles/{ERIN}/benefits/claim", {"definition": "coffee"}),
    Write("POST /profiles/{p}/benefits/{b}/claim", f"/profiles/{ASHA}/benefits/4022/claim"),
    Write("POST /profiles/{p}/benefits/claim-redeem", f"/profiles/{ERIN}/benefits/claim-redeem", {"definition": "coffee"}),
    Write("PUT /profiles/{p}/benefits/{b}", f"/profiles/{ASHA}/benefits/4022", {"redeem_code_pos": "A"}),
    Write("DELETE /profiles/{p}/benefits/{b}", f"/profiles/{ASHA}/benefits/4022"),
    Write("POST /benefits", "/benefits", BENEFIT),
    Write("POST /benefits/extend", "/benefits/extend", {"ids": [4021], "profile_id": ASHA, "extend_days": 3}),
    Write("PUT /benefits/{id}", "/benefits/4022", {"redeem_code_pos": "A"}),
    Write("DELETE /benefits/{id}", "/benefits/4022"),
    Write("POST /points", "/points", {"point_definition_id": 1, "profile_id": ERIN, "value_initial": 10}),
    Write("POST /profiles/{p}/credits", f"/profiles/{ERIN}/credits", {"amount": 25, "type": "promotional"}),
    Write("POST /credits", "/credits", {"credit_definition_id": 1, "profile_id": ERIN, "value_initial": 25}),
    Write("PUT /profiles/{p}/credits/{c}", f"/profiles/{DANIEL}/credits/81", {"name": "Thanks"}),
    Write("POST /credits/extend", "/credits/extend", {"ids": [81], "profile_id": DANIEL, "extend_days": 3}),
    Write("PUT /credits/{c}", "/credits/81", {"name": "Thanks"}),
    Write("DELETE /credits/{c}", "/credits/81"),
    Write("POST /profiles/{p}/credits/{c}/redeem", f"/profiles/{DANIEL}/credits/81/redeem", {"amount": 1}),
    Write("POST /profiles/{p}/redemptions", f"/profiles/{ASHA}/redemptions", REDEEM),
    Write("POST /profiles/{p}/redeem", f"/profiles/{ASHA}/redeem", REDEEM),
    Write("POST /profiles/{p}/benefits/{b}/redemptions", f"/profiles/{ASHA}/benefits/4022/redemptions", USE),
    Write("POST /profiles/{p}/benefits/{b}/redeem", f"/profiles/{ASHA}/benefits/4022/redeem", USE),
    Write("POST /profiles/{p}/redemptions/{r}/reverse", f"/profiles/{ASHA}/redemptions/{{redemption}}/reverse"),
    Write("POST /redemptions/{r}/reversal", "/redemptions/{redemption}/reversal"),
    Write("POST /profiles/{p}/redemptions/{r}/refund", f"/profiles/{ASHA}/redemptions/{{redemption}}/refund", {"amount": 2}),
    Write("POST /redemptions/{r}/return", "/redemptions/{redemption}/return", {"amount": 2}),
    Write("POST /redemptions/{r}/benefit/return", "/redemptions/{used}/benefit/return", {"count": 1}),
)  # fmt: skip
_SHOP = (
    Write("POST /transactions", "/transactions", SALE),
    Write("POST /transactions/update-create", "/transactions/update-create", SALE),
    Write("POST /transactions/sync", "/transactions/sync", SALE),
    Write("POST /transactions/queue", "/transactions/queue", SALE),
    Write("POST /transactions/queue/create", "/transactions/queue/create", SALE),
    Write("PUT /transactions/{id}", "/transactions/{sale}", {"is_void": True, "items": [ITEM]}),
    Write("DELETE /transactions/{id}", "/transactions/{sale}"),
    Write("POST /locations", "/locations", STORE),
    Write("PUT /locations/{id}", "/locations/2", STORE),
    Write("DELETE /locations/{id}", "/locations/2"),
    Write("POST /staff", "/staff", {"staff_id": "2001", "first_name": "Mia", "last_name": "Ong", "email": "mia@example.test"}),
    Write("PUT /staff/{staffId}", "/staff/1993", {"first_name": "Mia"}),
    Write("DELETE /staff/{staffId}", "/staff/1993"),
    Write("POST /products", "/products", PRODUCT),
    Write("PUT /products/{id}", "/products/101", {"title": "Shirt", "images": [IMAGE], "variants": [{"id": 201, "options": [OPTION]}]}),
    Write("DELETE /products/{id}", "/products/101"),
    Write("PUT /settings/{handle}", "/settings/brand_name", {"value": "Loom"}),
    Write("POST /currencies", "/currencies", {"from": "AUD", "to": "EUR", "rate": 0.6}),
    Write("PUT /currencies/{id}", "/currencies/1", {"rate": 1.1}),
    Write("POST /webhooks", "/webhooks", HOOK),
    Write("PUT /webhooks/{id}", "/webhooks/{webhook}", {"url": "http://127.0.0.1:9/other"}),
    Write("DELETE /webhooks/{id}", "/webhooks/{webhook}"),
)  # fmt: skip

WRITES: tuple[Write, ...] = (*_PEOPLE, *_INCENTIVES, *_SHOP)
