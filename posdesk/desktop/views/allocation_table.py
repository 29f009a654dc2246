"""The allocation's lines: a model, a delegate that paints them, and the table that holds both.

One change of one line repaints one row: the model says which rows differ, and nothing here is a
widget per row. Bars share one scale, given by the screen as fractions of the dearest line.
"""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from posdesk.desktop.look.ambient import colour, px, tokens
from posdesk.desktop.look.controls import named
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.marks import paint_parts
from posdesk.desktop.look.plain import elided
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import AllocationRow, AllocationScreen, Tone
from posdesk.desktop.views.allocation_header import AllocationHeader
from posdesk.desktop.views.rows_model import ROW_ROLE, Index, RowsModel

NAME, BAR, ORIGINAL, BENEFIT, REWARD, NET = range(6)
FIGURES: Final = (ORIGINAL, BENEFIT, REWARD, NET)
TONES: Final = {BENEFIT: Tone.BENEFIT, REWARD: Tone.REWARD}
NOTHING: Final = "–"
_ROW: Final = 24
_ROW_WITH_REASON: Final = 40
_MOST_LINES: Final = 10


class AllocationModel(RowsModel[AllocationRow]):
    """Six columns a line: name, bar, and the figures under the screen's headings."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, ("",) * 6)

    def show_headings(self, headings: tuple[str, ...]) -> None:
        """``headings`` are those of the four figures, in order."""
        padded = ("", "", *headings, *("",) * 4)[:6]
        if padded != self._headings:
            self._headings = padded
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 5)

    def headings(self) -> tuple[str, ...]:
        """All six; those of name and bar are empty."""
        return self._headings

    def cell(self, row: AllocationRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.AccessibleTextRole and column == NAME and row.why:
            return f"{row.name}, {row.why}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (row.name, "")[column] if column in (NAME, BAR) else _figure(row, column)
        return None


class AllocationDelegate(QStyledItemDelegate):
    """Paints a cell; the fonts of the zoom in force are made once, not once a cell."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.refresh()

    def refresh(self) -> None:
        """Take the fonts again: the zoom may have changed."""
        self._fonts: dict[Role, QFont] = {
            role: font(role) for role in (Role.BODY, Role.STRONG, Role.SMALL)
        }

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        column = index.column()
        if column == NAME:
            self._paint_name(painter, option.rect, row)
        elif column == BAR:
            _paint_bar(painter, option.rect, row)
        else:
            self._paint_figure(painter, option.rect, _figure(row, column), column)

    def _paint_name(self, painter: QPainter, rect: QRect, row: AllocationRow) -> None:
        inner = rect.adjusted(0, 0, -px(12), 0)
        if not row.why:
            self._write(painter, inner, row.name, Role.BODY, _LEFT, tokens().text)
            return
        middle = inner.center().y()
        above, below = QRect(inner), QRect(inner)
        above.setBottom(middle)
        below.setTop(middle + 1)
        self._write(painter, above, row.name, Role.BODY, _LEFT, tokens().text)
        self._write(painter, below, row.why, Role.SMALL, _LEFT, tokens().muted)

    def _paint_figure(self, painter: QPainter, rect: QRect, text: str, column: int) -> None:
        tone = TONES.get(column, Tone.PLAIN)
        ink = tokens().muted if text == NOTHING else tokens().of(tone)
        role = Role.STRONG if column == NET else Role.BODY
        self._write(painter, rect, text, role, _RIGHT, ink)

    def _write(
        self, painter: QPainter, rect: QRect, text: str, role: Role, where: int, ink: str
    ) -> None:
        face = self._fonts[role]
        painter.setFont(face)
        painter.setPen(QColor(ink))
        shown = elided(QFontMetrics(face), text, rect.width())
        painter.drawText(rect, where, shown)


def _figure(row: AllocationRow, column: int) -> str:
    return (row.original, row.benefit, row.reward, row.net)[column - ORIGINAL]


_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value
_LEFT: Final = Qt.AlignmentFlag.AlignLeft.value | _MIDDLE
_RIGHT: Final = Qt.AlignmentFlag.AlignRight.value | _MIDDLE


def _paint_bar(painter: QPainter, rect: QRect, row: AllocationRow) -> None:
    high = px(10)
    box = QRectF(rect.left(), rect.top() + (rect.height() - high) / 2, rect.width(), high)
    parts = (
        (row.benefit_part, colour(Tone.BENEFIT)),
        (row.reward_part, colour(Tone.REWARD)),
        (row.net_part, QColor(tokens().net)),
    )
    paint_parts(painter, box.adjusted(0, 0, -px(8), 0), parts)


class AllocationTable(QTableView):
    """As high as its lines up to ten, then it scrolls; reached by Tab, moved by the arrow keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "allocation.lines", self.tr("What each line bears"))
        self.lines = AllocationModel(self)
        self._reasons: tuple[int, ...] = ()
        self._widest: AllocationRow | None = None
        self._delegate = AllocationDelegate(self)
        self.setModel(self.lines)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.header = AllocationHeader(self)
        self.setHorizontalHeader(self.header)
        self._measure_rows()

    def show_lines(self, screen: AllocationScreen) -> None:
        """Show the rows; only those that differ from what stands there are painted again."""
        counted = len(screen.rows) == self.lines.rowCount()
        same_heights = counted and screen.reasons == self._reasons
        self._reasons, self._widest = screen.reasons, screen.widest
        self.lines.show_headings(screen.headings)
        self.lines.show_rows(screen.rows)
        if not same_heights:
            self._measure_rows()
        self._measure_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._delegate.refresh()
            self._measure_rows()
            self._measure_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure_columns()

    def sizeHint(self) -> QSize:
        return QSize(px(480), self._height_of(_MOST_LINES))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(320), self._height_of(2))

    def _height_of(self, most: int) -> int:
        """Header and the first ``most`` lines."""
        sections = self.verticalHeader()
        lines = range(min(most, self.lines.rowCount()))
        return self.header.sizeHint().height() + sum(sections.sectionSize(at) for at in lines) + 2

    def _measure_rows(self) -> None:
        sections = self.verticalHeader()
        # The default size is that of every section at once; a reason needs a second line.
        sections.setDefaultSectionSize(px(_ROW))
        for at in self._reasons:
            sections.resizeSection(at, px(_ROW_WITH_REASON))
        self.updateGeometry()

    def _measure_columns(self) -> None:
        row = self._widest
        if row is None:
            return
        metrics = QFontMetrics(font(Role.STRONG))
        headings = self.lines.headings()
        left = self.viewport().width()
        for at in FIGURES:
            texts = (_figure(row, at), headings[at])
            wide = max(metrics.horizontalAdvance(text) for text in texts)
            self._set_width(at, wide + px(18))
            left -= wide + px(18)
        # A long name gives way to the bar; a short one leaves it the room.
        wanted = max(metrics.horizontalAdvance(text) for text in (row.name, row.why)) + px(16)
        name = min(max(wanted, px(140)), int(left * 0.42))
        self._set_width(NAME, name)
        self._set_width(BAR, max(0, left - name))

    def _set_width(self, at: int, width: int) -> None:
        if self.columnWidth(at) != width:
            self.setColumnWidth(at, width)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: letters typed here belong to a scan."""
