"""A small HTTP listener on 127.0.0.1 that takes the tenant's webhooks: inbox, then directory, then an answer.

``POST /webhooks`` only. 200 as soon as the event is durable (also for a replay, for old news and for events
that say nothing about customers: a refusal would be retried for a week); 401 without detail for a signature
that is none, 408 and 413 for a body that does not come or is above 1 MiB, 422 for what cannot be understood,
503 while the directory cannot be written, so that the tenant sends again. Anybody on this machine may knock,
and a tunnel may bring foreign Host headers: only the signature decides. What a browser's page sends (``Origin``,
``Sec-Fetch-Site``: no tenant has them) is refused with 403, unread.

It runs in whatever event loop enters it, takes no signals, starts no task of its own and never blocks: the
directory works on a thread. A webhook never touches a sale, the journal or money.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Self

import uvicorn

from posdesk.omneo.redaction import pretty
from posdesk.till.directory import Applied, Directory
from posdesk.till.webhook_errors import (
    BadSignature,
    CannotListen,
    DirectoryFailed,
    TooLarge,
    WebhookRefused,
)
from posdesk.till.webhook_inbox import BODY_LIMIT, EVENT_HEADER, Secrets, WebhookEvent, verified

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

HOST = "127.0.0.1"
PATH = "/webhooks"
PATIENCE_S = 20.0  # for the whole of a body
_KEEP_ALIVE_S = 30
_GRACE_S = 2  # for answers under way when the end comes
_MOST_AT_ONCE = 64
_BODY_SHOWN = 16 * 1024  # characters

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """One delivery and what became of it.

    ``event`` is empty when the sender could not be believed, ``profile`` the first eight characters of the
    profile it is about; ``outcome`` is one of ``Applied`` or an error's code, ``status`` what was answered.
    For a window: when it arrived (UTC milliseconds), ``who`` as the directory names them, and the body as a
    wire list shows it, masked; both empty when the sender could not be believed, and in no repr."""

    event: str
    profile: str
    outcome: str
    status: int
    at_ms: int = field(default=0, compare=False)
    who: str = field(default="", repr=False, compare=False)
    body: str = field(default="", repr=False, compare=False)


class WebhookListener:
    """Listens from entering to leaving (``async with``). ``on_heard`` is told of each delivery on the loop."""

    def __init__(
        self,
        directory: Directory,
        secrets: Secrets,
        *,
        port: int = 0,
        on_heard: Callable[[Heard], None] | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._directory = directory
        self._secrets = secrets
        self._wanted_port = port
        self._on_heard = on_heard
        self._patience_s = patience_s
        self._socket: socket.socket | None = None
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        """Where the tenant may send to; only while listening."""
        if self._socket is None:
            raise CannotListen("not listening")
        return f"http://{HOST}:{self._socket.getsockname()[1]}{PATH}"

    async def __aenter__(self) -> Self:
        """Begin to listen; port 0 lets the system choose. Raises CannotListen."""
        listening = _bind(self._wanted_port)
        # Its protocol is imported only now, and the loop may be a window's.
        server = _Server(await asyncio.to_thread(_config, self._serve))
        try:
            await server.begin(listening)
        except BaseException:
            listening.close()
            raise
        self._socket, self._server = listening, server
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        listening, server = self._socket, self._server
        self._socket = self._server = None
        if listening is not None and server is not None:
            await server.shutdown([listening])

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != PATH:
            await _answer(send, HTTPStatus.NOT_FOUND)
        elif _from_a_page(scope):
            await _answer(send, HTTPStatus.FORBIDDEN)
        elif scope["method"] != "POST":
            await _answer(send, HTTPStatus.METHOD_NOT_ALLOWED, (b"allow", b"POST"))
        else:
            await self._take(scope, receive, send)

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]
        }
        at_ms = time.time_ns() // 1_000_000
        name = profile = who = shown = ""
        try:
            async with asyncio.timeout(self._patience_s):
                body = await _body(headers, receive)
            if body is None:
                return  # the sender went away; it will come again
            event = verified(body, headers, self._secrets)
            name, profile = event.name, _profile_id(event)[:8]
            shown = await asyncio.to_thread(pretty, event.body, _BODY_SHOWN)
            applied, who = await asyncio.to_thread(self._apply, event, at_ms)
            outcome: str = applied
            status = HTTPStatus.OK
        except TimeoutError:
            await _answer(send, HTTPStatus.REQUEST_TIMEOUT)
            return
        except WebhookRefused as refused:
            outcome, status = refused.code, HTTPStatus(refused.status)
            if not isinstance(refused, BadSignature | TooLarge):
                name = name or headers.get(EVENT_HEADER, "")[:100]
            log.warning("webhook refused: %s", refused, extra={"status": int(status)})
        except DirectoryFailed as failed:
            outcome, status = failed.code, HTTPStatus.SERVICE_UNAVAILABLE
            log.error("webhook not kept: %s", failed, extra={"status": int(status)})  # noqa: TRY400  expected
        if self._on_heard is not None:
            self._on_heard(Heard(name, profile, outcome, int(status), at_ms, who, shown))
        await _answer(send, status)

    def _apply(self, event: WebhookEvent, at_ms: int) -> tuple[Applied, str]:
        """What became of it, and whose it is: after it, or of one who is gone now, before."""
        before = self._named(event)
        applied = self._directory.apply(event, at_ms)
        return applied, self._named(event) or before

    def _named(self, event: WebhookEvent) -> str:
        known = self._directory.record(_profile_id(event))
        return "" if known is None else known.full_name


class _Server(uvicorn.Server):
    """uvicorn's sockets and protocol, without its own loop, signals and ticking."""

    async def begin(self, listening: socket.socket) -> None:
        """Accept connections on ``listening`` until ``shutdown``."""
        await asyncio.to_thread(self.config.load)
        self.lifespan = self.config.lifespan_class(self.config)
        await self.startup([listening])


def _config(app: Callable[[Scope, Receive, Send], object]) -> uvicorn.Config:
    from posdesk.home.http_heads import BoundedHeads  # here: slow to import, and not on the loop

    return uvicorn.Config(
        app,
        http=BoundedHeads,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        limit_concurrency=_MOST_AT_ONCE,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
    )


def _bind(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two listeners share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.setblocking(False)
    except (OSError, OverflowError) as error:
        listening.close()
        raise CannotListen(f"port {port} on {HOST}: {error}") from error
    return listening


def _from_a_page(scope: Scope) -> bool:
    return any(name in (b"origin", b"sec-fetch-site") for name, _ in scope["headers"])


async def _body(headers: dict[str, str], receive: Receive) -> bytes | None:
    """The whole body; None when its sender went away before its end. Raises TooLarge, early if it can."""
    declared = headers.get("content-length", "0")
    if declared.isdecimal() and int(declared) > BODY_LIMIT:
        raise TooLarge(f"{declared} bytes declared")
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            raise TooLarge(f"more than {BODY_LIMIT} bytes")
        if not message.get("more_body", False):
            return bytes(body)


async def _answer(send: Send, status: HTTPStatus, *headers: tuple[bytes, bytes]) -> None:
    body = json.dumps({"message": status.phrase}).encode("ascii")
    known = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    # What is left of a body that was refused unread would be taken for the next request.
    ending = [(b"connection", b"close")] if status >= HTTPStatus.BAD_REQUEST else []
    await send(
        {
            "type": "http.response.start",
            "status": int(status),
            "headers": [*known, *ending, *headers],
        }
    )
    await send({"type": "http.response.body", "body": body})


def _profile_id(event: WebhookEvent) -> str:
    key = "id" if event.name.startswith("profile") else "profile_id"
    found = event.body.get(key)
    # A lone surrogate is no id: no database takes it.
    return found if isinstance(found, str) and found.isprintable() else ""
