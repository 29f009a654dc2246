"""The application's key filter, with real key events: a scan is heard everywhere, and typing is left alone.

Limits are wide where keys come one right after the other, and exact only where events carry made-up times:
a busy machine changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from posdesk.desktop.key_events import CodeStart
from posdesk.desktop.scan_filter import ScanFilter
from posdesk.till.scanner import Refusal, Refused, ScanRules

K = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
WIDE = ScanRules(gap_ms=5_000, editor_gap_ms=5_000)
NARROW = ScanRules(gap_ms=1, editor_gap_ms=1)
SLOW_MS = 15
CARD = "60011234"
SIGNS = {"-": K.Key_Minus, "*": K.Key_Asterisk, "#": K.Key_NumberSign, " ": K.Key_Space}


class Recorder(QWidget):
    """Writes down the keys it gets."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.got: list[str] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        self.got.append(f"+{event.text()}")

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        self.got.append(f"-{event.text()}")


@dataclass
class Counter:
    """How often a signal came."""

    times: int = 0

    def count(self) -> None:
        self.times += 1


@dataclass
class Heard:
    """What the filter told."""

    codes: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


class Desk(QWidget):
    """A window with one of each thing that can have the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(300, 300)
        self.button = QPushButton("Pay", self)
        self.button.setDefault(True)
        self.items = QListWidget(self)
        self.items.addItems(["0 none", "1 one", "6 six"])
        self.items.setCurrentRow(0)
        self.editor = QLineEdit(self)
        self.recorder = Recorder(self)
        layout = QVBoxLayout(self)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        for each in (self.button, self.items, self.editor, self.recorder):
            layout.addWidget(each)
        self.clicks = Counter()
        self.button.clicked.connect(self.clicks.count)
        self.edits: list[str] = []
        self.editor.textEdited.connect(self.edits.append)

    @property
    def system_window(self) -> QWindow:
        handle = self.windowHandle()
        assert handle is not None
        return handle

    def shortcut(self, keys: str) -> Counter:
        counter = Counter()
        QShortcut(QKeySequence(keys), self).activated.connect(counter.count)
        return counter

    def state(self) -> tuple[int, int, str]:
        return (self.clicks.times, self.items.currentRow(), self.editor.text())

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """One key, pressed and let go, on its whole way from the system."""
        QTest.keyClick(self.system_window, key, modifier)

    def keys(self, text: str, delay: int = 0) -> None:
        """Characters on the same way, each ``delay`` milliseconds after the one before it."""
        for char in text:
            if delay:
                QTest.qWait(delay)
            if char.isupper():
                self.key(K.Key_Shift, SHIFT)
            QTest.keyClick(self.system_window, ord(char))

    def timed(self, text: str, gap_ms: int, start_ms: int = 1_000, *, repeats: bool = False) -> int:
        """Keys that came ``gap_ms`` apart by their own times, whenever they are seen. The last one's time."""
        at_ms = start_ms
        for place, char in enumerate(text):
            at_ms = start_ms + place * gap_ms
            key = {"\r": K.Key_Return}.get(char) or SIGNS.get(char) or K(ord(char.upper()))
            repeated = repeats and place > 0
            for kind in (
                QEvent.Type.ShortcutOverride,
                QEvent.Type.KeyPress,
                QEvent.Type.KeyRelease,
            ):
                event = QKeyEvent(kind, key, NONE, char, repeated)
                event.setTimestamp(at_ms)
                QCoreApplication.sendEvent(self.system_window, event)
        return at_ms


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    desk = Desk()
    qtbot.addWidget(desk)
    desk.show()
    desk.activateWindow()
    desk.recorder.setFocus()
    qtbot.waitUntil(desk.recorder.hasFocus)
    return desk


@pytest.fixture
def listen(desk: Desk) -> Iterator[Callable[[ScanRules], tuple[ScanFilter, Heard]]]:
    """A filter with these rules, and what it tells; gone with the test."""
    made: list[ScanFilter] = []

    def start(rules: ScanRules) -> tuple[ScanFilter, Heard]:
        scans, heard = ScanFilter(rules, desk), Heard()
        scans.scanned.connect(heard.codes.append)
        scans.refused.connect(heard.refused.append)
        made.append(scans)
        return scans, heard

    yield start
    for scans in made:
        scans.suspend()


Listen = Callable[[ScanRules], tuple[ScanFilter, Heard]]


# Scans


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
    desk.key(K.Key_1, Qt.KeyboardModifier.AltModifier)
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
    assert trace.slowest_ms == 60


# Typing


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


# Off and on


def test_a_suspended_filter_lets_everything_through_and_gives_back_what_it_held(
    desk: Desk, listen: Listen
) -> None:
    scans, heard = listen(WIDE)
    desk.keys("12")
    scans.suspend()
    assert desk.recorder.got == ["+1", "-1", "+2", "-2"]
    desk.keys(CARD)
    assert "".join(desk.recorder.got).replace("-", "").count("+") == 2 + len(CARD)
    assert heard.codes == []


def test_a_resumed_filter_hears_scans_again(desk: Desk, listen: Listen) -> None:
    scans, heard = listen(WIDE)
    scans.suspend()
    scans.resume()
    desk.keys(CARD)
    desk.key(K.Key_Return)
    assert heard.codes == [CARD]


def test_a_filter_goes_with_its_parent(desk: Desk, qtbot: QtBot) -> None:
    owner = QObject()
    ScanFilter(WIDE, owner)
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete.value)
    desk.keys("1")
    assert desk.recorder.got == ["+1", "-1"]


# What an editor waits for


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
