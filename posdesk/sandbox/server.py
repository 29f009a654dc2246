"""The sandbox as an ASGI application: the guard, then the tenant's rules or the control routes.

One process, one thread, one event loop: ``Tenant.handle`` runs to its end between two awaits, so requests
are served strictly one after the other. Tenant routes bypass every framework, since their overhead is the
sandbox's throughput; the few control routes are Starlette's. ``Date`` is real time, except under the
skew switch.
"""

from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from posdesk.sandbox import description
from posdesk.sandbox.control_bodies import limit_of
from posdesk.sandbox.desk import Desk
from posdesk.sandbox.http_guard import Guard, headers_of, read_body
from posdesk.sandbox.rules import Request, Response
from posdesk.sandbox.rules.json_text import encode
from posdesk.sandbox.rules.refusals import Refusal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTROL_ROOT = "/_sandbox"
_MAX_FIELDS = 200  # of a query string; the widest documented one has a few dozen
_JSON = (("Content-Type", "application/json"),)


class SandboxApp:
    """Answers HTTP for one tenant. ``control`` serves everything under ``CONTROL_ROOT``."""

    def __init__(self, desk: Desk, guard: Guard, control: "ASGIApp") -> None:
        self._tenant = desk.tenant
        self._clock = desk.clock
        self._log = desk.log
        self._date = desk.date
        self._guard = guard
        self._control = control

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Serve one HTTP request; a client that goes away before its body is complete gets nothing done."""
        headers = headers_of(scope["headers"])
        if headers is None:
            await self._send(send, _message(400, "A header that may come once came twice."))
            return
        refusal = self._guard.refusal(headers)
        if refusal is not None:
            await self._send(send, _message(403, refusal))
            return
        try:
            body = await read_body(receive, headers, limit_of(scope["path"]))
        except Refusal as refused:
            await self._send(send, _message(refused.status, refused.message))
            return
        if body is None:
            return
        if _is_control(scope["path"]):
            await self._control(scope, _replay(body), self._dated(send))
        else:
            await self._send(send, self._answer(scope, headers, body))

    def _answer(self, scope: "Scope", headers: dict[str, str], body: bytes) -> Response:
        started = perf_counter()
        method, path, now = scope["method"], scope["raw_path"].decode("latin-1"), self._clock.now()
        try:
            query = _query(scope["query_string"])
        except ValueError:
            query, response = (), _message(400, "Bad Request")
        else:
            if path == description.PATH:
                response = description.answer(method)
            else:
                response = self._tenant.handle(Request(method, path, query, headers, body), now)
        took_ms = (perf_counter() - started) * 1000
        self._log.add(now, method, path, query, response.status, took_ms)
        return response

    async def _send(self, send: "Send", response: Response) -> None:
        body = response.body
        headers = [(b"date", self._date.value()), *_encoded(response.headers)]
        if response.status != 204:  # RFC 9110 8.6: no length where there can be no body
            headers.append((b"content-length", b"%d" % len(body)))
        start: Message = {
            "type": "http.response.start",
            "status": response.status,
            "headers": headers,
        }
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _dated(self, send: "Send") -> "Send":
        async def send_dated(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [(b"date", self._date.value()), *message["headers"]]
            await send(message)

        return send_dated


def _is_control(path: str) -> bool:
    return path.startswith(CONTROL_ROOT) and path[len(CONTROL_ROOT) :][:1] in ("", "/")


def _query(raw: bytes) -> tuple[tuple[str, str], ...]:
    if not raw:
        return ()
    text = raw.decode("latin-1")
    return tuple(parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS))


@lru_cache(maxsize=64)  # nearly every answer has the same ones
def _encoded(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers)


def _message(status: int, message: str) -> Response:
    return Response(status, encode({"message": message}), _JSON)


def _replay(body: bytes) -> "Receive":
    """A receive channel that delivers the body that has been read already."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> "Message":
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive
