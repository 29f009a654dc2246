"""kill -9 of the sandbox in the middle of a sale, and its next start on the same file: the till lives, and sells on."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from posdesk.sale.state import LegState, Phase
from posdesk.sandbox.child import Endpoint, SandboxChild
from posdesk.sandbox.control import Control
from tests.journeys.proxy import Proxy
from tests.sandbox.server.running import Sandbox, api_client
from tests.till import plain_http
from tests.till.audited import audited
from tests.till.headless import a_till, on_a_loop
from tests.till.mortal_till import MORTAL
from tests.till.weather import RECORD, REDEEM, REVERSE, USE_BENEFIT, Handle, Weather


class MortalSandbox:
    """A sandbox over a file, at one address whatever becomes of its process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._child = SandboxChild.start(file)
        self.first = self._child.ready_blocking(60)
        self._proxy = Proxy(self.first)

    @contextmanager
    def running(self) -> Iterator[Endpoint]:
        """Where it is, for good."""
        try:
            with self._proxy:
                yield self._proxy.endpoint
        finally:
            self._child.close()

    def kill(self) -> None:
        os.kill(self._child.pid, signal.SIGKILL)
        self._child.close()

    def start_again(self) -> None:
        self._child = SandboxChild.start(self._file)
        self._proxy.move(self._child.ready_blocking(60))

    @contextmanager
    def looked_at(self) -> Iterator[Sandbox]:
        """Plain clients of the process that runs now."""
        endpoint = self._child.ready_blocking(60)
        with closing(Control(endpoint, timeout_s=20)) as control, api_client(endpoint) as api:
            yield Sandbox(endpoint, control, api)

    async def dies_before(self, handle: Handle, request: httpx.Request) -> httpx.Response:
        """It is gone when the request comes, and back a moment later."""
        await asyncio.to_thread(self.kill)
        try:
            return await handle(request)
        finally:
            await asyncio.to_thread(self.start_again)

    async def dies_after(self, handle: Handle, request: httpx.Request) -> httpx.Response:
        """It has carried it out, and dies with its answer."""
        answer = await handle(request)
        await answer.aread()
        await asyncio.to_thread(self.kill)
        await asyncio.to_thread(self.start_again)
        raise httpx.ReadError("the answer died with the tenant", request=request)


@pytest.fixture
def mortal(tmp_path: Path) -> MortalSandbox:
    return MortalSandbox(tmp_path / "sandbox.db")


@pytest.mark.parametrize("carried_out", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("pattern", [USE_BENEFIT, REDEEM, RECORD], ids=["use", "redeem", "record"])
@on_a_loop
async def test_a_sale_is_recorded_once_although_its_tenant_died(
    mortal: MortalSandbox, pattern: str, carried_out: bool
) -> None:
    weather = Weather()
    weather.expect(pattern, mortal.dies_after if carried_out else mortal.dies_before)
    with mortal.running() as endpoint:
        async with a_till(endpoint, endpoint.identity, weather=weather, tenant=MORTAL) as till:
            cashier = await till.asha(rewards="25.00", benefit="first-spend")
            await till.redeem(cashier)
            sale = await till.pay(cashier)
            if sale.phase is not Phase.RECORDED:
                sale = await till.watch.until(cashier, lambda sale: sale.finished)
            with mortal.looked_at() as sandbox:
                report = await audited(till, sandbox)
                (row,) = plain_http.transactions(sandbox)
                live = plain_http.live(sandbox)
    assert sale.phase is Phase.RECORDED
    assert row["external_id"] == sale.reference
    assert len(live) == 2
    assert report.violations == ()
    assert weather.count(pattern) == (1 if carried_out else 2)


@pytest.mark.parametrize("carried_out", [False, True], ids=["before", "after"])
@on_a_loop
async def test_what_was_taken_goes_back_once_although_its_tenant_died(
    mortal: MortalSandbox, carried_out: bool
) -> None:
    weather = Weather()
    weather.expect(REVERSE, mortal.dies_after if carried_out else mortal.dies_before)
    with mortal.running() as endpoint:
        with mortal.looked_at() as sandbox:
            before = plain_http.wallet(sandbox)
        async with a_till(endpoint, endpoint.identity, weather=weather, tenant=MORTAL) as till:
            cashier = await till.asha(rewards="25.00", benefit="first-spend")
            await till.redeem(cashier)
            sale = await till.pay(cashier, "do_not_honour")
            with mortal.looked_at() as sandbox:
                report = await audited(till, sandbox)
                after = plain_http.wallet(sandbox)
    assert sale.phase is Phase.CHOOSING
    assert {each.state for each in sale.legs} == {LegState.REVERSED}
    assert after == before
    assert report.violations == ()
