"""One event of a story: its mark on the vertical line, what happened, the proof, and when."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.ambient import px, tokens
from posdesk.desktop.look.controls import label, muted, paragraph, set_tone
from posdesk.desktop.look.marks import EventMark
from posdesk.desktop.look.plain import one_line
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import EventState, StoryRow, Tone


class StoryEvent(QWidget):
    """Shows a ``StoryRow``; a line runs down to the next event unless it is the last."""

    def __init__(self, event: StoryRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._last = True
        self._words_of_state = {
            EventState.DONE: self.tr("done"),
            EventState.FAILED: self.tr("failed"),
            EventState.RUNNING: self.tr("running"),
            EventState.WAITING: self.tr("waiting"),
        }
        self.mark = EventMark(event.state, self)
        self._title = label("", Role.STRONG, self)
        self._title.setWordWrap(True)
        self._proof = paragraph("", Role.SMALL, self)
        self._time = muted("", Role.SMALL, self)
        words = column(gap=3)
        words.addWidget(self._title)
        words.addWidget(self._proof)
        line = row(self, margins=(3, 4, 0, 12), gap=14)
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(self.mark, 0, top)
        line.addLayout(words, 1)
        line.addWidget(self._time, 0, top)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_row(self, event: StoryRow) -> None:
        """Show another state of the event, or another event."""
        self.mark.set_state(event.state)
        word = self._words_of_state[event.state]
        self.mark.setAccessibleName(word)
        self._title.setText(event.title)
        set_tone(self._title, Tone.DANGER if event.state is EventState.FAILED else Tone.PLAIN)
        self._proof.setText(event.proof)
        self._proof.setVisible(bool(event.proof))
        self._time.setText(event.time)
        parts = (word, event.title, event.proof, event.time)
        self.setAccessibleName(one_line(", ".join(part for part in parts if part)))

    def show_last(self, last: bool) -> None:
        """Whether nothing follows yet, so that the line ends here."""
        if last != self._last:
            self._last = last
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._last:
            return
        mark = self.mark.geometry()
        wide = px(2)
        top = mark.bottom() + px(4)
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().line_strong))
        painter.drawRect(
            QRectF(mark.center().x() + 1 - wide / 2, top, wide, self.height() - top + px(1))
        )
