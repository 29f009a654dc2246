"""The lists beside the step: wire, timeline, journal, recent sales. Made only as often as they can be read."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from posdesk.desktop.basket_presenter import BasketPresenter
from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.screens import lists
from posdesk.desktop.screens.story import timeline
from posdesk.omneo.exchange import Exchange
from posdesk.sale.state import Phase, Sale
from posdesk.till.history import PastSale
from posdesk.till.journal import Row
from posdesk.till.register import Register
from posdesk.till.tasks import TaskScope

KEPT = 500
# Rows that come in a burst are shown together: a screen cannot be read faster.
GATHER_MS = 40


class SidePresenter(QObject):
    """Each signal carries rows ready to show."""

    wire_changed = Signal(object)
    timeline_changed = Signal(object)
    journal_changed = Signal(object)
    recent_changed = Signal(object)

    def __init__(
        self,
        presenter: SalePresenter,
        basket: BasketPresenter,
        register: Register,
        scope: TaskScope,
    ) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._basket = basket
        self._register = register
        self._scope = scope
        self._exchanges: deque[Exchange] = deque(maxlen=KEPT)
        self._past: tuple[PastSale, ...] = ()
        self._journal_of = ""
        self._journal: tuple[Row, ...] = ()
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self._show)
        presenter.sale_changed.connect(self._on_sale_changed)

    def observe(self, exchange: Exchange) -> None:
        """One call and its answer, on the loop's thread."""
        self._exchanges.append(exchange)
        self._wake()

    @Slot(object)
    def _on_sale_changed(self, sale: Sale) -> None:
        self._wake()

    def _wake(self) -> None:
        if not self._gather.isActive():
            self._gather.start()

    @Slot()
    def _show(self) -> None:
        zone = self._presenter.desk.timezone
        self.wire_changed.emit(lists.wire_rows(self._exchanges, zone))
        sale = self._presenter.sale
        if sale is not None:
            self.timeline_changed.emit(timeline(sale, self._presenter.desk))
            self._scope.latest("journal", self._read_journal(sale.reference))

    async def _read_journal(self, reference: str) -> None:
        """What was written since the last reading: rows of a journal never change."""
        known = self._journal if self._journal_of == reference else ()
        new = await self._register.journal_rows(reference, known[-1].seq if known else 0)
        self._journal_of, self._journal = reference, (*known, *new)
        rows = lists.journal_rows(self._journal, self._presenter.desk.timezone)
        self.journal_changed.emit(rows)

    @Slot()
    def show_recent(self) -> None:
        """Recent sales were opened (F12)."""
        self._scope.latest("recent", self._read_recent())

    async def _read_recent(self) -> None:
        self._past = await self._register.recent()
        self.recent_changed.emit(lists.recent_rows(self._past, self._presenter.desk.timezone))

    @Slot(str)
    def open_sale(self, reference: str) -> None:
        """A row of the list was opened: a paid sale that is not recorded yet is shown; a void one is recalled."""
        if not self._presenter.open_parked(reference):
            self.recall(reference)

    @Slot(str)
    def recall(self, reference: str) -> None:
        """The basket of a voided sale of the list, into this sale's."""
        for past in self._past:
            if past.reference == reference and past.phase is Phase.VOIDED:
                self._basket.recall(reference, past.lines)
