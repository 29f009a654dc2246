"""A server that misbehaves to order, on 127.0.0.1, in a thread of its own; and both senders behind one function."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from posdesk.omneo.calls import Call, Outcome
from posdesk.omneo.http import AsyncSender, Sender

T = TypeVar("T")
TOKEN = "canary-token-7fQ2xZ"  # opens nothing
Script: TypeAlias = Callable[["Visit"], Awaitable[None]]
Send: TypeAlias = Callable[..., Outcome[Any]]


@dataclass
class Visit:
    """One connection: ``request`` is what came, head and body."""

    writer: asyncio.StreamWriter
    reader: asyncio.StreamReader
    number: int
    request: bytes = b""

    async def read(self) -> None:
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        self.request = head + await self.reader.readexactly(length)

    async def say(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    async def until_they_leave(self) -> None:
        await self.reader.read()

    def reset(self) -> None:
        """Close with a RST in place of a FIN."""
        raw: socket.socket = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


@dataclass
class Loopback:
    """``visits`` are the connections so far, in order."""

    url: str
    visits: list[Visit] = field(default_factory=list)

    @property
    def requests(self) -> list[bytes]:
        return [visit.request for visit in self.visits]


@contextmanager
def loopback(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Loopback]:
    """Run ``script`` for each connection, which is closed after it; with ``tls`` for each that trusts it."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    server = Loopback("")
    stop = asyncio.Event()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        here = Visit(writer, reader, len(server.visits) + 1)
        server.visits.append(here)
        try:
            await script(here)
        except (ConnectionError, asyncio.IncompleteReadError):
            # The client left first, which some scripts are about.
            writer.transport.abort()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def serve() -> None:
        listener = await asyncio.start_server(visit, "127.0.0.1", 0, ssl=tls)
        port = listener.sockets[0].getsockname()[1]
        server.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/api/v3"
        ready.set()
        await stop.wait()
        listener.close()
        # Every script ends when its client has left, which all have by now.
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.gather(*others)

    def run() -> None:
        loop.run_until_complete(serve())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def http(status: str, body: bytes, *headers: bytes, kind: bytes = b"application/json") -> bytes:
    """A whole answer; ``status`` such as "200 OK". The connection is closed after it."""
    head = [
        b"HTTP/1.1 " + status.encode(),
        b"Content-Type: " + kind,
        b"Content-Length: " + str(len(body)).encode(),
        b"Connection: close",
        *headers,
    ]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def always(raw: bytes) -> Script:
    """Read the request, answer with ``raw``."""

    async def script(visit: Visit) -> None:
        await visit.read()
        await visit.say(raw)

    return script


def in_turn(*raws: bytes) -> Script:
    """The first connection gets the first answer, and so on; the last stays."""

    async def script(visit: Visit) -> None:
        await visit.read()
        await visit.say(raws[min(visit.number, len(raws)) - 1])

    return script


def send_async(url: str, call: Call[T], **options: Any) -> Outcome[T]:
    async def run() -> Outcome[T]:
        async with AsyncSender(url, TOKEN, **options) as sender:
            return await sender.send(call)

    return asyncio.run(run())


def send_blocking(url: str, call: Call[T], **options: Any) -> Outcome[T]:
    with Sender(url, TOKEN, **options) as sender:
        return sender.send(call)


def fetch_async(url: str, call: Call[T], **options: Any) -> T:
    async def run() -> T:
        async with AsyncSender(url, TOKEN, **options) as sender:
            return await sender.fetch(call)

    return asyncio.run(run())


def fetch_blocking(url: str, call: Call[T], **options: Any) -> T:
    with Sender(url, TOKEN, **options) as sender:
        return sender.fetch(call)
