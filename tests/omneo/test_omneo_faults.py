"""Transport faults in front of a real sandbox: what the till is told, and what the tenant has really done."""

from __future__ import annotations

import asyncio
import threading
from decimal import Decimal

import httpx
import pytest

from posdesk.home.faults.injector import Injector
from posdesk.home.faults.kinds import Value
from posdesk.home.faults.plan import Fault, FaultPlan, Nth
from posdesk.omneo import balances, redemptions
from posdesk.omneo.calls import Applied, Call, Dialect, NotApplied, Unknown
from posdesk.omneo.errors import Invalid, Throttled
from posdesk.omneo.faults import FaultyAsyncTransport, FaultyTransport, beset
from posdesk.omneo.http import AsyncSender, Sender
from posdesk.omneo.redemptions import Strategy
from posdesk.omneo.retries import Retries
from posdesk.sale.money import AUD
from posdesk.sandbox.child import Endpoint
from tests.omneo.faulty import NOWHERE, Faulty, Sending, blocking, on_a_loop
from tests.omneo.live import ASHA, Live
from tests.omneo.loopback import TOKEN
from tests.omneo.samples import aud

SENDERS = pytest.mark.parametrize("send", [blocking, on_a_loop])
READ = balances.read(ASHA, currency=AUD)
HAS = Decimal("25.00")
TEN = Decimal("10.00")


def redeem(leg: str = "S01-1-000659-k3f9q2-R1") -> Call[object]:
    return redemptions.create(
        ASHA,
        dialect=Dialect.GUIDE,
        strategies=(Strategy.REWARDS,),
        amount=aud("10"),
        reference="S01-1-000659-k3f9q2",
        receipt_ref="000659",
        leg=leg,
    )


def faulty(endpoint: Endpoint, kind: str, **values: Value) -> Faulty:
    return Faulty((Fault("it", "*", kind, values),), endpoint.url, endpoint.token)


def left(live: Live) -> Decimal:
    """What the tenant says is left of the rewards."""
    return live.done(READ).reward.amount


# Kind, its parameters, how a write and a read end, and how often the tenant has redeemed ten dollars.
WHOLE = [
    ("delay", {"ms": 1}, Applied, Applied, 1),
    ("delay", {"ms": 600_000}, Unknown, Unknown, 1),
    ("jitter", {}, Applied, Applied, 1),
    ("refused", {}, NotApplied, NotApplied, 0),
    ("reset", {}, Unknown, Unknown, 0),
    ("reset", {"processed": True}, Unknown, Unknown, 1),
    ("request_lost", {}, Unknown, Unknown, 0),
    ("answer_lost", {}, Unknown, Unknown, 1),
    ("answer_late", {}, Unknown, Unknown, 1),
    ("request_late", {"after_ms": 3_600_000}, Unknown, Unknown, 0),
    ("applied_twice", {}, Applied, Applied, 2),
    ("slow_body", {"bytes": 7}, Applied, Applied, 1),
    ("cut_body", {}, Unknown, Unknown, 1),
    ("garbage", {}, Unknown, Unknown, 0),
    ("garbage", {"processed": True}, Unknown, Unknown, 1),
    ("status", {}, Unknown, Unknown, 0),
    ("status", {"status": 500, "processed": True}, Unknown, Unknown, 1),
    ("status", {"status": 404}, NotApplied, NotApplied, 0),
    ("throttled", {}, NotApplied, NotApplied, 0),
]


@SENDERS
@pytest.mark.parametrize(("kind", "values", "write", "read", "times"), WHOLE)
def test_the_outcome_is_one_thing_and_what_the_tenant_did_another(
    live: Live,
    endpoint: Endpoint,
    send: Sending,
    kind: str,
    values: dict[str, Value],
    write: type,
    read: type,
    times: int,
) -> None:
    assert type(send(faulty(endpoint, kind, **values), READ)) is read
    assert left(live) == HAS
    assert type(send(faulty(endpoint, kind, **values), redeem())) is write
    assert left(live) == HAS - times * TEN
    rows = live.done(redemptions.list(ASHA, currency=AUD, reference="S01-1-000659-k3f9q2"))
    assert len(rows.items) == times


@SENDERS
def test_a_request_applied_twice_brings_the_answer_it_is_told_to(
    live: Live, endpoint: Endpoint, send: Sending
) -> None:
    assert isinstance(send(faulty(endpoint, "applied_twice", answer="first"), redeem()), Applied)
    # Five dollars are left: the second time is refused, and the first was not.
    last = send(faulty(endpoint, "applied_twice", answer="last"), redeem())
    assert isinstance(last, NotApplied)
    assert isinstance(last.error, Invalid)
    assert left(live) == HAS - 2 * TEN


@SENDERS
def test_the_tenant_says_when_to_try_again(endpoint: Endpoint, send: Sending) -> None:
    outcome = send(faulty(endpoint, "throttled", retry_after_s=7), redeem())
    assert isinstance(outcome, NotApplied)
    assert isinstance(outcome.error, Throttled)
    assert outcome.error.retry_after_s == 7


@SENDERS
@pytest.mark.parametrize(
    ("kind", "values", "call", "waits"),
    [
        ("delay", {"ms": 700}, READ, [0.7]),
        ("delay", {"ms": 60_000}, READ, [10.0]),
        ("delay", {"ms": 60_000}, redeem(), [8.0]),
        ("answer_late", {}, redeem(), [8.0]),
        ("answer_lost", {"after_ms": 300}, redeem(), [0.3]),
        ("request_lost", {"after_ms": 9_000}, redeem(), [8.0]),
        ("request_late", {"silence_ms": 400, "after_ms": 3_600_000}, redeem(), [0.4]),
        ("slow_body", {"ms": 200, "bytes": 1_000_000}, READ, [0.2]),
        ("slow_body", {"ms": 20_000}, READ, [10.0]),
        ("refused", {}, redeem(), []),
    ],
)
def test_it_takes_as_long_as_the_fault_says_and_never_longer_than_the_till_waits(
    endpoint: Endpoint,
    send: Sending,
    kind: str,
    values: dict[str, Value],
    call: Call[object],
    waits: list[float],
) -> None:
    sent = faulty(endpoint, kind, **values)
    send(sent, call)
    assert [seconds for seconds in sent.waits if seconds] == waits


@SENDERS
def test_jitter_holds_each_answer_up_by_another_time(endpoint: Endpoint, send: Sending) -> None:
    sent = faulty(endpoint, "jitter", ms=1000)
    for _ in range(5):
        assert isinstance(send(sent, READ), Applied)
    assert len(set(sent.waits)) == 5
    assert all(0 <= seconds < 1 for seconds in sent.waits)


@SENDERS
def test_faults_add_up(live: Live, endpoint: Endpoint, send: Sending) -> None:
    several = (
        Fault("slow", "*", "delay", {"ms": 300}),
        Fault("cut", "any write", "cut_body", when=Nth(2)),
        Fault("twice", "redemptions.create", "applied_twice", when=Nth(2)),
    )
    sent = Faulty(several, endpoint.url, endpoint.token)
    assert isinstance(send(sent, redeem("S01-1-000659-k3f9q2-R0")), Applied)
    assert isinstance(send(sent, redeem()), Unknown)
    assert sent.waits == [0.3, 0.3]
    assert left(live) == Decimal("5.00")  # the third ten were refused


def test_a_late_request_arrives_after_the_till_gave_up(live: Live, endpoint: Endpoint) -> None:
    fault = Fault("late", "redemptions.create", "request_late", {"silence_ms": 1, "after_ms": 5000})
    open_gate = asyncio.Event()

    async def run() -> None:
        async def sleep(seconds: float) -> None:
            if seconds == 5:
                await open_gate.wait()

        async with AsyncSender(endpoint.url, endpoint.token) as sender:
            beset(sender, Injector(FaultPlan((fault,))), sleep=sleep)
            assert isinstance(await sender.send(redeem()), Unknown)
            assert await asyncio.to_thread(left, live) == HAS
            open_gate.set()
            while await asyncio.to_thread(left, live) == HAS:
                await asyncio.sleep(0)
            assert await asyncio.to_thread(left, live) == HAS - TEN

    asyncio.run(run())


def test_a_late_request_arrives_from_a_thread_too() -> None:
    arrived = threading.Event()

    def answer(_request: httpx.Request) -> httpx.Response:
        arrived.set()
        raise httpx.ReadError("nobody hears this")

    fault = Fault("late", "*", "request_late", {"after_ms": 0})
    transport = FaultyTransport(
        httpx.MockTransport(answer), Injector(FaultPlan((fault,))), sleep=lambda _: None
    )
    with Sender(NOWHERE, TOKEN, transport=transport) as sender:
        assert isinstance(sender.send(redeem()), Unknown)
        assert arrived.wait(20)


@SENDERS
def test_a_late_request_is_dropped_when_the_program_ends_first(
    live: Live, endpoint: Endpoint, send: Sending
) -> None:
    assert isinstance(send(faulty(endpoint, "request_late", after_ms=600_000), redeem()), Unknown)
    assert left(live) == HAS


def test_a_read_is_tried_again_and_a_write_is_not(live: Live, endpoint: Endpoint) -> None:
    injector = Injector(FaultPlan((Fault("twice", "*", "answer_lost", count=2),)))
    transport = FaultyTransport(httpx.HTTPTransport(), injector)
    retries = Retries(first_wait_s=0.0, longest_wait_s=0.0, jitter_s=0.0)
    with Sender(endpoint.url, endpoint.token, transport=transport, retries=retries) as sender:
        assert sender.fetch(READ).reward.amount == HAS
        assert injector.counters()[0].happened == 2
        injector.reset_counters()
        assert isinstance(sender.send(redeem()), Unknown)
        assert injector.counters()[0].matched == 1


def test_an_error_of_the_real_network_passes_through_a_fault() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("really refused", request=request)

    for kind in ("delay", "answer_lost", "applied_twice", "cut_body", "slow_body"):
        sent = Faulty((Fault("it", "*", kind),), inner=httpx.MockTransport(fail))
        for send in (blocking, on_a_loop):
            outcome = send(sent, redeem())
            assert isinstance(outcome, NotApplied), (kind, outcome)
            assert "really refused" in str(outcome.error)


def test_faults_come_and_go_while_the_sender_runs(endpoint: Endpoint) -> None:
    injector = Injector()

    async def run() -> None:
        async with AsyncSender(endpoint.url, endpoint.token) as sender:
            assert isinstance(await sender.send(READ), Applied)
            beset(sender, injector)
            assert isinstance(await sender.send(READ), Applied)
            injector.add(Fault("no", "balances.read", "refused"))
            assert isinstance(await sender.send(READ), NotApplied)
            injector.switch("no", on=False)
            assert isinstance(await sender.send(READ), Applied)

    asyncio.run(run())


def test_a_fault_of_the_tenants_own_side_does_nothing_on_the_way(endpoint: Endpoint) -> None:
    assert isinstance(blocking(faulty(endpoint, "window_passed"), READ), Applied)


def test_one_transport_of_each_kind_closes_the_one_it_was_given() -> None:
    closed: list[str] = []

    class Noted(httpx.MockTransport):
        def close(self) -> None:
            closed.append("blocking")

        async def aclose(self) -> None:
            closed.append("loop")

    inner = Noted(lambda _: httpx.Response(200))
    FaultyTransport(inner, Injector()).close()
    asyncio.run(FaultyAsyncTransport(inner, Injector()).aclose())
    assert closed == ["blocking", "loop"]
