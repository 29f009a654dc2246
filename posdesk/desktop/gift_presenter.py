"""Step 6 with gift cards that were sold: number and PIN on the screen, once, for the customer to take along."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Slot

from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.screens import figures
from posdesk.omneo.gift_cards import IssuedCard
from posdesk.sale.gifts import GiftOrder, gifts_of
from posdesk.sale.state import Phase, Sale
from posdesk.till.gift_rows import GiftRow, GiftState
from posdesk.till.register import Register
from posdesk.till.tasks import TaskScope

translate = QCoreApplication.translate
_GROUP = 4


class GiftPresenter(QObject):
    """Puts the cards of the recorded sale on the desk; the next sale takes them away and out of memory."""

    def __init__(self, presenter: SalePresenter, register: Register, scope: TaskScope) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._register = register
        self._scope = scope
        presenter.sale_changed.connect(self._on_sale_changed)
        presenter.sale_begun.connect(self._on_sale_begun)
        register.gifts.changed = self._on_gifts_changed

    @Slot(object)
    def _on_sale_changed(self, sale: Sale) -> None:
        if sale.phase is Phase.RECORDED and gifts_of(sale):
            self._scope.latest("gifts", self._show(sale))

    @Slot()
    def _on_sale_begun(self) -> None:
        self._register.gifts.forget()

    def _on_gifts_changed(self) -> None:
        sale = self._presenter.sale
        if sale is not None:
            self._on_sale_changed(sale)

    async def _show(self, sale: Sale) -> None:
        rows = {row.number: row for row in await self._register.gifts.of_sale(sale.reference)}
        now = self._presenter.sale
        if now is None or now.reference != sale.reference:
            return
        facts = tuple(
            (_name(order), self._told(order, rows.get(order.number))) for order in gifts_of(sale)
        )
        self._presenter.place(gifts=facts)

    def _told(self, order: GiftOrder, row: GiftRow | None) -> str:
        card = self._register.gifts.cards.get(order.tag)
        if card is not None:
            return secrets_of(card)
        if row is not None and row.state is GiftState.REFUSED:
            return translate("Screen", "not issued; look in the office, under Gift cards sold")
        return translate("Screen", "is being issued")


def secrets_of(card: IssuedCard) -> str:
    """Number and PIN for the customer; they are shown and kept nowhere."""
    number = " ".join(
        card.number[at : at + _GROUP] for at in range(0, len(card.number), _GROUP)
    ) or translate("Screen", "no number")
    return translate("Screen", "{0} · PIN {1}").format(number, card.pin) if card.pin else number


def _name(order: GiftOrder) -> str:
    return translate("Screen", "Gift card {0}").format(figures.money(order.amount))
