"""How the window shares its room: bar on top; basket, step, customer side by side; dock below.

Pixels at 100 %, scaled by the zoom. The shares follow the window's width until somebody drags a
splitter; then they are the user's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.spacing import column
from posdesk.desktop.views.dock import Dock

GAP = 14
BAR = 54
DOCK = 142
DOCK_FOLDED = 40
DOCK_TALL = 340
LOW = 760
UNLIMITED = 16_777_215


def shares(width: int) -> tuple[int, int]:
    """Widths of basket and customer in a window ``width`` wide; all pixels at 100 %."""
    basket = min(380, max(252, round(width * 0.223)))
    customer = min(340, max(220, round(width * 0.204)))
    return basket, customer


class Frame(QWidget):
    """Holds the five parts; it becomes the central widget of the window."""

    def __init__(
        self, bar: QWidget, parts: tuple[QWidget, QWidget, QWidget], dock: Dock, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setProperty("page", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._dragged = False
        self._met = False
        self._roomy = False
        self._bar, self._dock = bar, dock
        self.across = QSplitter(Qt.Orientation.Horizontal, self)
        self.across.setObjectName("frame.across")
        for part in parts:
            self.across.addWidget(part)
        self.down = QSplitter(Qt.Orientation.Vertical, self)
        self.down.setObjectName("frame.down")
        self.down.addWidget(self.across)
        self.down.addWidget(dock)
        for splitter, grows in ((self.across, 1), (self.down, 0)):
            splitter.setChildrenCollapsible(False)
            for at in range(splitter.count()):
                splitter.setStretchFactor(at, 1 if at == grows else 0)
        body = column(gap=0, margins=(GAP, GAP, GAP, GAP))
        body.addWidget(self.down)
        self._whole = column(self)
        self._whole.addWidget(bar)
        self._whole.addLayout(body, 1)
        self.across.splitterMoved.connect(self._on_splitter_moved)
        dock.folded_changed.connect(self._on_folded_changed)
        dock.room_wanted.connect(self._on_room_wanted)
        self._measure()

    def set_banner(self, banner: QWidget) -> None:
        """Put ``banner`` below the bar; it takes room only while it is shown."""
        self._whole.insertWidget(1, banner)

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._met:
            # A low window starts with the wire folded: the step needs the room. F10 opens it.
            self._met = True
            self._dock.set_folded(self.height() < px(LOW))
            self._on_folded_changed(self._dock.is_folded())
        self._share()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def _measure(self) -> None:
        """Fixed measures at the zoom in force."""
        self._bar.setFixedHeight(px(BAR))
        for splitter in (self.across, self.down):
            splitter.setHandleWidth(px(GAP))
        self._share()
        self._on_folded_changed(self._dock.is_folded())

    def _share(self) -> None:
        if self._dragged or not self.width():
            return
        logical = round(self.width() * 100 / px(100))
        basket, customer = (px(part) for part in shares(logical))
        rest = self.width() - basket - customer - 4 * px(GAP)
        self.across.setSizes([basket, max(1, rest), customer])

    @Slot(int, int)
    def _on_splitter_moved(self, position: int, index: int) -> None:
        self._dragged = True

    @Slot(bool)
    def _on_folded_changed(self, folded: bool) -> None:
        height = px(DOCK_FOLDED) if folded else px(DOCK)
        self._dock.setMinimumHeight(height)
        self._dock.setMaximumHeight(height if folded else UNLIMITED)
        self._give_dock(px(DOCK_TALL) if self._roomy and not folded else height)

    @Slot(bool)
    def _on_room_wanted(self, wanted: bool) -> None:
        self._roomy = wanted
        if not self._dock.is_folded():
            self._give_dock(px(DOCK_TALL if wanted else DOCK))

    def _give_dock(self, height: int) -> None:
        self.down.setSizes([max(1, self.down.height() - height - px(GAP)), height])
