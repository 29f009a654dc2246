"""Typing is left alone: it arrives whole, in order, where it was meant to, and without a visible wait."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from posdesk.desktop.key_events import CodeStart
from posdesk.till.scanner import ScanRules
from tests.desktop.scan_filter.scan_desk import (
    CARD,
    CTRL,
    NARROW,
    NONE,
    OVERRIDE,
    PRESS,
    RELEASE,
    SHIFT,
    SLOW_MS,
    WIDE,
    Desk,
    K,
    Listen,
    Recorder,
)


def test_words_reach_an_editor_at_once(desk: Desk, listen: Listen) -> None:
    listen(WIDE)
    desk.editor.setFocus()
    for typed in ("a", "s", "h"):
        desk.keys(typed)
        assert desk.editor.text().endswith(typed)
    assert desk.editor.text() == "ash"


def test_a_number_typed_by_a_person_reaches_the_editor(
    desk: Desk, listen: Listen, qtbot: QtBot
) -> None:
    _, heard = listen(NARROW)
    desk.editor.setFocus()
    desk.keys("60011234", SLOW_MS)
    qtbot.waitUntil(lambda: desk.editor.text() == "60011234")
    assert heard.codes == []


def test_a_scan_in_the_middle_of_typing_leaves_the_typing_as_it_was(
    desk: Desk, listen: Listen
) -> None:
    _, heard = listen(ScanRules())
    desk.editor.setFocus()
    at_ms = desk.timed("ash", 150)
    desk.editor.setSelection(1, 1)
    at_ms = desk.timed(f"{CARD}\r", 12, at_ms + 300)
    assert (desk.editor.text(), desk.editor.selectedText()) == ("ash", "s")
    assert (desk.edits, heard.codes) == (["a", "as", "ash"], [CARD])
    desk.timed("l", 0, at_ms + 300)
    assert desk.editor.text() == "alh"


def test_undo_after_a_scan_undoes_the_typing_before_it(desk: Desk, listen: Listen) -> None:
    listen(ScanRules())
    desk.editor.setFocus()
    at_ms = desk.timed("ash", 150)
    desk.timed(f"{CARD}\r", 12, at_ms + 300)
    desk.editor.undo()
    assert desk.editor.text() == ""
    desk.editor.redo()
    assert desk.editor.text() == "ash"


def test_quick_text_with_a_tail_like_a_code_is_text(desk: Desk, listen: Listen) -> None:
    _, heard = listen(ScanRules())
    desk.editor.setFocus()
    desk.timed("asha6001123\r", 10)
    assert (desk.editor.text(), heard.codes) == ("asha6001123", [])


def test_keys_are_typing_by_their_own_times_however_late_they_are_seen(
    desk: Desk, listen: Listen
) -> None:
    _, heard = listen(ScanRules())
    desk.timed("6001", 101)
    desk.timed("\r", 0, 1_404)
    assert heard.codes == []
    assert [each for each in desk.recorder.got if each.startswith("+")] == [
        "+6",
        "+0",
        "+0",
        "+1",
        "+\r",
    ]


def test_what_was_typed_comes_back_in_order_with_each_release_after_its_press(
    desk: Desk, listen: Listen, qtbot: QtBot
) -> None:
    listen(ScanRules(gap_ms=20))
    desk.timed("123", 5)
    assert desk.recorder.got == []
    qtbot.waitUntil(lambda: len(desk.recorder.got) == 6)
    assert desk.recorder.got == ["+1", "-1", "+2", "-2", "+3", "-3"]


def test_a_release_that_comes_after_the_pause_reaches_the_widget(
    desk: Desk, listen: Listen, qtbot: QtBot
) -> None:
    listen(ScanRules(gap_ms=20))
    desk.send(OVERRIDE, "1", 1_000)
    desk.send(PRESS, "1", 1_000)
    qtbot.waitUntil(lambda: desk.recorder.got == ["+1"])
    desk.send(RELEASE, "1", 1_300)
    assert desk.recorder.got == ["+1", "-1"]


def test_a_key_that_is_another_character_when_it_comes_up_is_the_same_key(
    desk: Desk, listen: Listen, qtbot: QtBot
) -> None:
    listen(ScanRules(gap_ms=20))
    desk.send(OVERRIDE, "*", 1_000, SHIFT, scan_code=17)
    desk.send(PRESS, "*", 1_000, SHIFT, scan_code=17)
    desk.send(RELEASE, "8", 1_005, scan_code=17)
    qtbot.waitUntil(lambda: len(desk.recorder.got) == 2)
    assert desk.recorder.got == ["+*", "-8"]


# The platform of the tests cannot raise a popup nor give it the keyboard, and says so.
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_what_was_typed_into_a_popup_comes_back_to_it(
    desk: Desk, listen: Listen, qtbot: QtBot
) -> None:
    listen(ScanRules(gap_ms=20))
    popup = Recorder(desk)
    popup.setWindowFlag(Qt.WindowType.Popup)
    popup.show()
    desk.timed("12", 5)
    qtbot.waitUntil(lambda: popup.got == ["+1", "-1", "+2", "-2"])
    popup.close()
    assert desk.recorder.got == []


def test_a_key_that_is_held_down_is_no_scan(desk: Desk, listen: Listen) -> None:
    _, heard = listen(ScanRules())
    desk.timed("111111\r", 30, repeats=True)
    assert heard.codes == []
    assert desk.recorder.got.count("+1") == 6


def test_space_presses_a_button_at_once(desk: Desk, listen: Listen) -> None:
    listen(WIDE)
    desk.button.setFocus()
    desk.key(K.Key_Space)
    assert desk.clicks.times == 1


@pytest.mark.parametrize(
    ("shortcut", "key", "modifier"), [("F8", K.Key_F8, NONE), ("Ctrl+B", K.Key_B, CTRL)]
)
def test_shortcuts_outside_of_a_burst_are_untouched(
    desk: Desk, listen: Listen, shortcut: str, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    listen(WIDE)
    counter = desk.shortcut(shortcut)
    desk.key(key, modifier)
    assert counter.times == 1


def test_a_function_key_comes_after_what_was_typed_before_it(desk: Desk, listen: Listen) -> None:
    listen(WIDE)
    order = desk.recorder.got
    QShortcut(QKeySequence("F8"), desk).activated.connect(lambda: order.append("F8"))
    desk.keys("12")
    desk.key(K.Key_F8)
    assert order[:5] == ["+1", "-1", "+2", "-2", "F8"]


def test_keys_held_for_a_widget_that_is_gone_harm_nobody(
    desk: Desk, listen: Listen, qtbot: QtBot
) -> None:
    _, heard = listen(ScanRules(gap_ms=20))
    gone = Recorder(desk)
    gone.show()
    gone.setFocus()
    desk.timed("12", 5)
    got = gone.got
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete.value)
    desk.recorder.setFocus()
    desk.timed(f"{CARD}\r", 5, 9_000)
    assert (heard.codes, got, desk.recorder.got) == ([CARD], [], [])


def test_keys_without_a_time_of_their_own_are_timed_here(desk: Desk, listen: Listen) -> None:
    _, heard = listen(WIDE)
    for key in (K.Key_6, K.Key_0, K.Key_0, K.Key_1, K.Key_Return):
        QTest.keyClick(desk.recorder, key)
    assert (heard.codes, desk.recorder.got) == (["6001"], [])


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("6", True),
        ("A", True),
        ("AB-", True),
        ("AB-1", True),
        ("a", False),
        ("As", False),
        (" ", False),
        ("6.5", False),
    ],
)
def test_only_what_can_become_a_code_is_waited_for(text: str, possible: bool) -> None:
    assert CodeStart(ScanRules()).can_begin(text) is possible


def test_a_pattern_that_qt_cannot_read_costs_no_scan() -> None:
    assert CodeStart(ScanRules(editor_patterns=(r"(?P=none)",))).can_begin("6")
