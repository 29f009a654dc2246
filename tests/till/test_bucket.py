"""The bucket: never more than the rate in any minute, the end of a sale first, pauses kept but for a deadline."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.till.bucket import LEARNT_FOR_S, LEAST_LEARNT, MINUTE_S, UNSAID_S, Bucket, reserve
from posdesk.till.lanes import Lane

lanes = st.sampled_from(list(Lane))
# Calls that come in: after so many quarters of a second, in that lane.
arrivals = st.lists(st.tuples(st.integers(0, 40), lanes), max_size=80)


def served(bucket: Bucket, wanted: list[tuple[int, Lane]]) -> list[tuple[float, Lane, float]]:
    """Every call as it comes, each asking again when it was told to: (came, lane, went)."""
    now = 0.0
    waiting: list[tuple[float, int, Callable[[float], float], float, Lane]] = []
    went: list[tuple[float, Lane, float]] = []
    for number, (quarters, lane) in enumerate(wanted):
        now += quarters / 4
        ticket = bucket.join(lane)
        waiting.append((now, number, lambda at, t=ticket: bucket.ask(at, t), now, lane))  # type: ignore[misc]
    while waiting:
        waiting.sort(key=lambda each: each[:2])
        at, number, ask, came, lane = waiting.pop(0)
        wait_s = ask(at)
        if wait_s <= 0:
            went.append((came, lane, at))
        else:
            waiting.append((at + wait_s, number, ask, came, lane))
    return went


@given(st.integers(1, 40), arrivals)
def test_no_minute_sees_more_calls_than_the_rate(rate: int, wanted: list[tuple[int, Lane]]) -> None:
    times = sorted(at for _, _, at in served(Bucket(rate), wanted))
    assert len(times) == len(wanted)
    for first, beyond in zip(times, times[rate:], strict=False):
        assert beyond - first >= MINUTE_S - 1e-6


@given(st.integers(2, 40), arrivals)
def test_what_is_read_and_begun_never_takes_the_reserve(
    rate: int, wanted: list[tuple[int, Lane]]
) -> None:
    bucket = Bucket(rate)
    others: list[tuple[int, Lane]] = [
        (quarters, lane) for quarters, lane in wanted if lane is not Lane.ENDING
    ]
    times = sorted(at for _, _, at in served(bucket, others))
    kept = rate - reserve(rate)
    for first, beyond in zip(times, times[kept:], strict=False):
        assert beyond - first >= MINUTE_S - 1e-6


@given(st.integers(2, 40), st.integers(0, 60))
def test_a_reversal_goes_at_once_however_much_is_read(rate: int, reads: int) -> None:
    bucket = Bucket(rate)
    refused = [ticket for _ in range(reads) if bucket.ask(0.0, ticket := bucket.join(Lane.READ))]
    assert len(refused) == max(0, reads - rate + reserve(rate))
    assert bucket.ask(0.0, bucket.join(Lane.ENDING)) == 0.0


@given(st.lists(lanes, min_size=2, max_size=30))
def test_of_those_who_wait_the_lower_lane_goes_first_and_in_a_lane_the_earlier(
    wanted: list[Lane],
) -> None:
    bucket = Bucket(1)
    bucket.ask(0.0, bucket.join(Lane.ENDING))
    tickets = [bucket.join(lane) for lane in wanted]
    order = []
    now = 0.0
    while tickets:
        now += MINUTE_S
        free = [each for each in tickets if bucket.ask(now, each) <= 0]
        assert len(free) == 1
        tickets.remove(free[0])
        order.append(free[0])
    assert order == sorted(order)


def test_without_a_rate_nothing_waits() -> None:
    bucket = Bucket()
    assert all(bucket.ask(0.0, bucket.join(Lane.READ)) == 0.0 for _ in range(1000))


@pytest.mark.parametrize("lane", list(Lane))
def test_a_pause_is_kept_in_every_lane(lane: Lane) -> None:
    bucket = Bucket()
    bucket.throttled(100.0, 30.0)
    ticket = bucket.join(lane)
    assert bucket.ask(110.0, ticket) == 20.0
    assert bucket.ask(130.0, ticket) == 0.0


def test_a_pause_without_a_length_is_short() -> None:
    bucket = Bucket()
    bucket.throttled(0.0)
    assert bucket.pause_left_s(0.0) == UNSAID_S


def test_a_shorter_pause_does_not_shorten_a_longer_one() -> None:
    bucket = Bucket()
    bucket.throttled(0.0, 60.0)
    bucket.throttled(1.0, 2.0)
    assert bucket.pause_left_s(1.0) == 59.0


def test_a_pause_that_crosses_the_deadline_is_not_kept() -> None:
    bucket = Bucket()
    bucket.throttled(0.0, 120.0)
    assert bucket.ask(0.0, bucket.join(Lane.ENDING), until_s=121.0) == 120.0
    assert bucket.ask(0.0, bucket.join(Lane.ENDING), until_s=119.0) == 0.0


def test_an_empty_bucket_does_not_hold_up_what_would_miss_its_deadline() -> None:
    bucket = Bucket(1)
    bucket.ask(0.0, bucket.join(Lane.ENDING))
    assert bucket.ask(0.0, bucket.join(Lane.ENDING), until_s=30.0) == 0.0


def test_the_rate_is_what_went_through_in_the_minute_before() -> None:
    bucket = Bucket()
    for half in range(200):
        bucket.ask(half / 2, bucket.join(Lane.READ))
    bucket.throttled(99.5, 1.0)
    # Of the 120 of the last minute the last was refused.
    assert bucket.rate(99.5) == 119


def test_after_the_pause_the_tenant_counts_anew() -> None:
    bucket = Bucket()
    for _ in range(10):
        bucket.ask(0.0, bucket.join(Lane.READ))
    bucket.throttled(0.0, 1.0, limit=10)
    went = [bucket.ask(1.0, bucket.join(Lane.ENDING)) for _ in range(10)]
    assert went == [0.0] * 10
    assert bucket.ask(1.0, bucket.join(Lane.ENDING)) > 0


def test_the_rate_that_the_tenant_names_is_believed() -> None:
    bucket = Bucket()
    bucket.throttled(0.0, 1.0, limit=7)
    assert bucket.rate(0.0) == 7


def test_a_storm_of_refusals_does_not_teach_a_till_to_crawl() -> None:
    bucket = Bucket()
    for _ in range(50):
        bucket.ask(0.0, bucket.join(Lane.READ))
        bucket.throttled(0.0, 1.0)
    assert bucket.rate(0.0) == LEAST_LEARNT


def test_what_was_learnt_is_forgotten_and_what_the_file_says_stays() -> None:
    bucket = Bucket(100)
    bucket.throttled(0.0, 1.0, limit=7)
    assert bucket.rate(LEARNT_FOR_S - 1) == 7
    assert bucket.rate(LEARNT_FOR_S) == 100


def test_the_file_bounds_what_is_learnt() -> None:
    bucket = Bucket(5)
    bucket.throttled(0.0, 1.0, limit=60)
    assert bucket.rate(0.0) == 5


def test_whoever_left_stands_in_nobodys_way() -> None:
    bucket = Bucket(1)
    bucket.ask(0.0, bucket.join(Lane.ENDING))
    gone, next_one = bucket.join(Lane.ENDING), bucket.join(Lane.READ)
    bucket.leave(gone)
    assert bucket.ask(MINUTE_S, next_one) == 0.0
