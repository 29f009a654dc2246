"""Delivering webhooks: the outbox is emptied by HTTP, from inside the server's process and loop.

The one module here that knows the HTTP client besides ``control``. One delivery at a time to each URL, in the
order they were made; a slow receiver holds up nobody else. 10 s in all for an answer, any 2xx is one (U40),
redirects are not followed and bodies not read. Retries follow the sandbox's clock: moving it makes them due.

Targets are on this computer unless the switch ``webhooks_beyond_loopback`` allows more: a sandbox that was
given a real address by mistake tells nobody outside about its people.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from posdesk import __version__
from posdesk.sandbox.clock import Clock
from posdesk.sandbox.rules import Tenant
from posdesk.sandbox.rules.outbox import Delivery

# The client is imported with the first delivery: every start of a till waits for this process.
if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 10.0  # U40
EVENT_HEADER = "X-Omneo-Event"
SIGNATURE_HEADER = "X-Omneo-Hmac-SHA256"
BEYOND = "not on this computer; the switch webhooks_beyond_loopback allows it"


class Courier:
    """Brings the outbox of ``tenant`` to its receivers while ``run`` runs."""

    def __init__(self, tenant: Tenant, clock: Clock) -> None:
        self._tenant = tenant
        self._clock = clock
        self._busy: set[str] = set()
        self._woken = asyncio.Event()
        tenant.outbox.listener = self.wake
        clock.moved = self.wake

    def wake(self) -> None:
        """Look again at what is due; from the loop's thread."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled. What is under way then is sent again by the next server."""
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
            client: httpx.AsyncClient | None = None
            while True:
                self._woken.clear()
                for delivery in self._tenant.outbox.due(self._clock.now(), self._busy):
                    if not self._allowed(delivery):
                        continue
                    if client is None:
                        client = await stack.enter_async_context(await _client())
                    self._busy.add(delivery.url)
                    group.create_task(self._deliver(client, delivery), name="sandbox.delivery")
                await self._rest()

    def _allowed(self, delivery: Delivery) -> bool:
        if self._tenant.switches.webhooks_beyond_loopback or is_loopback(delivery.url):
            return True
        self._tenant.outbox.refuse(delivery.id, self._clock.now(), BEYOND)
        self.wake()  # the next one for that address
        return False

    async def _deliver(self, client: httpx.AsyncClient, delivery: Delivery) -> None:
        identity = self._tenant.identity
        try:
            status, reason = await _sent(client, delivery)
        finally:
            self._busy.discard(delivery.url)
            self.wake()
        if identity == self._tenant.identity:  # a reset has begun to count anew
            self._tenant.outbox.settle(delivery.id, self._clock.now(), status, reason)

    async def _rest(self) -> None:
        """Until woken, or until the next delivery becomes due by itself."""
        now = self._clock.now()
        due = None if self._clock.frozen else self._tenant.outbox.next_due(now)
        pause = None if due is None else max((due - now).total_seconds(), 0.0)
        try:
            async with asyncio.timeout(pause):
                await self._woken.wait()
        except TimeoutError:
            return


async def _client() -> httpx.AsyncClient:
    # Loading the certificates takes tens of milliseconds, which the tenant's callers must not wait for.
    context = await asyncio.to_thread(ssl.create_default_context)
    import httpx

    return httpx.AsyncClient(
        verify=context,
        timeout=TIMEOUT_S,
        limits=httpx.Limits(max_connections=16, max_keepalive_connections=4),
        trust_env=False,  # a proxy from the environment is not for loopback
        headers={"User-Agent": f"posdesk-sandbox/{__version__}"},
    )


async def _sent(client: httpx.AsyncClient, delivery: Delivery) -> tuple[int | None, str | None]:
    """The receiver's status, or the name of what went wrong."""
    import httpx

    headers = {
        "Content-Type": "application/json",
        EVENT_HEADER: delivery.event.encode("ascii", "replace").decode("ascii"),
        SIGNATURE_HEADER: delivery.signature,
    }
    try:
        async with (
            asyncio.timeout(TIMEOUT_S),
            client.stream("POST", delivery.url, content=delivery.body, headers=headers) as answer,
        ):
            return answer.status_code, None
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        return None, type(error).__name__


def is_loopback(url: str) -> bool:
    """Whether ``url`` leads to this computer, by its name alone: nothing is looked up."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
