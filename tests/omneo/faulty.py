"""Both senders behind transports with faults, without waiting; and what was waited for."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import httpx

from posdesk.home.faults.injector import Injector
from posdesk.home.faults.plan import Fault, FaultPlan
from posdesk.omneo.calls import Call, Outcome
from posdesk.omneo.faults import FaultyAsyncTransport, FaultyTransport
from posdesk.omneo.http import AsyncSender, Sender
from tests.omneo.loopback import TOKEN

T = TypeVar("T")
NOWHERE = "https://nowhere.test/api/v3"


@dataclass
class Faulty:
    """``faults`` befall what ``send`` sends; ``waits`` are the seconds that did not pass."""

    faults: tuple[Fault, ...]
    url: str = NOWHERE
    token: str = TOKEN
    inner: httpx.MockTransport | None = None
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.injector = Injector(FaultPlan(self.faults))


Sending: TypeAlias = Callable[[Faulty, Call[Any]], Outcome[Any]]


def blocking(faulty: Faulty, call: Call[T]) -> Outcome[T]:
    inner = faulty.inner or httpx.HTTPTransport(verify=_trusts_nobody())
    transport = FaultyTransport(inner, faulty.injector, sleep=faulty.waits.append)
    with Sender(faulty.url, faulty.token, transport=transport) as sender:
        return sender.send(call)


def on_a_loop(faulty: Faulty, call: Call[T]) -> Outcome[T]:
    async def sleep(seconds: float) -> None:
        faulty.waits.append(seconds)

    async def run() -> Outcome[T]:
        inner = faulty.inner or httpx.AsyncHTTPTransport(verify=_trusts_nobody())
        transport = FaultyAsyncTransport(inner, faulty.injector, sleep=sleep)
        async with AsyncSender(faulty.url, faulty.token, transport=transport) as sender:
            return await sender.send(call)

    return asyncio.run(run())


def _trusts_nobody() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
