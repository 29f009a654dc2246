"""Every field of every write, as the description names it: of the wrong kind it is 422 under its own name."""

from collections.abc import Iterator
from typing import Any

import pytest

from posdesk.sandbox.rules.openapi import document
from posdesk.sandbox.rules.openapi_examples import BEFOREHAND
from tests.sandbox.rules.rule_desk import Desk

WRONG = {"wrong": {"kind": [1]}}


def _fields(schema: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, inner in schema.get("properties", {}).items():
        yield f"{path}{name}", inner
        yield from _fields(inner, f"{path}{name}.")
        if "items" in inner:
            yield from _fields(inner["items"], f"{path}{name}.0.")


def _wrong(schema: Any) -> Any:
    """A value that the field cannot have; None where it may have any."""
    if "enum" in schema:
        return WRONG
    kinds = schema.get("type") or ()
    return "text" if "object" in kinds or "array" in kinds else WRONG if kinds else None


def _with(body: Any, parts: list[str], value: Any) -> Any:
    """``body`` with ``value`` at the path; what is on the way is made."""
    if not parts:
        return value
    first, *rest = parts
    if first == "0":
        return [_with(body[0] if body else {}, rest, value)]
    inside = body or {}
    return {**inside, first: _with(inside.get(first), rest, value)}


@pytest.fixture(scope="module")
def writes() -> dict[str, Any]:
    return {
        f"{method} {path}": (operation, operation["requestBody"]["content"]["application/json"])
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation
    }


def test_a_field_of_the_wrong_kind_is_named(desk: Desk, writes: dict[str, Any]) -> None:
    for method, path, body in BEFOREHAND:
        assert desk.call(method, path.removeprefix("/api/v3"), body)[0] in (200, 201)
    before, count, silent = desk.tenant.ledger(), 0, []
    for name, (operation, content) in writes.items():
        method, path = name.split(" ")
        for place in operation["parameters"]:
            path = path.replace("{" + place.get("name", "") + "}", str(place.get("example")))
        for field, schema in _fields(content["schema"]):
            wrong = _wrong(schema)
            if wrong is None:
                continue
            body = _with(content["example"], field.split("."), wrong)
            status, answer = desk.call(method.upper(), path.removeprefix("/api/v3"), body)
            count += 1
            if status != 422 or not any(key.startswith(field) for key in answer["errors"]):
                silent.append(f"{name} {field}: {status} {answer if status == 422 else ''}"[:300])
    assert silent == []
    assert count > 800
    assert desk.tenant.ledger() == before
