"""One sandbox process per worker, put back to its seed, its real time and its default switches for each test."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from posdesk.sandbox.child import Endpoint, SandboxChild
from posdesk.sandbox.control import Control
from tests.sandbox.server.bench import Bench
from tests.sandbox.server.running import Sandbox, api_client


@pytest.fixture(scope="session")
def _shared() -> Iterator[tuple[Sandbox, dict[str, Any]]]:
    with SandboxChild.start() as child:
        endpoint = child.ready_blocking(60)
        with closing(Control(endpoint, timeout_s=20)) as control, api_client(endpoint) as api:
            yield Sandbox(endpoint, control, api), control.switches()


@pytest.fixture
def sandbox(_shared: tuple[Sandbox, dict[str, Any]]) -> Sandbox:
    """The worker's sandbox, fresh."""
    shared, switches = _shared
    shared.control.return_to_real_time()
    shared.control.switches(**switches)
    shared.control.reset()
    return shared


@pytest.fixture
def start() -> Iterator[Callable[..., SandboxChild]]:
    """Start a sandbox process of the test's own; it is closed with the test."""
    children: list[SandboxChild] = []

    def starter(database: Path | None = None, **options: Any) -> SandboxChild:
        child = SandboxChild.start(database, **options)
        children.append(child)
        return child

    yield starter
    for child in children:
        child.close()


@pytest.fixture
def connect() -> Iterator[Callable[[Endpoint], Sandbox]]:
    """Clients of a sandbox that the test has started; they are closed with the test."""
    opened: list[Sandbox] = []

    def connector(endpoint: Endpoint) -> Sandbox:
        opened.append(Sandbox(endpoint, Control(endpoint, timeout_s=20), api_client(endpoint)))
        return opened[-1]

    yield connector
    for each in opened:
        each.control.close()
        each.api.close()


@pytest.fixture(scope="session")
def _opened_bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    database = tmp_path_factory.mktemp("bench") / "tenant.db"
    with SandboxChild.start(database) as child:
        endpoint = child.ready_blocking(60)
        with closing(Control(endpoint, timeout_s=20)) as control, api_client(endpoint) as api:
            yield Bench(Sandbox(endpoint, control, api), database)


@pytest.fixture
def bench(_opened_bench: Bench) -> Iterator[Bench]:
    """A sandbox on a file; after the test its database must hold what it held before, row by row."""
    yield _opened_bench
    before, _opened_bench.before = _opened_bench.before, _opened_bench.contents()
    assert _opened_bench.before == before
