"""Rows that are written when somebody looks at them.

A basket of 1,000 lines is priced anew at each key, and every line's share of a reward may change with it; but no
window shows more than some twenty of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TypeVar, overload

Row = TypeVar("Row")


class LateRows(Sequence[Row]):
    """A sequence of ``write(source)``, each made once. Immutable; equal when the sources are."""

    def __init__(self, sources: Sequence[object], write: Callable[[int], Row]) -> None:
        self.sources = sources
        self._write = write
        self._written: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self.sources)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        index = range(len(self))[at]
        row = self._written.get(index)
        if row is None:
            row = self._written[index] = self._write(index)
        return row

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LateRows):
            return NotImplemented
        return self is other or self.sources == other.sources

    def __hash__(self) -> int:
        return hash(self.sources)


def without(rows: Sequence[Row], first: int, count: int) -> Sequence[Row]:
    """``rows`` less ``count`` of them from ``first`` on; late rows stay late."""
    kept = [*range(first), *range(first + count, len(rows))]
    if isinstance(rows, LateRows):
        return LateRows(tuple(rows.sources[at] for at in kept), lambda at: rows[kept[at]])
    return [rows[at] for at in kept]


def changed_span(before: Sequence[Row], after: Sequence[Row]) -> range:
    """From the first to the last place where two sequences of one length differ; empty when they are equal."""
    old, new = sources_of(before), sources_of(after)
    differ = (at for at, (one, two) in enumerate(zip(old, new, strict=True)) if one != two)
    first = next(differ, None)
    if first is None:
        return range(0)
    last = next(at for at in reversed(range(len(new))) if old[at] != new[at])
    return range(first, last + 1)


def common_head(one: Sequence[Row], other: Sequence[Row]) -> int:
    """How many rows are equal from the start."""
    return _common(sources_of(one), sources_of(other))


def common_tail(one: Sequence[Row], other: Sequence[Row], after: int) -> int:
    """How many rows are equal from the end, not counting the first ``after``."""
    most = min(len(one), len(other)) - after
    return _common(
        list(islice(reversed(sources_of(one)), most)),
        list(islice(reversed(sources_of(other)), most)),
    )


def sources_of(rows: Sequence[Row]) -> Sequence[object]:
    """What rows are equal by: comparing what late rows are made from writes none of them."""
    return rows.sources if isinstance(rows, LateRows) else rows


def _common(one: Sequence[object], other: Sequence[object]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
