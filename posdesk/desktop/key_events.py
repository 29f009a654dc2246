"""Qt's key events as the scanner's detector sees them, and copies of them that can be delivered later."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRegularExpression, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
from shiboken6 import isValid

from posdesk.till.scanner import Key, KeyKind, ScanRules

_K: Final = Qt.Key
_MODIFIERS: Final = frozenset(
    {
        _K.Key_Shift,
        _K.Key_Control,
        _K.Key_Meta,
        _K.Key_Alt,
        _K.Key_AltGr,
        _K.Key_CapsLock,
        _K.Key_NumLock,
        _K.Key_ScrollLock,
        _K.Key_Super_L,
        _K.Key_Super_R,
        _K.Key_Mode_switch,
    }
)
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier
_META: Final = Qt.KeyboardModifier.MetaModifier
_NONE: Final = Qt.KeyboardModifier.NoModifier
_PLAIN_ENDS: Final = {_K.Key_Return: "\r", _K.Key_Enter: "\r", _K.Key_Tab: "\t"}
# Scanners that send control characters press CR as Ctrl+M and LF as Ctrl+J.
_CTRL_ENDS: Final = {_K.Key_M: "\r", _K.Key_J: "\n"}


class HeldKey:
    """A key press kept from ``receiver``, with its release once that came too."""

    def __init__(self, receiver: QObject, event: QKeyEvent) -> None:
        self.place = place_of(event)
        self._receiver = receiver
        self._press = _copy(event, QEvent.Type.KeyPress)
        self._release: QKeyEvent | None = None

    def released(self, event: QKeyEvent) -> None:
        """Keep the release as well: a press must not arrive after it."""
        self._release = _copy(event, QEvent.Type.KeyRelease)

    def deliver(self) -> None:
        """Give it to its receiver; what was typed into a widget that is gone meanwhile is gone with it."""
        for event in (self._press, self._release):
            if event is not None and isValid(self._receiver):
                QCoreApplication.sendEvent(self._receiver, event)


def _copy(event: QKeyEvent, as_type: QEvent.Type) -> QKeyEvent:
    copy = QKeyEvent(
        as_type,
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy


def place_of(event: QKeyEvent) -> int:
    """Which key of the keyboard: Shift may be let go before ``*`` is, and ``*`` then comes up as ``8``."""
    return event.nativeScanCode() or event.key()


def receiver_of(watched: QObject) -> QObject:
    """Who gets the keys that Qt shows to ``watched``, which may be the system's window around them."""
    if not watched.isWindowType():
        return watched
    return QApplication.activePopupWidget() or QApplication.focusWidget() or watched


def takes_text(receiver: QObject) -> bool:
    """Whether what is typed there becomes text."""
    if isinstance(receiver, QLineEdit | QAbstractSpinBox | QPlainTextEdit | QTextEdit):
        return receiver.isEnabled() and not receiver.isReadOnly()
    return False


def key_of(event: QKeyEvent, token: HeldKey) -> Key:
    """The press as the detector's ``Key``."""
    kind, text = _kind_of(event)
    return Key(text, kind, token)


def _kind_of(event: QKeyEvent) -> tuple[KeyKind, str]:
    key, text = event.key(), event.text()
    if key in _MODIFIERS:
        return KeyKind.MODIFIER, ""
    if event.isAutoRepeat():
        return KeyKind.OTHER, text
    chord = event.modifiers() & (_CTRL | _ALT | _META)
    ends = {_NONE: _PLAIN_ENDS, _CTRL: _CTRL_ENDS}.get(chord, {})
    for each, end in ends.items():
        if key == each:
            return KeyKind.END, end
    character = len(text) == 1 and text.isprintable()
    # AltGr is Ctrl and Alt on Windows, and types @ on many keyboards.
    if chord != _NONE and not (character and chord == _CTRL | _ALT):
        return KeyKind.CHORD, text
    return (KeyKind.CHARACTER if character else KeyKind.OTHER), text


class CodeStart:
    """Tells early whether typed text can still become a code that an editor's scan may be."""

    def __init__(self, rules: ScanRules) -> None:
        prefix = QRegularExpression.escape(rules.prefix)
        suffix = QRegularExpression.escape(rules.suffix)
        codes = "|".join(f"(?:{each})" for each in rules.editor_patterns)
        self._pattern = QRegularExpression(rf"\A(?:{prefix})?(?:{codes})(?:{suffix})?\z")

    def can_begin(self, text: str) -> bool:
        """Whether ``text`` is a code or the beginning of one, prefix and suffix with it."""
        # What Qt cannot read of Python's expressions must not cost a scan: then every text may be one.
        if not self._pattern.isValid():
            return True
        found = self._pattern.match(text, 0, QRegularExpression.MatchType.PartialPreferFirstMatch)
        return found.hasMatch() or found.hasPartialMatch()
