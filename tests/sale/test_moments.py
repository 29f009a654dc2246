"""Instants: an age is never too short, a waiting never too long to be sure of."""

from __future__ import annotations

import pytest

from posdesk.sale.moments import Instant

NOON = Instant(1_800_000_000_000, 50_000, "boot")
MINUTE_MS = 60_000


def moved(wall_ms: int, boot_ms: int, boot_id: str = "boot") -> Instant:
    return Instant(NOON.utc_ms + wall_ms, NOON.boot_ms + boot_ms, boot_id)


@pytest.mark.parametrize(
    ("wall_ms", "boot_ms"),
    [(MINUTE_MS, MINUTE_MS), (-9 * MINUTE_MS, MINUTE_MS), (MINUTE_MS, 0)],
    ids=["both clocks agree", "the wall clock was set back", "one clock slept"],
)
def test_an_age_is_the_longer_of_two_readings(wall_ms: int, boot_ms: int) -> None:
    assert NOON.elapsed_s(moved(wall_ms, boot_ms)) == 60


def test_across_a_restart_only_the_wall_clock_counts() -> None:
    later = moved(MINUTE_MS, 9 * MINUTE_MS, "another boot")
    assert (NOON.elapsed_s(later), NOON.waited_s(later)) == (60, 60)
    assert NOON.precedes(later)


def test_without_the_name_of_a_boot_only_the_wall_clock_counts() -> None:
    start, later = Instant(0), Instant(5_000)
    assert (start.elapsed_s(later), start.waited_s(later), start.precedes(later)) == (5, 5, True)


def test_a_waiting_is_what_the_clock_says_that_nobody_can_set() -> None:
    assert NOON.waited_s(moved(60 * MINUTE_MS, 1_000)) == 1
    assert NOON.waited_s(moved(-60 * MINUTE_MS, MINUTE_MS)) == 60


def test_what_came_first_is_told_by_the_clock_that_nobody_can_set() -> None:
    set_back = moved(-MINUTE_MS, 1)
    assert NOON.precedes(set_back)
    assert not set_back.precedes(NOON)
    assert not NOON.precedes(NOON)


def test_a_later_instant_is_later_on_both_clocks() -> None:
    assert NOON.plus(0.5) == moved(500, 500)
