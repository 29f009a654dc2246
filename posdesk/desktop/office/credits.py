"""Credits and gift cards of the customer who is served: what there is, and what can be done with each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office import credit_forms as forms
from posdesk.desktop.office.subject import BadFields, CustomerSubject
from posdesk.desktop.screens.credit_rows import CreditView
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import Block, Facts, Form, Press, Table
from posdesk.omneo.credit_writes import CreditDraft
from posdesk.omneo.credits import Credit
from posdesk.sale.wallet import Customer
from posdesk.till.asking import NoWord
from posdesk.till.credit_desk import (
    GIFT_CARD,
    SMART_CARD,
    CreditDesk,
    CreditState,
    GiftState,
    gift_of,
    is_gift_card,
    moment_of,
    state_of,
)
from posdesk.till.identify import Nobody, Presented
from posdesk.till.scripts import Script

translate = QCoreApplication.translate
VOID = "void"


class Doing(StrEnum):
    """What the form below the table is for."""

    ISSUE = "issue"
    GIFT = "gift"
    LOCK = "lock"
    EXTEND = "extend"
    HAND_ON = "hand_on"


_OF_ONE = frozenset({Doing.LOCK, Doing.EXTEND, Doing.HAND_ON})


class Page(CustomerSubject):
    """Lists, issues, voids, locks, extends, hands on and gives."""

    _credits: tuple[Credit, ...] = ()
    _of = ""
    _marked = ""
    _doing = Doing.ISSUE

    def about(self) -> str:
        return translate(
            "Office",
            "A credit is money to pay with in step 5. It never changes what a line costs.",
        )

    def blocks_of(self, customer: Customer) -> tuple[Block, ...]:
        known = self._known
        return (
            self._table(customer, known),
            self._form(customer, known),
            # Always there: a page that changes its shape would take the keyboard out of the table.
            self._facts(known),
        )

    async def open(self) -> None:
        customer = self.customer
        if customer is None or customer.profile_id != self._of:
            self._credits, self._marked, self._doing = (), "", Doing.ISSUE
            self.renew()
        if customer is None:
            self._of = ""
            return
        self._credits = await self.tools.ask(self._desk.of(customer.profile_id))
        self._of = customer.profile_id

    async def choose(self, table: str, key: str) -> None:
        self._marked = key
        self.renew()

    async def press(self, name: str, key: str) -> None:
        known = self._known
        if name in {Doing.ISSUE, Doing.GIFT}:
            self._doing = Doing(name)
            self.renew()
        elif known is None:
            return
        elif name == VOID:
            await self._void(known)
        elif name == "unlock":
            await self._write(
                self._desk.unlock(known), translate("Office", "Unlocked. It can be used again.")
            )
        elif name in set(_OF_ONE):
            self._doing = Doing(name)
            self.renew()

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        customer, known = self.customer, self._known
        if customer is None:
            return
        match Doing(form):
            case Doing.ISSUE:
                await self._issue(customer, values)
            case Doing.GIFT:
                await self._give(customer, values)
            case Doing.LOCK if known is not None:
                until = forms.day(values, "lock_expires_at", self._day_rules)
                await self._write(
                    self._desk.lock(known, until),
                    translate("Office", "Locked. It cannot be used meanwhile."),
                )
            case Doing.EXTEND if known is not None:
                await self._extend(known, values)
            case Doing.HAND_ON if known is not None:
                await self._hand_on(known, values)
            case _:
                return

    # What it does

    @property
    def _desk(self) -> CreditDesk:
        register = self.tools.register
        return CreditDesk(register.ways.redeeming, register.tenant.currency)

    @property
    def _day_rules(self) -> forms.DayRules:
        register = self.tools.register
        return forms.DayRules(register.tenant.timezone, register.clock.now())

    async def _write(self, script: Script[object], done: str, more: str = "") -> None:
        """Do it, read everything again, and say so; also read again where nobody knows whether it was done."""
        try:
            await self.tools.ask(script)
        except NoWord:
            await self.open()
            raise
        await self.open()
        self._doing = Doing.ISSUE
        self.renew()
        self.say(done, more)
        await self.tools.refresh_wallet()

    async def _void(self, known: Credit) -> None:
        if state_of(known, self._now) is CreditState.VOID:
            again = translate("Office", "It is good again.")
            await self._write(self._desk.void(known, is_void=False), again)
        elif self.sure(f"{VOID}{known.id}"):
            gone = translate("Office", "Void. Nothing can be paid with it any more.")
            await self._write(self._desk.void(known, is_void=True), gone)

    async def _issue(self, customer: Customer, values: Mapping[str, str]) -> None:
        draft = forms.issue_draft(
            values, customer.profile_id, self.tools.register.tenant.currency, self._day_rules
        )
        await self._write(
            self._desk.issue(draft),
            translate("Office", "{0} was issued to {1}.").format(draft.amount, customer.name),
        )

    async def _give(self, customer: Customer, values: Mapping[str, str]) -> None:
        """To whoever has the e-mail address; it stays with the buyer until somebody has (guide)."""
        smart = bool(values["released_at"])
        draft: CreditDraft = forms.gift_draft(
            values,
            customer.profile_id,
            SMART_CARD if smart else GIFT_CARD,
            self.tools.register.tenant.currency,
            self._day_rules,
        )
        known = {each.id for each in self._credits}
        await self._write(self._desk.issue(draft), "")
        waits = any(
            each.id not in known and gift_of(each, self._now) is GiftState.WAITING
            for each in self._credits
        )
        if waits:
            more = translate(
                "Office",
                "It stays with {0} until {1} has a profile, and then goes there by itself.",
            ).format(customer.name, values["recipient_email"])
            self.say(translate("Office", "The gift waits for its recipient."), more)
        else:
            self.say(translate("Office", "The gift is with {0}.").format(values["recipient_email"]))

    async def _extend(self, known: Credit, values: Mapping[str, str]) -> None:
        days, to = forms.extension(values, self._day_rules)
        if to is not None:
            script: Script[object] = self._desk.expire(known, to)
        else:
            script = self._desk.extend(known, days)
        await self._write(script, translate("Office", "It lasts longer now."))

    async def _hand_on(self, known: Credit, values: Mapping[str, str]) -> None:
        wanted = values["profile_id"]
        found = (
            await self.tools.register.identify_words(wanted) if wanted else Nobody("", card=False)
        )
        if not isinstance(found, Presented):
            raise BadFields({"profile_id": forms.not_one(found)})
        if found.customer.profile_id == known.profile_id:
            raise BadFields({"profile_id": translate("Office", "This customer has it already.")})
        done = translate("Office", "{0} has it now.").format(found.customer.name)
        await self._write(self._desk.hand_on(known, found.customer.profile_id), done)

    # What it shows

    @property
    def _now(self) -> datetime:
        return moment_of(self.tools.register.clock.now())

    @property
    def _known(self) -> Credit | None:
        return next((each for each in self._credits if str(each.id) == self._marked), None)

    @property
    def _view(self) -> CreditView:
        register = self.tools.register
        return CreditView(
            register.tenant.currency,
            register.shop.rates,
            register.shop.timezone or register.tenant.timezone,
            register.clock.now(),
        )

    def _table(self, customer: Customer, known: Credit | None) -> Table:
        return self._view.table(
            self._credits if self._of == customer.profile_id else (),
            self._marked,
            (
                Press(Doing.ISSUE, translate("Office", "Issue a credit")),
                Press(Doing.GIFT, translate("Office", "Give a gift card")),
                *self._presses(known),
            ),
        )

    def _presses(self, known: Credit | None) -> tuple[Press, ...]:
        state = state_of(known, self._now) if known is not None else None
        live = state in {CreditState.ACTIVE, CreditState.LOCKED}
        locked = state is CreditState.LOCKED
        may_move = known is not None and is_gift_card(known) and state is CreditState.ACTIVE
        return (
            Press("unlock", translate("Office", "Unlock"), live)
            if locked
            else Press(Doing.LOCK, translate("Office", "Lock"), live),
            Press(Doing.EXTEND, translate("Office", "Extend"), known is not None),
            Press(
                Doing.HAND_ON,
                translate("Office", "Hand on"),
                may_move,
                translate("Office", "Only a gift card that can be used is handed on.")
                if known is not None
                else "",
            ),
            self._void_press(known, state),
        )

    def _void_press(self, known: Credit | None, state: CreditState | None) -> Press:
        if state is CreditState.VOID:
            return Press(VOID, translate("Office", "Make it good again"))
        if known is not None and self.asks(f"{VOID}{known.id}"):
            words = translate("Office", "Really void {0}").format(self._view.amount(known.balance))
            return Press(VOID, words, tone=Tone.DANGER)
        return Press(VOID, translate("Office", "Void"), known is not None)

    def _facts(self, known: Credit | None) -> Facts:
        if known is None:
            return Facts("credit", "", ())
        treatment = self.tools.register.tenant.treatment(known.type)
        return self._view.facts(known, treatment)

    def _form(self, customer: Customer, known: Credit | None) -> Form:
        doing = self._doing if known is not None or self._doing not in _OF_ONE else Doing.ISSUE
        shelf = forms.Shelf(
            self.form_key,
            self.error,
            self.tools.register.tenant.currency,
            tuple(sorted(self.tools.register.shop.rates)),
        )
        match doing:
            case Doing.ISSUE:
                return shelf.issue(customer.name)
            case Doing.GIFT:
                return shelf.gift(customer.name)
            case Doing.LOCK:
                return shelf.lock()
            case Doing.EXTEND:
                return shelf.extend()
            case Doing.HAND_ON:
                return shelf.hand_on()
