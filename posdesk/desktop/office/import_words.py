"""What is wrong with a list of rewards, or became of its rows, in the window's language."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import Column, Table, TableRow
from posdesk.till.reward_import import Checked, Mistake, Wrong
from posdesk.till.reward_import_run import Finished, State
from posdesk.till.sheets import BadSheet, Fault

translate = QCoreApplication.translate
MOST_SHOWN = 50


def fault_words(error: BadSheet) -> str:
    """Why a file is no list."""
    return {
        Fault.NOT_TEXT: translate("Office", "This is no text. Save it as CSV or JSON."),
        Fault.TOO_LARGE: translate("Office", "More than 32 MiB. Split it."),
        Fault.TOO_MANY: translate("Office", "More than 100,000 rows. Split it."),
        Fault.EMPTY: translate("Office", "There is no row in it."),
        Fault.OPEN_QUOTE: translate("Office", "In row {0} a quote is opened and never closed."),
        Fault.BAD_JSON: translate("Office", "This begins like JSON and is none."),
        Fault.NOT_A_LIST: translate(
            "Office",
            "The headings need the customer (email, profile_id or card) and definition. Found: {0}",
        ),
        Fault.TWICE: translate("Office", "Two columns say the same: {0}"),
    }[error.fault].format(error.where or "–")


def mistake_words(mistake: Mistake) -> str:
    """What is wrong with a row."""
    return {
        Wrong.NOBODY: translate("Office", "no customer: an email, a profile_id or a card"),
        Wrong.BAD_EMAIL: translate("Office", "not an e-mail address"),
        Wrong.BAD_CUSTOMER: translate("Office", "not an id or a card number"),
        Wrong.NO_DEFINITION: translate("Office", "no definition"),
        Wrong.UNKNOWN_DEFINITION: translate("Office", "the tenant has no such reward"),
        Wrong.NO_VALUE: translate("Office", "no value, and its definition has none"),
        Wrong.NOT_AN_AMOUNT: translate("Office", "not an amount; write 10.00"),
        Wrong.DECIMALS: translate("Office", "too many decimals"),
        Wrong.NOT_ABOVE_ZERO: translate("Office", "must be above zero"),
        Wrong.TOO_MUCH: translate("Office", "more than its definition allows: {0}"),
        Wrong.MORE_LEFT: translate("Office", "more left than it was worth"),
        Wrong.BAD_DATE: translate("Office", "not a date; write 2026-12-31"),
        Wrong.ENDED: translate("Office", "this end has passed"),
        Wrong.ENDS_FIRST: translate("Office", "ends before it begins"),
        Wrong.BAD_ZONE: translate("Office", "no such time zone"),
        Wrong.BAD_MARK: translate("Office", "1 to 64 characters, no blanks or commas"),
        Wrong.DOUBLE: translate("Office", "the same as row {0}"),
        Wrong.QUOTES: translate("Office", "the quotes make no sense"),
        Wrong.MORE_CELLS: translate("Office", "more cells than headings"),
        Wrong.NO_OBJECT: translate("Office", "not an object"),
        Wrong.NO_CELL: translate("Office", "neither text nor a number"),
    }[mistake.what].format(mistake.detail)


def state_words(state: State) -> str:
    """What became of a row."""
    return {
        State.ISSUED: translate("Office", "issued"),
        State.ACCEPTED: translate("Office", "accepted, not listed yet"),
        State.THERE: translate("Office", "was there already"),
        State.REFUSED: translate("Office", "refused"),
        State.UNCLEAR: translate("Office", "not known"),
        State.NOT_SENT: translate("Office", "not sent"),
    }[state]


def mistakes_table(checked: Checked) -> Table:
    """The first wrong rows."""
    rows = tuple(
        TableRow(str(each.row), (str(each.row), each.column, mistake_words(each)), Tone.DANGER)
        for each in checked.mistakes[:MOST_SHOWN]
    )
    return _table("wrong", translate("Office", "Wrong rows"), len(checked.mistakes), rows)


def answers_table(finished: Finished) -> Table:
    """The first rows that did not get their reward, or of which nobody knows."""
    bad = [each for each in finished.answers if each.state in {State.REFUSED, State.UNCLEAR}]
    rows = tuple(
        TableRow(str(each.row), (str(each.row), state_words(each.state), each.reason), Tone.DANGER)
        for each in bad[:MOST_SHOWN]
    )
    return _table("answers", translate("Office", "Rows without their reward"), len(bad), rows)


def _table(name: str, title: str, count: int, rows: tuple[TableRow, ...]) -> Table:
    if count > len(rows):
        title = translate("Office", "{0}: the first {1} of {2}").format(title, len(rows), count)
    return Table(
        name,
        title,
        (
            Column(translate("Office", "Row"), 80),
            Column(translate("Office", "Column"), 160, mono=True)
            if name == "wrong"
            else Column(translate("Office", "State"), 160),
            Column(translate("Office", "Why")),
        ),
        rows,
        translate("Office", "None."),
    )


def name_of(path: Path) -> str:
    """What an import of this file is called, unless a person calls it otherwise."""
    return path.stem[:64]
