"""What the server refuses over real HTTP: strangers, other sites, wrong tokens, and bodies nobody should send."""

import socket
import subprocess
import sys
from contextlib import closing
from urllib.parse import urlsplit

import httpx
import pytest

from tests.sandbox.server.running import ASHA, Sandbox

PATHS = ("/api/v3/settings", "/_sandbox/health")
places = pytest.mark.parametrize("path", PATHS)


def _token(sandbox: Sandbox, path: str) -> str:
    endpoint = sandbox.endpoint
    return endpoint.control_token if path.startswith("/_sandbox") else endpoint.token


def _get(sandbox: Sandbox, path: str, **headers: str) -> httpx.Response:
    given = {"Authorization": f"Bearer {_token(sandbox, path)}"}
    given.update({name.replace("_", "-"): value for name, value in headers.items()})
    return sandbox.api.get(f"{sandbox.root}{path}", headers=given)


def _port(sandbox: Sandbox) -> int:
    port = urlsplit(sandbox.endpoint.url).port
    assert port is not None
    return port


def _status_line(sandbox: Sandbox, request: bytes) -> bytes:
    """What is answered first to these bytes, while the client waits with its connection open."""
    with closing(socket.create_connection(("127.0.0.1", _port(sandbox)), timeout=20)) as plug:
        plug.sendall(request)
        with plug.makefile("rb") as answer:
            return answer.readline()


def _hang_up_after(sandbox: Sandbox, request: bytes) -> None:
    """Send these bytes and no more, and wait until the server has hung up too."""
    with closing(socket.create_connection(("127.0.0.1", _port(sandbox)), timeout=20)) as plug:
        plug.sendall(request)
        plug.shutdown(socket.SHUT_WR)
        while plug.recv(65536):
            pass


@places
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LocalHost", "[::1]"])
def test_the_names_of_loopback_with_the_port_are_let_in(
    sandbox: Sandbox, path: str, name: str
) -> None:
    assert _get(sandbox, path, Host=f"{name}:{_port(sandbox)}").status_code == 200


@places
@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "evil.test:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "192.168.1.5:{port}",
        "[::2]:{port}",
        "",
    ],
)
def test_any_other_host_is_refused(sandbox: Sandbox, path: str, host: str) -> None:
    assert _get(sandbox, path, Host=host.format(port=_port(sandbox))).status_code == 403


@places
@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://localhost:3000"])
def test_a_foreign_origin_is_refused(sandbox: Sandbox, path: str, origin: str) -> None:
    answer = _get(sandbox, path, Origin=origin)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@places
def test_its_own_origin_is_let_in(sandbox: Sandbox, path: str) -> None:
    assert _get(sandbox, path, Origin=sandbox.root, Sec_Fetch_Site="same-origin").status_code == 200


@places
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_made_for_another_site_is_refused(sandbox: Sandbox, path: str, site: str) -> None:
    assert _get(sandbox, path, Sec_Fetch_Site=site).status_code == 403


@places
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz"])
def test_without_its_token_nothing_is_answered(sandbox: Sandbox, path: str, given: str) -> None:
    answer = _get(sandbox, path, Authorization=given)
    assert answer.status_code == 401
    assert answer.json() == {"message": "Unauthenticated."}


def test_the_tenants_token_does_not_open_the_control_routes(sandbox: Sandbox) -> None:
    given = f"Bearer {sandbox.endpoint.token}"
    assert _get(sandbox, "/_sandbox/health", Authorization=given).status_code == 401


def test_the_control_token_does_not_open_the_tenant(sandbox: Sandbox) -> None:
    given = f"Bearer {sandbox.endpoint.control_token}"
    assert _get(sandbox, "/api/v3/settings", Authorization=given).status_code == 401


@pytest.mark.parametrize(
    ("suffix", "read", "redeem"),
    [("", 200, 200), ("-read-only", 200, 403), ("-no-redeem", 200, 403), ("-revoked", 401, 401)],
)
def test_the_four_tokens_of_the_seed_may_do_what_they_are_named_for(
    sandbox: Sandbox, suffix: str, read: int, redeem: int
) -> None:
    given = {"Authorization": f"Bearer {sandbox.endpoint.token}{suffix}"}
    reading = sandbox.api.get(f"/profiles/{ASHA}/balances", headers=given)
    redeeming = sandbox.api.post(
        f"/profiles/{ASHA}/redemptions",
        json={"strategies": ["rewards"], "amount": 5},
        headers=given,
    )
    assert (reading.status_code, redeeming.status_code) == (read, redeem)
    left = sandbox.call("GET", f"/profiles/{ASHA}/balances")["data"]["reward_balance"]
    assert left == (20 if redeem == 200 else 25)


def test_a_header_that_decides_something_may_not_come_twice(sandbox: Sandbox) -> None:
    host = f"127.0.0.1:{_port(sandbox)}"
    request = f"GET /api/health HTTP/1.1\r\nHost: {host}\r\nHost: evil.test\r\n\r\n"
    assert _status_line(sandbox, request.encode()).startswith(b"HTTP/1.1 400 ")


def test_a_body_above_one_mebibyte_is_refused(sandbox: Sandbox) -> None:
    answer = sandbox.api.post("/transactions", content=b" " * (1024 * 1024 + 1))
    assert answer.status_code == 413


def test_a_large_body_is_refused_before_it_is_sent(sandbox: Sandbox) -> None:
    head = (
        f"POST /api/v3/transactions HTTP/1.1\r\nHost: 127.0.0.1:{_port(sandbox)}\r\n"
        "Content-Length: 999999999\r\n\r\n"
    )
    assert _status_line(sandbox, head.encode()).startswith(b"HTTP/1.1 413 ")


def test_a_body_of_unknown_length_is_refused_before_it_has_come_to_its_end(
    sandbox: Sandbox,
) -> None:
    head = (
        f"POST /api/v3/transactions HTTP/1.1\r\nHost: 127.0.0.1:{_port(sandbox)}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    assert _status_line(sandbox, head.encode() + chunk * 17).startswith(b"HTTP/1.1 413 ")


def test_the_largest_body_that_is_allowed_arrives_whole(sandbox: Sandbox) -> None:
    filler = b" " * (1024 * 1024 - 2)
    assert sandbox.api.post("/transactions", content=b"{" + filler + b"}").status_code == 422


def test_a_batch_may_be_eight_times_as_large(sandbox: Sandbox) -> None:
    filler = b" " * (8 * 1024 * 1024 - 2)
    path = "/rewards/batch"
    assert sandbox.api.post(path, content=b"{" + filler + b"}").status_code == 422
    assert sandbox.api.post(path, content=b"{" + filler + b" }").status_code == 413


def test_a_request_cut_off_in_its_body_does_nothing(sandbox: Sandbox) -> None:
    body = b'{"strategies": ["rewards"], "amount": 5}'
    head = (
        f"POST /api/v3/profiles/{ASHA}/redemptions HTTP/1.1\r\nHost: 127.0.0.1:{_port(sandbox)}\r\n"
        f"Authorization: Bearer {sandbox.endpoint.token}\r\nContent-Length: {len(body) + 1}\r\n\r\n"
    )
    _hang_up_after(sandbox, head.encode() + body)
    assert sandbox.call("GET", f"/profiles/{ASHA}/balances")["data"]["reward_balance"] == 25


def test_malformed_json_is_a_bad_request(sandbox: Sandbox) -> None:
    assert sandbox.api.post("/transactions", content=b'{"total": 1').status_code == 400


def test_an_unknown_route_is_not_found(sandbox: Sandbox) -> None:
    sandbox.call("GET", "/no/such/route", expect=404)
    sandbox.call("GET", "/../../etc/passwd", expect=404)


def test_a_wrong_verb_is_not_allowed(sandbox: Sandbox) -> None:
    refused = sandbox.call("PATCH", f"/profiles/{ASHA}", {}, expect=405)
    assert "PATCH" in refused["message"]


def test_an_unknown_control_route_is_not_found(sandbox: Sandbox) -> None:
    assert [_get(sandbox, path).status_code for path in ("/_sandbox", "/_sandbox/nope")] == [
        404,
        404,
    ]


def test_a_control_route_takes_only_its_verb(sandbox: Sandbox) -> None:
    assert _get(sandbox, "/_sandbox/reset").status_code == 405


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b"{}", 415),
        ("application/x-www-form-urlencoded", b"a=1", 415),
        ("application/json", b"{", 400),
        ("application/json", b"[]", 400),
        ("application/json", b'{"seed": {}, "more": 1}', 422),
    ],
)
def test_control_routes_take_json_objects_only(
    sandbox: Sandbox, kind: str, body: bytes, status: int
) -> None:
    before = sandbox.control.health().identity
    answer = sandbox.api.post(
        f"{sandbox.endpoint.control_url}/reset",
        content=body,
        headers={"Authorization": f"Bearer {sandbox.endpoint.control_token}", "Content-Type": kind},
    )
    assert answer.status_code == status
    assert sandbox.control.health().identity == before


def test_a_query_of_thousands_of_fields_is_a_bad_request(sandbox: Sandbox) -> None:
    sandbox.call("GET", "/settings?" + "&".join(["a=1"] * 2000), expect=400)


def test_only_the_loopback_address_listens(sandbox: Sandbox) -> None:
    # 127.0.0.2 reaches a server on all addresses, not one on 127.0.0.1. In a process of its own: the test
    # session's own sockets may only go to 127.0.0.1.
    attempt = f"import socket; socket.create_connection(('127.0.0.2', {_port(sandbox)}), 5)"
    refused = subprocess.run([sys.executable, "-c", attempt], capture_output=True, check=False)
    assert refused.returncode == 1
    assert b"Error" in refused.stderr
