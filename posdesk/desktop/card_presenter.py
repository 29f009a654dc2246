"""Step 5: a gift card that is scanned, and all credits taken one after the other (F5)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Slot

from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.screens.desk import Problem
from posdesk.desktop.screens.model import NoticeScreen, Tone
from posdesk.desktop.screens.pay import IN_FLIGHT
from posdesk.sale import credit_events as cev
from posdesk.sale import events as ev
from posdesk.sale.credits import Spendable, spendable
from posdesk.sale.errors import PosError
from posdesk.sale.state import Phase, Sale, due
from posdesk.sale.tender import TenderKind, TenderState
from posdesk.till.card_scans import Refused, Usable, look_at
from posdesk.till.register import Register
from posdesk.till.tasks import TaskScope

translate = QCoreApplication.translate


class CardPresenter(QObject):
    """Looks a scanned number up as a gift card, and puts it in force where it can pay."""

    def __init__(self, presenter: SalePresenter, register: Register, scope: TaskScope) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._register = register
        self._scope = scope
        self._taking_all = ""
        self._taken_before = 0
        presenter.sale_changed.connect(self._on_sale_changed)

    def scanned(self, number: str) -> None:
        """A code that is no product, while the sale is being paid."""
        sale = self._presenter.sale
        if sale is not None and sale.phase is Phase.PAYING:
            self._scope.latest("card", self._look(number, sale))

    async def _look(self, number: str, sale: Sale) -> None:
        register = self._register
        dialect = register.ways.redeeming
        try:
            found = await register.ask(
                look_at(number, sale.customer, sale.terms, dialect, register.clock)
            )
        except PosError as error:
            self._presenter.place(step_problem=Problem(error.code))
            return
        now = self._presenter.sale
        if now is None or now.reference != sale.reference:
            return
        if not isinstance(found, Usable):
            code = found.code if isinstance(found, Refused) else "till.scan_not_here"
            self._presenter.place(step_problem=Problem(code))
            return
        self._put_in_force(found, now)

    def _put_in_force(self, found: Usable, sale: Sale) -> None:
        """Its PIN, where it has one, is asked by the bar."""
        if sale.wallet is None or sale.wallet.credit(found.credit.id) is None:
            self._presenter.do(partial(cev.CreditShown, credit=found.credit))
        news = self._presenter.desk.news
        if found.claimed and sale.customer is not None:
            title = translate("Screen", "The card is {0}'s now").format(sale.customer.name)
            text = translate("Screen", "It belonged to nobody and was shown by this customer.")
            news = NoticeScreen(title, text, Tone.SUCCESS)
        self._presenter.place(
            tender_kind=TenderKind.CREDIT.value,
            credit_chosen=found.credit.id,
            amount_typed="",
            step_problem=None,
            news=news,
        )

    # All credits

    def take_all(self) -> None:
        """F5: every credit that needs no PIN, soonest expiry first, until nothing is due."""
        sale = self._presenter.sale
        if sale is None or sale.phase is not Phase.PAYING:
            return
        if not _without_pin(sale):
            self._presenter.place(step_problem=Problem("sale.no_credit"))
            return
        self._taking_all, self._taken_before = sale.reference, len(sale.tenders)
        self._presenter.place(
            tender_kind=TenderKind.CREDIT.value, amount_typed="", credit_chosen=""
        )
        self._take_next(sale)

    @Slot(object)
    def _on_sale_changed(self, sale: Sale) -> None:
        if self._taking_all:
            self._take_next(sale)

    def _take_next(self, sale: Sale) -> None:
        """One at a time: each answer leads to the next; a credit that was not taken ends it."""
        left = _without_pin(sale)
        tried = sale.tenders[self._taken_before :]
        failed = any(each.state is TenderState.DECLINED for each in tried)
        over = sale.phase is not Phase.PAYING or sale.reference != self._taking_all
        if over or failed or not left or due(sale).minor <= 0:
            self._taking_all = ""
            return
        if any(each.state in IN_FLIGHT for each in sale.tenders):
            return
        first = left[0]
        self._presenter.do(
            partial(
                ev.TenderTaken,
                kind=TenderKind.CREDIT,
                amount=min(first.left, due(sale)),
                credit_id=first.credit.id,
            ),
            name="take",
        )


def _without_pin(sale: Sale) -> tuple[Spendable, ...]:
    return tuple(each for each in spendable(sale) if not each.credit.needs_pin)
