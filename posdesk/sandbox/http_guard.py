"""Who may speak to a server on loopback, and how much: Host, Origin, Sec-Fetch-Site, type, size and pace of a body.

A page in the user's browser can reach 127.0.0.1 (cross-site requests, DNS rebinding). It can forge
neither ``Host`` nor ``Origin``, so both must name this very server; there is no CORS. Starlette's
trusted-host check is not used: it refuses ``[::1]:port``.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from posdesk.sandbox.rules.json_text import MAX_BODY_BYTES
from posdesk.sandbox.rules.refusals import Refusal

if TYPE_CHECKING:
    from starlette.types import Receive

PATIENCE_S = 30.0  # for the whole of a body
# What a form or a script of another site can send without being asked first: no till sends these.
_SIMPLE = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
_SINGLE = ("authorization", "content-length", "content-type", "host", "origin", "sec-fetch-site")


class Guard:
    """Refuses whatever does not come from this machine on purpose. One guard per listening port."""

    def __init__(self, port: int) -> None:
        names = ("127.0.0.1", "localhost", "[::1]")
        self._hosts = frozenset(f"{name}:{port}" for name in names)
        if port == 80:
            self._hosts |= frozenset(names)
        self._origins = frozenset(f"http://{host}" for host in self._hosts)

    def refusal(self, headers: Mapping[str, str]) -> str | None:
        """Why a request with these headers (lower-case names) is refused, or None."""
        host = headers.get("host", "")
        if host.lower() not in self._hosts:
            return "The Host header does not name this server."
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in self._origins:
            return "Requests from other origins are refused."
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return "Requests from other sites are refused."
        return None


def headers_of(raw: list[tuple[bytes, bytes]]) -> dict[str, str] | None:
    """The headers by lower-case name, or None when one that decides something comes twice."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}
    if len(headers) != len(raw) and _repeats_a_deciding_one(raw):
        return None
    return headers


def _repeats_a_deciding_one(raw: list[tuple[bytes, bytes]]) -> bool:
    names = [name.decode("latin-1") for name, _ in raw]
    return any(names.count(name) > 1 for name in _SINGLE)


async def read_body(
    receive: "Receive",
    headers: Mapping[str, str],
    limit: int = MAX_BODY_BYTES,
    patience_s: float = PATIENCE_S,
) -> bytes | None:
    """The whole body, at most ``limit`` bytes; None when the client has gone away before its end.

    A declared length above the limit is refused before anything is read. Raises Refusal 413, 408 for a body
    that has not come after ``patience_s``, and 415 for one that a page could send anywhere without asking.
    """
    declared = headers.get("content-length")
    if declared is None and "transfer-encoding" not in headers:
        return b""
    if declared is not None and int(declared) > limit:
        raise _too_large(limit)
    if headers.get("content-type", "").partition(";")[0].strip().lower() in _SIMPLE:
        raise Refusal(415, "Send JSON.")
    try:
        async with asyncio.timeout(patience_s):
            return await _read(receive, limit)
    except TimeoutError:
        raise Refusal(408, "The body did not come in time.") from None


async def _read(receive: "Receive", limit: int) -> bytes | None:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > limit:
            raise _too_large(limit)
        if not message.get("more_body", False):
            return bytes(body)


def _too_large(limit: int) -> Refusal:
    return Refusal(413, f"The body is larger than {limit >> 20} MiB.")
