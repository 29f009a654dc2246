"""Rationed calls: who waits, who overtakes, what comes back unsent, and what a deadline may do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from posdesk.omneo import balances, redemptions, transactions
from posdesk.omneo.calls import Applied, Call, Dialect, NotApplied, Outcome
from posdesk.omneo.errors import NoAnswer, OmneoError, Throttled
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD
from posdesk.till.bucket import Bucket
from posdesk.till.lanes import Lane, ends_a_sale, lane_of, puts_back
from posdesk.till.rationing import PATIENCE_S, READ_TRIES, Rationed
from posdesk.till.tenant_line import TenantLine
from tests.omneo.samples import PROFILE
from tests.till.headless import TENANT, aud

T = TypeVar("T")
P = PROFILE["id"]
READ = balances.read(P, currency=AUD)
REVERSE = redemptions.reverse(P, 158, dialect=Dialect.GUIDE, currency=AUD)
USE = redemptions.redeem_credit(
    P, "77", amount=aud("1.00"), reference="r", receipt_ref="1", leg="r-C1"
)


class Time:
    """A clock that only sleeping moves: whoever sleeps is woken when everybody else sleeps longer."""

    def __init__(self) -> None:
        self.now_ms = 1_000_000
        self._alarms: list[tuple[int, int, asyncio.Event]] = []

    def now(self) -> Instant:
        return Instant(self.now_ms, self.now_ms, "boot")

    async def sleep(self, seconds: float) -> None:
        alarm = asyncio.Event()
        self._alarms.append((self.now_ms + round(seconds * 1000), len(self._alarms), alarm))
        await alarm.wait()

    async def run(self, work: Awaitable[T]) -> T:
        """Await ``work``, moving the time on whenever nothing else can happen."""
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(20):
                await asyncio.sleep(0)
            if self._alarms and not task.done():
                self._alarms.sort()
                self.now_ms, _, alarm = self._alarms.pop(0)
                alarm.set()
        return task.result()


class Tenant:
    """Answers in turn with what was ordered, then with None; ``sent`` are the routes."""

    def __init__(self, *answers: OmneoError) -> None:
        self._answers = list(answers)
        self.sent: list[str] = []

    async def send(self, call: Call[T]) -> Outcome[T]:
        self.sent.append(call.route.rpartition("/")[2])
        if self._answers:
            return NotApplied(self._answers.pop(0))
        nothing: Any = None
        return Applied(nothing, 200)

    async def fetch(self, call: Call[T]) -> T:
        outcome = await self.send(call)
        if isinstance(outcome, Applied):
            return outcome.value
        raise outcome.error


def rationed(
    tenant: Tenant,
    time: Time,
    rate: int | None = None,
    on_change: Callable[[], None] = lambda: None,
) -> Rationed:
    return Rationed(tenant, Bucket(rate), time, on_change=on_change, sleep=time.sleep)


@pytest.mark.parametrize(
    ("call", "lane", "ends", "back"),
    [
        (REVERSE, Lane.ENDING, True, True),
        (
            redemptions.reverse(P, 1, dialect=Dialect.REFERENCE, currency=AUD),
            Lane.ENDING,
            True,
            True,
        ),
        (redemptions.refund(P, 1, dialect=Dialect.GUIDE, currency=AUD), Lane.ENDING, True, True),
        (
            redemptions.refund(P, 1, dialect=Dialect.REFERENCE, currency=AUD, benefit=True),
            Lane.ENDING,
            True,
            True,
        ),
        (transactions.find_external("r", currency=AUD), Lane.ENDING, False, False),
        (READ, Lane.READ, False, False),
        (redemptions.list(P, currency=AUD), Lane.READ, False, False),
    ],
)
def test_the_lane_of_a_call_is_read_off_its_route(
    call: Call[Any], lane: Lane, ends: bool, back: bool
) -> None:
    assert (lane_of(call), ends_a_sale(call), puts_back(call)) == (lane, ends, back)


def test_without_a_rate_a_call_goes_through_at_once() -> None:
    time, tenant = Time(), Tenant()
    asyncio.run(time.run(rationed(tenant, time).send(USE)))
    assert (tenant.sent, time.now_ms) == (["redeem"], 1_000_000)


def test_a_reversal_overtakes_what_waits_and_writes_overtake_reads() -> None:
    async def busy() -> list[str]:
        time, tenant = Time(), Tenant()
        line = Rationed(tenant, Bucket(4), time, sleep=time.sleep)
        for _ in range(3):
            await time.run(line.fetch(READ))
            time.now_ms += 2_000
        time.now_ms += 49_000
        tenant.sent.clear()
        calls = (line.fetch(READ), line.send(USE), line.send(REVERSE))
        await time.run(asyncio.gather(*(asyncio.ensure_future(each) for each in calls)))
        return tenant.sent

    assert asyncio.run(busy()) == ["reverse", "redeem", "balances"]


def test_a_write_that_would_wait_long_comes_back_unsent_with_the_seconds() -> None:
    async def twice() -> tuple[Outcome[Any], Tenant]:
        time, tenant = Time(), Tenant(Throttled(retry_after_s=60.0))
        line = rationed(tenant, time)
        await time.run(line.send(USE))
        return await time.run(line.send(USE)), tenant

    outcome, tenant = asyncio.run(twice())
    assert isinstance(outcome, NotApplied)
    assert isinstance(outcome.error, Throttled)
    assert outcome.error.retry_after_s == 60.0
    assert tenant.sent == ["redeem"]


def test_a_reversal_does_not_keep_a_pause_that_would_miss_its_deadline_and_says_so() -> None:
    told: list[bool] = []

    async def hurry() -> tuple[list[str], bool]:
        time, tenant = Time(), Tenant(Throttled(retry_after_s=300.0))
        line = rationed(tenant, time, on_change=lambda: told.append(line.hurried))
        await time.run(line.send(USE))
        until = time.now().plus(120.0)
        await time.run(line.send(USE, until))
        await time.run(line.send(REVERSE, until))
        return tenant.sent, line.hurried

    sent, hurried = asyncio.run(hurry())
    assert sent == ["redeem", "reverse"]
    assert hurried
    assert told == [False, True]


def test_a_reversal_keeps_a_pause_that_leaves_it_time() -> None:
    async def patient() -> tuple[Outcome[Any], bool]:
        time, tenant = Time(), Tenant(Throttled(retry_after_s=PATIENCE_S + 1))
        line = rationed(tenant, time)
        await time.run(line.send(USE))
        return await time.run(line.send(REVERSE, time.now().plus(600.0))), line.hurried

    outcome, hurried = asyncio.run(patient())
    assert isinstance(outcome, NotApplied)
    assert not hurried


def test_a_deadline_that_has_passed_hurries_nobody() -> None:
    async def late() -> tuple[Outcome[Any], bool]:
        time, tenant = Time(), Tenant(Throttled(retry_after_s=60.0))
        line = rationed(tenant, time)
        await time.run(line.send(USE))
        return await time.run(line.send(REVERSE, time.now().plus(-1.0))), line.hurried

    outcome, hurried = asyncio.run(late())
    assert isinstance(outcome, NotApplied)
    assert not hurried


def test_a_read_waits_out_a_short_pause_and_is_asked_again() -> None:
    async def read() -> tuple[list[str], int]:
        time, tenant = Time(), Tenant(Throttled(retry_after_s=7.0))
        await time.run(rationed(tenant, time).fetch(READ))
        return tenant.sent, time.now_ms

    assert asyncio.run(read()) == (["balances", "balances"], 1_007_000)


@pytest.mark.parametrize(
    ("trouble", "tries"),
    [
        (Throttled(retry_after_s=1.0), READ_TRIES),
        (Throttled(retry_after_s=60.0), 1),
        (NoAnswer(), 1),
    ],
    ids=["again and again", "a long pause", "another trouble"],
)
def test_a_read_gives_up_with_the_tenants_own_word(trouble: OmneoError, tries: int) -> None:
    async def read() -> list[str]:
        time, tenant = Time(), Tenant(*[trouble] * READ_TRIES)
        with pytest.raises(type(trouble)):
            await time.run(rationed(tenant, time).fetch(READ))
        return tenant.sent

    assert len(asyncio.run(read())) == tries


def test_whoever_gives_up_waiting_holds_nobody_up() -> None:
    async def leave() -> list[str]:
        time, tenant = Time(), Tenant(Throttled(retry_after_s=10.0))
        line = rationed(tenant, time)
        await time.run(line.send(USE))
        gone = asyncio.ensure_future(line.send(REVERSE))
        await asyncio.sleep(0)
        gone.cancel()
        await time.run(line.fetch(READ))
        return tenant.sent

    assert asyncio.run(leave()) == ["redeem", "balances"]


def test_the_tenants_file_may_name_the_rate() -> None:
    async def second() -> Outcome[Any]:
        time, tenant = Time(), Tenant()
        file = replace(TENANT, rate_per_minute=1)
        line = TenantLine(tenant, file, time, lambda call, outcome: None)
        await time.run(line.send(USE))
        return await time.run(line.send(REVERSE))

    assert isinstance(asyncio.run(second()), NotApplied)
