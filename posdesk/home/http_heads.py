"""The head of a request has an end, in bytes and in time: what uvicorn leaves open on our loopback servers.

uvicorn's faster protocol reads a head of any length, and waits for its end for ever (measured: 12 MiB of one
header were taken, 0.54); h11 stops at 64 KiB by itself. ``uvicorn.Config(http=BoundedHeads)``, where httptools
is there. Only servers import this: it is slow to import.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 64 * 1024
HEAD_S = 30.0
"""From the connection, or the first byte of a later request, to the end of its head."""
_TOO_LARGE = b"431 Request Header Fields Too Large"
_TOO_SLOW = b"408 Request Timeout"


class BoundedHeads(HttpToolsProtocol):
    """One connection. A head above ``HEAD_BYTES`` gets 431 and one that does not come 408; both end it."""

    _head_bytes = 0
    _in_head = True
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._begin_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._end_head()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(_TOO_LARGE)

    def _begin_head(self) -> None:
        self._end_head()
        self._in_head = True
        self._patience = self.loop.call_later(HEAD_S, self._refuse, _TOO_SLOW)

    def _end_head(self) -> None:
        self._in_head, self._head_bytes = False, 0
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _refuse(self, status: bytes) -> None:
        self._end_head()
        if not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            )
            self.transport.close()
