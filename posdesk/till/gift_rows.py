"""The journal's rows of gift cards that were paid for: none is lost between the record and the issue.

A row is made in the same commit that records its sale. ``sent`` is written before the request leaves; what
is ``sent`` is read back before anything is sent again. A number or a PIN never stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posdesk.sale.gifts import GiftOrder, GiftsBack, gifts_back, gifts_of
from posdesk.sale.moments import Instant
from posdesk.sale.state import Sale
from posdesk.till.journal import Journal
from posdesk.till.sqlite_file import Value

_COLUMNS = "gift.reference, number, state, sent_utc_ms, sent_boot_ms, sent_boot_id, credit_id, last4, problem"


class GiftState(StrEnum):
    """``refused``: the tenant said no, and a person may try again. ``void_owed``: the card came back."""

    OWED = "owed"
    SENT = "sent"
    ISSUED = "issued"
    REFUSED = "refused"
    VOID_OWED = "void_owed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class GiftRow:
    """One card; with a ``number`` below zero a line of a return. ``sent_at`` is the latest send, ``problem`` an
    error's code."""

    reference: str
    number: int
    state: GiftState
    sent_at: Instant | None = None
    credit_id: str = ""
    last4: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class GiftSold:
    """A row and what was sold."""

    row: GiftRow
    order: GiftOrder
    sale: Sale


class GiftRows:
    """Used on the journal's thread. Every method raises JournalFailed."""

    def __init__(self, journal: Journal, tenant_id: str) -> None:
        self._journal = journal
        self._tenant_id = tenant_id

    def open(self) -> tuple[GiftRow, ...]:
        """What is still to be issued or made void, oldest first. Another machine's is left to it."""
        rows = self._rows(
            "state IN ('owed', 'sent', 'void_owed') ORDER BY opened_at, gift.reference, number"
        )
        return tuple(row for row in rows if self._journal.is_here(row.reference))

    def recent(self, limit: int = 50) -> tuple[GiftSold, ...]:
        """The latest cards with their sales, newest first. Raises BadJournalRow."""
        order = f"number > 0 ORDER BY opened_at DESC, gift.reference DESC, number LIMIT {limit:d}"
        return tuple(self.sold(row) for row in self._rows(order))

    def sold(self, row: GiftRow) -> GiftSold:
        """The row with its sale. Raises BadJournalRow."""
        sale, _ = self._journal.sale(row.reference)
        return GiftSold(row, gifts_of(sale)[row.number - 1], sale)

    def of_sale(self, reference: str) -> tuple[GiftRow, ...]:
        """Every row of a sale."""
        return self._rows("gift.reference = ? ORDER BY number", reference)

    def back(self, row: GiftRow) -> GiftsBack:
        """What the line of a return took back. Raises BadJournalRow."""
        sale, _ = self._journal.sale(row.reference)
        return gifts_back(sale)[-row.number - 1]

    def put(self, row: GiftRow) -> None:
        """Write the row as it is now; durable."""
        sent = row.sent_at or Instant(0)
        self._journal.write(
            "UPDATE gift SET state = ?, sent_utc_ms = ?, sent_boot_ms = ?, sent_boot_id = ?, credit_id = ?,"
            " last4 = ?, problem = ? WHERE reference = ? AND number = ?",
            (
                row.state.value,
                sent.utc_ms,
                sent.boot_ms,
                sent.boot_id,
                row.credit_id,
                row.last4,
                row.problem,
                row.reference,
                row.number,
            ),
        )

    def _rows(self, where: str, *args: Value) -> tuple[GiftRow, ...]:
        found = self._journal.read(
            f"SELECT {_COLUMNS} FROM gift JOIN sale ON sale.reference = gift.reference"  # noqa: S608  constants
            f" WHERE tenant_id = ? AND {where}",
            (self._tenant_id, *args),
        )
        return tuple(
            GiftRow(
                reference,
                number,
                GiftState(state),
                Instant(utc, boot, boot_id) if utc else None,
                credit_id,
                last4,
                problem,
            )
            for reference, number, state, utc, boot, boot_id, credit_id, last4, problem in found
        )
