"""A text that knows its room: one line that ends in … where it must.

What is elided is told whole to a screen reader by the accessible name; no tooltip is needed.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.controls import TONE, set_role
from posdesk.desktop.look.plain import PlainLabel
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import Tone


class ElidedLabel(PlainLabel):
    """One line of plain text that ends in … where it has no room."""

    def __init__(
        self,
        role: Role,
        parent: QWidget | None = None,
        *,
        name: str = "",
        quiet: bool = False,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty(TONE, Tone.PLAIN.value)
        self.setProperty("quiet", quiet)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._mode = mode
        set_role(self, role, words=True)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(24), self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
