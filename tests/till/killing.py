"""kill -9 of a till at an instant that a seed draws, and all that must hold after the next start.

A fault-free run is measured once: each state the till tells, and when. The instant is drawn over the whole of it
(a state in which the till only waits counts as no more than ``longest_s``), and kept as a distance from the state
before it, so that a busy machine kills in the same stretch as an idle one. The sandbox is a process of its own and lives on. One kill again, with a sandbox of its own::

    python -m tests.till.killing till 17
"""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import simplejson

from posdesk.sandbox.child import SandboxChild
from posdesk.sandbox.control import Control
from tests.sandbox.server.running import Sandbox, api_client
from tests.till import plain_http
from tests.till.mortal_till import BEGUN, REST, WAYS
from tests.till.next_start import put_right, wrongs

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
# Past the end of the sale: what is killed at rest must stay as it is.
BEYOND = 1.03
# One in so many dies in its recovery, too: at most as long after it began.
TWICE = 3
RECOVERY_S = 0.08


@dataclass(frozen=True, slots=True)
class Victim:
    """Which process is killed. ``due`` is what the card pays, ``gifts`` how many gift cards are sold."""

    module: str
    longest_s: float
    due: str
    gifts: int
    ways: tuple[str, ...]


VICTIMS = {
    "till": Victim("tests.till.mortal_till", 0.015, "205.00", 1, tuple(WAYS)),
    "window": Victim(
        "tests.journeys.mortal_window", 0.05, "96.50", 0, ("approved", "declined", "silent")
    ),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a seed means. ``instant`` and ``again`` are shares of the measured sale and of a recovery's beginning;
    ``again`` is None where the recovery lives."""

    seed: int
    victim: str
    way: str
    instant: float
    again: float | None

    @classmethod
    def of(cls, victim: str, seed: int) -> Plan:
        chance = random.Random(f"{victim} {seed}")
        way = chance.choice(VICTIMS[victim].ways)
        instant = chance.uniform(0, BEYOND)
        again = chance.random() if chance.randrange(TWICE) == 0 else None
        return cls(seed, victim, way, instant, again)

    @property
    def replay(self) -> str:
        return f"{self} again: python -m tests.till.killing {self.victim} {self.seed}"


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the till and the seconds since its first."""

    word: str
    at_s: float


class Watched:
    """A till of another process, and what it says."""

    def __init__(self, process: subprocess.Popen[bytes], complaints: Path) -> None:
        assert process.stdout is not None
        self._process = process
        self._complaints = complaints
        self._pipe = process.stdout.fileno()
        self._rest = b""
        self._begun_at = 0.0
        self._ended = False
        self.told: list[Told] = []

    @property
    def words(self) -> list[str]:
        return [each.word for each in self.told]

    def until(self, count: int) -> None:
        """Wait for so many lines, or for the last one of all."""
        ends = time.monotonic() + PATIENCE_S
        while len(self.told) < count and REST not in self.words:
            self._hear(ends - time.monotonic())
            if self._ended or time.monotonic() > ends:
                raise AssertionError(f"{self.words} {self._complaints.read_text()}")

    def until_word(self, start: str) -> None:
        """Wait for a line that begins so."""
        while REST not in self.words and not any(each.startswith(start) for each in self.words):
            self.until(len(self.told) + 1)

    def rest(self) -> tuple[Told, ...]:
        """Wait for the end of all its work; what it told."""
        self.until(1000)
        return tuple(self.told)

    def listen(self, seconds: float) -> None:
        """Hear it out for so long."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0 and not self._ended:
            self._hear(left)

    def kill(self) -> None:
        """SIGKILL; what it had said before is heard."""
        self._process.send_signal(signal.SIGKILL)
        assert self._process.wait(PATIENCE_S) == -signal.SIGKILL, self._complaints.read_text()
        self.listen(PATIENCE_S)

    def _hear(self, seconds: float) -> None:
        if not select.select([self._pipe], [], [], max(seconds, 0))[0]:
            return
        some = os.read(self._pipe, 65536)
        now = time.monotonic()
        self._ended = not some
        *lines, self._rest = (self._rest + some).split(b"\n")
        for line in lines:
            self._begun_at = self._begun_at or now
            self.told.append(Told(line.decode(), now - self._begun_at))


@contextmanager
def running(sandbox: Sandbox, home: Path, victim: str, work: str, way: str) -> Iterator[Watched]:
    """The till's process; killed in the end, whatever happens."""
    errand = {
        "endpoint": asdict(sandbox.endpoint),
        "identity": sandbox.control.health().identity,
        "home": str(home),
        "work": work,
        "way": way,
    }
    complaints = home / "complaints.txt"
    with (
        complaints.open("wb") as errors,
        subprocess.Popen(
            [sys.executable, "-m", VICTIMS[victim].module],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as process,
    ):
        try:
            assert process.stdin is not None
            process.stdin.write(simplejson.dumps(errand).encode())
            process.stdin.close()
            yield Watched(process, complaints)
        finally:
            process.kill()


@cache
def measured(sandbox: Sandbox, victim: str, way: str) -> list[float]:
    """How long each state lasts when nothing happens to the till, in seconds. The sandbox is reset before."""
    sandbox.control.reset()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(sandbox, Path(folder), victim, "sell", way) as till,
    ):
        told = till.rest()
    assert told[0].word == BEGUN
    lengths = (after.at_s - before.at_s for before, after in pairwise(told))
    return [min(each, VICTIMS[victim].longest_s) for each in lengths]


def strike(till: Watched, stretches: list[float], instant: float) -> str:
    """Kill it at that share of the measured run; the last that it said."""
    left_s = instant * sum(stretches)
    count = 1
    for length in stretches:
        if left_s < length:
            break
        left_s -= length
        count += 1
    till.until(count)
    till.listen(left_s)
    till.kill()
    return till.words[-1]


@dataclass(frozen=True, slots=True)
class Killed:
    """One kill: where the till stood, and what is wrong after the next start."""

    stood: str
    violations: list[str]

    @property
    def place(self) -> str:
        """The phase and what was on its way."""
        phase, *parts = self.stood.split(" ")
        moving = (part for part in parts if part.endswith((":sent", ":undoing", ":giving_back")))
        return " ".join((phase, *(part.replace(":", " ") for part in moving)))


def kill(sandbox: Sandbox, plan: Plan, home: Path) -> Killed:
    """Sell, die, perhaps die of the recovery, start again, and look. The sandbox is reset before."""
    stretches = measured(sandbox, plan.victim, plan.way)
    sandbox.control.reset()
    before = plain_http.wallet(sandbox)
    home.mkdir(exist_ok=True)
    with running(sandbox, home, plan.victim, "sell", plan.way) as till:
        stood = strike(till, stretches, plan.instant)
        promised = till.words
    if plan.again is not None:
        with running(sandbox, home, "till", "recover", plan.way) as till:
            till.until(1)
            till.listen(plan.again * RECOVERY_S)
            till.kill()
    victim = VICTIMS[plan.victim]
    outcome = put_right(sandbox, home)
    return Killed(stood, wrongs(sandbox, outcome, before, promised, victim.due, victim.gifts))


def main(victim: str, seed: str) -> int:
    """One kill at a sandbox of its own."""
    plan = Plan.of(victim, int(seed))
    with SandboxChild.start() as child, tempfile.TemporaryDirectory() as folder:
        endpoint = child.ready_blocking(60)
        with closing(Control(endpoint, timeout_s=20)) as control, api_client(endpoint) as api:
            killed = kill(Sandbox(endpoint, control, api), plan, Path(folder) / "home")
    sys.stdout.write(f"{plan}\nkilled at: {killed.stood}\n")
    sys.stdout.write("\n".join(killed.violations or ["0 violations"]) + "\n")
    return 1 if killed.violations else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
