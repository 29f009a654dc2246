"""The bar below the top: one sentence about the line to the tenant, and a field or a button to answer it in place."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from posdesk.desktop.look.ambient import colour, px, soft
from posdesk.desktop.look.controls import button, label, named, paragraph, set_role, set_tone
from posdesk.desktop.look.inputs import OwnEnterEdit
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.alerts import AlertKind, AlertScreen
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.views.notice_panel import NoticeMark, announce

LONGEST = 16_384
FRAME = 4


class AlertBar(QFrame):
    """Shows an ``AlertScreen``; ``answered`` carries what was typed, empty from a button alone.

    What is typed stays while the same kind of alert is shown; a secret is not kept beyond its sending.
    """

    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "alert.bar", "")
        self._screen: AlertScreen | None = None
        self._kind: AlertKind | None = None
        self._mark = NoticeMark(self)
        self._title = label("", Role.STRONG, self, name="alert.title")
        self._title.setWordWrap(True)
        self._text = paragraph("", Role.BODY, self, name="alert.text")
        self._problem = paragraph("", Role.BODY, self, name="alert.problem")
        set_tone(self._problem, Tone.DANGER)
        self.field = OwnEnterEdit(self)
        named(self.field, "alert.field", "")
        self.field.setMaxLength(LONGEST)
        set_role(self.field, Role.BODY, words=True)
        self.act = button("", "alert.act", self, primary=True)
        self.act.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line = row(self, margins=(18, 10, 14, 10), gap=12)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self._words(), 1)
        line.addWidget(self.field, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.act, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.act.clicked.connect(self._on_answered)
        self.field.returnPressed.connect(self._on_answered)
        self.hide()

    def render_screen(self, screen: AlertScreen | None) -> None:
        """Show ``screen``, or nothing; another one is announced."""
        if screen == self._screen:
            return
        self._screen = screen
        self.setVisible(screen is not None)
        is_another = screen is None or screen.kind is not self._kind
        self._kind = None if screen is None else screen.kind
        if is_another:
            self.field.clear()
        if screen is None:
            return
        self._mark.show_tone(screen.tone)
        set_tone(self._title, screen.tone)
        self._title.setText(screen.title)
        self._text.setText(screen.text)
        self._problem.setText(screen.problem)
        self._problem.setVisible(bool(screen.problem))
        self._show_answer(screen)
        self.setAccessibleName(f"{screen.title} {screen.text} {screen.problem}".strip())
        if is_another or screen.problem:
            announce(self, self.accessibleName())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = self._screen.tone if self._screen else Tone.PLAIN
        painter = QPainter(self)
        painter.fillRect(self.rect(), soft(tone))
        painter.fillRect(QRect(0, self.height() - px(1), self.width(), px(1)), colour(tone))

    def _show_answer(self, screen: AlertScreen) -> None:
        mode = QLineEdit.EchoMode.Password if screen.secret else QLineEdit.EchoMode.Normal
        self.field.setEchoMode(mode)
        self.field.setVisible(bool(screen.field))
        self.field.setPlaceholderText(screen.field)
        self.field.setAccessibleName(screen.field)
        self.field.setFixedWidth(px(260))
        self.act.setText(screen.action)
        self.act.setAccessibleName(screen.action)
        self.act.setVisible(bool(screen.action))
        self.act.setEnabled(not screen.busy)

    def _words(self) -> QVBoxLayout:
        words = column(gap=2)
        for part in (self._title, self._text, self._problem):
            words.addWidget(part)
        return words

    @Slot()
    def _on_answered(self) -> None:
        screen, typed = self._screen, self.field.text().strip()
        if screen is None or screen.busy or (screen.field and not typed):
            return
        if screen.secret:
            self.field.clear()
        self.answered.emit(typed)


class LiveFrame(QWidget):
    """A red frame around the whole window of a live tenant. It takes no mouse and no keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "window.live", self.tr("This is a live tenant"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def fit(self, rect: QRect) -> None:
        """Lie around ``rect``, above everything in it."""
        self.setGeometry(rect)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, wide = colour(Tone.DANGER), px(FRAME)
        across, down = self.width(), self.height()
        painter.fillRect(0, 0, across, wide, ink)
        painter.fillRect(0, down - wide, across, wide, ink)
        painter.fillRect(0, 0, wide, down, ink)
        painter.fillRect(across - wide, 0, wide, down, ink)
