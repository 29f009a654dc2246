"""The dock's panel of faults: what is made to go wrong, when, and how often it did. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from posdesk.desktop.messages import sentence_of
from posdesk.desktop.screens.model import Tone
from posdesk.home.faults.injector import Counted
from posdesk.home.faults.kinds import KINDS, Side
from posdesk.home.faults.operations import SETS, operations
from posdesk.home.faults.plan import Chance, Every, Nth, When
from posdesk.sale.errors import PosError
from posdesk.till.fault_form import example, values_text

translate = QCoreApplication.translate


class FaultRow(NamedTuple):
    """One fault. ``tone`` colours its counter; what is off is faint."""

    name: str
    on: bool
    operation: str
    what: str
    when: str
    counter: str
    side: str
    tone: Tone


class KindRow(NamedTuple):
    """One kind to choose: its sentence, and its parameters with their defaults."""

    name: str
    sentence: str
    example: str


class Note(NamedTuple):
    """What is said below the form; ``field`` is the one that is wrong, empty for none."""

    words: str = ""
    field: str = ""
    tone: Tone = Tone.PLAIN


class FaultsScreen(NamedTuple):
    """``tab`` is the tab's words, ``status`` stands above the rows; a new ``round`` empties the form."""

    tab: str
    status: str = ""
    rows: tuple[FaultRow, ...] = ()
    note: Note = Note()
    round: int = 0
    kinds: tuple[KindRow, ...] = ()
    operations: tuple[str, ...] = ()


def faults_screen(counted: Sequence[Counted], note: Note, round_: int) -> FaultsScreen:
    """The panel of the faults ``counted``."""
    on = sum(each.fault.on for each in counted)
    return FaultsScreen(
        tab=tab_text(on),
        status=_status(counted, on),
        rows=tuple(_row(each) for each in counted),
        note=note,
        round=round_,
        kinds=tuple(KindRow(each.name, each.sentence, example(each)) for each in KINDS.values()),
        operations=(*SETS, *operations()),
    )


def tab_text(on: int) -> str:
    """The tab's words while so many are on."""
    if not on:
        return translate("Screen", "Faults")
    return translate("Screen", "Faults: {0} on").format(QLocale().toString(on))


def mark_text(on: int) -> str:
    """What the window says at the top while faults are on; nothing when none is."""
    if not on:
        return ""
    return translate("Screen", "FAULTS ON: {0}").format(QLocale().toString(on))


def trouble(error: PosError, *, field: str = "", detail: str = "") -> Note:
    """What went wrong with a fault, a file, or the sandbox; ``detail`` says it better than the error's sentence."""
    return Note(detail or sentence_of(error.code), field, Tone.DANGER)


def saved(path: str) -> Note:
    return Note(translate("Screen", "Saved to {0}.").format(path), tone=Tone.SUCCESS)


def unsaved() -> str:
    """What stands behind the reason why a file was left alone."""
    return translate("Screen", "The file was left as it is.")


def loaded(path: str, number: int) -> Note:
    text = translate("Screen", "{0} faults from {1}.")
    return Note(text.format(QLocale().toString(number), path), tone=Tone.SUCCESS)


def nowhere() -> Note:
    """No file was named."""
    return Note(translate("Screen", "Name the file first."), "path", Tone.DANGER)


def sandbox_only() -> Note:
    """A fault that only the sandbox can make, at another tenant."""
    text = "What happens at the tenant can only be made to happen in the sandbox. These faults do nothing here."
    return Note(translate("Screen", text), tone=Tone.WARN)


def _status(counted: Sequence[Counted], on: int) -> str:
    locale = QLocale()
    if not counted:
        return translate(
            "Screen", "Nothing is made to go wrong. Add a fault below, or load a file."
        )
    happened = sum(each.happened for each in counted)
    text = translate("Screen", "{0} on · {1} off · happened {2} times")
    return text.format(*map(locale.toString, (on, len(counted) - on, happened)))


def _row(counted: Counted) -> FaultRow:
    fault = counted.fault
    values = values_text(fault)
    return FaultRow(
        fault.name,
        fault.on,
        fault.operation,
        f"{fault.kind}: {values}" if values else fault.kind,
        _when(counted),
        _counter(counted),
        _side(fault.facts.side),
        Tone.PLAIN if not counted.happened else Tone.WARN,
    )


def _when(counted: Counted) -> str:
    text, count = _moment(counted.fault.when), counted.fault.count
    if count is None:
        return text
    return translate("Screen", "{0}, at most {1} times").format(text, QLocale().toString(count))


def _moment(when: When) -> str:
    locale = QLocale()
    if isinstance(when, Chance):
        return translate("Screen", "chance {0}, seed {1}").format(when.share, when.seed)
    if isinstance(when, Nth):
        text = translate("Screen", "request number {0}")
    elif when == Every():
        text = translate("Screen", "each request")
    else:
        text = translate("Screen", "each request in {0}")
    return text.format(locale.toString(when.number))


def _counter(counted: Counted) -> str:
    locale = QLocale()
    text = translate("Screen", "{0} of {1}")
    return text.format(locale.toString(counted.happened), locale.toString(counted.matched))


def _side(side: Side) -> str:
    if side is Side.TRANSPORT:
        return translate("Screen", "on the way")
    return translate("Screen", "at the tenant")
