"""The allocation preview: what each line bears, and whether all stations agree on the amount."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.controls import Card, named
from posdesk.desktop.look.spacing import column
from posdesk.desktop.screens.model import AllocationScreen
from posdesk.desktop.views.allocation_table import AllocationTable
from posdesk.desktop.views.figure_strip import FigureStrip

_GAP: Final = 8


class AllocationView(QWidget):
    """Shows an ``AllocationScreen``; shows nothing while that is not visible."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "allocation.view", self.tr("Allocation"))
        self._screen: AllocationScreen | None = None
        # The card is hidden, never the view: who holds the view decides whether that is shown.
        self.card = card = Card(self, margins=(18, 8, 18, 14), gap=_GAP)
        self.table = AllocationTable(card)
        self.figures = FigureStrip(card)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.figures)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        whole = column(self)
        whole.addWidget(card)
        whole.addStretch(1)

    def sizeHint(self) -> QSize:
        # Never that of what happens to be shown: a table that was hidden must be able to come back.
        return QSize(px(480), self._height_with_table(self.table.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(320), self._bare_height() if self._is_shown() else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def render_screen(self, screen: AllocationScreen) -> None:
        """Show ``screen``; of the lines, only those that changed are painted again."""
        if screen == self._screen:
            return
        self._screen = screen
        self.card.setVisible(screen.visible)
        if not screen.visible:
            return
        self.table.header.show_title(screen.title, screen.rule)
        self.table.show_lines(screen)
        self.figures.show_figures(screen.figures)
        self.figures.setVisible(bool(screen.figures))
        self.updateGeometry()
        self._fit()

    def _fit(self) -> None:
        """In a low window the table goes before the strip: the step above needs the room more."""
        least = self._height_with_table(self.table.minimumSizeHint().height())
        self.table.setVisible(self.height() >= least)

    def _is_shown(self) -> bool:
        return self._screen is not None and self._screen.visible

    def _bare_height(self) -> int:
        margins = self.card.body.contentsMargins()
        return margins.top() + margins.bottom() + self.figures.sizeHint().height() + px(_GAP)

    def _height_with_table(self, table: int) -> int:
        return self._bare_height() + table if self._is_shown() else 0
