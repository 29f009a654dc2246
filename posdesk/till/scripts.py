"""Talks with the tenant as generators: calls go out in batches, outcomes come back in order.

A script does no I/O: it yields a tuple of calls that may run side by side and gets a tuple of their
outcomes; what it returns is its result. So one script serves an asyncio till, a blocking one and a
simulation in virtual time; only the sender differs.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Protocol, TypeAlias, TypeVar

from posdesk.omneo.calls import Applied, Call, NotApplied, Outcome, Page, Unknown
from posdesk.omneo.errors import (
    Forbidden,
    NotFound,
    OmneoError,
    Throttled,
    Unauthenticated,
    Unreachable,
)
from posdesk.omneo.paging import further_pages, items_of
from posdesk.sale.events import Event
from posdesk.sale.moments import Instant

T = TypeVar("T")
# The tenant did not judge the request: the same may be sent again, later.
NOT_JUDGED = (Unreachable, Unauthenticated, Forbidden, Throttled)
# Verbs and numbers are shorter than this, profile ids longer.
_LONGEST_PART = 24

# A batch mixes calls of different results, which a tuple's type cannot tell apart: ``value`` can.
Batch: TypeAlias = tuple[Call[Any], ...]
Outcomes: TypeAlias = tuple[Outcome[Any], ...]
Script: TypeAlias = Generator[Batch, Outcomes, T]
# An event that only lacks the moment at which its answer arrived.
Reply: TypeAlias = Callable[[Instant], Event]


class BlockingSender(Protocol):
    """Whatever carries out a batch and waits: ``attempt`` never raises for trouble of the tenant."""

    def attempt(self, call: Call[T]) -> Outcome[T]:
        """A read is retried as the sender sees fit; a write is sent once."""


def run_blocking(script: Script[T], sender: BlockingSender) -> T:
    """Run a script to its end, one call after the other."""
    try:
        batch = next(script)
        while True:
            batch = script.send(tuple(sender.attempt(call) for call in batch))
    except StopIteration as done:
        result: T = done.value
        return result


def value(outcome: Outcome[T]) -> T:
    """What was read. Raises the OmneoError of anything else."""
    if isinstance(outcome, Applied):
        return outcome.value
    raise outcome.error


def value_or(outcome: Outcome[T], missing: T) -> T:
    """What was read, or ``missing`` where the tenant has no such thing or the token may not see it."""
    if isinstance(outcome, Applied):
        return outcome.value
    if isinstance(outcome.error, Forbidden | NotFound):
        return missing
    raise outcome.error


def all_items(first: Page[T], page_call: Callable[[int], Call[Page[T]]]) -> Script[tuple[T, ...]]:
    """The rest of a list, its further pages side by side. Raises OmneoError."""
    numbers = tuple(further_pages(first))
    items = list(items_of(first, 1))
    if numbers:
        outcomes = yield tuple(page_call(number) for number in numbers)
        for number, outcome in zip(numbers, outcomes, strict=True):
            page: Page[T] = value(outcome)
            items.extend(items_of(page, number))
    return tuple(items)


def proof(call: Call[Any], outcome: Outcome[Any]) -> str:
    """One line of evidence for a cashier: the call, its answer, how it was read. Nothing secret.

    The path keeps its last two parts, long ids cut: ``POST …/158/reverse · 200 · applied``.
    """
    tail = "/".join(_short(part) for part in call.path.split("/")[-2:])
    status = outcome.status if isinstance(outcome, Applied) else outcome.error.status
    reading = {Applied: "applied", NotApplied: "not applied", Unknown: "unknown"}[type(outcome)]
    return f"{call.method} …/{tail} · {status or 'no answer'} · {reading}"


def _short(part: str) -> str:
    return part if len(part) <= _LONGEST_PART else f"{part[:5]}…"


def retry_after(error: OmneoError) -> float:
    """Seconds that the tenant asked for; 0 when it did not."""
    seconds = getattr(error, "retry_after_s", None)
    return float(seconds) if seconds else 0.0
