"""One process per journal: the system's lock, and a number in the journal that every write is checked against.

The lock ends with its process, however that ends. Where it does not hold (a network share, a lock file that
somebody removed) the number does: whoever opens the journal takes the next one, and a holder whose number is
not the journal's can never write again (reliability W38).
"""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

from posdesk.home.file_lock import FileLock, Locked
from posdesk.till.journal_errors import Holder, JournalFailed, JournalInUse
from posdesk.till.sqlite_file import SqliteFile, integer

TABLE = """
CREATE TABLE IF NOT EXISTS lease (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1), fence INTEGER NOT NULL,
    pid INTEGER NOT NULL, host TEXT NOT NULL, program TEXT NOT NULL, since_utc_ms INTEGER NOT NULL
) STRICT;
"""
_TAKE = """
INSERT INTO lease VALUES (1, 1, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET fence = fence + 1,
    pid = excluded.pid, host = excluded.host, program = excluded.program, since_utc_ms = excluded.since_utc_ms
RETURNING fence
"""


class Lease:
    """The lock on the journal ``path``; ``take`` writes whose it is.

    Raises JournalInUse at once while another process has it, JournalFailed when no lock can be made.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._lock = FileLock(path.with_name(f"{path.name}.lock"))
        except Locked as error:
            raise JournalInUse(holder_of(path)) from error
        except OSError as error:
            raise JournalFailed(f"{type(error).__name__}: {error}") from error
        self._fence = 0

    def take(self, file: SqliteFile, program: str) -> None:
        """Write the next number, and who has it. Raises JournalFailed."""
        since = time.time_ns() // 1_000_000
        with file.writing():
            taken = file.all(_TAKE, os.getpid(), socket.gethostname(), program, since)
        self._fence = integer(taken[0][0])

    def check(self, file: SqliteFile) -> None:
        """Inside a write transaction: raises JournalInUse when somebody else has taken the journal over."""
        if file.all("SELECT fence FROM lease") != [(self._fence,)]:
            raise JournalInUse(holder_in(file))

    def release(self) -> None:
        self._lock.release()


def check_free(path: Path) -> None:
    """Raises JournalInUse while a process has the journal ``path``, JournalFailed when that cannot be found out."""
    Lease(path).release()


def holder_in(file: SqliteFile) -> Holder | None:
    """Whom the journal names as its last holder. Raises JournalFailed."""
    found = file.all("SELECT pid, host, program, since_utc_ms FROM lease")
    for pid, host, program, since in found:
        return Holder(integer(pid), str(host), str(program), integer(since))
    return None


def holder_of(path: Path) -> Holder | None:
    """Who has the journal ``path``; None where that cannot be read."""
    try:
        with SqliteFile(path, JournalFailed, read_only=True) as file:
            return holder_in(file)
    except JournalFailed:
        # An old journal, or one that is just being made: that it is in use is known all the same.
        return None
