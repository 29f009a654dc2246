"""A quiet line that moves while something is being waited for.

It keeps its height when nothing is, so that nothing jumps. The timer runs only while it is busy and
on the screen; where the system asks for less motion it stands still and says the same by its colour.
"""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimerEvent
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.ambient import colour, px, soft
from posdesk.desktop.screens.model import Tone

_FRAME_MS: Final = 40
_STEPS: Final = 40  # 1.6 s from end to end: movement at the edge of the eye, no more


class BusyLine(QWidget):
    """Three pixels at 100 %; a piece of the accent runs along it while busy."""

    HEIGHT = 3

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._busy = False
        self._at = 0
        self._timer_id = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def is_busy(self) -> bool:
        return self._busy

    def is_moving(self) -> bool:
        """Whether a timer runs: only when busy, shown, and motion is wanted."""
        return self._timer_id != 0

    def set_busy(self, busy: bool) -> None:
        """Start or stop; readers hear ``Working``."""
        if busy == self._busy:
            return
        self._busy = busy
        self.setAccessibleName(self.tr("Working") if busy else "")
        self._at = 0
        self._settle()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(40), px(self.HEIGHT))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._settle()

    def timerEvent(self, event: QTimerEvent) -> None:
        self._at = (self._at + 1) % _STEPS
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._busy:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        painter.setBrush(soft(Tone.PAYMENT))
        painter.drawRoundedRect(self.rect(), radius, radius)
        painter.setBrush(colour(Tone.PAYMENT))
        painter.drawRoundedRect(self._piece(), radius, radius)

    def _piece(self) -> QRectF:
        wide = self.width() * 0.3
        if not self.is_moving():
            return QRectF(0, 0, wide, self.height())
        left = (self.width() + wide) * self._at / _STEPS - wide
        return QRectF(left, 0, wide, self.height()).intersected(QRectF(self.rect()))

    def _settle(self) -> None:
        wanted = self._busy and self.isVisible() and self._motion_wanted()
        if wanted and not self._timer_id:
            self._timer_id = self.startTimer(_FRAME_MS)
        elif not wanted and self._timer_id:
            self.killTimer(self._timer_id)
            self._timer_id = 0

    def _motion_wanted(self) -> bool:
        from PySide6.QtWidgets import (
            QStyle,
        )  # here: its many names are slow to load, and seldom needed

        return self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
