"""Inputs that draw their own signs: Fusion's sit badly in dark.

A check box, and a line that owns its Enter. (There is no combo box and no spin box in the till:
choices stand open, amounts step by key.)
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QLineEdit

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.marks import paint_check


class CheckBox(QCheckBox):
    """A check box of 18 px at 100 %, drawn from the tokens; the words stand at its right."""

    SIDE = 18

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        wide = px(self.SIDE + 6) + (px(8) + words if self.text() else 0)
        return QSize(wide, px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tokens()
        side = px(self.SIDE)
        box = QRectF(px(3) + 0.5, (self.height() - side) / 2 + 0.5, side - 1, side - 1)
        on = self.isChecked() and self.isEnabled()
        edge = colours.accent if on else colours.faint if self.isEnabled() else colours.line_strong
        painter.setPen(QPen(QColor(edge), px(1)))
        painter.setBrush(QColor(colours.accent if on else colours.sunken))
        painter.drawRoundedRect(box, px(5), px(5))
        if self.isChecked():
            inset = side * 0.24
            ink = QColor(colours.on_accent if on else colours.faint)
            paint_check(painter, box.adjusted(inset, inset, -inset, -inset), ink, side * 0.11)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), px(1.5)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-2.5, -2.5, 2.5, 2.5), px(7), px(7))
        if self.text():
            painter.setPen(QColor(colours.text if self.isEnabled() else colours.faint))
            words = self.rect().adjusted(side + px(14), 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())


class OwnEnterEdit(QLineEdit):
    """A line that keeps Enter for itself while it holds text, and gives Ctrl+Z away when it has
    nothing to undo.

    Window-wide shortcuts would otherwise take the first before ``returnPressed``, and never get
    the second.
    """

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.text():
            event.accept()
            return True
        undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
        redo = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
        if undo or redo:
            event.ignore()
            return True
        return super().event(event)
