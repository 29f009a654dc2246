"""Staff: who serves at this till, and who works in the shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.subject import BadFields, Subject
from posdesk.desktop.screens.office import (
    Block,
    Column,
    Fact,
    Facts,
    Field,
    Form,
    Press,
    Table,
    TableRow,
)
from posdesk.omneo import staff, staff_writes
from posdesk.omneo.staff import Staff
from posdesk.omneo.staff_writes import StaffDraft
from posdesk.till.asking import NoWord, ask, ask_all
from posdesk.till.stores import NoSuchStaff, sign_on

translate = QCoreApplication.translate
REMOVE = "remove"


class Page(Subject):
    """Signs people on, and keeps the tenant's list of staff."""

    _people: tuple[Staff, ...] = ()
    _marked = ""

    def text(self) -> str:
        return translate(
            "Office",
            "Whoever is signed on stands on every transaction from the next sale on.",
        )

    def blocks(self) -> tuple[Block, ...]:
        return self._serving(), self._sign_on(), self._table(), self._form()

    async def open(self) -> None:
        self._people = await self.tools.ask(ask_all(lambda page: staff.list(page=page)))

    async def choose(self, table: str, key: str) -> None:
        self._marked = key
        self.renew()

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        if form == "sign_on":
            await self._sign(values["number"])
        else:
            await self._write(values)

    async def press(self, name: str, key: str) -> None:
        if name == "new":
            self._marked = ""
            self.renew()
        elif name == "serve" and key:
            await self._sign(key)
        elif name == REMOVE and key and self.sure(key):
            await self._remove(key)

    # What it does

    async def _sign(self, number: str) -> None:
        try:
            who = await self.tools.ask(sign_on(number))
        except NoSuchStaff as error:
            raise BadFields(
                {"number": translate("Office", "Nobody has this staff number.")}
            ) from error
        await self.tools.keep(replace(self.tools.register.tenant, staff=who.number))
        await self.tools.settle()
        self.renew()
        self.say(translate("Office", "{0} serves now.").format(who.full_name or who.number))

    async def _write(self, values: Mapping[str, str]) -> None:
        known = self._known
        if known is None:
            joined = datetime.fromtimestamp(self.tools.register.clock.now().utc_ms / 1000, UTC)
            call = staff_writes.create(replace(_draft(values), joined_at=joined))
        else:
            shown = _fields_of(known)
            changed = {name: text if text != shown[name] else "" for name, text in values.items()}
            call = staff_writes.change(known.number, _draft(changed))
        try:
            who = await self.tools.ask(ask(call))
        except NoWord:
            await self.open()
            raise
        await self.open()
        self._marked = who.number
        self.renew()
        self.say(translate("Office", "{0} is on the list.").format(who.full_name or who.number))
        if known is not None and known.number == self.tools.register.shop.staff_id:
            await self._sign(who.number)

    async def _remove(self, number: str) -> None:
        try:
            await self.tools.ask(ask(staff_writes.remove(number)))
        finally:
            await self.open()
        self._marked = ""
        self.renew()
        self.say(translate("Office", "Removed. Past sales keep the name."))

    # What it shows

    @property
    def _known(self) -> Staff | None:
        return next((each for each in self._people if each.number == self._marked), None)

    def _serving(self) -> Facts:
        shop = self.tools.register.shop
        who = f"{shop.staff_name} {shop.staff_id}".strip() or translate("Office", "nobody")
        return Facts("serving", "", (Fact(translate("Office", "Signed on"), who),))

    def _sign_on(self) -> Form:
        field = Field("number", translate("Office", "Staff number"), error=self.error("number"))
        return Form(
            "sign_on",
            translate("Office", "Sign on"),
            (field,),
            translate("Office", "Sign on"),
            self.form_key,
        )

    def _table(self) -> Table:
        known = self._known
        serving = known is not None and known.number == self.tools.register.shop.staff_id
        why_not = translate("Office", "Sign somebody else on first.") if serving else ""
        return Table(
            "staff",
            translate("Office", "Who works here"),
            (
                Column(translate("Office", "Name")),
                Column(translate("Office", "Number"), 90, mono=True),
                Column(translate("Office", "E-mail"), 230),
            ),
            tuple(
                TableRow(each.number, (each.full_name, each.number, each.email or ""))
                for each in self._people
            ),
            translate("Office", "The tenant lists no staff."),
            self._marked,
            (
                Press("serve", translate("Office", "Sign on"), known is not None),
                Press("new", translate("Office", "New person")),
                self.removing(
                    REMOVE,
                    self._marked if known else "",
                    known.full_name if known else "",
                    enabled=known is not None and not serving,
                    why_not=why_not,
                ),
            ),
        )

    def _form(self) -> Form:
        known = self._known
        shown = _fields_of(known) if known else {}
        title = (
            translate("Office", "Change {0}").format(known.full_name or known.number)
            if known
            else translate("Office", "A new person")
        )
        labels = {
            "first_name": translate("Office", "First name"),
            "last_name": translate("Office", "Last name"),
            "staff_id": translate("Office", "Staff number"),
            "email": translate("Office", "E-mail"),
        }
        fields = tuple(
            Field(name, words, value=shown.get(name, ""), error=self.error(name))
            for name, words in labels.items()
        )
        return Form("person", title, fields, translate("Office", "Keep"), self.form_key)


def _fields_of(person: Staff) -> dict[str, str]:
    """The tenant tells whole names; most are one first name and the rest."""
    first, _, last = person.full_name.partition(" ")
    return {
        "first_name": first,
        "last_name": last,
        "staff_id": person.number,
        "email": person.email or "",
    }


def _draft(values: Mapping[str, str]) -> StaffDraft:
    return StaffDraft(
        number=values["staff_id"] or None,
        first_name=values["first_name"] or None,
        last_name=values["last_name"] or None,
        email=values["email"] or None,
    )
