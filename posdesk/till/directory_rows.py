"""The tables of ``directory.db``, and every statement that touches them. Knows nothing of webhooks.

Rows of several tenants stand beside each other. The caller locks, and opens the write transactions.
What the file holds of a person: ``customer.facts``, ``loose``, ``identity`` and the words of ``found``; all of
it goes when the tenant says that the profile is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from posdesk.omneo.identities import Identity
from posdesk.till.directory_news import ProfileNews
from posdesk.till.sqlite_file import SqliteFile, Value, integer
from posdesk.till.webhook_errors import DirectoryFailed

VERSION = 1
REMEMBERED_MS = 30 * 86_400_000  # replays are known for thirty days (reliability.md 9)
MOST_REMEMBERED = 100_000
_FORGET_EVERY = 100  # deliveries; forgetting is not worth a statement each time
_MOST_MERGES = 32
_SCHEMA = """
CREATE TABLE customer (
    number INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, profile_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL, rank INTEGER NOT NULL, digest BLOB NOT NULL, contested INTEGER NOT NULL,
    facts TEXT NOT NULL, told_ms INTEGER NOT NULL, UNIQUE (tenant, profile_id)
) STRICT;
CREATE TABLE identity (
    number INTEGER NOT NULL REFERENCES customer (number), tenant TEXT NOT NULL, handle TEXT NOT NULL,
    identifier TEXT NOT NULL, PRIMARY KEY (tenant, handle, identifier, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_of ON identity (number);
CREATE TABLE loose (
    tenant TEXT NOT NULL, identity TEXT NOT NULL, profile_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
    id INTEGER, handle TEXT NOT NULL, identifier TEXT NOT NULL, is_active INTEGER NOT NULL,
    is_primary INTEGER NOT NULL, PRIMARY KEY (tenant, profile_id, identity)
) STRICT, WITHOUT ROWID;
CREATE TABLE gone (
    tenant TEXT NOT NULL, profile_id TEXT NOT NULL, merged_into TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (tenant, profile_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE delivery (
    sequence INTEGER PRIMARY KEY, tenant TEXT NOT NULL, digest BLOB NOT NULL, at_ms INTEGER NOT NULL,
    UNIQUE (tenant, digest)
) STRICT;
CREATE TABLE heard (tenant TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE found USING fts5 (
    words, content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);
"""


class DirectoryFile(SqliteFile):
    """The file, with SQLite's errors turned into DirectoryFailed."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(path, DirectoryFailed)

    def _prepare(self) -> None:
        # Who was deleted is not to be found in free pages.
        self.db.pragma("secure_delete", True)
        self.make(_SCHEMA, VERSION)


@dataclass(frozen=True, slots=True)
class Kept:
    """A customer's row. Times are UTC milliseconds, ``facts`` is ``Facts.as_json``."""

    profile_id: str
    at_ms: int
    contested: bool
    facts: str = field(repr=False)
    told_ms: int


def remember(file: DirectoryFile, tenant: str, digest: bytes, now_ms: int) -> bool:
    """Note that a delivery came; False when it had come before, within the memory's bounds."""
    file.write(
        "INSERT INTO heard VALUES (?1, ?2) ON CONFLICT DO UPDATE SET at_ms = max(at_ms, ?2)",
        tenant,
        now_ms,
    )
    new = file.write(
        "INSERT OR IGNORE INTO delivery (tenant, digest, at_ms) VALUES (?, ?, ?)",
        tenant,
        digest,
        now_ms,
    )
    last = integer(file.all("SELECT coalesce(max(sequence), 0) FROM delivery")[0][0])
    if new and last % _FORGET_EVERY == 0:
        file.write(
            "DELETE FROM delivery WHERE at_ms < ? OR sequence <= ?",
            now_ms - REMEMBERED_MS,
            last - MOST_REMEMBERED,
        )
    return bool(new)


def last_heard(file: DirectoryFile, tenant: str) -> int | None:
    """When anything last came from the tenant."""
    found = file.all("SELECT at_ms FROM heard WHERE tenant = ?", tenant)
    return integer(found[0][0]) if found else None


def put(file: DirectoryFile, tenant: str, news: ProfileNews, now_ms: int) -> bool:
    """Keep ``news`` when it is newer than what is kept; whether anything changed.

    Of the same moment and rank the greater digest stays, and both arrivals leave the row contested."""
    digest = news.digest
    known = file.all(
        "SELECT at_ms, rank, digest, contested FROM customer WHERE tenant = ? AND profile_id = ?",
        tenant,
        news.profile_id,
    )
    contested = False
    if known:
        at_ms, rank, before, was_contested = known[0]
        if digest == before and (news.at_ms, news.rank) == (at_ms, rank):
            return False
        if (news.at_ms, news.rank) < (integer(at_ms), integer(rank)):
            return False
        contested = (news.at_ms, news.rank) == (at_ms, rank)
        if contested and digest < _bytes(before):
            return not was_contested and _contest(file, tenant, news.profile_id)
    file.write(
        "INSERT INTO customer (tenant, profile_id, at_ms, rank, digest, contested, facts, told_ms)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (tenant, profile_id) DO UPDATE SET"
        " at_ms = ?3, rank = ?4, digest = ?5, contested = ?6, facts = ?7, told_ms = ?8",
        tenant,
        news.profile_id,
        news.at_ms,
        news.rank,
        digest,
        int(contested),
        news.facts.as_json(),
        now_ms,
    )
    return True


def _contest(file: DirectoryFile, tenant: str, profile_id: str) -> bool:
    statement = "UPDATE customer SET contested = 1 WHERE tenant = ? AND profile_id = ?"
    return file.write(statement, tenant, profile_id) > 0


def doubt(file: DirectoryFile, tenant: str, profile_id: str) -> None:
    """Let whatever is told next of a profile be newer than all that was told before, its end included."""
    which = "WHERE tenant = ? AND profile_id = ?"
    for change in ("UPDATE customer SET at_ms = -1", "DELETE FROM loose", "DELETE FROM gone"):
        file.write(f"{change} {which}", tenant, profile_id)


def put_loose(file: DirectoryFile, tenant: str, identity: Identity, at_ms: int) -> bool:
    """Keep an identity that was told of on its own; whether it is news. Of one moment the greater stays."""
    if is_gone(file, tenant, identity.profile_id):
        return False
    name = (
        str(identity.id) if identity.id is not None else f"{identity.handle} {identity.identifier}"
    )
    values: tuple[Value, ...] = (
        identity.id,
        identity.handle,
        identity.identifier,
        int(identity.is_active),
        int(identity.is_primary),
    )
    changed = file.write(
        "INSERT INTO loose VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        " ON CONFLICT (tenant, profile_id, identity) DO UPDATE SET at_ms = ?4, id = ?5, handle = ?6,"
        " identifier = ?7, is_active = ?8, is_primary = ?9"
        " WHERE (?4, ?6, ?7, ?8, ?9) > (at_ms, handle, identifier, is_active, is_primary)",
        tenant,
        name,
        identity.profile_id,
        at_ms,
        *values,
    )
    return changed > 0


def loose_since(
    file: DirectoryFile, tenant: str, profile_id: str, at_ms: int
) -> tuple[Identity, ...]:
    """Identities told of on their own after ``at_ms``; older ones the profile itself knew or had lost."""
    found = file.all(
        "SELECT id, handle, identifier, is_active, is_primary FROM loose"
        " WHERE tenant = ? AND profile_id = ? AND at_ms > ? ORDER BY handle, identifier, identity",
        tenant,
        profile_id,
        at_ms,
    )
    return tuple(
        Identity(
            None if number is None else integer(number),
            str(handle),
            str(identifier),
            bool(is_active),
            bool(is_primary),
            profile_id,
        )
        for number, handle, identifier, is_active, is_primary in found
    )


def bury(
    file: DirectoryFile, tenant: str, profile_id: str, merged_into: str | None, at_ms: int
) -> bool:
    """A profile is gone, perhaps into another; whether that is news. A merge says more than a deletion."""
    changed = file.write(
        "INSERT INTO gone VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET merged_into = ?3, at_ms = ?4"
        " WHERE (?3 <> '', ?4, ?3) > (merged_into <> '', at_ms, merged_into)",
        tenant,
        profile_id,
        merged_into or "",
        at_ms,
    )
    number = number_of(file, tenant, profile_id)
    if number is not None:
        file.write("DELETE FROM found WHERE rowid = ?", number)
        file.write("DELETE FROM identity WHERE number = ?", number)
        file.write("DELETE FROM customer WHERE number = ?", number)
        # A deleted row's words stay in the index until its parts are merged.
        file.write("INSERT INTO found (found) VALUES ('optimize')")
    file.write("DELETE FROM loose WHERE tenant = ? AND profile_id = ?", tenant, profile_id)
    return changed > 0


def clear(file: DirectoryFile, tenant: str) -> None:
    """Take out everybody of a tenant."""
    file.write(
        "DELETE FROM found WHERE rowid IN (SELECT number FROM customer WHERE tenant = ?)", tenant
    )
    file.write("INSERT INTO found (found) VALUES ('optimize')")
    file.write("DELETE FROM identity WHERE tenant = ?", tenant)
    file.write("DELETE FROM customer WHERE tenant = ?", tenant)
    file.write("DELETE FROM loose WHERE tenant = ?", tenant)


def is_gone(file: DirectoryFile, tenant: str, profile_id: str) -> bool:
    return bool(
        file.all("SELECT 1 FROM gone WHERE tenant = ? AND profile_id = ?", tenant, profile_id)
    )


def survivor(file: DirectoryFile, tenant: str, profile_id: str) -> str:
    """Where a chain of merges ends; the id itself when it was not merged, or the chain bites its tail."""
    query = "SELECT merged_into FROM gone WHERE tenant = ? AND profile_id = ? AND merged_into <> ''"
    current = profile_id
    for _ in range(_MOST_MERGES):
        found = file.all(query, tenant, current)
        if not found:
            return current
        current = str(found[0][0])
    return profile_id


def index(
    file: DirectoryFile,
    tenant: str,
    number: int,
    identities: Sequence[tuple[str, str]],
    words: str,
) -> None:
    """Let a customer be found by these, and by nothing else."""
    file.write("DELETE FROM identity WHERE number = ?", number)
    for handle, identifier in identities:
        file.write(
            "INSERT OR IGNORE INTO identity VALUES (?, ?, ?, ?)", number, tenant, handle, identifier
        )
    file.write("DELETE FROM found WHERE rowid = ?", number)
    file.write("INSERT INTO found (rowid, words) VALUES (?, ?)", number, words)


def matching(file: DirectoryFile, tenant: str, query: str, limit: int) -> list[int]:
    """The customers whose words match the FTS5 ``query``, best first."""
    found = file.all(
        "SELECT found.rowid FROM found JOIN customer ON customer.number = found.rowid"
        " WHERE found MATCH ? AND customer.tenant = ? ORDER BY bm25(found), customer.profile_id LIMIT ?",
        query,
        tenant,
        limit,
    )
    return [integer(number) for (number,) in found]


def with_identity(file: DirectoryFile, tenant: str, handle: str, identifier: str) -> list[int]:
    query = "SELECT number FROM identity WHERE tenant = ? AND handle = ? AND identifier = ? ORDER BY number"
    return [integer(number) for (number,) in file.all(query, tenant, handle, identifier)]


def confirm(file: DirectoryFile, tenant: str, profile_id: str, at_ms: int, now_ms: int) -> None:
    """The tenant still said at ``now_ms`` what is kept, or something newer than ``at_ms`` is."""
    file.write(
        "UPDATE customer SET told_ms = max(told_ms, ?) WHERE tenant = ? AND profile_id = ? AND at_ms <= ?",
        now_ms,
        tenant,
        profile_id,
        at_ms,
    )


def number_of(file: DirectoryFile, tenant: str, profile_id: str) -> int | None:
    query = "SELECT number FROM customer WHERE tenant = ? AND profile_id = ?"
    found = file.all(query, tenant, profile_id)
    return integer(found[0][0]) if found else None


def kept(file: DirectoryFile, number: int) -> Kept | None:
    query = "SELECT profile_id, at_ms, contested, facts, told_ms FROM customer WHERE number = ?"
    for profile_id, at_ms, contested, facts, told_ms in file.all(query, number):
        return Kept(str(profile_id), integer(at_ms), bool(contested), str(facts), integer(told_ms))
    return None


def count(file: DirectoryFile, tenant: str) -> int:
    return integer(file.all("SELECT count(*) FROM customer WHERE tenant = ?", tenant)[0][0])


def _bytes(value: apsw.SQLiteValue) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError("the directory holds no digest")
    return value
