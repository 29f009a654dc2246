"""The one who stands at the till in a journey: a real window, real keys, and eyes for what is on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import wraps
from typing import ParamSpec

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)

from posdesk.desktop.first_picture import FirstPicture, show_first
from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.till import Till
from posdesk.desktop.views.shell import ShellWindow
from posdesk.home.faults.plan import FaultPlan
from posdesk.home.paths import Home
from posdesk.sale.state import Phase, Sale
from posdesk.sandbox.child import SandboxChild
from tests.journeys.qt_loop import run_on_qt, until

P = ParamSpec("P")
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": SHIFT,
}
NAMES = {"Esc": "Escape", "-": "Minus"}
# Far from each other on a busy machine: a scanner's keys come at once, a person's at this distance.
SCANNER_GAP_MS = 60
PERSONS_GAP_S = 0.08
# Until then an Enter after a scan is the scanner's own second one (``till.scanner``).
SECOND_ENTER_S = 0.12
SETTINGS = f"""format = 1
theme = "light"
terminal_pace_ms = 0
sandbox_webhooks = false

[scanner]
editor_key_gap_ms = {SCANNER_GAP_MS}
"""


class Clerk:
    """One till, from its opening to its closing. ``strokes`` counts keys and chords; a scan is one."""

    def __init__(self, app: QApplication, home: Home, child: SandboxChild | None) -> None:
        self.app = app
        self.home = home
        self.child = child
        self.strokes = 0
        self._locale = QLocale()
        # As the till itself does: the loop must outlive its window.
        app.setQuitOnLastWindowClosed(False)
        self._picture: FirstPicture | None = None
        self._till: Till | None = None
        self._serving: asyncio.Task[int] | None = None
        self._shown: Sale | None = None

    def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run a journey on the till's loop; the till is closed with it, whatever happens."""

        async def whole() -> None:
            try:
                await work()
            finally:
                await self.leave()

        try:
            run_on_qt(self.app, whole())
        finally:
            self._forget_window()

    # Opening and closing

    async def open(self, *, ready: bool = True, faults: FaultPlan | None = None) -> None:
        """Start the till; ``ready``: wait until a sale can begin and the demo's people are shown."""
        self._forget_window()
        if self.home.root.is_dir() and not self.home.settings.exists():
            self.home.settings.write_text(SETTINGS, encoding="utf-8")
        self._picture = show_first(self.app, self.home)
        self._till = Till(self.home, self.child, self._picture, faults)
        self.window.activateWindow()
        self._serving = asyncio.create_task(self._till.serve(), name="serve")
        if ready:
            await self.until(lambda: self.is_open and self.presenter.desk.personas)

    async def leave(self) -> None:
        """Close the window at once, as a second close does, and wait for the till's end."""
        if self._serving is not None:
            self.window.finish_close()
            await self.closed()

    async def closed(self) -> int:
        """Wait until the till has ended; its exit code."""
        assert self._serving is not None
        async with asyncio.timeout(30):
            return await self._serving

    @property
    def has_closed(self) -> bool:
        return self._serving is not None and self._serving.done()

    @property
    def is_open(self) -> bool:
        """A sale stands on the screen."""
        presenter = self._till._sale if self._till else None
        if presenter is not None and self._shown is None and presenter.sale is not None:
            presenter.screen_changed.connect(self._on_screen_changed)
            self._on_screen_changed()
        return self._shown is not None

    def _on_screen_changed(self) -> None:
        """The journal's thread is ahead of the screen; a person sees only the screen."""
        self._shown = self.presenter.sale

    def _forget_window(self) -> None:
        if self._picture is not None:
            self._picture.theme.deleteLater()
            self._picture.window.deleteLater()
            self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._picture = self._till = self._shown = self._serving = None
        QLocale.setDefault(self._locale)

    # What is there

    @property
    def window(self) -> ShellWindow:
        assert self._picture is not None
        return self._picture.window

    @property
    def presenter(self) -> SalePresenter:
        assert self._till is not None
        assert self._till._sale is not None
        return self._till._sale

    @property
    def sale(self) -> Sale:
        """The sale that the screen shows."""
        assert self._shown is not None
        return self._shown

    # Hands

    def press(self, *chords: str) -> None:
        """Keys or chords in Qt's words: ``press("F8")``, ``press("Shift+Esc")``."""
        for chord in chords:
            self.strokes += 1
            self._key(*keys_of(chord))

    async def scan(self, code: str) -> None:
        """What a scanner types: all keys at once, and Enter. A hand needs a while from there to a key."""
        self.strokes += 1
        for char in code:
            self._char(char)
        self._key(Qt.Key.Key_Return, NONE)
        await asyncio.sleep(SECOND_ENTER_S)

    async def type(self, text: str) -> None:
        """Type as a person does: each key a while after the one before."""
        for char in text:
            await asyncio.sleep(PERSONS_GAP_S)
            self.strokes += 1
            self._char(char)
        await asyncio.sleep(PERSONS_GAP_S)

    async def search(self, text: str) -> None:
        """F2, the words, Enter."""
        self.press("F2")
        await self.type(text)
        self.press("Return")

    def click(self, name: str, *, times: int = 1) -> None:
        """The mouse on a control; ``times=2`` is a double click."""
        widget = self.control(name)
        left = Qt.MouseButton.LeftButton
        QTest.mouseClick(widget, left)
        if times == 2:
            QTest.mouseDClick(widget, left)

    def _key(self, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        """To the widget with the focus: a key sent to the system's window would run Qt's loop inside a task."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def _char(self, char: str) -> None:
        target = QApplication.focusWidget() or self.window
        shift = SHIFT if char.isupper() else NONE
        QTest.keyClick(target, ord(char), shift)

    # Eyes

    def control(self, name: str) -> QWidget:
        """The visible widget of that name. AssertionError when there is none."""
        found = [each for each in self._named(name) if each.isVisible()]
        assert len(found) == 1, f"{len(found)} visible {name}; {self.report()}"
        return found[0]

    def shows(self, name: str) -> bool:
        return any(each.isVisible() for each in self._named(name))

    def _named(self, name: str) -> Iterator[QWidget]:
        yield from (each for each in self.window.findChildren(QWidget, name))

    def text(self, name: str) -> str:
        """What stands on the visible control; empty when it is not there."""
        return words_of(self.control(name)) if self.shows(name) else ""

    def story(self) -> list[str]:
        """The events of the card that tells a failure, from top to bottom."""
        numbers = range(1, 100)
        shown = (number for number in numbers if self.shows(f"story.event.{number}"))
        return [self.text(f"story.event.{number}") for number in shown]

    def column(self, name: str, column: int) -> list[str]:
        """The texts of one column of a visible table, from top to bottom."""
        view = self.control(name)
        assert isinstance(view, QAbstractItemView)
        model = view.model()
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def figures(self) -> list[str]:
        """Requested, granted, allocated, recorded."""
        return [self.text(f"allocation.figure.{number}") for number in range(4)]

    def screen_text(self) -> str:
        """All words that can be seen."""
        kinds = (QLabel, QAbstractButton, QLineEdit)
        visible = (each for each in self.window.findChildren(QWidget) if each.isVisible())
        return "\n".join(words_of(each) for each in visible if isinstance(each, kinds))

    # Waiting

    async def until(self, holds: Callable[[], object]) -> None:
        await until(holds, self.report)

    async def sees(self, name: str, words: str = "") -> None:
        """Wait until a control is visible and holds ``words``."""
        await until(
            lambda: self.shows(name) and words in self.text(name),
            lambda: f"{name} never said {words!r}; {self.report()}",
        )

    async def at(self, *phases: Phase) -> Sale:
        """Wait until the sale has come to one of ``phases``."""
        await self.until(lambda: self.is_open and self.sale.phase in phases)
        return self.sale

    def report(self) -> str:
        """Where the till stands, for a test that fails."""
        if self._picture is None:
            return "no window"
        phase = self.sale.phase if self.is_open else "no sale"
        story = [f"{each.kind} {each.mark}" for each in self.sale.story] if self.is_open else []
        return f"phase {phase}; story {story}; screen:\n{self.screen_text()}"


def keys_of(chord: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    """``Ctrl++`` and ``Shift+Esc`` as Qt has them."""
    *held, name = chord.replace("++", "+Plus").split("+")
    modifier = NONE
    for each in held:
        modifier |= MODIFIERS[each]
    return Qt.Key[f"Key_{NAMES.get(name, name)}"], modifier


def words_of(widget: QObject) -> str:
    """What stands on a control, else its accessible name."""
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        return widget.text()
    return widget.accessibleName() if isinstance(widget, QWidget) else ""


def journey(test: Callable[P, Awaitable[None]]) -> Callable[P, None]:
    """A test of a ``clerk`` that begins at an open till."""
    return _of_a_clerk(test, opened=True)


def before_opening(test: Callable[P, Awaitable[None]]) -> Callable[P, None]:
    """A test of a ``clerk`` that opens the till itself."""
    return _of_a_clerk(test, opened=False)


def _of_a_clerk(test: Callable[P, Awaitable[None]], *, opened: bool) -> Callable[P, None]:
    @wraps(test)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        clerk = kwargs["clerk"]
        assert isinstance(clerk, Clerk)

        async def work() -> None:
            if opened:
                await clerk.open()
            await test(*args, **kwargs)

        clerk.run(work)

    return told
