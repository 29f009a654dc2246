"""The simulated terminal's own durable log: what it was asked and what it decided. Rows are only added.

SQLite through apsw, WAL, ``synchronous=FULL``: what a method has written is on disk when it returns.
A terminal is a device of its own, so this file is never the till's journal and shares nothing with it.
Not for the loop's thread; one thread at a time. SQLite's errors leave here as ``TerminalLogFailed``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from posdesk.sale.moments import Instant
from posdesk.sale.money import Currency, Money
from posdesk.till.outcomes import Outcome, outcome_named
from posdesk.till.sqlite_file import SqliteFile, integer
from posdesk.till.terminal_answers import Refunded, TerminalLogFailed

_VERSION = 1
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


class TerminalLog(SqliteFile):
    """The log in ``path``, made when it is not there; ``None`` keeps it in memory, for simulations.

    Raises TerminalLogFailed, also for a log that a newer posdesk has written.
    """

    def __init__(self, path: Path | None = None) -> None:
        super().__init__(path, TerminalLogFailed)

    def _prepare(self) -> None:
        self.make(_SCHEMA, _VERSION)

    def asked(self, payment_id: str) -> Asked | None:
        """The payment as it was first started."""
        for row in self.all("SELECT * FROM payment WHERE payment_id = ?", payment_id):
            _, minor, currency, outcome, settles_ms, utc_ms, boot_ms, boot_id = row
            return Asked(
                payment_id,
                Money(integer(minor), Currency(str(currency))),
                outcome_named(str(outcome)),
                integer(settles_ms),
                Instant(integer(utc_ms), integer(boot_ms), str(boot_id)),
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
        for minor, code, outcome, voided, refunded in self.all(query, asked.payment_id):
            amount, back = Money(integer(minor), currency), Money(integer(refunded), currency)
            return Settled(amount, str(code), str(outcome), bool(voided), back)
        return None

    def refund(self, refund_id: str) -> Refunded | None:
        """The refund of that id, whichever payment it belongs to."""
        query = """
            SELECT payment_id, refund.minor, currency
            FROM refund JOIN payment USING (payment_id) WHERE refund_id = ?"""
        for payment_id, minor, currency in self.all(query, refund_id):
            amount = Money(integer(minor), Currency(str(currency)))
            return Refunded(str(payment_id), refund_id, amount)
        return None

    def payment_ids(self) -> tuple[str, ...]:
        """Every payment ever started, oldest first."""
        rows = self.all("SELECT payment_id FROM payment ORDER BY utc_ms, payment_id")
        return tuple(str(payment_id) for (payment_id,) in rows)

    def add_asked(self, asked: Asked) -> None:
        at, amount = asked.at, asked.amount
        self.all(
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
        self.all(
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
        self.all("INSERT INTO voided VALUES (?, ?)", payment_id, at.utc_ms)

    def add_refund(self, refund: Refunded, at: Instant) -> None:
        self.all(
            "INSERT INTO refund VALUES (?, ?, ?, ?)",
            refund.refund_id,
            refund.payment_id,
            refund.amount.minor,
            at.utc_ms,
        )
