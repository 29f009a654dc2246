"""A model of a checkout without a checkout in it: what virtual time alone costs, beside the real thing.

The same three writes with the same kinds of loss over the same schedule, against two dictionaries. It proves
nothing; its speed is the figure that the simulator's stands beside.
"""

from __future__ import annotations

from time import process_time
from typing import Final

from posdesk.simulation.chance import Chance
from posdesk.simulation.schedule import Life, Process, Schedule

_LOST: Final = 0.02
_WINDOW_S: Final = 60


class _Server:
    def __init__(self) -> None:
        self.live: dict[str, bool] = {}
        self.recorded: dict[str, int] = {}


async def _checkout(name: str, server: _Server, life: Life, chance: Chance) -> None:
    await life.pause(0.05)
    if not chance.happens(_LOST):
        server.live[name] = True
    if chance.happens(_LOST):
        await life.pause(_WINDOW_S)
    if not server.live.get(name):
        server.live[name] = True
        await life.pause(0.05)
    await life.pause(1.5)
    if chance.happens(0.1):
        await life.pause(0.05)
        del server.live[name]
        return
    server.recorded[name] = server.recorded.get(name, 0) + 1
    await life.pause(0.05)


def checkouts_per_second(count: int, seed: int = 1) -> float:
    """How many of them one core does in a second, by its own time."""
    started = process_time()
    schedule = Schedule()
    life = Life(schedule)
    chance = Chance(seed, "toy")
    server = _Server()
    for number in range(count):
        process: Process = _checkout(f"S01-1-{number:06}", server, life, chance)
        life.begin(process)
    schedule.run(3_600_000)
    if set(server.live) != set(server.recorded):
        raise AssertionError("the toy has lost something")
    return count / max(process_time() - started, 1e-9)
