"""The simulated terminal's own durable log: what it was asked and what it decided. Rows are only added.

SQLite through apsw, WAL, ``synchronous=FULL``: what a method has written is on disk when it returns.
A terminal is a device of its own, so this file is never the till's journal and shares nothing with it.
Not for the loop's thread; one thread at a time. SQLite's errors leave here as ``TerminalLogFailed``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw

from posdesk.sale.moments import Instant
from posdesk.sale.money import Currency, Money
from posdesk.till.outcomes import Outcome, outcome_named
from posdesk.till.terminal_answers import Refunded, TerminalLogFailed

_VERSION = 1
_BUSY_MS = 5_000
_SCHEMA = """
CREATE TABLE payment (
    payment_id TEXT PRIMARY KEY, minor INTEGER NOT NULL, currency TEXT NOT NULL, outcome TEXT NOT NULL,
    settles_ms INTEGER NOT NULL, utc_ms INTEGER NOT NULL, boot_ms INTEGER NOT NULL, boot_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE settled (
    payment_id TEXT PRIMARY KEY REFERENCES payment, minor INTEGER NOT NULL, code TEXT NOT NULL,
    outcome TEXT NOT NULL, utc_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE voided (
    payment_id TEXT PRIMARY KEY REFERENCES settled, utc_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE refund (
    refund_id TEXT PRIMARY KEY, payment_id TEXT NOT NULL REFERENCES settled, minor INTEGER NOT NULL,
    utc_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX refund_of_payment ON refund (payment_id);
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment as it was started: how much, how it is to go, when, and after how long it is decided."""

    payment_id: str
    amount: Money
    outcome: Outcome
    settles_ms: int
    at: Instant


@dataclass(frozen=True, slots=True)
class Settled:
    """How a payment was decided: the amount taken (zero: declined), and what was given back since."""

    amount: Money
    code: str
    outcome: str
    voided: bool
    refunded: Money


class TerminalLog:
    """The log in ``path``, made when it is not there; ``None`` keeps it in memory, for simulations.

    Raises TerminalLogFailed, also for a log that a newer posdesk has written.
    """

    def __init__(self, path: Path | None = None) -> None:
        with _translated():
            if path is not None:
                # Made before SQLite opens it: its write-ahead log gets the mode that the file has then.
                path.touch(mode=0o600)
                path.chmod(0o600)
            self._db = apsw.Connection(":memory:" if path is None else str(path))
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        """Close the file. The log cannot be used afterwards."""
        with _translated():
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One write transaction: what is read inside still holds when it is written."""
        with _translated():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def asked(self, payment_id: str) -> Asked | None:
        """The payment as it was first started."""
        for row in self._rows("SELECT * FROM payment WHERE payment_id = ?", payment_id):
            _, minor, currency, outcome, settles_ms, utc_ms, boot_ms, boot_id = row
            return Asked(
                payment_id,
                Money(_int(minor), Currency(str(currency))),
                outcome_named(str(outcome)),
                _int(settles_ms),
                Instant(_int(utc_ms), _int(boot_ms), str(boot_id)),
            )
        return None

    def settled(self, asked: Asked) -> Settled | None:
        """How the payment was decided, or None while it is not."""
        query = """
            SELECT minor, code, outcome,
                EXISTS (SELECT 1 FROM voided WHERE voided.payment_id = settled.payment_id),
                (SELECT coalesce(sum(minor), 0) FROM refund
                 WHERE refund.payment_id = settled.payment_id)
            FROM settled WHERE payment_id = ?"""
        currency = asked.amount.currency
        for minor, code, outcome, voided, refunded in self._rows(query, asked.payment_id):
            amount, back = Money(_int(minor), currency), Money(_int(refunded), currency)
            return Settled(amount, str(code), str(outcome), bool(voided), back)
        return None

    def refund(self, refund_id: str) -> Refunded | None:
        """The refund of that id, whichever payment it belongs to."""
        query = """
            SELECT payment_id, refund.minor, currency
            FROM refund JOIN payment USING (payment_id) WHERE refund_id = ?"""
        for payment_id, minor, currency in self._rows(query, refund_id):
            amount = Money(_int(minor), Currency(str(currency)))
            return Refunded(str(payment_id), refund_id, amount)
        return None

    def payment_ids(self) -> tuple[str, ...]:
        """Every payment ever started, oldest first."""
        rows = self._rows("SELECT payment_id FROM payment ORDER BY utc_ms, payment_id")
        return tuple(str(payment_id) for (payment_id,) in rows)

    def add_asked(self, asked: Asked) -> None:
        at, amount = asked.at, asked.amount
        self._rows(
            "INSERT INTO payment VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            asked.payment_id,
            amount.minor,
            amount.currency.code,
            asked.outcome.name,
            asked.settles_ms,
            at.utc_ms,
            at.boot_ms,
            at.boot_id,
        )

    def add_settled(self, asked: Asked, minor: int, outcome: Outcome, at: Instant) -> Settled:
        """Write how a payment was decided; ``minor`` was taken."""
        self._rows(
            "INSERT INTO settled VALUES (?, ?, ?, ?, ?)",
            asked.payment_id,
            minor,
            outcome.code,
            outcome.name,
            at.utc_ms,
        )
        currency = asked.amount.currency
        nothing = Money.zero(currency)
        return Settled(Money(minor, currency), outcome.code, outcome.name, False, nothing)

    def add_voided(self, payment_id: str, at: Instant) -> None:
        self._rows("INSERT INTO voided VALUES (?, ?)", payment_id, at.utc_ms)

    def add_refund(self, refund: Refunded, at: Instant) -> None:
        self._rows(
            "INSERT INTO refund VALUES (?, ?, ?, ?)",
            refund.refund_id,
            refund.payment_id,
            refund.amount.minor,
            at.utc_ms,
        )

    def _prepare(self) -> None:
        self._db.set_busy_timeout(_BUSY_MS)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        with self.writing():
            version = _int(self._rows("PRAGMA user_version")[0][0])
            if version > _VERSION:
                raise TerminalLogFailed(f"log of version {version}, this posdesk reads {_VERSION}")
            if version == 0:
                self._db.execute(_SCHEMA)
                self._db.execute(f"PRAGMA user_version = {_VERSION}")

    def _rows(self, query: str, *values: str | int) -> list[tuple[apsw.SQLiteValue, ...]]:
        with _translated():
            return list(self._db.execute(query, values))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (apsw.Error, OSError) as exc:
        raise TerminalLogFailed(f"{type(exc).__name__}: {exc}") from exc


def _int(value: apsw.SQLiteValue) -> int:
    # STRICT tables give nothing else; mypy cannot know.
    if not isinstance(value, int):
        raise TypeError(f"the terminal's log holds {value!r} for a number")
    return value
