"""Rows that are written when they are looked at: the same to a reader, and cheap to compare."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from posdesk.desktop.screens.late_rows import (
    LateRows,
    changed_span,
    common_head,
    common_tail,
    without,
)

SOURCES = st.lists(st.integers(0, 3), max_size=8).map(tuple)


def late(sources: tuple[int, ...], written: list[int] | None = None) -> LateRows[str]:
    def write(at: int) -> str:
        if written is not None:
            written.append(at)
        return f"row {sources[at]}"

    return LateRows(sources, write)


@given(SOURCES)
def test_it_reads_like_the_rows_themselves(sources: tuple[int, ...]) -> None:
    rows = late(sources)
    assert list(rows) == [f"row {each}" for each in sources]
    assert list(rows[1:]) == [f"row {each}" for each in sources[1:]]
    assert [rows[-1 - at] for at in range(len(rows))] == list(reversed(list(rows)))


def test_a_row_is_written_once_and_only_when_it_is_read() -> None:
    written: list[int] = []
    rows = late((5, 6, 7), written)
    assert len(rows) == 3
    assert written == []
    assert (rows[1], rows[1]) == ("row 6", "row 6")
    assert written == [1]


@given(SOURCES, SOURCES)
def test_equal_sources_make_equal_rows_and_no_row_is_written_to_know(
    one: tuple[int, ...], other: tuple[int, ...]
) -> None:
    written: list[int] = []
    assert (late(one, written) == late(other, written)) is (one == other)
    assert written == []


@given(SOURCES, st.data())
def test_the_span_holds_every_change_and_begins_and_ends_with_one(
    before: tuple[int, ...], data: st.DataObject
) -> None:
    after = data.draw(st.tuples(*(st.integers(0, 3) for _ in before)))
    span = changed_span(late(before), late(after))
    differ = [at for at in range(len(before)) if before[at] != after[at]]
    assert list(span) == (list(range(differ[0], differ[-1] + 1)) if differ else [])


@given(SOURCES, SOURCES)
def test_head_and_tail_are_equal_and_never_overlap(
    one: tuple[int, ...], other: tuple[int, ...]
) -> None:
    head = common_head(late(one), late(other))
    tail = common_tail(late(one), late(other), head)
    assert one[:head] == other[:head]
    assert one[len(one) - tail :] == other[len(other) - tail :]
    assert head + tail <= min(len(one), len(other))


def test_rows_of_two_kinds_are_compared_as_different() -> None:
    assert list(changed_span(late((1,)), ("row 1",))) == [0]


@given(SOURCES, st.integers(0, 8), st.integers(0, 8))
def test_rows_without_some_write_none_and_read_like_those_that_stay(
    sources: tuple[int, ...], first: int, count: int
) -> None:
    written: list[int] = []
    left = without(late(sources, written), min(first, len(sources)), count)
    assert written == []
    stay = [*sources[:first], *sources[first + count :]]
    assert list(left) == [f"row {each}" for each in stay]
    assert left == late(tuple(stay))
    assert list(without(sources, min(first, len(sources)), count)) == stay
