"""The customer card at the right: who it is, what they have, what they may use."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from posdesk.desktop.look.controls import (
    Card,
    button,
    hairline,
    label,
    muted,
    paragraph,
    pill,
    set_role,
    set_tone,
)
from posdesk.desktop.look.marks import Avatar
from posdesk.desktop.look.spacing import column, row
from posdesk.desktop.look.texts import ElidedLabel
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import BalanceRow, BenefitRow, CustomerScreen, Tone
from posdesk.desktop.views.row_pool import RowPool


class BalanceLine(QWidget):
    """One loud figure: label over detail, the amount at the right in its colour."""

    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = muted("", Role.CAPTION, self, name=f"customer.balance.{key}.label")
        self._detail = ElidedLabel(
            Role.CAPTION, self, name=f"customer.balance.{key}.detail", quiet=True
        )
        self._amount = label("", Role.BALANCE, self, name=f"customer.balance.{key}")
        words = column()
        words.addWidget(self._label)
        words.addWidget(self._detail)
        line = row(self, margins=(0, 8, 0, 8), gap=8)
        line.addLayout(words, 1)
        line.addWidget(self._amount)

    def as_widget(self) -> QWidget:
        return self

    def show_row(self, row: BalanceRow) -> None:
        """Show a balance."""
        self._label.setText(row.label)
        self._detail.setText(row.detail)
        self._amount.setText(row.amount)
        self._amount.setAccessibleName(f"{row.label} {row.amount}")
        set_tone(self._amount, row.tone)


class BenefitLine(QWidget):
    """One benefit: its name, and a pill with the uses left or, unusable, why."""

    def __init__(self, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ElidedLabel(Role.BODY, self, name=f"customer.benefit.{key}.name")
        self._badge = pill("", Tone.BENEFIT, self, name=f"customer.benefit.{key}.badge")
        self._why = muted("", Role.CAPTION, self, name=f"customer.benefit.{key}.why")
        line = row(self, margins=(0, 4, 0, 4), gap=8)
        line.addWidget(self._name, 1)
        line.addWidget(self._badge)
        line.addWidget(self._why)

    def as_widget(self) -> QWidget:
        return self

    def show_row(self, row: BenefitRow) -> None:
        """Show a benefit; one that cannot be used steps back."""
        self._name.setText(row.name)
        self._name.setEnabled(row.usable)
        self._badge.show_word(row.badge, Tone.BENEFIT)
        self._badge.setVisible(row.usable and bool(row.badge))
        self._why.setText(row.badge or row.reason)
        self._why.setVisible(not row.usable)
        said = (row.name, row.badge, row.reason)
        self._name.setAccessibleName(", ".join(part for part in said if part))


class CustomerView(Card):
    """Shows a ``CustomerScreen``; an empty card says how to get a customer."""

    manage_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margins=(16, 14, 16, 14))
        self.setObjectName("customer")
        self._screen: CustomerScreen | None = None
        self._empty = paragraph("", Role.BODY, self, name="customer.empty")
        self._whole = QWidget(self)
        self._avatar = Avatar(self._whole)
        self._name = ElidedLabel(Role.TITLE, self._whole, name="customer.name")
        self._contact = ElidedLabel(Role.CAPTION, self._whole, name="customer.contact", quiet=True)
        self._tier = pill("", Tone.PLAIN, self._whole, name="customer.tier")
        self._caption = muted(self.tr("BENEFITS"), Role.PILL, self._whole)
        self._age = muted("", Role.CAPTION, self._whole, name="customer.age")
        self._balances: RowPool[BalanceRow] = RowPool(BalanceLine, self._whole)
        self._benefits: RowPool[BenefitRow] = RowPool(BenefitLine, self._whole)
        self._rule = hairline(self._whole)
        inside = column(self._whole, gap=4)
        inside.addLayout(self._head())
        for widget in (hairline(self._whole), self._balances, self._rule):
            inside.addWidget(widget)
        inside.addSpacing(4)
        below: tuple[QWidget, ...] = (self._caption, self._benefits)
        for part in below:
            inside.addWidget(part)
        inside.addLayout(self._foot())
        self.body.addWidget(self._empty)
        self.body.addWidget(self._whole)
        self._whole.hide()

    def render_screen(self, screen: CustomerScreen) -> None:
        """Show ``screen`` whole; nothing happens when it is shown already."""
        if screen == self._screen:
            return
        self._screen = screen
        self._whole.setVisible(screen.present)
        self._empty.setVisible(not screen.present)
        self._empty.setText(screen.empty_text)
        self._avatar.set_initials(screen.initials)
        self._name.setText(screen.name)
        self._contact.setText(screen.contact)
        self._tier.show_word(screen.tier, Tone.PLAIN)
        self._tier.setVisible(bool(screen.tier))
        self._age.setText(screen.age)
        self._manage.setVisible(screen.served)
        self._age.setVisible(bool(screen.age))
        self._balances.show_rows(screen.balances)
        self._benefits.show_rows(screen.benefits)
        for widget in (self._rule, self._caption):
            widget.setVisible(bool(screen.benefits))

    def _foot(self) -> QHBoxLayout:
        self._manage = button(self.tr("Manage"), "customer.manage", self._whole, quiet=True)
        self._manage.setProperty("small", True)
        set_role(self._manage, Role.SMALL)
        self._manage.clicked.connect(self.manage_requested)
        foot = row(gap=8)
        foot.addWidget(self._age, 1)
        foot.addWidget(self._manage)
        return foot

    def _head(self) -> QHBoxLayout:
        words = column(gap=2)
        words.addStretch(1)
        words.addWidget(self._name)
        below = row(gap=8)
        below.addWidget(self._contact, 1)
        below.addWidget(self._tier)
        words.addLayout(below)
        words.addStretch(1)
        head = row(margins=(0, 2, 0, 14), gap=10)
        head.addWidget(self._avatar)
        head.addLayout(words, 1)
        return head
