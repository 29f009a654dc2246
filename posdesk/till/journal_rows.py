"""What stands in the journal, and how the rows of a sale make the sale again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posdesk.sale.checkout import advance, opened
from posdesk.sale.errors import PosError
from posdesk.sale.events import Event, RedemptionGranted, RedemptionSought, SaleOpened
from posdesk.sale.moments import Instant
from posdesk.sale.state import Sale
from posdesk.sale.sweep_events import TwinsSought
from posdesk.till.codec import BadJournalRow, decode, encode
from posdesk.till.sqlite_file import Value


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


def held(events: Sequence[Event]) -> list[str]:
    """Redemptions that these events make the sale's own."""
    granted = (RedemptionGranted, RedemptionSought)
    own = [
        event.redemption_id
        for event in events
        if isinstance(event, granted) and event.redemption_id
    ]
    twins = [row.redemption_id for e in events if isinstance(e, TwinsSought) for row in e.found]
    return own + twins


def row_of(reference: str, seq: int, event: Event) -> tuple[Value, ...]:
    """The columns of an event."""
    kind, version, body = encode(event)
    at = event.at
    return reference, seq, at.utc_ms, at.boot_ms, at.boot_id, kind, version, body
