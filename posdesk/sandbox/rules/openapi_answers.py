"""What the API's description says of answers: the shapes of 2xx as they were seen, and the refusals that can come.

A thing that several routes answer (a profile, a reward) is one component, described by all the answers in which
it was seen. Around it stand the envelope, the page's frame, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.openapi_forms import Fields, Schema
from posdesk.sandbox.rules.openapi_shapes import described
from posdesk.sandbox.rules.openapi_trials import Learned
from posdesk.sandbox.rules.router import BOTH, Route

_REASONS = {
    "400": ("BadRequest", "The body is no JSON, deeper than 32, or the request is no Unicode"),
    "401": ("Unauthenticated", "No token, or one that is unknown, revoked or over"),
    "403": ("Forbidden", "The token lacks the scope, or the request comes from another origin"),
    "404": ("NotFound", "No such thing, or a path of the dialect that is switched off"),
    "405": ("WrongMethod", "The path of the dialect that is on does not know this verb"),
    "413": ("TooLarge", "The body is above 1 MiB (8 MiB for a batch)"),
    "422": ("Invalid", "Fields that are wrong, by name"),
    "429": ("Throttled", "More calls in a minute than the switch throttle_per_minute allows"),
}
_MESSAGE: Schema = {
    "type": "object",
    "properties": {"message": {"type": "string"}},
    "required": ["message"],
}
_ERRORS: Schema = {
    "type": "object",
    "properties": {
        "message": {"type": "string"},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["message"],
}
REFUSALS: dict[str, Schema] = {
    name: {
        "description": reason,
        "content": {"application/json": {"schema": _ERRORS if status == "422" else _MESSAGE}},
    }
    for status, (name, reason) in _REASONS.items()
}
# The last word of a path that answers this thing, alone or in a list.
_THINGS = {
    "profiles": "Profile", "search-profile": "Profile", "search-id": "Profile", "sync": "Profile",
    "merge": "Profile", "staff": "Profile", "identities": "Identity", "search": "Identity",
    "id": "Identity", "rewards": "Reward", "benefits": "Benefit", "redeemable_benefits": "Benefit",
    "claimable": "BenefitDefinition", "viewable": "BenefitDefinition", "clone": "BenefitDefinition",
    "reward-definitions": "RewardDefinition", "benefit-definitions": "BenefitDefinition",
    "claim": "Benefit", "credits": "Credit", "points": "Points", "redemptions": "Redemption",
    "items": "RedeemedItem", "transactions": "Transaction", "external": "Transaction",
    "find-transactions": "Transaction", "update-create": "Transaction", "locations": "Location",
    "products": "Product", "variants": "Variant", "settings": "Setting", "currencies": "Currency",
    "webhooks": "Webhook", "ledgers": "LedgerEntry", "access-tokens": "Token",
}  # fmt: skip
_FREE = ("meta", "value", "type_attributes", "condition", "payments")
_PAGE = ("links", "meta")


class Answers:
    """The answers of all routes together."""

    def __init__(self, learned: Sequence[Learned]) -> None:
        self._free = {*_FREE, *(name for one in learned for name in _free_names(one.fields))}
        self._verbs: dict[str, dict[str, str]] = {}
        self._seen: dict[str, list[JSON]] = {}
        for one in learned:
            self._verbs.setdefault(one.route.full_path, {})[one.route.method] = one.route.dialect
            for body in _bodies(one):
                self._seen.setdefault(_thing(one.route, body), []).extend(_things(body))

    def schemas(self) -> dict[str, Schema]:
        """The components, by name."""
        return {
            name: described(samples, self._free) for name, samples in sorted(self._seen.items())
        }

    def of(self, learned: Learned) -> Schema:
        """``responses`` of one operation."""
        found: Schema = {}
        for status, bodies in sorted(learned.answers.items()):
            shapes = {_key(body): self._shape(learned.route, body) for body in bodies}
            schemas = [shape for shape in shapes.values() if shape]
            entry: Schema = {"description": "Done" if status != 201 else "Made"}
            if schemas:
                schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
                entry["content"] = {"application/json": {"schema": schema}}
            found[str(status)] = entry
        return found | refusals(*self._statuses(learned))

    def _statuses(self, learned: Learned) -> Iterator[str]:
        route = learned.route
        yield from ("400", "403")
        if not route.is_open:
            yield from ("401", "429")
        others = set(self._verbs[route.full_path].values()) - {BOTH}
        if "{" in route.path or route.dialect != BOTH or learned.fields:
            yield "404"
        if route.dialect != BOTH and len(self._verbs[route.full_path]) > 1 and others:
            yield "405"
        if learned.fields:
            yield "413"
        if route.writes or learned.context.asked or learned.context.filters:
            yield "422"

    def _shape(self, route: Route, body: JSON) -> Schema:
        if body is None:
            return {}
        reference: Schema = {"$ref": f"#/components/schemas/{_thing(route, body)}"}
        if isinstance(body, list):
            return {"type": "array", "items": reference}
        if not _is_envelope(body):
            return reference
        inside = (
            {"type": "array", "items": reference} if isinstance(body["data"], list) else reference
        )
        properties: Schema = {"data": inside}
        properties |= {
            name: described([body[name]], ()) | {"additionalProperties": True}
            for name in _PAGE
            if name in body
        }
        return {"type": "object", "properties": properties, "required": sorted(properties)}


def refusals(*statuses: str) -> Schema:
    """References to the components of these statuses."""
    return {
        status: {"$ref": f"#/components/responses/{_REASONS[status][0]}"}
        for status in sorted(statuses)
    }


def _bodies(learned: Learned) -> list[JSON]:
    return [body for bodies in learned.answers.values() for body in bodies if body is not None]


def _is_envelope(body: JSON) -> bool:
    return isinstance(body, dict) and "data" in body and not body.keys() - {"data", *_PAGE}


def _things(body: JSON) -> list[JSON]:
    inside = body["data"] if _is_envelope(body) else body
    return inside if isinstance(inside, list) else [inside]


def _thing(route: Route, body: JSON) -> str:
    """The component's name: the thing's own, or the operation's when it answers something of its own."""
    words = re.sub(r"\{\w+\}", "", route.path).replace("/", " ").split()
    is_message = any(_says_only(each) for each in _things(body))
    if any(word.endswith("definitions") for word in words):
        return f"{words[0].removesuffix('-definitions').rstrip('s').capitalize()}Definition"
    last = words[0] if words[-1] == "extend" else words[-1]
    if last in _THINGS and not is_message:
        return _THINGS[last]
    title = "".join(part.capitalize() for part in re.findall(r"[A-Za-z0-9]+", " ".join(words)))
    return title + ("Message" if is_message else "Answer")


def _key(body: JSON) -> str:
    """Answers of one kind look the same."""
    things = [] if body is None else _things(body)
    return f"{type(body).__name__} {any(_says_only(each) for each in things)}"


def _says_only(thing: JSON) -> bool:
    """Whether it is a message and no thing at all."""
    return isinstance(thing, str) or (
        isinstance(thing, dict) and "message" in thing and "id" not in thing
    )


def _free_names(fields: Fields) -> Iterator[str]:
    """Fields that a body may fill as it likes."""
    for name, known in fields.items():
        kinds = known.schema.get("type") or ()
        if not known.inside and (
            not known.schema or "object" in kinds or kinds == ["array", "null"]
        ):
            yield name
        yield from _free_names(known.inside)
