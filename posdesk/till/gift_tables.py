"""The journal's table of gift cards, and the rows that a recorded sale makes in it (``gift_rows`` reads them)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Made in any journal that has none yet: an older posdesk issues no cards, and does not look at it.
GIFTS: Final = """
CREATE TABLE IF NOT EXISTS gift (
    reference TEXT NOT NULL REFERENCES sale (reference), number INTEGER NOT NULL, state TEXT NOT NULL,
    sent_utc_ms INTEGER NOT NULL DEFAULT 0, sent_boot_ms INTEGER NOT NULL DEFAULT 0,
    sent_boot_id TEXT NOT NULL DEFAULT '', credit_id TEXT NOT NULL DEFAULT '',
    last4 TEXT NOT NULL DEFAULT '', problem TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (reference, number)
) STRICT, WITHOUT ROWID;
"""
OWE: Final = "INSERT INTO gift (reference, number, state) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


@dataclass(frozen=True, slots=True)
class GiftWork:
    """Gift cards of a recorded sale: pieces that were ``sold``, and lines of which some came ``back``."""

    sold: int = 0
    back: int = 0

    def rows(self, reference: str) -> list[tuple[str, int, str]]:
        """A row for each piece that was sold; one below zero for each line of which some came back."""
        owed = [(reference, number, "owed") for number in range(1, self.sold + 1)]
        void = [(reference, -number, "void_owed") for number in range(1, self.back + 1)]
        return [*owed, *void]


NO_GIFTS: Final = GiftWork()
