"""Every kind of fault, with its parameters and one sentence (design section 7). The file, the panel, the command
``posdesk faults list`` and docs/faults.md are made from this table.

A *transport* kind happens on the way, so it works against any tenant; a *business* kind changes what the tenant
holds just before the request is handled, so only the sandbox can do it. Times are milliseconds, shares percent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = int | bool | str
LONGEST_MS = 3_600_000


class Side(StrEnum):
    """Who makes the fault happen."""

    TRANSPORT = "transport"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a kind: a whole number from ``low`` to ``high``, a yes or no, or one of ``choices``."""

    name: str
    default: Value
    sentence: str
    low: int = 0
    high: int = LONGEST_MS
    choices: tuple[str, ...] = ()

    def problem_with(self, value: object) -> str:
        """Why ``value`` cannot be, or nothing."""
        if isinstance(self.default, bool):
            return "" if isinstance(value, bool) else "must be true or false"
        if self.choices:
            return "" if value in self.choices else f"must be one of {', '.join(self.choices)}"
        if type(value) is int and self.low <= value <= self.high:
            return ""
        return f"must be a whole number from {self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` stands in files; ``sentence`` says what happens."""

    name: str
    side: Side
    sentence: str
    parameters: tuple[Parameter, ...] = ()

    def parameter(self, name: str) -> Parameter | None:
        return next((each for each in self.parameters if each.name == name), None)


def _ms(default: int, sentence: str, low: int = 0) -> Parameter:
    return Parameter("ms", default, sentence, low)


_AFTER = Parameter(
    "after_ms", 0, "How long the silence lasts until the connection ends; 0 is at once."
)
_PROCESSED = Parameter("processed", False, "Whether the tenant carries the request out first.")

_TRANSPORT = (
    Kind(
        "delay", Side.TRANSPORT, "Every answer takes longer; past the time limit it is lost.",
        (_ms(500, "How much longer.", 1),),
    ),
    Kind(
        "jitter", Side.TRANSPORT, "Every answer takes longer, each by another amount.",
        (_ms(500, "The most by which one is held up.", 1),),
    ),
    Kind("refused", Side.TRANSPORT, "No connection: the request certainly never leaves."),
    Kind("reset", Side.TRANSPORT, "The connection is torn down while the request is sent.", (_PROCESSED,)),
    Kind("request_lost", Side.TRANSPORT, "The request never arrives, and nobody says so.", (_AFTER,)),
    Kind("answer_lost", Side.TRANSPORT, "The tenant carries it out, and the answer is lost.", (_AFTER,)),
    Kind("answer_late", Side.TRANSPORT, "The tenant carries it out, and answers after the till's time limit."),
    Kind(
        "request_late", Side.TRANSPORT, "The till gives up first; the request arrives after that.",
        (
            Parameter("after_ms", 2000, "How long after the till gave up it arrives."),
            Parameter("silence_ms", 0, "How long the till waits before it gives up; 0 is its own time limit."),
        ),
    ),
    Kind(
        "applied_twice", Side.TRANSPORT, "Something on the way sends the request a second time.",
        (Parameter("answer", "last", "Which of the two answers comes back.", choices=("first", "last")),),
    ),
    Kind(
        "slow_body", Side.TRANSPORT, "The answer trickles in, piece by piece.",
        (
            _ms(200, "The pause before each piece.", 1),
            Parameter("bytes", 64, "How large a piece is.", 1, 1_000_000),
        ),
    ),
    Kind(
        "cut_body", Side.TRANSPORT, "The tenant carries it out, and the connection ends inside the answer.",
        (Parameter("percent", 50, "How much of the answer arrives.", 0, 99),),
    ),
    Kind("garbage", Side.TRANSPORT, "A web page with status 200 comes in place of the answer.", (_PROCESSED,)),
    Kind(
        "status", Side.TRANSPORT, "Another status comes in place of the answer.",
        (Parameter("status", 503, "The status.", 200, 599), _PROCESSED),
    ),
    Kind(
        "throttled", Side.TRANSPORT, "The tenant refuses with 429 and says when to try again.",
        (Parameter("retry_after_s", 2, "The seconds it names.", 0, 3600),),
    ),
)  # fmt: skip
_BUSINESS = (
    Kind(
        "balance_spent", Side.BUSINESS, "The customer has just spent rewards and points somewhere else.",
        (Parameter("percent", 100, "How much of each is gone.", 1, 100),),
    ),
    Kind("benefit_expired", Side.BUSINESS, "The customer's benefits have just run out; one alone, where the request names it."),
    Kind("identity_deactivated", Side.BUSINESS, "The customer's cards have been deactivated."),
    Kind("definition_unpublished", Side.BUSINESS, "The definitions of the customer's benefits have been unpublished, for everybody."),
    Kind(
        "less_granted", Side.BUSINESS, "This request is granted less than was asked.",
        (Parameter("percent", 50, "How much of it is granted, rounded down.", 1, 99),),
    ),
    Kind("window_passed", Side.BUSINESS, "The ten minutes for a reversal are over; all the customer's redemptions are as old."),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*_TRANSPORT, *_BUSINESS)}
