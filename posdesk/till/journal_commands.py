"""``posdesk journal`` without a tenant: what is in the journal, as lines for people, as JSON, as a file.

Everything here reads, beside a till that is open as well. The functions return the lines of the answer; who
writes them, and the exit codes, is the command line's. Nothing shows people's data unless it is asked for.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from posdesk.home.errors import FileNotSaved
from posdesk.home.files import PRIVATE_FILE
from posdesk.sale.repayment import worth
from posdesk.sale.state import Sale, quote_of
from posdesk.till.audit_story import history_of, written_lines
from posdesk.till.codec import BadJournalRow
from posdesk.till.journal import Entry, Journal, Row
from posdesk.till.journal_export import Wanted, export_lines, exported, line_of
from posdesk.till.return_errors import NoSuchSale
from posdesk.till.reward_report import safe_cell
from posdesk.till.values import Json

SANDBOX = "sandbox"
_LANE = 34
_COLUMNS = ("reference", "tenant_id", "seq", "time_utc", "type", "v", "body")


class Format(StrEnum):
    """How the journal is exported."""

    JSONL = "jsonl"
    CSV = "csv"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Listed:
    """A sale of the list. ``phase`` is where it stands, ``unreadable`` when its rows cannot be read;
    ``total`` is what its transaction says. ``elsewhere``: another machine's, this journal was copied."""

    entry: Entry
    phase: str
    total: str
    elsewhere: bool

    def as_json(self) -> dict[str, Json]:
        return {
            "reference": self.entry.reference,
            "tenant_id": self.entry.tenant_id,
            "opened_at": utc(self.entry.opened_at),
            "phase": self.phase,
            "open": not self.entry.phase,
            "total": self.total,
            "elsewhere": self.elsewhere,
        }


def listed(journal: Journal, tenant: str = "", limit: int = 50) -> tuple[Listed, ...]:
    """Sales that are not finished first, oldest first, then the others, newest first; at most ``limit``.

    ``tenant`` is a tenant's name, empty for all. Raises JournalFailed.
    """
    mine = [entry for entry in journal.every() if _is_of(entry, tenant)]
    waiting = [entry for entry in mine if not entry.phase]
    done = [entry for entry in reversed(mine) if entry.phase]
    return tuple(_listed(journal, entry) for entry in [*waiting, *done][:limit])


def _is_of(entry: Entry, tenant: str) -> bool:
    """The sandbox's sales carry the identity of its database, which is new after each reset."""
    if tenant == SANDBOX:
        return entry.tenant_id.startswith(f"{SANDBOX}:")
    return tenant in ("", entry.tenant_id)


def _listed(journal: Journal, entry: Entry) -> Listed:
    elsewhere = not journal.is_here(entry.reference)
    try:
        sale, _ = journal.sale(entry.reference)
    except BadJournalRow:
        return Listed(entry, "unreadable", "", elsewhere)
    return Listed(entry, sale.phase.value, _total(sale), elsewhere)


def _total(sale: Sale) -> str:
    total = quote_of(sale).total - (worth(sale).net if sale.returning else sale.zero)
    return f"{total.amount:f} {total.currency.code}"


def list_lines(sales: Iterable[Listed]) -> Iterator[str]:
    """A table for people."""
    yield f"{'reference':<28}{'opened (UTC)':<22}{'phase':<14}{'total':>16}  tenant"
    for each in sales:
        note = "  on another computer" if each.elsewhere else ""
        opened = utc(each.entry.opened_at)[:19].replace("T", " ")
        yield (
            f"{each.entry.reference:<28}{opened:<22}{each.phase:<14}{each.total:>16}"
            f"  {each.entry.tenant_id}{note}"
        )


def show_lines(journal: Journal, reference: str) -> Iterator[str]:
    """Every row of a sale, in three lanes: what the till did, what the tenant and the terminal were asked and
    answered. Raises NoSuchSale, JournalFailed."""
    yield f"{'time (UTC)':<26}{'till':<{_LANE}}{'tenant':<{_LANE}}terminal"
    for row in _rows(journal, reference):
        till, tenant, terminal = _lanes(row)
        # One space at least: a long text pushes the next lane on.
        cells = f"{till:<{_LANE - 1}} {tenant:<{_LANE - 1}} {terminal}"
        yield f"{utc(row.at.utc_ms)[:23].replace('T', ' '):<26}{cells}".rstrip()


def show_json(journal: Journal, reference: str) -> str:
    """The sale's rows as a JSON array of export lines. Raises NoSuchSale, JournalFailed."""
    _rows(journal, reference)
    rows = [line_of(row, entry) for row, entry in exported(journal, Wanted(reference))]
    return json.dumps(rows, sort_keys=True, ensure_ascii=False)


def _rows(journal: Journal, reference: str) -> tuple[Row, ...]:
    rows = journal.rows(reference)
    if not rows:
        raise NoSuchSale(reference)
    return rows


def _lanes(row: Row) -> tuple[str, str, str]:
    """What stands in the lanes of till, tenant and terminal."""
    intention, proof = _told(row)
    if intention:
        arrow = f"→ {intention}"
        return (row.type, "", arrow) if _to_terminal(intention) else (row.type, arrow, "")
    if not proof:
        return row.type, "", ""
    answer = f"← {proof}"
    return (row.type, "", answer) if proof.startswith("terminal") else (row.type, answer, "")


def _to_terminal(intention: str) -> bool:
    return intention.endswith((".charge", ".void"))


def _told(row: Row) -> tuple[str, str]:
    """The intention and the proof of a row; empty where it has none, or cannot be read."""
    try:
        body = json.loads(row.body)
    except ValueError:
        return "", "cannot be read"
    if not isinstance(body, dict):
        return "", "cannot be read"
    return _printable(body.get("intention", "")), _printable(body.get("proof", ""))


def _printable(text: object) -> str:
    """What a tenant has sent must not steer a terminal."""
    return "".join(each if each.isprintable() else "?" for each in str(text))


def export(journal: Journal, wanted: Wanted, form: Format) -> Iterator[str]:
    """The lines of an export, without line ends. JSON Lines are canonical.

    A history (``audit_history``) is told sale by sale. Raises JournalFailed, for a history also BadJournalRow.
    """
    if form is Format.JSONL:
        yield from export_lines(journal, wanted)
        return
    if form is Format.HISTORY:
        for _, told in groupby(exported(journal, wanted), lambda each: each[1].reference):
            yield from written_lines(history_of([row for row, _ in told]))
        return
    yield _csv_line(_COLUMNS)
    for row, entry in exported(journal, wanted):
        line = line_of(row, entry, wanted.personal)
        body = json.dumps(line["body"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        time, kind = utc(row.at.utc_ms), safe_cell(line["type"])
        names = safe_cell(line["reference"]), safe_cell(line["tenant_id"])
        yield _csv_line((*names, row.seq, time, kind, row.v, safe_cell(body)))


def save(lines: Iterable[str], path: Path) -> None:
    """Write lines to ``path``, mode 0600, whole or not at all. Raises FileNotSaved."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as exc:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise FileNotSaved(f"{path}: {exc.strerror or exc}") from exc


def _csv_line(cells: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(list(cells))
    return text.getvalue()


def utc(ms: int) -> str:
    """``2026-11-21T13:00:01.123+00:00``."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")
