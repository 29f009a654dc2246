"""One call, or a whole list, as a script: for what is done beside a sale (staff, credits, definitions).

A sale has its own protocol for a write without an answer. Here a person stands before the screen, so the
answer is plain: it may have been done, look before you do it again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from posdesk.omneo.calls import Call, Outcome, Page, Unknown
from posdesk.sale.errors import PosError
from posdesk.till.scripts import Script, all_items, value

T = TypeVar("T")


class NoWord(PosError):
    """A write went out and nothing readable came back: done or not, nobody can say."""

    code: ClassVar[str] = "till.no_word"
    user_message: ClassVar[str] = (
        "The tenant did not answer, so this may have been done or not. Nothing is repeated by itself. "
        "Look at the list again before you do it once more."
    )


def done(outcome: Outcome[T]) -> T:
    """What a write came to. Raises NoWord where that is unknown, and the OmneoError of a refusal."""
    if isinstance(outcome, Unknown):
        raise NoWord(str(outcome.error)) from outcome.error
    return value(outcome)


def ask(call: Call[T]) -> Script[T]:
    """One call. Raises OmneoError, and NoWord for a write of unknown outcome."""
    (outcome,) = yield (call,)
    result: T = done(outcome) if call.writes else value(outcome)
    return result


def ask_all(page_call: Callable[[int], Call[Page[T]]]) -> Script[tuple[T, ...]]:
    """A whole list, page by page, from ``page_call(1)`` on. Raises OmneoError."""
    first = yield from ask(page_call(1))
    items = yield from all_items(first, page_call)
    return items
