"""Where the keyboard is: one ring in the accent colour, the same on every control that paints itself."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.tokens import MEASURE


def paint_focus_ring(painter: QPainter, rect: QRect) -> None:
    """A ring just inside ``rect``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens().accent), px(2)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = px(1)
    radius = px(MEASURE.radius_control) - inset
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
