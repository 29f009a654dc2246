"""Forgetting whom a closed sale was for: names, e-mail addresses and notes leave the journal, all else stays.

An event keeps its place, its ids and its amounts, so the journal is folded as before and still proves what was
taken and given; only the person's words are emptied. A sale that is not closed, or whose gift cards are not all
issued, is never touched: its recovery may need them (reliability.md 9: closed sales, 30 days). What was there
is overwritten in the file, not merely unlinked. Used on the journal's thread.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Final

from posdesk.sale.events import Event, NoteSet
from posdesk.sale.gift_plans import GiftPlan
from posdesk.sale.state import Sale
from posdesk.sale.wallet import Customer
from posdesk.till.codec import BadJournalRow, decode, encode
from posdesk.till.journal import Journal, Row, fold

KEPT_MS: Final = 30 * 24 * 3600 * 1000
AT_ONCE: Final = 500
"""Sales of one start: the window waits for it."""
_TABLE = """
CREATE TABLE IF NOT EXISTS forgotten (reference TEXT PRIMARY KEY REFERENCES sale (reference)) STRICT, WITHOUT ROWID
"""
_CLOSED = """
SELECT reference FROM listed WHERE phase <> '' AND opened_at < ?
 AND NOT EXISTS (SELECT 1 FROM forgotten WHERE forgotten.reference = listed.reference)
 AND NOT EXISTS (SELECT 1 FROM gift WHERE gift.reference = listed.reference AND state NOT IN ('issued', 'void'))
"""
_WRITE = """
UPDATE event SET body = new.body FROM (
  SELECT value->>'r' AS reference, value->>'s' AS seq, value->>'b' AS body FROM json_each(?)
) AS new WHERE event.reference = new.reference AND event.seq = new.seq
"""
_EVERY = (
    "SELECT count(*) FROM listed WHERE NOT EXISTS"
    " (SELECT 1 FROM forgotten WHERE forgotten.reference = listed.reference)"
)
_ANY_AGE: Final = 1 << 62
_MARK = "INSERT INTO forgotten SELECT value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many sales were emptied of their person, and how many could not be: not closed, or not readable."""

    sales: int
    kept: int = 0


def forget_old(journal: Journal, now_ms: int, *, most: int = AT_ONCE) -> Forgotten:
    """Forget the persons of closed sales that were opened more than 30 days before ``now_ms`` (UTC milliseconds).

    At most ``most`` sales, oldest first. Raises JournalFailed.
    """
    _prepare(journal)
    found = journal.read(f"{_CLOSED} ORDER BY opened_at LIMIT ?", (now_ms - KEPT_MS, most))
    return _forget(journal, [reference for (reference,) in found])


def forget_customer(journal: Journal, profile_id: str) -> Forgotten:
    """Forget one person in every closed sale, whatever its age; ``kept`` are those that are not closed.

    Raises JournalFailed.
    """
    return _forget_where(
        journal,
        "reference IN (SELECT reference FROM event WHERE instr(body, ?) > 0)",
        json.dumps(profile_id, ensure_ascii=False)[1:-1],
    )


def forget_tenant(journal: Journal, tenant_id: str) -> Forgotten:
    """Forget everybody in a tenant's closed sales, whatever their age. Raises JournalFailed."""
    return _forget_where(journal, "tenant_id = ?", tenant_id)


def tenants_of(journal: Journal) -> tuple[str, ...]:
    """The tenants this journal has sales of. Raises JournalFailed."""
    found = journal.read("SELECT DISTINCT tenant_id FROM sale ORDER BY tenant_id")
    return tuple(row[0] for row in found)


def without_person(event: Event) -> Event:
    """``event`` without the words that name somebody; itself where it has none."""
    if isinstance(event, NoteSet) and event.note:
        return replace(event, note="")
    emptied: Event = _emptied(event)
    return emptied


def _emptied(value: Any) -> Any:
    if isinstance(value, Customer):
        return replace(value, name="", email="")
    if isinstance(value, GiftPlan):
        return replace(value, email="", first_name="", message="")
    if isinstance(value, tuple):
        return tuple(_emptied(each) for each in value)
    if isinstance(value, Mapping):
        return {key: _emptied(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {each.name: _emptied(getattr(value, each.name)) for each in fields(value)}
        differs = any(changed[name] != getattr(value, name) for name in changed)
        return replace(value, **changed) if differs else value
    return value


def _forget_where(journal: Journal, condition: str, named: str) -> Forgotten:
    _prepare(journal)
    every = journal.read(f"{_EVERY} AND {condition}", (named,))[0][0]
    found = journal.read(f"{_CLOSED} AND {condition}", (_ANY_AGE, named))
    done = _forget(journal, [reference for (reference,) in found])
    return Forgotten(done.sales, every - done.sales)


def _prepare(journal: Journal) -> None:
    journal.write(_TABLE, ())


def _forget(journal: Journal, references: Sequence[str]) -> Forgotten:
    changes: list[dict[str, object]] = []
    done: list[str] = []
    for reference in references:
        try:
            changes += _changes(journal.rows(reference))
        except BadJournalRow as error:
            log.warning("not forgotten: %s", error.code, extra={"reference": reference})
        else:
            done.append(reference)
    # Overwritten with zeros where it stood, and the write-ahead log emptied: a copy of the files has it no more.
    journal.read("PRAGMA secure_delete = ON")
    if changes:
        journal.write(_WRITE, (json.dumps(changes, ensure_ascii=False),))
    if done:
        # Last: after a crash before it the same is done again.
        journal.write(_MARK, (json.dumps(done),))
        journal.read("PRAGMA wal_checkpoint(TRUNCATE)")
        log.info("forgotten", extra={"count": len(done)})
    return Forgotten(len(done), len(references) - len(done))


def _changes(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The rows that change. Raises BadJournalRow, also where the sale could not be folded without them."""
    changed: list[dict[str, object]] = []
    after: list[Row] = []
    for row in rows:
        event = decode(row.type, row.v, row.body, row.at)
        kind, version, body = encode(without_person(event))
        if body != encode(event)[2]:
            changed.append({"r": row.reference, "s": row.seq, "b": body})
            after.append(replace(row, type=kind, v=version, body=body))
        else:
            after.append(row)
    if changed and _outline(fold(after)[0]) != _outline(fold(rows)[0]):
        raise BadJournalRow(f"{rows[0].reference} would not be the same without its person")
    return changed


def _outline(sale: Sale) -> tuple[object, ...]:
    """What a sale must still say: where it stands, what was redeemed, and what was paid."""
    return (sale.phase, sale.basket.pieces, sale.legs, sale.tenders)
