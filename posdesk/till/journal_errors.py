"""What can go wrong with the journal's file. Each says what was not lost; a ``JournalFailed`` means that
nothing was written, so nothing that follows from it has left the till.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from posdesk.sale.errors import PosError


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
class Holder:
    """Who has a journal: ``program`` as process ``pid`` on ``host``, since ``since_ms`` (UTC milliseconds)."""

    pid: int
    host: str
    program: str
    since_ms: int

    def __str__(self) -> str:
        since = datetime.fromtimestamp(self.since_ms / 1000, UTC)
        return (
            f"{self.program}, process {self.pid} on {self.host}, since {since:%Y-%m-%d %H:%M} UTC"
        )


class JournalInUse(JournalFailed):
    """Another process has the journal, or has taken it over. ``holder`` is None where it cannot be read who."""

    code = "till.journal_in_use"
    user_message = (
        "Another posdesk has this till's journal open, so this one sells nothing. Nothing is lost: recent sales "
        "can be looked at here. Close the other one, then try again."
    )

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(str(holder) if holder else "")
        self.holder = holder


class JournalReadOnly(JournalFailed):
    """The journal was opened to be read."""

    code = "till.journal_read_only"
    user_message = (
        "The journal is open for reading only, so nothing was sent and nothing was taken. "
        "Close the other posdesk on this till, then try again."
    )


class JournalOutdated(JournalFailed):
    """The journal is an older posdesk's, and was opened to be read: that brings nothing up to date."""

    code = "till.journal_outdated"
    user_message = (
        "This journal was written by an older posdesk. Nothing was changed and nothing is lost. "
        "Open the till once, then try again."
    )


class SaleElsewhere(JournalFailed):
    """The sale belongs to another machine, from which this journal was copied (reliability W40)."""

    code = "till.sale_elsewhere"
    user_message = (
        "This sale was begun on another computer, which may still be working on it. Nothing was sent and nothing "
        "was changed. Finish it there; it can only be looked at here."
    )


class JournalMended(PosError):
    """The journal's file was damaged; what could be read of it was carried over. ``aside`` is the damaged one."""

    code = "till.journal_mended"
    user_message = (
        "The journal was damaged. Every sale that could be read is here again, and the damaged file was kept beside it. "
        "Look through the recent sales, and tell support before the damaged file is removed."
    )

    def __init__(self, aside: Path | None, sales: int = 0) -> None:
        super().__init__(f"{sales} sales were read; the damaged file is {aside}")
        self.aside = aside
        self.sales = sales


class JournalLost(JournalMended):
    """Nothing of the damaged file could be read: a new journal was begun."""

    code = "till.journal_lost"
    user_message = (
        "The journal was damaged and nothing in it could be read, so a new one was begun. The damaged file was kept beside it. "
        "Sales that were not finished must be looked up at the tenant: tell support before selling on."
    )
