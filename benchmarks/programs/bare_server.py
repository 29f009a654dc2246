"""A bare Starlette server over a sandbox's database: what the sandbox is measured against.

``bare_server DATABASE`` answers the same two calls from the same rows by the same statements, and does nothing
else: no token, no scopes, no checks of what was sent, no log. ``bare_server -`` has no database at all.
"""

from __future__ import annotations

import socket
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from benchmarks.programs.clock import tell

if TYPE_CHECKING:
    import apsw


class Bare:
    """The two endpoints."""

    def __init__(self, connection: apsw.Connection) -> None:
        from posdesk.sandbox.rules.balances import _BALANCES
        from posdesk.sandbox.rules.purses import _REWARDS, _TAKE

        self._connection = connection
        self._balances = _BALANCES
        self._rewards = _REWARDS
        self._take = _TAKE["reward"]

    async def balances(self, request: Request) -> Response:
        return JSONResponse({"data": self._read(request.path_params["p"], _now())})

    async def redemptions(self, request: Request) -> Response:
        """The transaction of a redemption from rewards, with the balances after it."""
        profile, now = request.path_params["p"], _now()
        minor = round((await request.json())["amount"] * 100)
        self._connection.execute("BEGIN IMMEDIATE")
        reward, _ = next(self._connection.execute(self._rewards, (profile, now, now)))
        self._connection.execute(self._take, (minor, now, reward))
        self._connection.execute(
            "INSERT INTO redemption (profile_id, type, total, total_localised, redeem_at, created_at, updated_at)"
            " VALUES (?, 'redeem', ?, ?, ?, ?, ?)",
            (profile, minor, minor, now, now, now),
        )
        number = self._connection.last_insert_rowid()
        self._connection.execute(
            "INSERT INTO redemption_item (redemption_id, type, incentive_id, value, units, created_at, updated_at)"
            " VALUES (?, 'reward', ?, ?, ?, ?, ?)",
            (number, reward, minor, minor, now, now),
        )
        data = {"id": number, "total": minor / 100, "balances": self._read(profile, now)}
        self._connection.execute("COMMIT")
        return JSONResponse({"data": data})

    def _read(self, profile: str, now: str) -> dict[str, Any]:
        row = next(self._connection.execute(self._balances, (profile, now)))
        rewards, points, benefits, _credits, _rate = row
        return {
            "reward_balance": rewards / 100,
            "point_balance": points / 100,
            "point_balance_dollars": points / 10_000,
            "combined_balance_dollars": rewards / 100 + points / 10_000,
            "benefit_balance": benefits,
        }


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _opened(path: str) -> apsw.Connection:
    """As durable as the sandbox's own: write-ahead log, synchronised at every commit."""
    import apsw

    connection = apsw.Connection(path)
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "full")
    connection.pragma("foreign_keys", True)
    return connection


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        tell(port=float((sockets or [])[0].getsockname()[1]))


def main(arguments: list[str]) -> int:
    routes: list[Route] = []
    if arguments[0] != "-":
        bare = Bare(_opened(arguments[0]))
        routes = [
            Route("/api/v3/profiles/{p}/balances", bare.balances),
            Route("/api/v3/profiles/{p}/redemptions", bare.redemptions, methods=["POST"]),
        ]
    config = uvicorn.Config(
        Starlette(routes=routes),
        http="httptools" if find_spec("httptools") else "h11",
        loop="uvloop" if find_spec("uvloop") else "asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        _Server(config).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
