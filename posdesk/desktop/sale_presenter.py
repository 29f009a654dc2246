"""The presenter of the sale on the screen: what the cashier does becomes events, the sale becomes screens.

It decides nothing that the sale decides. It knows which face is shown, what was typed, and who is being
looked up; every task is the scope's, and nothing here waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from posdesk.desktop.screens.customer import window_screen
from posdesk.desktop.screens.desk import Desk, Idle, Problem, View
from posdesk.desktop.screens.memo import Memo
from posdesk.desktop.screens.pay import to_take
from posdesk.desktop.screens.whole import screen_of, shows_story
from posdesk.sale import events as ev
from posdesk.sale.basket import Lines
from posdesk.sale.corrections import is_parked
from posdesk.sale.errors import PosError
from posdesk.sale.moments import Instant
from posdesk.sale.state import Phase, Sale
from posdesk.sale.tender import TenderKind
from posdesk.till.cashier import Cashier
from posdesk.till.identify import Presented
from posdesk.till.outcome_choice import choose
from posdesk.till.outcomes import OUTCOMES
from posdesk.till.register import Register
from posdesk.till.tasks import TaskScope

Make = Callable[[Instant], ev.Event]
TICK_MS = 1000
EDITABLE = frozenset({Phase.OPEN, Phase.CHOOSING})
OVER = frozenset({Phase.RECORDED, Phase.VOIDED, Phase.RECORDING})


class SalePresenter(QObject):
    """``screen_changed`` carries a ``Screen``, ``sale_changed`` the ``Sale`` behind it.

    ``left_lookup``: Esc, while somebody was being looked up.
    """

    screen_changed = Signal(object)
    sale_changed = Signal(object)
    left_lookup = Signal()
    sale_begun = Signal()

    def __init__(self, register: Register, scope: TaskScope, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._register = register
        self._scope = scope
        self._desk = desk
        self._cashier: Cashier | None = None
        self._memo = Memo()
        self.last_void: tuple[str, Lines] | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.render)

    @property
    def sale(self) -> Sale | None:
        """The sale on the screen; None until the first one is open."""
        return self._cashier.sale if self._cashier else None

    @property
    def desk(self) -> Desk:
        return self._desk

    @property
    def is_over(self) -> bool:
        """Recorded, void, or paid and not recorded yet: the next customer can be served."""
        return self.sale is not None and (self.sale.phase in OVER or is_parked(self.sale))

    @property
    def is_editable(self) -> bool:
        """Nothing is taken yet."""
        return self.sale is not None and self.sale.phase in EDITABLE

    @property
    def is_paying(self) -> bool:
        """Step 5: what is scanned may be a gift card."""
        return self.sale is not None and self.sale.phase is Phase.PAYING

    def place(self, **changes: object) -> None:
        """Change what the desk knows (store, personas, news …) and show it."""
        self._desk = replace(self._desk, **changes)  # type: ignore[arg-type]  # names are Desk's own
        self.render()

    @Slot()
    def render(self) -> None:
        """Make the screen from the sale and the desk."""
        sale = self.sale
        if sale is None:
            return
        queued, parked = self._queue()
        by_card = to_take(sale, self._memo.quote(sale), TenderKind.CARD)
        chosen = choose(by_card.minor, self._register.forced)
        self._desk = replace(
            self._desk,
            now=self._register.clock.now(),
            outcome=chosen,
            outcomes=OUTCOMES,
            queued=queued,
            parked=parked,
            can_recall=self.last_void is not None,
        )
        screen = screen_of(sale, self._desk, self._memo)
        self._follow_clock(sale)
        self.screen_changed.emit(screen)

    def _follow_clock(self, sale: Sale) -> None:
        """Count down only while there is something to count."""
        counting = window_screen(sale, self._desk).visible
        if counting and not self._tick.isActive():
            self._tick.start()
        elif not counting:
            self._tick.stop()

    # Sales

    async def begin(self, keep: Make | None = None) -> None:
        """Open the next sale; ``keep`` is its first event. The one before goes on by itself if it must."""
        before = self._cashier
        self._cashier = await self._register.open_sale(self._on_sale, self._on_error)
        self._desk = replace(
            self._desk,
            lookup=Idle(),
            view=View.BALANCES,
            acknowledged=False,
            problem=None,
            step_problem=None,
            tender_kind=TenderKind.CARD.value,
            amount_typed="",
            credit_chosen="",
            receipt="",
            gifts=(),
        )
        self.sale_begun.emit()
        if before is not None and before.sale.finished:
            await self._register.release(before)
        if keep is not None:
            await self._cashier.tell(keep)
        self._on_sale(self._cashier.sale)

    def adopt(self, cashier: Cashier) -> None:
        """Show a sale that needs a person, or waits for its record; the one that was there goes on by itself."""
        self._cashier = cashier
        self._desk = replace(self._desk, acknowledged=False, lookup=Idle())
        self._on_sale(cashier.sale)

    def on_background(self, sale: Sale) -> None:
        """A sale that is not on the screen has changed."""
        if self._cashier is not None and sale.reference == self._cashier.sale.reference:
            self._on_sale(sale)

    def _on_sale(self, sale: Sale) -> None:
        if self._cashier is None or sale.reference != self._cashier.sale.reference:
            self._count_queue()
            return
        if sale.phase is Phase.COMPENSATING:
            self._desk = replace(self._desk, acknowledged=False, view=View.CHOOSE, amount_typed="")
        if sale.phase is Phase.VOIDED and sale.basket:
            self.last_void = (sale.reference, sale.basket.lines)
        self.sale_changed.emit(sale)
        if (
            sale.phase is Phase.VOIDED
            and not shows_story(sale, self._desk)
            and not self._desk.closing
        ):
            self._scope.once("begin", self.begin())
        self.render()

    def _count_queue(self) -> None:
        """A sale that is not on the screen has changed: shown only if the number of those that wait did."""
        if self._queue() != (self._desk.queued, self._desk.parked):
            self.render()

    def _queue(self) -> tuple[int, int]:
        """Paid sales beside the one on the screen: those that wait for their record, those that were refused."""
        shown = self._cashier.sale.reference if self._cashier else ""
        others = [each for each in self._register.busy if each.reference != shown]
        queued = sum(each.phase is Phase.RECORDING for each in others)
        return queued, sum(is_parked(each) for each in others)

    def open_parked(self, reference: str) -> bool:
        """Show a paid sale that is not recorded yet, if the till is free; False for any other sale."""
        for cashier in self._register.unrecorded:
            if cashier.sale.reference == reference:
                now = self.sale
                if now is None or self.is_over or not (now.basket or now.customer):
                    self.adopt(cashier)
                else:
                    self.place(step_problem=Problem("till.sale_open"))
                return True
        return False

    def _on_error(self, error: PosError) -> None:
        self.place(step_problem=Problem(error.code))

    # What the cashier does

    def use_pin(self, credit_id: str, pin: str) -> None:
        """Hand a card's PIN to the sale's driver, which keeps it in memory only."""
        if self._cashier is not None:
            self._cashier.use_pin(credit_id, pin)

    def do(self, make: Make, *, name: str = "") -> None:
        """Tell the sale. With a ``name`` a second press is ignored while the first is under way."""
        if self._cashier is None:
            return
        if name:
            self._scope.once(name, self._tell(self._cashier, make))
        else:
            self._scope.latest(f"tell.{id(make)}", self._tell(self._cashier, make))

    async def _tell(self, cashier: Cashier, make: Make) -> None:
        try:
            await cashier.tell(make)
        except PosError as error:
            self.place(step_problem=Problem(error.code))
        else:
            if self._desk.step_problem or self._desk.problem:
                self.place(step_problem=None, problem=None)

    @Slot()
    def go_back(self) -> None:
        """Esc: back, and only back."""
        sale = self.sale
        if sale is None:
            return
        if self._desk.lookup != Idle():
            self.left_lookup.emit()
        elif sale.phase is Phase.PAYING:
            self.do(ev.WentBack, name="back")
        elif sale.phase is Phase.CHOOSING and self._desk.view is View.CHOOSE:
            self.place(view=View.BALANCES, step_problem=None)
        elif sale.phase is Phase.CHOOSING:
            self.do(ev.CustomerRemoved, name="back")

    @Slot()
    def go_forward(self) -> None:
        """Enter: whatever the step's button says."""
        sale = self.sale
        if sale is None:
            return
        if self.is_over:
            self._scope.once("begin", self.begin())
        elif shows_story(sale, self._desk):
            if sale.phase in EDITABLE:
                self.place(acknowledged=True, view=View.CHOOSE)
        elif sale.phase is Phase.CHOOSING and self._desk.view is View.BALANCES:
            self.place(view=View.CHOOSE)
        elif sale.phase is Phase.CHOOSING:
            self.do(ev.Confirmed, name="forward")

    @Slot()
    def void(self) -> None:
        """Shift+Esc: put everything back and end the sale."""
        self.do(ev.VoidRequested, name="void")

    @Slot()
    def renew(self) -> None:
        """Ctrl+N: the next sale, if this one is over or empty; a sale with something in it is voided first."""
        sale = self.sale
        if self.is_over:
            self._scope.once("begin", self.begin())
        elif sale is not None and not (sale.basket or sale.customer):
            # Voided, not left behind: what is scanned meanwhile is refused, never lost in a sale that nobody sees.
            self.void()
        else:
            self.place(step_problem=Problem("till.sale_open"))

    async def attach(self, found: Presented) -> bool:
        """Serve this customer, in the next sale if this one is over; False where nobody can be attached now."""
        if not (self.is_editable or self.is_over) or self._scope.running("begin"):
            return False
        self.place(view=View.BALANCES, lookup=Idle())
        make = partial(ev.CustomerAttached, customer=found.customer, wallet=found.wallet)
        if self.is_over:
            await self.begin(make)
        elif self._cashier is not None:
            await self._tell(self._cashier, make)
        return True

    def follow_up(self, make: Make | None = None) -> None:
        """Begin the next sale with ``make`` as its first event, if this one is over; else tell this one."""
        if self.is_over:
            self._scope.once("begin", self.begin(make))
        elif make is not None:
            self.do(make)
