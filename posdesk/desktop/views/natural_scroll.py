"""A scroll area that asks for all the height its content wants, and is content with little.

A step takes its natural height where there is room and scrolls where there is not: small windows,
large type. ``QScrollArea`` alone asks for 24 lines at most and would leave a gap or a bar.
"""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.spacing import column

_LEAST_HEIGHT = 72
_LIKELY_WIDTH = 320
REMEASURED = frozenset(
    (QEvent.Type.LayoutRequest, QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.Polish)
)


class NaturalScroll(QScrollArea):
    """Holds one column of widgets in ``column``; scrolls up and down only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        # The controls inside take the focus; a stop on the frame itself would tell nobody anything.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        content = _Content(self)
        self.column = content.column
        self.setWidget(content)
        self._to_end = False
        # A layout asks several times a pass, and measuring wrapped words is slow.
        self._hints: dict[int, QSize] = {}
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range_changed)
        bar.actionTriggered.connect(self._on_moved_by_hand)

    def show_end(self) -> None:
        """Go to the end, also when the end is laid out only later; a move by hand lets go of it."""
        self._to_end = True
        self._on_range_changed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() in REMEASURED:
            self._hints.clear()
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            # Wrapped words need another height at another width.
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        content = self.widget()
        if content is None:
            return super().sizeHint()
        given = self.viewport().width()
        if given not in self._hints:
            self._hints[given] = self._measured(content, given)
        return self._hints[given]

    def _measured(self, content: QWidget, given: int) -> QSize:
        # Before the first layout the viewport is a token few pixels wide: no measure of anything.
        width = max(given, content.minimumSizeHint().width(), px(_LIKELY_WIDTH))
        height = self.column.heightForWidth(width) if self.column.hasHeightForWidth() else -1
        hint = content.sizeHint()
        return QSize(hint.width(), height if height >= 0 else hint.height())

    def minimumSizeHint(self) -> QSize:
        least = self.column.minimumSize().width()
        return QSize(least, min(self.sizeHint().height(), px(_LEAST_HEIGHT)))

    @Slot()
    def _on_range_changed(self) -> None:
        if self._to_end:
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum())

    @Slot()
    def _on_moved_by_hand(self) -> None:
        self._to_end = False


class _Content(QWidget):
    """What scrolls. As low as its words need at the width they have, not at the least width."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("page", "clear")
        self.column = column(self)

    def minimumSizeHint(self) -> QSize:
        least = self.column.minimumSize()
        return QSize(least.width(), 0 if self.column.hasHeightForWidth() else least.height())
