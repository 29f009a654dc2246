"""The wire as a model, and the delegate that paints a call's bar on the time axis of all."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.rows import WireRow
from posdesk.desktop.views.rows_model import ROW_ROLE, RowsModel

TIME, STEP, METHOD, PATH, STATUS, BAR, DURATION = range(7)
WIDTHS = (104, 78, 58, 330, 60, 0, 84)
_WRITES = ("POST", "PUT", "PATCH", "DELETE")


class WireModel(RowsModel[WireRow]):
    """One request a row: time, step, method, path, status, bar, duration."""

    FIGURES = (DURATION,)

    def cell(self, row: WireRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            texts = (row.time, row.step, row.method, row.path, row.status, "", row.duration)
            return texts[column]
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self._ink(row, column))
        if role == Qt.ItemDataRole.FontRole:
            return self._font(column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.method} {row.path} {row.status} {row.duration}"
        return None

    def _ink(self, row: WireRow, column: int) -> str:
        colours = tokens()
        if column == METHOD:
            return colours.benefit if row.method in _WRITES else colours.accent
        if column == STATUS:
            return colours.of(row.tone)
        return colours.text if column == PATH else colours.muted

    def _font(self, column: int) -> object:
        if column in (TIME, METHOD, PATH):
            return font(Role.MONO)
        return font(Role.RING) if column == STATUS else None


class BarDelegate(QStyledItemDelegate):
    """A bar from the call's start to its end on the axis that all rows share."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        row = index.data(ROW_ROLE)
        if not isinstance(row, WireRow):
            return
        rect: QRect = option.rect
        height = px(6)
        top = rect.center().y() - height / 2 + 0.5
        track = QRectF(rect.left(), top, rect.width() - px(4), height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().sunken))
        painter.drawRoundedRect(track, height / 2, height / 2)
        failed = row.tone in (Tone.DANGER, Tone.WARN)
        painter.setBrush(QColor(tokens().of(row.tone if failed else Tone.PAYMENT)))
        left = track.left() + track.width() * min(1.0, max(0.0, row.offset))
        wide = max(float(height), track.width() * max(0.0, row.span))
        bar = QRectF(left, top, min(wide, track.right() - left), height)
        painter.drawRoundedRect(bar, height / 2, height / 2)
        painter.restore()
