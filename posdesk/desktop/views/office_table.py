"""A table of the office: its title, the rows, and the buttons that act on the row that is marked."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.controls import label, paragraph
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.spacing import column
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.office import Column, Table, TableRow
from posdesk.desktop.views.office_parts import PressRow, let_go
from posdesk.desktop.views.rows_model import RowsModel
from posdesk.desktop.views.tables import QuietTable

ROW = 30
HEADER = 28
MOST_ROWS = 8


class TableModel(RowsModel[TableRow]):
    """Rows of one table; the first cell is the loud one, the last has the row's tone."""

    def __init__(self, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(parent, tuple(each.heading for each in columns))
        self._columns = columns

    def is_figure(self, column: int) -> bool:
        return self._columns[column].figure

    def cell(self, row: TableRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[column]
        if role == Qt.ItemDataRole.ForegroundRole:
            if row.faint:
                return QColor(tokens().muted)
            last = column == len(self._columns) - 1
            return QColor(tokens().of(row.tone) if last else tokens().text)
        if role == Qt.ItemDataRole.FontRole:
            if self._columns[column].mono:
                return font(Role.MONO)
            return font(Role.STRONG if column == 0 else Role.BODY)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(cell for cell in row.cells if cell)
        return None


class KeyedTable(QuietTable):
    """Tells a typed character that belongs to one of its buttons; every other key is the table's."""

    key_typed = Signal(str)
    keys = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text().lower()
        if text and text in self.keys:
            event.accept()
            if not event.isAutoRepeat():
                self.key_typed.emit(text)
            return
        super().keyPressEvent(event)


class TableBlock(QWidget):
    """Shows a ``Table``; ``chosen`` carries its name and a row's key, ``pressed`` a button's name and that key."""

    chosen = Signal(str, str)
    pressed = Signal(str, str)

    def __init__(self, name: str, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"office.{name}")
        self._name = name
        self._table: Table | None = None
        self._showing = False
        self._told: list[str] = []
        self._title = label("", Role.TITLE, self, name=f"office.{name}.title")
        self._empty = paragraph("", Role.BODY, self, name=f"office.{name}.empty")
        self._model = TableModel(columns, self)
        widths = tuple(each.width for each in columns)
        self.rows = KeyedTable(
            f"office.{name}.rows", name, widths, self, row_height=ROW, headed=True
        )
        self.rows.setModel(self._model)
        self._presses = PressRow(name, self)
        body = column(self, gap=6)
        for widget in (self._title, self._empty, self.rows, self._presses):
            body.addWidget(widget)
        self.rows.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.rows.key_typed.connect(self._on_key_typed)
        self._presses.pressed.connect(self._on_pressed)

    def show_block(self, table: Table) -> None:
        """Show ``table``; the mark follows ``selected``."""
        if table == self._table:
            return
        self._table = table
        self._title.setText(table.title)
        self._title.setVisible(bool(table.title))
        self._empty.setText(table.empty)
        self._empty.setVisible(not table.rows)
        self.rows.setAccessibleName(table.title)
        if not table.rows:
            let_go(self.rows)
        self.rows.setVisible(bool(table.rows))
        self._showing = True
        self._model.show_rows(table.rows)
        if not self._is_behind(table.selected):
            self._mark(table.selected)
        self._showing = False
        self._measure(len(table.rows))
        self._presses.show_presses(table.presses)
        self.rows.keys = "".join(each.key for each in table.presses)

    def stops(self) -> list[QWidget]:
        """What Tab comes to, in the order of the eye."""
        return [self.rows, *self._presses.stops()]

    def holds_focus(self) -> bool:
        return self.rows.hasFocus()

    def choose_current(self) -> None:
        """Enter: what the table has for it, else choose the row that is marked once more."""
        row = self._model.row_at(self.rows.currentIndex())
        if row is not None and self._table is not None and self._table.enter:
            self.pressed.emit(self._table.enter, row.key)
        elif row is not None:
            self.chosen.emit(self._name, row.key)

    def _is_behind(self, selected: str) -> bool:
        """Whether the page has not heard yet of the row that the cashier has gone on to."""
        if selected in self._told:
            del self._told[: self._told.index(selected) + 1]
            return bool(self._told)
        self._told.clear()
        return False

    def _mark(self, key: str) -> None:
        keys = [row.key for row in self._model.rows()]
        if key in keys:
            self.rows.setCurrentIndex(self._model.index(keys.index(key), 0))
        else:
            self.rows.setCurrentIndex(QModelIndex())
            self.rows.clearSelection()

    def _measure(self, count: int) -> None:
        # Two pixels for the frame: without them the last row could be scrolled.
        self.rows.setFixedHeight(px(HEADER) + min(count, MOST_ROWS) * px(ROW) + 2)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        row = self._model.row_at(current)
        if row is not None and not self._showing:
            self._told.append(row.key)
            self.chosen.emit(self._name, row.key)

    @Slot(str)
    def _on_key_typed(self, key: str) -> None:
        presses = self._table.presses if self._table else ()
        for press in presses:
            if press.key == key:
                self._on_pressed(press.name)

    @Slot(str)
    def _on_pressed(self, press: str) -> None:
        row = self._model.row_at(self.rows.currentIndex())
        self.pressed.emit(press, row.key if row is not None else "")
