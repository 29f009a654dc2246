"""A scan is heard from everywhere, and no key of it reaches a widget or is a shortcut."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.till.scanner import Refusal, ScanRules
from tests.desktop.scan_filter.scan_desk import (
    ALT,
    CARD,
    CTRL,
    NARROW,
    NONE,
    OVERRIDE,
    PRESS,
    SHIFT,
    SLOW_MS,
    WIDE,
    Desk,
    K,
    Listen,
)


@pytest.mark.parametrize("focus", ["button", "items", "editor", "recorder"])
def test_a_scan_is_heard_from_every_focus_and_changes_nothing_there(
    desk: Desk, listen: Listen, focus: str
) -> None:
    _, heard = listen(WIDE)
    before = desk.state()
    getattr(desk, focus).setFocus()
    desk.keys(CARD)
    desk.key(K.Key_Return)
    assert heard.codes == [CARD]
    assert (desk.state(), desk.recorder.got, desk.edits) == (before, [], [])


def test_a_scan_without_any_focus_is_heard(desk: Desk, listen: Listen) -> None:
    _, heard = listen(WIDE)
    desk.recorder.clearFocus()
    assert QApplication.focusWidget() is None
    desk.keys(CARD)
    desk.key(K.Key_Return)
    assert heard.codes == [CARD]


def test_enter_at_the_end_of_a_scan_presses_no_button_and_no_shortcut(
    desk: Desk, listen: Listen
) -> None:
    listen(WIDE)
    enter = desk.shortcut("Return")
    desk.button.setFocus()
    desk.keys(CARD)
    desk.key(K.Key_Return)
    assert (desk.clicks.times, enter.times) == (0, 0)


def test_enter_pressed_by_a_person_presses_the_button(desk: Desk, listen: Listen) -> None:
    listen(NARROW)
    desk.button.setFocus()
    desk.keys("6001", SLOW_MS)
    QTest.qWait(SLOW_MS)
    desk.key(K.Key_Return)
    assert desk.clicks.times == 1


def test_enter_pressed_by_a_person_is_the_window_s_shortcut(desk: Desk, listen: Listen) -> None:
    listen(WIDE)
    enter = desk.shortcut("Return")
    desk.key(K.Key_Return)
    assert enter.times == 1


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (K.Key_Return, NONE),
        (K.Key_Enter, NONE),
        (K.Key_Tab, NONE),
        (K.Key_M, CTRL),
        (K.Key_J, CTRL),
    ],
)
def test_every_end_key_of_a_scanner_ends_a_scan_and_is_used_up(
    desk: Desk, listen: Listen, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    _, heard = listen(WIDE)
    desk.keys(CARD)
    desk.key(key, modifier)
    assert heard.codes == [CARD]
    assert desk.recorder.hasFocus()
    assert [each for each in desk.recorder.got if each != "+" and each != "-"] == []


def test_two_scans_with_cr_lf_are_two_and_no_enter(desk: Desk, listen: Listen) -> None:
    _, heard = listen(WIDE)
    enter, line_feed = desk.shortcut("Return"), desk.shortcut("Ctrl+J")
    for code in (CARD, "9300605000018"):
        desk.keys(code)
        desk.key(K.Key_Return)
        desk.key(K.Key_J, CTRL)
    assert heard.codes == [CARD, "9300605000018"]
    assert (enter.times, line_feed.times) == (0, 0)


def test_a_scan_without_an_end_key_is_heard_after_the_pause(
    desk: Desk, listen: Listen, qtbot: QtBot
) -> None:
    scans, _ = listen(ScanRules())
    with qtbot.waitSignal(scans.scanned, timeout=5_000) as heard:
        desk.timed(CARD, 20)
    assert heard.args == [CARD]
    assert desk.recorder.got == []


def test_capital_letters_of_a_code_are_read_with_shift(desk: Desk, listen: Listen) -> None:
    _, heard = listen(WIDE)
    desk.editor.setFocus()
    desk.keys("SHIRT-42M")
    desk.key(K.Key_Return)
    assert heard.codes == ["SHIRT-42M"]
    assert desk.editor.text() == ""


@pytest.mark.parametrize("focus", ["editor", "recorder"])
def test_prefix_and_suffix_are_stripped(desk: Desk, listen: Listen, focus: str) -> None:
    _, heard = listen(ScanRules(prefix="*", suffix="#"))
    getattr(desk, focus).setFocus()
    desk.timed(f"*{CARD}#\r", 10)
    assert heard.codes == [CARD]
    assert (desk.editor.text(), desk.recorder.got) == ("", [])


def test_two_scans_into_an_editor_are_two(desk: Desk, listen: Listen) -> None:
    _, heard = listen(ScanRules(prefix="*"))
    desk.editor.setFocus()
    at_ms = desk.timed(f"*{CARD}\r", 10)
    desk.timed("*9300605000018\r", 10, at_ms + 10)
    assert heard.codes == [CARD, "9300605000018"]
    assert desk.editor.text() == ""


def test_a_scan_into_an_editor_that_just_got_the_focus_is_whole(desk: Desk, listen: Listen) -> None:
    _, heard = listen(ScanRules(prefix="*"))
    desk.timed("7", 0, 1_000)
    desk.editor.setFocus()
    desk.timed(f"*{CARD}\r", 10, 1_060)
    assert heard.codes == [CARD]
    assert (desk.recorder.got, desk.editor.text()) == (["+7", "-7"], "")


@pytest.mark.parametrize("reason", ["setReadOnly", "setDisabled"])
def test_an_editor_that_takes_no_text_has_no_stricter_rule(
    desk: Desk, listen: Listen, reason: str
) -> None:
    _, heard = listen(ScanRules())
    desk.editor.setFocus()
    getattr(desk.editor, reason)(True)
    desk.timed("6001\r", 90)
    assert heard.codes == ["6001"]


def test_a_character_typed_with_alt_gr_is_part_of_a_code(desk: Desk, listen: Listen) -> None:
    _, heard = listen(ScanRules())
    desk.timed("60", 10)
    desk.send(OVERRIDE, "@", 1_020, CTRL | ALT)
    desk.send(PRESS, "@", 1_020, CTRL | ALT)
    desk.timed("1\r", 10, 1_030)
    assert heard.codes == ["60@1"]


def test_a_scan_that_can_be_no_code_is_refused_and_reaches_nobody(
    desk: Desk, listen: Listen
) -> None:
    _, heard = listen(ScanRules())
    desk.timed("1" * 65 + "\r", 10)
    assert [each.reason for each in heard.refused] == [Refusal.TOO_LONG]
    assert (heard.codes, desk.recorder.got) == ([], [])


def test_no_shortcut_fires_during_a_burst(desk: Desk, listen: Listen) -> None:
    _, heard = listen(WIDE)
    counters = [desk.shortcut(each) for each in ("6", "Ctrl+B", "Alt+1", "Ctrl+Shift+Z")]
    desk.keys("600")
    desk.key(K.Key_B, CTRL)
    desk.key(K.Key_1, ALT)
    desk.key(K.Key_Z, CTRL | SHIFT)
    desk.keys("112")
    desk.key(K.Key_Tab)
    assert heard.codes == ["600112"]
    assert [each.times for each in counters] == [0, 0, 0, 0]
    assert [each for each in desk.recorder.got if len(each) > 1] == []


def test_the_latest_scans_are_kept_for_the_inspector(desk: Desk, listen: Listen) -> None:
    scans, _ = listen(ScanRules())
    desk.timed(f"{CARD}\r", 60)
    (trace,) = scans.recent
    assert max(gap_ms for _, gap_ms in trace.keys) == 60
