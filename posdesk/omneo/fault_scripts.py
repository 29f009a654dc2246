"""What each transport fault does, as a script: no I/O, no clock, no HTTP library.

A script yields what it wants (``Wait``, ``Ask``, ``Later``), is sent the reply to an ``Ask``, and returns the reply
that comes back to the sender or raises ``Broken``. Scripts stand inside one another, so faults add up: an answer
can be held up and then lost. Limits are the sender's own, in seconds; None waits for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TypeAlias

from posdesk.home.faults.injector import Due

_JSON = (("content-type", "application/json"),)
_PAGE = (
    b"<!doctype html><html><title>Welcome</title><body>Please sign in to the network.</body></html>"
)


@dataclass(frozen=True, slots=True)
class Wait:
    """Let so many seconds pass."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Ask:
    """Send the request; the script is sent its reply, or the error is raised in it."""


@dataclass(frozen=True, slots=True)
class Later:
    """Send the request in so many seconds, whatever becomes of the sender; nobody reads the answer."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer on its way back. ``body`` is decoded.

    It comes in pieces of ``piece`` bytes with ``pause_s`` before each, and ends after ``cut_at`` bytes with the
    connection; 0 and None are an ordinary answer. ``limit_s`` is how long the sender waits for a piece.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    piece: int = 0
    pause_s: float = 0.0
    cut_at: int | None = None
    limit_s: float | None = None


class How(StrEnum):
    """How an exchange breaks."""

    REFUSED = "the connection was refused"
    RESET = "the connection was reset"
    CLOSED = "the connection was closed without an answer"
    SILENT = "no answer within the time limit"


class Broken(Exception):
    """The exchange has ended without an answer. Never leaves the transport."""

    def __init__(self, how: How) -> None:
        super().__init__(f"{how.value} (a fault)")
        self.how = how


Step: TypeAlias = Wait | Ask | Later
Script: TypeAlias = Generator[Step, Reply | None, Reply]
Asking: TypeAlias = Callable[[], Script]
Deed: TypeAlias = Callable[[Due, float | None, Asking], Script]


def script_of(due: Sequence[Due], limit_s: float | None) -> Script:
    """What happens to one request that ``due`` befalls; the first fault stands outermost.

    ``limit_s`` is how long the sender waits for the answer. A fault of the tenant's own side does nothing here.
    """
    asking: Asking = _ask
    for each in reversed(due):
        if deed := _DEEDS.get(each.fault.kind):
            asking = partial(deed, each, limit_s, asking)
    return asking()


def _ask() -> Script:
    reply = yield Ask()
    if reply is None:
        raise TypeError("an Ask is answered by a Reply")
    return reply


def _silence(seconds: float, limit_s: float | None) -> Generator[Step, Reply | None, Broken]:
    """Wait; the end of it: closed, or given up at the limit."""
    is_over = limit_s is not None and seconds >= limit_s
    yield Wait(limit_s if is_over and limit_s is not None else seconds)
    return Broken(How.SILENT if is_over else How.CLOSED)


def _held_up(seconds: float, limit_s: float | None, asking: Asking) -> Script:
    reply = yield from asking()
    if limit_s is not None and seconds >= limit_s:
        yield Wait(limit_s)
        raise Broken(How.SILENT)
    yield Wait(seconds)
    return reply


def _delay(due: Due, limit_s: float | None, asking: Asking) -> Script:
    return _held_up(_seconds(due, "ms"), limit_s, asking)


def _jitter(due: Due, limit_s: float | None, asking: Asking) -> Script:
    return _held_up(_seconds(due, "ms") * due.luck, limit_s, asking)


def _refused(_due: Due, _limit_s: float | None, _asking: Asking) -> Script:
    yield from ()
    raise Broken(How.REFUSED)


def _reset(due: Due, _limit_s: float | None, asking: Asking) -> Script:
    yield from _processed(due, asking)
    raise Broken(How.RESET)


def _request_lost(due: Due, limit_s: float | None, _asking: Asking) -> Script:
    raise (yield from _silence(_seconds(due, "after_ms"), limit_s))


def _answer_lost(due: Due, limit_s: float | None, asking: Asking) -> Script:
    yield from asking()
    raise (yield from _silence(_seconds(due, "after_ms"), limit_s))


def _answer_late(_due: Due, limit_s: float | None, asking: Asking) -> Script:
    yield from asking()
    yield Wait(limit_s or 0)
    raise Broken(How.SILENT)


def _request_late(due: Due, limit_s: float | None, _asking: Asking) -> Script:
    silence_s = _seconds(due, "silence_ms") or limit_s or 0
    end = yield from _silence(silence_s, limit_s)
    yield Later(_seconds(due, "after_ms"))
    raise end


def _applied_twice(due: Due, _limit_s: float | None, asking: Asking) -> Script:
    first = yield from asking()
    last = yield from asking()
    return first if due.fault.value("answer") == "first" else last


def _slow_body(due: Due, limit_s: float | None, asking: Asking) -> Script:
    reply = yield from asking()
    pause_s, piece = _seconds(due, "ms"), due.fault.number("bytes")
    return replace(reply, piece=piece, pause_s=pause_s, limit_s=limit_s)


def _cut_body(due: Due, _limit_s: float | None, asking: Asking) -> Script:
    reply = yield from asking()
    return replace(reply, cut_at=len(reply.body) * due.fault.number("percent") // 100)


def _garbage(due: Due, _limit_s: float | None, asking: Asking) -> Script:
    yield from _processed(due, asking)
    return Reply(200, (("content-type", "text/html; charset=utf-8"),), _PAGE)


def _status(due: Due, _limit_s: float | None, asking: Asking) -> Script:
    yield from _processed(due, asking)
    return _refusal(due.fault.number("status"))


def _throttled(due: Due, _limit_s: float | None, _asking: Asking) -> Script:
    yield from ()
    return _refusal(429, ("retry-after", str(due.fault.number("retry_after_s"))))


def _processed(due: Due, asking: Asking) -> Generator[Step, Reply | None, None]:
    """Carried out first, where the fault says so."""
    if due.fault.value("processed"):
        yield from asking()


def _refusal(status: int, *headers: tuple[str, str]) -> Reply:
    body = b"" if status == 204 else b'{"message": "A fault on the way."}'
    return Reply(status, (*_JSON, *headers), body)


def _seconds(due: Due, name: str) -> float:
    return due.fault.number(name) / 1000


_DEEDS: dict[str, Deed] = {
    "delay": _delay,
    "jitter": _jitter,
    "refused": _refused,
    "reset": _reset,
    "request_lost": _request_lost,
    "answer_lost": _answer_lost,
    "answer_late": _answer_late,
    "request_late": _request_late,
    "applied_twice": _applied_twice,
    "slow_body": _slow_body,
    "cut_body": _cut_body,
    "garbage": _garbage,
    "status": _status,
    "throttled": _throttled,
}
