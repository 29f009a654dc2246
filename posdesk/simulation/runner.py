"""Many worlds, one after the other or on several cores, and what came of all of them.

Worlds share nothing, so the result does not depend on how many run at once: it is put together in the order of
the seeds.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from time import monotonic, process_time
from typing import Any, Final

from posdesk import __version__
from posdesk.simulation.plans import ALL, plan, replay, worlds_of
from posdesk.simulation.toy import checkouts_per_second
from posdesk.simulation.world import Result, World
from posdesk.till.audit_report import Harm, Invariant, Report, Violation

_CHUNK: Final = 4
_SHOWN: Final = 20
_TOYS: Final = 5_000
log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be simulated. ``blind`` breaks the protocol on purpose; ``keep`` is where one world's journals go."""

    sales: int = 20_000
    seed: int = 1
    profile: str = ALL
    jobs: int = 1
    blind: bool = False
    keep: Path | None = None


@dataclass
class Summary:
    """What came of a run. ``seconds`` are of the clock on the wall, ``cpu_seconds`` of all processes together."""

    wish: Wish
    sales: int = 0
    lost: int = 0
    doubled: int = 0
    unexplained: int = 0
    worlds: int = 0
    slowest_s: int = 0
    endings: Counter[str] = field(default_factory=Counter)
    happened: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    replays: list[str] = field(default_factory=list)
    journal_sha256: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    toy_per_second: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.unexplained)

    @property
    def per_second(self) -> float:
        """Sales that one core does in a second."""
        return self.sales / max(self.cpu_seconds, 1e-9)

    def as_json(self) -> dict[str, Any]:
        """Everything, for ``--json``. Only the figures of speed differ between two runs of the same wish."""
        return {
            "version": __version__,
            "profile": self.wish.profile,
            "seeds": {"first": self.wish.seed, "last": self.wish.seed + self.worlds - 1},
            "worlds": self.worlds,
            "sales": self.sales,
            "lost": self.lost,
            "doubled": self.doubled,
            "unexplained": self.unexplained,
            "journal_sha256": self.journal_sha256,
            "slowest_rest_s": self.slowest_s,
            "endings": dict(sorted(self.endings.items())),
            "happened": dict(sorted(self.happened.items())),
            "violations": self.violations,
            "replay": self.replays,
            "jobs": self.wish.jobs,
            "seconds": round(self.seconds, 1),
            "sales_per_core_second": round(self.per_second),
            "toy_sales_per_core_second": round(self.toy_per_second),
        }


def simulate(wish: Wish, progress: Progress = lambda done, of: None) -> Summary:
    """Run every world of ``wish``. Raises UnknownProfile."""
    plan(wish.seed, wish.profile)  # a wrong name is found before anything is begun
    seeds = range(wish.seed, wish.seed + worlds_of(wish.sales))
    summary = Summary(wish)
    summary.toy_per_second = checkouts_per_second(_TOYS)
    digest = sha256()
    started = monotonic()
    for result, cpu_s in _results(wish, seeds):
        digest.update(result.digest.encode())
        _count(summary, wish, result, cpu_s)
        progress(summary.worlds, len(seeds))
    summary.seconds = monotonic() - started
    summary.journal_sha256 = digest.hexdigest()
    return summary


def _results(wish: Wish, seeds: range) -> Iterator[tuple[Result, float]]:
    if wish.jobs <= 1 or len(seeds) == 1:
        for seed in seeds:
            yield _one(wish, seed)
        return
    chunks = [(wish, seeds[at : at + _CHUNK]) for at in range(0, len(seeds), _CHUNK)]
    pool = ProcessPoolExecutor(
        wish.jobs, mp_context=get_context("spawn"), initializer=_end_with_parent
    )
    try:
        for results in pool.map(_some, chunks):
            yield from results
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """A worker leaves Ctrl+C to its parent, and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for, args=(parent.sentinel,), daemon=True).start()


def _wait_for(sentinel: int) -> None:
    wait([sentinel])
    os._exit(0)


def _some(chunk: tuple[Wish, Iterable[int]]) -> list[tuple[Result, float]]:
    wish, seeds = chunk
    return [_one(wish, seed) for seed in seeds]


def _one(wish: Wish, seed: int) -> tuple[Result, float]:
    """One world, and how much of a core it took. Its garbage is its own: it is all collected at its end."""
    started = process_time()
    gc.disable()
    try:
        with closing(World(plan(seed, wish.profile, blind=wish.blind), wish.keep)) as world:
            result = world.run()
    except Exception as error:
        # A bug of the till or of the simulation itself: the other worlds are worth their figures all the same.
        log.exception("world %d", seed)
        result = _broken(seed, error)
    finally:
        gc.enable()
    return result, process_time() - started


def _broken(seed: int, error: Exception) -> Result:
    """A world that came to no end: nothing of it is explained, and none of its sales are counted."""
    told = f"the world ended with {type(error).__name__}: {error}"
    bug = Violation(Harm.UNEXPLAINED, Invariant.HEALED, f"world {seed}", "", told)
    return Result(seed, Counter(), Counter(), Report(0, (bug,)), 0, "")


def _count(summary: Summary, wish: Wish, result: Result, cpu_s: float) -> None:
    report = result.report
    summary.worlds += 1
    summary.sales += report.sales
    summary.lost += report.lost
    summary.doubled += report.doubled
    summary.unexplained += report.unexplained
    summary.endings += result.endings
    summary.happened += result.happened
    summary.slowest_s = max(summary.slowest_s, result.slowest_s)
    summary.cpu_seconds += cpu_s
    if report.violations and len(summary.replays) < _SHOWN:
        summary.replays.append(replay(result.seed, wish.profile, blind=wish.blind))
    room = _SHOWN - len(summary.violations)
    summary.violations += [str(each) for each in report.violations[:room]]


def cores() -> int:
    """How many worlds can run side by side here."""
    return os.cpu_count() or 1
