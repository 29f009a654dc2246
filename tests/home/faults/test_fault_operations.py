"""Operations: every route the client knows has a name, and a request is known by it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from posdesk.home.faults.operations import asked_for, operations, routes_of
from tests.test_house import PACKAGE

VERBS = {
    "reading": "GET",
    "asking": "POST",
    "writing": "POST",
    "changing": "PUT",
    "removing": "DELETE",
}


def _routes_of_the_client() -> Iterator[tuple[str, str, bool]]:
    """(method, route, whether it writes) of every call whose route stands in its place in the client's source."""
    for path in sorted((PACKAGE / "omneo").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            route = node.args[0]
            if node.func.id in VERBS and isinstance(route, ast.Constant):
                verb = node.func.id
                yield VERBS[verb], str(route.value), verb not in ("reading", "asking")


CLIENT = sorted(set(_routes_of_the_client()))


def test_the_client_was_looked_through() -> None:
    assert len(CLIENT) > 50


@pytest.mark.parametrize(("method", "route", "writes"), CLIENT)
def test_every_route_of_the_client_has_a_name(method: str, route: str, *, writes: bool) -> None:
    asked = asked_for(method, route.replace("{", "").replace("}", ""))
    assert asked.name in operations(), route
    assert asked.writes == writes


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "/profiles/5b1c/redemptions", "redemptions.create"),
        ("POST", "/profiles/5b1c/redeem", "redemptions.create"),
        ("POST", "/profiles/5b1c/benefits/4021/redemptions", "redemptions.redeem_benefit"),
        ("POST", "/redemptions/158/reversal", "redemptions.reverse"),
        ("POST", "/redemptions/158/benefit/return", "redemptions.refund"),
        ("POST", "/transactions", "transactions.record"),
        ("POST", "/transactions/update-create", "transactions.record"),
        ("GET", "/identities/search-profile/6001%2F1234", "identities.search"),
        ("GET", "/identities", "staff.list"),
        ("POST", "/rewards/definitions", "definitions.create"),
        ("PUT", "/credits/definitions/7", "definitions.change"),
        ("GET", "/settings/environment", "settings.request_key"),
        ("GET", "/settings/anything", "settings.read"),
        ("GET", "/no/such/thing", ""),
    ],
)
@pytest.mark.parametrize("base", ["", "/api/v3", "/shop/api/v3"])
def test_a_request_is_known_by_its_path(base: str, method: str, path: str, name: str) -> None:
    assert asked_for(method, base + path).name == name


def test_sets_cover_reads_writes_and_all() -> None:
    asking = asked_for("POST", "/profiles/search-id")
    unknown = asked_for("PATCH", "/profiles/5b1c")
    head = asked_for("HEAD", "/profiles/5b1c")
    assert [each.is_one_of("any write") for each in (asking, unknown, head)] == [False, True, False]
    assert [each.is_one_of("any read") for each in (asking, unknown, head)] == [True, False, True]
    assert all(each.is_one_of("*") for each in (asking, unknown, head))
    assert not unknown.is_one_of("profiles.change")


def test_every_operation_has_routes_that_lead_back_to_it() -> None:
    for name in operations():
        for method, route in routes_of(name):
            assert asked_for(method, route.replace("{}", "7")).name == name, route
