"""Sending an import to a real sandbox: refused rows, lost answers, pauses, a stop, and running it again."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import simplejson

from posdesk.home.tenant import SANDBOX
from posdesk.omneo.definitions import Kind
from posdesk.omneo.errors import Forbidden, Unreachable
from posdesk.till import reward_import_run as running
from posdesk.till.asking import NoWord
from posdesk.till.incentives import read_definitions
from posdesk.till.reward_import import Checked, Entry, check
from posdesk.till.reward_import_run import Finished, MarksUnknown, State, run_import
from posdesk.till.reward_report import report_path, report_text, save_report
from posdesk.till.sheets import read_sheet
from tests.sandbox.server.running import ASHA, Sandbox
from tests.till.headless import Till, a_till, on_a_loop
from tests.till.weather import (
    Deed,
    Handle,
    Weather,
    answers,
    cut_answer,
    lose_answer,
    lose_request,
    pass_on,
    unreachable,
)

BATCH = r"POST .*/rewards/batch$"
LOOK = r"GET .*/rewards$"
PEOPLE = ("asha@example.test", "ben@example.test")


def till_at(sandbox: Sandbox, weather: Weather | None = None) -> AbstractAsyncContextManager[Till]:
    return a_till(sandbox.endpoint, sandbox.endpoint.identity, weather=weather)


async def listed(till: Till, text: str, name: str = "november") -> Checked:
    known = await till.register.ask(read_definitions(Kind.REWARD, SANDBOX))
    return check(read_sheet(text.encode()), name, known, SANDBOX, datetime.now(UTC))


def rows(count: int, *, wrong: int = 0) -> str:
    """``count`` rewards of Asha's, and ``wrong`` of somebody whom the tenant does not know, spread among them."""
    lines = [f"{PEOPLE[0]},thank-you,{number}.00" for number in range(1, count + 1)]
    for number in range(wrong):
        lines.insert(number * 3 + 1, f"nobody{number}@example.test,thank-you,1.00")
    return "email,definition,value\n" + "\n".join(lines)


async def run(
    till: Till,
    entries: tuple[Entry, ...],
    *,
    stopped: Callable[[], bool] = lambda: False,
    pause: Callable[[float], Awaitable[None]] | None = None,
) -> Finished:
    told: list[int] = []

    async def no_pause(seconds: float) -> None:
        raise AssertionError(f"a pause of {seconds} s that nobody asked for")

    finished = await run_import(
        entries,
        SANDBOX,
        till.register.ask,
        on_progress=told.append,
        stopped=stopped,
        pause=pause or no_pause,
    )
    assert told == sorted(told)
    assert len(finished.answers) == len(entries)
    assert [each.row for each in finished.answers] == [each.row for each in entries]
    return finished


def marks(sandbox: Sandbox) -> list[str]:
    """The marks of Asha's rewards, each as often as it is there."""
    found: list[str] = []
    for page in range(1, 20):
        rows = sandbox.call("GET", f"/profiles/{ASHA}/rewards?page[size]=100&page[number]={page}")[
            "data"
        ]
        found += [row["external_id"] for row in rows if row["external_id"]]
        if not rows:
            return found
    raise AssertionError("more rewards than any test makes")


@on_a_loop
async def test_unknown_customers_are_refused_and_the_others_get_theirs(sandbox: Sandbox) -> None:
    async with till_at(sandbox) as till:
        found = await listed(till, rows(20, wrong=2))
        finished = await run(till, found.entries)
        assert finished.error is None
        assert (finished.count(State.ISSUED), finished.count(State.REFUSED)) == (20, 2)
        refused = [each for each in finished.answers if each.state is State.REFUSED]
        assert [each.row for each in refused] == [3, 6]
        assert all("profile" in each.reason for each in refused)
        assert all(each.reward_id for each in finished.answers if each.state is State.ISSUED)
        assert till.weather.count(BATCH) == 2
    assert len(marks(sandbox)) == 20


@on_a_loop
async def test_the_same_list_again_doubles_nothing(sandbox: Sandbox) -> None:
    async with till_at(sandbox) as till:
        found = await listed(till, rows(5))
        await run(till, found.entries)
        again = await run(till, (await listed(till, rows(7))).entries)
        assert (again.count(State.THERE), again.count(State.ISSUED)) == (5, 2)
        other = await run(till, (await listed(till, rows(5), "december")).entries)
        assert other.count(State.ISSUED) == 5
    assert sorted(set(marks(sandbox))) == sorted(marks(sandbox))


@pytest.mark.parametrize("lost", [lose_answer, cut_answer], ids=["answer lost", "answer cut"])
def test_a_lost_answer_is_read_back(sandbox: Sandbox, lost: Deed) -> None:
    @on_a_loop
    async def work() -> None:
        weather = Weather()
        async with till_at(sandbox, weather) as till:
            found = await listed(till, rows(4))
            weather.expect(BATCH, lost)
            finished = await run(till, found.entries)
            assert finished.count(State.ISSUED) == 4
            assert finished.error is None

    work()
    assert len(marks(sandbox)) == 4


@on_a_loop
async def test_a_request_that_was_lost_stops_it_and_is_not_sent_again(sandbox: Sandbox) -> None:
    weather = Weather()
    async with till_at(sandbox, weather) as till:
        found = await listed(till, rows(running.BATCH + 3))
        weather.expect(BATCH, lose_request)
        finished = await run(till, found.entries)
        assert isinstance(finished.error, NoWord)
        assert finished.count(State.UNCLEAR) == running.BATCH
        assert finished.count(State.NOT_SENT) == 3
        assert weather.count(BATCH) == 1
        assert marks(sandbox) == []
        again = await run(till, found.entries)
        assert again.count(State.ISSUED) == len(found.entries)
    assert len(marks(sandbox)) == running.BATCH + 3


@on_a_loop
async def test_nothing_is_known_while_the_list_cannot_be_read_back(sandbox: Sandbox) -> None:
    weather = Weather()
    async with till_at(sandbox, weather) as till:
        found = await listed(till, rows(2))
        weather.expect(LOOK, pass_on)
        weather.expect(BATCH, lose_answer)
        weather.expect(LOOK, answers(503), times=3)
        finished = await run(till, found.entries)
        assert finished.count(State.UNCLEAR) == 2
        assert (await run(till, found.entries)).count(State.THERE) == 2
    assert len(marks(sandbox)) == 2


@on_a_loop
async def test_the_tenants_pauses_are_kept(sandbox: Sandbox) -> None:
    weather = Weather()
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    async with till_at(sandbox, weather) as till:
        found = await listed(till, rows(3))
        weather.expect(BATCH, answers(429, **{"retry-after": "7"}), times=2)
        finished = await run(till, found.entries, pause=pause)
        assert finished.count(State.ISSUED) == 3
    assert waited == [7.0, 7.0]
    assert len(marks(sandbox)) == 3


@on_a_loop
async def test_trouble_on_the_way_ends_it_with_what_is_known(sandbox: Sandbox) -> None:
    weather = Weather()
    async with till_at(sandbox, weather) as till:
        found = await listed(till, rows(running.BATCH + 1))
        weather.expect(BATCH, pass_on)
        weather.expect(BATCH, unreachable)
        finished = await run(till, found.entries)
        assert isinstance(finished.error, Unreachable)
        assert finished.count(State.ISSUED) == running.BATCH
        assert finished.count(State.NOT_SENT) == 1


@on_a_loop
async def test_a_token_that_may_only_read_issues_nothing(sandbox: Sandbox) -> None:
    token = f"{sandbox.endpoint.token}-read-only"
    async with a_till(sandbox.endpoint, sandbox.endpoint.identity, token=token) as till:
        finished = await run(till, (await listed(till, rows(2))).entries)
        assert isinstance(finished.error, Forbidden)
        assert finished.count(State.NOT_SENT) == 2


@on_a_loop
async def test_a_stop_is_between_batches(sandbox: Sandbox) -> None:
    async with till_at(sandbox) as till:
        found = await listed(till, rows(running.BATCH * 2))
        asked = iter([False, True])
        finished = await run(till, found.entries, stopped=lambda: next(asked))
        assert finished.count(State.ISSUED) == running.BATCH
        assert finished.count(State.NOT_SENT) == running.BATCH
        assert finished.error is None
        assert (await run(till, found.entries)).count(State.THERE) == running.BATCH
    assert len(marks(sandbox)) == running.BATCH * 2


@on_a_loop
async def test_a_tenant_that_ignores_marks_gets_nothing(sandbox: Sandbox) -> None:
    weather = Weather()
    async with till_at(sandbox, weather) as till:
        found = await listed(till, rows(2))
        everything = sandbox.call("GET", "/rewards?page[size]=100")

        async def ignore(handle: Handle, request: httpx.Request) -> httpx.Response:
            content = simplejson.dumps(everything, use_decimal=True)
            return httpx.Response(200, content=content)

        weather.expect(LOOK, ignore)
        finished = await run(till, found.entries)
        assert isinstance(finished.error, MarksUnknown)
        assert weather.count(BATCH) == 0


@on_a_loop
async def test_the_report_has_a_line_for_every_row_and_nobody_in_it(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    async with till_at(sandbox) as till:
        text = rows(3, wrong=1) + "\nasha@example.test,thank-you,ten\n"
        found = await listed(till, text)
        finished = await run(till, found.entries)
    path = report_path(
        tmp_path / "new", "Birth days!", datetime(2026, 11, 21, 3, tzinfo=UTC), "UTC"
    )
    save_report(path, found.mistakes, finished)
    assert path.name == "rewards-birth-days-20261121-030000.csv"
    told = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert [(each["row"], each["state"]) for each in told] == [
        ("2", "issued"),
        ("3", "refused"),
        ("4", "issued"),
        ("5", "issued"),
        ("6", "wrong"),
    ]
    assert told[-1]["column"] == "value"
    assert "@" not in path.read_text(encoding="utf-8")


def test_a_report_holds_no_formula() -> None:
    answer = running.RowAnswer(2, State.REFUSED, "imp-1", "=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in report_text((), Finished((answer,)))
