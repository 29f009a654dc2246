"""A list from which one row is chosen: arrows move, Enter or a click chooses.

Enter means the row under the cursor, also where the window has a shortcut on that key. Letters typed
over the list belong to a scan, never to a search in it.
"""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.controls import named
from posdesk.desktop.views.rows_model import Index

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ChosenList(QListView):
    """``chosen`` carries the id that ``id_of`` finds for a row; rows that are off are passed over."""

    chosen = Signal(str)
    left = Signal()  # Esc, where the list wants it for itself

    def __init__(
        self,
        name: str,
        accessible: str,
        parent: QWidget | None = None,
        *,
        row_height: int,
        most_rows: int,
        keeps_escape: bool = False,
    ) -> None:
        """``row_height`` is pixels at 100 %; ``most_rows`` how many it asks to show."""
        super().__init__(parent)
        named(self, name, accessible)
        self.row_height = row_height
        self._most_rows = most_rows
        self._keeps_escape = keeps_escape
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setTabKeyNavigation(False)
        self.clicked.connect(self._choose)

    def id_of(self, index: Index) -> str:
        """The id of a row that can be chosen; empty for any other. Subclasses know their rows."""
        return str(index.data() or "") if index.isValid() else ""

    def current_id(self) -> str:
        """The id under the cursor; empty when there is none."""
        return self.id_of(self.currentIndex())

    def sizeHint(self) -> QSize:
        shown = min(self.model().rowCount(), self._most_rows)
        return QSize(px(400), shown * px(self.row_height) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), min(self.sizeHint().height(), 3 * px(self.row_height)))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_own(event):
            super().keyPressEvent(event)
            return
        event.accept()
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            self._choose(self.currentIndex())

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: letters typed here belong to a scan."""

    def _is_own(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if self._keeps_escape and event.key() == Qt.Key.Key_Escape:
            return event.modifiers() == Qt.KeyboardModifier.NoModifier
        return Qt.Key(event.key()) in _ENTER

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        found = self.id_of(index)
        if found:
            self.chosen.emit(found)


class RowDelegate(QStyledItemDelegate):
    """Rows of the list's own height."""

    def __init__(self, of: ChosenList) -> None:
        super().__init__(of)
        self._list = of

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(200), px(self._list.row_height))
