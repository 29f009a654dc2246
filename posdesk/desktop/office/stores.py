"""Stores: the tenant's shops, in which of them this till stands, and the receipt numbers it gives."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.subject import BadFields, Subject
from posdesk.desktop.screens.office import Block, Column, Field, Form, Press, Table, TableRow
from posdesk.omneo import location_writes, locations
from posdesk.omneo.location_writes import LocationDraft
from posdesk.omneo.locations import Location
from posdesk.till.asking import NoWord, ask, ask_all
from posdesk.till.references import BadReference
from posdesk.till.stores import BadRange, standing_in

translate = QCoreApplication.translate
REMOVE = "remove"
NEW = "new"


class Page(Subject):
    """Moves this till to another counter, and keeps the tenant's list of shops."""

    _stores: tuple[Location, ...] = ()
    _marked = ""

    def text(self) -> str:
        return translate(
            "Office",
            "A sale's reference begins with the store and the register; its times are the store's own.",
        )

    def blocks(self) -> tuple[Block, ...]:
        return self._counter(), self._table(), self._form()

    async def open(self) -> None:
        self._stores = await self.tools.ask(ask_all(lambda page: locations.list(page=page)))

    async def choose(self, table: str, key: str) -> None:
        self._marked = key
        self.renew()

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        if form == "counter":
            await self._stand(values)
        else:
            await self._write(values)

    async def press(self, name: str, key: str) -> None:
        if name == NEW:
            self._marked = ""
            self.renew()
        elif name == REMOVE and key and self.sure(key):
            await self._remove(key)

    # What it does

    async def _stand(self, values: Mapping[str, str]) -> None:
        tenant = self.tools.register.tenant
        try:
            first, last = _number(values, "receipt_first"), _number(values, "receipt_last")
            moved = standing_in(tenant, values["store"], values["register"], first, last)
        except BadRange as error:
            wrong = translate("Office", "From 1 to 999999, the first not above the last.")
            raise BadFields({"receipt_first": wrong, "receipt_last": wrong}) from error
        except BadReference as error:
            letters = translate("Office", "Letters and digits; a store 8 at most, a register 4.")
            raise BadFields({"store": letters, "register": letters}) from error
        await self.tools.keep(moved)
        await self.tools.settle()
        self.renew()
        self.say(
            translate("Office", "This till stands at {0}, register {1}.").format(
                moved.store, moved.register
            ),
            ""
            if self.tools.register.shop.location_id
            else translate("Office", "The tenant has no store of that number yet."),
        )

    async def _write(self, values: Mapping[str, str]) -> None:
        known = self._known
        draft = _draft(values, _fields_of(known))
        call = (
            location_writes.create(draft)
            if known is None
            else location_writes.change(known.id, draft)
        )
        try:
            store = await self.tools.ask(ask(call))
        except NoWord:
            await self.open()
            raise
        await self.open()
        self._marked = str(store.id)
        self.renew()
        self.say(translate("Office", "{0} is on the list.").format(store.name))
        if store.external_id == self.tools.register.tenant.store:
            await self.tools.settle()

    async def _remove(self, key: str) -> None:
        try:
            await self.tools.ask(ask(location_writes.remove(int(key))))
        finally:
            await self.open()
        self._marked = ""
        self.renew()
        self.say(translate("Office", "Removed. Past sales keep it."))

    # What it shows

    @property
    def _known(self) -> Location | None:
        return next((each for each in self._stores if str(each.id) == self._marked), None)

    def _counter(self) -> Form:
        tenant = self.tools.register.tenant
        texts = (
            ("store", translate("Office", "Store"), tenant.store),
            ("register", translate("Office", "Register"), tenant.register),
            (
                "receipt_first",
                translate("Office", "First receipt number"),
                str(tenant.receipt_first),
            ),
            ("receipt_last", translate("Office", "Last receipt number"), str(tenant.receipt_last)),
        )
        fields = tuple(
            Field(name, words, value=value, error=self.error(name)) for name, words, value in texts
        )
        return Form(
            "counter",
            translate("Office", "This till"),
            fields,
            translate("Office", "Stand here"),
            self.form_key,
        )

    def _table(self) -> Table:
        known = self._known
        here = known is not None and known.external_id == self.tools.register.tenant.store
        why_not = translate("Office", "This till stands there.") if here else ""
        return Table(
            "stores",
            translate("Office", "The tenant's stores"),
            (
                Column(translate("Office", "Name")),
                Column(translate("Office", "Store"), 90, mono=True),
                Column(translate("Office", "Time zone"), 200),
            ),
            tuple(
                TableRow(str(each.id), (each.name, each.external_id or "", each.timezone or ""))
                for each in self._stores
            ),
            translate("Office", "The tenant lists no stores."),
            self._marked,
            (
                Press(NEW, translate("Office", "New store")),
                self.removing(
                    REMOVE,
                    self._marked if known else "",
                    known.name if known else "",
                    enabled=known is not None and not here,
                    why_not=why_not,
                ),
            ),
        )

    def _form(self) -> Form:
        known = self._known
        shown = _fields_of(known)
        title = (
            translate("Office", "Change {0}").format(known.name)
            if known
            else translate("Office", "A new store")
        )
        labels = {
            "name": translate("Office", "Name"),
            "external_id": translate("Office", "Store, as the till says it: S01"),
            "phone": translate("Office", "Phone"),
            "timezone": translate("Office", "Time zone, like Australia/Melbourne"),
        }
        fields = tuple(
            Field(name, words, value=shown[name], error=self.error(name))
            for name, words in labels.items()
        )
        return Form("a_store", title, fields, translate("Office", "Keep"), self.form_key)


def _number(values: Mapping[str, str], name: str) -> int:
    typed = values[name]
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 6):
        raise BadRange(name)
    return int(typed)


def _draft(typed: Mapping[str, str], shown: Mapping[str, str]) -> LocationDraft:
    """What was changed, and nothing else."""
    new = {name: text if text != shown[name] else None for name, text in typed.items()}
    return LocationDraft(
        name=new["name"] or None,
        phone=new["phone"] or None,
        external_id=new["external_id"] or None,
        timezone=new["timezone"] or None,
    )


def _fields_of(store: Location | None) -> dict[str, str]:
    if store is None:
        return {"name": "", "external_id": "", "phone": "", "timezone": ""}
    return {
        "name": store.name,
        "external_id": store.external_id or "",
        "phone": store.phone or "",
        "timezone": store.timezone or "",
    }
