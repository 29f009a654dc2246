"""The senders: with ``faults`` the only module of this room that knows the HTTP library.

``send`` carries out one call once and never raises for trouble on the network: every way an exchange can end is
an ``Outcome`` (reliability.md section 4). ``fetch`` is for reads: the value, or the error raised, after up to
three tries. TLS is always verified, redirects are not followed, and no proxy is taken from the environment.

The transport is httpx's own, not httpx-aiohttp: that one reports a connection which closes after the request
was sent as a ConnectTimeout (measured), which would turn an unknown write into one that was "not sent".
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Self, TypeVar
from urllib.parse import urlsplit

from posdesk import __version__
from posdesk.omneo.address import checked_address, checked_token, is_plain
from posdesk.omneo.attempts import Attempt, Ledger
from posdesk.omneo.calls import Applied, Call, Outcome, Page
from posdesk.omneo.exchange import Observer
from posdesk.omneo.paging import PageCall, further_pages, items_of
from posdesk.omneo.retries import Retries
from posdesk.omneo.token_expiry import expiry_of

# httpx imports its own command line wherever click and rich are installed: 150 of its 215 ms (measured). It
# can do without; a None here makes that one import fail, as if they were not there.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None is the documented way
# Likewise httpcore looks through the whole path for sniffio, in vain, some 50 times in a scan: 6 ms (measured).
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]  # as above
import httpx  # noqa: E402  # after the lines above, which are for it

T = TypeVar("T")

# At INFO httpx logs whole URLs: the customer's e-mail address in ?search=, the card in ?identifier=.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

# Servers close an idle connection after 5 s (uvicorn) or more. A write sent into one that is just closing ends
# as "unknown", so ours are given up first.
_LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=4.0)
_BEARER = "Bearer "
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. ``whole_s`` bounds an answer that keeps trickling in; the others are each for one wait."""

    connect_s: float = 3.0
    send_s: float = 5.0
    answer_to_read_s: float = 10.0
    answer_to_write_s: float = 8.0
    pool_s: float = 2.0
    whole_s: float = 30.0

    def of(self, call: Call[object]) -> httpx.Timeout:
        answer_s = self.answer_to_write_s if call.writes else self.answer_to_read_s
        return httpx.Timeout(
            connect=self.connect_s, write=self.send_s, read=answer_s, pool=self.pool_s
        )


class AsyncSender:
    """Carries out calls on an event loop. One for a run of the program; close it, or use ``async with``."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        observer: Observer | None = None,
        timeouts: Timeouts | None = None,
        retries: Retries | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Raises BadAddress for what is neither HTTPS nor this machine, Unauthenticated for no token."""
        base = checked_address(base_url)
        self._timeouts = timeouts or Timeouts()
        self._ledger = Ledger(base, observer, self._timeouts.whole_s)
        self._retrying = (retries or Retries()).concurrent()
        self._line = _Line(transport or httpx.AsyncHTTPTransport(verify=_tls(base), limits=_LIMITS))
        self._client = httpx.AsyncClient(
            headers=_headers(checked_token(token)),
            transport=self._line,
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._client.aclose()

    def lead_through(
        self, wrap: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport]
    ) -> None:
        """From now on requests go through what ``wrap`` makes of the transport; it closes the one it is given."""
        self._line.transport = wrap(self._line.transport)

    def report_to(self, observer: Observer) -> None:
        """``observer`` hears of what ends from now on, and nobody else."""
        self._ledger.observer = observer

    @property
    def skew_s(self) -> float | None:
        """Seconds that the tenant's clock is ahead of this computer's; None while nobody knows."""
        return self._ledger.skew.skew_s

    @property
    def token_expires_at(self) -> datetime | None:
        """When the token ends (aware UTC), where it says so itself."""
        return expiry_of(self._client.headers["Authorization"].removeprefix(_BEARER))

    def use_token(self, token: str) -> Callable[[], None]:
        """Speak under ``token`` from the next request on; the result takes that back. Raises Unauthenticated."""
        headers, before = self._client.headers, self._client.headers["Authorization"]
        headers["Authorization"] = _BEARER + checked_token(token)
        return partial(headers.__setitem__, "Authorization", before)

    async def send(self, call: Call[T]) -> Outcome[T]:
        """Carry out ``call`` once. Only CancelledError leaves here, reported as unknown to the observer."""
        attempt = self._ledger.open(call)
        try:
            async with self._client.stream(
                call.method,
                attempt.url,
                content=attempt.content,
                timeout=self._timeouts.of(call),
            ) as response:
                attempt.answered(response.status_code, response.headers)
                async for chunk in response.aiter_bytes():
                    attempt.take(chunk)
                    if attempt.is_over:
                        break
        except asyncio.CancelledError:
            attempt.cancelled()
            raise
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            return _failed(attempt, exc)
        return attempt.finished()

    async def fetch(self, call: Call[T]) -> T:
        """What a read says. Raises the OmneoError of its last try."""
        _refuse_write(call)
        return await self._retrying(self._once, call)

    async def fetch_all(self, page_call: PageCall[T]) -> tuple[T, ...]:
        """All items of a list: ``fetch_all(lambda page: rewards.list(…, page=page))``. Raises as ``fetch``."""
        first: Page[T] = await self.fetch(page_call(1))
        items = [*first.items]
        for number in further_pages(first):
            items += items_of(await self.fetch(page_call(number)), number)
        return tuple(items)

    async def _once(self, call: Call[T]) -> T:
        return _value(await self.send(call))


class _Line(httpx.AsyncBaseTransport):
    """The transport in use: a client has one for good, and a sender's may change while it runs."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self.transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.transport.handle_async_request(request)

    async def aclose(self) -> None:
        await self.transport.aclose()


class Sender:
    """The same for threads and greenlets, where a wait blocks. Close it, or use ``with``."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        observer: Observer | None = None,
        timeouts: Timeouts | None = None,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Raises BadAddress for what is neither HTTPS nor this machine, Unauthenticated for no token."""
        base = checked_address(base_url)
        self._timeouts = timeouts or Timeouts()
        self._ledger = Ledger(base, observer, self._timeouts.whole_s)
        self._retrying = (retries or Retries()).blocking()
        self._client = httpx.Client(
            headers=_headers(checked_token(token)),
            transport=transport or httpx.HTTPTransport(verify=_tls(base), limits=_LIMITS),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def send(self, call: Call[T]) -> Outcome[T]:
        """Carry out ``call`` once. Nothing is raised for trouble on the network."""
        attempt = self._ledger.open(call)
        try:
            with self._client.stream(
                call.method,
                attempt.url,
                content=attempt.content,
                timeout=self._timeouts.of(call),
            ) as response:
                attempt.answered(response.status_code, response.headers)
                for chunk in response.iter_bytes():
                    attempt.take(chunk)
                    if attempt.is_over:
                        break
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            return _failed(attempt, exc)
        return attempt.finished()

    def fetch(self, call: Call[T]) -> T:
        """What a read says. Raises the OmneoError of its last try."""
        _refuse_write(call)
        return self._retrying(self._once, call)

    def fetch_all(self, page_call: PageCall[T]) -> tuple[T, ...]:
        """All items of a list. Raises as ``fetch``."""
        first: Page[T] = self.fetch(page_call(1))
        items = [*first.items]
        for number in further_pages(first):
            items += items_of(self.fetch(page_call(number)), number)
        return tuple(items)

    def _once(self, call: Call[T]) -> T:
        return _value(self.send(call))


def _failed(attempt: Attempt[T], exc: Exception) -> Outcome[T]:
    """The table of reliability.md section 4, for an exchange that ended in an exception."""
    why = f"{type(exc).__name__}: {exc}"
    if isinstance(exc, httpx.InvalidURL):
        return attempt.refused(why)
    if attempt.has_head and not isinstance(exc, httpx.TimeoutException):
        return attempt.cut(why)
    if isinstance(exc, _NOT_SENT) and not attempt.has_head:
        return attempt.not_sent(why)
    return attempt.no_answer(why)


def _value(outcome: Outcome[T]) -> T:
    if isinstance(outcome, Applied):
        return outcome.value
    raise outcome.error


def _refuse_write(call: Call[object]) -> None:
    if call.writes:
        raise ValueError(f"{call.method} {call.route} writes: send it once, and read its outcome")


def _headers(token: str) -> dict[str, str]:
    return {
        "Authorization": _BEARER + token,
        "Accept": "application/json",
        "Content-Type": "application/json",
        "User-Agent": f"posdesk/{__version__}",
    }


def _tls(base_url: str) -> ssl.SSLContext:
    """A context trusts nobody where none is used: loading the authorities costs 37 ms."""
    if is_plain(urlsplit(base_url)):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return _authorities()


@cache
def _authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context()
