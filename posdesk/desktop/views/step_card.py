"""The card of a step: title, a sentence, the notice, the rows, an action; a line runs while busy.

All steps stand on it, so that the eye finds the same thing at the same place. Rows scroll when the
window is too low for them; title, notice and action stay.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.controls import Card, label, muted, paragraph
from posdesk.desktop.look.spacing import NONE, row, spaced
from posdesk.desktop.look.tokens import MEASURE, Role
from posdesk.desktop.screens.model import NoticeScreen
from posdesk.desktop.views.busy_line import BusyLine
from posdesk.desktop.views.natural_scroll import NaturalScroll
from posdesk.desktop.views.notice_panel import NoticePanel


class StepCard(Card):
    """``head`` holds the title, ``rows`` scrolls, an action can stand below them.

    Its parts are named ``<name>.title``, ``.text``, ``.aside``, ``.busy``, ``.notice``.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(18, 14, 18, 14), gap=9)
        self.title = label("", Role.STEP, self, name=f"{name}.title")
        self.title.setWordWrap(True)
        self.aside = muted("", Role.SMALL, self, name=f"{name}.aside")
        self.text = paragraph("", Role.BODY, self, name=f"{name}.text")
        self.busy = BusyLine(f"{name}.busy", self)
        self.notice = NoticePanel(f"{name}.notice", self)
        self._scroll = NaturalScroll(self)
        self._scroll.setObjectName(f"{name}.scroll")
        self.rows = self._scroll.column
        self.head: QHBoxLayout = row(gap=12)
        self._foot: QHBoxLayout = row(margins=(0, 6, 0, 0), gap=12)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._lay_out()

    def show_head(
        self,
        title: str,
        text: str = "",
        *,
        aside: str = "",
        busy: bool = False,
        notice: NoticeScreen | None = None,
    ) -> None:
        """Show the words above the rows; what is empty takes no room."""
        self.title.setText(title)
        self.aside.setText(aside)
        self.aside.setVisible(bool(aside))
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.busy.set_busy(busy)
        self.notice.show_notice(notice)

    def hold(self, *widgets: QWidget, gap: int = 0) -> None:
        """Put ``widgets`` into the part that scrolls, ``gap`` pixels at 100 % between them."""
        spaced(self.rows, NONE, gap)
        for widget in widgets:
            self.rows.addWidget(widget)

    def end_with(self, action: QWidget, *, right: bool = True) -> None:
        """Put ``action`` below all that scrolls, at the right or at the left."""
        self.body.addLayout(self._foot)
        if right:
            self._foot.addStretch(1)
        self._foot.addWidget(action)
        if not right:
            self._foot.addStretch(1)

    def show_end(self) -> None:
        """Scroll to the last row, and stay there while rows are added."""
        self._scroll.show_end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Along the upper edge, outside of the layout: nothing moves when the work begins or ends.
        edge = px(MEASURE.radius_card)
        self.busy.setGeometry(edge, 0, self.width() - 2 * edge, self.busy.sizeHint().height())

    def _lay_out(self) -> None:
        self.head.addWidget(self.title, 1)
        self.head.addWidget(self.aside, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(self.head)
        for widget in (self.text, self.notice):
            self.body.addWidget(widget)
        self.body.addWidget(self._scroll, 1)
