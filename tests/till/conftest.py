"""One sandbox process per worker, put back to its seed, its real time and its switches for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from posdesk.sandbox.child import SandboxChild
from posdesk.sandbox.control import Control
from tests.sandbox.server.running import Sandbox, api_client
from tests.till.audit_day import Day, live_a_day


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


@pytest.fixture(scope="module")
def day(
    _running_sandbox: tuple[Sandbox, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Day]:
    """A whole day at a till with every ending, for the checker; its values are nobody's to change."""
    shared, switches = _running_sandbox
    shared.control.return_to_real_time()
    shared.control.switches(**switches)
    shared.control.reset()
    yield live_a_day(shared, tmp_path_factory.mktemp("day"))
    shared.control.return_to_real_time()
