"""What the window may not do with a tenant's text, looked for in all of its widgets and around the process."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QRect, Qt
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

# More than any card of the till has room for.
LONGEST_SHOWN = 4_096
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = frozenset("\n\t")


def wrongs(window: QWidget) -> list[str]:
    """What is wrong with the widgets of ``window``, seen or not."""
    found: list[str] = []
    for widget in [window, *window.findChildren(QWidget)]:
        name = widget.objectName() or type(widget).__name__
        if isinstance(widget, QTextEdit):
            found.append(f"{name}: a rich text editor")
        if isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText:
            found.append(f"{name}: rich text")
        if isinstance(widget, QLabel) and widget.openExternalLinks():
            found.append(f"{name}: opens links")
        for kind, text in _texts(widget):
            found += [f"{name}: {kind} {why}" for why in _faults(kind, text)]
    return found


def misplaced(window: QWidget) -> list[str]:
    """Visible widgets that a long text has pushed out of the window, and a window pushed beyond its size."""
    inside = QRect(window.mapToGlobal(window.rect().topLeft()), window.size())
    return [
        f"{each.objectName()}: {each.width()} wide"
        for each in window.findChildren(QWidget)
        if each.isVisible() and each.objectName() and each.width() > inside.width()
    ]


def _texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    yield "tooltip", widget.toolTip()
    yield "what's this", widget.whatsThis()
    yield "title", widget.windowTitle()
    yield "reader's name", widget.accessibleName()
    yield "reader's words", widget.accessibleDescription()
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        yield "text", widget.text()
    if isinstance(widget, QPlainTextEdit):
        yield "body", widget.toPlainText()
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _cells(widget.model())


def _cells(model: QAbstractItemModel) -> Iterator[tuple[str, str]]:
    roles = {
        "tooltip": Qt.ItemDataRole.ToolTipRole,
        "text": Qt.ItemDataRole.DisplayRole,
        "reader's name": Qt.ItemDataRole.AccessibleTextRole,
    }
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            for kind, role in roles.items():
                told = model.index(row, column).data(role)
                yield kind, told if isinstance(told, str) else ""


def _faults(kind: str, text: str) -> Iterator[str]:
    if kind == "tooltip" and "<" in text:
        yield f"is taken for rich text: {text[:40]!r}"
    if len(text) > LONGEST_SHOWN and kind != "body":
        yield f"is {len(text)} characters long"
    wrong = {each for each in text if each in _BIDI or _unprintable(each)}
    if wrong:
        yield f"holds {sorted(wrong)!r}: {text[:40]!r}"


def _unprintable(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} and character not in _BREAKS


class Doings:
    """What this process opened, started and connected to while it was watched."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.connected: list[str] = []
        self.started: list[str] = []
        self.asked_qt: list[str] = []


_watched: list[Doings] = []


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    for doings in _watched:
        if event == "open":
            doings.opened.append(str(arguments[0]))
        elif event == "socket.connect":
            doings.connected.append(str(arguments[1]))
        elif event in {
            "subprocess.Popen",
            "os.system",
            "os.exec",
            "os.posix_spawn",
            "webbrowser.open",
        }:
            doings.started.append(f"{event} {arguments[0]}")


sys.addaudithook(_hear)


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Doings]:
    """Everything this process does to files, programs and the network, and what Qt is asked to open or load."""
    doings = Doings()

    def refuse(*arguments: object) -> bool:
        doings.asked_qt.append(repr(arguments[-1]))
        return False

    def load(_self: QTextDocument, _kind: int, name: object) -> None:
        doings.asked_qt.append(repr(name))

    monkeypatch.setattr(QDesktopServices, "openUrl", refuse)
    monkeypatch.setattr(QTextDocument, "loadResource", load)
    _watched.append(doings)
    try:
        yield doings
    finally:
        _watched.remove(doings)


def window_titles() -> list[str]:
    """Of every window there is, shown or not."""
    return [each.windowTitle() for each in QApplication.topLevelWidgets()]


def bait_in(folder: Path) -> Path:
    """A picture that nobody may read."""
    bait = folder / "bait.svg"
    bait.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9999' height='9999'/>")
    return bait
