"""Every server we start against a page in the user's browser, a stranger on the machine, and a hostile sender.

What a row asks: nothing changed, nothing was told, and the server still answers its owner.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from posdesk.home.http_heads import HEAD_BYTES
from tests.security.served import WEBHOOKS, Served

MIB = 1024 * 1024
CUT = b""


@pytest.fixture(autouse=True)
def _still_there_and_unchanged(served: Served) -> Iterator[None]:
    """After the attack all is as it was; and that what was asked would change it is no guess."""
    before = served.state()
    yield
    assert served.state() == before
    assert served.ask().status_code == 200
    assert served.state() != before


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:{port}", "192.168.1.5:{port}", "[::2]:80"]
)
def test_a_name_that_was_rebound_to_this_machine_opens_nothing(served: Served, host: str) -> None:
    answer = served.ask({"host": host.format(port=served.port)}, opened=served.name != WEBHOOKS)
    # A tunnel brings its own name to the listener: there only the signature opens, and a page has none.
    assert answer.status_code == (401 if served.name == WEBHOOKS else 403)


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.test", "content-type": "text/plain"},
    ],
)
def test_a_page_of_another_site_is_refused_even_with_the_key(
    served: Served, told: dict[str, str]
) -> None:
    answer = served.ask(told)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_what_a_form_can_send_without_asking_is_not_taken(served: Served, kind: str) -> None:
    # The listener believes no type, only the signature over the bytes, which no form can make.
    answer = served.ask({"content-type": kind}, opened=served.name != WEBHOOKS)
    assert answer.status_code == (401 if served.name == WEBHOOKS else 415)


def test_a_preflight_gets_no_leave(served: Served) -> None:
    lines = (
        f"OPTIONS {served.path} HTTP/1.1",
        f"Host: 127.0.0.1:{served.port}",
        "Origin: https://evil.test",
        "Access-Control-Request-Method: POST",
    )
    status = served.raw("\r\n".join((*lines, "", "")).encode())
    assert status.split()[1] in (b"403", b"405")


def test_without_its_key_and_with_the_others_nothing_is_opened(served: Served) -> None:
    nothing = served.ask(opened=False)
    wrong = served.ask(served.wrong, opened=False)
    assert [nothing.status_code, wrong.status_code] == [401, 401]
    assert nothing.json().keys() == wrong.json().keys() == {"message"}


@pytest.mark.parametrize(
    "name", ["token", "access_token", "api_token", "control_token", "signature"]
)
def test_the_key_in_the_address_is_no_key(served: Served, name: str) -> None:
    key = list(served.opens.values())[-1].removeprefix("Bearer ")
    assert served.ask(opened=False, path=f"{served.path}?{name}={key}").status_code == 401


def test_only_the_loopback_address_listens(served: Served) -> None:
    # 127.0.0.2 reaches a server on all addresses. In a process of its own: the tests' sockets go to 127.0.0.1.
    attempt = f"import socket; socket.create_connection(('127.0.0.2', {served.port}), 5)"
    refused = subprocess.run([sys.executable, "-c", attempt], capture_output=True, check=False)
    assert refused.returncode == 1
    assert b"Error" in refused.stderr


@pytest.mark.parametrize("how", ["declared", "sent", "chunked"])
def test_a_body_of_ten_mebibytes_is_refused(served: Served, how: str) -> None:
    head = [f"POST {served.path} HTTP/1.1", f"Host: 127.0.0.1:{served.port}"]
    head += [f"{name}: {value}" for name, value in served.opens.items()]
    chunked = how == "chunked"
    head.append("Transfer-Encoding: chunked" if chunked else f"Content-Length: {10 * MIB}")
    body = {
        "declared": b"",
        "sent": b" " * (10 * MIB),
        "chunked": (b"100000\r\n" + b" " * MIB + b"\r\n") * 10 + b"0\r\n\r\n",
    }[how]
    status = served.raw("\r\n".join((*head, "", "")).encode() + body)
    # Whoever goes on sending may find the connection cut before the answer can be read.
    assert status == CUT or status.split()[1] == b"413"
    assert how != "declared" or status != CUT


@pytest.mark.parametrize("head", [b"X-Long: " + b"a" * MIB, b"X: y\r\n" * (MIB // 6)])
def test_a_head_without_end_is_refused(served: Served, head: bytes) -> None:
    assert len(head) > HEAD_BYTES
    start = f"POST {served.path} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n".encode()
    status = served.raw(start + head)
    assert status == CUT or status.split()[1] == b"431"


def test_an_address_without_end_is_refused(served: Served) -> None:
    status = served.raw(b"GET /" + b"a" * MIB)
    assert status == CUT or status.split()[1] in (b"400", b"431")


@pytest.mark.parametrize("bomb", [b"[" * 500_000, b'{"a":' * 150_000, b"[" * 40 + b"]" * 40])
def test_a_bomb_of_depth_is_refused(served: Served, bomb: bytes) -> None:
    answer = served.ask(body=bomb)
    # Nobody without the secret can make the listener read JSON at all; test_webhook_inbox has a signed bomb.
    assert answer.status_code == (401 if served.name == WEBHOOKS else 400)


def test_a_body_that_never_ends_keeps_nobody_else_waiting(served: Served) -> None:
    head = f"POST {served.path} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nContent-Length: 40\r\n\r\n{{"
    slow = [socket.create_connection(("127.0.0.1", served.port), timeout=20) for _ in range(20)]
    try:
        for each in slow:
            each.sendall(head.encode())
        assert served.ask(opened=False).status_code == 401
    finally:
        for each in slow:
            each.close()


def test_a_header_that_decides_may_not_come_twice(served: Served) -> None:
    key, value = list(served.opens.items())[-1]
    (_, wrong) = list(served.wrong.items())[-1]
    lines = [f"POST {served.path} HTTP/1.1", f"Host: 127.0.0.1:{served.port}"]
    lines += [f"{key}: {value}", f"{key}: {wrong}", f"Content-Length: {len(served.body)}"]
    status = served.raw("\r\n".join((*lines, "", "")).encode() + served.body)
    assert status.split()[1] in (b"400", b"401")
