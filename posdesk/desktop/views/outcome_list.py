"""The payment outcome in force, always in words, and the list to choose another, in its place."""

from typing import Final

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionViewItem, QWidget

from posdesk.desktop.look.ambient import colour, px, soft, tokens
from posdesk.desktop.look.controls import button, named, paragraph
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.marks import paint_check
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import MEASURE, Role
from posdesk.desktop.screens.model import OutcomeChoice, Tone
from posdesk.desktop.views.chosen_list import ChosenList, RowDelegate
from posdesk.desktop.views.rows_model import ROW_ROLE, Index, RowsModel

_ROW_HEIGHT: Final = 30
_MOST_ROWS: Final = 6


class OutcomeModel(RowsModel[OutcomeChoice]):
    """One column of outcomes; the one in force is checked."""

    def cell(self, row: OutcomeChoice, column: int, role: int) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.label
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if row.checked else Qt.CheckState.Unchecked
        return None


class OutcomeDelegate(RowDelegate):
    """A check before the one in force, then the words."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(0, 1, 0, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(soft(Tone.PAYMENT))
            radius = px(MEASURE.radius_control) - 2
            painter.drawRoundedRect(box, radius, radius)
        side = px(10)
        if choice.checked:
            sign = QRectF(box.left() + px(10), box.center().y() - side / 2 + 0.5, side, side)
            paint_check(painter, sign, colour(Tone.PAYMENT), px(1.6))
        painter.setFont(font(Role.STRONG if choice.checked else Role.BODY))
        painter.setPen(QColor(tokens().text))
        words = box.adjusted(px(30), 0, -px(8), 0)
        where = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(words, where, choice.label)
        painter.restore()


class OutcomeList(ChosenList):
    """The outcomes; ``chosen`` carries the key of one, ``left`` says that none was wanted."""

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(
            name,
            accessible,
            parent,
            row_height=_ROW_HEIGHT,
            most_rows=_MOST_ROWS,
            keeps_escape=True,
        )
        self._model = OutcomeModel(self)
        self.setModel(self._model)
        self.setItemDelegate(OutcomeDelegate(self))

    def show_outcomes(self, outcomes: tuple[OutcomeChoice, ...]) -> None:
        """Show ``outcomes``; the cursor stays."""
        self._model.show_rows(outcomes)
        self.updateGeometry()

    def stand_on_checked(self) -> None:
        """Put the cursor on the one in force."""
        for number, choice in enumerate(self._model.rows()):
            if choice.checked:
                self.setCurrentIndex(self._model.index(number, 0))
                return
        self.setCurrentIndex(QModelIndex())

    def id_of(self, index: Index) -> str:
        choice = self._model.row_at(index)
        return choice.key if choice is not None else ""


class OutcomeBar(QWidget):
    """What the terminal will answer, and F7 to change it. The list unfolds below, never over."""

    outcome_chosen = Signal(str)  # key of the outcome

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "pay.outcome", self.tr("Payment outcome"))
        self._text = paragraph("", Role.BODY, self, name="pay.outcome.text")
        self.change_button = button(
            self.tr("Change"), "pay.outcome.change", self, key="F7", quiet=True
        )
        self.change_button.setAccessibleName(self.tr("Change the payment outcome"))
        self.list = OutcomeList("pay.outcome.list", self.tr("Payment outcomes"), self)
        self.list.hide()
        line = row(gap=12)
        line.addWidget(self._text, 1)
        line.addWidget(self.change_button, 0, Qt.AlignmentFlag.AlignTop)
        whole = column(self, margins=(14, 4, 4, 4), gap=8)
        whole.addLayout(line)
        whole.addWidget(self.list, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.change_button.clicked.connect(self.toggle)
        self.list.chosen.connect(self._on_chosen)
        self.list.left.connect(self.fold)

    def show_outcomes(self, text: str, outcomes: tuple[OutcomeChoice, ...]) -> None:
        """Show the sentence in force and the choices."""
        self._text.setText(text)
        self.list.show_outcomes(outcomes)
        self.change_button.setEnabled(bool(outcomes))
        if not outcomes:
            self.fold()

    def is_open(self) -> bool:
        """Whether the list is unfolded."""
        return not self.list.isHidden()

    @Slot()
    def toggle(self) -> None:
        """Unfold the list and stand in it, or fold it."""
        if self.is_open() or not self.change_button.isEnabled():
            self.fold()
            return
        self.list.show()
        self.list.stand_on_checked()
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def fold(self) -> None:
        """Hide the list; the keyboard goes back to the button that unfolds it."""
        had_focus = self.list.hasFocus()
        self.list.hide()
        if had_focus:
            self.change_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().sunken))
        radius = px(MEASURE.radius_control)
        painter.drawRoundedRect(self.rect(), radius, radius)

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        self.fold()
        self.outcome_chosen.emit(key)
