"""The terminal's rules, in virtual time: idempotent, durable, and honest about what it knows."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from posdesk.sale.errors import BadAmount
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, Currency, Money
from posdesk.till.outcomes import (
    ANSWER_LOST,
    APPROVED,
    APPROVED_SLOW,
    DECLINED,
    LATE_DECLINE,
    OFFLINE,
    PARTIAL_APPROVAL,
    TIMED_OUT,
)
from posdesk.till.terminal_answers import (
    Approved,
    BackRefused,
    Declined,
    InProgress,
    NotFound,
    Refunded,
    TerminalLogFailed,
    TerminalOffline,
    Voided,
)
from posdesk.till.terminal_core import AT_ONCE, HUMAN, Speaks, TerminalCore
from posdesk.till.terminal_log import TerminalLog

NOW = Instant(1_750_000_000_000, 50_000, "boot-1")
TEN = Money(1_000, AUD)
NOTHING = Money(0, AUD)


def taken(payment_id: str, minor: int, code: str = "00", outcome: str = "approved") -> Approved:
    return Approved(payment_id, Money(minor, AUD), code, outcome, voided=False, refunded=NOTHING)


@pytest.fixture
def core() -> Iterator[TerminalCore]:
    core = TerminalCore(TerminalLog(), HUMAN)
    yield core
    core.close()


@pytest.fixture
def quick() -> Iterator[TerminalCore]:
    core = TerminalCore(TerminalLog(), AT_ONCE)
    yield core
    core.close()


def test_a_payment_is_in_progress_until_its_time_has_come(core: TerminalCore) -> None:
    started = core.start("p1", TEN, APPROVED, NOW)
    assert (started.status, started.wait_s, started.speaks) == (
        InProgress("p1"),
        2.0,
        Speaks.ANSWER,
    )
    assert core.status("p1", NOW.plus(1.999)) == InProgress("p1")
    assert core.status("p1", NOW.plus(2)) == taken("p1", 1_000)


def test_a_slow_approval_takes_longer(core: TerminalCore) -> None:
    assert core.start("p1", TEN, APPROVED_SLOW, NOW).wait_s == HUMAN.slow_s
    assert core.status("p1", NOW.plus(11)) == InProgress("p1")
    assert core.status("p1", NOW.plus(12)) == taken("p1", 1_000, outcome="approved_slow")


def test_a_decline_takes_nothing(quick: TerminalCore) -> None:
    assert quick.start("p1", TEN, DECLINED, NOW).status == Declined("p1", "05", "do_not_honour")
    assert quick.kept(NOW) == ()


def test_a_partial_approval_takes_a_part(quick: TerminalCore) -> None:
    started = quick.start("p1", Money(1_001, AUD), PARTIAL_APPROVAL, NOW)
    assert started.status == taken("p1", 501, "10", "partial_approval")


def test_a_second_start_returns_the_first_result_and_takes_nothing_more(
    quick: TerminalCore,
) -> None:
    quick.start("p1", TEN, APPROVED, NOW)
    again = quick.start("p1", Money(9_900, AUD), DECLINED, NOW.plus(5))
    assert again.status == taken("p1", 1_000)
    assert quick.kept(NOW) == (taken("p1", 1_000),)


def test_a_second_start_waits_for_the_rest_of_the_first(core: TerminalCore) -> None:
    core.start("p1", TEN, APPROVED, NOW)
    assert core.start("p1", TEN, APPROVED, NOW.plus(1.5)).wait_s == pytest.approx(0.5)


def test_an_unknown_payment_is_not_found(quick: TerminalCore) -> None:
    assert quick.status("p9", NOW) == NotFound("p9")
    assert quick.cancel("p9", NOW) == NotFound("p9")
    assert quick.void("p9", NOW) == NotFound("p9")
    assert quick.refund("p9", "r1", TEN, NOW) == NotFound("p9")
    assert quick.refund_status("r1") == NotFound("r1")


def test_an_offline_terminal_starts_nothing(quick: TerminalCore) -> None:
    with pytest.raises(TerminalOffline):
        quick.start("p1", TEN, OFFLINE, NOW)
    assert quick.status("p1", NOW) == NotFound("p1")
    assert quick.start("p1", TEN, APPROVED, NOW).status == taken("p1", 1_000)


def test_an_offline_terminal_forgets_nothing(quick: TerminalCore) -> None:
    quick.start("p1", TEN, APPROVED, NOW)
    assert quick.start("p1", TEN, OFFLINE, NOW).status == taken("p1", 1_000)


def test_an_answer_is_lost_once_and_the_payment_is_taken(quick: TerminalCore) -> None:
    assert quick.start("p1", TEN, ANSWER_LOST, NOW).speaks is Speaks.NO_ANSWER
    assert quick.status("p1", NOW) == taken("p1", 1_000)
    again = quick.start("p1", TEN, ANSWER_LOST, NOW)
    assert (again.status, again.speaks) == (taken("p1", 1_000), Speaks.ANSWER)


def test_a_timed_out_payment_turns_out_declined(core: TerminalCore) -> None:
    started = core.start("p1", TEN, TIMED_OUT, NOW)
    assert (started.speaks, started.wait_s) == (Speaks.SILENCE, HUMAN.patience_s)
    assert core.status("p1", NOW.plus(19)) == InProgress("p1")
    assert core.status("p1", NOW.plus(20)) == Declined("p1", "91", "issuer_unavailable")


def test_a_late_decline_comes_after_the_ten_minutes_of_a_reversal(core: TerminalCore) -> None:
    core.start("p1", TEN, LATE_DECLINE, NOW)
    assert core.status("p1", NOW.plus(600)) == InProgress("p1")
    assert core.status("p1", NOW.plus(660)) == Declined("p1", "05", "do_not_honour")


def test_a_second_start_of_a_silent_payment_says_at_once_that_it_is_undecided(
    core: TerminalCore,
) -> None:
    core.start("p1", TEN, TIMED_OUT, NOW)
    again = core.start("p1", TEN, TIMED_OUT, NOW.plus(1))
    assert (again.status, again.speaks, again.wait_s) == (InProgress("p1"), Speaks.STATUS, 0)


def test_cancelling_stops_a_payment_that_is_not_decided(core: TerminalCore) -> None:
    core.start("p1", TEN, APPROVED, NOW)
    declined = Declined("p1", "17", "cancelled_by_buyer")
    assert core.cancel("p1", NOW.plus(1)) == declined
    assert core.status("p1", NOW.plus(60)) == declined


def test_cancelling_too_late_changes_nothing(core: TerminalCore) -> None:
    core.start("p1", TEN, APPROVED, NOW)
    assert core.cancel("p1", NOW.plus(2)) == taken("p1", 1_000)


def test_a_silent_terminal_confirms_no_cancellation(core: TerminalCore) -> None:
    core.start("p1", TEN, LATE_DECLINE, NOW)
    assert core.cancel("p1", NOW.plus(1)) == InProgress("p1")


def test_a_void_gives_all_back_once(quick: TerminalCore) -> None:
    quick.start("p1", TEN, APPROVED, NOW)
    assert quick.void("p1", NOW) == Voided("p1", TEN)
    assert quick.void("p1", NOW) == Voided("p1", TEN)
    status = quick.status("p1", NOW)
    assert isinstance(status, Approved)
    assert status.voided
    assert status.kept == NOTHING
    assert quick.kept(NOW) == ()


def test_a_void_of_a_decline_gives_nothing_back(quick: TerminalCore) -> None:
    quick.start("p1", TEN, DECLINED, NOW)
    assert quick.void("p1", NOW) == Voided("p1", NOTHING)


def test_a_payment_that_is_not_decided_cannot_be_given_back(core: TerminalCore) -> None:
    core.start("p1", TEN, APPROVED, NOW)
    assert core.void("p1", NOW) == InProgress("p1")
    assert core.refund("p1", "r1", TEN, NOW) == InProgress("p1")


def test_a_refund_is_done_once_per_id(quick: TerminalCore) -> None:
    quick.start("p1", TEN, APPROVED, NOW)
    four = Refunded("p1", "r1", Money(400, AUD))
    assert quick.refund("p1", "r1", Money(400, AUD), NOW) == four
    assert quick.refund("p1", "r1", Money(400, AUD), NOW) == four
    assert quick.refund_status("r1") == four
    (kept,) = quick.kept(NOW)
    assert kept.kept == Money(600, AUD)


def test_no_more_is_given_back_than_was_taken(quick: TerminalCore) -> None:
    quick.start("p1", TEN, PARTIAL_APPROVAL, NOW)
    quick.refund("p1", "r1", Money(300, AUD), NOW)
    with pytest.raises(BackRefused):
        quick.refund("p1", "r2", Money(201, AUD), NOW)
    with pytest.raises(BackRefused):
        quick.void("p1", NOW)
    assert quick.refund("p1", "r3", Money(200, AUD), NOW).payment_id == "p1"
    assert quick.kept(NOW) == ()


def test_a_voided_or_declined_payment_cannot_be_refunded(quick: TerminalCore) -> None:
    quick.start("p1", TEN, APPROVED, NOW)
    quick.void("p1", NOW)
    quick.start("p2", TEN, DECLINED, NOW)
    for payment_id in ("p1", "p2"):
        with pytest.raises(BackRefused):
            quick.refund(payment_id, f"r-{payment_id}", TEN, NOW)


def test_a_refund_id_belongs_to_one_payment(quick: TerminalCore) -> None:
    for payment_id in ("p1", "p2"):
        quick.start(payment_id, TEN, APPROVED, NOW)
    quick.refund("p1", "r1", TEN, NOW)
    with pytest.raises(BackRefused):
        quick.refund("p2", "r1", TEN, NOW)


@pytest.mark.parametrize("minor", [0, -1])
def test_only_positive_amounts_move(quick: TerminalCore, minor: int) -> None:
    with pytest.raises(BadAmount):
        quick.start("p1", Money(minor, AUD), APPROVED, NOW)
    quick.start("p1", TEN, APPROVED, NOW)
    with pytest.raises(BadAmount):
        quick.refund("p1", "r1", Money(minor, AUD), NOW)


def test_a_clock_set_back_undoes_no_decision(core: TerminalCore) -> None:
    core.start("p1", TEN, APPROVED, NOW)
    assert core.status("p1", NOW.plus(2)) == taken("p1", 1_000)
    assert core.status("p1", NOW.plus(-3_600)) == taken("p1", 1_000)


def test_a_clock_set_back_in_between_delays_nothing(core: TerminalCore) -> None:
    core.start("p1", TEN, APPROVED, NOW)
    set_back = Instant(NOW.utc_ms - 3_600_000, NOW.boot_ms + 2_000, NOW.boot_id)
    assert core.status("p1", set_back) == taken("p1", 1_000)


def test_other_currencies_keep_their_minor_units(tmp_path: Path) -> None:
    yen = Money(1_500, Currency("JPY"))
    core = TerminalCore(TerminalLog(tmp_path / "terminal.db"), AT_ONCE)
    core.start("p1", yen, APPROVED, NOW)
    core.close()
    again = TerminalCore(TerminalLog(tmp_path / "terminal.db"), AT_ONCE)
    assert [each.amount for each in again.kept(NOW)] == [yen]
    again.close()


def test_the_death_of_the_till_loses_no_payment(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    before = TerminalLog(path)
    TerminalCore(before, HUMAN).start("p1", TEN, APPROVED, NOW)
    # No close: a killed process closes nothing. The log is on disk when start has returned.
    after = TerminalCore(TerminalLog(path), HUMAN)
    assert after.status("p1", NOW.plus(1)) == InProgress("p1")
    assert after.status("p1", NOW.plus(300)) == taken("p1", 1_000)
    after.close()
    before.close()


DYING = """
import os, sys
from pathlib import Path
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, Money
from posdesk.till.outcomes import APPROVED
from posdesk.till.terminal_core import HUMAN, TerminalCore
from posdesk.till.terminal_log import TerminalLog
core = TerminalCore(TerminalLog(Path(sys.argv[1])), HUMAN)
core.start("p1", Money(1_000, AUD), APPROVED, Instant(1_750_000_000_000, 50_000, "boot-1"))
os._exit(9)
"""


def test_a_process_that_dies_after_the_start_leaves_the_payment(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    dead = subprocess.run([sys.executable, "-c", DYING, str(path)], check=False, timeout=60)
    assert dead.returncode == 9
    core = TerminalCore(TerminalLog(path), HUMAN)
    assert core.status("p1", NOW.plus(1)) == InProgress("p1")
    assert core.status("p1", NOW.plus(2)) == taken("p1", 1_000)
    core.close()


def test_what_was_given_back_is_still_so_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    core = TerminalCore(TerminalLog(path), AT_ONCE)
    for payment_id in ("p1", "p2"):
        core.start(payment_id, TEN, APPROVED, NOW)
    core.void("p1", NOW)
    core.refund("p2", "r1", Money(250, AUD), NOW)
    core.close()
    core = TerminalCore(TerminalLog(path), AT_ONCE)
    assert core.void("p1", NOW) == Voided("p1", TEN)
    assert core.refund_status("r1") == Refunded("p2", "r1", Money(250, AUD))
    assert [(each.payment_id, each.kept.minor) for each in core.kept(NOW)] == [("p2", 750)]
    core.close()


def test_every_commit_is_flushed_to_the_disk(tmp_path: Path) -> None:
    log = TerminalLog(tmp_path / "terminal.db")
    assert log.db.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
    assert log.db.execute("PRAGMA synchronous").fetchall() == [(2,)]
    log.close()


def test_a_log_that_cannot_be_opened_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(TerminalLogFailed):
        TerminalLog(tmp_path / "no folder" / "terminal.db")


def test_a_file_that_is_no_log_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    path.write_bytes(b"these are not the rows you are looking for" * 100)
    before = path.read_bytes()
    with pytest.raises(TerminalLogFailed):
        TerminalLog(path)
    assert path.read_bytes() == before


def test_the_log_of_a_newer_posdesk_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    newer = apsw.Connection(str(path))
    newer.execute("PRAGMA user_version = 2")
    newer.close()
    with pytest.raises(TerminalLogFailed, match="version 2"):
        TerminalLog(path)


def fill(core: TerminalCore) -> None:
    for number in range(10_000):
        core.start(f"q{number}", TEN, APPROVED, NOW)


def test_a_full_disk_takes_no_payment_and_loses_none() -> None:
    log = TerminalLog()
    core = TerminalCore(log, AT_ONCE)
    core.start("p1", TEN, APPROVED, NOW)
    pages = log.db.execute("PRAGMA page_count").fetchall()[0][0]
    log.db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(TerminalLogFailed):
        fill(core)
    assert not log.db.in_transaction
    assert core.status("p1", NOW) == taken("p1", 1_000)
    core.close()
