"""The editor of an amount: digits and one decimal mark, nothing else, and a cursor that stays put.

It knows no money: it lets through what could be an amount in major units (``25``, ``25.5``, ``25.50``)
and says so with every keystroke. What the amount means, and whether it is possible, others decide.
"""

from typing import Final

from PySide6.QtCore import QLocale, QRegularExpression, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.controls import set_role
from posdesk.desktop.look.tokens import MEASURE, Role

_WIDTH: Final = 104
_STEPS: Final = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


class AmountEditor(QLineEdit):
    """One amount as text in major units, a point as decimal mark whatever was typed.

    While the cashier types, renders leave text and cursor alone; what the sale made of it (``25`` →
    ``25.00``) appears when the editing is over. An amount that changed for another reason than the
    typing (a stepper, the most possible, less granted) appears at once.
    """

    # Each keystroke that leaves an amount, and the end of an edit. "" (nothing there) is no amount.
    amount_edited = Signal(str)
    amount_stepped = Signal(int)  # keys Up, Down (1 step) and Page Up, Page Down (10 steps)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self._decimals = -1
        self._awaits_answer = False
        self._typed_since_focus = False
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.setMaxLength(13)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_role(self, Role.AMOUNT)
        self._allow(2)
        self.textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(self._on_editing_finished)

    def show_amount(self, amount: str) -> None:
        """Show ``amount`` (major units, by the locale); its decimals are how many may be typed."""
        locale = QLocale()
        # An editor shows no thousands: with them, half of what can be typed would be malformed.
        amount = amount.replace(locale.groupSeparator(), "")
        self._allow(len(amount.partition(locale.decimalPoint())[2]))
        answers_typing = self._awaits_answer
        unchanged = amount == self._shown
        self._shown, self._awaits_answer = amount, False
        if self._typed_since_focus and (answers_typing or unchanged):
            return
        self._put(amount)

    def sizeHint(self) -> QSize:
        return QSize(px(_WIDTH), px(MEASURE.control))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            # Alt with a digit chooses a way to pay; the editor would take it for a digit.
            event.ignore()
            return
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is None or self.isReadOnly():
            super().keyPressEvent(event)
            return
        event.accept()
        self.stop_typing()
        self.amount_stepped.emit(steps)

    def stop_typing(self) -> None:
        """What is rendered next is no answer to typing (a step, the most possible): show it."""
        self._typed_since_focus = self._awaits_answer = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # The usual next key is the first digit of another amount: it replaces what stands there.
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def _allow(self, decimals: int) -> None:
        if decimals == self._decimals:
            return
        self._decimals = decimals
        fraction = rf"([.,][0-9]{{0,{decimals}}})?" if decimals else ""
        # Nothing at all is acceptable too: an emptied editor must not leave the last digit in force.
        pattern = QRegularExpression(rf"|[0-9]{{1,9}}{fraction}")
        self.setValidator(QRegularExpressionValidator(pattern, self))

    @Slot(str)
    def _on_text_edited(self, text: str) -> None:
        self._typed_since_focus = True
        self._awaits_answer = True
        self.amount_edited.emit(_plain(text))

    @Slot()
    def _on_editing_finished(self) -> None:
        if not self._typed_since_focus:
            return
        self._typed_since_focus = self._awaits_answer = False
        self.amount_edited.emit(_plain(self.text()))
        self._put(self._shown)

    def _put(self, amount: str) -> None:
        if self.text() == amount:
            return
        cursor, whole = self.cursorPosition(), self.selectedText() == self.text()
        self.setText(amount)
        if self.hasFocus() and whole:
            # Nothing is typed yet: the next digit still replaces what stands there.
            self.selectAll()
        elif self.hasFocus():
            self.setCursorPosition(min(cursor, len(amount)))


def _plain(text: str) -> str:
    return text.replace(",", ".").rstrip(".")
