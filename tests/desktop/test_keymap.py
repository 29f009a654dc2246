"""The keys of the till: complete, without a clash, told in the window and in docs/keys.md.

``POSDESK_UPDATE_DOCS=1`` writes docs/keys.md anew from the table.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import (
    QApplication,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from posdesk.desktop.keymap import ACTIONS, ALWAYS, KeyAction, make_actions, rows
from posdesk.desktop.screens.model import Step
from posdesk.desktop.screens.rows import KeyRow

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "keys.md"
HEAD = """# Keys

A whole sale needs no mouse. F1 shows this table in the window. A key does nothing in a step that is not
named here, and a key that is held down counts once. This file is made from the table in the code
(`POSDESK_UPDATE_DOCS=1 .venv/bin/python -m pytest tests/desktop/test_keymap.py`).

| key | what it does | steps | action |
|---|---|---|---|
"""

NONE, CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
K = Qt.Key


def keys_document() -> str:
    """docs/keys.md: one row for each action, in the table's order."""
    return HEAD + "".join(_document_row(action) for action in ACTIONS)


def _document_row(action: KeyAction) -> str:
    keys = " or ".join(f"`{each}`" for each in action.sequences)
    steps = ", ".join(step for step in Step if step in action.steps)
    return f"| {keys} | {action.words} | {'all' if action.steps == ALWAYS else steps} | `action.{action.name}` |\n"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """An active window with a button that has the focus."""
    window = QWidget()
    window.resize(200, 100)
    button = QPushButton("Pay", window)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    button.setFocus()
    return window


def press(window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def sequences() -> list[QKeySequence]:
    return [QKeySequence(each) for action in ACTIONS for each in action.sequences]


def test_no_two_actions_share_a_key() -> None:
    keys = Counter(QKeySequence(each).toString() for a in ACTIONS for each in a.sequences)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_key_is_one_that_qt_knows() -> None:
    known = [each.toString() for each in sequences() if each.count() == 1 and each.toString()]
    assert len(known) == sum(len(action.sequences) for action in ACTIONS)


def test_names_and_words_are_unique() -> None:
    assert len({action.name for action in ACTIONS}) == len(ACTIONS)
    assert len({action.words for action in ACTIONS}) == len(ACTIONS)


def test_no_character_alone_is_a_key_for_a_scanner_types_those() -> None:
    assert [each.toString() for each in sequences() if len(each.toString()) == 1] == []


def test_the_design_s_keys_are_all_there() -> None:
    named = {sequence: action.name for action in ACTIONS for sequence in action.sequences}
    design = {
        "F1": "help",
        "F2": "scan",
        "F3": "add",
        "F4": "edit",
        "F5": "most",
        "F6": "clear",
        "F7": "outcome",
        "F8": "pay",
        "F10": "wire",
        "F11": "full_screen",
        "F12": "recent",
        "Return": "forward",
        "Esc": "back",
        "Shift+Esc": "void",
        "Ctrl+N": "new",
    }
    assert design.items() <= named.items()


def test_the_basket_s_keys_do_not_work_while_paying() -> None:
    basket = {action.name for action in ACTIONS if Step.PAY not in action.steps}
    assert {"add", "edit", "undo", "redo"} <= basket


def test_the_key_map_shows_every_action_in_order() -> None:
    shown = rows()
    assert len(shown) == len(ACTIONS)
    assert shown[0] == KeyRow("F1", "Help and key map")
    assert KeyRow("Shift Esc", "Void the sale") in shown


@pytest.mark.parametrize(
    ("key", "modifier", "name"),
    [
        (K.Key_F8, NONE, "pay"),
        (K.Key_Return, NONE, "forward"),
        (K.Key_Enter, NONE, "forward"),
        (K.Key_Escape, NONE, "back"),
        (K.Key_Escape, SHIFT, "void"),
        (K.Key_Z, CTRL | SHIFT, "redo"),
        (K.Key_2, ALT, "card"),
        (K.Key_Equal, CTRL, "larger"),
    ],
)
def test_a_key_triggers_its_action_and_no_other(
    window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier, name: str
) -> None:
    spies = {each: QSignalSpy(action.triggered) for each, action in make_actions(window).items()}
    press(window, key, modifier)
    assert [each for each, spy in spies.items() if spy.count()] == [name]


def test_an_action_of_another_step_can_be_switched_off(window: QWidget) -> None:
    made = make_actions(window)["pay"]
    spy = QSignalSpy(made.triggered)
    made.setEnabled(False)
    press(window, K.Key_F8)
    assert spy.count() == 0


def test_actions_are_named_owned_and_do_not_repeat(window: QWidget) -> None:
    made = make_actions(window)
    assert [each.name for each in ACTIONS] == list(made)
    for name, action in made.items():
        assert action.objectName() == f"action.{name}"
        assert action.parent() is window
        assert not action.autoRepeat()


def test_another_window_keeps_its_own_enter_and_escape(window: QWidget) -> None:
    contexts = {name: each.shortcutContext() for name, each in make_actions(window).items()}
    here = {name for name, each in contexts.items() if each is Qt.ShortcutContext.WindowShortcut}
    assert {"forward", "back", "void", "undo", "redo"} <= here
    assert "pay" not in here


def test_the_list_of_keys_is_complete_and_current() -> None:
    expected = keys_document()
    if os.environ.get("POSDESK_UPDATE_DOCS") == "1":
        DOCUMENT.write_text(expected, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == expected
