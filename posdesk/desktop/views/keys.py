"""The keys of the till: one table, from which the shortcuts and the key map are made.

Ids are stable; ``Keys.pressed`` carries them. Function keys work from any focus. Money keys do not
repeat while they are held.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from posdesk.desktop.screens.model import KeyRow


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its id, the sequences that press it (Qt's portable words), as printed."""

    key_id: str
    sequences: tuple[str, ...]
    printed: str


KEYS: tuple[Key, ...] = (
    Key("help", ("F1",), "F1"),
    Key("scan", ("F2",), "F2"),
    Key("add", ("F3",), "F3"),
    Key("edit", ("F4",), "F4"),
    Key("most", ("F5",), "F5"),
    Key("clear", ("F6",), "F6"),
    Key("outcome", ("F7",), "F7"),
    Key("pay", ("F8",), "F8"),
    Key("wire", ("F10",), "F10"),
    Key("full_screen", ("F11",), "F11"),
    Key("recent", ("F12",), "F12"),
    Key("forward", ("Return", "Enter"), "Enter"),
    Key("back", ("Escape",), "Esc"),
    Key("void", ("Shift+Escape",), "Shift Esc"),
    Key("new", ("Ctrl+N",), "Ctrl N"),
    Key("undo", ("Ctrl+Z",), "Ctrl Z"),
    Key("redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "Ctrl Y"),
    Key("larger", ("Ctrl++", "Ctrl+="), "Ctrl +"),
    Key("smaller", ("Ctrl+-",), "Ctrl −"),
    Key("normal", ("Ctrl+0",), "Ctrl 0"),
)


def words_of(key_id: str) -> str:
    """What a key does, translated."""
    tr = QCoreApplication.translate
    return {
        "help": tr("Keys", "Help and key map"),
        "scan": tr("Keys", "Go to the scan and search box"),
        "add": tr("Keys", "Add a product"),
        "edit": tr("Keys", "Edit the selected line"),
        "most": tr("Keys", "Redeem the most that is possible"),
        "clear": tr("Keys", "Clear the selection"),
        "outcome": tr("Keys", "Choose the payment outcome"),
        "pay": tr("Keys", "Pay what is due"),
        "wire": tr("Keys", "Show or hide the wire"),
        "full_screen": tr("Keys", "Full screen"),
        "recent": tr("Keys", "Recent sales"),
        "forward": tr("Keys", "Continue"),
        "back": tr("Keys", "Back"),
        "void": tr("Keys", "Void the sale"),
        "new": tr("Keys", "New sale"),
        "undo": tr("Keys", "Undo the last change of the basket"),
        "redo": tr("Keys", "Redo it"),
        "larger": tr("Keys", "Larger"),
        "smaller": tr("Keys", "Smaller"),
        "normal": tr("Keys", "Normal size"),
    }[key_id]


def key_rows() -> tuple[KeyRow, ...]:
    """The key map as it is shown (F1), made from the same table as the shortcuts."""
    return tuple(KeyRow(key.printed, words_of(key.key_id)) for key in KEYS)


class _Chord(QShortcut):
    """A shortcut that knows its id, so that no closure has to."""

    chosen = Signal(str)

    def __init__(self, key_id: str, sequence: str, window: QWidget) -> None:
        super().__init__(QKeySequence(sequence), window)
        self._key_id = key_id
        self.setObjectName(f"key.{key_id}.{sequence.lower()}")
        self.setContext(Qt.ShortcutContext.WindowShortcut)
        self.setAutoRepeat(False)
        self.activated.connect(self._on_activated)

    @Slot()
    def _on_activated(self) -> None:
        self.chosen.emit(self._key_id)


class Keys(QObject):
    """All shortcuts of a window; ``pressed`` carries the id of the key."""

    pressed = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        for key in KEYS:
            for sequence in key.sequences:
                _Chord(key.key_id, sequence, window).chosen.connect(self.pressed)
