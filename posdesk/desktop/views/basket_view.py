"""The basket at the left: lines, totals, what is due, and how to change them.

Signals up: ids of lines as ``object``. The list holds the selection; F4 edits the selected line, or
the last one when none is selected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from posdesk.desktop.look.controls import (
    Card,
    KeyButton,
    button,
    hairline,
    label,
    muted,
    paragraph,
)
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import BasketRow, BasketScreen
from posdesk.desktop.screens.rows import LineEditScreen
from posdesk.desktop.views.notice_panel import NoticePanel
from posdesk.desktop.views.totals_panel import TotalsPanel

if TYPE_CHECKING:
    from posdesk.desktop.views.basket_list import BasketList
    from posdesk.desktop.views.line_editor import LineEditor


class BasketView(Card):
    """Shows a ``BasketScreen``."""

    add_requested = Signal()
    edit_requested = Signal(object)
    remove_requested = Signal(object)
    undo_requested = Signal()
    redo_requested = Signal()
    recall_requested = Signal()
    line_saved = Signal(object)
    edit_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(8, 12, 8, 14))
        self.setObjectName("basket")
        self._screen: BasketScreen | None = None
        self._editor: LineEditor | None = None
        self._list: BasketList | None = None
        self._room = QWidget(self)
        self._empty = paragraph("", Role.BODY, self._room, name="basket.empty")
        self._notice = NoticePanel("basket.notice", self)
        self._totals = TotalsPanel(self)
        self._count = muted("", Role.CAPTION, self, name="basket.count")
        self.undo = self._sign("undo", "basket.undo", self.tr("Undo (Ctrl+Z)"))
        self.redo = self._sign("redo", "basket.redo", self.tr("Redo (Ctrl+Y)"))
        self.add = button(self.tr("Add product"), "basket.add", self, key="F3")
        self.edit = button(self.tr("Edit"), "basket.edit", self, key="F4")
        self.recall = button(self.tr("Recall the last basket"), "basket.recall", self._room)
        self._lay_out()
        self._connect()

    @property
    def list(self) -> BasketList:
        """The lines."""
        if self._list is None:
            self._list = self._make_list()
        return self._list

    def render_screen(self, screen: BasketScreen) -> None:
        """Show ``screen`` whole; what did not change is not touched."""
        before = self._screen
        if screen == before:
            return
        self._screen = screen
        self._show_rows(screen.rows)
        self._empty.setText(screen.empty_text)
        self._room.setVisible(not screen.rows)
        self._count.setText(screen.pieces)
        self._notice.show_notice(screen.notice)
        self._totals.render_totals(screen)
        self.undo.setEnabled(screen.can_undo)
        self.redo.setEnabled(screen.can_redo)
        self.add.setEnabled(screen.editable)
        self.edit.setEnabled(screen.editable and bool(screen.rows))
        self.recall.setVisible(screen.can_recall)

    def _show_rows(self, rows: tuple[BasketRow, ...]) -> None:
        if self._list is None and not rows:
            return
        grown = len(rows) > len(self.list.lines.rows())
        self.list.lines.show_rows(rows)
        if grown:
            self.list.scrollToBottom()
        self.list.setVisible(bool(rows))

    def render_editor(self, screen: LineEditScreen | None) -> None:
        """Open the editor of a line in place, or close it; it is made when it is first needed."""
        if self._editor is None and screen is not None:
            self._editor = self._make_editor()
        if self._editor is not None:
            self._editor.render_screen(screen)
        if screen is not None:
            self.select_line(screen.line_id)
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_editing(self) -> bool:
        return self._editor is not None and self._editor.is_open()

    def editor(self) -> LineEditor | None:
        """The editor, when it was ever opened."""
        return self._editor

    def selected_line(self) -> int | None:
        """The id of the selected line, else of the last; None in an empty basket."""
        if self._list is None:
            return None
        lines = self._list.lines
        line = lines.row_at(self._list.currentIndex())
        if line is None and lines.rows():
            line = lines.rows()[-1]
        return line.line_id if line is not None else None

    def select_line(self, line_id: int) -> None:
        """Select the line of that id, where there is one."""
        lines = self.list.lines
        for at, line in enumerate(lines.rows()):
            if line.line_id == line_id:
                self.list.setCurrentIndex(lines.index(at, 0))

    def _make_list(self) -> BasketList:
        from posdesk.desktop.views.basket_list import BasketList

        made = BasketList(self)
        self.body.insertWidget(self.body.indexOf(self._room), made, 1)
        made.remove_pressed.connect(self._on_remove_pressed)
        made.doubleClicked.connect(self._on_double_clicked)
        QWidget.setTabOrder(self.redo, made)
        return made

    def _make_editor(self) -> LineEditor:
        from posdesk.desktop.views.line_editor import LineEditor

        made = LineEditor(self)
        holder = row(margins=(8, 4, 8, 0))
        holder.addWidget(made)
        self.body.insertLayout(self.body.indexOf(self._notice), holder)
        made.saved.connect(self.line_saved)
        made.removed.connect(self.remove_requested)
        made.cancelled.connect(self.edit_cancelled)
        return made

    def _sign(self, sign: str, name: str, accessible: str) -> KeyButton:
        made = button("", name, self, quiet=True)
        made.setAccessibleName(accessible)
        made.set_sign(sign)
        made.setProperty("small", True)
        return made

    def _lay_out(self) -> None:
        self.body.addLayout(self._head())
        self.body.addWidget(hairline(self))
        self.body.addWidget(self._nothing(), 1)
        self.body.addWidget(self._notice)
        self.body.addLayout(self._buttons())
        self.body.addWidget(self._totals)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)

    def _head(self) -> QHBoxLayout:
        head = row(margins=(8, 0, 4, 8), gap=4)
        head.addWidget(label(self.tr("Basket"), Role.TITLE, self))
        head.addStretch(1)
        head.addWidget(self._count)
        head.addSpacing(4)
        head.addWidget(self.undo)
        head.addWidget(self.redo)
        return head

    def _nothing(self) -> QWidget:
        """What stands in the place of the lines while there are none."""
        inside = column(self._room, margins=(12, 36, 12, 12), gap=16)
        inside.addWidget(self._empty)
        inside.addWidget(self.recall, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(1)
        return self._room

    def _buttons(self) -> QHBoxLayout:
        buttons = row(margins=(8, 10, 8, 12), gap=8)
        buttons.addWidget(self.add)
        buttons.addWidget(self.edit)
        buttons.addStretch(1)
        return buttons

    def _connect(self) -> None:
        self.add.clicked.connect(self.add_requested)
        self.edit.clicked.connect(self.request_edit)
        self.undo.clicked.connect(self.undo_requested)
        self.redo.clicked.connect(self.redo_requested)
        self.recall.clicked.connect(self.recall_requested)

    @Slot()
    def request_edit(self) -> None:
        """Ask to edit the selected line, where lines may be edited."""
        line_id = self.selected_line()
        if line_id is not None and self._screen is not None and self._screen.editable:
            self.edit_requested.emit(line_id)

    @Slot()
    def _on_remove_pressed(self) -> None:
        line_id = self.selected_line()
        if line_id is not None and self._screen is not None and self._screen.editable:
            self.remove_requested.emit(line_id)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.request_edit()
