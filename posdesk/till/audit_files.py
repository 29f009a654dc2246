"""The files of an audit, opened for reading only: nothing is made, mended or brought up to date beside a till.

The journal and the terminal's log are read by their tables, not through the classes that write them: what those
take for granted is a part of what is proved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import apsw

from posdesk.sale.moments import Instant
from posdesk.sale.money import Currency, Money
from posdesk.till.books import BooksUnreadable
from posdesk.till.journal import Row
from posdesk.till.terminal_answers import Approved
from posdesk.till.values import Json

_BUSY_MS = 2_000
_EVENTS = """
    SELECT sale.tenant_id, event.reference, seq, at_utc_ms, boot_ms, boot_id, type, v, body
    FROM event JOIN sale USING (reference) ORDER BY sale.opened_at, event.reference, seq"""
_HELD = """
    SELECT settled.payment_id, settled.minor, payment.currency, settled.code, settled.outcome,
        (SELECT coalesce(sum(refund.minor), 0) FROM refund
         WHERE refund.payment_id = settled.payment_id)
    FROM settled JOIN payment USING (payment_id)
    WHERE settled.minor > 0 AND payment_id NOT IN (SELECT payment_id FROM voided)
    ORDER BY payment.utc_ms, payment_id"""


def journal_sales(path: Path) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """(tenant id, rows) of every sale of the journal, oldest first. Raises BooksUnreadable."""
    for (tenant_id, reference), found in groupby(_rows(path, _EVENTS), key=itemgetter(0, 1)):
        rows = tuple(
            Row(reference, seq, Instant(utc, boot, boot_id), kind, v, body)
            for _, _, seq, utc, boot, boot_id, kind, v, body in found
        )
        yield tenant_id, rows


def terminal_kept(path: Path) -> tuple[Approved, ...]:
    """What the terminal's log says it still holds, oldest first. Raises BooksUnreadable."""
    payments = []
    for payment_id, minor, code, answer, outcome, refunded in _rows(path, _HELD):
        currency = Currency(code)
        payments.append(
            Approved(
                payment_id,
                Money(minor, currency),
                answer,
                outcome,
                voided=False,
                refunded=Money(refunded, currency),
            )
        )
    return tuple(each for each in payments if each.kept)


def read_json(path: Path) -> Json:
    """The value of a file. Raises BooksUnreadable."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise BooksUnreadable(f"{path.name}: {type(exc).__name__}") from exc


def _rows(path: Path, query: str) -> Iterator[tuple[Json, ...]]:
    # STRICT tables hold the types they name, which apsw's stubs cannot know.
    try:
        with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as database:
            database.set_busy_timeout(_BUSY_MS)
            yield from database.execute(query)
    except (apsw.Error, OSError) as exc:
        raise BooksUnreadable(f"{path.name}: {exc}") from exc
