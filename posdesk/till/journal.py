"""The journal: every event of every sale, append-only, durable before anything leaves the till.

SQLite through apsw (WAL, synchronous FULL). ``append`` is one commit: the events and the intentions that
follow from them. One process has it (``lease``); another may read. Used from one thread at a time, never the
window's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from posdesk.home.machine import this_machine
from posdesk.sale.errors import ReturnClaimed
from posdesk.sale.events import Event
from posdesk.sale.moments import Instant
from posdesk.sale.state import FINAL, Phase, Sale
from posdesk.till.gift_tables import NO_GIFTS, OWE, GiftWork
from posdesk.till.journal_errors import (
    JournalFailed,
    JournalMended,
    JournalOutdated,
    JournalReadOnly,
    ReceiptsUsedUp,
    SaleElsewhere,
)
from posdesk.till.journal_mend import mend
from posdesk.till.journal_rows import Claim, Entry, Row, fold, held, row_of
from posdesk.till.journal_schema import SCHEMA_VERSION, bring_up, readable
from posdesk.till.lease import Lease
from posdesk.till.machines import Installations, move_here, read_installations, settle
from posdesk.till.references import MAX_RECEIPT
from posdesk.till.sqlite_file import SqliteFile, Value, Writing

__all__ = [
    "SCHEMA_VERSION",
    "Claim",
    "Entry",
    "Journal",
    "JournalFailed",
    "ReceiptsUsedUp",
    "Row",
    "fold",
]
ALL_RECEIPTS = range(1, MAX_RECEIPT + 1)
_BUSY_MS = 2_000
_EVENT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_HELD = "INSERT INTO held VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_LOOKING_ON = "INSERT INTO looking VALUES (?) ON CONFLICT DO NOTHING"
_LOOKING_OFF = "DELETE FROM looking WHERE reference = ?"
_CLOSED = "INSERT INTO closed VALUES (?, ?) ON CONFLICT DO NOTHING"


class Journal:
    """One journal file, or one in memory for ``None``. Raises JournalFailed, JournalInUse.

    ``read_only`` opens what is there beside the process that has it: reads work, every write raises
    JournalReadOnly. ``program`` is what another process is told; ``machine`` says which computer this is;
    ``vfs`` is another way to the disk than SQLite's own. ``mended`` is what was found damaged, and what was done.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        read_only: bool = False,
        program: str = "posdesk",
        machine: Callable[[], str] = this_machine,
        vfs: str = "",
    ) -> None:
        self.mended: JournalMended | None = None
        self._read_only = read_only
        self._lease = None if path is None or read_only else Lease(path)
        try:
            self._mark = "" if path is None else machine()
            if path is not None and not read_only:
                self.mended = mend(path, self._mark, vfs)
            self._file = SqliteFile(
                path, JournalFailed, busy_ms=_BUSY_MS, read_only=read_only, vfs=vfs
            )
            try:
                self._installations = self._begin(path, program)
            except BaseException:
                self._file.close()
                raise
        except BaseException:
            if self._lease is not None:
                self._lease.release()
            raise

    def _begin(self, path: Path | None, program: str) -> Installations:
        if self._read_only:
            if readable(self._file) < SCHEMA_VERSION:
                raise JournalOutdated(f"schema {self._file.version}")
            return read_installations(self._file, self._mark)
        bring_up(self._file, path)
        if self._lease is not None:
            self._lease.take(self._file, program)
            with self._writing():
                settle(self._file, self._mark)
        return read_installations(self._file, self._mark)

    def close(self) -> None:
        """Let go of the file, and of the lease."""
        try:
            self._file.close()
        finally:
            if self._lease is not None:
                self._lease.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def _writing(self) -> Writing:
        """One durable commit, by whoever has the journal now."""
        if self._read_only:
            raise JournalReadOnly
        return self._file.writing(self._check_lease)

    def _check_lease(self) -> None:
        if self._lease is not None:
            self._lease.check(self._file)

    @property
    def installation(self) -> str:
        """Six base-32 characters, made with the file; another for each machine that it is copied to."""
        return self._installations.own

    def is_here(self, reference: str) -> bool:
        """Whether a sale is this machine's to go on with."""
        return self._installations.is_here(reference)

    def move_here(self) -> None:
        """A person says that the machines this journal was copied from are gone: their sales are this one's."""
        with self._writing():
            move_here(self._file, self._mark)
        self._installations = read_installations(self._file, self._mark)

    def next_receipt(self, store: str, register: str, numbers: range = ALL_RECEIPTS) -> int:
        """Take the register's next receipt number of ``numbers``; a number is never given twice. Durable.

        Raises ReceiptsUsedUp, and then none is taken.
        """
        with self._writing():
            ((number,),) = self.read(
                "INSERT INTO receipt VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET last = max(last + 1, excluded.last) RETURNING last",
                (store, register, numbers.start),
            )
            if number not in numbers:
                raise ReceiptsUsedUp(f"{store}-{register}: {numbers.start} to {numbers.stop - 1}")
        return int(number)

    def append(
        self,
        reference: str,
        tenant_id: str,
        first_seq: int,
        events: Sequence[Event],
        phase: Phase,
        claim: Claim | None = None,
        gifts: GiftWork = NO_GIFTS,
        *,
        looking: bool = False,
    ) -> None:
        """Write ``events`` under ``first_seq`` and on, in one durable commit. Raises JournalFailed, SaleElsewhere.

        A sale is made by its first event; ``phase`` is where the sale stands after them. A return that claims
        a past sale is refused with ReturnClaimed, and nothing is written, while another return of it is there
        that it does not reckon with. ``gifts`` is what is owed since then. ``looking``: a sale that is over still
        looks for late twins, and is unfinished until it does not.
        """
        if not self.is_here(reference):
            raise SaleElsewhere(reference)
        file = self._file
        with self._writing():
            if first_seq == 1:
                opened_at = events[0].at.utc_ms
                file.write("INSERT INTO sale VALUES (?, ?, ?)", reference, tenant_id, opened_at)
            for seq, event in enumerate(events, start=first_seq):
                file.write(_EVENT, *row_of(reference, seq, event))
            for redemption_id in held(events):
                file.write(_HELD, tenant_id, redemption_id, reference)
            if claim is not None:
                self._claim(reference, tenant_id, claim)
            for row in gifts.rows(reference):
                file.write(OWE, *row)
            if phase in FINAL:
                file.write(_CLOSED, reference, phase.value)
                file.write(_LOOKING_ON if looking else _LOOKING_OFF, reference)

    def _claim(self, reference: str, tenant_id: str, claim: Claim) -> None:
        self._file.write(
            "DELETE FROM returned WHERE tenant_id = ? AND reference = ?", tenant_id, reference
        )
        if not claim.original:
            return
        others = set(self.returns(tenant_id, claim.original)) - claim.known
        if others:
            raise ReturnClaimed(f"{claim.original}: {sorted(others)}")
        self._file.write(
            "INSERT INTO returned VALUES (?, ?, ?)", tenant_id, claim.original, reference
        )

    def returns(self, tenant_id: str, original: str) -> tuple[str, ...]:
        """The references of the returns that took pieces of a past sale, or are taking them."""
        found = self.read(
            "SELECT reference FROM returned WHERE tenant_id = ? AND original = ?",
            (tenant_id, original),
        )
        return tuple(row[0] for row in found)

    def rows(self, reference: str, after: int = 0) -> tuple[Row, ...]:
        """The sale's rows in order, from the one after ``after``; none for a sale nobody knows."""
        found = self.read(
            "SELECT reference, seq, at_utc_ms, boot_ms, boot_id, type, v, body FROM event"
            " WHERE reference = ? AND seq > ? ORDER BY seq",
            (reference, after),
        )
        return tuple(
            Row(ref, seq, Instant(utc, boot, boot_id), kind, v, body)
            for ref, seq, utc, boot, boot_id, kind, v, body in found
        )

    def sale(self, reference: str) -> tuple[Sale, int]:
        """The sale folded from its rows, and its last sequence number. Raises BadJournalRow."""
        return fold(self.rows(reference))

    def unfinished(self, tenant_id: str) -> tuple[Entry, ...]:
        """The tenant's sales of this machine that are neither recorded nor voided, or still look for twins.

        Oldest first.
        """
        return self._open("tenant_id = ?", tenant_id, here=True)

    def strangers(self, tenant_id: str) -> tuple[Entry, ...]:
        """Unfinished sales of any other tenant: an old sandbox, a tenant not in use."""
        return self._open("tenant_id <> ?", tenant_id, here=True)

    def elsewhere(self, tenant_id: str) -> tuple[Entry, ...]:
        """The tenant's unfinished sales of other machines: this journal was copied. They are only looked at."""
        return self._open("tenant_id = ?", tenant_id, here=False)

    def _open(self, whose: str, tenant_id: str, *, here: bool) -> tuple[Entry, ...]:
        found = self._entries(
            f"SELECT * FROM listed WHERE {whose}"  # noqa: S608  constants
            " AND (phase = '' OR reference IN (SELECT reference FROM looking))"
            " ORDER BY opened_at, reference",
            (tenant_id,),
        )
        return tuple(entry for entry in found if self.is_here(entry.reference) is here)

    def recent(self, tenant_id: str, limit: int = 50) -> tuple[Entry, ...]:
        """The tenant's latest sales, newest first."""
        return self._entries(
            "SELECT * FROM listed WHERE tenant_id = ?"
            " ORDER BY opened_at DESC, reference DESC LIMIT ?",
            (tenant_id, limit),
        )

    def every(self) -> tuple[Entry, ...]:
        """All sales of all tenants, oldest first."""
        return self._entries("SELECT * FROM listed ORDER BY opened_at, reference", ())

    def recorded(self, tenant_id: str, pattern: str) -> tuple[str, ...]:
        """References of the tenant's recorded sales that are like ``pattern`` (``%`` for anything), newest first."""
        found = self.read(
            "SELECT reference FROM listed WHERE tenant_id = ? AND phase = ? AND reference LIKE ?"
            " ORDER BY opened_at DESC, reference DESC",
            (tenant_id, Phase.RECORDED.value, pattern),
        )
        return tuple(row[0] for row in found)

    def _entries(self, sql: str, args: tuple[Value, ...]) -> tuple[Entry, ...]:
        return tuple(Entry(*row) for row in self.read(sql, args))

    def known(self, tenant_id: str) -> frozenset[str]:
        """The ids of all redemptions that this journal's sales hold, or held."""
        found = self.read("SELECT redemption_id FROM held WHERE tenant_id = ?", (tenant_id,))
        return frozenset(row[0] for row in found)

    def read(self, sql: str, args: tuple[Value, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows of a table beside the events, for the module that keeps it. Raises JournalFailed."""
        # STRICT tables hold the types they name, which apsw's stubs cannot know.
        return self._file.all(sql, *args)

    def write(self, sql: str, args: tuple[Value, ...]) -> None:
        """One statement about such a table, in a durable commit of its own. Raises JournalFailed."""
        with self._writing():
            self._file.write(sql, *args)
