"""The tenant's SQLite: one connection, dict rows, one write transaction at a time.

Files are WAL with ``synchronous=FULL``: what was answered survives a power cut. The connection belongs to
one thread, and the file to one process (``sandbox.file_lock``): what was read stays true until this store
writes, and is not read again until then.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Self

import apsw

from posdesk.sandbox.errors import WrongDatabase
from posdesk.sandbox.rules import schema, webhook_tables

Value = str | int | bytes | None
Row = dict[str, Any]  # a row's types are its table's; SQLite is dynamically typed
BUSY_MS = 5000
MAX_STATEMENTS = 1000
# More than the rules have: the library's own hundred are prepared anew at each request.
STATEMENTS = 1024
MAX_REMEMBERED = 1000  # answers; a row is a few kilobytes at most


class Store:
    """A thin hand on the connection. Statements are constant text; values are always bound."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._names: dict[str, tuple[str, ...]] = {}  # of each statement's columns, in their order
        self._seen: dict[
            tuple[str, tuple[Value, ...]], Row | None
        ] = {}  # rows since the last change

    @classmethod
    def open(cls, path: str) -> tuple[Self, bool]:
        """The store at ``path`` (``:memory:`` or a file), and whether it was new and holds no rows yet.

        Raises WrongDatabase for what is no database, no sandbox's, or another version's.
        """
        try:
            store = cls(apsw.Connection(path, statementcachesize=STATEMENTS))
            return store, store._prepare()
        except (apsw.NotADBError, apsw.CantOpenError, apsw.CorruptError) as exc:
            raise WrongDatabase(f"{path}: {exc}") from exc

    def _prepare(self) -> bool:
        self._connection.set_busy_timeout(BUSY_MS)
        # Else SQLite plans anew for each value that is bound: eight times the price of a list of five rows.
        self._connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
        version = self._connection.pragma("user_version")
        tables = self.one("SELECT count(*) AS n FROM sqlite_schema")
        is_new = version == 0 and tables is not None and tables["n"] == 0
        if not is_new and version != schema.VERSION:
            self._connection.close()
            raise WrongDatabase(f"version {version}, expected {schema.VERSION}")
        self._connection.pragma("journal_mode", "wal")
        self._connection.pragma("synchronous", "full")
        self._connection.pragma("foreign_keys", True)
        return is_new

    def create_tables(self) -> None:
        """Inside the first transaction, so that a crash leaves an empty file or a seeded one."""
        self.run(schema.TABLES)
        self._connection.pragma("user_version", schema.VERSION)

    def add_tables(self) -> None:
        """What a database from before webhooks lacks; nothing for one that has it."""
        self.run(webhook_tables.TABLES)

    def empty(self) -> None:
        self.run(webhook_tables.EMPTIED)
        self.run(schema.EMPTIED_REVERSALS_FIRST)
        self.run(schema.EMPTIED)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One write transaction; any exception rolls all of it back."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextlib.contextmanager
    def trying(self) -> Iterator[None]:
        """A write transaction of which nothing stays."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self.run("ROLLBACK")

    @contextlib.contextmanager
    def part(self) -> Iterator[None]:
        """A part of the write transaction that any exception rolls back alone: one row of a batch."""
        self._connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK TO part; RELEASE part")
            raise
        self._connection.execute("RELEASE part")

    def one(self, statement: str, *values: Value) -> Row | None:
        """The first row, or None. Nobody may change it: until the next change of anything it is everybody's."""
        key = (statement, values)
        if key in self._seen:
            return self._seen[key]
        if len(self._seen) >= MAX_REMEMBERED:
            self._seen.clear()
        found = self._seen[key] = self._first(statement, values)
        return found

    def _first(self, statement: str, values: tuple[Value, ...]) -> Row | None:
        cursor = self._connection.execute(statement, values)
        for row in cursor:
            names = self._names.get(statement) or self._learn(statement, cursor)
            return dict(zip(names, row, strict=True))
        return None

    def all(self, statement: str, *values: Value) -> list[Row]:
        cursor = self._connection.execute(statement, values)
        names = self._names.get(statement, ())
        found: list[Row] = []
        for row in cursor:
            names = names or self._learn(statement, cursor)
            found.append(dict(zip(names, row, strict=True)))
        return found

    def _learn(self, statement: str, cursor: apsw.Cursor) -> tuple[str, ...]:
        """The columns of a statement that has a row. Tables never change while they are served."""
        names = tuple(column[0] for column in cursor.get_description())
        if len(self._names) < MAX_STATEMENTS:  # lists are put together from filters
            self._names[statement] = names
        return names

    def count(self, statement: str, *values: Value) -> int:
        """The first column of the first row, a number; NULL counts as 0."""
        row = self.one(statement, *values)
        return 0 if row is None else int(next(iter(row.values())) or 0)

    def write(self, statement: str, *values: Value) -> int:
        """Run a change; how many rows it changed."""
        self._seen.clear()
        self._connection.execute(statement, values)
        return self._connection.changes()

    def run(self, script: str) -> None:
        """Run constant statements that answer nothing."""
        self._seen.clear()
        self._connection.execute(script)

    def insert(self, statement: str, *values: Value) -> int:
        """Run an INSERT; the new row's number."""
        self._seen.clear()
        self._connection.execute(statement, values)
        return self._connection.last_insert_rowid()

    def close(self) -> None:
        self._connection.close()
