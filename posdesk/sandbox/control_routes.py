"""The control routes under ``/_sandbox``: how tests and the window steer the sandbox.

JSON only, under a token of their own, so that the tenant's token gives no power over the tenant itself.

    GET  health    {identity, version, now, offset_s, frozen, ready}
    GET  log       {requests: [...]}, oldest first, masked; ?limit=N
    GET  ledger    {ledger: ...}
    GET  books     {books: ...} (``rules.books``): what really happened, whatever the switches hide
    GET  switches  {name: value}
    POST switches  {name: value, ...}: the named ones change, all are answered. Names are those of
                   ``rules.switches``, and date_skew_s for the Date header
    POST clock     one of {"advance_s": seconds}, {"freeze": true or ISO instant with a zone},
                   {"run": true} (on from here), {"real": true} (every move forgotten)
    GET  tokens, POST tokens: see ``control_tokens``
    GET  webhooks  {webhooks: [...], deliveries: [...]}, oldest first; ?limit=N deliveries
    POST webhooks/send  {"event": name} and any of profile_id, url, times, age_s, changes
                   (``rules.webhook_samples.Sample``): {deliveries: [number, ...]}
    GET  faults    a file of faults (docs/faults.md) with {counters: [{matched, happened}, ...]} in its order
    POST faults    a file of faults: its business faults are in force; or one of {"switch": name, "on": bool},
                   {"all_off": true}, {"reset_counters": true}; the state afterwards
    GET  snapshot  the whole tenant as JSON (``rules.snapshots``): what to keep in a file
    POST snapshot  {"name": ...}: kept in this process under that name, sixteen at most; {names: [...]}
    POST restore   a snapshot, or {"name": ...}: put back whole or not at all; {identity: a new one}
    POST reset     {} or {"seed": {...}}: everything back to the seed, under a new identity

Times are aware UTC in ISO 8601. Errors: 400 no JSON object, 401 wrong token, 404, 405, 415 other content
type, 422 ``{"message"}`` for what cannot be done.
"""

import hmac
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from posdesk import __version__
from posdesk.sandbox.clock import Clock
from posdesk.sandbox.control_bodies import MAX_SNAPSHOT_BYTES, answer, object_of, refused
from posdesk.sandbox.control_faults import FaultRoutes
from posdesk.sandbox.control_tokens import TokenRoutes
from posdesk.sandbox.control_webhooks import WebhookRoutes
from posdesk.sandbox.desk import Desk
from posdesk.sandbox.errors import SandboxError
from posdesk.sandbox.request_log import KEPT
from posdesk.sandbox.rules.json_text import JSON, encode
from posdesk.sandbox.seed import Seed

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

DATE_SKEW = "date_skew_s"  # a switch of the server, not of the rules: it goes with the process
MOST_KEPT = 16
_GREATEST_SKEW_S = 10 * 366 * 86400
_LONGEST_MOVE_S = Decimal(200 * 366 * 86400)


class ControlRoutes:
    """What the control routes do, over one desk."""

    def __init__(self, desk: Desk) -> None:
        self._tenant = desk.tenant
        self._clock = desk.clock
        self._log = desk.log
        self._date = desk.date
        self._kept: dict[str, dict[str, JSON]] = {}

    async def health(self, _request: Request) -> Response:
        """Who this is and what time it is here."""
        facts = {"identity": self._tenant.identity, "version": __version__, "ready": True}
        return answer({**facts, **self._time()})

    async def log(self, request: Request) -> Response:
        """The last requests, masked."""
        limit = request.query_params.get("limit", str(KEPT))
        if not (limit.isascii() and limit.isdecimal() and len(limit) <= 6):
            raise refused("limit is a whole number.")
        return answer({"requests": self._log.last(int(limit))})

    async def ledger(self, _request: Request) -> Response:
        """What was issued, spent and restored, as the tenant counts it."""
        return answer({"ledger": self._tenant.ledger()})

    async def books(self, _request: Request) -> Response:
        """Every row of what was spent, given back and recorded."""
        return answer({"books": self._tenant.books()})

    async def switches(self, _request: Request) -> Response:
        """Every switch and its value."""
        return answer({**self._tenant.switches.as_json(), DATE_SKEW: self._date.skew_s})

    async def set_switches(self, request: Request) -> Response:
        """Change the named switches, or none when one of them is wrong."""
        wanted = await object_of(request)
        skew_s = wanted.pop(DATE_SKEW, self._date.skew_s)
        if type(skew_s) is not int or abs(skew_s) > _GREATEST_SKEW_S:
            raise refused(f"{DATE_SKEW} is a whole number of seconds, at most ten years.")
        self._tenant.set_switches(wanted)
        self._date.skew_s = skew_s
        return await self.switches(request)

    async def clock(self, request: Request) -> Response:
        """Move the clock; answers the time afterwards."""
        _move(self._clock, await object_of(request))
        return answer(self._time())

    async def reset(self, request: Request) -> Response:
        """Begin again from the seed; the clock stays where it is, the log is emptied."""
        wanted = await object_of(request)
        if wanted.keys() - {"seed"}:
            raise refused("reset takes seed, or nothing.")
        seed = Seed.parse(encode(wanted["seed"])) if "seed" in wanted else None
        self._tenant.reset(seed, self._clock.now())
        self._log.clear()
        self._date.skew_s = 0
        return answer({"identity": self._tenant.identity})

    async def snapshot(self, _request: Request) -> Response:
        """The whole tenant."""
        return answer(self._tenant.snapshot(self._clock.now()))

    async def keep(self, request: Request) -> Response:
        """Keep a snapshot under a name; the oldest gives way, one of that name too."""
        name = _name(await object_of(request))
        self._kept.pop(name, None)
        self._kept[name] = self._tenant.snapshot(self._clock.now())
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return answer({"names": list(self._kept)})

    async def restore(self, request: Request) -> Response:
        """Put a snapshot back; the clock stays where it is, the log is emptied."""
        wanted = await object_of(request, MAX_SNAPSHOT_BYTES)
        if "name" in wanted:
            name = _name(wanted)
            if name not in self._kept:
                raise refused(f"There is no snapshot {name}.")
            wanted = self._kept[name]
        self._tenant.restore(wanted)
        self._log.clear()
        return answer({"identity": self._tenant.identity})

    def _time(self) -> dict[str, JSON]:
        return {
            "now": self._clock.now().isoformat(),
            "offset_s": Decimal(self._clock.offset // timedelta(milliseconds=1)) / 1000,
            "frozen": self._clock.frozen,
        }


class _TokenGate:
    """Lets only the bearer of the control token through, before any routing."""

    def __init__(self, app: "ASGIApp", token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode("ascii")

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        given = dict(scope["headers"]).get(b"authorization", b"")
        if hmac.compare_digest(given, self._expected):
            await self._app(scope, receive, send)
        else:
            await answer({"message": "Unauthenticated."}, 401)(scope, receive, send)


def control_app(desk: Desk, token: str, root: str) -> "ASGIApp":
    """The control routes as an ASGI application below ``root``, behind ``token``."""
    routes, tokens, webhooks = ControlRoutes(desk), TokenRoutes(desk), WebhookRoutes(desk)
    faults = FaultRoutes(desk)
    table = [
        Route("/health", routes.health, methods=["GET"]),
        Route("/log", routes.log, methods=["GET"]),
        Route("/ledger", routes.ledger, methods=["GET"]),
        Route("/books", routes.books, methods=["GET"]),
        Route("/switches", routes.switches, methods=["GET"]),
        Route("/switches", routes.set_switches, methods=["POST"]),
        Route("/clock", routes.clock, methods=["POST"]),
        Route("/tokens", tokens.state, methods=["GET"]),
        Route("/tokens", tokens.change, methods=["POST"]),
        Route("/webhooks", webhooks.state, methods=["GET"]),
        Route("/webhooks/send", webhooks.send, methods=["POST"]),
        Route("/faults", faults.state, methods=["GET"]),
        Route("/faults", faults.change, methods=["POST"]),
        Route("/snapshot", routes.snapshot, methods=["GET"]),
        Route("/snapshot", routes.keep, methods=["POST"]),
        Route("/restore", routes.restore, methods=["POST"]),
        Route("/reset", routes.reset, methods=["POST"]),
    ]
    app = Starlette(
        routes=[Mount(root, routes=table)],
        exception_handlers={HTTPException: _http_error, SandboxError: _sandbox_error},
    )
    app.router.redirect_slashes = False  # an unknown route is 404, never a redirect
    return _TokenGate(app, token)


def _name(wanted: dict[str, JSON]) -> str:
    name = wanted.get("name")
    if wanted.keys() != {"name"} or not (isinstance(name, str) and 1 <= len(name) <= 64):
        raise refused("A snapshot's name is a text of 1 to 64 characters, and all there is to say.")
    return name


def _move(clock: Clock, wanted: dict[str, JSON]) -> None:
    try:
        match wanted:
            case {"advance_s": seconds, **rest} if not rest:
                clock.advance(_duration(seconds))
            case {"freeze": at, **rest} if not rest:
                clock.freeze(_instant(at))
            case {"run": True, **rest} if not rest:
                clock.run()
            case {"real": True, **rest} if not rest:
                clock.return_to_real_time()
            case _:
                raise refused("clock takes one of advance_s, freeze, run: true, real: true.")
    except ValueError as error:
        raise refused(f"{error}.") from error


def _duration(seconds: JSON) -> timedelta:
    if isinstance(seconds, bool) or not isinstance(seconds, int | Decimal):
        raise refused("advance_s is a number of seconds.")
    exact = Decimal(seconds)
    if abs(exact) > _LONGEST_MOVE_S:
        raise refused("The clock stays between 1970 and 2200.")
    return timedelta(microseconds=int(exact * 1_000_000))


def _instant(at: JSON) -> datetime | None:
    if at is True:
        return None
    if not isinstance(at, str):
        raise refused("freeze is true or an instant like 2026-06-15T04:30:00+00:00.")
    instant = datetime.fromisoformat(at)
    if instant.tzinfo is None:
        raise refused("freeze needs a zone, like 2026-06-15T04:30:00+00:00.")
    return instant


async def _http_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return answer({"message": error.detail}, error.status_code, error.headers)


async def _sandbox_error(_request: Request, error: Exception) -> Response:
    return answer({"message": str(error)}, 422)
