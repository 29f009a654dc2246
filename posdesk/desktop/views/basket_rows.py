"""The lines of the basket as model and delegate: no widget a row, so a thousand lines stay smooth."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.plain import elided
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import BasketRow
from posdesk.desktop.views.rows_model import ROW_ROLE, RowsModel


class BasketModel(RowsModel[BasketRow]):
    """One ``BasketRow`` a row; readers hear name, detail, mark, note and amount."""

    def cell(self, row: BasketRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (row.name, row.detail, row.mark, row.note, row.amount)
            return ", ".join(part for part in parts if part)
        return None


class BasketDelegate(QStyledItemDelegate):
    """Name over detail, mark and note; the amount at the right; a hairline below."""

    HEIGHT = 50

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(px(120), px(self.HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, BasketRow):
            return
        painter.save()
        rect: QRect = option.rect
        from PySide6.QtWidgets import (
            QStyle,
        )  # here: slow to load, and an empty basket paints nothing

        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            self._paint_selection(painter, rect)
        painter.setPen(QColor(tokens().line))
        painter.drawLine(rect.left() + px(8), rect.bottom(), rect.right() - px(8), rect.bottom())
        self._paint_row(painter, rect.adjusted(px(8), 0, -px(8), 0), row)
        painter.restore()

    def _paint_selection(self, painter: QPainter, rect: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().accent_soft))
        painter.drawRoundedRect(rect.adjusted(0, px(2), 0, -px(3)), px(8), px(8))

    def _paint_row(self, painter: QPainter, rect: QRect, row: BasketRow) -> None:
        colours = tokens()
        painter.setFont(font(Role.AMOUNT_LINE))
        metrics = painter.fontMetrics()
        wide = metrics.horizontalAdvance(row.amount)
        painter.setPen(QColor(colours.text))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, right, row.amount)
        words = rect.adjusted(0, px(7), -(wide + px(10)), 0)
        painter.setFont(font(Role.STRONG))
        metrics = painter.fontMetrics()
        line = QRect(words.left(), words.top(), words.width(), metrics.height())
        painter.drawText(line, 0, elided(metrics, row.name, line.width()))
        painter.setFont(font(Role.CAPTION))
        painter.setPen(QColor(colours.muted))
        metrics = painter.fontMetrics()
        small = "   ".join(part for part in (row.detail, row.mark, row.note) if part)
        below = QRect(line.left(), line.bottom() + px(2), line.width(), metrics.height())
        painter.drawText(below, 0, elided(metrics, small, below.width()))
