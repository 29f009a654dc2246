"""The journal: every event of every sale, append-only, durable before anything leaves the till.

SQLite through apsw (WAL, synchronous FULL). ``append`` is one commit: the events and the intentions that
follow from them. Used from one thread at a time, never the window's.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import apsw

from posdesk.sale.checkout import advance, opened
from posdesk.sale.errors import PosError, ReturnClaimed
from posdesk.sale.events import Event, RedemptionGranted, RedemptionSought, SaleOpened
from posdesk.sale.moments import Instant
from posdesk.sale.state import FINAL, Phase, Sale
from posdesk.sale.sweep_events import TwinsSought
from posdesk.till.codec import BadJournalRow, decode, encode
from posdesk.till.gift_tables import GIFTS, NO_GIFTS, OWE, GiftWork
from posdesk.till.references import MAX_RECEIPT, new_installation

SCHEMA_VERSION = 1
ALL_RECEIPTS = range(1, MAX_RECEIPT + 1)
_SCHEMA = """
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
# Made in any journal that has none yet: an older posdesk has no returns, and does not look at it.
_RETURNED = """
CREATE TABLE IF NOT EXISTS returned (
    tenant_id TEXT NOT NULL, original TEXT NOT NULL, reference TEXT NOT NULL,
    PRIMARY KEY (tenant_id, original, reference)
) STRICT, WITHOUT ROWID;
"""
# In the same way: sales that are over and still look for late twins of their redemptions.
_LOOKING = """
CREATE TABLE IF NOT EXISTS looking (
    reference TEXT PRIMARY KEY REFERENCES sale (reference)
) STRICT, WITHOUT ROWID;
"""
_LOOKING_ON = "INSERT INTO looking VALUES (?) ON CONFLICT DO NOTHING"
_LOOKING_OFF = "DELETE FROM looking WHERE reference = ?"


class ReceiptsUsedUp(PosError):
    """The register has given every receipt number of its range."""

    code = "till.receipts_used_up"
    user_message = (
        "This register has given all of its receipt numbers, so no sale can be opened. Recorded sales are "
        "not touched. Give it more numbers in the office, under Stores."
    )


class JournalFailed(PosError):
    """The journal cannot be opened or written. Without it no write leaves the till."""

    code = "till.journal_failed"
    user_message = (
        "The journal cannot be written, so nothing was sent and nothing was taken. "
        "Free some disk space or check the folder's permissions, then try again."
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One event as it stands in the journal. ``at`` is when it happened."""

    reference: str
    seq: int
    at: Instant
    type: str
    v: int
    body: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One sale of the journal's list. ``phase`` is empty while it is not closed."""

    reference: str
    tenant_id: str
    opened_at: int
    phase: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The pieces of the past sale ``original`` are this return's; empty: nobody's any more.

    ``known`` are the returns of it that the figures of this one reckon with.
    """

    original: str
    known: frozenset[str] = frozenset()


class Journal:
    """One journal file, or one in memory for ``None``. Raises JournalFailed."""

    def __init__(self, path: Path | None) -> None:
        try:
            if path is not None:
                # Made before SQLite opens it: its write-ahead log gets the mode that the file has then.
                path.touch(mode=0o600)
            self._db = apsw.Connection(":memory:" if path is None else str(path))
            self._db.set_busy_timeout(2_000)
            # One by one: after the first statement with a result the rest of a text would wait unread.
            self._db.pragma("journal_mode", "wal")
            self._db.pragma("synchronous", "full")
            self._db.pragma("foreign_keys", True)
            self._migrate()
            if path is not None:
                path.chmod(0o600)
        except (apsw.Error, OSError) as exc:
            raise JournalFailed(str(exc)) from exc

    def _migrate(self) -> None:
        version = int(str(self._db.pragma("user_version")))
        if version > SCHEMA_VERSION:
            raise JournalFailed(f"the journal is from a later posdesk (schema {version})")
        if version == 0:
            with self._db:
                self._db.execute(_SCHEMA)
                self._db.execute(
                    "INSERT INTO installation VALUES (?)", (new_installation(secrets.randbits),)
                )
                self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        self._db.execute(_RETURNED)
        self._db.execute(_LOOKING)
        self._db.execute(GIFTS)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def installation(self) -> str:
        """Six base-32 characters, made with the file."""
        return str(self._one("SELECT id FROM installation"))

    def next_receipt(self, store: str, register: str, numbers: range = ALL_RECEIPTS) -> int:
        """Take the register's next receipt number of ``numbers``; a number is never given twice. Durable.

        Raises ReceiptsUsedUp, and then none is taken.
        """
        try:
            with self._db:
                number: int = self._one(
                    "INSERT INTO receipt VALUES (?, ?, ?)"
                    " ON CONFLICT DO UPDATE SET last = max(last + 1, excluded.last) RETURNING last",
                    (store, register, numbers.start),
                )
                if number not in numbers:
                    raise ReceiptsUsedUp(
                        f"{store}-{register}: {numbers.start} to {numbers.stop - 1}"
                    )
        except apsw.Error as exc:
            raise JournalFailed(str(exc)) from exc
        return number

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
        """Write ``events`` under ``first_seq`` and on, in one durable commit. Raises JournalFailed.

        A sale is made by its first event; ``phase`` is where the sale stands after them. A return that claims
        a past sale is refused with ReturnClaimed, and nothing is written, while another return of it is there
        that it does not reckon with. ``gifts`` is what is owed since then. ``looking``: a sale that is over still
        looks for late twins, and is unfinished until it does not.
        """
        try:
            with self._db:
                if first_seq == 1:
                    self._db.execute(
                        "INSERT INTO sale VALUES (?, ?, ?)",
                        (reference, tenant_id, events[0].at.utc_ms),
                    )
                self._db.executemany(
                    "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    [
                        _row(reference, first_seq + offset, event)
                        for offset, event in enumerate(events)
                    ],
                )
                self._db.executemany(
                    "INSERT INTO held VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    [(tenant_id, held, reference) for held in _held(events)],
                )
                if claim is not None:
                    self._claim(reference, tenant_id, claim)
                self._db.executemany(OWE, gifts.rows(reference))
                if phase in FINAL:
                    self._db.execute(
                        "INSERT INTO closed VALUES (?, ?) ON CONFLICT DO NOTHING",
                        (reference, phase.value),
                    )
                    self._db.execute(_LOOKING_ON if looking else _LOOKING_OFF, (reference,))
        except apsw.Error as exc:
            raise JournalFailed(str(exc)) from exc

    def _claim(self, reference: str, tenant_id: str, claim: Claim) -> None:
        self._db.execute(
            "DELETE FROM returned WHERE tenant_id = ? AND reference = ?", (tenant_id, reference)
        )
        if not claim.original:
            return
        others = set(self.returns(tenant_id, claim.original)) - claim.known
        if others:
            raise ReturnClaimed(f"{claim.original}: {sorted(others)}")
        self._db.execute(
            "INSERT INTO returned VALUES (?, ?, ?)", (tenant_id, claim.original, reference)
        )

    def returns(self, tenant_id: str, original: str) -> tuple[str, ...]:
        """The references of the returns that took pieces of a past sale, or are taking them."""
        found = self._all(
            "SELECT reference FROM returned WHERE tenant_id = ? AND original = ?",
            (tenant_id, original),
        )
        return tuple(row[0] for row in found)

    def rows(self, reference: str, after: int = 0) -> tuple[Row, ...]:
        """The sale's rows in order, from the one after ``after``; none for a sale nobody knows."""
        found = self._all(
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
        """The tenant's sales that are neither recorded nor voided, or still look for twins; oldest first."""
        return self._entries(
            "SELECT * FROM listed WHERE tenant_id = ?"
            " AND (phase = '' OR reference IN (SELECT reference FROM looking))"
            " ORDER BY opened_at, reference",
            (tenant_id,),
        )

    def strangers(self, tenant_id: str) -> tuple[Entry, ...]:
        """Unfinished sales of any other tenant: an old sandbox, a tenant not in use."""
        return self._entries(
            "SELECT * FROM listed WHERE tenant_id <> ?"
            " AND (phase = '' OR reference IN (SELECT reference FROM looking))"
            " ORDER BY opened_at, reference",
            (tenant_id,),
        )

    def recent(self, tenant_id: str, limit: int = 50) -> tuple[Entry, ...]:
        """The tenant's latest sales, newest first."""
        return self._entries(
            "SELECT * FROM listed WHERE tenant_id = ?"
            " ORDER BY opened_at DESC, reference DESC LIMIT ?",
            (tenant_id, limit),
        )

    def recorded(self, tenant_id: str, pattern: str) -> tuple[str, ...]:
        """References of the tenant's recorded sales that are like ``pattern`` (``%`` for anything), newest first."""
        found = self._all(
            "SELECT reference FROM listed WHERE tenant_id = ? AND phase = ? AND reference LIKE ?"
            " ORDER BY opened_at DESC, reference DESC",
            (tenant_id, Phase.RECORDED.value, pattern),
        )
        return tuple(row[0] for row in found)

    def _entries(self, sql: str, args: tuple[object, ...]) -> tuple[Entry, ...]:
        return tuple(Entry(*row) for row in self._all(sql, args))

    def known(self, tenant_id: str) -> frozenset[str]:
        """The ids of all redemptions that this journal's sales hold, or held."""
        found = self._all("SELECT redemption_id FROM held WHERE tenant_id = ?", (tenant_id,))
        return frozenset(row[0] for row in found)

    def read(self, sql: str, args: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows of a table beside the events, for the module that keeps it. Raises JournalFailed."""
        return self._all(sql, args)

    def write(self, sql: str, args: tuple[object, ...]) -> None:
        """One statement about such a table, in a durable commit of its own. Raises JournalFailed."""
        try:
            with self._db:
                self._db.execute(sql, args)
        except apsw.Error as exc:
            raise JournalFailed(str(exc)) from exc

    def _all(self, sql: str, args: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        # STRICT tables hold the types they name, which apsw's stubs cannot know.
        try:
            return list(self._db.execute(sql, args))
        except apsw.Error as exc:
            raise JournalFailed(str(exc)) from exc

    def _one(self, sql: str, args: tuple[object, ...] = ()) -> Any:
        rows = self._all(sql, args)
        return rows[0][0] if rows else None


def fold(rows: Sequence[Row]) -> tuple[Sale, int]:
    """Replay rows to the sale they make; effects are not run again. Raises BadJournalRow."""
    if not rows or rows[0].type != SaleOpened.__name__:
        raise BadJournalRow("a sale does not begin with its opening")
    first = decode(rows[0].type, rows[0].v, rows[0].body, rows[0].at)
    if not isinstance(first, SaleOpened):
        raise BadJournalRow("a sale does not begin with its opening")
    sale = opened(first)
    for seq, row in enumerate(rows[1:], start=rows[0].seq + 1):
        if row.seq != seq:
            raise BadJournalRow(f"{row.reference}: row {seq} is missing")
        sale = _replayed(sale, row)
    return sale, rows[-1].seq


def _replayed(sale: Sale, row: Row) -> Sale:
    event = decode(row.type, row.v, row.body, row.at)
    try:
        after, _ = advance(sale, event)
    except (PosError, StopIteration) as exc:
        # What was written was possible then: a row before it is not what it was.
        raise BadJournalRow(f"{row.reference} row {row.seq}: {row.type} cannot follow") from exc
    return after


def _held(events: Sequence[Event]) -> list[str]:
    """Redemptions that these events make the sale's own."""
    granted = (RedemptionGranted, RedemptionSought)
    own = [
        event.redemption_id
        for event in events
        if isinstance(event, granted) and event.redemption_id
    ]
    twins = [row.redemption_id for e in events if isinstance(e, TwinsSought) for row in e.found]
    return own + twins


def _row(reference: str, seq: int, event: Event) -> tuple[object, ...]:
    kind, version, body = encode(event)
    at = event.at
    return reference, seq, at.utc_ms, at.boot_ms, at.boot_id, kind, version, body
