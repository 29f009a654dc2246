"""Sixteen clients who each send the next request when the last is answered, and count: ``load METHOD URL TOKEN BODY SECONDS``.

Raw connections: the client shall cost as little as can be, for it shares the machine with what it measures.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast
from urllib.parse import urlsplit

from benchmarks.programs.clock import now_s, tell

CONNECTIONS = 16
WARM_S = 0.3


class Client(asyncio.Protocol):
    """One connection, kept alive. Only answers of 2xx count; any other ends the measurement."""

    def __init__(self, request: bytes, begin: float, end: float) -> None:
        self._request = request
        self._begin = begin
        self._end = end
        self._buffer = b""
        self.answered = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's own is no subclass
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not _is_whole(self._buffer):
            return
        if not self._buffer.startswith(b"HTTP/1.1 2"):
            self.done.set_exception(RuntimeError(self._buffer[:300].decode("latin-1")))
            self._transport.close()
            return
        self._buffer = b""
        now = now_s()
        self.answered += now >= self._begin
        if now < self._end:
            self._transport.write(self._request)
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def _is_whole(buffer: bytes) -> bool:
    head, found, body = buffer.partition(b"\r\n\r\n")
    if not found:
        return False
    for line in head.lower().split(b"\r\n")[1:]:
        if line.startswith(b"content-length:"):
            return len(body) >= int(line[15:])
    return body.endswith(b"0\r\n\r\n")


async def _rate(request: bytes, host: str, port: int, seconds: float) -> float:
    begin = now_s() + WARM_S
    end = begin + seconds
    loop = asyncio.get_running_loop()
    clients = []
    for _ in range(CONNECTIONS):
        _, client = await loop.create_connection(lambda: Client(request, begin, end), host, port)
        clients.append(client)
    await asyncio.gather(*(client.done for client in clients))
    return sum(client.answered for client in clients) / (now_s() - begin)


def main(arguments: list[str]) -> int:
    method, url, token, body, seconds = arguments
    parts = urlsplit(url)
    head = (
        f"{method} {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {token}\r\n"
        "Accept: application/json\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )
    host, port = parts.hostname or "", parts.port or 80
    runner = _fast_runner()
    with runner:
        tell(rate=runner.run(_rate(head.encode("ascii"), host, port, float(seconds))))
    return 0


def _fast_runner() -> asyncio.Runner:
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
