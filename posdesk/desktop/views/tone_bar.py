"""The colour bar at the left of a row: which kind of value this is."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.ambient import colour, px, tokens
from posdesk.desktop.screens.model import Tone


class ToneBar(QWidget):
    """4 px wide at 100 %, as high as its row; quiet while the row cannot be used."""

    WIDTH = 4

    def __init__(self, tone: Tone = Tone.PLAIN, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        self._lit = True
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_tone(self, tone: Tone, *, lit: bool = True) -> None:
        """Another kind of value; not ``lit`` is for what cannot be used."""
        if (tone, lit) != (self._tone, self._lit):
            self._tone, self._lit = tone, lit
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self.WIDTH), px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._tone) if self._lit else QColor(tokens().line_strong))
        half = self.width() / 2
        painter.drawRoundedRect(self.rect(), half, half)
