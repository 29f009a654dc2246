"""The journal's tables: made in an empty file, and brought up to date in an older one, which is kept first.

Version 1 is posdesk 0.1.0's, with or without the tables of returns and of gift cards, which came later without
a version of their own. Version 2 has the lease and the machines: a posdesk that knows neither must not write.
A migration is one transaction; before it the file is copied to ``journal.db.backup-v<version>`` (W39).
"""

from __future__ import annotations

import secrets
from pathlib import Path

import apsw

from posdesk.till import lease, machines
from posdesk.till.gift_tables import GIFTS
from posdesk.till.journal_errors import JournalFailed
from posdesk.till.references import new_installation
from posdesk.till.sqlite_file import PRIVATE, SqliteFile

SCHEMA_VERSION = 2
_FIRST = """
CREATE TABLE installation (id TEXT NOT NULL) STRICT;
CREATE TABLE sale (
    reference TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, opened_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sale_by_time ON sale (opened_at);
CREATE TABLE event (
    reference TEXT NOT NULL REFERENCES sale (reference), seq INTEGER NOT NULL,
    at_utc_ms INTEGER NOT NULL, boot_ms INTEGER NOT NULL, boot_id TEXT NOT NULL,
    type TEXT NOT NULL, v INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (reference, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE closed (
    reference TEXT PRIMARY KEY REFERENCES sale (reference), phase TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE VIEW listed AS
    SELECT sale.reference, sale.tenant_id, sale.opened_at, coalesce(closed.phase, '') AS phase
    FROM sale LEFT JOIN closed ON closed.reference = sale.reference;
CREATE TABLE held (
    tenant_id TEXT NOT NULL, redemption_id TEXT NOT NULL, reference TEXT NOT NULL,
    PRIMARY KEY (tenant_id, redemption_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE receipt (
    store TEXT NOT NULL, register TEXT NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (store, register)
) STRICT, WITHOUT ROWID;
"""
_RETURNED = """
CREATE TABLE IF NOT EXISTS returned (
    tenant_id TEXT NOT NULL, original TEXT NOT NULL, reference TEXT NOT NULL,
    PRIMARY KEY (tenant_id, original, reference)
) STRICT, WITHOUT ROWID;
"""
# Sales that are over and still look for late twins of their redemptions.
_LOOKING = """
CREATE TABLE IF NOT EXISTS looking (
    reference TEXT PRIMARY KEY REFERENCES sale (reference)
) STRICT, WITHOUT ROWID;
"""
_SINCE = (_RETURNED, _LOOKING, GIFTS, lease.TABLE, machines.TABLE)


def bring_up(file: SqliteFile, path: Path | None) -> None:
    """Make or migrate the tables. Raises JournalFailed, also for a journal of a later posdesk."""
    version = readable(file)
    if version == SCHEMA_VERSION:
        return
    if version and path is not None:
        back_up(file, path.with_name(f"{path.name}.backup-v{version}"))
    with file.writing():
        if version == 0:
            file.db.execute(_FIRST)
            file.write("INSERT INTO installation VALUES (?)", new_installation(secrets.randbits))
        for tables in _SINCE:
            file.db.execute(tables)
        file.db.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")


def readable(file: SqliteFile) -> int:
    """The schema's version. Raises JournalFailed when it is a later posdesk's."""
    version = file.version
    if version > SCHEMA_VERSION:
        raise JournalFailed(f"the journal is from a later posdesk (schema {version})")
    return version


def back_up(file: SqliteFile, to: Path) -> None:
    """A copy of the whole journal as it is now, in place of any older one of that name. Raises JournalFailed."""
    part = to.with_name(f"{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=PRIVATE)
        with SqliteFile(part, JournalFailed) as copy:
            with copy.db.backup("main", file.db, "main") as backup:
                backup.step()
            # The copy stands alone: nothing of it is left in a write-ahead log.
            copy.db.pragma("journal_mode", "delete")
        part.replace(to)
    except (apsw.Error, OSError) as exc:
        raise JournalFailed(f"no backup before the migration: {exc}") from exc
