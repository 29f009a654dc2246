"""The cards and outside ids that lead to the served customer: given, switched off, made primary, taken away."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.owners import (
    SERVE_OWNER,
    customers_of,
    masked,
    owner_bar,
    serve_owner,
)
from posdesk.desktop.office.subject import BadFields, CustomerSubject
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import (
    Block,
    Column,
    Field,
    FieldKind,
    Form,
    Press,
    Table,
    TableRow,
    yes,
)
from posdesk.omneo import identities, identity_writes
from posdesk.omneo.calls import Call, Dialect
from posdesk.omneo.errors import Invalid
from posdesk.omneo.identities import Identity
from posdesk.omneo.profiles import Profile
from posdesk.sale.wallet import Customer
from posdesk.till.asking import NoWord, ask

translate = QCoreApplication.translate
SWITCH, PRIMARY, REMOVE = "switch", "primary", "remove"


class Page(CustomerSubject):
    """Lists identities by their last four digits, and changes them."""

    _cards: tuple[Identity, ...] = ()
    _owner: Profile | None = None
    _marked = ""
    _scanned = ""

    def about(self) -> str:
        return translate(
            "Office",
            "A card that is switched off is refused at every till. "
            "Scan a card while this page is open to add it.",
        )

    def blocks_of(self, customer: Customer) -> tuple[Block, ...]:
        return self._table(), owner_bar(self._owner), self._form(customer)

    def scanned(self, code: str) -> bool:
        if self.customer is None:
            return False
        self._scanned, self._owner = code, None
        self.clear()
        self.renew()
        return True

    async def open(self) -> None:
        self._cards, self._owner = (), None
        customer = self.customer
        if customer is not None:
            self._cards = await self.tools.ask(ask(identities.list(customer.profile_id)))

    async def choose(self, table: str, key: str) -> None:
        self._marked = key

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        customer = self.customer
        number, handle = values["identifier"], values["handle"]
        missing = [name for name in ("identifier", "handle") if not values[name]]
        if missing:
            raise BadFields(dict.fromkeys(missing, translate("Office", "This is needed.")))
        if customer is None:
            return
        call = identity_writes.add(
            customer.profile_id,
            handle=handle,
            identifier=number,
            is_primary=bool(values["is_primary"]) or None,
        )
        try:
            await self._write(call)
        except Invalid as error:
            if "identifier" in error.fields:
                await self._find_owner(handle, number)
            raise
        self._scanned = ""
        self.renew()
        self.say(translate("Office", "{0} is added.").format(masked(number)))

    async def press(self, name: str, key: str) -> None:
        customer, card = self.customer, self._known
        if name == SERVE_OWNER and self._owner is not None:
            if await serve_owner(self, self._owner):
                self._scanned = ""
                self.renew()
        elif customer is None or card is None or card.id is None:
            return
        elif name == REMOVE:
            if self.sure(key):
                await self._write(
                    identity_writes.remove(customer.profile_id, card.id, dialect=self._dialect)
                )
                self._marked = ""
                self.say(
                    translate("Office", "{0} is removed.").format(masked(card.identifier)),
                    translate("Office", "It can be given to somebody else."),
                )
        else:
            await self._change(customer, card, name)

    # What it does

    async def _change(self, customer: Customer, card: Identity, name: str) -> None:
        is_switched = name == SWITCH
        if card.id is None:
            return
        call = identity_writes.change(
            customer.profile_id,
            card.id,
            dialect=self._dialect,
            is_active=not card.is_active if is_switched else None,
            is_primary=None if is_switched else True,
        )
        await self._write(call)
        self.renew()
        words = translate("Office", "{0} is the primary one.")
        if is_switched and card.is_active:
            words = translate("Office", "{0} is switched off. It is refused from now on.")
        elif is_switched:
            words = translate("Office", "{0} is switched on.")
        self.say(words.format(masked(card.identifier)))

    async def _write(self, call: Call[Identity] | Call[None]) -> None:
        """Do it, and read the list again. Raises OmneoError, NoWord."""
        try:
            await self.tools.ask(ask(call))
        except NoWord:
            await self.open()
            raise
        await self.open()

    async def _find_owner(self, handle: str, number: str) -> None:
        people = customers_of(self.tools)
        taken = await self.tools.ask(people.card_holder(handle, number))
        customer = self.customer
        if taken is not None and customer is not None and taken != customer.profile_id:
            self._owner = await self.tools.ask(people.read(taken))

    # What it shows

    @property
    def _dialect(self) -> Dialect:
        return self.tools.register.ways.identifying

    @property
    def _known(self) -> Identity | None:
        return next((each for each in self._cards if _key(each) == self._marked), None)

    def _table(self) -> Table:
        return Table(
            "cards",
            "",
            (
                Column(translate("Office", "Number"), 140, mono=True),
                Column(translate("Office", "Kind")),
                Column("", 110),
                Column(translate("Office", "State"), 130),
            ),
            tuple(map(_row, self._cards)),
            translate("Office", "No card leads to this customer."),
            self._marked,
            self._presses(),
        )

    def _presses(self) -> tuple[Press, ...]:
        card = self._known
        can = card is not None and card.id is not None
        switch = translate("Office", "Switch off")
        whom = masked(card.identifier) if card is not None else ""
        if card is not None and not card.is_active:
            switch = translate("Office", "Switch on")
        primary = card is not None and card.is_active and not card.is_primary
        return (
            Press(SWITCH, switch, can),
            Press(PRIMARY, translate("Office", "Make primary"), can and primary),
            self.removing(REMOVE, self._marked if card else "", whom, enabled=can),
        )

    def _form(self, customer: Customer) -> Form:
        fields = (
            Field(
                "identifier",
                translate("Office", "Card number"),
                value=self._scanned,
                error=self.error("identifier"),
            ),
            Field(
                "handle",
                translate("Office", "Kind"),
                value=self.tools.register.tenant.card_handle,
                error=self.error("handle"),
            ),
            Field(
                "is_primary",
                translate("Office", "It is the primary one"),
                FieldKind.TICK,
                yes(not self._cards),
                wide=True,
            ),
        )
        return Form(
            "card",
            translate("Office", "Add a card"),
            fields,
            translate("Office", "Add"),
            f"{customer.profile_id}.{self.form_key}",
        )


def _key(card: Identity) -> str:
    """One without an id can be seen, and not changed."""
    return f"{card.handle}/{masked(card.identifier)}" if card.id is None else str(card.id)


def _row(card: Identity) -> TableRow:
    state, tone = (
        (translate("Office", "in use"), Tone.SUCCESS)
        if card.is_active
        else (translate("Office", "switched off"), Tone.WARN)
    )
    primary = translate("Office", "primary") if card.is_primary else ""
    return TableRow(_key(card), (masked(card.identifier), card.handle, primary, state), tone)
