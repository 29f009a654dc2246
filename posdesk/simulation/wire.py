"""The wire between a till and the tenant: calls arrive late, twice answered, or never; time passes meanwhile.

What the till gets to know is an ``Outcome`` as its real senders make it (reliability.md section 4). Reads are
tried three times, as they are there; writes go out once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from posdesk.omneo.calls import Answer, Call, NotApplied, Outcome, Unknown
from posdesk.omneo.errors import NoAnswer, Unreachable
from posdesk.omneo.retries import Retries
from posdesk.simulation.chance import Chance
from posdesk.simulation.schedule import Later, Life
from posdesk.simulation.shop import Shop
from posdesk.simulation.weather import Fate, Weather
from posdesk.till.scripts import Outcomes, Reply, Script

T = TypeVar("T")
# As the real senders' timeouts, in milliseconds.
ANSWER_TO_WRITE_MS: Final = 8_000
ANSWER_TO_READ_MS: Final = 10_000
LATEST_MS: Final = 40_000
_RETRIES: Final = Retries()
_PAGE: Final = Answer(200, {"content-type": "text/html"}, b"<html>Welcome to the lounge</html>")
Heard = Callable[[Outcome[Any]], None]


@dataclass
class Tally:
    """What the wire did, for the summary."""

    calls: int = 0
    faults: int = 0
    unknown: int = 0


class Wire:
    """One till's wire, in one of its lives.

    ``point`` is called at each of the three points of a write, or, with ``each_call``, of any call. ``trouble``
    hears for how many milliseconds the effects of a fault go on. ``blind``: writes are repeated like reads.
    """

    def __init__(
        self,
        shop: Shop,
        life: Life,
        chance: Chance,
        weather: Callable[[], Weather],
        point: Callable[[str], None],
        trouble: Callable[[int], None],
        tally: Tally,
        *,
        blind: bool = False,
        each_call: bool = False,
    ) -> None:
        self._shop = shop
        self._life = life
        self._chance = chance
        self._weather = weather
        self._point = point
        self._trouble = trouble
        self._tally = tally
        self._blind = blind
        self._each_call = each_call

    async def talk(self, script: Script[Reply]) -> Reply:
        """Run a script, the calls of each batch side by side."""
        reply: Reply = await self.converse(script)
        return reply

    async def converse(self, script: Script[T]) -> T:
        """The same for a script with another result. Raises what the script raises."""
        try:
            batch = next(script)
            while True:
                outcomes = await self._batch(batch)
                batch = script.send(outcomes)
        except StopIteration as done:
            result: T = done.value
            return result

    def _batch(self, calls: tuple[Call[Any], ...]) -> Later[Outcomes]:
        later: Later[Outcomes] = Later()
        heard: list[Outcome[Any] | None] = [None] * len(calls)
        missing = len(calls)
        fates = self._weather().fates

        def hear(index: int, outcome: Outcome[Any]) -> None:
            nonlocal missing
            heard[index] = outcome
            missing -= 1
            if not missing:
                later.come(tuple(each for each in heard if each is not None))

        quiet: list[int] = []
        for index, call in enumerate(calls):
            fate = self._chance.weighed(fates) if fates else None
            if fate is None and not self._has_points(call):
                quiet.append(index)
            else:
                self._send(call, fate, partial(hear, index))
        if quiet:
            self._reads(calls, quiet, hear)
        return later

    def _reads(
        self,
        calls: tuple[Call[Any], ...],
        which: list[int],
        hear: Callable[[int, Outcome[Any]], None],
    ) -> None:
        """Undisturbed reads of a batch travel together: one arrival, one answer."""

        def arrive() -> None:
            answers = [self._shop.handle(calls[index]) for index in which]

            def answered() -> None:
                for index, answer in zip(which, answers, strict=True):
                    hear(index, self._shop.read(calls[index], answer))

            self._life.after(self._chance.between(5, 40), answered)

        self._tally.calls += len(which)
        self._life.always(self._chance.between(5, 40), arrive)

    def _send(self, call: Call[Any], fate: Fate | None, hear: Heard, tries: int = 1) -> None:
        """One call, to its outcome; a read is tried again as the real sender does."""

        def heard(outcome: Outcome[Any]) -> None:
            if self._has_points(call):
                self._point("call.answered")
            if self._again(call, outcome, tries):
                wait_ms = self._chance.between(100, 600) * tries
                self._life.after(wait_ms, lambda: self._send(call, self._fate(), hear, tries + 1))
                return
            if isinstance(outcome, Unknown):
                self._tally.unknown += 1
            hear(outcome)

        self._tally.calls += 1
        if self._has_points(call):
            self._point("call.leaves")
        if fate is not None:
            self._tally.faults += 1
        self._travel(call, fate, heard)

    def _again(self, call: Call[Any], outcome: Outcome[Any], tries: int) -> bool:
        if tries >= _RETRIES.attempts or not isinstance(outcome, NotApplied | Unknown):
            return False
        if call.writes:
            # What a client does that repeats whatever failed: never here, but to show that it is found out.
            return self._blind and isinstance(outcome, Unknown)
        return bool(_RETRIES.worth_another_try(outcome.error))

    def _has_points(self, call: Call[Any]) -> bool:
        """Whether the till may die around this call; around a read it matters only to a matrix of all points."""
        return call.writes or self._each_call

    def _fate(self) -> Fate | None:
        fates = self._weather().fates
        return self._chance.weighed(fates) if fates else None

    def _travel(self, call: Call[Any], fate: Fate | None, heard: Heard) -> None:
        patience_ms = ANSWER_TO_WRITE_MS if call.writes else ANSWER_TO_READ_MS
        there_ms, back_ms = self._chance.between(5, 40), self._chance.between(5, 40)
        match fate:
            case Fate.REFUSED:
                self._fails(NotApplied(Unreachable("refused")), there_ms, heard)
            case Fate.BROKEN:
                self._fails(Unknown(NoAnswer("broken")), there_ms, heard)
            case Fate.REQUEST_LOST:
                self._fails(Unknown(NoAnswer("lost")), patience_ms, heard)
            case Fate.THROTTLED | Fate.UNAUTHORISED | Fate.TROUBLE_BEFORE:
                answer = self._refusal(fate)
                self._life.after(there_ms, lambda: heard(call.read(answer)))
            case Fate.SLOW:
                self._slowly(call, patience_ms, heard)
            case _:
                self._arrives(call, fate, there_ms, back_ms, patience_ms, heard)

    def _fails(self, outcome: Outcome[Any], after_ms: int, heard: Heard) -> None:
        self._life.after(after_ms, lambda: heard(outcome))

    def _refusal(self, fate: Fate) -> Answer:
        json = {"content-type": "application/json"}
        if fate is Fate.THROTTLED:
            seconds = str(self._chance.between(1, 20))
            return Answer(
                429, {**json, "retry-after": seconds}, b'{"message":"Too Many Attempts."}'
            )
        if fate is Fate.UNAUTHORISED:
            return Answer(401, json, b'{"message":"Unauthenticated."}')
        return Answer(503, json, b'{"message":"Service Unavailable"}')

    def _slowly(self, call: Call[Any], patience_ms: int, heard: Heard) -> None:
        """It arrives at some time; the till has then given up, or not."""
        later_ms = self._chance.between(0, self._latest_ms(call))
        self._trouble(later_ms)
        if later_ms < patience_ms:
            self._arrives(call, None, later_ms, 5, patience_ms, heard)
            return

        def arrive() -> None:
            self._shop.handle(call)

        self._life.always(later_ms, arrive)
        self._fails(Unknown(NoAnswer("too slow")), patience_ms, heard)

    def _latest_ms(self, call: Call[Any]) -> int:
        is_redemption = call.writes and call.path.endswith(("/redemptions", "/redeem"))
        beyond_ms = 1000 * self._weather().redeemed_late_s if is_redemption else 0
        return max(LATEST_MS, beyond_ms)

    def _arrives(
        self,
        call: Call[Any],
        fate: Fate | None,
        there_ms: int,
        back_ms: int,
        patience_ms: int,
        heard: Heard,
    ) -> None:
        def arrive() -> None:
            answer = self._shop.handle(call)
            if self._has_points(call):
                self._life.happens(lambda: self._point("call.applied"))
            match fate:
                case Fate.ANSWER_LOST:
                    self._fails(Unknown(NoAnswer("answer lost")), patience_ms - there_ms, heard)
                case Fate.RESET:
                    self._fails(Unknown(NoAnswer("reset")), back_ms, heard)
                case Fate.GARBAGE:
                    self._life.after(back_ms, lambda: heard(call.read(_PAGE)))
                case Fate.TROUBLE_AFTER:
                    bad = Answer(502, {}, b"")
                    self._life.after(back_ms, lambda: heard(call.read(bad)))
                case _:
                    self._life.after(back_ms, lambda: heard(self._shop.read(call, answer)))

        self._life.always(there_ms, arrive)
