"""Two widgets side by side where there is room, one above the other where there is not."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.spacing import row

_GAP: Final = 18
_LEAST_LEFT: Final = 240


class Beside(QWidget):
    """The first takes what the second leaves; below 240 px at 100 % for it, the second goes below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: QBoxLayout = row(self, gap=_GAP)
        self._second: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def hold(self, first: QWidget, second: QWidget) -> None:
        """Put both in; once."""
        self._second = second
        self._line.addWidget(first, 1, Qt.AlignmentFlag.AlignTop)
        self._line.addWidget(second, 0, Qt.AlignmentFlag.AlignTop)

    def minimumSizeHint(self) -> QSize:
        wide = self._second.sizeHint().width() if self._second is not None else 0
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._second is None:
            return
        room = self.width() - self._second.sizeHint().width() - px(_GAP)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        way = down if room < px(_LEAST_LEFT) else across
        if way != self._line.direction():
            self._line.setDirection(way)
            self.updateGeometry()
