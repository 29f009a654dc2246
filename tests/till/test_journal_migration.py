"""Journals of every schema that was ever released: kept, brought up to date, and every sale in them as it was."""

from __future__ import annotations

import stat
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from posdesk.sale import events as ev
from posdesk.sale.state import FINAL, Phase
from posdesk.till.engine import Engine
from posdesk.till.journal import SCHEMA_VERSION, Journal, JournalFailed
from posdesk.till.journal_errors import JournalOutdated
from posdesk.till.journal_export import Wanted, export_lines
from posdesk.till.sqlite_file import SqliteFile, SqliteTooOld, check_library
from tests.till.every_phase import RETURNS, SALES, TENANT_ID, StoppedClock, fill
from tests.till.made_sales import AT

FIXTURES = Path(__file__).parent / "fixtures"
RELEASED = sorted(int(path.stem.removeprefix("journal-v")) for path in FIXTURES.glob("*.sql"))
PHASES = [*SALES, *RETURNS]


def released(version: int, folder: Path) -> Path:
    """The committed journal of a schema, as a file."""
    path = folder / "journal.db"
    with closing(apsw.Connection(str(path))) as db:
        db.execute((FIXTURES / f"journal-v{version}.sql").read_text(encoding="utf-8"))
        assert db.pragma("user_version") == version
    return path


def test_every_schema_up_to_this_ones_has_its_fixture() -> None:
    assert list(range(1, SCHEMA_VERSION + 1)) == RELEASED


@pytest.mark.parametrize("version", RELEASED)
def test_every_sale_of_a_released_journal_is_as_it_was(tmp_path: Path, version: int) -> None:
    path = released(version, tmp_path)
    with Journal(path) as journal, Journal(None) as fresh:
        made = fill(fresh)
        read = {entry.reference: journal.sale(entry.reference)[0] for entry in journal.every()}
        assert [sale.phase for sale in read.values()] == list(made.values()) == PHASES
        unfinished = [entry.reference for entry in journal.unfinished(TENANT_ID)]
        assert unfinished == [each for each, sale in read.items() if sale.phase not in FINAL]
        assert journal.elsewhere(TENANT_ID) == ()
        assert journal.known(TENANT_ID) == {"158"}


@pytest.mark.parametrize("version", RELEASED)
def test_every_unfinished_sale_of_it_goes_on(tmp_path: Path, version: int) -> None:
    with Journal(released(version, tmp_path)) as journal:
        for entry in journal.unfinished(TENANT_ID):
            before = len(journal.rows(entry.reference))
            engine = Engine.resume(entry.reference, journal, TENANT_ID, StoppedClock())
            engine.handle(ev.Resumed(AT))
            assert len(journal.rows(entry.reference)) > before


@pytest.mark.parametrize("version", [each for each in RELEASED if each < SCHEMA_VERSION])
def test_the_file_is_kept_as_it_was_before_it_is_changed(tmp_path: Path, version: int) -> None:
    path = released(version, tmp_path)
    with closing(apsw.Connection(str(path))) as db:
        rows = db.execute("SELECT * FROM event").fetchall()
    Journal(path).close()
    backup = tmp_path / f"journal.db.backup-v{version}"

    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "journal.db",
        backup.name,
        "journal.db.lock",
    ]
    with closing(apsw.Connection(str(backup))) as db:
        assert db.pragma("user_version") == version
        assert db.execute("SELECT * FROM event").fetchall() == rows
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_backup_that_is_put_back_is_a_journal_again(tmp_path: Path) -> None:
    path = released(1, tmp_path)
    with Journal(path) as journal:
        lines = list(export_lines(journal, Wanted(personal=True)))
    (tmp_path / "journal.db.backup-v1").replace(path)
    with Journal(path) as journal:
        assert list(export_lines(journal, Wanted(personal=True))) == lines


def test_a_journal_of_this_schema_is_not_copied(tmp_path: Path) -> None:
    for _ in range(2):
        Journal(tmp_path / "journal.db").close()
    assert not list(tmp_path.glob("*.backup-*"))


def test_without_a_backup_nothing_is_migrated(tmp_path: Path) -> None:
    path = released(1, tmp_path)
    (tmp_path / "journal.db.backup-v1.part").mkdir()
    with pytest.raises(JournalFailed):
        Journal(path)
    with SqliteFile(path, JournalFailed) as file:
        assert file.version == 1


def test_a_migration_that_fails_in_its_middle_leaves_the_old_journal(tmp_path: Path) -> None:
    path = released(1, tmp_path)
    with closing(apsw.Connection(str(path))) as db:
        # Nothing of ours: it stands where the last of the new tables shall be.
        db.execute("CREATE INDEX machine ON sale (tenant_id)")
    with pytest.raises(JournalFailed):
        Journal(path)
    with SqliteFile(path, JournalFailed) as file:
        assert file.version == 1
        assert file.all("SELECT 1 FROM sqlite_schema WHERE name = 'lease'") == []


def test_an_old_journal_is_not_read_beside_a_till_that_would_migrate_it(tmp_path: Path) -> None:
    path = released(1, tmp_path)
    with pytest.raises(JournalOutdated, match="schema 1"):
        Journal(path, read_only=True)
    with SqliteFile(path, JournalFailed) as file:
        assert file.version == 1


@pytest.mark.parametrize("version", ["3.7.0", "3.40.1", "3.51.2", "3.9.3"])
def test_a_library_with_the_fault_of_the_write_ahead_log_is_refused(version: str) -> None:
    with pytest.raises(SqliteTooOld, match=version):
        check_library(version)


@pytest.mark.parametrize("version", ["3.51.3", "3.52.0", "3.54.1", "4.0"])
def test_one_without_it_is_not(version: str) -> None:
    check_library(version)


def test_every_phase_is_in_the_journals() -> None:
    assert set(PHASES) == set(Phase)
