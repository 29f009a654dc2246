"""The two quiet cards under the customer: the reversal window, and why things go in this order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import Card, label, muted, paragraph
from posdesk.desktop.look.marks import ReversalRing
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import WindowScreen


class WindowCard(Card):
    """The ring of the oldest leg, counting down; hidden while nothing could be reversed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(16, 14, 16, 14))
        self.setObjectName("window")
        self._screen: WindowScreen | None = None
        self._ring = ReversalRing(self)
        self._ring.setObjectName("window.ring")
        self._title = label("", Role.STRONG, self, name="window.title")
        self._title.setWordWrap(True)
        self._text = paragraph("", Role.CAPTION, self, name="window.text")
        words = column(gap=4)
        words.addWidget(self._title)
        words.addWidget(self._text)
        line = row(gap=14)
        line.addWidget(self._ring, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(words, 1)
        self.body.addLayout(line)
        self.hide()

    def render_screen(self, screen: WindowScreen) -> None:
        """Show ``screen``; a tick of the clock repaints the ring alone."""
        if screen == self._screen:
            return
        self._screen = screen
        self._ring.set_left(screen.fraction, screen.left, screen.tone)
        if self._title.text() != screen.title:
            self._title.setText(screen.title)
        if self._text.text() != screen.text:
            self._text.setText(screen.text)
        self.setVisible(screen.visible)


class WhyCard(Card):
    """A heading and a few sentences that explain the step; hidden without them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(16, 14, 16, 14), gap=6)
        self.setObjectName("why")
        self._title = muted("", Role.PILL, self, name="why.title")
        self._text = paragraph("", Role.BODY, self, name="why.text")
        self.body.addWidget(self._title)
        self.body.addWidget(self._text)
        self.hide()

    def render_why(self, title: str, text: str) -> None:
        """Explain, or step back when both are empty."""
        if (title.upper(), text) == (self._title.text(), self._text.text()):
            return
        self._title.setText(title.upper())
        self._text.setText(text)
        self.setVisible(bool(title or text))
