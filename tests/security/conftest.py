"""A sandbox process for the attacks, put back to its seed for each, and each server by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from posdesk.home.paths import Home
from posdesk.sandbox.child import SandboxChild
from posdesk.sandbox.control import Control
from tests.journeys.borrowed import BorrowedSandbox
from tests.journeys.clerk import Clerk
from tests.journeys.proxy import Proxy
from tests.sandbox.server.running import Sandbox, api_client
from tests.security.served import (
    API,
    NAMES,
    WEBHOOKS,
    Served,
    served_api,
    served_control,
    served_webhooks,
)


@pytest.fixture(scope="session")
def _attacked() -> Iterator[Sandbox]:
    with SandboxChild.start() as child:
        endpoint = child.ready_blocking(60)
        with closing(Control(endpoint, timeout_s=20)) as control, api_client(endpoint) as api:
            yield Sandbox(endpoint, control, api)


@pytest.fixture
def sandbox(_attacked: Sandbox) -> Sandbox:
    """The worker's sandbox, fresh."""
    _attacked.control.reset()
    return _attacked


@pytest.fixture(params=NAMES)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """Each server in turn."""
    if request.param == WEBHOOKS:
        with served_webhooks(tmp_path) as listener:
            yield listener
        return
    sandbox = request.getfixturevalue("sandbox")
    yield served_api(sandbox) if request.param == API else served_control(sandbox)


@pytest.fixture
def proxy(sandbox: Sandbox) -> Iterator[Proxy]:
    """What stands between the till and the sandbox."""
    with Proxy(sandbox.endpoint) as between:
        yield between


@pytest.fixture
def clerk(qapp: QApplication, proxy: Proxy, tmp_path: Path) -> Clerk:
    """Somebody at a till in an empty home, through the proxy."""
    home = Home(tmp_path / "home")
    home.root.mkdir()
    return Clerk(qapp, home, BorrowedSandbox(proxy.endpoint))
