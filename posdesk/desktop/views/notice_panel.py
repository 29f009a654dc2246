"""A sentence where the trouble is: what happened, what was not lost, what to do.

Icon, words and colour say the same thing, so that none of them is needed alone. Assistive technology
is told when another notice appears.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from posdesk.desktop.look.ambient import colour, px, soft, tokens
from posdesk.desktop.look.controls import label, muted, named, paragraph, set_tone
from posdesk.desktop.look.fonts import font
from posdesk.desktop.look.marks import paint_check
from posdesk.desktop.look.plain import one_line
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import MEASURE, Role
from posdesk.desktop.screens.model import NoticeScreen, Tone

_GOOD = (Tone.SUCCESS, Tone.REWARD)


class NoticeMark(QWidget):
    """A disc in the tone: an exclamation mark, or a check when all is well. 20 px at 100 %."""

    SIDE = 20

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.DANGER
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_tone(self, tone: Tone) -> None:
        """Show the sign of another tone."""
        if tone is not self._tone:
            self._tone = tone
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self.SIDE), px(self.SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = px(self.SIDE)
        disc = QRectF(0, 0, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._tone))
        painter.drawEllipse(disc)
        ink = QColor(tokens().on_mark)
        if self._tone in _GOOD:
            inset = side * 0.30
            paint_check(painter, disc.adjusted(inset, inset, -inset, -inset), ink, side * 0.09)
            return
        painter.setPen(ink)
        painter.setFont(font(Role.STRONG))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, "!")


class NoticePanel(QFrame):
    """Shows a ``NoticeScreen`` on the soft colour of its tone; hidden while there is none.

    Its parts are named ``<name>.title``, ``.text`` and ``.code``.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, "")
        self._notice: NoticeScreen | None = None
        self._mark = NoticeMark(self)
        self._title = label("", Role.STRONG, self, name=f"{name}.title")
        self._title.setWordWrap(True)
        self._text = paragraph("", Role.BODY, self, name=f"{name}.text")
        self._code = muted("", Role.CAPTION, self, name=f"{name}.code")
        line = row(self, margins=(14, 12, 14, 12), gap=12)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self._words(), 1)
        line.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def title(self) -> QLabel:
        """The label that says what happened."""
        return self._title

    def show_notice(self, notice: NoticeScreen | None) -> None:
        """Show ``notice``, or nothing; another one is announced."""
        if notice == self._notice:
            return
        self._notice = notice
        self.setVisible(notice is not None)
        if notice is None:
            return
        self._mark.show_tone(notice.tone)
        set_tone(self._title, notice.tone)
        self._title.setText(notice.title)
        self._text.setText(notice.text)
        self._text.setVisible(bool(notice.text))
        self._code.setText(notice.code)
        self._code.setVisible(bool(notice.code))
        self.setAccessibleName(one_line(f"{notice.title} {notice.text}".strip()))
        announce(self, self.accessibleName())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft(self._notice.tone if self._notice else Tone.PLAIN))
        radius = px(MEASURE.radius_control)
        painter.drawRoundedRect(self.rect(), radius, radius)

    def _words(self) -> QVBoxLayout:
        words = column(gap=2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        return words


def announce(widget: QWidget, words: str) -> None:
    """Tell a screen reader ``words`` without moving the focus."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
