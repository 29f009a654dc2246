"""The matches of a search as a list for the keyboard: arrows move, Enter or a click chooses.

Who cannot be used is greyed, says why, and is passed over by the arrows.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from posdesk.desktop.look.ambient import colour, px, soft, tokens
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.plain import elided, one_line
from posdesk.desktop.look.tokens import MEASURE, Role
from posdesk.desktop.screens.model import CandidateRow, Tone
from posdesk.desktop.views.chosen_list import ChosenList, RowDelegate
from posdesk.desktop.views.focus_ring import paint_focus_ring
from posdesk.desktop.views.person import initials
from posdesk.desktop.views.rows_model import ROW_ROLE, Index, RowsModel

_ROW_HEIGHT: Final = 60
_MOST_ROWS: Final = 8


class CandidateModel(RowsModel[CandidateRow]):
    """One column of ``CandidateRow``; one that cannot be used is not enabled."""

    def cell(self, row: CandidateRow, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (row.name, row.contact, row.detail, row.reason)
            return ", ".join(part for part in parts if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row_at(index)
        if row is None or not row.usable:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class CandidateDelegate(RowDelegate):
    """Paints initials, name and contact at the left, card and tier at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(0, px(2), 0, -px(2))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(soft(Tone.PAYMENT))
            painter.drawRoundedRect(box, px(MEASURE.radius_control), px(MEASURE.radius_control))
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, box)
        inner = box.adjusted(px(12), 0, -px(12), 0)
        _paint_avatar(painter, inner, row)
        _paint_words(painter, inner.adjusted(px(52), px(9), 0, -px(9)), row)
        painter.restore()


class CandidateList(ChosenList):
    """The list itself; ``chosen`` carries the profile id."""

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(name, accessible, parent, row_height=_ROW_HEIGHT, most_rows=_MOST_ROWS)
        self._model = CandidateModel(self)
        self.setModel(self._model)
        self.setItemDelegate(CandidateDelegate(self))

    def show_rows(self, rows: Sequence[CandidateRow]) -> None:
        """Show ``rows`` and stand on the first that can be used."""
        self._model.show_rows(rows)
        self.updateGeometry()
        for number, row in enumerate(rows):
            if row.usable:
                self.setCurrentIndex(self._model.index(number, 0))
                return
        self.setCurrentIndex(QModelIndex())

    def id_of(self, index: Index) -> str:
        row = self._model.row_at(index)
        return row.profile_id if row is not None and row.usable else ""


def _paint_avatar(painter: QPainter, rect: QRect, row: CandidateRow) -> None:
    side = px(40)
    disc = QRectF(rect.left(), rect.center().y() - side / 2 + 0.5, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft(Tone.PAYMENT if row.usable else Tone.PLAIN))
    painter.drawEllipse(disc)
    painter.setPen(colour(Tone.PAYMENT) if row.usable else QColor(tokens().faint))
    painter.setFont(font(Role.TITLE))
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, initials(row.name))


def _paint_words(painter: QPainter, rect: QRect, row: CandidateRow) -> None:
    faint = QColor(tokens().faint)
    ink = QColor(tokens().text) if row.usable else faint
    quiet = QColor(tokens().muted) if row.usable else faint
    above, below = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    half = rect.width() // 2 - px(8)
    told = min(
        half, QFontMetrics(font(Role.SMALL)).horizontalAdvance(one_line(row.detail)) + px(12)
    )
    beside = rect.adjusted(0, 0, -told if row.detail else 0, 0)
    _elided(painter, beside, row.name, Role.STRONG, ink, above | left)
    if row.reason:
        _elided(painter, rect, row.reason, Role.SMALL, colour(Tone.WARN), below | left)
    else:
        _elided(
            painter, rect.adjusted(0, 0, -half, 0), row.contact, Role.SMALL, quiet, below | left
        )
    _elided(painter, rect.adjusted(half, 0, 0, 0), row.detail, Role.SMALL, quiet, above | right)


def _elided(
    painter: QPainter, rect: QRect, text: str, role: Role, ink: QColor, where: Qt.AlignmentFlag
) -> None:
    painter.setFont(font(role))
    painter.setPen(ink)
    shown = elided(QFontMetrics(painter.font()), text, rect.width())
    painter.drawText(rect, where | Qt.TextFlag.TextSingleLine, shown)
