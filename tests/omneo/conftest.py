"""One sandbox process per worker, put back to its seed and its real time for each test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from posdesk.sandbox.child import Endpoint, SandboxChild
from posdesk.sandbox.control import Control
from tests.omneo.live import Live


@pytest.fixture(scope="session")
def _running() -> Iterator[tuple[Live, Control, Endpoint]]:
    with SandboxChild.start() as child:
        endpoint = child.ready_blocking(60)
        with closing(Control(endpoint, timeout_s=20)) as control, Live.at(endpoint) as live:
            yield live, control, endpoint


@pytest.fixture
def live(_running: tuple[Live, Control, Endpoint]) -> Live:
    """The worker's sandbox behind the real client, fresh."""
    found, control, _ = _running
    control.return_to_real_time()
    control.reset()
    return found


@pytest.fixture
def endpoint(live: Live, _running: tuple[Live, Control, Endpoint]) -> Endpoint:
    """Where that sandbox is, for senders of the test's own."""
    return _running[2]
