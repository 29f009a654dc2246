"""Trouble on the wire, to order: an httpx transport that does something to the n-th request of a kind."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

Handle = Callable[[httpx.Request], Awaitable[httpx.Response]]
Deed = Callable[[Handle, httpx.Request], Awaitable[httpx.Response]]

REDEEM = r"POST .*/profiles/[^/]+/redemptions$"
USE_BENEFIT = r"POST .*/benefits/\d+/redemptions$"
REVERSE = r"POST .*/reverse$"
REFUND = r"POST .*/refund$"
RECORD = r"POST .*/transactions/update-create$"
LIST = r"GET .*/profiles/[^/]+/redemptions$"
LOOK_UP = r"GET .*/transactions/external/"


@dataclass
class Trouble:
    """``deed`` happens to the next ``times`` requests whose ``METHOD path`` matches ``pattern``."""

    pattern: str
    deed: Deed
    times: int = 1
    happened: int = 0


class Weather(httpx.AsyncBaseTransport):
    """The real network, with troubles. ``sent`` are the ``METHOD path`` of all requests, in order."""

    def __init__(self, *troubles: Trouble) -> None:
        self._inner = httpx.AsyncHTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        self.troubles = list(troubles)
        self.sent: list[str] = []

    def expect(self, pattern: str, deed: Deed, times: int = 1) -> Trouble:
        self.troubles.append(Trouble(pattern, deed, times))
        return self.troubles[-1]

    def hold(self, pattern: str) -> tuple[asyncio.Event, asyncio.Event]:
        """The next such request waits: (it has come, let it go on)."""
        arrived, go_on = asyncio.Event(), asyncio.Event()

        async def wait(handle: Handle, request: httpx.Request) -> httpx.Response:
            arrived.set()
            await go_on.wait()
            return await handle(request)

        self.expect(pattern, wait)
        return arrived, go_on

    def count(self, pattern: str) -> int:
        """How many requests of that kind were sent."""
        return sum(1 for line in self.sent if re.match(pattern, line))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        line = f"{request.method} {request.url.path}"
        self.sent.append(line)
        for trouble in self.troubles:
            if trouble.happened < trouble.times and re.match(trouble.pattern, line):
                trouble.happened += 1
                return await trouble.deed(self._inner.handle_async_request, request)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


async def lose_request(handle: Handle, request: httpx.Request) -> httpx.Response:
    """It never arrives, and the till cannot know that."""
    raise httpx.ReadError("lost on the way", request=request)


async def lose_answer(handle: Handle, request: httpx.Request) -> httpx.Response:
    """It is carried out, and the answer never arrives."""
    await _whole(handle, request)
    raise httpx.ReadError("the answer was lost", request=request)


class Delayed:
    """The next request of that kind is long on its way: the till gives it up, then ``arrive`` delivers it."""

    def __init__(self) -> None:
        self.request: httpx.Request | None = None

    async def hold_back(self, handle: Handle, request: httpx.Request) -> httpx.Response:
        self.request = request
        raise httpx.ReadError("no answer", request=request)

    def arrive(self, client: httpx.Client) -> None:
        late = self.request
        assert late is not None, "nothing was sent"
        answer = client.request(late.method, late.url, content=late.content)
        assert answer.status_code in (200, 201), answer.text


async def cut_answer(handle: Handle, request: httpx.Request) -> httpx.Response:
    """It is carried out, and half of the answer arrives."""
    status, body = await _whole(handle, request)
    headers = {"content-type": "application/json"}
    return httpx.Response(status, headers=headers, content=body[: len(body) // 2])


async def pass_on(handle: Handle, request: httpx.Request) -> httpx.Response:
    """Nothing happens to it."""
    return await handle(request)


async def unreachable(handle: Handle, request: httpx.Request) -> httpx.Response:
    """It certainly never leaves."""
    raise httpx.ConnectError("refused", request=request)


def answers(status: int, **headers: str) -> Deed:
    """Somebody on the way answers in place of the tenant."""

    async def answer(handle: Handle, request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=headers, json={"message": "from the way"})

    return answer


def first(work: Callable[[], object]) -> Deed:
    """Something happens just before the request arrives."""

    async def before(handle: Handle, request: httpx.Request) -> httpx.Response:
        work()
        return await handle(request)

    return before


async def die_before(handle: Handle, request: httpx.Request) -> httpx.Response:
    """The till is killed with its intention on disk and nothing sent."""
    die()
    return await handle(request)


async def die_after(handle: Handle, request: httpx.Request) -> httpx.Response:
    """The till is killed when the tenant has carried it out and before the answer is read."""
    await _whole(handle, request)
    die()
    return await handle(request)


def die() -> None:
    """kill -9 of this process."""
    os.kill(os.getpid(), signal.SIGKILL)


async def _whole(handle: Handle, request: httpx.Request) -> tuple[int, bytes]:
    response = await handle(request)
    body = await response.aread()
    await response.aclose()
    return response.status_code, body
