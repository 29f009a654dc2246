"""The strip *requested → granted → allocated → recorded*: the same amount at every station, or not.

Where a station disagrees with the one before, both are marked, and ≠ stands between them: a sign as
well as a colour.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QWidget

from posdesk.desktop.look.ambient import colour, px, soft, tokens
from posdesk.desktop.look.controls import label, muted, named, set_tone
from posdesk.desktop.look.spacing import row
from posdesk.desktop.look.tokens import MEASURE, Role
from posdesk.desktop.screens.model import Figure, Tone

ARROW, NOT_EQUAL, NOTHING = "→", "≠", "–"


class Station(QWidget):
    """One figure in a well; ``marked`` when it is one of the two that disagree."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"allocation.figure.{number}")
        self.marked = False
        self._label = muted("", Role.SMALL, self)
        self._amount = label("", Role.STRONG, self)
        self._line = row(self, margins=(10, 5, 10, 5), gap=6)
        self._line.addWidget(self._label, 1)
        self._line.addWidget(self._amount)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figure(self, figure: Figure, *, marked: bool) -> None:
        """Show ``figure``; nothing happens when it stands there already."""
        self._label.setText(figure.label)
        self._amount.setText(figure.amount)
        set_tone(self._amount, Tone.DANGER if marked else Tone.PLAIN)
        words = f"{figure.label} {figure.amount}"
        differs = self.tr("{figure}: differs").format(figure=words)
        named(self, self.objectName(), differs if marked else words)
        if marked != self.marked:
            self.marked = marked
            self.update()

    def width_in_a_row(self) -> int:
        """What label and amount need side by side."""
        words = self._label.sizeHint().width() + self._amount.sizeHint().width()
        return words + px(10 + 6 + 10)

    def stack(self, stacked: bool) -> None:
        """Put the amount under its label, where side by side there is no room for both."""
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if self._line.direction() != way:
            self._line.setDirection(way)

    def minimumSizeHint(self) -> QSize:
        wide = max(self._label.sizeHint().width(), self._amount.sizeHint().width())
        return QSize(wide + px(20), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = Tone.DANGER if self.marked else Tone.PLAIN
        painter.setPen(QPen(colour(tone), 1) if self.marked else Qt.PenStyle.NoPen)
        painter.setBrush(soft(tone) if self.marked else QColor(tokens().sunken))
        radius = px(MEASURE.radius_control) - 1
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)


class FigureStrip(QWidget):
    """The stations side by side with an arrow between each two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "allocation.figures", self.tr("From requested to recorded"))
        self._line = row(self, gap=8)
        self._stations: list[Station] = []
        self._signs: list[QLabel] = []

    def stations(self) -> list[Station]:
        return list(self._stations)

    def signs(self) -> list[str]:
        """What stands between the stations that are shown."""
        return [sign.text() for sign in self._signs if not sign.isHidden()]

    def show_figures(self, figures: tuple[Figure, ...]) -> None:
        """Show ``figures``; a wrong one is marked together with the one before it."""
        while len(self._stations) < len(figures):
            self._add_station()
        for at, station in enumerate(self._stations):
            station.setVisible(at < len(figures))
            if at < len(figures):
                breaks_next = at + 1 < len(figures) and figures[at + 1].wrong
                station.show_figure(figures[at], marked=figures[at].wrong or breaks_next)
        for at, sign in enumerate(self._signs, start=1):
            sign.setVisible(at < len(figures))
            wrong = at < len(figures) and figures[at].wrong
            sign.setText(NOT_EQUAL if wrong else ARROW)
            set_tone(sign, Tone.DANGER if wrong else Tone.PLAIN)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """All stations side by side, or all stacked: a mixture would not read as one strip."""
        shown = [station for station in self._stations if not station.isHidden()]
        if not shown:
            return
        signs = sum(sign.sizeHint().width() for sign in self._signs if not sign.isHidden())
        room = (self.width() - signs - px(8) * 2 * (len(shown) - 1)) / len(shown)
        for station in shown:
            station.stack(room < max(other.width_in_a_row() for other in shown))

    def _add_station(self) -> None:
        if self._stations:
            sign = muted(ARROW, Role.SMALL, self)
            self._signs.append(sign)
            self._line.addWidget(sign)
        station = Station(len(self._stations), self)
        self._stations.append(station)
        self._line.addWidget(station, 1)
