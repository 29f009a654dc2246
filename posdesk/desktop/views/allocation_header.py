"""The line above the allocation: what it is and by which rule, and the headings of the figures.

The headings stand in the sections of the table, so they sit above their columns whatever the width
and whether or not there is a scroll bar; the title is two labels over the two sections without one.
"""

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.controls import label, muted
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.spacing import row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import Tone

_HEIGHT: Final = 30
_TONES: Final = {3: Tone.BENEFIT, 4: Tone.REWARD}


class AllocationHeader(QHeaderView):
    """Six sections; ``show_title`` says what stands over the first two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("allocation.header")
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)
        self.setSectionsClickable(False)
        self.title = label("", Role.TITLE, self.viewport(), name="allocation.title")
        self.rule = muted("", Role.SMALL, self.viewport(), name="allocation.rule")
        line = row(self.viewport(), gap=8)
        line.addWidget(self.title)
        line.addWidget(self.rule)
        line.addStretch(1)

    def show_title(self, title: str, rule: str) -> None:
        """The title, and the name of the rule that says where an odd cent goes."""
        self.title.setText(title)
        self.rule.setText(rule)
        self.setAccessibleName(f"{title}, {rule}")

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), px(_HEIGHT))

    def paintSection(self, painter: QPainter, rect: QRect, section: int, /) -> None:
        text = self.model().headerData(section, Qt.Orientation.Horizontal)
        tone = _TONES.get(section)
        painter.save()
        painter.setFont(font(Role.BODY if tone else Role.SMALL))
        painter.setPen(QColor(tokens().of(tone) if tone else tokens().muted))
        where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, where, str(text or ""))
        painter.restore()
