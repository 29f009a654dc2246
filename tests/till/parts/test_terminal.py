"""The terminal on a loop: it waits at its own pace, loses answers when told to, and hears a cancel."""

import asyncio
import stat
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from posdesk.sale.errors import BadAmount
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, Money
from posdesk.till.clock import SystemClock
from posdesk.till.outcomes import (
    ANSWER_LOST,
    APPROVED,
    APPROVED_SLOW,
    DECLINED,
    OFFLINE,
    TIMED_OUT,
)
from posdesk.till.terminal import SimulatedTerminal
from posdesk.till.terminal_answers import (
    Approved,
    Declined,
    InProgress,
    NoTerminalAnswer,
    NotFound,
    Refunded,
    TerminalLogFailed,
    TerminalOffline,
    Voided,
)
from posdesk.till.terminal_core import AT_ONCE, Timing

TEN = Money(1_000, AUD)
TAKEN = Approved("p1", TEN, "00", "approved", voided=False, refunded=Money(0, AUD))
AN_HOUR = Timing(answer_s=3_600, slow_s=3_600, give_back_s=0, patience_s=3_600)
Use = Callable[[SimulatedTerminal], Awaitable[None]]


def use(path: Path, work: Use, timing: Timing = AT_ONCE) -> None:
    async def main() -> None:
        async with await SimulatedTerminal.open(path, SystemClock(), timing) as terminal:
            await work(terminal)

    asyncio.run(main())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "terminal.db"


def test_a_payment_is_taken_and_kept_over_a_restart(path: Path) -> None:
    async def pay(terminal: SimulatedTerminal) -> None:
        assert await terminal.start("p1", TEN, APPROVED) == TAKEN

    async def ask(terminal: SimulatedTerminal) -> None:
        assert await terminal.status("p1") == TAKEN
        assert await terminal.kept() == (TAKEN,)

    use(path, pay)
    use(path, ask)


def test_two_starts_at_once_take_one_payment(path: Path) -> None:
    async def work(terminal: SimulatedTerminal) -> None:
        starts = (terminal.start("p1", TEN, outcome) for outcome in (APPROVED, DECLINED))
        assert await asyncio.gather(*starts) == [TAKEN, TAKEN]

    use(path, work)


def test_a_payment_takes_as_long_as_the_terminal_s_pace(path: Path) -> None:
    readings: list[Instant] = []

    class Noting(SystemClock):
        def now(self) -> Instant:
            readings.append(super().now())
            return readings[-1]

    async def main() -> None:
        async with await SimulatedTerminal.open(path, Noting(), Timing(answer_s=0.05)) as terminal:
            assert await terminal.start("p1", TEN, APPROVED) == TAKEN

    asyncio.run(main())
    assert readings[0].elapsed_s(readings[-1]) >= 0.05
    # It waits; it does not ask the log over and over.
    assert len(readings) < 20


def test_a_cancel_ends_the_waiting(path: Path) -> None:
    cancelled = Declined("p1", "17", "cancelled_by_buyer")

    async def work(terminal: SimulatedTerminal) -> None:
        paying = asyncio.ensure_future(terminal.start("p1", TEN, APPROVED_SLOW))
        while await terminal.status("p1") == NotFound("p1"):
            await asyncio.sleep(0)
        assert await terminal.cancel("p1") == cancelled
        assert await paying == cancelled

    use(path, work, AN_HOUR)


def test_who_stops_waiting_does_not_stop_the_payment(path: Path) -> None:
    async def work(terminal: SimulatedTerminal) -> None:
        paying = asyncio.ensure_future(terminal.start("p1", TEN, APPROVED))
        while await terminal.status("p1") == NotFound("p1"):
            await asyncio.sleep(0)
        paying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await paying
        assert await terminal.status("p1") == InProgress("p1")

    use(path, work, AN_HOUR)


def test_a_lost_answer_leaves_a_payment_that_was_taken(path: Path) -> None:
    async def work(terminal: SimulatedTerminal) -> None:
        with pytest.raises(NoTerminalAnswer):
            await terminal.start("p1", TEN, ANSWER_LOST)
        assert await terminal.status("p1") == TAKEN
        assert await terminal.start("p1", TEN, ANSWER_LOST) == TAKEN

    use(path, work)


def test_a_lost_answer_is_lost_only_after_the_payment_was_taken(path: Path) -> None:
    async def work(terminal: SimulatedTerminal) -> None:
        with pytest.raises(NoTerminalAnswer):
            await terminal.start("p1", TEN, ANSWER_LOST)
        assert await terminal.status("p1") == TAKEN

    use(path, work, Timing(answer_s=0.05))


def test_a_terminal_that_times_out_is_asked_again(path: Path) -> None:
    async def work(terminal: SimulatedTerminal) -> None:
        with pytest.raises(NoTerminalAnswer):
            await terminal.start("p1", TEN, TIMED_OUT)
        assert await terminal.status("p1") == InProgress("p1")
        assert await terminal.start("p1", TEN, TIMED_OUT) == InProgress("p1")

    use(path, work, Timing(patience_s=0, timeout_s=3_600))


def test_a_timed_out_payment_is_declined_in_the_end(path: Path) -> None:
    async def work(terminal: SimulatedTerminal) -> None:
        with pytest.raises(NoTerminalAnswer):
            await terminal.start("p1", TEN, TIMED_OUT)
        assert await terminal.status("p1") == Declined("p1", "91", "issuer_unavailable")

    use(path, work, Timing(patience_s=0, timeout_s=0))


def test_an_offline_terminal_is_said_to_be_so(path: Path) -> None:
    async def work(terminal: SimulatedTerminal) -> None:
        with pytest.raises(TerminalOffline):
            await terminal.start("p1", TEN, OFFLINE)
        assert await terminal.status("p1") == NotFound("p1")

    use(path, work)


def test_money_is_given_back_by_void_and_by_refund(path: Path) -> None:
    async def work(terminal: SimulatedTerminal) -> None:
        await terminal.start("p1", TEN, APPROVED)
        await terminal.start("p2", TEN, APPROVED)
        assert await terminal.void("p1") == Voided("p1", TEN)
        refunded = Refunded("p2", "r1", TEN)
        assert await terminal.refund("p2", "r1", TEN) == refunded
        assert await terminal.refund_status("r1") == refunded
        assert await terminal.kept() == ()

    use(path, work)


def test_an_impossible_amount_is_refused(path: Path) -> None:
    async def work(terminal: SimulatedTerminal) -> None:
        with pytest.raises(BadAmount):
            await terminal.start("p1", Money(0, AUD), APPROVED)

    use(path, work)


def test_closing_ends_the_terminal_s_thread(path: Path) -> None:
    async def work(terminal: SimulatedTerminal) -> None:
        await terminal.status("p1")
        assert any(thread.name.startswith("terminal") for thread in threading.enumerate())

    use(path, work)
    assert not any(thread.name.startswith("terminal") for thread in threading.enumerate())


def test_a_terminal_that_cannot_open_its_log_leaves_no_thread(tmp_path: Path) -> None:
    async def main() -> None:
        with pytest.raises(TerminalLogFailed):
            await SimulatedTerminal.open(tmp_path / "none" / "terminal.db", SystemClock())

    asyncio.run(main())
    for thread in threading.enumerate():
        if thread.name.startswith("terminal"):
            thread.join(10)
            assert not thread.is_alive()


def test_the_log_is_its_owners_alone(tmp_path: Path) -> None:
    async def nothing(terminal: SimulatedTerminal) -> None:
        modes = {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
        assert modes == {0o600}

    use(tmp_path / "terminal.db", nothing)


def test_a_log_that_cannot_be_made_is_an_error_of_its_own(tmp_path: Path) -> None:
    async def nothing(terminal: SimulatedTerminal) -> None: ...

    with pytest.raises(TerminalLogFailed):
        use(tmp_path / "no such folder" / "terminal.db", nothing)
