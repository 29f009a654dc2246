"""A till in a home of its own, at the worker's sandbox, which is put back to its seed for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from posdesk.home.paths import Home
from posdesk.sandbox.child import SandboxChild
from posdesk.sandbox.control import Control
from tests.journeys.borrowed import BorrowedSandbox
from tests.journeys.clerk import Clerk
from tests.journeys.proxy import Proxy
from tests.sandbox.server.running import Sandbox, api_client


@pytest.fixture(scope="session")
def _running_sandbox() -> Iterator[tuple[Sandbox, dict[str, Any]]]:
    with SandboxChild.start() as child:
        endpoint = child.ready_blocking(60)
        with closing(Control(endpoint, timeout_s=20)) as control, api_client(endpoint) as api:
            yield Sandbox(endpoint, control, api), control.switches()


@pytest.fixture
def sandbox(_running_sandbox: tuple[Sandbox, dict[str, Any]]) -> Sandbox:
    """The worker's sandbox, fresh."""
    shared, switches = _running_sandbox
    shared.control.return_to_real_time()
    shared.control.switches(**switches)
    shared.control.reset()
    return shared


@pytest.fixture
def proxy(sandbox: Sandbox) -> Iterator[Proxy]:
    """What stands between the till and the sandbox, where a test asks for it."""
    with Proxy(sandbox.endpoint) as between:
        yield between


@pytest.fixture
def empty_home(tmp_path: Path) -> Home:
    """A home directory that does not exist yet."""
    return Home(tmp_path / "home")


@pytest.fixture
def clerk(
    request: pytest.FixtureRequest, qapp: QApplication, sandbox: Sandbox, empty_home: Home
) -> Clerk:
    """Somebody at a till in an empty home, through the proxy where the test has one."""
    through = "proxy" in request.fixturenames
    endpoint = request.getfixturevalue("proxy").endpoint if through else sandbox.endpoint
    empty_home.root.mkdir()
    return Clerk(qapp, empty_home, BorrowedSandbox(endpoint))
