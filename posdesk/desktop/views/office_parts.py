"""The small parts of a page of the office: buttons that say their names, facts, words, progress."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.ambient import colour, px, tokens
from posdesk.desktop.look.controls import (
    KeyButton,
    button,
    label,
    muted,
    named,
    paragraph,
    set_role,
    set_tone,
)
from posdesk.desktop.look.spacing import column, grid, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import ActionScreen, Tone
from posdesk.desktop.screens.office import Bar, Facts, Option, Paper, Press, Progress, Words
from posdesk.desktop.views.receipt_paper import ReceiptPaper


def let_go(part: QWidget) -> None:
    """Before ``part`` is hidden or switched off: Qt would hand the keyboard to a table of the dock, which opens a call."""
    focused = cast("QWidget | None", part.window().focusWidget())
    if focused is not None and (focused is part or part.isAncestorOf(focused)):
        focused.clearFocus()


class PressButton(KeyButton):
    """A button that emits the name it was made with."""

    pressed_named = Signal(str)

    def __init__(self, owner: str, press: Press, parent: QWidget) -> None:
        super().__init__(press.words, "", parent)
        self._name = press.name
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_role(self, Role.MEDIUM)
        named(self, f"office.{owner}.{press.name}", press.words)
        self.clicked.connect(self._on_clicked)

    def show_press(self, press: Press) -> None:
        """Other words, another state."""
        if not press.enabled:
            let_go(self)
        self.set_action(
            ActionScreen(press.words, press.key.upper(), press.enabled, why_not=press.why_not)
        )
        self.setToolTip("")
        set_tone(self, press.tone)

    @Slot()
    def _on_clicked(self) -> None:
        self.pressed_named.emit(self._name)


class PressRow(QWidget):
    """Buttons beside each other; the reason why one cannot be pressed stands below them."""

    pressed = Signal(str)

    def __init__(self, owner: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._owner = owner
        self._buttons: dict[str, PressButton] = {}
        self._line = row(gap=8)
        self._line.addStretch(1)
        self._why = paragraph("", Role.CAPTION, self, name=f"office.{owner}.why")
        body = column(self, gap=4)
        body.addLayout(self._line)
        body.addWidget(self._why)

    def show_presses(self, presses: Sequence[Press]) -> None:
        """Show ``presses``; the same names keep their buttons."""
        if list(self._buttons) != [press.name for press in presses]:
            self._rebuild(presses)
        for press in presses:
            self._buttons[press.name].show_press(press)
        reasons = {press.why_not for press in presses if not press.enabled and press.why_not}
        self._why.setText(" ".join(sorted(reasons)))
        self._why.setVisible(bool(reasons))
        self.setVisible(bool(presses))

    def stops(self) -> list[QWidget]:
        """What Tab comes to, in the order of the eye."""
        return [*self._buttons.values()]

    def _rebuild(self, presses: Sequence[Press]) -> None:
        for made in self._buttons.values():
            self._line.removeWidget(made)
            let_go(made)
            made.hide()
            made.deleteLater()
        self._buttons = {press.name: PressButton(self._owner, press, self) for press in presses}
        for at, made in enumerate(self._buttons.values()):
            self._line.insertWidget(at, made)
            made.pressed_named.connect(self.pressed)
            made.show()


class OptionBar(QWidget):
    """The choices of a field, all open, four beside each other; one is in force."""

    changed = Signal()
    PER_ROW = 4

    def __init__(self, name: str, accessible: str, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, name, accessible)
        self._name = name
        self._options: tuple[Option, ...] = ()
        self._buttons: list[PressButton] = []
        self._value = ""
        self._grid = grid(self, gap=6)
        self._grid.setColumnStretch(self.PER_ROW, 1)

    @property
    def value(self) -> str:
        return self._value

    def show_options(self, options: tuple[Option, ...]) -> None:
        """Show ``options``; what was chosen stays where it is still there."""
        if options == self._options:
            return
        self._options = options
        for made in self._buttons:
            self._grid.removeWidget(made)
            made.hide()
            made.deleteLater()
        owner = self._name.removeprefix("office.")
        self._buttons = [
            PressButton(owner, Press(each.value, each.words), self) for each in options
        ]
        for at, made in enumerate(self._buttons):
            made.setCheckable(True)
            self._grid.addWidget(made, at // self.PER_ROW, at % self.PER_ROW)
            made.pressed_named.connect(self._on_pressed)
            made.show()
        if self._buttons:
            self.setFocusProxy(self._buttons[0])
        self.choose(self._value)

    def choose(self, value: str) -> None:
        """Put ``value`` in force; an unknown one leaves nothing chosen."""
        self._value = value
        for made, option in zip(self._buttons, self._options, strict=True):
            made.setChecked(option.value == value)

    def stops(self) -> list[QWidget]:
        """What Tab comes to, in the order of the eye."""
        return [*self._buttons]

    @Slot(str)
    def _on_pressed(self, value: str) -> None:
        self.choose(value)
        self.changed.emit()


class FactsBlock(QWidget):
    """Shows ``Facts``: words at the left, what they are at the right of them."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"office.{name}")
        self._facts: Facts | None = None
        self._title = label("", Role.TITLE, self)
        self._table = grid(gap=6)
        self._table.setColumnStretch(1, 1)
        self._cells: list[QWidget] = []
        body = column(self, gap=8)
        body.addWidget(self._title)
        body.addLayout(self._table)

    def show_block(self, facts: Facts) -> None:
        """Show ``facts`` whole."""
        if facts == self._facts:
            return
        self._facts = facts
        self._title.setText(facts.title)
        self._title.setVisible(bool(facts.title))
        for cell in self._cells:
            self._table.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._cells = []
        for at, fact in enumerate(facts.facts):
            word = muted(fact.label, Role.BODY, self)
            value = label(
                fact.value, Role.STRONG, self, name=f"office.{facts.name}.{at}", tone=fact.tone
            )
            value.setWordWrap(True)
            note = paragraph(fact.note, Role.CAPTION, self)
            note.setVisible(bool(fact.note))
            self._table.addWidget(word, 2 * at, 0, Qt.AlignmentFlag.AlignTop)
            self._table.addWidget(value, 2 * at, 1)
            self._table.addWidget(note, 2 * at + 1, 1)
            self._cells += [word, value, note]

    def stops(self) -> list[QWidget]:
        return []


class WordsBlock(QWidget):
    """Shows ``Words``."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = paragraph("", Role.BODY, self, name=f"office.{name}")
        column(self).addWidget(self._text)

    def show_block(self, words: Words) -> None:
        self._text.setText(words.text)

    def stops(self) -> list[QWidget]:
        return []


class PaperBlock(QWidget):
    """Shows ``Paper``."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._paper = ReceiptPaper(f"office.{name}", self)
        line = row(self)
        line.addWidget(self._paper)
        line.addStretch(1)

    def show_block(self, paper: Paper) -> None:
        self._paper.show_receipt(paper.text)

    def stops(self) -> list[QWidget]:
        """What Tab comes to."""
        return [self._paper.text]


class BarBlock(PressRow):
    """Shows a ``Bar``. With the tone of a payment its first button is what the page is for."""

    _leads = False

    def show_block(self, bar: Bar) -> None:
        self._leads = bool(bar.presses) and bar.presses[0].tone is Tone.PAYMENT
        self.show_presses(bar.presses)

    def take_focus(self) -> bool:
        """Put the keyboard on its first button where that is the page's main work; False elsewhere."""
        first = next(iter(self._buttons.values()), None)
        if first is None or not (self._leads and first.isEnabled()):
            return False
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


class Gauge(QWidget):
    """A bar that fills."""

    HEIGHT = 8

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._part = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_part(self, part: float) -> None:
        """``part`` is between 0 and 1."""
        self._part = min(1.0, max(0.0, part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(120), px(self.HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        half = self.height() / 2
        painter.setBrush(QColor(tokens().sunken))
        painter.drawRoundedRect(self.rect(), half, half)
        if self._part:
            painter.setBrush(colour(Tone.PAYMENT))
            filled = QRectF(0, 0, max(self.height(), self.width() * self._part), self.height())
            painter.drawRoundedRect(filled, half, half)


class ProgressBlock(QWidget):
    """Shows ``Progress``; ``pressed`` carries ``stop``."""

    pressed = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"office.{name}")
        self._text = label("", Role.BODY, self, name=f"office.{name}.text")
        self._gauge = Gauge(self)
        self._stop = button("", f"office.{name}.stop", self)
        line = row(gap=12)
        line.addWidget(self._gauge, 1)
        line.addWidget(self._stop)
        body = column(self, gap=6)
        body.addWidget(self._text)
        body.addLayout(line)
        self._stop.clicked.connect(self._on_stopped)

    def show_block(self, progress: Progress) -> None:
        self._text.setText(progress.text)
        self._gauge.show_part(progress.done / progress.total if progress.total else 0.0)
        self._stop.setText(progress.stop)
        self._stop.setAccessibleName(progress.stop)
        self._stop.setVisible(bool(progress.stop))

    def stops(self) -> list[QWidget]:
        return [self._stop]

    @Slot()
    def _on_stopped(self) -> None:
        self.pressed.emit("stop")
