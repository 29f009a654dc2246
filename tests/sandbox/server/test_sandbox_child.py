"""The child as its parent sees it: started without waiting, awaited without blocking, closed without a trace."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from posdesk.sandbox.child import Endpoint, SandboxChild, SandboxDied, SandboxNotReady
from tests.sandbox.server.running import Sandbox

READY = (
    '{"url": "http://127.0.0.1:1/api/v3", "token": "secret-one", "control_url": "http://127.0.0.1:1/_sandbox",'
    ' "control_token": "secret-two", "identity": "i", "more": 1}'
)
Start = Callable[..., SandboxChild]


def test_the_ready_line_is_awaited_on_a_loop(
    start: Start, connect: Callable[[Endpoint], Sandbox]
) -> None:
    endpoint = asyncio.run(start().ready(60))
    assert connect(endpoint).control.health().identity == endpoint.identity


def test_waiting_leaves_the_loop_free(start: Start) -> None:
    async def order() -> list[str]:
        happened: list[str] = []
        waiting = asyncio.create_task(start().ready(60), name="test.ready")
        waiting.add_done_callback(lambda _: happened.append("ready"))
        went_on = asyncio.Event()
        asyncio.get_running_loop().call_soon(went_on.set)
        await went_on.wait()
        happened.append("the loop went on")
        await waiting
        return happened

    assert asyncio.run(order()) == ["the loop went on", "ready"]


def test_a_waiter_that_gives_up_spoils_nothing_for_the_next(start: Start) -> None:
    child = start()
    with pytest.raises(SandboxNotReady):
        asyncio.run(child.ready(0))
    with pytest.raises(SandboxNotReady):
        child.ready_blocking(0)
    assert child.ready_blocking(60).identity


def test_a_child_that_cannot_start_says_why(start: Start, tmp_path: Path) -> None:
    child = start(seed_file=tmp_path / "missing.json")
    with pytest.raises(SandboxDied) as died:
        child.ready_blocking(60)
    assert "exit code 2" in str(died.value)
    assert "missing.json" in str(died.value)
    with pytest.raises(SandboxDied):
        asyncio.run(child.ready(60))


def test_a_closed_child_is_gone_and_its_threads_with_it(start: Start) -> None:
    before = set(threading.enumerate())
    child = start()
    child.ready_blocking(60)
    alive = [child.alive]
    child.close()
    child.close()
    assert [*alive, child.alive] == [True, False]
    assert set(threading.enumerate()) <= before


def test_a_child_closed_before_it_was_ready_never_becomes_so(start: Start) -> None:
    child = start()
    child.close()
    assert not child.alive


def test_spawning_imports_neither_asyncio_nor_the_server() -> None:
    heavy = "{'asyncio', 'uvicorn', 'starlette', 'httpx', 'apsw', 'PySide6'}"
    program = f"import sys, posdesk.sandbox.child; print({heavy} & set(sys.modules))"
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout == "set()\n"


def test_the_child_does_not_inherit_a_real_tenants_token(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSDESK_TOKEN", "of-a-real-tenant")
    child = start()
    child.ready_blocking(60)
    environment = Path(f"/proc/{child.pid}/environ")
    if not environment.exists():
        pytest.skip("only Linux shows the environment of a process")
    assert b"of-a-real-tenant" not in environment.read_bytes()


def test_an_endpoint_is_read_from_the_ready_line_and_keeps_its_secrets() -> None:
    endpoint = Endpoint.parse(READY)
    assert (endpoint.token, endpoint.control_token, endpoint.identity) == (
        "secret-one",
        "secret-two",
        "i",
    )
    assert "secret" not in repr(endpoint)


@pytest.mark.parametrize(
    "line", ["", "hello", "[]", "7", "{}", READY.replace('"i"', "7"), READY[:40]], ids=repr
)
def test_a_line_that_is_not_the_ready_line_is_refused_without_quoting_it(line: str) -> None:
    with pytest.raises(SandboxNotReady) as refused:
        Endpoint.parse(line)
    assert "secret" not in str(refused.value)
