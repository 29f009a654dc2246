"""Sending checked rewards in batches, so that running the same list again gives nobody a second one.

Before a batch is sent the tenant is asked which of its marks it already has; those are left out. A batch is
issued whole or not at all (omneo-api.md 2.4.2); when rows of it are refused, the others are sent without them.
After an answer that was lost the marks are looked for once more, and what is not there stops the import:
it may still arrive, so the same list is to be run again later, never sent again at once.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, TypeVar

from posdesk.home.tenant import TenantFile
from posdesk.omneo import reward_writes, rewards
from posdesk.omneo.calls import Applied, Page, Unknown
from posdesk.omneo.errors import Invalid, OmneoError, Throttled
from posdesk.omneo.rewards import Reward
from posdesk.sale.errors import PosError
from posdesk.sale.money import Currency
from posdesk.till.asking import NoWord
from posdesk.till.capabilities import ways_of
from posdesk.till.reward_import import Entry
from posdesk.till.scripts import Script, value

T = TypeVar("T")
BATCH = 100
# Of marks in one address: servers refuse one beyond some 8,000 characters.
_MARKS_CHARS = 2_400
_PLACE = re.compile(r"(?:rewards\.)?(\d{1,6})(?:\.(.+))?")
_LONGEST_REASON = 200
_PAUSES = 5
_LONGEST_PAUSE_S = 60.0


class State(StrEnum):
    """What became of a row."""

    ISSUED = "issued"
    ACCEPTED = "accepted"
    THERE = "there"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """``reason`` is the tenant's, for a refused row. ``reward_id`` None: not seen. ACCEPTED: the tenant said yes,
    and does not list it yet."""

    row: int
    state: State
    mark: str
    reason: str = ""
    reward_id: int | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """An answer for every row. ``error``: why it ended before the last; None also when it was stopped."""

    answers: tuple[RowAnswer, ...]
    error: PosError | None = None

    def count(self, *states: State) -> int:
        return sum(answer.state in states for answer in self.answers)


class MarksUnknown(PosError):
    """The tenant ignores the question which marks it has, so nobody could say what was already issued."""

    code: ClassVar[str] = "till.marks_unknown"
    user_message: ClassVar[str] = (
        "This tenant cannot say which rewards it already has from this list, so nothing was sent: "
        "run twice, it would issue them twice. Ask the tenant for a managed import."
    )


class Asks(Protocol):
    """Runs a script with the tenant: ``Register.ask``, or a sender of one's own."""

    def __call__(self, script: Script[T], /) -> Awaitable[T]:
        """What the script returns. Raises what it raises."""


async def run_import(
    entries: Sequence[Entry],
    tenant: TenantFile,
    ask: Asks,
    *,
    on_progress: Callable[[int], None],
    stopped: Callable[[], bool],
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Finished:
    """Issue ``entries`` batch by batch; ``on_progress`` gets how many have an answer, ``stopped`` is asked between
    batches. Trouble of the tenant ends it with what is known; never raises PosError. ``pause`` waits seconds."""
    answers: list[RowAnswer] = []
    error: PosError | None = None
    for batch in _batches(entries):
        if stopped():
            break
        try:
            answers += await _patiently(batch, tenant, ask, pause)
        except PosError as problem:
            error = problem
            break
        on_progress(len(answers))
        if any(answer.state is State.UNCLEAR for answer in answers[-len(batch) :]):
            error = NoWord("the answer to a batch was lost")
            break
    rest = (RowAnswer(each.row, State.NOT_SENT, each.mark) for each in entries[len(answers) :])
    return Finished((*answers, *rest), error)


def _batches(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), BATCH):
        yield entries[start : start + BATCH]


async def _patiently(
    batch: Sequence[Entry],
    tenant: TenantFile,
    ask: Asks,
    pause: Callable[[float], Awaitable[None]],
) -> tuple[RowAnswer, ...]:
    """A batch, with the pauses that the tenant asks for: a throttled write was not carried out."""
    for _ in range(_PAUSES):
        try:
            return await ask(issue_batch(batch, tenant))
        except Throttled as error:
            await pause(min(error.retry_after_s or 1.0, _LONGEST_PAUSE_S))
    return await ask(issue_batch(batch, tenant))


def issue_batch(batch: Sequence[Entry], tenant: TenantFile) -> Script[tuple[RowAnswer, ...]]:
    """Issue what the tenant does not have yet; an answer for each, in order.

    Raises MarksUnknown and OmneoError, and then nothing of the batch was issued.
    """
    there = yield from find_marks([each.mark for each in batch], tenant.currency)
    answers = {
        each.row: RowAnswer(each.row, State.THERE, each.mark, reward_id=there[each.mark])
        for each in batch
        if each.mark in there
    }
    left = [each for each in batch if each.mark not in there]
    while left:
        call = reward_writes.batch([each.draft for each in left], dialect=ways_of(tenant).redeeming)
        (outcome,) = yield (call,)
        if isinstance(outcome, Applied | Unknown):
            missing = State.ACCEPTED if isinstance(outcome, Applied) else State.UNCLEAR
            answers |= yield from _settled(left, missing, tenant.currency)
            break
        if not isinstance(outcome.error, Invalid):
            raise outcome.error
        refused = _refused(left, outcome.error)
        answers |= refused
        left = [each for each in left if each.row not in refused]
    return tuple(answers[each.row] for each in batch)


def find_marks(marks: Sequence[str], currency: Currency) -> Script[dict[str, int]]:
    """Reward ids of the marks that the tenant has. Raises MarksUnknown when it lists others too, OmneoError."""
    parts = tuple(_in_addresses(marks))
    outcomes = yield tuple(rewards.marked(part, currency=currency) for part in parts)
    found: dict[str, int] = {}
    for part, outcome in zip(parts, outcomes, strict=True):
        page: Page[Reward] = value(outcome)
        if any(reward.external_id not in part for reward in page.items):
            raise MarksUnknown("the tenant ignores filter[external_id][in]")
        found |= {reward.external_id or "": reward.id for reward in page.items}
    return found


def _in_addresses(marks: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """``marks`` in parts that an address can hold."""
    part: list[str] = []
    for mark in marks:
        if part and sum(len(each) + 3 for each in part) + len(mark) > _MARKS_CHARS:
            yield tuple(part)
            part = []
        part.append(mark)
    if part:
        yield tuple(part)


def _settled(
    sent: Sequence[Entry], missing: State, currency: Currency
) -> Script[dict[int, RowAnswer]]:
    """Which rewards are there now. What cannot be read proves nothing, and is ``missing``."""
    try:
        seen = yield from find_marks([each.mark for each in sent], currency)
    except OmneoError:
        seen = {}
    return {
        each.row: RowAnswer(
            each.row,
            State.ISSUED if each.mark in seen else missing,
            each.mark,
            reward_id=seen.get(each.mark),
        )
        for each in sent
    }


def _refused(sent: Sequence[Entry], error: Invalid) -> dict[int, RowAnswer]:
    """The rows that a 422 names by their place, with its reasons; all of them when it names none."""
    reasons: dict[int, list[str]] = {}
    for name, why in error.fields.items():
        place = _PLACE.fullmatch(name)
        if place is not None and int(place[1]) < len(sent):
            reasons.setdefault(int(place[1]), []).extend(why)
    if not reasons:
        said = [reason for why in error.fields.values() for reason in why]
        reasons = dict.fromkeys(range(len(sent)), said)
    return {
        sent[place].row: RowAnswer(
            sent[place].row,
            State.REFUSED,
            sent[place].mark,
            " ".join(why)[:_LONGEST_REASON],
        )
        for place, why in reasons.items()
    }
