"""The till's clocks: true, surviving sleep, and movable for a sandbox."""

import time
from pathlib import Path

import pytest

from posdesk.sale.moments import Instant
from posdesk.till.clock import OffsetClock, SystemClock


class Stopped:
    def __init__(self, at: Instant) -> None:
        self.at = at

    def now(self) -> Instant:
        return self.at


def test_the_wall_clock_is_utc_in_milliseconds() -> None:
    before = time.time_ns() // 1_000_000
    now = SystemClock().now()
    assert before <= now.utc_ms <= time.time_ns() // 1_000_000


def test_the_time_since_boot_never_goes_back() -> None:
    clock = SystemClock()
    readings = [clock.now().boot_ms for _ in range(100)]
    assert readings == sorted(readings)
    assert readings[0] > 0


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="only Linux has this clock")
def test_on_linux_the_time_since_boot_counts_sleep() -> None:
    before = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
    now = SystemClock().now()
    assert before <= now.boot_ms <= time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def test_the_boot_is_named_as_the_kernel_names_it(tmp_path: Path) -> None:
    named = tmp_path / "boot_id"
    named.write_text("5a2c\n", encoding="ascii")
    assert SystemClock(named).now().boot_id == "5a2c"


def test_without_a_kernel_s_name_the_boot_still_has_one(tmp_path: Path) -> None:
    boot_id = SystemClock(tmp_path / "none").now().boot_id
    minute = int(boot_id.removeprefix("boot-"))
    assert 0 < minute * 60 < time.time()


def test_an_unreadable_name_of_the_boot_is_no_error(tmp_path: Path) -> None:
    odd = tmp_path / "boot_id"
    odd.write_bytes(b"\xff\xfe")
    assert SystemClock(odd).now().boot_id.startswith("boot-")


def test_an_advanced_sandbox_makes_everything_older() -> None:
    clock = OffsetClock(Stopped(Instant(1_000_000, 5_000, "b")))
    before = clock.now()
    clock.offset_s = 601.5
    assert before.elapsed_s(clock.now()) == 601.5


def test_taking_an_advance_back_hides_no_time_that_really_passed() -> None:
    stopped = Stopped(Instant(1_000_000, 5_000, "b"))
    clock = OffsetClock(stopped, offset_s=3_600)
    before = clock.now()
    stopped.at = stopped.at.plus(30)
    clock.offset_s = 0
    assert before.elapsed_s(clock.now()) == 30
