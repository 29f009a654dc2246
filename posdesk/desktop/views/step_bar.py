"""The bar of the six steps that a cashier sees."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.marks import paint_check
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import StepScreen, StepState


class StepBar(QWidget):
    """The six steps side by side: done with a check, the current one strong, the rest ahead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[StepScreen, ...] = ()
        self.setObjectName("steps.bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def render_steps(self, steps: tuple[StepScreen, ...]) -> None:
        """Show ``steps``; nothing happens when they are shown already."""
        if steps == self._steps:
            return
        self._steps = steps
        current = next((step for step in steps if step.state is StepState.CURRENT), None)
        if current is not None:
            self.setAccessibleName(
                self.tr("Step {number} of {count}: {label}").format(
                    number=current.number, count=len(steps), label=current.label
                )
            )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = px(6)
        width = (self.width() - gap * (len(self._steps) - 1)) / len(self._steps)
        for at, step in enumerate(self._steps):
            box = QRectF(at * (width + gap), 0, width, self.height())
            self._paint_step(painter, box, step)

    def _paint_step(self, painter: QPainter, box: QRectF, step: StepScreen) -> None:
        colours = tokens()
        ahead = step.state is StepState.AHEAD
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line_strong if ahead else colours.accent))
        painter.drawRoundedRect(QRectF(box.left(), 0, box.width(), px(3)), px(1.5), px(1.5))
        words = box.adjusted(0, px(9), 0, 0)
        sign = QRectF(words.left(), words.center().y() - px(4.5), px(9), px(9))
        ink = QColor(
            {StepState.CURRENT: colours.text, StepState.AHEAD: colours.faint}.get(
                step.state, colours.muted
            )
        )
        painter.setFont(font(Role.RING if step.state is StepState.CURRENT else Role.SMALL))
        middle = Qt.AlignmentFlag.AlignVCenter
        if step.state is StepState.DONE:
            paint_check(painter, sign, ink, px(1.4))
        painter.setPen(ink)
        if step.state is not StepState.DONE:
            painter.drawText(words, middle, str(step.number))
        words.setLeft(words.left() + px(16))
        shown = painter.fontMetrics().elidedText(
            step.label, Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, middle, shown)
