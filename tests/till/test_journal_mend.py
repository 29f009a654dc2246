"""A damaged journal: kept aside whole, carried over as far as it can be read, and never in silence."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from posdesk.sale import events as ev
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD
from posdesk.sale.state import Phase, Terms
from posdesk.till import journal_mend
from posdesk.till.gift_tables import GiftWork
from posdesk.till.journal import Journal, JournalFailed
from posdesk.till.journal_errors import JournalLost, JournalMended
from posdesk.till.journal_export import Wanted, export_lines
from tests.till.every_phase import TENANT_ID, fill

AT = Instant(1_760_000_000_000)
PAGE = 4096
ALL = Wanted(personal=True)


def made(path: Path) -> list[str]:
    """A journal with a sale in every phase; its export."""
    with Journal(path) as journal:
        fill(journal)
        return list(export_lines(journal, ALL))


def spoil(path: Path, page: int, count: int = 1) -> None:
    """Pages of the file overwritten by something else; they count from 1."""
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xa5" * PAGE * count)


def pages(path: Path) -> int:
    return path.stat().st_size // PAGE


def page_of(path: Path, table: str) -> int:
    """The root page of a table."""
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as db:
        ((page,),) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,))
    assert isinstance(page, int)
    return page


def asides(folder: Path) -> list[Path]:
    return sorted(folder.glob("journal.db.corrupt-*"))


def test_a_journal_that_is_well_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    made(path)
    with Journal(path) as journal:
        assert journal.mended is None
    assert asides(tmp_path) == []


def test_a_file_that_is_no_journal_is_kept_and_a_new_one_is_begun(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_text("Dear diary, " * 1_000, encoding="utf-8")
    before = path.read_bytes()
    with Journal(path) as journal:
        assert isinstance(journal.mended, JournalLost)
        assert journal.every() == ()
        assert journal.next_receipt("S01", "1") == 1
        (aside,) = asides(tmp_path)
        assert journal.mended.aside == aside
    assert aside.read_bytes() == before
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    with Journal(path) as journal:
        assert journal.mended is None


@pytest.mark.parametrize("table", ["closed", "held", "receipt", "returned", "gift", "lease"])
def test_a_spoiled_table_costs_no_sale(tmp_path: Path, table: str) -> None:
    path = tmp_path / "journal.db"
    lines = made(path)
    spoil(path, page_of(path, table))
    with Journal(path) as journal:
        assert isinstance(journal.mended, JournalMended)
        assert not isinstance(journal.mended, JournalLost)
        assert journal.mended.sales == 12
        assert list(export_lines(journal, ALL)) == lines
        assert journal.elsewhere(TENANT_ID) == ()


def test_every_table_is_carried_over_whole(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    made(path)
    with Journal(path) as journal:
        journal.next_receipt("S01", "1")
        reference = f"S01-1-000100-{journal.installation}"
        opening = ev.SaleOpened(AT, reference, Terms(AUD))
        journal.append(
            reference, TENANT_ID, 1, [opening], Phase.RECORDED, None, GiftWork(sold=2, back=1)
        )
        before = contents(journal)
    spoil(path, page_of(path, "lease"))
    with Journal(path) as journal:
        assert journal.mended is not None
        after = contents(journal)
    # The mended journal is an installation more, on this machine.
    assert set(before.pop("machine")) < set(after.pop("machine"))
    assert after == before
    assert {"sale", "event", "closed", "held", "receipt", "returned", "gift"} <= set(before)
    assert all(before[table] for table in ("held", "receipt", "returned", "gift"))


def contents(journal: Journal) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table but those that are the file's own."""
    names = journal.read("SELECT name FROM sqlite_schema WHERE type = 'table'")
    tables = {str(name) for (name,) in names} - {"lease", "installation"}
    return {table: journal.read(f"SELECT * FROM {table}") for table in tables}  # noqa: S608  names of our own schema


def test_sales_whose_list_is_spoiled_are_found_by_their_events(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    made(path)
    with Journal(path) as journal:
        holding = {reference for (reference,) in journal.read("SELECT reference FROM held")}
        returns = {reference for (reference,) in journal.read("SELECT reference FROM returned")}
    spoil(path, page_of(path, "sale"))
    with Journal(path) as journal:
        tenants = {entry.reference: entry.tenant_id for entry in journal.every()}
    assert len(tenants) == 12
    # What has taken something is known to be the tenant's, and is recovered with it.
    known = {reference for reference, tenant in tenants.items() if tenant == TENANT_ID}
    assert known == holding | returns
    assert set(tenants.values()) == {TENANT_ID, journal_mend.LOST_TENANT}


def test_around_any_one_spoiled_page_the_rest_is_read(tmp_path: Path) -> None:
    """Every page in turn, the schema's own too: it opens, it is told, and no row is another than it was."""
    well = tmp_path / "well.db"
    lines = set(made(well))
    kept: list[int] = []
    for page in range(1, pages(well) + 1):
        folder = tmp_path / str(page)
        folder.mkdir()
        path = Path(shutil.copy(well, folder / "journal.db"))
        spoil(path, page)
        with Journal(path) as journal:
            assert journal.mended is not None, page
            found = set(export_lines(journal, ALL))
            lost_tenant = {
                each.replace(f'"{journal_mend.LOST_TENANT}"', f'"{TENANT_ID}"') for each in found
            }
            assert lost_tenant <= lines, page
            kept.append(len(found))
        assert len(asides(folder)) == 1
    # A page is a few rows; only the one with the schema is everything.
    assert sum(1 for each in kept if each == 0) <= 2
    assert sorted(kept)[len(kept) // 2] > len(lines) * 2 // 3


def test_the_write_ahead_log_is_kept_with_the_file_and_read_with_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    made(path)
    reference = "S01-1-000099-k3f9q2"
    with Journal(path) as journal:
        opening = ev.SaleOpened(AT, reference, Terms(AUD))
        journal.append(reference, TENANT_ID, 1, [opening], Phase.OPEN)
        # As a killed till leaves them: what was written last stands in the log alone.
        folder = tmp_path / "left"
        folder.mkdir()
        for name in ("journal.db", "journal.db-wal"):
            shutil.copy(tmp_path / name, folder / name)
    left = folder / "journal.db"
    spoil(left, page_of(left, "gift"))
    log = (folder / "journal.db-wal").read_bytes()
    with Journal(left) as journal:
        assert isinstance(journal.mended, JournalMended)
        assert reference in [entry.reference for entry in journal.unfinished(TENANT_ID)]
    file, wal = asides(folder)
    assert wal.name == f"{file.name}-wal"
    assert wal.read_bytes() == log


def test_numbers_are_not_given_again_after_a_mending(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal(path) as journal:
        before = journal.installation
        journal.next_receipt("S01", "1")
    spoil(path, page_of(path, "receipt"))
    with Journal(path) as journal:
        assert journal.installation != before


def test_the_sales_of_before_are_still_this_machines_after_a_mending(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    made(path)
    spoil(path, page_of(path, "receipt"))
    with Journal(path) as journal:
        assert len(journal.unfinished(TENANT_ID)) == 10
        for entry in journal.unfinished(TENANT_ID):
            assert journal.is_here(entry.reference)


def test_a_second_damage_is_kept_beside_the_first(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    for _ in range(2):
        made(path)
        spoil(path, 1, count=2)
        Journal(path).close()
        path.unlink()
    assert len(asides(tmp_path)) == 2


def test_a_mending_that_was_cut_off_before_its_end_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    lines = made(path)
    spoil(path, page_of(path, "gift"))

    def cut_off(of: Path) -> None:
        raise OSError(f"no more power, {of.name}")

    with monkeypatch.context() as patch:
        patch.setattr(journal_mend, "_put_in_place", cut_off)
        with pytest.raises(JournalFailed, match="no more power"):
            Journal(path)
    with Journal(path) as journal:
        assert isinstance(journal.mended, JournalMended)
        assert list(export_lines(journal, ALL)) == lines
    with Journal(path) as journal:
        assert journal.mended is None


def test_without_room_for_the_copy_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    made(path)
    spoil(path, page_of(path, "gift"))
    before = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(JournalFailed, match="No space left"):
            Journal(path)
    assert path.read_bytes() == before


def test_the_journal_of_a_later_posdesk_is_not_mended(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    made(path)
    with closing(apsw.Connection(str(path))) as db:
        db.execute("PRAGMA user_version = 99")
    spoil(path, page_of(path, "gift"))
    before = path.stat().st_size
    with pytest.raises(JournalFailed, match="later posdesk"):
        Journal(path)
    assert path.stat().st_size == before
    assert asides(tmp_path) == []
