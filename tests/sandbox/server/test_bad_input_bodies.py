"""Every write over HTTP with a body that is none, a verb that is none, an id that is nobody's: a clear answer each
time, and the database on the disk is afterwards what it was, row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from posdesk.sandbox.rules.json_text import body_limit
from posdesk.sandbox.rules.router import BOTH, PREFIX, Router
from posdesk.sandbox.rules.routes import ROUTES
from tests.sandbox.server.bench import READS, Bench
from tests.sandbox.write_calls import WRITES, Write

VERBS = ("GET", "POST", "PUT", "DELETE", "PATCH")
DEEP = b'{"meta": ' + b"[" * 32 + b"]" * 32 + b"}"  # 33 levels
MALFORMED = (b"{", b'{"a": 1,}', b"{'a': 1}", b"\xff\xfe", b'{"a": NaN}', b'{"a": "\\ud800"}', b'{"a": ' + b"9" * 5000 + b"}", DEEP)  # fmt: skip
NO_OBJECT = (b"[]", b'"text"', b"7", b"true", b"null")
NOBODY = "00000000-0000-4000-8000-000000000000"
NOTHING = "999999999"
# Searching answers that nothing was found; a count of nothing is nought.
SEARCHES = {"GET /identities/search-profile/{identifier}", "GET /profiles/{p}/redemptions/{type}/{id}/count"}  # fmt: skip


each_write = pytest.mark.parametrize("write", WRITES, ids=lambda write: write.route)


def _message(answer: httpx.Response) -> str:
    body = answer.json()
    assert set(body) == {"message"}
    return str(body["message"])


@each_write
def test_a_body_that_is_no_json_or_too_deep_is_400(bench: Bench, write: Write) -> None:
    for body in MALFORMED:
        answer = bench.send(write, body)
        assert (answer.status_code, _message(answer)) == (400, "Bad Request"), body[:20]


@each_write
def test_a_body_that_is_too_large_is_413(bench: Bench, write: Write) -> None:
    limit = body_limit(write.path)
    answer = bench.send(write, b'{"a": "' + b"x" * limit + b'"}')
    assert answer.status_code == 413
    assert _message(answer) == f"The body is larger than {limit >> 20} MiB."


@pytest.mark.parametrize(
    "write", [write for write in WRITES if write.body], ids=lambda write: write.route
)
def test_a_body_that_is_no_object_is_422(bench: Bench, write: Write) -> None:
    for body in NO_OBJECT:
        answer = bench.send(write, body)
        assert answer.status_code == 422, body
        assert set(answer.json()) == {"message", "errors"}
        assert answer.json()["errors"]


def _paths() -> list[str]:
    return sorted({route.full_path for route in ROUTES})


@pytest.mark.parametrize("path", _paths())
def test_a_wrong_verb_is_405_and_names_the_right_ones(bench: Bench, path: str) -> None:
    served = {route.method for route in ROUTES if route.full_path == path}
    reached = Router(ROUTES)
    concrete = path.replace("{", "").replace("}", "")
    root = str(bench.api.base_url).removesuffix(f"{PREFIX}/")
    for verb in set(VERBS) - served:
        answer = bench.api.request(verb, root + concrete, content=b"{}")
        assert answer.status_code == 405, verb
        assert _message(answer) == f"The {verb} method is not supported for this route."
        allowed = set(answer.headers["allow"].split(", "))
        assert allowed >= served
        for method in allowed:
            reached.find(method, path, BOTH)


@pytest.mark.parametrize("template", READS)
def test_the_ids_beside_a_wrong_one_are_right(bench: Bench, template: str) -> None:
    assert bench.api.get(bench.filled(f"GET {template}")).status_code == 200


def _places() -> Iterator[Any]:
    """Every value in the path of every route, one at a time."""
    for route in ROUTES:
        name = f"{route.method} {route.path}"
        for segment in route.path.split("/"):
            if segment.startswith("{") and name not in SEARCHES:
                yield pytest.param(name, segment, id=f"{name} {segment}")


@pytest.mark.parametrize(("route", "segment"), list(_places()))
def test_an_id_that_is_nobodys_is_404(bench: Bench, route: str, segment: str) -> None:
    method, _, template = route.partition(" ")
    parts = bench.filled(route).split("/")
    place = template.split("/").index(segment)
    body = next((write.body for write in WRITES if write.route == route), None)
    for unknown in (NOBODY, NOTHING, "no-such-thing", "%00", "1'%20OR%20'1'='1"):
        path = "/".join([*parts[:place], unknown, *parts[place + 1 :]])
        answer = bench.api.request(method, path, json=body)
        assert answer.status_code == 404, (path, answer.text)
        assert _message(answer) == "Not Found."
