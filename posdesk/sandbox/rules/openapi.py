"""The API's description as an OpenAPI 3.1 document, made from the table of routes and from trying each of them.

Served at ``/api/v3/openapi.json`` without a token (it tells nothing of the tenant) and kept as
``docs/openapi.json``. Made when it is asked for, once a process: it takes a fraction of a second. Both
dialects' paths are in it, under ``x-dialect`` where only one has them (0.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import itemgetter

from posdesk import __version__
from posdesk.sandbox.rules import openapi_answers
from posdesk.sandbox.rules.openapi_examples import parameter
from posdesk.sandbox.rules.openapi_forms import LearningContext, Schema, body_schema
from posdesk.sandbox.rules.openapi_trials import Bench, Learned, names_of
from posdesk.sandbox.rules.router import BOTH, Route
from posdesk.sandbox.rules.routes import ROUTES

_FLAG = "^([01]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"
_KINDS: dict[str, Schema] = {
    "integer": {"type": "string", "pattern": r"^-?[0-9]+$"},
    "money": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,2})?$"},
    "points": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,2})?$"},
    "flag": {"type": "string", "pattern": _FLAG},
    "date": {"type": "string", "examples": ["2026-06-15 10:30:00"]},
    "text": {"type": "string"},
}
_ABOUT = (
    "The embedded tenant of posdesk: what it takes and answers, learned from its own rules. A filter"
    " `filter[field]` also comes as `filter[field][op]` with op eq, ne, gt, gte, lt, lte, in or nullable."
    " Any other verb on a path is 405 with `Allow`."
)

_OWN_PATH = "/api/v3/openapi.json"
_OWN: Schema = {
    "operationId": "get_openapi_json",
    "summary": "This description",
    "tags": ["api"],
    "security": [],
    "responses": {
        "200": {
            "description": "An OpenAPI 3.1 document",
            "content": {
                "application/json": {"schema": {"type": "object", "required": ["openapi", "paths"]}}
            },
        },
        **openapi_answers.refusals("400", "403"),
    },
}


def document() -> Schema:
    """The OpenAPI document of all routes, JSON-ready."""
    bench = Bench(ROUTES)
    try:
        learned = [bench.learn(route) for route in ROUTES]
    finally:
        bench.close()
    answers = openapi_answers.Answers(learned)
    paths: dict[str, Schema] = {}
    for one in learned:
        paths.setdefault(one.route.full_path, {})[one.route.method.lower()] = _operation(
            one, answers
        )
    paths[_OWN_PATH] = {"get": _OWN}
    return {
        "openapi": "3.1.0",
        "info": {"title": "posdesk sandbox", "version": __version__, "description": _ABOUT},
        "security": [{"token": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": dict(
                sorted((item for one in learned for item in _query(one).items()), key=itemgetter(0))
            ),
            "responses": openapi_answers.REFUSALS,
            "schemas": answers.schemas(),
        },
    }


def operation_id(route: Route) -> str:
    """Stable as long as method and path are: ``get_profiles_p_rewards_id``."""
    words = re.findall(
        r"[A-Za-z0-9]+", route.full_path.removeprefix("/api/v3").removeprefix("/api")
    )
    return "_".join([route.method.lower(), *words])


def _operation(learned: Learned, answers: openapi_answers.Answers) -> Schema:
    route = learned.route
    found: Schema = {
        "operationId": operation_id(route),
        "summary": route.title,
        "tags": [_tag(route)],
        "parameters": [*_places(route), *_references(_query(learned))],
        "responses": answers.of(learned),
    }
    if route.dialect != BOTH:
        found["x-dialect"] = route.dialect
    if route.scope is not None:
        found["x-scope"] = route.scope
    if route.is_open:
        found["security"] = []
    if learned.fields:
        schema = body_schema(learned.fields, learned.required)
        content = {"application/json": {"schema": schema, "example": learned.example}}
        found["requestBody"] = {"required": "required" in schema, "content": content}
    return found


def _tag(route: Route) -> str:
    words = [part for part in route.path.split("/") if part and not part.startswith("{")]
    return words[1] if words[0] in ("profiles", "api") and len(words) > 1 else words[0]


def _places(route: Route) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1},
         "example": parameter(route, name)}
        for name in names_of(route)
    ]  # fmt: skip


def _query(learned: Learned) -> dict[str, Schema]:
    """What the query may hold, by name as a component: many lists share one."""
    context: LearningContext = learned.context
    kinds = {f"filter[{name}]": found.kind for name, found in context.filters.items()}
    kinds |= {name: "text" for name in context.asked if name not in kinds}
    found: dict[str, Schema] = {}
    for name, kind in kinds.items():
        is_required = name in learned.required and not learned.fields
        words = [*re.findall(r"[A-Za-z0-9]+", name), kind, *(["required"] if is_required else [])]
        found["_".join(words)] = {
            "name": name,
            "in": "query",
            "required": is_required,
            "schema": _KINDS[kind],
        }
    return found


def _references(names: Iterable[str]) -> list[Schema]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]
