"""The customer's part of the presenter: scans, searches, the one of several matches."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from posdesk.desktop.basket_presenter import BasketPresenter
from posdesk.desktop.card_presenter import CardPresenter
from posdesk.desktop.finder import Finder
from posdesk.desktop.sale_presenter import SalePresenter
from posdesk.desktop.screens.desk import Change, Idle, Lookup, Problem, View
from posdesk.sale import events as ev
from posdesk.till.catalogue import Catalogue
from posdesk.till.identify import Candidate, Nobody, Presented, is_profile_id, looks_like_card
from posdesk.till.references import is_reference
from posdesk.till.scanner import Refused


class CustomerPresenter(QObject):
    """Decides what a scanned or typed text is: a product when the catalogue knows it, else a customer.

    While the sale is being paid it is a gift card to pay with. ``nobody_wanted`` carries the words, or the card
    number, of a customer who is to be made, and whether it is one; ``receipt_shown`` the code on a receipt.
    """

    nobody_wanted = Signal(str, bool)
    receipt_shown = Signal(str)

    def __init__(
        self,
        presenter: SalePresenter,
        basket: BasketPresenter,
        finder: Finder,
        cards: CardPresenter,
    ) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._basket = basket
        self._finder = finder
        self._cards = cards
        self._sure = ""
        finder.state_changed.connect(self._on_state_changed)
        finder.presented.connect(self._on_presented)
        presenter.left_lookup.connect(finder.leave)

    @property
    def _catalogue(self) -> Catalogue:
        return self._basket.catalogue

    @Slot(str)
    def scanned(self, code: str) -> None:
        """From the scanner, at any step and any focus."""
        if self._takes(code):
            self._finder.by_card(code)

    @Slot(str)
    def submitted(self, text: str) -> None:
        """Typed into the box, and Enter."""
        if self._takes(text):
            self._finder.by_words(text)

    def _takes(self, text: str) -> bool:
        """Whether ``text`` is left to be looked up as a customer: no product, and no time of payment."""
        product = self._catalogue.find(text)
        if product is None and self._presenter.is_paying and looks_like_card(text):
            self._cards.scanned(text)
            return False
        if not (self._presenter.is_editable or self._presenter.is_over):
            self._presenter.place(step_problem=Problem("till.scan_not_here"))
            return False
        if product is not None:
            self._basket.add(product)
            return False
        if is_reference(text):
            self.receipt_shown.emit(text.strip())
            return False
        self._presenter.follow_up()
        return True

    @Slot(object)
    def refused(self, refusal: Refused) -> None:
        """A burst that no till takes: too long, or not plain text."""
        self._presenter.place(step_problem=Problem("till.bad_scan"))

    @Slot(str)
    def choose(self, profile_id: str) -> None:
        """One of several matches, or the one who takes another's place."""
        if isinstance(self._presenter.desk.lookup, Change):
            self._sure = profile_id
        self._finder.by_profile(profile_id)

    @Slot(str)
    def choose_persona(self, key: str) -> None:
        """A person of the demo: by the card, as at a counter, or by the profile where there is no card."""
        if is_profile_id(key):
            self._finder.by_profile(key)
        else:
            self.scanned(key)

    @Slot()
    def enrol(self) -> None:
        """Nobody was found: a customer is to be made of what was asked for."""
        lookup = self._presenter.desk.lookup
        if isinstance(lookup, Nobody):
            self.nobody_wanted.emit(self._finder.asked, lookup.card)

    @Slot()
    def sell_anonymously(self) -> None:
        self._presenter.do(ev.Confirmed, name="forward")

    @Slot(object)
    def _on_state_changed(self, lookup: Lookup) -> None:
        self._presenter.place(lookup=lookup, step_problem=None)

    @Slot(object)
    def _on_presented(self, found: Presented) -> None:
        """Attach; another customer takes the place of the one who stands here only when asked for twice."""
        sale = self._presenter.sale
        if sale is None:
            return
        here, who = sale.customer, found.customer
        if here is not None and here.profile_id != who.profile_id and self._sure != who.profile_id:
            change = Change(Candidate(who, "", served=True), here.name)
            self._presenter.place(lookup=change)
            return
        self._sure = ""
        self._presenter.place(view=View.BALANCES, lookup=Idle())
        self._presenter.do(partial(ev.CustomerAttached, customer=who, wallet=found.wallet))
