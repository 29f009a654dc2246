"""Virtual time: a heap of what happens when, and coroutines that wait on it. No thread, no loop, no sleep.

Whatever happens at one instant happens in the order in which it was asked for, so a run is a function of its
seed. Milliseconds are whole, counted from the beginning of the world.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from heapq import heappop, heappush
from typing import Any, Generic, TypeVar

T = TypeVar("T")
# The two Any are what a coroutine yields to the schedule and is sent by it.
Process = Coroutine[Any, Any, None]
_BEFORE_IT_CAME = object()


class Crashed(Exception):  # no error: it ends whatever a till was doing
    """The till has just been killed: nothing of what it was doing goes on."""


class Schedule:
    """What happens, in order. ``now_ms`` is the world's own time, which nobody's clock has to agree with."""

    def __init__(self) -> None:
        self.now_ms = 0
        self._heap: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0

    def after(self, delay_ms: int, do: Callable[[], None]) -> None:
        """``do`` happens ``delay_ms`` from now."""
        self._count += 1
        heappush(self._heap, (self.now_ms + max(0, delay_ms), self._count, do))

    def run(self, until_ms: int) -> bool:
        """Let everything happen up to ``until_ms``; whether there is more to come later."""
        heap = self._heap
        while heap and heap[0][0] <= until_ms:
            self.now_ms, _, do = heappop(heap)
            do()
        self.now_ms = max(self.now_ms, until_ms)
        return bool(heap)

    def run_while(self, goes_on: Callable[[], bool], until_ms: int) -> None:
        """Let everything happen while ``goes_on``, at most up to ``until_ms``."""
        heap = self._heap
        while heap and heap[0][0] <= until_ms and goes_on():
            self.now_ms, _, do = heappop(heap)
            do()


class Later(Generic[T]):
    """Something that will come, awaited by one process."""

    __slots__ = ("_resume", "_value")

    def __init__(self) -> None:
        self._value: Any = _BEFORE_IT_CAME
        self._resume: Callable[[], None] | None = None

    @property
    def has_come(self) -> bool:
        return self._value is not _BEFORE_IT_CAME

    def come(self, value: T) -> None:
        """It is there; a second time changes nothing."""
        if self.has_come:
            return
        self._value = value
        if self._resume is not None:
            self._resume()

    def wait(self, resume: Callable[[], None]) -> None:
        """``resume`` is called once it has come."""
        self._resume = resume

    def __await__(self) -> Generator[Later[T], None, T]:
        if not self.has_come:
            yield self
        value: T = self._value
        return value


class Life:
    """One run of a till's program: when it ends, whatever it was waiting for never arrives."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._asleep_until_ms = 0
        self.goes_on = True

    def end(self) -> None:
        self.goes_on = False

    def sleep(self, for_ms: int) -> None:
        """The lid is closed: nothing happens in this life until it is opened."""
        self._asleep_until_ms = max(self._asleep_until_ms, self._schedule.now_ms + for_ms)

    def happens(self, do: Callable[[], None]) -> None:
        """``do``, unless the life is over; when it sleeps, on waking."""
        if not self.goes_on:
            return
        left_ms = self._asleep_until_ms - self._schedule.now_ms
        if left_ms > 0:
            self._schedule.after(left_ms, lambda: self.happens(do))
            return
        try:
            do()
        except Crashed:
            self.end()

    def after(self, delay_ms: int, do: Callable[[], None]) -> None:
        """``do`` happens in this life, ``delay_ms`` from now."""
        self._schedule.after(delay_ms, lambda: self.happens(do))

    def always(self, delay_ms: int, do: Callable[[], None]) -> None:
        """``do`` happens ``delay_ms`` from now, life or no life: what has left is on its way."""
        self._schedule.after(delay_ms, do)

    def begin(self, process: Process) -> None:
        """Run a coroutine in this life: at once, up to its first wait. After its end nothing begins any more."""
        if not self.goes_on:
            process.close()
            return

        def step() -> None:
            try:
                waiting: Later[Any] = process.send(None)
            except StopIteration:
                return
            waiting.wait(lambda: self.happens(step))

        self.happens(step)

    def pause(self, seconds: float) -> Later[None]:
        """Comes after ``seconds`` of virtual time."""
        later: Later[None] = Later()
        self._schedule.after(round(seconds * 1000), lambda: later.come(None))
        return later
