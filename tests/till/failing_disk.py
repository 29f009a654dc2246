"""A disk that fails to order: an SQLite VFS over the system's own, which counts what is written and synced.

It fails at the k-th such operation on a journal's file or its write-ahead log, and at all that follow, until it is
``well`` again: full, an I/O error, or a write of which the first half arrives and then the power is gone.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from enum import Enum
from types import TracebackType
from typing import Any

import apsw

_NAMES = itertools.count(1)


class Fault(Enum):
    """How it fails. ``LOST_SYNC``: everything is written, but the disk does not confirm it."""

    FULL = "full"
    IO_ERROR = "I/O error"
    TORN = "torn write"
    LOST_SYNC = "lost sync"


class FailingDisk(apsw.VFS):
    """``name`` is the VFS's. ``ordered`` fails at an operation; ``log`` are the operations so far, in order."""

    def __init__(self) -> None:
        self.name = f"failing-{next(_NAMES)}"
        self.log: list[str] = []
        self._fault: Fault | None = None
        self._at = 0
        self.failed = False
        self.on_failure: Callable[[], None] = lambda: None
        super().__init__(self.name, base="")

    def order(self, fault: Fault, at: int) -> None:
        """From operation ``at`` on (counted from 0), until ``heal``."""
        self._fault, self._at, self.failed = fault, at, False

    def heal(self) -> None:
        self._fault = None

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802  SQLite names it
        return _File(self, name, flags)

    def excepthook(
        self,
        etype: type[BaseException] | None,
        evalue: BaseException | None,
        etraceback: TracebackType | None,
    ) -> bool:
        """A second failure while SQLite deals with the first has nobody to be told to."""
        return True

    def note(self, what: str) -> Fault | None:
        """An operation is about to happen; how it fails."""
        number = len(self.log)
        self.log.append(what)
        fault = self._fault
        if fault is None or number < self._at or (fault is Fault.LOST_SYNC and what != "sync"):
            return None
        first, self.failed = not self.failed, True
        if first:
            self.on_failure()
        # Half of one write arrives; of what comes after, nothing.
        return Fault.IO_ERROR if fault is Fault.TORN and not first else fault


class LockedDisk(apsw.VFS):
    """Files may only be read: SQLite opens them so when they may not be written, without a word."""

    def __init__(self) -> None:
        self.name = f"locked-{next(_NAMES)}"
        super().__init__(self.name, base="")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802  SQLite names it
        writing = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        flags[0] = (flags[0] & ~writing) | apsw.SQLITE_OPEN_READONLY
        file = apsw.VFSFile("", name, flags)
        flags[1] = flags[0]
        return file


class _File(apsw.VFSFile):
    def __init__(self, disk: FailingDisk, name: Any, flags: list[int]) -> None:
        self._disk = disk
        super().__init__("", name, flags)

    def excepthook(
        self,
        etype: type[BaseException] | None,
        evalue: BaseException | None,
        etraceback: TracebackType | None,
    ) -> bool:
        """As the disk's."""
        return True

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  SQLite names it
        fault = self._disk.note("write")
        if fault is Fault.TORN:
            super().xWrite(data[: len(data) // 2], offset)
        if fault is not None:
            raise _error(fault)
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802  SQLite names it
        fault = self._disk.note("sync")
        if fault is not None:
            raise _error(fault)
        super().xSync(flags)

    def xTruncate(self, size: int) -> None:  # noqa: N802  SQLite names it
        fault = self._disk.note("truncate")
        if fault is not None:
            raise _error(fault)
        super().xTruncate(size)


def _error(fault: Fault) -> apsw.Error:
    if fault is Fault.FULL:
        return apsw.FullError("no space left on the disk")
    return apsw.IOError(f"the disk failed: {fault.value}")
