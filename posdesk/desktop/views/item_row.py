"""One thing that a customer has, as a row: colour bar, name, what there is to know, amount."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from posdesk.desktop.look.controls import label, paragraph, pill
from posdesk.desktop.look.plain import one_line
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import BenefitRow, RewardRow, Tone
from posdesk.desktop.views.tone_bar import ToneBar


class RewardItem(QWidget):
    """A reward, points or a credit. What expires soon says so in the colour of a warning."""

    TONE = Tone.REWARD

    def __init__(self, item: RewardRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = label("", Role.STRONG, self)
        self._name.setWordWrap(True)
        self._detail = paragraph("", Role.SMALL, self)
        self._soon = pill("", Tone.WARN, self)
        self._amount = label("", Role.BALANCE, self, tone=self.TONE)
        line = row(self, margins=(0, 7, 0, 7), gap=12)
        line.addWidget(ToneBar(self.TONE, self))
        line.addLayout(_two_lines(self._name, self._detail), 1)
        line.addWidget(self._soon, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._amount, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_row(self, item: RewardRow) -> None:
        """Show ``item``; the bar stays of its kind."""
        self._name.setText(item.name)
        self._soon.show_word(item.detail if item.soon else "", Tone.WARN)
        self._soon.setVisible(item.soon)
        self._detail.setText("" if item.soon else item.detail)
        self._detail.setVisible(bool(self._detail.text()))
        self._amount.setText(item.amount)
        self.setAccessibleName(one_line(", ".join((item.name, item.detail, item.amount))))


class CreditItem(RewardItem):
    """A credit or a gift card: money, not a discount."""

    TONE = Tone.CREDIT


class BenefitItem(QWidget):
    """A benefit with its terms; one that cannot be used is greyed and says why."""

    def __init__(self, item: BenefitRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = ToneBar(Tone.BENEFIT, self)
        self._name = label("", Role.STRONG, self)
        self._name.setWordWrap(True)
        self._detail = paragraph("", Role.SMALL, self)
        self._terms = paragraph("", Role.SMALL, self)
        self._badge = pill("", Tone.BENEFIT, self)
        line = row(self, margins=(0, 7, 0, 7), gap=12)
        line.addWidget(self._bar)
        line.addLayout(_two_lines(self._name, self._detail, self._terms), 1)
        line.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_row(self, item: BenefitRow) -> None:
        """Show ``item``."""
        self._bar.show_tone(Tone.BENEFIT, lit=item.usable)
        self._name.setText(item.name)
        self._name.setEnabled(item.usable)
        detail = item.reason or item.detail
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._terms.setText(item.terms)
        self._terms.setVisible(bool(item.terms))
        self._badge.show_word(item.badge, Tone.BENEFIT if item.usable else Tone.PLAIN)
        self.setAccessibleName(one_line(", ".join(filter(None, (item.name, item.badge, detail)))))


def _two_lines(*parts: QWidget) -> QVBoxLayout:
    words = column(gap=2)
    words.addStretch(1)
    for part in parts:
        words.addWidget(part)
    words.addStretch(1)
    return words
