"""Every transport fault with every write there is: what the till is told, and how often the request arrived."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx
import pytest

from posdesk.home.faults.kinds import KINDS, Side, Value
from posdesk.home.faults.operations import asked_for, operations, routes_of
from posdesk.home.faults.plan import Fault
from posdesk.omneo.calls import Applied, Call, NotApplied, Outcome, Unknown
from posdesk.omneo.errors import (
    BadPayload,
    Invalid,
    NoAnswer,
    OmneoError,
    ServerTrouble,
    Throttled,
    Unreachable,
    WebPage,
)
from tests.omneo.faulty import Faulty, Sending, blocking, on_a_loop

ROUTES = [(name, *route) for name in operations() for route in routes_of(name)]
WRITES = [row for row in ROUTES if asked_for(row[1], row[2].replace("{}", "7")).writes]
SENDERS = pytest.mark.parametrize("send", [blocking, on_a_loop])


@dataclass(frozen=True)
class Expected:
    """How a write ends with the fault, and how often it arrived at the tenant."""

    kind: str
    outcome: type
    error: type[OmneoError] | None
    arrived: int
    values: dict[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join([self.kind, *(f"{key}={value}" for key, value in self.values.items())])


TABLE = [
    Expected("delay", Applied, None, 1),
    Expected("delay", Unknown, NoAnswer, 1, {"ms": 60_000}),
    Expected("jitter", Applied, None, 1),
    Expected("refused", NotApplied, Unreachable, 0),
    Expected("reset", Unknown, NoAnswer, 0),
    Expected("reset", Unknown, NoAnswer, 1, {"processed": True}),
    Expected("request_lost", Unknown, NoAnswer, 0),
    Expected("answer_lost", Unknown, NoAnswer, 1),
    Expected("answer_lost", Unknown, NoAnswer, 1, {"after_ms": 60_000}),
    Expected("answer_late", Unknown, NoAnswer, 1),
    Expected("request_late", Unknown, NoAnswer, 0, {"after_ms": 3_600_000}),
    Expected("applied_twice", Applied, None, 2),
    Expected("applied_twice", Applied, None, 2, {"answer": "first"}),
    Expected("slow_body", Applied, None, 1, {"bytes": 1}),
    Expected("slow_body", Unknown, NoAnswer, 1, {"ms": 60_000}),
    Expected("cut_body", Unknown, BadPayload, 1),
    Expected("cut_body", Unknown, BadPayload, 1, {"percent": 0}),
    Expected("garbage", Unknown, WebPage, 0),
    Expected("garbage", Unknown, WebPage, 1, {"processed": True}),
    Expected("status", Unknown, ServerTrouble, 0),
    Expected("status", Unknown, ServerTrouble, 1, {"status": 502, "processed": True}),
    Expected("status", NotApplied, Invalid, 0, {"status": 422}),
    Expected("throttled", NotApplied, Throttled, 0),
]


def test_every_transport_fault_is_in_the_table() -> None:
    transport = {kind.name for kind in KINDS.values() if kind.side is Side.TRANSPORT}
    assert {row.kind for row in TABLE} == transport


def test_there_are_writes() -> None:
    assert len(WRITES) > 50


def call_of(method: str, route: str, *, writes: bool = True) -> Call[object]:
    path = route.replace("{}", "7")
    return Call(method, route, path, (), None, lambda payload: payload, writes)


@SENDERS
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_a_write_ends_as_the_table_says(row: Expected, send: Sending) -> None:
    for name, method, route in WRITES:
        outcome, arrived = _sent(row, name, method, route, send)
        assert type(outcome) is row.outcome, (name, outcome)
        assert arrived == row.arrived, name
        if not isinstance(outcome, Applied):
            assert row.error is not None
            assert isinstance(outcome.error, row.error), (name, outcome.error)


def _sent(
    row: Expected, name: str, method: str, route: str, send: Sending
) -> tuple[Outcome[object], int]:
    arrived: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        arrived.append(request.url.path)
        return httpx.Response(200, json={"data": {"id": len(arrived)}})

    faults = (Fault("it", name, row.kind, row.values),)
    faulty = Faulty(faults, inner=httpx.MockTransport(answer))
    outcome = send(faulty, call_of(method, route))
    assert faulty.injector.counters()[0].happened == 1
    return outcome, len(arrived)


@SENDERS
def test_what_no_fault_is_for_passes_untouched(send: Sending) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"data": 1})

    faults = (Fault("it", "redemptions.create", "refused"), Fault("off", "*", "refused", on=False))
    faulty = Faulty(faults, inner=httpx.MockTransport(answer))
    assert isinstance(send(faulty, call_of("POST", "/redemptions/{}/reversal")), Applied)
    assert len(sent) == 1
    assert [each.happened for each in faulty.injector.counters()] == [0, 0]
