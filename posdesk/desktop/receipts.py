"""The receipt on the screen, made when a sale is paid: plain text on a character grid, marked SIMULATION."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.screens import figures
from posdesk.home.settings import Columns
from posdesk.sale.state import Phase, Sale
from posdesk.till.register import Register

PRINTED = frozenset({Phase.RECORDING, Phase.RECORDED})


class Receipts(QObject):
    """Listens to the sale and puts its receipt on the desk."""

    def __init__(self, presenter: SalePresenter, register: Register, columns: Columns) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._register = register
        self._columns = columns
        presenter.sale_changed.connect(self._on_sale_changed)

    @Slot(object)
    def _on_sale_changed(self, sale: Sale) -> None:
        if sale.phase in PRINTED:
            self._presenter.place(receipt=self._text(sale))

    def _text(self, sale: Sale) -> str:
        # Here: a till that has sold nothing yet prints nothing.
        from posdesk.till.receipt import receipt_text
        from posdesk.till.receipt_draft import Paper
        from posdesk.till.receipt_of import receipt_of

        paid_at = sale.paid_at or sale.opened_at
        printed_at = figures.local(paid_at.utc_ms, sale.terms.timezone)
        draft = receipt_of(sale, self._register.shop, printed_at=printed_at, amount=figures.money)
        return receipt_text(draft, Paper(self._columns))
