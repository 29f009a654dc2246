"""A column of rows with a hairline between each two."""

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posdesk.desktop.look.ambient import tokens
from posdesk.desktop.look.spacing import column


class Ruled(QWidget):
    """Put rows into ``rows``; the lines are painted, so they come and go with the rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: QVBoxLayout = column(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(tokens().line))
        shown = [
            item.geometry()
            for index in range(self.rows.count())
            if (item := self.rows.itemAt(index)) is not None and not item.isEmpty()
        ]
        for box in shown[:-1]:
            painter.drawLine(0, box.bottom(), self.width(), box.bottom())
