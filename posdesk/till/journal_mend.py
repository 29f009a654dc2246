"""A damaged journal: noticed before it is used, kept aside whole, and carried over as far as it can be read.

Every start asks SQLite (``quick_check``). A damaged file is copied with its write-ahead log to
``journal.db.corrupt-<UTC>``, and what can be read of it goes into a new file, which takes its place in one step;
a crash in between is finished by the next start. What is carried over gets a new installation id: numbers that
were given in the rows that are lost must not be given again. All of it happens under the journal's lease.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import apsw

from posdesk.till.journal_errors import JournalFailed, JournalLost, JournalMended
from posdesk.till.journal_schema import SCHEMA_VERSION, bring_up
from posdesk.till.machines import settle
from posdesk.till.sqlite_file import PRIVATE, SqliteFile, Value, integer

log = logging.getLogger(__name__)
# Of a file, not of the sales in it.
_NOT_CARRIED = frozenset({"installation", "lease"})
_DAMAGED = (apsw.CorruptError, apsw.NotADBError)
# Whose the sale of an event is, when the row that said so is lost.
LOST_TENANT = "unknown"
# What a sale holds, or takes back, still says whose it is.
_WHOSE = """
UPDATE sale SET tenant_id = found.tenant_id FROM {0} AS found
WHERE sale.tenant_id = ? AND found.reference = sale.reference
"""
Row = tuple[Value, ...]


def mend(path: Path, mark: str, vfs: str = "") -> JournalMended | None:
    """Make the journal readable; what was done, or None when nothing is wrong with it.

    Raises JournalFailed when the disk allows neither: then everything is as it was.
    """
    try:
        if _mended(path).exists():
            # Finished but for its place: an earlier start was cut off.
            _put_in_place(path)
            return JournalMended(None)
        if not path.is_file() or not path.stat().st_size:
            return None
        problem = damage(path, vfs)
        if not problem:
            return None
        aside = _keep_aside(path)
        log.error("the journal is damaged (%s), kept as %s", problem, aside.name)
        sales = _carry_over(path, mark)
        _put_in_place(path)
    except (apsw.Error, OSError) as exc:
        raise JournalFailed(f"{type(exc).__name__}: {exc}") from exc
    return JournalMended(aside, sales) if sales else JournalLost(aside)


def damage(path: Path, vfs: str = "") -> str:
    """What SQLite finds wrong with the file; empty when it is well, or is a later posdesk's."""
    try:
        with closing(_as_it_is(path, vfs)) as db:
            version = db.pragma("user_version")
            if isinstance(version, int) and version > SCHEMA_VERSION:
                return ""
            found = str(db.execute("PRAGMA quick_check(1)").fetchall()[0][0])
    except _DAMAGED as exc:
        return f"{type(exc).__name__}: {exc}"
    return "" if found == "ok" else found


def _as_it_is(path: Path, vfs: str = "") -> apsw.Connection:
    """A connection that leaves the write-ahead log where it is: it is part of what is damaged."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=vfs or None)
    try:
        db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    except BaseException:
        db.close()
        raise
    return db


def _keep_aside(path: Path) -> Path:
    """The file and its write-ahead log under a name that says when; on the disk before anything is changed."""
    now = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    aside = path.with_name(f"{path.name}.corrupt-{now}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.corrupt-{now}-{number}")
    _copy(path, aside)
    wal = _beside(path, "-wal")
    if wal.exists() and wal.stat().st_size:
        _copy(wal, _beside(aside, "-wal"))
    return aside


def _carry_over(path: Path, mark: str) -> int:
    """A new journal with all that can be read; how many sales that is."""
    new = _beside(path, ".mending")
    for each in (new, _beside(new, "-wal"), _beside(new, "-shm")):
        each.unlink(missing_ok=True)
    with SqliteFile(new, JournalFailed) as file:
        bring_up(file, new)
        with closing(_as_it_is(path)) as damaged, file.writing():
            for table, key in _tables(file):
                _carry_table(damaged, file, table, key)
            for table in ("held", "returned"):
                file.write(_WHOSE.format(table), LOST_TENANT)
            _carry_installation(damaged, file)
            settle(file, mark, anew=True)
        sales = integer(file.all("SELECT count(*) FROM sale")[0][0])
        # It stands alone: nothing of it may be left in a log under another name.
        file.all("PRAGMA wal_checkpoint(TRUNCATE)")
    new.replace(_mended(path))
    return sales


def _put_in_place(path: Path) -> None:
    """The mended file instead of the damaged one, whose log must not be taken for the new one's."""
    for each in (_beside(path, "-wal"), _beside(path, "-shm")):
        each.unlink(missing_ok=True)
    _mended(path).replace(path)


def _tables(file: SqliteFile) -> list[tuple[str, tuple[str, ...]]]:
    """Every table with its key, which is where its columns begin; those that others refer to were made first."""
    made = file.all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
    tables = [str(name) for (name,) in made if name not in _NOT_CARRIED]
    columns = {table: file.all(f"PRAGMA table_info({table})") for table in tables}
    return [(table, tuple(str(each[1]) for each in columns[table] if each[5])) for table in tables]


def _carry_table(
    damaged: apsw.Connection, file: SqliteFile, table: str, key: tuple[str, ...]
) -> None:
    columns = file.all(f"PRAGMA table_info({table})")
    for raw in _readable(damaged, table, key, _as_bytes(columns)):
        try:
            row = tuple(each.decode() if isinstance(each, bytes) else each for each in raw)
            if table == "event":
                _make_sure_of_its_sale(file, row)
            places = ", ".join("?" * len(row))
            file.write(f"INSERT INTO {table} VALUES ({places}) ON CONFLICT DO NOTHING", *row)  # noqa: S608  constants
        except (JournalFailed, UnicodeDecodeError) as error:
            # What stands on a damaged page may be no row of this table at all.
            log.warning("a row of %s is lost: %s", table, type(error.__cause__ or error).__name__)


def _as_bytes(columns: list[tuple[apsw.SQLiteValue, ...]]) -> str:
    """All columns, texts undecoded: one that is spoiled must not end the reading of the others."""
    return ", ".join(
        f"CAST({name} AS BLOB)" if kind == "TEXT" else str(name) for _, name, kind, *_ in columns
    )


def _make_sure_of_its_sale(file: SqliteFile, event: Row) -> None:
    """An event without its sale's row still says what happened."""
    reference, _, at, *_ = event
    file.write(
        "INSERT INTO sale VALUES (?, ?, ?) ON CONFLICT DO NOTHING", reference, LOST_TENANT, at
    )


def _carry_installation(damaged: apsw.Connection, file: SqliteFile) -> None:
    """So that the sales that were begun under it are known to be this machine's."""
    for (own,) in _read(damaged, "SELECT id FROM installation"):
        file.write("UPDATE installation SET id = ?", own)


def _readable(
    damaged: apsw.Connection, table: str, key: tuple[str, ...], columns: str
) -> Iterator[Row]:
    """The rows of a table from both its ends, and of each sale by itself: around the pages that are spoiled."""
    seen: set[Row] = set()
    for row in _every_way(damaged, table, key, columns):
        name = row[: len(key)]
        if name not in seen:
            seen.add(name)
            yield row


def _every_way(
    damaged: apsw.Connection, table: str, key: tuple[str, ...], columns: str
) -> Iterator[Row]:
    for direction in ("ASC", "DESC"):
        order = ", ".join(f"{each} {direction}" for each in key)
        yield from _read(damaged, f"SELECT {columns} FROM {table} ORDER BY {order}")  # noqa: S608  constants
    if table == "event":
        one = f"SELECT {columns} FROM event WHERE reference = CAST(? AS TEXT) ORDER BY seq"  # noqa: S608  constants
        sales = "CAST(reference AS BLOB)"
        for (reference,) in list(_readable(damaged, "sale", ("reference",), sales)):
            yield from _read(damaged, one, reference)


def _read(damaged: apsw.Connection, statement: str, *values: Value) -> Iterator[Row]:
    """Rows until the first that cannot be read."""
    try:
        yield from damaged.execute(statement, values)
    except (*_DAMAGED, apsw.SQLError, UnicodeDecodeError) as exc:
        log.info("cannot be read on: %s: %s", statement, type(exc).__name__)


def _copy(of: Path, to: Path) -> None:
    with of.open("rb") as source:
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(handle, "wb") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())


def _mended(path: Path) -> Path:
    return _beside(path, ".mended")


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
