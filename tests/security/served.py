"""Every server that posdesk starts, as an attack sees it: where it listens, what opens it, and what it may never do.

The sandbox's API and its control routes are one process; the webhook listener runs on a thread's loop.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from posdesk.till.directory import Directory
from posdesk.till.webhook_inbox import signature_of
from posdesk.till.webhook_listener import WebhookListener
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till.webhook_samples import SECRET, SECRETS

API, CONTROL, WEBHOOKS = "the sandbox's API", "its control routes", "the webhook listener"
NAMES = (API, CONTROL, WEBHOOKS)
NEWS = f'{{"id": "{ASHA}", "first_name": "Mallory", "updated_at": "2030-01-01 00:00:00"}}'.encode()


@dataclass(frozen=True)
class Served:
    """One server. ``body`` sent to ``path`` with ``opens`` changes it; ``state`` is what must stay as it was."""

    name: str
    port: int
    path: str
    body: bytes
    opens: dict[str, str]
    wrong: dict[str, str]
    state: Callable[[], object] = field(repr=False)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        told: Mapping[str, str] | None = None,
        *,
        path: str = "",
        opened: bool = True,
        body: bytes | None = None,
    ) -> httpx.Response:
        """Send the changing request, with the key if ``opened``, and with ``told`` among its headers."""
        given = {"content-type": "application/json", **(self.opens if opened else {})}
        given |= told or {}
        content = self.body if body is None else body
        with httpx.Client(trust_env=False, timeout=20) as client:
            return client.post(f"{self.root}{path or self.path}", content=content, headers=given)

    def raw(self, request: bytes) -> bytes:
        """The first line of what is answered to these bytes, the connection left open; empty when it was cut."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=20)) as plug:
            try:
                plug.sendall(request)
                with plug.makefile("rb") as answer:
                    return answer.readline()
            except ConnectionError:
                return b""


def served_api(sandbox: Sandbox) -> Served:
    """A redemption of Asha's rewards."""
    port = httpx.URL(sandbox.root).port or 0
    token = sandbox.endpoint.token
    return Served(
        API,
        port,
        f"/api/v3/profiles/{ASHA}/redemptions",
        b'{"strategies": ["rewards"], "amount": 5}',
        {"authorization": f"Bearer {token}"},
        {"authorization": f"Bearer {sandbox.endpoint.control_token}"},
        lambda: sandbox.call("GET", f"/profiles/{ASHA}/balances")["data"]["reward_balance"],
    )


def served_control(sandbox: Sandbox) -> Served:
    """Everything back to the seed, under a new identity."""
    port = httpx.URL(sandbox.root).port or 0
    return Served(
        CONTROL,
        port,
        "/_sandbox/reset",
        b"{}",
        {"authorization": f"Bearer {sandbox.endpoint.control_token}"},
        {"authorization": f"Bearer {sandbox.endpoint.token}"},
        lambda: sandbox.control.health().identity,
    )


@contextmanager
def served_webhooks(folder: Path) -> Iterator[Served]:
    """News of a customer, signed."""
    with closing(Directory(folder / "directory.db", "sandbox")) as directory:
        ended, ready = threading.Event(), threading.Event()
        urls: list[str] = []

        async def listen() -> None:
            async with WebhookListener(directory, SECRETS) as listener:
                urls.append(listener.url)
                ready.set()
                await asyncio.to_thread(ended.wait)

        serving = threading.Thread(target=asyncio.run, args=(listen(),))
        serving.start()
        try:
            assert ready.wait(30)
            event = {"x-omneo-event": "profile.created"}
            yield Served(
                WEBHOOKS,
                httpx.URL(urls[0]).port or 0,
                "/webhooks",
                NEWS,
                {**event, "x-omneo-hmac-sha256": signature_of(NEWS, SECRET)},
                {**event, "x-omneo-hmac-sha256": signature_of(NEWS, "another secret")},
                lambda: len(directory),
            )
        finally:
            ended.set()
            serving.join(30)
