"""The receipt as it would leave the printer: a strip of paper with a torn edge and a character grid.

The receipt itself carries SIMULATION in its lines; the paper carries it once more, across and faint,
so that a picture of a part of it cannot pass for a real one. It cannot be switched off.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.ambient import px, soft, tokens
from posdesk.desktop.look.controls import label, named
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.spacing import column
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import Tone

_TOOTH: Final = 8
_TILT: Final = -32


class ReceiptPaper(QWidget):
    """Shows the text of a receipt, line by line as it is; it can be selected and copied."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, self.tr("Receipt"))
        self.text = label("", Role.MONO, self, name=f"{name}.text")
        self.text.keeps_lines = True
        self.text.setAccessibleName(self.tr("Receipt"))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column(self, margins=(22, 22, 22, 26)).addWidget(self.text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_receipt(self, text: str) -> None:
        """Show ``text``, lines of a character grid."""
        if text != self.text.text():
            self.text.setText(text)
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper = self._paper()
        painter.setPen(QPen(QColor(tokens().line_strong), 1))
        painter.setBrush(QColor(tokens().surface))
        painter.drawPath(paper)
        painter.setClipPath(paper)
        self._paint_mark(painter)

    def _paper(self) -> QPainterPath:
        """The outline: straight above and at the sides, teeth below."""
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        count = max(1, round(box.width() / px(_TOOTH)))
        wide = box.width() / count
        low, high = box.bottom(), box.bottom() - wide / 2
        path = QPainterPath(box.topLeft())
        path.lineTo(box.topRight())
        path.lineTo(box.right(), high)
        for tooth in range(count):
            right = box.right() - tooth * wide
            path.lineTo(QPointF(right - wide / 2, low))
            path.lineTo(QPointF(right - wide, high))
        path.closeSubpath()
        return path

    def _paint_mark(self, painter: QPainter) -> None:
        face = font(Role.DUE)
        painter.setFont(face)
        painter.setPen(soft(Tone.WARN))
        word = self.tr("SIMULATION")
        every = px(190)
        for at in range(every // 2, self.height() - every // 4, every):
            painter.save()
            painter.translate(self.width() / 2, at)
            painter.rotate(_TILT)
            wide = painter.fontMetrics().horizontalAdvance(word)
            painter.drawText(QPointF(-wide / 2, 0), word)
            painter.restore()
