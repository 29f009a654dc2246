"""Who begins a request and does not end it is let go; and no option makes a server listen to the network."""

from __future__ import annotations

import asyncio
import socket
from contextlib import closing
from pathlib import Path

import pytest

from posdesk import cli
from posdesk.home import http_heads
from posdesk.sandbox.http_guard import read_body
from posdesk.sandbox.rules.refusals import Refusal
from posdesk.till.directory import Directory
from posdesk.till.webhook_listener import HOST, WebhookListener
from tests.till.webhook_samples import SECRETS, delivery, profile

A_MOMENT_S = 0.05
LONG_S = 600.0


def _first_line(folder: Path, sent: bytes, patience_s: float) -> bytes:
    """What a listener says to these bytes when no more are coming."""

    async def ask() -> bytes:
        with closing(Directory(folder / "directory.db", "sandbox")) as directory:
            async with WebhookListener(directory, SECRETS, patience_s=patience_s) as listener:
                port = int(listener.url.split(":")[2].split("/")[0])
                reader, writer = await asyncio.open_connection(HOST, port)
                writer.write(sent)
                answer = await reader.read()
                writer.close()
                return answer.partition(b"\r\n")[0]

    return asyncio.run(ask())


def test_a_body_that_does_not_come_is_given_up_by_the_listener(tmp_path: Path) -> None:
    head = b"POST /webhooks HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"
    assert _first_line(tmp_path, head, A_MOMENT_S) == b"HTTP/1.1 408 Request Timeout"


@pytest.mark.parametrize("head", [b"", b"POST /webhooks HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_does_not_come_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setattr(http_heads, "HEAD_S", A_MOMENT_S)
    assert _first_line(tmp_path, head, LONG_S) == b"HTTP/1.1 408 Request Timeout"


def test_the_second_request_of_a_connection_must_come_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_heads, "HEAD_S", A_MOMENT_S)

    async def ask() -> list[bytes]:
        with closing(Directory(tmp_path / "directory.db", "sandbox")) as directory:
            async with WebhookListener(directory, SECRETS) as listener:
                port = int(listener.url.split(":")[2].split("/")[0])
                reader, writer = await asyncio.open_connection(HOST, port)
                body, headers = delivery("profile.created", profile())
                lines = [f"{name}: {value}" for name, value in headers.items()]
                head = ["POST /webhooks HTTP/1.1", f"Content-Length: {len(body)}", *lines, "", ""]
                writer.write("\r\n".join(head).encode() + body)
                first = await reader.readuntil(b"}")
                writer.write(b"POST /web")
                rest = await reader.read()
                writer.close()
                return [first.partition(b"\r\n")[0], rest.partition(b"\r\n")[0]]

    assert asyncio.run(ask()) == [b"HTTP/1.1 200 OK", b"HTTP/1.1 408 Request Timeout"]


def test_a_body_that_does_not_come_is_given_up_by_the_sandbox() -> None:
    async def never() -> dict[str, object]:
        await asyncio.get_running_loop().create_future()
        return {}

    with pytest.raises(Refusal) as refused:
        asyncio.run(read_body(never, {"content-length": "9"}, patience_s=0))
    assert refused.value.status == 408


@pytest.mark.parametrize("command", [["sandbox"], ["webhooks", "listen"]])
@pytest.mark.parametrize("option", ["--host", "--bind", "--address", "--listen"])
def test_no_option_makes_a_server_listen_to_the_network(
    command: list[str], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*command, option, "0.0.0.0"]) == cli.USAGE  # noqa: S104 - what must be refused
    assert capsys.readouterr().out == ""


def test_a_socket_of_the_listener_is_bound_to_loopback(tmp_path: Path) -> None:
    async def address() -> str:
        with closing(Directory(tmp_path / "directory.db", "sandbox")) as directory:
            async with WebhookListener(directory, SECRETS) as listener:
                assert isinstance(listener._socket, socket.socket)
                return str(listener._socket.getsockname()[0])

    assert asyncio.run(address()) == "127.0.0.1"
