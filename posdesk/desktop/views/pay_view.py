"""Step 5: take what is due, tender by tender, with the terminal's outcome in plain sight."""

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from posdesk.desktop.look.controls import button, label, muted, named, paragraph
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import PayScreen, TenderRow
from posdesk.desktop.views.amount_editor import AmountEditor
from posdesk.desktop.views.credit_bar import CreditBar
from posdesk.desktop.views.keyed_rows import KeyedRows
from posdesk.desktop.views.kind_bar import KindBar
from posdesk.desktop.views.outcome_list import OutcomeBar
from posdesk.desktop.views.ruled import Ruled
from posdesk.desktop.views.single_press import SinglePress
from posdesk.desktop.views.step_card import StepCard
from posdesk.desktop.views.tender_rows import TenderItem

_DIGITS: Final = {Qt.Key.Key_1: 1, Qt.Key.Key_2: 2, Qt.Key.Key_3: 3, Qt.Key.Key_4: 4}


class PayView(QWidget):
    """Shows a ``PayScreen``. ``setFocus`` goes to the amount.

    ``take_requested`` is emitted once for what is on the screen: a double click, a held key and a
    second press before the next render are all the same press.
    """

    kind_chosen = Signal(str)
    amount_edited = Signal(str)  # as typed: major units, "" for none
    take_requested = Signal()
    outcome_chosen = Signal(str)  # key of the outcome
    hand_back_confirmed = Signal(str)  # tender id
    credit_chosen = Signal(str)  # credit id
    pin_edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "pay.view", self.tr("Pay"))
        self._screen: PayScreen | None = None
        self._take_asked = False
        self._amount_had_focus = False
        self._card = StepCard("pay", self)
        self._due_label = muted("", Role.BODY, self._card, name="pay.due.label")
        self._due = label("", Role.DUE, self._card, name="pay.due")
        self._amount_label = muted(self.tr("Amount"), Role.BODY, self._card)
        self.amount = named(AmountEditor(self._card), "pay.amount", self.tr("Amount to take"))
        self.kinds = KindBar(self._card)
        self.credits = CreditBar(self._card)
        self._cash_hint = paragraph("", Role.BODY, self._card, name="pay.cash_hint")
        self._ruled = Ruled(self._card)
        self._tenders: KeyedRows[TenderRow] = KeyedRows(self._ruled, self._ruled.rows, TenderItem)
        self.outcomes = OutcomeBar(self._card)
        self.take_button = button("", "pay.take", self._card, primary=True)
        SinglePress(self.take_button)
        self._lay_out()
        self.setFocusProxy(self.amount)
        self._connect()

    def render_screen(self, screen: PayScreen) -> None:
        """Show ``screen``; an amount that is being typed is left alone."""
        self._take_asked = False
        if screen == self._screen:
            return
        self._screen = screen
        self._card.show_head(screen.title, busy=screen.busy, notice=screen.notice)
        self._due_label.setText(screen.due_label)
        self._due.setText(screen.due)
        self._due.setAccessibleName(f"{screen.due_label} {screen.due}")
        self.amount.show_amount(screen.amount)
        self.kinds.show_kinds(screen.kinds)
        self.credits.show_credits(screen.credits)
        self._cash_hint.setText(screen.cash_hint)
        self._cash_hint.setVisible(bool(screen.cash_hint))
        self._show_tenders(screen.tenders)
        self.outcomes.show_outcomes(screen.outcome_text, screen.outcomes)
        self._set_busy(screen.busy)
        self.take_button.set_action(screen.take)

    def _set_busy(self, busy: bool) -> None:
        """While a tender is taken nothing of it can be changed; then the keyboard is where it was."""
        if busy and self.amount.hasFocus():
            self._amount_had_focus = True
        for control in (self.amount, self.kinds, self.credits):
            control.setEnabled(not busy)
        if not busy and self._amount_had_focus:
            self._amount_had_focus = False
            self.amount.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def press_take(self) -> None:
        """What F8 does: press Take, if it can be pressed."""
        if self.take_button.isEnabled() and not self.take_button.isHidden():
            self._on_take_clicked()

    @Slot()
    def toggle_outcomes(self) -> None:
        """What F7 does: unfold the list of outcomes, or fold it."""
        self.outcomes.toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F7, F8 and Alt with a digit, where the window has no shortcut of its own on them."""
        key = Qt.Key(event.key())
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.isAutoRepeat():
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_F7:
            self.toggle_outcomes()
        elif key == Qt.Key.Key_F8:
            self.press_take()
        elif not (alt and key in _DIGITS and self.kinds.choose_number(_DIGITS[key])):
            super().keyPressEvent(event)

    def _show_tenders(self, tenders: tuple[TenderRow, ...]) -> None:
        for made in self._tenders.show([(tender.tender_id, tender) for tender in tenders]):
            if isinstance(made, TenderItem):
                made.handed_back.connect(self.hand_back_confirmed)
        self._ruled.setVisible(bool(tenders))

    def _lay_out(self) -> None:
        money = row(gap=12)
        money.addLayout(self._due_column())
        money.addStretch(1)
        money.addWidget(self._amount_label, 0, Qt.AlignmentFlag.AlignBottom)
        money.addWidget(self.amount, 0, Qt.AlignmentFlag.AlignBottom)
        self._card.rows.addLayout(money)
        self._card.hold(self.kinds, self.credits, self._cash_hint, self._ruled, gap=10)
        # Outside of what scrolls: the outcome in force must stand on the screen before Take is pressed.
        self._card.body.addWidget(self.outcomes)
        self._card.end_with(self.take_button)
        whole = column(self)
        whole.addWidget(self._card)
        whole.addStretch(1)

    def _due_column(self) -> QHBoxLayout:
        due = column()
        due.addWidget(self._due_label)
        due.addWidget(self._due)
        wrapped = row()
        wrapped.addLayout(due)
        return wrapped

    def _connect(self) -> None:
        self.amount.amount_edited.connect(self.amount_edited)
        self.kinds.kind_chosen.connect(self.kind_chosen)
        self.outcomes.outcome_chosen.connect(self.outcome_chosen)
        self.credits.credit_chosen.connect(self.credit_chosen)
        self.credits.pin_edited.connect(self.pin_edited)
        self.take_button.clicked.connect(self._on_take_clicked)

    @Slot()
    def _on_take_clicked(self) -> None:
        if self._take_asked:
            return
        self._take_asked = True
        self.take_requested.emit()
