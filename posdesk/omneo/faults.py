"""Faults on the way to the tenant: transports around the real one, so that they work against any tenant.

Everything happens on our side (design section 7). What a fault does is a script (``fault_scripts``) that asks its
driver to wait, to send the request, or to send it later; one driver is for a loop, one for threads. The sender above
sees what it would see of a real network: httpx's own errors, read by the table of reliability.md section 4.

    injector = Injector(FaultPlan((Fault("lost", "redemptions.create", "answer_lost", count=1),)))
    with Sender(url, token, transport=FaultyTransport(httpx.HTTPTransport(), injector)) as sender: ...
    beset(async_sender, injector)      # a sender that is there already, while it runs
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import httpx

from posdesk.home.faults.injector import Decides
from posdesk.omneo.fault_scripts import (
    Ask,
    Broken,
    How,
    Later,
    Reply,
    Script,
    Step,
    Wait,
    script_of,
)
from posdesk.omneo.http import AsyncSender

log = logging.getLogger(__name__)
# The body is decoded and whole by now: these would be about another one.
_ABOUT_THE_STREAM = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_ERRORS: dict[How, type[httpx.TransportError]] = {
    How.REFUSED: httpx.ConnectError,
    How.RESET: httpx.ReadError,
    How.CLOSED: httpx.RemoteProtocolError,
    How.SILENT: httpx.ReadTimeout,
}
Sleep = Callable[[float], None]
AsyncSleep = Callable[[float], Awaitable[None]]


def beset(sender: AsyncSender, faults: Decides, *, sleep: AsyncSleep = asyncio.sleep) -> None:
    """From now on what ``faults`` says befalls the requests of ``sender``."""
    sender.lead_through(lambda inner: FaultyAsyncTransport(inner, faults, sleep=sleep))


class FaultyAsyncTransport(httpx.AsyncBaseTransport):
    """``inner`` with faults, on an event loop. ``sleep`` (seconds) is for whoever has no time to wait.

    A request that is to arrive late is delivered by a task of the transport; ``aclose`` drops what is still waiting.
    """

    def __init__(
        self, inner: httpx.AsyncBaseTransport, faults: Decides, *, sleep: AsyncSleep = asyncio.sleep
    ) -> None:
        self._inner = inner
        self._faults = faults
        self._sleep = sleep
        self._late: set[asyncio.Task[None]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        due = self._faults.due(request.method, _path(request))
        if not due:
            return await self._inner.handle_async_request(request)
        await request.aread()
        script = script_of(due, _limit(request))
        step = _next(script, None, request)
        while not isinstance(step, Reply):
            step = _next(script, await self._do(step, request), request)
        return httpx.Response(
            step.status, headers=list(step.headers), stream=_AsyncPieces(step, self._sleep, request)
        )

    async def aclose(self) -> None:
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)
        await self._inner.aclose()

    async def _do(self, step: Step, request: httpx.Request) -> Reply | httpx.HTTPError | None:
        match step:
            case Wait(seconds):
                await self._sleep(seconds)
            case Later(seconds):
                task = asyncio.create_task(self._deliver(seconds, request), name="faults.late")
                self._late.add(task)
                task.add_done_callback(self._late.discard)
            case Ask():
                return await self._ask(request)
        return None

    async def _ask(self, request: httpx.Request) -> Reply | httpx.HTTPError:
        try:
            response = await self._inner.handle_async_request(request)
            try:
                return _reply(response, await response.aread())
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            return error

    async def _deliver(self, seconds: float, request: httpx.Request) -> None:
        await self._sleep(seconds)
        _tell_late(request, await self._ask(request))


class FaultyTransport(httpx.BaseTransport):
    """The same for threads. A request that is to arrive late is delivered from a thread of its own."""

    def __init__(
        self, inner: httpx.BaseTransport, faults: Decides, *, sleep: Sleep = time.sleep
    ) -> None:
        self._inner = inner
        self._faults = faults
        self._sleep = sleep
        self._closing = threading.Event()
        self._late: list[threading.Thread] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        due = self._faults.due(request.method, _path(request))
        if not due:
            return self._inner.handle_request(request)
        request.read()
        script = script_of(due, _limit(request))
        step = _next(script, None, request)
        while not isinstance(step, Reply):
            step = _next(script, self._do(step, request), request)
        return httpx.Response(
            step.status, headers=list(step.headers), stream=_Pieces(step, self._sleep, request)
        )

    def close(self) -> None:
        self._closing.set()
        for thread in self._late:
            thread.join()
        self._inner.close()

    def _do(self, step: Step, request: httpx.Request) -> Reply | httpx.HTTPError | None:
        match step:
            case Wait(seconds):
                self._sleep(seconds)
            case Later(seconds):
                thread = threading.Thread(
                    target=self._deliver, args=(seconds, request), daemon=True
                )
                self._late.append(thread)
                thread.start()
            case Ask():
                return self._ask(request)
        return None

    def _ask(self, request: httpx.Request) -> Reply | httpx.HTTPError:
        try:
            response = self._inner.handle_request(request)
            try:
                return _reply(response, response.read())
            finally:
                response.close()
        except httpx.HTTPError as error:
            return error

    def _deliver(self, seconds: float, request: httpx.Request) -> None:
        if not self._closing.wait(seconds):
            _tell_late(request, self._ask(request))


def _next(
    script: Script, answer: Reply | httpx.HTTPError | None, request: httpx.Request
) -> Step | Reply:
    """The script's next step, or the reply it ends with. Raises what the sender is to see."""
    try:
        if isinstance(answer, httpx.HTTPError):
            return script.throw(answer)
        return script.send(answer)
    except StopIteration as end:
        reply: Reply = end.value
        return reply
    except Broken as broken:
        raise _ERRORS[broken.how](str(broken), request=request) from broken


class _Stream:
    """The pieces of a reply's body, and what happens between them."""

    def __init__(self, reply: Reply, request: httpx.Request) -> None:
        self._reply = reply
        self._request = request
        self._kept = reply.body if reply.cut_at is None else reply.body[: reply.cut_at]

    def _pieces(self) -> Iterator[bytes]:
        size = self._reply.piece or max(len(self._kept), 1)
        return (self._kept[at : at + size] for at in range(0, len(self._kept), size))

    def _pause_s(self) -> tuple[float, bool]:
        """How long to wait for a piece, and whether the sender then gives up."""
        pause_s, limit_s = self._reply.pause_s, self._reply.limit_s
        if limit_s is not None and pause_s >= limit_s:
            return limit_s, True
        return pause_s, False

    def _silent(self) -> httpx.ReadTimeout:
        return httpx.ReadTimeout(str(Broken(How.SILENT)), request=self._request)

    def _end(self) -> None:
        if self._reply.cut_at is not None:
            sentence = "the connection was closed inside the answer (a fault)"
            raise httpx.RemoteProtocolError(sentence, request=self._request)


class _Pieces(_Stream, httpx.SyncByteStream):
    def __init__(self, reply: Reply, sleep: Sleep, request: httpx.Request) -> None:
        super().__init__(reply, request)
        self._sleep = sleep

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces():
            pause_s, is_over = self._pause_s()
            if pause_s:
                self._sleep(pause_s)
            if is_over:
                raise self._silent()
            yield piece
        self._end()


class _AsyncPieces(_Stream, httpx.AsyncByteStream):
    def __init__(self, reply: Reply, sleep: AsyncSleep, request: httpx.Request) -> None:
        super().__init__(reply, request)
        self._sleep = sleep

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces():
            pause_s, is_over = self._pause_s()
            if pause_s:
                await self._sleep(pause_s)
            if is_over:
                raise self._silent()
            yield piece
        self._end()


def _reply(response: httpx.Response, body: bytes) -> Reply:
    kept = (
        (name, value)
        for name, value in response.headers.multi_items()
        if name.lower() not in _ABOUT_THE_STREAM
    )
    return Reply(response.status_code, tuple(kept), body)


def _path(request: httpx.Request) -> str:
    return request.url.raw_path.partition(b"?")[0].decode("ascii")


def _limit(request: httpx.Request) -> float | None:
    """How long the sender waits for the answer, seconds."""
    limit: float | None = request.extensions.get("timeout", {}).get("read")
    return limit


def _tell_late(request: httpx.Request, answer: Reply | httpx.HTTPError) -> None:
    outcome = answer.status if isinstance(answer, Reply) else type(answer).__name__
    log.info("a late %s has arrived: %s", request.method, outcome)
