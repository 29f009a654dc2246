"""The keys of the till and what they do: one table, for the actions, the key map (F1) and docs/keys.md.

The function keys are design.md's. Sequences are in Qt's portable words; ``printed`` is how a key stands on
buttons. Names are stable: ``make_actions`` gives each action its name, and a press is known by it. No action
repeats while its key is held: one press pays once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from posdesk.desktop.screens.model import Step
from posdesk.desktop.screens.rows import KeyRow

translate = QCoreApplication.translate


ALWAYS: Final = frozenset(Step)
# The basket can change until the payment; there, back comes first (design.md 3).
SELLING: Final = frozenset({Step.PRESENT, Step.IDENTIFY, Step.BALANCES, Step.CHOOSE})
# F5 in the balances leads to the choice; when paying it takes the credits in their order.
CHOOSING: Final = frozenset({Step.BALANCES, Step.CHOOSE})
PAYING: Final = frozenset({Step.PAY})


@dataclass(frozen=True, slots=True)
class KeyAction:
    """One action. ``text`` is its English words; ``steps`` are those in which its key has an effect.

    ``everywhere``: also from another window of the till. Enter, Esc, undo and redo are not: there they
    belong to that window.
    """

    name: str
    sequences: tuple[str, ...]
    printed: str
    text: object
    steps: frozenset[Step] = ALWAYS
    everywhere: bool = False

    @property
    def words(self) -> str:
        """What it does, translated."""
        return translate("Keys", str(self.text))


def _function(number: int, name: str, text: object, steps: frozenset[Step] = ALWAYS) -> KeyAction:
    return KeyAction(name, (f"F{number}",), f"F{number}", text, steps, everywhere=True)


ACTIONS: Final[tuple[KeyAction, ...]] = (
    _function(1, "help", QT_TRANSLATE_NOOP("Keys", "Help and key map")),
    _function(2, "scan", QT_TRANSLATE_NOOP("Keys", "Go to the scan and search box")),
    _function(3, "add", QT_TRANSLATE_NOOP("Keys", "Add a product"), SELLING),
    _function(4, "edit", QT_TRANSLATE_NOOP("Keys", "Edit the selected line"), SELLING),
    _function(
        5,
        "most",
        QT_TRANSLATE_NOOP("Keys", "Redeem the most that is possible; when paying, use all credits"),
        CHOOSING | PAYING,
    ),
    _function(6, "clear", QT_TRANSLATE_NOOP("Keys", "Clear the selection"), CHOOSING),
    KeyAction(
        "source",
        ("Ctrl+T",),
        "Ctrl T",
        QT_TRANSLATE_NOOP("Keys", "Take from rewards, points or both"),
        CHOOSING,
    ),
    _function(7, "outcome", QT_TRANSLATE_NOOP("Keys", "Choose the payment outcome"), PAYING),
    _function(8, "pay", QT_TRANSLATE_NOOP("Keys", "Pay what is due"), PAYING),
    _function(9, "return", QT_TRANSLATE_NOOP("Keys", "Return a past sale")),
    _function(10, "wire", QT_TRANSLATE_NOOP("Keys", "Show or hide the wire")),
    _function(11, "full_screen", QT_TRANSLATE_NOOP("Keys", "Full screen")),
    _function(12, "recent", QT_TRANSLATE_NOOP("Keys", "Recent sales")),
    KeyAction("forward", ("Return", "Enter"), "Enter", QT_TRANSLATE_NOOP("Keys", "Continue")),
    KeyAction(
        "back",
        ("Esc",),
        "Esc",
        QT_TRANSLATE_NOOP("Keys", "Back"),
        ALWAYS - {Step.PRESENT, Step.RECORD},
    ),
    KeyAction(
        "void",
        ("Shift+Esc",),
        "Shift Esc",
        QT_TRANSLATE_NOOP("Keys", "Void the sale"),
        ALWAYS - {Step.RECORD},
    ),
    KeyAction("new", ("Ctrl+N",), "Ctrl N", QT_TRANSLATE_NOOP("Keys", "New sale")),
    KeyAction("palette", ("Ctrl+K",), "Ctrl K", QT_TRANSLATE_NOOP("Keys", "Find a command")),
    KeyAction("office", ("Ctrl+B",), "Ctrl B", QT_TRANSLATE_NOOP("Keys", "Office")),
    KeyAction(
        "undo",
        ("Ctrl+Z",),
        "Ctrl Z",
        QT_TRANSLATE_NOOP("Keys", "Undo the last change of the basket"),
        SELLING,
    ),
    KeyAction(
        "redo",
        ("Ctrl+Y", "Ctrl+Shift+Z"),
        "Ctrl Y",
        QT_TRANSLATE_NOOP("Keys", "Redo the change of the basket"),
        SELLING,
    ),
    KeyAction("cash", ("Alt+1",), "Alt 1", QT_TRANSLATE_NOOP("Keys", "Take cash"), PAYING),
    KeyAction("card", ("Alt+2",), "Alt 2", QT_TRANSLATE_NOOP("Keys", "Take a card"), PAYING),
    KeyAction("credit", ("Alt+3",), "Alt 3", QT_TRANSLATE_NOOP("Keys", "Take a credit"), PAYING),
    KeyAction(
        "other", ("Alt+4",), "Alt 4", QT_TRANSLATE_NOOP("Keys", "Take another payment"), PAYING
    ),
    KeyAction("larger", ("Ctrl++", "Ctrl+="), "Ctrl +", QT_TRANSLATE_NOOP("Keys", "Larger")),
    KeyAction("smaller", ("Ctrl+-",), "Ctrl −", QT_TRANSLATE_NOOP("Keys", "Smaller")),
    KeyAction("normal", ("Ctrl+0",), "Ctrl 0", QT_TRANSLATE_NOOP("Keys", "Normal size")),
)


def rows(actions: Iterable[KeyAction] = ACTIONS) -> tuple[KeyRow, ...]:
    """The key map as F1 shows it, translated, in the table's order."""
    return tuple(KeyRow(action.printed, action.words) for action in actions)


class TillAction(QAction):
    """An action that says its own name, so that no closure has to."""

    pressed = Signal(str)

    def __init__(self, action: KeyAction, window: QWidget) -> None:
        super().__init__(action.words, window)
        self._name = action.name
        self.setObjectName(f"action.{action.name}")
        self.setShortcuts([QKeySequence(each) for each in action.sequences])
        everywhere, here = Qt.ShortcutContext.ApplicationShortcut, Qt.ShortcutContext.WindowShortcut
        self.setShortcutContext(everywhere if action.everywhere else here)
        self.setAutoRepeat(False)
        self.triggered.connect(self._on_triggered)

    @Slot()
    def _on_triggered(self) -> None:
        self.pressed.emit(self._name)


def make_actions(window: QWidget) -> dict[str, TillAction]:
    """The actions by name, added to ``window`` and owned by it; each emits ``pressed`` with its name.

    All stay enabled: what a key does at a step is the step's affair, and a disabled key would be a dead one.
    """
    made = {action.name: TillAction(action, window) for action in ACTIONS}
    window.addActions(list(made.values()))
    return made
