"""Small painted signs: event marks, the avatar, the ring of the reversal window, parts of a bar.

All take their colours from the tokens in force when they paint, and their size from the zoom.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.ambient import colour, px, soft, tokens
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import EventState, Tone


def paint_parts(painter: QPainter, rect: QRectF, parts: Sequence[tuple[float, QColor]]) -> None:
    """Paint ``parts`` side by side in ``rect``; each is (fraction of the whole width, colour).

    Fractions are of ``rect``'s width, so bars that share a rect share one scale; what they leave
    stays empty. The ends are rounded, a one-pixel gap parts the colours.
    """
    total = sum(max(0.0, part) for part, _ in parts)
    if total <= 0:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    clip = QPainterPath()
    radius = min(px(3), rect.height() / 2)
    clip.addRoundedRect(
        QRectF(rect.left(), rect.top(), rect.width() * min(1.0, total), rect.height()),
        radius,
        radius,
    )
    painter.setClipPath(clip)
    left = rect.left()
    for part, ink in parts:
        width = rect.width() * max(0.0, part)
        if width > 0:
            gap = 1.0 if width > 2 else 0.0
            painter.fillRect(QRectF(left, rect.top(), width - gap, rect.height()), ink)
        left += width
    painter.restore()


def paint_check(painter: QPainter, box: QRectF, ink: QColor, width: float) -> None:
    """A check mark that fills ``box``."""
    path = QPainterPath(QPointF(box.left(), box.top() + box.height() * 0.55))
    path.lineTo(box.left() + box.width() * 0.37, box.top() + box.height() * 0.92)
    path.lineTo(box.right(), box.top() + box.height() * 0.10)
    pen = QPen(ink, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def paint_cross(painter: QPainter, box: QRectF, ink: QColor, width: float) -> None:
    """Two strokes across ``box``."""
    pen = QPen(ink, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(box.topLeft(), box.bottomRight())
    painter.drawLine(box.topRight(), box.bottomLeft())


def paint_event_mark(painter: QPainter, box: QRectF, state: EventState) -> None:
    """The sign of an event: check, cross, dots while it runs, an empty circle before."""
    tones = {
        EventState.DONE: Tone.SUCCESS,
        EventState.FAILED: Tone.DANGER,
        EventState.RUNNING: Tone.PAYMENT,
    }
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state is EventState.WAITING:
        painter.setPen(QPen(QColor(tokens().faint), px(1.5)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        painter.restore()
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(tones[state]))
    painter.drawEllipse(box)
    ink = QColor(tokens().on_mark)
    side = box.width()
    if state is EventState.DONE:
        inset = side * 0.30
        paint_check(painter, box.adjusted(inset, inset, -inset, -inset), ink, side * 0.09)
    elif state is EventState.FAILED:
        inset = side * 0.34
        paint_cross(painter, box.adjusted(inset, inset, -inset, -inset), ink, side * 0.09)
    else:
        painter.setBrush(ink)
        for step in (-1, 0, 1):
            painter.drawEllipse(box.center() + QPointF(step * side * 0.2, 0), side / 16, side / 16)
    painter.restore()


class EventMark(QWidget):
    """The sign of one event in a story, 20 px at 100 %."""

    SIDE = 20

    def __init__(self, state: EventState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(state.value)

    def set_state(self, state: EventState) -> None:
        """Show another state; nothing happens when it is shown already."""
        if state is not self._state:
            self._state = state
            self.setAccessibleName(state.value)
            self.update()

    def state(self) -> EventState:
        return self._state

    def sizeHint(self) -> QSize:
        return QSize(px(self.SIDE), px(self.SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = px(self.SIDE)
        paint_event_mark(painter, QRectF(0, (self.height() - side) / 2, side, side), self._state)


class Avatar(QWidget):
    """Initials on a quiet disc, 44 px at 100 %."""

    SIDE = 44

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._initials = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_initials(self, initials: str) -> None:
        if initials != self._initials:
            self._initials = initials
            self.setAccessibleName(initials)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self.SIDE), px(self.SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft(Tone.PAYMENT))
        painter.drawEllipse(self.rect())
        painter.setPen(colour(Tone.PAYMENT))
        painter.setFont(font(Role.BALANCE))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._initials)


class ReversalRing(QWidget):
    """What is left of the reversal window: a ring that empties, and the time in its middle."""

    SIDE = 52

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fraction = 1.0
        self._text = ""
        self._tone = Tone.REWARD
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_left(self, fraction: float, text: str, tone: Tone) -> None:
        """``fraction`` of the window that is left (1.0 to 0.0), the time in words, the tone."""
        now = (min(1.0, max(0.0, fraction)), text, tone)
        if now != (self._fraction, self._text, self._tone):
            self._fraction, self._text, self._tone = now
            # Painted, so that nothing else says it.
            self.setAccessibleName(text)
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self.SIDE), px(self.SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        stroke = px(4)
        inset = stroke / 2 + 0.5
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        pen = QPen(QColor(tokens().line), stroke)
        painter.setPen(pen)
        painter.drawEllipse(box)
        pen.setColor(colour(self._tone))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(box, 90 * 16, round(self._fraction * 360 * 16))
        painter.setPen(QColor(tokens().text))
        painter.setFont(font(Role.RING))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
