"""What an owner of tasks may rely on."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from posdesk.sale.errors import PosError
from posdesk.till.tasks import TaskScope


class Refused(PosError):
    code = "test.refused"


def ignore(_error: PosError) -> None:
    raise AssertionError("no error was expected")


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> list[dict[str, Any]]:
    """Run ``work``; give back what reached the loop's exception handler. Fails on a leaked task."""
    bugs: list[dict[str, Any]] = []
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        loop.set_exception_handler(lambda _loop, context: bugs.append(context))
        runner.run(work())
        assert not asyncio.all_tasks(loop)
    return bugs


def test_a_double_click_pays_once() -> None:
    paid: list[str] = []

    async def pay(name: str, gate: asyncio.Event) -> None:
        await gate.wait()
        paid.append(name)

    async def main() -> None:
        gate, done = asyncio.Event(), asyncio.Event()
        async with TaskScope("sale", ignore) as scope:
            scope.once("pay", pay("first", gate))
            scope.once("pay", pay("second", gate))
            scope.once("after", after(scope, gate, done))
            gate.set()
            await done.wait()

    async def after(scope: TaskScope, gate: asyncio.Event, done: asyncio.Event) -> None:
        await gate.wait()
        while scope.running("pay"):
            await asyncio.sleep(0)
        done.set()

    assert run(main) == []
    assert paid == ["first"]


def test_once_runs_again_after_the_first_has_ended() -> None:
    runs: list[int] = []

    async def main() -> None:
        async with TaskScope("sale", ignore) as scope:
            for number in (1, 2):
                ended = asyncio.Event()
                scope.once("pay", note(number, ended))
                await ended.wait()
                while scope.running("pay"):
                    await asyncio.sleep(0)

    async def note(number: int, ended: asyncio.Event) -> None:
        runs.append(number)
        ended.set()

    run(main)
    assert runs == [1, 2]


def test_the_latest_search_cancels_the_one_before() -> None:
    story: list[str] = []

    async def search(term: str, started: asyncio.Event, forever: asyncio.Event) -> None:
        started.set()
        try:
            await forever.wait()
        except asyncio.CancelledError:
            story.append(f"{term} cancelled")
            raise
        story.append(f"{term} found")

    async def main() -> None:
        first, second = asyncio.Event(), asyncio.Event()
        gate = asyncio.Event()
        async with TaskScope("present", ignore) as scope:
            scope.latest("search", search("a", first, gate))
            await first.wait()
            scope.latest("search", search("asha", second, gate))
            await second.wait()
            gate.set()
            while scope.running("search"):
                await asyncio.sleep(0)

    assert run(main) == []
    assert story == ["a cancelled", "asha found"]


def test_leaving_the_scope_waits_for_the_clean_up_of_its_tasks() -> None:
    story: list[str] = []

    async def work(started: asyncio.Event) -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            story.append("cleaned up")

    async def main() -> None:
        started = asyncio.Event()
        async with TaskScope("window", ignore) as scope:
            scope.once("work", work(started))
            await started.wait()
        story.append("left")

    assert run(main) == []
    assert story == ["cleaned up", "left"]


def test_work_handed_in_after_the_end_is_not_run() -> None:
    ran: list[str] = []

    async def work() -> None:
        ran.append("ran")

    async def main() -> None:
        async with TaskScope("window", ignore) as scope:
            pass
        scope.once("late", work())
        scope.latest("late", work())
        await asyncio.sleep(0)

    assert run(main) == []
    assert ran == []


def test_an_expected_error_goes_to_the_owner_and_to_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[PosError] = []

    async def fail() -> None:
        raise Refused("the tenant said no")

    async def main() -> None:
        async with TaskScope("sale", told.append) as scope:
            scope.once("pay", fail())
            while scope.running("pay"):
                await asyncio.sleep(0)

    assert run(main) == []
    assert [error.code for error in told] == ["test.refused"]
    assert "sale.pay: test.refused: the tenant said no" in caplog.text


def test_a_bug_reaches_the_handler_of_the_loop_with_the_name_of_its_task() -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    async def main() -> None:
        async with TaskScope("sale", ignore) as scope:
            scope.once("pay", fail())
            while scope.running("pay"):
                await asyncio.sleep(0)
            await asyncio.sleep(0)

    (bug,) = run(main)
    assert bug["message"] == "bug in sale.pay"
    assert isinstance(bug["exception"], ZeroDivisionError)
