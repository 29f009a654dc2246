"""A loopback proxy between till and tenant: what it is told to, it answers itself, cuts, holds back or loses.

It runs on a thread of its own with a loop of its own, as a network does. One connection carries one request.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from posdesk.sandbox.child import Endpoint

CARD = r"GET .*/identities/search"
REDEEM = r"POST .*/profiles/[^/]+/redemptions$"
USE_BENEFIT = r"POST .*/benefits/\d+/redemptions$"
REVERSE = r"POST .*/reverse$"
RECORD = r"POST .*/transactions/update-create$"
ANY = r".*"
START_S = 20.0

Ask = Callable[[], Awaitable[bytes]]
Deed = Callable[[Ask], Awaitable[bytes]]


@dataclass
class Trouble:
    """``deed`` happens to the next ``times`` requests whose ``METHOD path`` matches."""

    pattern: str
    deed: Deed
    times: int
    happened: int = 0


@dataclass
class Gate:
    """A request that is held back: ``come`` once it is there; ``open`` lets it go on."""

    come: threading.Event = field(default_factory=threading.Event)
    open: threading.Event = field(default_factory=threading.Event)


class Proxy:
    """In front of ``upstream``; ``endpoint`` is the same tenant through it."""

    def __init__(self, upstream: Endpoint) -> None:
        self._upstream = upstream
        self._moved = False
        self._troubles: list[Trouble] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._end = asyncio.Event()
        self._port = 0
        self._thread = threading.Thread(target=self._run, name="proxy")
        self.sent: list[str] = []

    @property
    def endpoint(self) -> Endpoint:
        return replace(self._upstream, url=f"http://127.0.0.1:{self._port}/api/v3")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(START_S)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def expect(self, pattern: str, deed: Deed, times: int = 1) -> None:
        """From now on ``deed`` happens to the next such requests."""
        self._troubles.append(Trouble(pattern, deed, times))

    def hold(self, pattern: str) -> Gate:
        """The next such request waits at a gate."""
        gate = Gate()

        async def wait(ask: Ask) -> bytes:
            gate.come.set()
            await asyncio.to_thread(gate.open.wait)
            return await ask()

        self.expect(pattern, wait)
        return gate

    def move(self, upstream: Endpoint) -> None:
        """The tenant has been started anew: it is elsewhere, and its token is another."""
        self._upstream = upstream
        self._moved = True

    def calm(self) -> None:
        """No more trouble."""
        self._troubles.clear()

    def count(self, pattern: str) -> int:
        """How many such requests have come."""
        return sum(1 for line in self.sent if re.match(pattern, line))

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await self._end.wait()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_length(head))
            writer.write(await self._answer(head, body))
            await writer.drain()
        except (OSError, EOFError):
            # The till has hung up, or the tenant is gone: so is this connection.
            pass
        finally:
            writer.close()

    async def _answer(self, head: bytes, body: bytes) -> bytes:
        method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        line = f"{method} {urlsplit(target).path}"
        self.sent.append(line)

        async def ask() -> bytes:
            return await self._forward(head, body)

        for trouble in self._troubles:
            if trouble.happened < trouble.times and re.match(trouble.pattern, line):
                trouble.happened += 1
                return await trouble.deed(ask)
        return await ask()

    async def _forward(self, head: bytes, body: bytes) -> bytes:
        host = urlsplit(self._upstream.url).netloc
        head = re.sub(rb"(?i)\r\nhost: [^\r]*", f"\r\nHost: {host}".encode(), head)
        head = re.sub(rb"(?i)\r\nconnection: [^\r]*", b"\r\nConnection: close", head)
        if self._moved:
            token = f"\r\nAuthorization: Bearer {self._upstream.token}".encode()
            head = re.sub(rb"(?i)\r\nauthorization: [^\r]*", token, head)
        name, _, port = host.partition(":")
        reader, writer = await asyncio.open_connection(name, int(port))
        try:
            writer.write(head + body)
            return await reader.read()
        finally:
            writer.close()


def _length(head: bytes) -> int:
    found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return int(found.group(1)) if found else 0


def answers(status: int, **headers: str) -> Deed:
    """Somebody on the way answers in place of the tenant."""
    body = b'{"message": "from the way"}'
    lines = [f"HTTP/1.1 {status} Trouble", f"Content-Length: {len(body)}", "Connection: close"]
    lines += ["Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    async def answer(_ask: Ask) -> bytes:
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    return answer


async def cut_answer(ask: Ask) -> bytes:
    """It is carried out, and half of the answer's body arrives."""
    whole = await ask()
    head, _, body = whole.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n" + body[: len(body) // 2]


async def lose_answer(ask: Ask) -> bytes:
    """It is carried out, and nothing arrives."""
    await ask()
    return b""


async def lose_request(_ask: Ask) -> bytes:
    """It never arrives, and the till cannot know that."""
    return b""
