"""Step 3: what the customer has, item by item, soonest expiry first (the screen's order)."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QSizePolicy, QWidget

from posdesk.desktop.look.controls import label, named, paragraph
from posdesk.desktop.look.spacing import column
from posdesk.desktop.look.tokens import Role
from posdesk.desktop.screens.model import BalancesScreen, BenefitRow, RewardRow
from posdesk.desktop.views.item_row import BenefitItem, CreditItem, RewardItem
from posdesk.desktop.views.keyed_rows import KeyedRows, RowWidget
from posdesk.desktop.views.ruled import Ruled
from posdesk.desktop.views.step_card import StepCard

Item = TypeVar("Item")


class Section(QWidget, Generic[Item]):
    """One kind of value under its heading; hidden when there is nothing of it."""

    def __init__(
        self,
        name: str,
        heading: str,
        make: Callable[[Item, QWidget], RowWidget[Item]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        named(self, name, heading)
        title = label(heading.upper(), Role.PILL, self, name=f"{name}.heading")
        title.setProperty("quiet", True)
        ruled = Ruled(self)
        self._rows: KeyedRows[Item] = KeyedRows(ruled, ruled.rows, make)
        whole = column(self, margins=(0, 6, 0, 4))
        whole.addWidget(title)
        whole.addWidget(ruled)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show ``items`` in their order."""
        self.setVisible(bool(items))
        self._rows.show([(str(number), item) for number, item in enumerate(items)])
        for number, made in enumerate(self._rows.widgets()):
            if isinstance(made, QWidget):
                made.setObjectName(f"{self.objectName()}.{number}")


class BalancesView(QWidget):
    """Shows a ``BalancesScreen``; there is nothing to press here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "balances.view", self.tr("Balances"))
        self._screen: BalancesScreen | None = None
        self._card = StepCard("balances", self)
        self._rewards: Section[RewardRow] = Section(
            "balances.rewards", self.tr("Rewards"), RewardItem, self._card
        )
        self._points: Section[RewardRow] = Section(
            "balances.points", self.tr("Points"), RewardItem, self._card
        )
        self._credits: Section[RewardRow] = Section(
            "balances.credits", self.tr("Credits and gift cards"), CreditItem, self._card
        )
        self._benefits: Section[BenefitRow] = Section(
            "balances.benefits", self.tr("Benefits"), BenefitItem, self._card
        )
        self._empty = paragraph(
            self.tr("Nothing to redeem yet: this sale can still be the start of something."),
            Role.BODY,
            self._card,
            name="balances.empty",
        )
        self._card.hold(self._benefits, self._rewards, self._points, self._credits, self._empty)
        whole = column(self)
        whole.addWidget(self._card)
        whole.addStretch(1)

    def render_screen(self, screen: BalancesScreen) -> None:
        """Show ``screen``; what is equal to the last one costs nothing."""
        if screen == self._screen:
            return
        self._screen = screen
        self._card.show_head(screen.title, screen.text, busy=screen.busy, notice=screen.notice)
        self._rewards.show_items(screen.rewards)
        self._points.show_items(screen.points)
        self._credits.show_items(screen.credits)
        self._benefits.show_items(screen.benefits)
        anything = screen.rewards or screen.points or screen.credits or screen.benefits
        self._empty.setVisible(not anything and not screen.busy and screen.notice is None)
