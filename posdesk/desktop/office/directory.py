"""The directory: whom this till knows itself, and one person's record beside the live profile."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLocale

from posdesk.desktop.office.subject import BadFields, Subject
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import (
    Bar,
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
from posdesk.till.directory import LocalCustomer
from posdesk.till.directory_compare import Comparison, Difference, beside
from posdesk.till.identify import last4
from posdesk.till.people import Known

translate = QCoreApplication.translate
UPDATE, REMOVE = "update", "remove"
_IDENTITY = "identity "


class Page(Subject):
    """Searches the directory alone, compares with the tenant, and puts a record right by it."""

    _known: Known | None = None
    _asked = ""
    _found: tuple[LocalCustomer, ...] | None = None
    _marked = ""
    _beside: Comparison | None = None

    def text(self) -> str:
        if self._known is None:
            return translate("Office", "This till keeps no records of its own.")
        told = (
            translate("Office", "nothing was told yet")
            if self._known.age is None
            else translate("Office", "last told: {0}").format(
                figures.age(self._known.age.total_seconds())
            )
        )
        return translate(
            "Office",
            "People this till knows itself: {0}; {1}. They are found also when the tenant cannot be asked. "
            "Balances are never kept.",
        ).format(QLocale().toString(self._known.people), told)

    def blocks(self) -> tuple[Block, ...]:
        if self._known is None:
            return (self._listening(),)
        shown: list[Block] = [self._form()]
        # Of one alone the record says all of it.
        if self._found is not None and len(self._found) != 1:
            shown.append(self._table(self._found))
        if self._record is not None:
            shown += [Bar("record", (self._press(self._record),)), self._compared(self._record)]
        return (*shown, self._listening())

    async def open(self) -> None:
        self._known = await self.tools.register.people.known()

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        words = " ".join(values["words"].split())
        if not words:
            wanted = translate("Office", "A name, an e-mail address, a phone or a card number.")
            raise BadFields({"words": wanted})
        self._marked, self._beside = "", None
        self._found = await self.tools.register.people.search_known(words)
        if len(self._found) == 1:
            await self.choose("people", self._found[0].profile_id)

    async def choose(self, table: str, key: str) -> None:
        if table != "people" or not key:
            return
        self._marked, self._beside = key, None
        self._beside = await self.tools.register.compare(key)

    async def press(self, name: str, key: str) -> None:
        record = self._record
        if record is None or (name == REMOVE and not self.sure(record.profile_id)):
            return
        self._beside = await self.tools.register.people.correct(record.profile_id)
        gone = self._beside.local is None
        self._found = tuple(
            self._anew(each) for each in self._found or () if not self._is_gone(each)
        )
        await self.open()
        if gone:
            self._marked = ""
            self.say(translate("Office", "Removed from this till's own records."))
        else:
            self.say(translate("Office", "This till's own record is now what the tenant says."))

    # What it shows

    @property
    def _record(self) -> LocalCustomer | None:
        """The marked person as the directory has them."""
        if self._beside is not None and self._beside.local is not None:
            return self._beside.local
        return next((each for each in self._found or () if each.profile_id == self._marked), None)

    def _anew(self, person: LocalCustomer) -> LocalCustomer:
        record = self._record
        return record if record and record.profile_id == person.profile_id else person

    def _is_gone(self, person: LocalCustomer) -> bool:
        gone = self._beside is not None and self._beside.local is None
        return gone and person.profile_id == self._marked

    def _listening(self) -> Facts:
        hearing = self.tools.register.hearing
        label = translate("Office", "Listening")
        if hearing is not None:
            fact = Fact(label, translate("Office", "yes"), Tone.SUCCESS, hearing.url)
        else:
            how = translate("Office", "The Webhooks tab below says how it is switched on.")
            fact = Fact(label, translate("Office", "no"), Tone.WARN, how)
        return Facts("listening", "", (fact,))

    def _form(self) -> Form:
        field = Field(
            "words",
            translate("Office", "Name, e-mail, phone or card, in this till's own records"),
            error=self.error("words"),
            wide=True,
        )
        return Form(
            "find",
            "",
            (field,),
            translate("Office", "Search"),
            self.form_key,
        )

    def _table(self, found: tuple[LocalCustomer, ...]) -> Table:
        return Table(
            "people",
            translate("Office", "Found here"),
            (
                Column(translate("Office", "Name")),
                Column(translate("Office", "E-mail"), 220),
                Column(translate("Office", "Tier"), 90),
                Column(translate("Office", "Last told"), 150),
            ),
            tuple(
                TableRow(
                    each.profile_id,
                    (
                        each.full_name or each.profile_id,
                        each.facts.email,
                        each.facts.tier,
                        self._age(each),
                    ),
                    Tone.WARN if each.contested else Tone.PLAIN,
                )
                for each in found
            ),
            translate("Office", "Nobody here by these words. The tenant was not asked."),
            self._marked,
        )

    def _age(self, person: LocalCustomer) -> str:
        if person.contested:
            return translate("Office", "told two ways")
        now_s = self.tools.register.clock.now().utc_ms / 1000
        return figures.age(now_s - person.told_at.timestamp())

    def _compared(self, record: LocalCustomer) -> Table:
        live = self._beside.live if self._beside is not None else None
        # What differs first; the id, which hardly ever does, last.
        fields = sorted(
            beside(record, live), key=lambda each: (not each.differs, each.name == "profile_id")
        )
        rows = tuple(_row(each, asked=self._beside is not None) for each in fields)
        return Table(
            "beside",
            record.full_name or record.profile_id,
            (
                Column(translate("Office", "What"), 170),
                Column(translate("Office", "This till")),
                Column(translate("Office", "The tenant, now"), 200),
                Column("", 80),
            ),
            rows,
            "",
        )

    def _press(self, record: LocalCustomer) -> Press:
        compared = self._beside
        if compared is not None and compared.live is None:
            really = self.asks(record.profile_id)
            words = (
                translate("Office", "Really remove {0}").format(record.full_name)
                if really
                else translate("Office", "The tenant knows nobody of this id: remove")
            )
            return Press(REMOVE, words, tone=Tone.DANGER if really else Tone.PLAIN)
        why_not = ""
        if compared is None:
            why_not = translate("Office", "The tenant has not answered.")
        elif not compared.differences and not record.contested:
            why_not = translate("Office", "Both say the same.")
        return Press(UPDATE, translate("Office", "Update from the tenant"), not why_not, why_not)


def _row(each: Difference, *, asked: bool) -> TableRow:
    differs = asked and each.differs
    return TableRow(
        each.name,
        (
            _label(each.name),
            each.local or figures.DASH,
            (each.live or figures.DASH) if asked else "",
            translate("Office", "differs") if differs else "",
        ),
        Tone.WARN if differs else Tone.PLAIN,
        faint=not differs and each.name == "profile_id",
    )


def _label(name: str) -> str:
    """A field in words; of an identity its handle and the last four characters."""
    if name.startswith(_IDENTITY):
        handle, _, identifier = name.removeprefix(_IDENTITY).partition(" ")
        return f"{handle} …{last4(identifier)}"
    return {
        "profile_id": translate("Office", "Profile id"),
        "first_name": translate("Office", "First name"),
        "last_name": translate("Office", "Last name"),
        "email": translate("Office", "E-mail"),
        "phone": translate("Office", "Phone"),
        "tier": translate("Office", "Tier"),
        "profile_type": translate("Office", "Kind"),
    }[name]
