"""The rows of step 4: a benefit is on or off, an amount has a stepper and "most possible".

Anything else (a credit, which is a payment) is shown and cannot be chosen.

A row knows its own key and emits it. Nothing is worked out here: effects, amounts and what is the
most come ready from the screen.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from posdesk.desktop.look.controls import KeyButton, button, label, named, paragraph, pill
from posdesk.desktop.look.inputs import CheckBox
from posdesk.desktop.look.plain import one_line
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import ChoiceRow, Tone
from posdesk.desktop.views.amount_editor import AmountEditor
from posdesk.desktop.views.tone_bar import ToneBar

BENEFIT, AMOUNT = "benefit", "amount"


class ChoiceFrame(QWidget):
    """What all choices share: colour bar, name, detail, the reason why not, terms to unfold."""

    def __init__(self, choice: ChoiceRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = choice.key
        self.base = f"choose.{choice.key}"
        named(self, self.base, choice.name)
        self._bar = ToneBar(choice.tone, self)
        self._name = label("", Role.STRONG, self, name=f"{self.base}.name")
        self._name.setWordWrap(True)
        self._detail = paragraph("", Role.SMALL, self, name=f"{self.base}.detail")
        self._reason = paragraph("", Role.SMALL, self, name=f"{self.base}.reason")
        self._terms = paragraph("", Role.SMALL, self, name=f"{self.base}.terms")
        self._terms.hide()
        self.terms_button = button(self.tr("Terms"), f"{self.base}.more", self, quiet=True)
        self.terms_button.setCheckable(True)
        self.side: QHBoxLayout = row(gap=8)
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.terms_button.toggled.connect(self._terms.setVisible)

    def show_row(self, choice: ChoiceRow) -> None:
        """Show ``choice``; terms that are unfolded stay so."""
        self.setAccessibleName(one_line(choice.name))
        self._bar.show_tone(choice.tone, lit=choice.enabled)
        self._name.setText(choice.name)
        self._name.setEnabled(choice.enabled)
        self._detail.setText(choice.detail)
        self._detail.setVisible(bool(choice.detail))
        self._reason.setText(choice.reason)
        self._reason.setVisible(bool(choice.reason))
        self._terms.setText(choice.terms)
        self.terms_button.setVisible(bool(choice.terms))
        self.terms_button.setAccessibleName(self.tr("Terms of {name}").format(name=choice.name))

    def _lay_out(self) -> None:
        line = row(self, margins=(0, 7, 0, 7), gap=12)
        line.addWidget(self._bar)
        line.addLayout(self._words(), 1)
        line.addWidget(self.terms_button, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(self.side)

    def _words(self) -> QVBoxLayout:
        words = column(gap=3)
        words.addStretch(1)
        for part in (self._name, self._detail, self._reason, self._terms):
            words.addWidget(part)
        words.addStretch(1)
        return words


class BenefitChoice(ChoiceFrame):
    """On or off, with what it takes off beside it."""

    toggled = Signal(str, bool)  # key, on

    def __init__(self, choice: ChoiceRow, parent: QWidget) -> None:
        super().__init__(choice, parent)
        self._on = choice.checked
        self._effect = pill("", choice.tone, self, name=f"{self.base}.effect")
        self.check = named(CheckBox(self), f"{self.base}.check", choice.name)
        self.side.addWidget(self._effect, 0, Qt.AlignmentFlag.AlignVCenter)
        self.side.addWidget(self.check, 0, Qt.AlignmentFlag.AlignVCenter)
        # ``clicked`` is the cashier's hand alone; ``toggled`` would also speak when a screen is shown.
        self.check.clicked.connect(self._on_clicked)

    def first_control(self) -> QWidget:
        """Where the keyboard goes when it comes to this row."""
        return self.check

    def show_row(self, choice: ChoiceRow) -> None:
        super().show_row(choice)
        self._effect.show_word(choice.effect, choice.tone if choice.enabled else Tone.PLAIN)
        self._effect.setVisible(bool(choice.effect))
        self.check.setAccessibleName(one_line(choice.name))
        self.check.setAccessibleDescription(one_line(choice.reason or choice.effect))
        self._on = choice.checked
        self.check.setChecked(choice.checked)
        self.check.setEnabled(choice.enabled)

    @Slot(bool)
    def _on_clicked(self, on: bool) -> None:
        self.toggled.emit(self.key, on)
        # The sale may have refused: what stands in the screen holds, not the press.
        self.check.setChecked(self._on)


class AmountChoice(ChoiceFrame):
    """An amount between minus and plus, and the most that is possible with one press."""

    edited = Signal(str, str)  # key, amount as typed: major units, "" for none
    stepped = Signal(str, int)  # key, steps
    most_wanted = Signal(str)  # key

    def __init__(self, choice: ChoiceRow, parent: QWidget) -> None:
        super().__init__(choice, parent)
        self.most_button = button(self.tr("Most possible"), f"{self.base}.most", self, quiet=True)
        self.less_button = self._nudge("−", f"{self.base}.less")
        self.editor = named(AmountEditor(self), f"{self.base}.amount", choice.name)
        self.more_button = self._nudge("+", f"{self.base}.plus")
        for control in (self.most_button, self.less_button, self.editor, self.more_button):
            self.side.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self.most_button.clicked.connect(self._on_most_clicked)
        self.less_button.clicked.connect(self._on_less_clicked)
        self.more_button.clicked.connect(self._on_more_clicked)
        self.editor.amount_edited.connect(self._on_amount_edited)
        self.editor.amount_stepped.connect(self._on_amount_stepped)

    def first_control(self) -> QWidget:
        """Where the keyboard goes when it comes to this row."""
        return self.editor

    def show_row(self, choice: ChoiceRow) -> None:
        super().show_row(choice)
        self.editor.show_amount(choice.amount)
        self.editor.setAccessibleName(self.tr("{name}: amount to redeem").format(name=choice.name))
        most = self.tr("At most {amount}").format(amount=choice.most) if choice.most else ""
        self.editor.setAccessibleDescription(choice.reason or most)
        self.most_button.setAccessibleName(
            self.tr("Most possible of {name}").format(name=choice.name)
        )
        self.less_button.setAccessibleName(self.tr("Less of {name}").format(name=choice.name))
        self.more_button.setAccessibleName(self.tr("More of {name}").format(name=choice.name))
        for control in (self.most_button, self.less_button, self.editor, self.more_button):
            control.setEnabled(choice.enabled)

    def _nudge(self, sign: str, name: str) -> KeyButton:
        made = button(sign, name, self, quiet=True)
        # The keyboard has Up and Down in the editor; two more stops a row would only be in the way.
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setAutoRepeat(True)
        return made

    @Slot(str)
    def _on_amount_edited(self, text: str) -> None:
        self.edited.emit(self.key, text)

    @Slot(int)
    def _on_amount_stepped(self, steps: int) -> None:
        self.stepped.emit(self.key, steps)

    @Slot()
    def _on_less_clicked(self) -> None:
        self.editor.stop_typing()
        self.stepped.emit(self.key, -1)

    @Slot()
    def _on_more_clicked(self) -> None:
        self.editor.stop_typing()
        self.stepped.emit(self.key, 1)

    @Slot()
    def _on_most_clicked(self) -> None:
        self.editor.stop_typing()
        self.most_wanted.emit(self.key)


class ShownChoice(ChoiceFrame):
    """What the customer has and cannot be chosen here: its value, and no control."""

    def __init__(self, choice: ChoiceRow, parent: QWidget) -> None:
        super().__init__(choice, parent)
        self._value = label("", Role.AMOUNT, self, name=f"{self.base}.value", tone=choice.tone)
        self.side.addWidget(self._value, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_row(self, choice: ChoiceRow) -> None:
        super().show_row(choice)
        # It is not switched off, it is only not for choosing: it keeps its colour.
        self._bar.show_tone(choice.tone)
        self._name.setEnabled(True)
        self._value.setText(choice.effect or choice.amount)


def make_choice(choice: ChoiceRow, parent: QWidget) -> BenefitChoice | AmountChoice | ShownChoice:
    """The widget for a choice of its kind."""
    if choice.kind == BENEFIT:
        return BenefitChoice(choice, parent)
    if choice.kind == AMOUNT:
        return AmountChoice(choice, parent)
    return ShownChoice(choice, parent)
