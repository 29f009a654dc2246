"""The back office as values: pages made of forms, tables, facts and buttons. Pure.

A page is about one subject (staff, promotions, a customer's credits). Subjects make pages
(``desktop.office``), one view shows them all (``views.office_view``), so that every page looks and behaves
alike. Names are stable: ``office.<block>.<part>`` is a control's object name. All texts are ready to show.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, TypeAlias

from posdesk.desktop.screens.model import NoticeScreen, Tone

# Of a ``long`` field, in characters. A longer text comes with one more, so that who reads it can tell.
LONGEST_TEXT = 1_000_000


class FieldKind(StrEnum):
    """How a field is typed. What comes back is always text; a tick is ``yes`` or empty; ``hidden`` shows dots."""

    TEXT = "text"
    AMOUNT = "amount"
    HIDDEN = "hidden"
    CHOICE = "choice"
    TICK = "tick"
    LONG = "long"


class Option(NamedTuple):
    """One of the choices of a field."""

    value: str
    words: str


class Field(NamedTuple):
    """One thing to fill in. ``hint`` stands in the empty field, ``error`` below it; ``wide`` takes a whole row."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    value: str = ""
    hint: str = ""
    error: str = ""
    options: tuple[Option, ...] = ()
    enabled: bool = True
    wide: bool = False


class Form(NamedTuple):
    """Fields and the button that sends them.

    ``key`` says whose form this is: what was typed stays while it is the same, and is replaced by the fields'
    values when it changes. ``live``: every change is told, not only the sending.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    submit: str
    key: str = ""
    text: str = ""
    enabled: bool = True
    why_not: str = ""
    live: bool = False


class Press(NamedTuple):
    """A button. ``why_not`` is told when it cannot be pressed.

    ``key`` is a character that does the same while the keyboard is in the table it belongs to.
    """

    name: str
    words: str
    enabled: bool = True
    why_not: str = ""
    tone: Tone = Tone.PLAIN
    key: str = ""


class Column(NamedTuple):
    """``width`` in pixels at 100 %, 0 is what stretches; ``figure`` is aligned right."""

    heading: str
    width: int = 0
    figure: bool = False
    mono: bool = False


class TableRow(NamedTuple):
    """``key`` is what a choice of this row says; ``tone`` colours its last cell, ``faint`` all of it."""

    key: str
    cells: tuple[str, ...]
    tone: Tone = Tone.PLAIN
    faint: bool = False


class Table(NamedTuple):
    """Rows of one kind. ``presses`` act on the row that is marked (``selected``); ``enter`` names Enter's.

    Keys are faster than the page, which may not know yet what is marked: it judges them itself.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    empty: str
    selected: str = ""
    presses: tuple[Press, ...] = ()
    enter: str = ""


class Fact(NamedTuple):
    """A word and what it is; ``note`` is a second, quieter line."""

    label: str
    value: str
    tone: Tone = Tone.PLAIN
    note: str = ""


class Facts(NamedTuple):
    """Facts one below the other."""

    name: str
    title: str
    facts: tuple[Fact, ...]


class Words(NamedTuple):
    """A paragraph."""

    name: str
    text: str


class Paper(NamedTuple):
    """A receipt, line by line as it is printed."""

    name: str
    text: str


class Progress(NamedTuple):
    """How far long work is; it can be stopped."""

    name: str
    text: str
    done: int
    total: int
    stop: str = ""


class Bar(NamedTuple):
    """Buttons beside each other."""

    name: str
    presses: tuple[Press, ...]


Block: TypeAlias = Form | Table | Facts | Words | Paper | Progress | Bar


class Page(NamedTuple):
    """What is shown of a subject."""

    name: str
    title: str
    text: str = ""
    blocks: tuple[Block, ...] = ()
    notice: NoticeScreen | None = None
    busy: bool = False


class Entry(NamedTuple):
    """One page in the list of pages."""

    name: str
    title: str
    group: str


class OfficeScreen(NamedTuple):
    """The open page among all pages, in their order."""

    entries: tuple[Entry, ...]
    page: Page


def yes(ticked: object) -> str:
    """A tick's value."""
    return "yes" if ticked else ""
