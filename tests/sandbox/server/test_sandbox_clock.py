"""The clock and the Date header by themselves, on a real time that the test holds."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from posdesk.sandbox.clock import Clock

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


class RealTime:
    """Real time, moved by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def real() -> RealTime:
    return RealTime()


@pytest.fixture
def clock(real: RealTime) -> Clock:
    return Clock(real)


def test_it_tells_real_time_until_it_is_moved(clock: Clock, real: RealTime) -> None:
    real.now += timedelta(hours=1)
    assert (clock.now(), clock.offset, clock.frozen) == (real.now, timedelta(0), False)


def test_advances_add_up_and_time_goes_on(clock: Clock, real: RealTime) -> None:
    clock.advance(timedelta(seconds=600))
    clock.advance(timedelta(seconds=-1))
    real.now += timedelta(seconds=5)
    assert clock.now() == NOON + timedelta(seconds=604)
    assert clock.offset == timedelta(seconds=599)


def test_a_frozen_clock_only_moves_by_hand(clock: Clock, real: RealTime) -> None:
    clock.freeze()
    real.now += timedelta(hours=1)
    clock.advance(timedelta(minutes=1))
    assert clock.now() == NOON + timedelta(minutes=1)
    assert clock.offset == timedelta(minutes=-59)


def test_it_runs_on_from_where_it_was_frozen(clock: Clock, real: RealTime) -> None:
    clock.freeze(datetime(2027, 1, 1, 10, tzinfo=timezone(timedelta(hours=10))))
    real.now += timedelta(hours=1)
    clock.run()
    real.now += timedelta(seconds=7)
    assert clock.now() == datetime(2027, 1, 1, 0, 0, 7, tzinfo=UTC)


def test_running_a_running_clock_keeps_its_offset(clock: Clock) -> None:
    clock.advance(timedelta(days=1))
    clock.run()
    assert clock.offset == timedelta(days=1)


@pytest.mark.parametrize(
    "by", [timedelta(days=200 * 366), timedelta(days=-100 * 366), timedelta.max]
)
def test_it_does_not_leave_its_two_centuries(clock: Clock, by: timedelta) -> None:
    with pytest.raises(ValueError, match="1970"):
        clock.advance(by)
    assert clock.now() == NOON


def test_it_does_not_freeze_outside_them_either(clock: Clock) -> None:
    with pytest.raises(ValueError, match="1970"):
        clock.freeze(datetime(1815, 6, 18, tzinfo=UTC))
    assert not clock.frozen
