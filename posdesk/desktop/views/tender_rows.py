"""What was taken, or is being taken, towards the sale; cash to hand back has its button."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from posdesk.desktop.look.controls import button, label, pill
from posdesk.desktop.look.spacing import row
from posdesk.desktop.look.texts import ElidedLabel
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import TenderRow
from posdesk.desktop.views.single_press import SinglePress


class TenderItem(QWidget):
    """One tender. It emits its own id."""

    handed_back = Signal(str)  # tender id

    def __init__(self, tender: TenderRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._tender_id = tender.tender_id
        base = f"pay.tender.{tender.tender_id}"
        self.setObjectName(base)
        self._label = ElidedLabel(Role.STRONG, self, name=f"{base}.label")
        self._state = pill("", tender.tone, self, name=f"{base}.state")
        self._amount = label("", Role.STRONG, self, name=f"{base}.amount")
        self.hand_back_button = button(self.tr("Handed back"), f"{base}.hand_back", self)
        SinglePress(self.hand_back_button)
        line = row(self, margins=(0, 7, 0, 7), gap=12)
        line.addWidget(self._label, 1)
        for part in (self._state, self.hand_back_button, self._amount):
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hand_back_button.clicked.connect(self._on_clicked)

    def show_row(self, tender: TenderRow) -> None:
        """Show ``tender``."""
        self.setAccessibleName(f"{tender.label} {tender.amount}, {tender.state}")
        self._label.setText(tender.label)
        self._state.show_word(tender.state, tender.tone)
        self._state.setVisible(bool(tender.state))
        self._amount.setText(tender.amount)
        self.hand_back_button.setVisible(tender.can_hand_back)
        self.hand_back_button.setAccessibleName(
            self.tr("{amount} in {tender} handed back").format(
                amount=tender.amount, tender=tender.label
            )
        )

    @Slot()
    def _on_clicked(self) -> None:
        self.handed_back.emit(self._tender_id)
