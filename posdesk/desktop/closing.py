"""Closing the window: with something taken it stays, shows the putting back, and goes at rest.

A second close goes at once; what is left then is in the journal, and the next start finishes it.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.views.shell import ShellWindow
from posdesk.sale import events as ev
from posdesk.sale.checkout import allows
from posdesk.sale.state import Cause, Phase, Sale
from posdesk.till.register import Register

# In these something is on its way; a sale that waits for the network or for a person can wait closed.
UNDER_WAY = frozenset({Phase.REDEEMING, Phase.PAYING, Phase.COMPENSATING, Phase.REFUNDING})


class Closing(QObject):
    """Lets the window go when nothing is in flight."""

    def __init__(self, window: ShellWindow, presenter: SalePresenter, register: Register) -> None:
        super().__init__(window)
        self._window = window
        self._presenter = presenter
        self._register = register
        self._asked = False
        window.close_requested.connect(self._on_close_requested)
        presenter.sale_changed.connect(self.check)

    @Slot()
    def _on_close_requested(self) -> None:
        if self._asked:
            self._window.finish_close()
            return
        self._asked = True
        self._presenter.place(closing=True)
        sale = self._presenter.sale
        if sale is not None and _is_begun(sale):
            closed = partial(ev.VoidRequested, cause=Cause.CLOSED)
            self._presenter.do(closed, name="close")
        else:
            self.check()

    @Slot()
    @Slot(object)
    def check(self, sale: Sale | None = None) -> None:
        """Go, if closing was asked for and nothing is under way."""
        if self._asked and not any(_is_under_way(each) for each in self._register.busy):
            self._window.finish_close()


def _is_begun(sale: Sale) -> bool:
    """Something stands in the sale, and it can be put back."""
    return allows(sale, ev.VoidRequested) and bool(sale.basket or sale.customer)


def _is_under_way(sale: Sale) -> bool:
    if sale.phase is Phase.RECORDING:
        return not sale.retry.tries
    return sale.phase in UNDER_WAY
