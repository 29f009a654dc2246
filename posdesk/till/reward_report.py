"""What became of an import, row by row, as a CSV file: ``row,state,column,reason,reward_id,external_id``.

No customer stands in it: the row number leads back to the list. English, for it is kept and sent on.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from posdesk.home.files import write_private
from posdesk.till.reward_import import Mistake, Wrong
from posdesk.till.reward_import_run import Finished, State
from posdesk.till.sheets import Fault

HEADINGS = ("row", "state", "column", "reason", "reward_id", "external_id")
WRONG = "wrong"
# A cell that begins so is a formula to a spreadsheet, also after blanks and in wide letters; reasons are the tenant's
# words (ASVS 5.0 1.2.10).
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\x00]| *[\t\r\n]")

FAULTS: Mapping[Fault, str] = {
    Fault.NO_FILE: "the file cannot be read",
    Fault.NOT_TEXT: "the file is no text",
    Fault.TOO_LARGE: "the file is larger than 32 MiB",
    Fault.TOO_MANY: "the file has more than 100,000 rows",
    Fault.EMPTY: "there is no row in it",
    Fault.OPEN_QUOTE: "a quote is opened and never closed, in row",
    Fault.BAD_JSON: "it is no JSON",
    Fault.NOT_A_LIST: "it needs a column for the customer (email, profile_id or card) and one named definition; found",
    Fault.TWICE: "two columns say the same",
}
MISTAKES: Mapping[Wrong, str] = {
    Wrong.NOBODY: "no customer: an email, a profile_id or a card",
    Wrong.BAD_EMAIL: "not an e-mail address",
    Wrong.BAD_CUSTOMER: "not an id or a card number",
    Wrong.NO_DEFINITION: "no definition",
    Wrong.UNKNOWN_DEFINITION: "the tenant has no such reward definition",
    Wrong.NO_VALUE: "no value, and the definition has none",
    Wrong.NOT_AN_AMOUNT: "not an amount; write 10.00",
    Wrong.DECIMALS: "more decimals than the currency has",
    Wrong.NOT_ABOVE_ZERO: "must be above zero",
    Wrong.TOO_MUCH: "more than the definition allows",
    Wrong.MORE_LEFT: "more left than it was worth",
    Wrong.BAD_DATE: "not a date; write 2026-12-31",
    Wrong.ENDED: "this end has passed",
    Wrong.ENDS_FIRST: "ends before it begins",
    Wrong.BAD_ZONE: "no such time zone",
    Wrong.BAD_MARK: "a reference has 1 to 64 characters, without blanks or commas",
    Wrong.DOUBLE: "the same as row",
    Wrong.QUOTES: "the quotes make no sense",
    Wrong.MORE_CELLS: "more cells than headings",
    Wrong.NO_OBJECT: "not an object",
    Wrong.NO_CELL: "neither text nor a number",
}
STATES: Mapping[State, str] = {
    State.ACCEPTED: "accepted, and not listed by the tenant yet",
    State.THERE: "the tenant had it already",
    State.UNCLEAR: "the answer was lost; run the same list again later",
    State.NOT_SENT: "not sent",
}


def words_of(mistake: Mistake) -> str:
    """What is wrong with a row, in English."""
    return f"{MISTAKES[mistake.what]} {mistake.detail}".strip()


def report_text(mistakes: tuple[Mistake, ...], finished: Finished) -> str:
    """The whole report, in the order of the rows."""
    rows: list[tuple[object, ...]] = [
        (each.row, WRONG, each.column, words_of(each), "", "") for each in mistakes
    ]
    rows += [
        (
            each.row,
            each.state.value,
            "",
            each.reason or STATES.get(each.state, ""),
            each.reward_id or "",
            each.mark,
        )
        for each in finished.answers
    ]
    text = io.StringIO()
    # RFC 4180; and a lone CR in a cell is quoted only where CR ends a line.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([safe_cell(cell) for cell in row] for row in sorted(rows, key=_row_number))
    return text.getvalue()


def report_path(folder: Path, name: str, now: datetime, timezone: str) -> Path:
    """``rewards-birthdays-20261121-143501.csv`` in ``folder``; the time is the store's."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "list"
    return folder / f"rewards-{stem}-{now.astimezone(ZoneInfo(timezone)):%Y%m%d-%H%M%S}.csv"


def save_report(path: Path, mistakes: tuple[Mistake, ...], finished: Finished) -> None:
    """Write the report, for this user only. Raises FileNotSaved."""
    write_private(path, report_text(mistakes, finished))


def _row_number(row: tuple[object, ...]) -> int:
    return int(str(row[0]))


def safe_cell(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula (ASVS 1.2.10)."""
    text = str(cell)
    return f"'{text}" if _FORMULA.match(text) else text
