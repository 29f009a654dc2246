"""One SQLite file of the till's: opened for this user alone, write-ahead logged, durable when a write returns.

Everything here is for one thread at a time, and never the window's. SQLite's errors and the system's leave as
the error class that the file's owner names. A library with the WAL-reset bug (3.7.0 to 3.51.2, reliability 0.6)
is refused: it can corrupt exactly the files that must not be lost.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import apsw

from posdesk.sale.errors import PosError

PRIVATE = 0o600
BUSY_MS = 5_000
LEAST_SQLITE = (3, 51, 3)
Value = str | int | bytes | None
# What leaves as the error class of the file's owner.
TROUBLES = (apsw.Error, OSError)


class SqliteTooOld(PosError):
    """The SQLite that this installation was put together with can corrupt a file that two programs write."""

    code = "till.sqlite_too_old"
    user_message = (
        "A part of this installation has a known fault, so no file was opened and nothing was sold. "
        "Nothing is lost. Please install posdesk again."
    )


def check_library(version: str) -> None:
    """Raises SqliteTooOld for a library before 3.51.3; ``version`` is as SQLite writes it, ``3.54.1``."""
    if tuple(int(part) for part in version.split(".")) < LEAST_SQLITE:
        raise SqliteTooOld(version)


class SqliteFile:
    """The connection to ``path``, or one in memory for ``None``. ``failed`` is what every trouble is raised as.

    ``read_only`` opens what is there and changes nothing; ``vfs`` names another way to the disk than SQLite's
    own. Raises ``failed`` and SqliteTooOld.
    """

    def __init__(
        self,
        path: Path | None,
        failed: type[PosError],
        *,
        busy_ms: int = BUSY_MS,
        read_only: bool = False,
        vfs: str = "",
    ) -> None:
        check_library(apsw.sqlite_lib_version())
        self._failed = failed
        try:
            if path is not None and not read_only:
                _make_private(path)
            self.db = _connection(path, read_only, vfs)
            try:
                self._configure(busy_ms, read_only)
                self._prepare()
            except BaseException:
                self.db.close()
                raise
        except TROUBLES as exc:
            raise self.trouble(exc) from exc

    def close(self) -> None:
        """It cannot be used afterwards."""
        try:
            self.db.close()
        except TROUBLES as exc:
            raise self.trouble(exc) from exc

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def writing(self, first: Callable[[], None] | None = None) -> Writing:
        """One write transaction: what is read inside still holds when it is written; any exception undoes it.

        ``first`` is done inside it before anything else.
        """
        return Writing(self, first)

    def all(self, statement: str, *values: Value) -> list[tuple[apsw.SQLiteValue, ...]]:
        """The rows of a statement; STRICT tables hold the types they name."""
        try:
            return list(self.db.execute(statement, values))
        except TROUBLES as exc:
            raise self.trouble(exc) from exc

    def write(self, statement: str, *values: Value) -> int:
        """Run a change; how many rows it changed."""
        try:
            self.db.execute(statement, values)
            return self.db.changes()
        except TROUBLES as exc:
            raise self.trouble(exc) from exc

    def trouble(self, error: BaseException) -> PosError:
        """One of ``TROUBLES`` as the error of this file's owner."""
        return self._failed(f"{type(error).__name__}: {error}")

    @property
    def version(self) -> int:
        """The schema's number in the file; 0 for an empty one."""
        return integer(self.all("PRAGMA user_version")[0][0])

    def make(self, schema: str, version: int) -> None:
        """Make the tables in an empty file. Raises ``failed`` for a file that a newer posdesk has written."""
        with self.writing():
            found = self.version
            if found > version:
                raise self._failed(f"version {found}, this posdesk reads {version}")
            if found == 0:
                self.db.execute(schema)
                self.db.execute(f"PRAGMA user_version = {version:d}")

    def _prepare(self) -> None:
        """What a kind of file does when it was opened, such as making its tables."""

    def _configure(self, busy_ms: int, read_only: bool) -> None:
        self.db.set_busy_timeout(busy_ms)
        # Else SQLite plans anew for each value that is bound: eight times the price of a list of five rows.
        self.db.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
        self.db.pragma("foreign_keys", True)
        if not read_only:
            # SQLite opens a file that may not be written without a word.
            if self.db.readonly("main"):
                raise self._failed("the file may only be read")
            self.db.pragma("journal_mode", "wal")
            self.db.pragma("synchronous", "full")


class Writing:
    """A write transaction of ``file``, for ``with``. A class, for a till has some forty of them in each sale."""

    __slots__ = ("_file", "_first")

    def __init__(self, file: SqliteFile, first: Callable[[], None] | None) -> None:
        self._file = file
        self._first = first

    def __enter__(self) -> None:
        file = self._file
        try:
            file.db.execute("BEGIN IMMEDIATE")
        except TROUBLES as exc:
            raise file.trouble(exc) from exc
        if self._first is not None:
            try:
                self._first()
            except BaseException as exc:
                self.__exit__(type(exc), exc, exc.__traceback__)
                raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        file = self._file
        try:
            try:
                if error is None:
                    file.db.execute("COMMIT")
            finally:
                if file.db.in_transaction:
                    file.db.execute("ROLLBACK")
        except TROUBLES as exc:
            raise file.trouble(exc) from exc
        if isinstance(error, TROUBLES):
            raise file.trouble(error) from error


def integer(value: apsw.SQLiteValue) -> int:
    """A number of a STRICT table, which the type checker cannot know."""
    if not isinstance(value, int):
        raise TypeError(f"a column of numbers holds {value!r}")
    return value


def _connection(path: Path | None, read_only: bool, vfs: str) -> apsw.Connection:
    readwrite = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    return apsw.Connection(
        ":memory:" if path is None else str(path),
        flags=apsw.SQLITE_OPEN_READONLY if read_only else readwrite,
        vfs=vfs or None,
    )


def _make_private(path: Path) -> None:
    """Made before SQLite opens it: its write-ahead log gets the mode that the file has then."""
    path.touch(mode=PRIVATE)
    if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(PRIVATE)
