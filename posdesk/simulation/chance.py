"""Chance from a seed: the same on every machine and every Python.

Only ``random()`` is used of the standard generator: its sequence is promised never to change, that of the
methods built on it is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of its own for each ``name`` of a seed: what one part draws moves no other."""

    def __init__(self, seed: int, name: str) -> None:
        # Seeded by text: hashed with SHA-512, not with the run's own hash.
        self._random = Random(f"{seed}/{name}").random  # noqa: S311  # no secret

    def happens(self, probability: float) -> bool:
        return self._random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both possible."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self._random() * len(choices))]

    def weighed(self, weights: Mapping[T, float]) -> T | None:
        """One of the keys, each with its probability; None for what is left of 1."""
        roll = self._random()
        for choice, probability in weights.items():
            roll -= probability
            if roll < 0:
                return choice
        return None
