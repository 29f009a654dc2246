"""A window with one of each thing that can have the focus, and hands that type and scan into it.

Limits are wide where keys come one right after the other, and exact only where events carry made-up times:
a busy machine changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from posdesk.desktop.scan_filter import ScanFilter
from posdesk.till.scanner import Refused, ScanRules

K = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
WIDE = ScanRules(gap_ms=5_000, editor_gap_ms=5_000)
NARROW = ScanRules(gap_ms=1, editor_gap_ms=1)
SLOW_MS = 15
CARD = "60011234"
SIGNS = {"*": K.Key_Asterisk, "#": K.Key_NumberSign, "@": K.Key_At, "\r": K.Key_Return}
OVERRIDE, PRESS, RELEASE = (
    QEvent.Type.ShortcutOverride,
    QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease,
)


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
            repeated = repeats and place > 0
            for kind in (OVERRIDE, PRESS, RELEASE):
                self.send(kind, char, at_ms, repeats=repeated)
        return at_ms

    def send(
        self,
        kind: QEvent.Type,
        char: str,
        at_ms: int,
        modifier: Qt.KeyboardModifier = NONE,
        *,
        scan_code: int = 0,
        repeats: bool = False,
    ) -> None:
        key = SIGNS.get(char) or K(ord(char.upper()))
        event = QKeyEvent(kind, key, modifier, scan_code, 0, 0, char, repeats)
        event.setTimestamp(at_ms)
        QCoreApplication.sendEvent(self.system_window, event)


Listen = Callable[[ScanRules], tuple[ScanFilter, Heard]]
