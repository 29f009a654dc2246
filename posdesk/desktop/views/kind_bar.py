"""Ways to pay side by side; one is in force. Alt with the digit on the button chooses it.

A digit alone would be a digit of the amount, or of a scan.
"""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import KeyButton, named, set_role
from posdesk.desktop.look.spacing import row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import ActionScreen, TenderChoice


class KindButton(KeyButton):
    """One way to pay. It emits its own kind."""

    chosen = Signal(str)

    def __init__(self, kind: str, parent: QWidget) -> None:
        super().__init__("", "", parent)
        self.kind = kind
        self.setObjectName(f"pay.kind.{kind}")
        self.setCheckable(True)
        set_role(self, Role.MEDIUM)
        self.clicked.connect(self._on_clicked)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self.kind)


class KindBar(QWidget):
    """Shows ``TenderChoice``s; the check follows the screen, not the press."""

    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "pay.kinds", self.tr("Way to pay"))
        self._line = row(self, gap=8)
        self._line.addStretch(1)
        self._buttons: list[KindButton] = []
        self._kinds: tuple[TenderChoice, ...] = ()

    def show_kinds(self, kinds: tuple[TenderChoice, ...]) -> None:
        """Show ``kinds`` in order; the same kinds keep their buttons and the focus."""
        if [choice.kind for choice in kinds] != [made.kind for made in self._buttons]:
            self._rebuild(kinds)
        self._kinds = kinds
        self._show_state()

    def choose_number(self, number: int) -> bool:
        """Press the ``number``-th way, 1 for the first; False when there is none to press."""
        if not 1 <= number <= len(self._buttons) or not self._buttons[number - 1].isEnabled():
            return False
        self._buttons[number - 1].click()
        return True

    def _rebuild(self, kinds: tuple[TenderChoice, ...]) -> None:
        for made in self._buttons:
            self._line.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._buttons = [KindButton(choice.kind, self) for choice in kinds]
        for at, made in enumerate(self._buttons):
            self._line.insertWidget(at, made)
            made.chosen.connect(self._on_chosen)
            made.show()

    def _show_state(self) -> None:
        for number, (made, choice) in enumerate(
            zip(self._buttons, self._kinds, strict=True), start=1
        ):
            made.set_action(
                ActionScreen(choice.label, self.tr("Alt {number}").format(number=number))
            )
            made.setEnabled(choice.enabled)
            made.setChecked(choice.checked)

    @Slot(str)
    def _on_chosen(self, kind: str) -> None:
        self.kind_chosen.emit(kind)
        self._show_state()
