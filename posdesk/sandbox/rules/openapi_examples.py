"""Values for trying the routes and for the examples of the API's description: people and things of the built-in seed."""

from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.openapi_forms import Schema
from posdesk.sandbox.rules.router import Route

ASHA = "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11"
DANIEL = "5b1c6a52-6c0e-4a52-9a35-000000000004"
ERIN = "5b1c6a52-6c0e-4a52-9a35-000000000005"
_ROBIN = {
    "first_name": "Robin",
    "last_name": "Example",
    "email": "robin@example.test",
    "identities": [{"handle": "loyalty-card", "identifier": "60019999"}],
}
_SALE = {
    "external_id": "T-1",
    "profile_id": ASHA,
    "total": 65,
    "transacted_at": "2026-03-10 12:00:00",
    "items": [{"name": "Linen Shirt", "sku": "LS-01", "quantity": 1, "price_current": 65, "price_sell": 65}],
}  # fmt: skip
# What the routes need to find, done before the first trial.
BEFOREHAND: tuple[tuple[str, str, JSON], ...] = (
    ("POST", "/api/v3/transactions", _SALE),
    ("POST", f"/api/v3/profiles/{ASHA}/redeem", {"strategies": ["rewards"], "amount": 5}),
    (
        "POST",
        f"/api/v3/profiles/{ASHA}/benefits/4021/redeem",
        {"external_id": "R-2"},
    ),
    (
        "POST",
        "/api/v3/webhooks",
        {"trigger": "profile.updated", "url": "http://127.0.0.1:9000/", "namespace": "example"},
    ),
    ("PUT", "/api/v3/benefits/definitions/95", {"is_claimable": True, "is_reclaimable": True}),
    ("POST", "/api/v3/rewards/definitions", {
        "name": "Unused", "handle": "unused", "value": 5, "type": "bonus", "period": 30,
    }),
    ("POST", "/api/v3/benefits/definitions", {"name": "Unused", "handle": "unused", "period": 30}),
    ("POST", "/api/v3/credits/definitions", {"name": "Unused", "handle": "unused", "type": "voucher"}),
    ("POST", "/api/v3/points/definitions", {"name": "Unused", "handle": "unused"}),
)  # fmt: skip
# By the last word before the value in the path.
_PARAMETERS = {
    "profiles": ASHA, "rewards": "811", "benefits": "4022", "credits": "77", "points": "501",
    "redemptions": "158", "items": "301", "transactions": "64", "external": "T-1", "locations": "2",
    "staff": "1993", "products": "101", "variants": "201", "settings": "brand_name", "currencies": "1",
    "webhooks": "1", "ledgers": "6488", "identities": "loyalty-card", "id": "31", "api-tokens": "2",
    "search-profile": "60011234", "handle": "unused", "{type}": "4021",
}  # fmt: skip
_BY_PATH = {
    "POST /redemptions/{r}/benefit/return": {"r": "159"},
    "GET /profiles/{p}/redemptions/{type}/{id}/count": {"type": "benefit"},
}
# What no trial has used may be deleted.
_DEFINITIONS = {
    "reward": ("6", "9"),
    "benefit": ("95", "99"),
    "credit": ("2", "4"),
    "point": ("1", "3"),
}
_REWARD = {"profile_id": ASHA, "reward_definition_id": 6}
# What a body needs beyond what is always required, by method and path.
NEEDED: dict[str, dict[str, JSON]] = {
    "POST /profiles/search-id": {"id": "60011234"},
    "POST /profiles/exists": {"id": "60011234"},
    "POST /profiles/availability": {"email": "robin@example.test"},
    "POST /profiles": _ROBIN,
    "POST /profiles/{p}/identities": {"identifier": "60019999"},
    "POST /profiles/sync": _ROBIN,
    "POST /profiles/batch": {"profiles": [_ROBIN]},
    "POST /rewards": _REWARD,
    "POST /rewards/batch": {"rewards": [_REWARD]},
    "POST /rewards/extend": {"extend_days": 7},
    "POST /benefits": {"benefit_definition_id": 95},
    "POST /benefits/extend": {"ids": [4022], "extend_days": 7},
    "POST /points": {"point_definition_id": 1},
    "POST /credits": {"credit_definition_id": 2},
    "POST /profiles/{p}/credits": {"type": "store"},
    "POST /credits/extend": {"ids": [77], "extend_days": 7},
    "POST /reward-definitions": {"type": "bonus", "handle": "example"},
    "POST /rewards/definitions": {"type": "bonus", "handle": "example"},
    "POST /benefit-definitions": {"handle": "example"},
    "POST /benefits/definitions": {"handle": "example"},
    "POST /benefit-definitions/{id}/clone": {"handle": "example"},
    "POST /benefits/definitions/{id}/clone": {"handle": "example"},
    "POST /credits/definitions": {"type": "voucher", "handle": "example"},
    "POST /points/definitions": {"handle": "example"},
    "POST /products": {"handle": "example"},
    "PUT /settings/{handle}": {"value": "Example Clothing"},
    **{f"POST /transactions{end}": _SALE | {"external_id": "T-2"} for end in (
        "", "/update-create", "/sync", "/queue", "/queue/create",
    )},
}  # fmt: skip
_VALUES: dict[str, JSON] = {
    "profile_id": ASHA, "creator_profile_id": ASHA, "source_profile_id": ERIN,
    "destination_profile_id": ASHA, "location_id": 2, "joined_location_id": 2, "external_id": "X-1",
    "email": "robin@example.test", "mobile_phone": "+61400000001", "first_name": "Robin",
    "last_name": "Example", "timezone": "Australia/Melbourne", "url": "http://127.0.0.1:9000/hook",
    "handle": "loyalty-card", "currency": "AUD", "reward_definition_id": 6, "benefit_definition_id": 95,
    "credit_definition_id": 2, "point_definition_id": 1, "definition": "free-alterations",
    "identifier": "60011234", "ids": [811], "type": "loyalty-card", "rewards": [{}], "profiles": [{}], "from": "AUD",
    "to": "EUR", "rate": 0.61, "scopes": ["read-profiles"], "strategies": ["rewards"],
    "match_criteria": "email", "country": "Australia", "staff_id": "2001",
}  # fmt: skip


def path_of(route: Route) -> str:
    """``PUT /rewards/{id}``: a route's name in the tables here."""
    return f"{route.method} {route.path}"


def parameter(route: Route, name: str) -> str:
    """The value of the place ``name`` in the route's path."""
    given = _BY_PATH.get(path_of(route), {}).get(name)
    parts = route.full_path.split("/")
    word = parts[parts.index("{" + name + "}") - 1]
    if given is not None or not word.endswith("definitions"):
        return given or _PARAMETERS[word]
    kind = word.removesuffix("-definitions") if "-" in word else parts[3].rstrip("s")
    used, unused = _DEFINITIONS[kind]
    return unused if route.method == "DELETE" else used


def value_of(name: str, schema: Schema) -> JSON:
    """A plausible value of the field that ``schema`` describes."""
    if name in _VALUES:
        return _VALUES[name]
    for chosen in (schema.get("examples"), schema.get("enum")):
        if chosen:
            return chosen[0]
    if schema.get("items", {}).get("type") == "object":
        return [{}]
    kinds = schema.get("type") or ["string"]
    if "number" in kinds or "integer" in kinds:
        return max(schema.get("minimum", 10), 10 if "multipleOf" in schema else 1)
    return {"array": [], "object": {}}.get(kinds[0], "Example")
