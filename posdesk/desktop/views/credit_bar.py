"""The credits to pay with, one above the other; one is in force. A card with a PIN asks for it below."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from posdesk.desktop.look.ambient import px
from posdesk.desktop.look.controls import KeyButton, muted, named, set_role
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.credit_choice import CreditChoice, CreditsScreen
from posdesk.desktop.screens.model import ActionScreen

_LONGEST_PIN = 12


class CreditButton(KeyButton):
    """One credit: its name, and at the right what is left of it. It emits its id."""

    chosen = Signal(str)

    def __init__(self, credit_id: str, parent: QWidget) -> None:
        super().__init__("", "", parent)
        self._credit_id = credit_id
        self.setObjectName(f"pay.credit.{credit_id}")
        self.setCheckable(True)
        set_role(self, Role.MEDIUM)
        self.clicked.connect(self._on_clicked)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_choice(self, choice: CreditChoice) -> None:
        self.set_action(ActionScreen(choice.name, choice.detail))
        self.setAccessibleName(f"{choice.name}, {choice.detail}")
        self.setChecked(choice.checked)

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self._credit_id)


class CreditBar(QWidget):
    """Shows a ``CreditsScreen``, or nothing. The check follows the screen, not the press."""

    credit_chosen = Signal(str)
    pin_edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "pay.credits", self.tr("Credits to pay with"))
        self._rows = column(self, gap=6)
        self._buttons: dict[str, CreditButton] = {}
        self._screen: CreditsScreen | None = None
        self._asking = QWidget(self)
        self.pin = named(QLineEdit(self._asking), "pay.pin", self.tr("PIN of the card"))
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(_LONGEST_PIN)
        self.pin.setFixedWidth(px(120))
        line = row(self._asking, gap=10)
        line.addWidget(muted(self.tr("PIN"), Role.BODY, self._asking, name="pay.pin.label"))
        line.addWidget(self.pin)
        line.addStretch(1)
        self._rows.addWidget(self._asking)
        self.pin.textEdited.connect(self.pin_edited)
        self.hide()

    def show_credits(self, screen: CreditsScreen | None) -> None:
        """Show ``screen``; a PIN that was typed for another credit is forgotten."""
        before, self._screen = self._screen, screen
        self.setVisible(screen is not None)
        other = screen is None or (before is None) or _in_force(before) != _in_force(screen)
        if other:
            self.pin.clear()
        if screen is None:
            return
        if [each.credit_id for each in screen.choices] != list(self._buttons):
            self._rebuild(screen.choices)
        for choice in screen.choices:
            self._buttons[choice.credit_id].show_choice(choice)
        self._asking.setVisible(screen.asks_pin)
        if other and screen.asks_pin:
            # A card was put in force, by a scan or a press: its PIN is what comes next.
            self.pin.setFocus()

    def _rebuild(self, choices: tuple[CreditChoice, ...]) -> None:
        for made in self._buttons.values():
            self._rows.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._buttons = {each.credit_id: CreditButton(each.credit_id, self) for each in choices}
        for at, made in enumerate(self._buttons.values()):
            self._rows.insertWidget(at, made)
            made.chosen.connect(self._on_chosen)
            made.show()

    @Slot(str)
    def _on_chosen(self, credit_id: str) -> None:
        self.credit_chosen.emit(credit_id)
        self.show_credits(self._screen)


def _in_force(screen: CreditsScreen) -> str:
    return next((each.credit_id for each in screen.choices if each.checked), "")
