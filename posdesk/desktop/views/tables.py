"""Tables of the dock and the sheets: quiet headers, whole-row selection, no grid, no editing."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.controls import named, set_role
from posdesk.desktop.look.tokens import Role

ROW_HEIGHT = 22


class QuietTable(QTableView):
    """A table of rows; ``widths`` are pixels at 100 %, 0 is what stretches."""

    def __init__(
        self,
        name: str,
        accessible: str,
        widths: tuple[int, ...],
        parent: QWidget | None = None,
        *,
        row_height: int = ROW_HEIGHT,
        headed: bool = False,
    ) -> None:
        super().__init__(parent)
        named(self, name, accessible)
        set_role(self, Role.SMALL)
        self._widths = widths
        self._row_height = row_height
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setVisible(headed)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        set_role(header, Role.CAPTION)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._measure()

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: letters typed here belong to a scan."""

    def _measure(self) -> None:
        """Heights and widths at the zoom in force."""
        if self.model() is None:
            return
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(px(self._row_height))
        header = self.horizontalHeader()
        header.setMinimumSectionSize(1)
        for column, width in enumerate(self._widths):
            if width:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                header.resizeSection(column, px(width))
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
