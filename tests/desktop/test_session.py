"""A session at a tenant with a file: what is found out is noted there, and local customers are at hand."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AsyncExitStack
from dataclasses import replace

from posdesk.desktop.session import Address, Watch, open_register
from posdesk.home.paths import Home
from posdesk.home.settings import Settings
from posdesk.home.tenant import SANDBOX, TenantFile
from posdesk.home.tenants import Tenants
from posdesk.omneo import auth
from posdesk.omneo.exchange import Exchange
from posdesk.omneo.http import AsyncSender
from posdesk.sale.errors import PosError
from posdesk.sandbox.child import SandboxChild
from posdesk.till.register import Register
from posdesk.till.webhook_inbox import Secrets

NOWHERE = Address("http://127.0.0.1:9/api/v3", "token", "acme")
ACME = replace(SANDBOX, name="acme", url=NOWHERE.url, capabilities={})


async def opened(
    stack: AsyncExitStack, home: Home, tenant: TenantFile, address: Address = NOWHERE
) -> Register:
    return await open_register(
        stack, home, Settings(), tenant, address, Watch(), told=nothing_found
    )


def nothing_found(problem: PosError) -> None:
    raise AssertionError(f"the journal of an empty home: {problem.code}")


def test_what_connecting_found_out_stands_in_the_tenants_file(home: Home) -> None:
    tenants = Tenants(home.tenants)

    async def connect() -> None:
        with SandboxChild.start() as child:
            endpoint = await child.ready(60)
            tenants.save(replace(ACME, url=endpoint.url))
            address = Address(endpoint.url, endpoint.token, "acme")
            async with AsyncExitStack() as stack:
                register = await opened(stack, home, tenants.load("acme"), address)
                await register.connect()

    asyncio.run(connect())
    assert tenants.load("acme").can("guide_paths") is True
    assert tenants.load("acme").can("redemptions_listed") is True


def test_a_tenant_with_a_port_can_be_listened_to_and_nothing_outlives_the_session(
    home: Home,
) -> None:
    async def listen() -> None:
        async with AsyncExitStack() as stack:
            register = await opened(stack, home, replace(ACME, webhooks_port=1))
            hearing = await register.listen(Secrets(("secret",)), port=0)
            assert hearing.url.startswith("http://127.0.0.1:")

    before = threading.active_count()
    asyncio.run(listen())
    assert home.directory.exists()
    assert threading.active_count() <= before


def test_no_directory_is_made_for_a_tenant_that_tells_nothing(home: Home) -> None:
    async def open_and_close() -> None:
        async with AsyncExitStack() as stack:
            await opened(stack, home, ACME)

    asyncio.run(open_and_close())
    assert not home.directory.exists()


def test_a_directory_that_is_none_stops_no_session(home: Home) -> None:
    home.directory.write_bytes(b"somebody's notes" * 100)

    async def look() -> None:
        async with AsyncExitStack() as stack:
            register = await opened(stack, home, ACME)
            assert register.tenant.name == "acme"

    asyncio.run(look())
    assert home.directory.read_bytes() == b"somebody's notes" * 100


def test_who_watches_the_wire_may_come_before_the_sender_or_after_and_hears_every_sender() -> None:
    seen: list[Exchange] = []

    async def run(url: str, token: str) -> None:
        watch = Watch()
        async with AsyncSender(url, token) as first, AsyncSender(url, token) as second:
            watch.lead(first)
            await first.fetch(auth.verify())
            watch.forward(seen.append)
            await first.fetch(auth.verify())
            watch.lead(second)
            await second.fetch(auth.verify())

    with SandboxChild.start() as child:
        endpoint = child.ready_blocking(60)
        asyncio.run(run(endpoint.url, endpoint.token))
    assert [each.number for each in seen] == [2, 1]
