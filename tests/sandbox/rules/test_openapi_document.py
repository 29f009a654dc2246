"""The API's description: complete, as it is committed, and true of every example it gives."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import simplejson

from posdesk.sandbox.description import PATH, answer
from posdesk.sandbox.rules.json_text import encode
from posdesk.sandbox.rules.openapi import document, operation_id
from posdesk.sandbox.rules.routes import ROUTES
from tests.sandbox.rules.rule_desk import Desk

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"
# What changes something and reads no body.
WITHOUT_BODY = {
    "post_profiles_p_purge",
    "post_profiles_p_benefits_b_claim",
    "post_profiles_p_redemptions_r_reverse",
    "post_redemptions_r_reversal",
}


@pytest.fixture(scope="module")
def described() -> Any:
    return document()


def _operations(described: Any) -> dict[str, Any]:
    return {
        f"{method.upper()} {path}": operation
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    }


def test_every_route_is_described_once_under_a_name_of_its_own(described: Any) -> None:
    operations = _operations(described)
    own = operations.pop(f"GET {PATH}")
    assert set(operations) == {f"{route.method} {route.full_path}" for route in ROUTES}
    names = [operation["operationId"] for operation in (*operations.values(), own)]
    assert len(set(names)) == len(names) == len(ROUTES) + 1
    assert {operation_id(route) for route in ROUTES} < set(names)


def test_the_committed_document_is_the_one_that_the_code_makes(described: Any) -> None:
    text = simplejson.dumps(described, indent=1, use_decimal=True) + "\n"
    if os.environ.get("POSDESK_UPDATE_DOCS"):
        COMMITTED.write_text(text, encoding="utf-8")
    assert COMMITTED.read_text(encoding="utf-8") == text, (
        "docs/openapi.json is out of date: POSDESK_UPDATE_DOCS=1 rewrites it"
    )


def test_every_operation_was_seen_to_succeed(described: Any) -> None:
    for name, operation in _operations(described).items():
        assert any(status.startswith("2") for status in operation["responses"]), name


def test_every_write_says_what_it_reads(described: Any) -> None:
    silent = {
        operation["operationId"]
        for name, operation in _operations(described).items()
        if "requestBody" not in operation and not name.startswith(("GET", "DELETE"))
    }
    assert silent == WITHOUT_BODY


def test_fields_carry_the_rules_of_their_readers(described: Any) -> None:
    body = _operations(described)["POST /api/v3/transactions"]["requestBody"]["content"]
    sale = body["application/json"]["schema"]
    assert sale["required"] == ["items", "total", "transacted_at"]
    line = sale["properties"]["items"]["items"]
    assert line["required"] == ["name", "price_current", "price_sell", "quantity"]
    assert line["properties"]["quantity"]["maximum"] == 10**6
    reward = described["paths"]["/api/v3/rewards/definitions"]["post"]["requestBody"]["content"]
    fields = reward["application/json"]["schema"]["properties"]
    assert "birthday" in fields["type"]["enum"]
    assert fields["name"]["maxLength"] == 255


def test_lists_say_what_they_filter_by(described: Any) -> None:
    shared = described["components"]["parameters"]
    parameters = [
        shared[parameter["$ref"].rpartition("/")[2]]
        for parameter in described["paths"]["/api/v3/transactions"]["get"]["parameters"]
    ]
    named = {parameter["name"]: parameter["schema"] for parameter in parameters}
    assert {"filter[external_id]", "filter[tags.handle]", "sort", "page[size]"} <= set(named)
    assert "Tt" in named["filter[is_void]"]["pattern"]
    assert named["filter[external_id]"] == {"type": "string"}


def test_references_lead_somewhere(described: Any) -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [each for inner in value.values() for each in references(inner)]
        return (
            [each for inner in value for each in references(inner)]
            if isinstance(value, list)
            else []
        )

    for reference in references(described):
        _, _, kind, name = reference.split("/")
        assert name in described["components"][kind], reference


def test_it_is_served_as_it_stands_and_only_to_be_read(described: Any) -> None:
    served = answer("GET")
    assert served.status == 200
    assert served.body == encode(described)
    assert answer("HEAD") == replace(served, body=b"")
    refused = answer("POST")
    assert refused.status == 405
    assert ("Allow", "GET") in refused.headers


def test_the_examples_are_taken_as_they_stand(desk: Desk, described: Any) -> None:
    """Those that need nothing done before."""
    for name in (
        "/profiles",
        "/rewards",
        "/benefits",
        "/points",
        "/credits",
        "/transactions",
        "/locations",
    ):
        body = described["paths"][f"/api/v3{name}"]["post"]["requestBody"]["content"]
        status, _ = desk.call("POST", name, body["application/json"]["example"])
        assert status == 201, name


def test_the_start_of_the_sandbox_does_not_make_it() -> None:
    told = "import sys, posdesk.sandbox.serve; print([n for n in sys.modules if '.openapi' in n])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
