"""One process has the journal: the second is told who, may read, and a holder that lost it never writes again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from posdesk.sale import events as ev
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD
from posdesk.sale.state import Phase, Terms
from posdesk.till.gift_rows import GiftRow, GiftRows, GiftState
from posdesk.till.journal import Journal, JournalFailed
from posdesk.till.journal_errors import JournalInUse, JournalReadOnly

AT = Instant(1_760_000_000_000, 5_000, "boot")
REFERENCE = "S01-1-000001-k3f9q2"
# Opens the journal, writes a sale, says so, and keeps the journal until it is ended.
HOLDER = f"""
import sys
from pathlib import Path
from posdesk.sale import events as ev
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD
from posdesk.sale.state import Phase, Terms
from posdesk.till.journal import Journal
journal = Journal(Path(sys.argv[1]), program="posdesk till")
opening = ev.SaleOpened(Instant(1_760_000_000_000), "{REFERENCE}", Terms(AUD))
journal.append("{REFERENCE}", "acme", 1, [opening], Phase.OPEN)
print("open", flush=True)
sys.stdin.read()
journal.close()
"""


@contextmanager
def another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    """It has the journal when the block begins; it is ended with the block."""
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        try:
            yield holder
        finally:
            holder.kill()


def test_the_second_process_is_told_who_has_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with another_process(path) as holder, pytest.raises(JournalInUse) as told:
        Journal(path)

    who = told.value.holder
    assert who is not None
    assert (who.pid, who.host, who.program) == (holder.pid, socket.gethostname(), "posdesk till")
    assert f"process {holder.pid}" in str(told.value)


def test_beside_the_holder_everything_can_be_read_and_nothing_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with another_process(path), Journal(path, read_only=True) as journal:
        assert [entry.reference for entry in journal.unfinished("acme")] == [REFERENCE]
        assert journal.sale(REFERENCE)[0].phase is Phase.OPEN
        with pytest.raises(JournalReadOnly):
            journal.append(REFERENCE, "acme", 2, [ev.TimePassed(AT)], Phase.OPEN)
        with pytest.raises(JournalReadOnly):
            journal.next_receipt("S01", "1")
        with pytest.raises(JournalReadOnly):
            GiftRows(journal, "acme").put(GiftRow(REFERENCE, 1, GiftState.SENT))
        assert len(journal.rows(REFERENCE)) == 1


def test_what_the_holder_writes_meanwhile_is_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal(path) as holder, Journal(path, read_only=True) as reader:
        assert reader.every() == ()
        holder.append(REFERENCE, "acme", 1, [ev.SaleOpened(AT, REFERENCE, Terms(AUD))], Phase.OPEN)
        assert [entry.reference for entry in reader.every()] == [REFERENCE]


def test_a_holder_that_ends_lets_the_next_one_in(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with another_process(path) as holder:
        assert holder.stdin is not None
        holder.stdin.close()
        assert holder.wait(30) == 0
        with Journal(path) as journal:
            assert len(journal.every()) == 1


def test_a_killed_holder_lets_the_next_one_in(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with another_process(path) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait(30)
        with Journal(path) as journal:
            assert len(journal.every()) == 1
            assert journal.next_receipt("S01", "1") == 1


def test_who_could_not_have_it_has_not_disturbed_the_holder(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal(path) as holder:
        for _ in range(2):
            with pytest.raises(JournalInUse):
                Journal(path)
        assert holder.next_receipt("S01", "1") == 1
    Journal(path).close()


def test_a_holder_whose_lock_was_taken_away_never_writes_again(tmp_path: Path) -> None:
    """A network share, or somebody who tidied up: the number in the journal is what counts."""
    path = tmp_path / "journal.db"
    with Journal(path) as old:
        old.append(REFERENCE, "acme", 1, [ev.SaleOpened(AT, REFERENCE, Terms(AUD))], Phase.OPEN)
        (tmp_path / "journal.db.lock").unlink()
        with Journal(path, program="the other") as new:
            for write in (
                lambda: old.append(REFERENCE, "acme", 2, [ev.TimePassed(AT)], Phase.OPEN),
                lambda: old.next_receipt("S01", "1"),
            ):
                with pytest.raises(JournalInUse) as told:
                    write()
                assert told.value.holder is not None
                assert (told.value.holder.program, told.value.holder.pid) == (
                    "the other",
                    os.getpid(),
                )
            assert len(new.rows(REFERENCE)) == 1
            new.append(REFERENCE, "acme", 2, [ev.TimePassed(AT)], Phase.OPEN)
            assert len(new.rows(REFERENCE)) == 2


def test_a_journal_that_is_not_there_cannot_be_read_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(JournalFailed):
        Journal(tmp_path / "journal.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_reading_makes_no_lock_and_needs_none(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Journal(path).close()
    (tmp_path / "journal.db.lock").unlink()
    with Journal(path, read_only=True) as journal:
        assert journal.every() == ()
    assert not (tmp_path / "journal.db.lock").exists()
