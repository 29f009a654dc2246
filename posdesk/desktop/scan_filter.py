"""A scanner that types, heard in every step and from every focus: the application's key filter.

``till.scanner`` decides; this brings it Qt's key events with the times of the events themselves, keeps from
the widgets what may be a scan, and gives back what was typed: to the same widget, in order, once.

How long a person's key waits: outside of editors at most the gap of a scan (100 ms); in an editor at most the
editor's gap (30 ms), and only a key that can belong to a code there (a digit, a capital letter), so that words
are not held at all. Keys are not let into an editor to be taken out again: its listeners would have acted on
them (a search, an amount of the sale), its validator may have refused half of them, and no editor of Qt can
forget an insertion: after taking it out, undo or redo brings it back, or the history is gone (measured).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from time import monotonic_ns
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent

from posdesk.desktop.key_events import (
    CodeStart,
    HeldKey,
    key_of,
    place_of,
    receiver_of,
    takes_text,
)
from posdesk.till.scanner import (
    Decision,
    GiveBack,
    Key,
    KeyKind,
    Refused,
    ScanDetector,
    Scanned,
    ScanRules,
    ScanTrace,
)

_OVERRIDE: Final = QEvent.Type.ShortcutOverride
_RELEASE: Final = QEvent.Type.KeyRelease
_WATCHED: Final = frozenset({_OVERRIDE, QEvent.Type.KeyPress, _RELEASE})
_Mark = tuple[int, str, Qt.KeyboardModifier, int, int, bool]


class ScanFilter(QObject):
    """Works from the moment it is made until ``suspend``, or until its parent is gone.

    ``scanned`` carries the code, prefix and suffix stripped; ``refused`` carries the ``Refused``: a scan that
    cannot be a code. No key of either reaches a widget or is a shortcut, nor is a key together with Ctrl or
    Alt inside a burst, which not even reaches the shortcuts when the burst turns out to be typing.
    """

    scanned = Signal(str)
    refused = Signal(object)

    def __init__(self, rules: ScanRules | None = None, parent: QObject | None = None) -> None:
        """Raises RuntimeError without an application."""
        super().__init__(parent)
        self._rules = rules or ScanRules()
        self._detector = ScanDetector(self._rules)
        self._code_start = CodeStart(self._rules)
        self._text = ""  # the characters of the burst that is held
        self._text_ms = -self._rules.editor_gap_ms - 1  # when one came that can be of no code
        self._down: dict[int, HeldKey] = {}
        self._kept: _Mark | None = None
        self._passing: _Mark | None = None
        self._giving_back = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setTimerType(Qt.TimerType.PreciseTimer)
        self._pause.timeout.connect(self._on_pause)
        self.resume()

    @property
    def recent(self) -> tuple[ScanTrace, ...]:
        """The last ten scans with their timings, oldest first; in memory only."""
        return tuple(self._detector.recent)

    def suspend(self) -> None:
        """Let every key through untouched. What is held is decided now, as after a pause."""
        _application().removeEventFilter(self)
        self._end_burst()
        self._down.clear()
        self._kept = self._passing = None

    def resume(self) -> None:
        """Listen again."""
        _application().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in _WATCHED or self._giving_back or not isinstance(event, QKeyEvent):
            return False
        if kind == _RELEASE:
            return self._keeps_release(event)
        return self._keeps_press(watched, event)

    def _keeps_press(self, watched: QObject, event: QKeyEvent) -> bool:
        """Decide once about a press; Qt shows it several times.

        First as the question whether it is a shortcut, then as the press; each to the system's window, to the
        widget, and to the widget's parents until one of them accepts.
        """
        mark = _mark_of(event)
        if mark == self._passing:
            return False
        asked = event.type() == _OVERRIDE
        if mark == self._kept and not asked:
            self._kept = None
            return True
        passes = self._take(watched, event)
        self._passing = mark if passes else None
        self._kept = mark if asked and not passes else None
        if not passes:
            # Accepted, the question is answered: this is no shortcut.
            event.accept()
        return not passes

    def _keeps_release(self, event: QKeyEvent) -> bool:
        self._kept = self._passing = None
        held = self._down.pop(place_of(event), None)
        if held is None:
            return False
        held.released(event)
        return True

    def _take(self, watched: QObject, event: QKeyEvent) -> bool:
        """Bring a press to the detector. Whether it goes its natural way now."""
        at_ms = event.timestamp() or monotonic_ns() // 1_000_000
        receiver = receiver_of(watched)
        in_editor = takes_text(receiver)
        self._act(self._detector.expire(at_ms, in_editor=in_editor))
        if self._detector.wake_at_ms is None:
            self._text = ""
        held = HeldKey(receiver, event)
        key = self._seen(key_of(event, held), at_ms, in_editor=in_editor)
        self._down[held.place] = held
        passes = self._act(self._detector.press(key, at_ms, in_editor=in_editor), held)
        if passes:
            self._down.pop(held.place, None)
        self._await_pause(at_ms, key)
        return passes

    def _seen(self, key: Key, at_ms: int, *, in_editor: bool) -> Key:
        """The key as the detector should see it: a character that can be of no code is not worth waiting for."""
        if key.kind is not KeyKind.CHARACTER:
            return key
        text = self._text + key.text
        if not in_editor:
            # No code begins with a space, and Space is how a button is pressed.
            possible = text != " " or self._rules.prefix.startswith(" ")
            return key if possible else replace(key, kind=KeyKind.OTHER)
        # The rest of a quick text is no code either, even if it looks like one by itself.
        quick = 0 <= at_ms - self._text_ms <= self._rules.editor_gap_ms
        if not quick and self._code_start.can_begin(text):
            return key
        self._text_ms = at_ms
        return replace(key, kind=KeyKind.OTHER)

    def _act(self, decisions: Iterable[Decision], current: HeldKey | None = None) -> bool:
        """Carry decisions out. Whether ``current``, the press being looked at, is given back."""
        passes = False
        for decision in decisions:
            match decision:
                case Scanned(code=code):
                    self.scanned.emit(code)
                case Refused():
                    self.refused.emit(decision)
                case GiveBack(keys=keys):
                    passes = self._give_back(keys, current) or passes
        return passes

    def _give_back(self, keys: tuple[Key, ...], current: HeldKey | None) -> bool:
        passes = False
        for key in keys:
            held = key.token
            if held is current:
                passes = True
            elif isinstance(held, HeldKey):
                self._deliver(held)
        return passes

    def _deliver(self, held: HeldKey) -> None:
        if self._down.get(held.place) is held:
            del self._down[held.place]
        self._giving_back = True
        try:
            held.deliver()
        finally:
            self._giving_back = False

    def _await_pause(self, at_ms: int, key: Key) -> None:
        wake_ms = self._detector.wake_at_ms
        if wake_ms is None:
            self._pause.stop()
            return
        if key.kind is KeyKind.CHARACTER:
            self._text += key.text
        if key.kind is not KeyKind.MODIFIER:
            self._pause.start(wake_ms - at_ms)

    @Slot()
    def _on_pause(self) -> None:
        if self._pause.interval():
            # After a busy moment the next keys may wait in the system's queue: they come before a timer of 0.
            self._pause.start(0)
        else:
            self._end_burst()

    def _end_burst(self) -> None:
        self._pause.stop()
        wake_ms = self._detector.wake_at_ms
        if wake_ms is not None:
            self._act(self._detector.expire(wake_ms))


def _mark_of(event: QKeyEvent) -> _Mark:
    """What tells one press from the next, for as long as Qt shows it around."""
    return (
        event.key(),
        event.text(),
        event.modifiers(),
        event.nativeScanCode(),
        event.timestamp(),
        event.isAutoRepeat(),
    )


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    if application is None:
        raise RuntimeError("a scan filter needs an application")
    return application
