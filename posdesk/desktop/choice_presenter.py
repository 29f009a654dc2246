"""Steps 4 to 6 of the presenter: what to redeem, how to pay, what a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from posdesk.desktop.card_presenter import CardPresenter
from posdesk.desktop.sale_presenter import Make, SalePresenter
from posdesk.desktop.screens.attention import leg_in_question, redemption_named
from posdesk.desktop.screens.choose import REWARDS_KEY
from posdesk.desktop.screens.desk import Problem, View
from posdesk.desktop.screens.pay import IN_FLIGHT, amount_typed
from posdesk.desktop.screens.pay_credits import in_force
from posdesk.desktop.screens.sources import key_of, next_order, order_of, sources_screen
from posdesk.sale import events as ev
from posdesk.sale.attention_events import RedemptionNamed
from posdesk.sale.correction_events import Correction, TransactionEdited
from posdesk.sale.credits import spendable
from posdesk.sale.errors import PosError
from posdesk.sale.money import Money
from posdesk.sale.state import Phase, Sale, quote_of
from posdesk.sale.tender import TenderKind
from posdesk.till.outcomes import APPROVED, outcome_named
from posdesk.till.register import Register


class ChoicePresenter(QObject):
    """``outcomes_wanted``: F7, the list of payment outcomes."""

    outcomes_wanted = Signal()

    def __init__(self, presenter: SalePresenter, register: Register, cards: CardPresenter) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._register = register
        self._cards = cards
        self._pin = ""

    @Slot(str)
    def press(self, key: str) -> None:
        """The function keys that are the sale's."""
        match key:
            case "most" if self._presenter.is_paying:
                self._cards.take_all()
            case "most":
                self.choose_most()
            case "clear":
                self._choosing(ev.SelectionCleared)
            case "source":
                self.next_source()
            case "outcome":
                self.outcomes_wanted.emit()
            case "pay":
                self.take()
            case "cash" | "card" | "credit" | "other":
                self.choose_kind(key)
            case "new":
                self._presenter.renew()

    # Step 4

    @Slot()
    @Slot(str)
    def choose_most(self, key: str = REWARDS_KEY) -> None:
        """F5, also from step 3: it leads to step 4."""
        self._choosing(ev.MostChosen)

    @Slot(str, bool)
    def toggle_benefit(self, benefit_id: str, chosen: bool) -> None:
        self._choosing(partial(ev.BenefitChosen, benefit_id=benefit_id, chosen=chosen))

    @Slot(str, str)
    def edit_amount(self, key: str, text: str) -> None:
        """An amount as typed, in major units; nothing is zero, more than is possible the most possible."""
        sale = self._presenter.sale
        if sale is None:
            return
        try:
            amount = Money.parse(text, sale.terms.currency) if text.strip() else sale.zero
        except PosError as error:
            self._presenter.place(step_problem=Problem(error.code))
            return
        self._choosing(partial(ev.RewardsChosen, amount=amount))

    @Slot(str, int)
    def step_amount(self, key: str, steps: int) -> None:
        """One step is one major unit; never below zero."""
        sale = self._presenter.sale
        if sale is None:
            return
        unit = 10**sale.terms.currency.exponent
        minor = max(0, sale.chosen.rewards.minor + steps * unit)
        self._choosing(partial(ev.RewardsChosen, amount=Money(minor, sale.terms.currency)))

    @Slot(str)
    def choose_source(self, key: str) -> None:
        """What the value is taken from, in this sale."""
        self._choosing(partial(ev.StrategyChosen, strategies=order_of(key)))

    def next_source(self) -> None:
        """Ctrl+T, also from step 3: the next one, where there is a choice."""
        sale = self._presenter.sale
        if sale is not None and sources_screen(sale) is not None:
            self.choose_source(key_of(next_order(sale.takes_from)))

    def _choosing(self, make: Make) -> None:
        sale = self._presenter.sale
        if sale is not None and sale.phase is Phase.CHOOSING:
            self._presenter.place(view=View.CHOOSE, acknowledged=True)
            self._presenter.do(make)

    # Step 5

    @Slot(str)
    def choose_kind(self, kind: str) -> None:
        """How the next tender is taken; only where one can be."""
        sale = self._presenter.sale
        if sale is None or sale.phase is not Phase.PAYING:
            return
        if kind == TenderKind.CREDIT and not spendable(sale):
            self._presenter.place(step_problem=Problem("sale.no_credit"))
            return
        self._pin = ""
        self._presenter.place(tender_kind=kind, amount_typed="", step_problem=None)

    @Slot(str)
    def choose_credit(self, credit_id: str) -> None:
        """Which of the customer's credits pays next."""
        self._pin = ""
        self._presenter.place(credit_chosen=credit_id, amount_typed="", step_problem=None)

    @Slot(str)
    def edit_pin(self, pin: str) -> None:
        """The PIN of the card: kept here until F8, and then by nobody."""
        self._pin = pin

    @Slot(str)
    def edit_payment(self, text: str) -> None:
        """What the customer hands over, or a part to take by card."""
        self._presenter.place(amount_typed=text.strip())

    @Slot(str)
    def force_outcome(self, name: str) -> None:
        """The outcome of the next card payments; ``approved`` is the ordinary course again."""
        self._register.forced = None if name == APPROVED.name else outcome_named(name)
        self._presenter.render()

    @Slot()
    def take(self) -> None:
        """F8: take the tender in force for what is due, or for the amount typed. Once, however often pressed."""
        sale = self._presenter.sale
        if sale is None or sale.phase is not Phase.PAYING:
            return
        if any(each.state in IN_FLIGHT for each in sale.tenders):
            return
        kind = TenderKind(self._presenter.desk.tender_kind)
        try:
            amount = amount_typed(sale, quote_of(sale), self._presenter.desk, kind)
        except PosError as error:
            self._presenter.place(step_problem=Problem(error.code))
            return
        credit_id = self._credit(sale) if kind is TenderKind.CREDIT else ""
        if kind is TenderKind.CREDIT and not credit_id:
            return
        self._presenter.place(amount_typed="")
        make = partial(ev.TenderTaken, kind=kind, amount=amount, credit_id=credit_id)
        self._presenter.do(make, name="take")

    def _credit(self, sale: Sale) -> str:
        """The credit that pays, its PIN handed on; empty, with the reason shown, when it cannot."""
        pays = in_force(sale, self._presenter.desk)
        if pays is None:
            self._presenter.place(step_problem=Problem("sale.no_credit"))
            return ""
        if pays.credit.needs_pin:
            if not self._pin:
                self._presenter.place(step_problem=Problem("till.pin_gone"))
                return ""
            self._presenter.use_pin(pays.credit.id, self._pin)
            self._pin = ""
        return pays.credit.id

    # Putting back, and decisions

    @Slot()
    def hand_back(self) -> None:
        """The cash is in the customer's hand again."""
        sale = self._presenter.sale
        owed = _owed(sale) if sale is not None else None
        if owed is not None:
            self._presenter.do(partial(ev.TenderGivenBack, tender=owed), name="hand_back")

    @Slot(str)
    def decide(self, choice: str) -> None:
        """A person has decided about a sale under attention."""
        by, sale = self._presenter.desk.staff, self._presenter.sale
        named = redemption_named(choice)
        if named and sale is not None:
            leg = leg_in_question(sale)
            event = partial(RedemptionNamed, leg=leg, redemption_id=named, by=by)
            self._presenter.do(event, name="attention")
            return
        settled = partial(ev.AttentionSettled, choice=ev.Choice(choice), by=by)
        self._presenter.do(settled, name="attention")

    @Slot(object)
    def correct(self, values: Mapping[str, str]) -> None:
        """Send the refused transaction again with these values, by field."""
        corrections = tuple(Correction(field, value) for field, value in values.items())
        by = self._presenter.desk.staff
        edited = partial(TransactionEdited, corrections=corrections, by=by)
        self._presenter.do(edited, name="attention")


def _owed(sale: Sale) -> int | None:
    """The newest cash that waits for the cashier's word."""
    owed = [each.number for each in sale.approved if each.mark in sale.cash_owed]
    return owed[-1] if owed else None
