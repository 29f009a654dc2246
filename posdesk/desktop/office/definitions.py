"""What rewards and benefits the tenant has to give: looked at, created, changed, copied, published, removed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.definition_form import draft_of, fields_of
from posdesk.desktop.office.issuing import period_words
from posdesk.desktop.office.subject import Subject
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import Tone
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
from posdesk.omneo import definitions
from posdesk.omneo.calls import Dialect
from posdesk.omneo.definitions import Definition, DefinitionDraft, Kind
from posdesk.sale.errors import PosError
from posdesk.till.asking import ask
from posdesk.till.incentives import read_definitions
from posdesk.till.scripts import Script
from posdesk.till.wallets import plain_text

translate = QCoreApplication.translate
DEFINITION, CLONE = "definition", "clone"
TABLES = {"reward_definitions": Kind.REWARD, "benefit_definitions": Kind.BENEFIT}
NEW, PUBLISH, REMOVE = "new", "publish", "remove"


class Page(Subject):
    """Two tables, one form for what is marked in them, and one for a copy."""

    _known: Mapping[Kind, tuple[Definition, ...]] = {}
    _kind = Kind.REWARD
    _marked = ""

    def text(self) -> str:
        return translate(
            "Office",
            "A change holds for what is issued from now on; what customers have stays as it is.",
        )

    def blocks(self) -> tuple[Block, ...]:
        return (
            self._rewards_table(),
            self._benefits_table(),
            self._form(),
            self._facts(),
            self._clone_form(),
        )

    async def open(self) -> None:
        tenant = self.tools.register.tenant
        self._known = {
            kind: await self.tools.ask(read_definitions(kind, tenant)) for kind in TABLES.values()
        }

    async def choose(self, table: str, key: str) -> None:
        self._kind, self._marked = TABLES[table], key
        self.renew()

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        if form == CLONE:
            await self._clone(values)
            return
        known = self._one
        draft = draft_of(values, known, self.tools.register.tenant.currency)
        if known is None:
            found = await self._do(self._create(draft))
            self.say(translate("Office", "{0} can be issued now.").format(found.name))
        else:
            found = await self._do(self._change(known, draft))
            self.say(translate("Office", "Kept: {0}.").format(found.name))

    async def press(self, name: str, key: str) -> None:
        action, _, kind = name.partition("_")
        if action == NEW:
            self._kind, self._marked = Kind(kind), ""
            self.renew()
            return
        one = self._one
        if one is None or one.kind.value != kind:
            return
        if action == PUBLISH:
            shown = DefinitionDraft(is_published=not one.is_published)
            found = await self._do(self._change(one, shown))
            self.say(
                translate("Office", "Published: {0}.").format(found.name)
                if found.is_published
                else translate("Office", "Not published any more: {0}.").format(found.name)
            )
        elif action == REMOVE and self.sure(f"{kind}{one.id}"):
            await self._remove(one)

    # What it does

    def _create(self, draft: DefinitionDraft) -> Script[Definition]:
        return ask(
            definitions.create(
                self._kind,
                draft,
                dialect=self._dialect,
                currency=self.tools.register.tenant.currency,
            )
        )

    def _change(self, one: Definition, draft: DefinitionDraft) -> Script[Definition]:
        return ask(
            definitions.change(
                one.kind,
                one.id,
                draft,
                dialect=self._dialect,
                currency=self.tools.register.tenant.currency,
            )
        )

    async def _clone(self, values: Mapping[str, str]) -> None:
        one = self._one
        if one is None:
            return
        call = definitions.clone_benefit(
            one.id,
            handle=values["clone_handle"],
            name=values["clone_name"] or None,
            dialect=self._dialect,
            currency=self.tools.register.tenant.currency,
        )
        found = await self._do(ask(call))
        self.say(translate("Office", "A copy: {0}.").format(found.handle))

    async def _do(self, script: Script[Definition]) -> Definition:
        """A write; the list is read again also when nobody knows whether it was done."""
        try:
            found = await self.tools.ask(script)
        finally:
            await self.open()
        self._kind, self._marked = found.kind, str(found.id)
        self.renew()
        return found

    async def _remove(self, one: Definition) -> None:
        try:
            await self.tools.ask(ask(definitions.remove(one.kind, one.id, dialect=self._dialect)))
        finally:
            await self.open()
        self._marked = ""
        self.renew()
        self.say(translate("Office", "Removed: {0}.").format(one.name))

    def trouble(self, problem: PosError) -> None:
        super().trouble(problem)
        # The tenant says ``handle`` of the copy too, and ``definition`` of one that was ever issued.
        if "handle" in self.errors and self._one is not None:
            self.errors["clone_handle"] = self.errors["handle"]
        if DEFINITION in self.errors:
            self.say(
                translate("Office", "It stays"),
                translate(
                    "Office",
                    "Something was issued of it. Take back its publication instead, and no more is issued.",
                ),
                Tone.WARN,
            )

    # What it shows

    @property
    def _dialect(self) -> Dialect:
        return self.tools.register.ways.redeeming

    @property
    def _one(self) -> Definition | None:
        listed = self._known.get(self._kind, ())
        return next((each for each in listed if str(each.id) == self._marked), None)

    def _rewards_table(self) -> Table:
        rows = (
            _row(each, figures.DASH if each.value is None else figures.money(each.value))
            for each in self._known.get(Kind.REWARD, ())
        )
        return Table(
            "reward_definitions",
            translate("Office", "Rewards"),
            _columns(Column(translate("Office", "Value"), 110)),
            tuple(rows),
            translate("Office", "The tenant defines no rewards."),
            self._marked if self._kind is Kind.REWARD else "",
            self._presses(Kind.REWARD),
        )

    def _benefits_table(self) -> Table:
        rows = (
            _row(each, _count(each.max_redemptions), _everywhere(each))
            for each in self._known.get(Kind.BENEFIT, ())
        )
        return Table(
            "benefit_definitions",
            translate("Office", "Benefits"),
            _columns(
                Column(translate("Office", "Uses"), 60),
                Column(translate("Office", "Left for all"), 90),
            ),
            tuple(rows),
            translate("Office", "The tenant defines no benefits."),
            self._marked if self._kind is Kind.BENEFIT else "",
            self._presses(Kind.BENEFIT),
        )

    def _presses(self, kind: Kind) -> tuple[Press, ...]:
        one = self._one
        one = one if one is not None and one.kind is kind else None
        asked = f"{kind.value}{one.id}" if one is not None else ""
        new = (
            translate("Office", "New reward")
            if kind is Kind.REWARD
            else translate("Office", "New benefit")
        )
        publish = (
            translate("Office", "Take back publication")
            if one is not None and one.is_published
            else translate("Office", "Publish")
        )
        return (
            Press(f"{NEW}_{kind.value}", new),
            Press(f"{PUBLISH}_{kind.value}", publish, one is not None),
            self.removing(
                f"{REMOVE}_{kind.value}",
                asked,
                one.name if one is not None else "",
                enabled=one is not None,
            ),
        )

    def _form(self) -> Form:
        one = self._one
        if one is not None:
            title = translate("Office", "Change {0}").format(one.name)
        elif self._kind is Kind.REWARD:
            title = translate("Office", "A new reward definition")
        else:
            title = translate("Office", "A new benefit definition")
        return Form(
            DEFINITION,
            title,
            fields_of(self._kind, one, self.errors),
            translate("Office", "Keep"),
            self.form_key,
        )

    def _facts(self) -> Facts:
        """The long texts of the tenant are HTML; here they are plain."""
        one = self._one
        texts = (
            (translate("Office", "Description"), one.long_description if one else ""),
            (translate("Office", "Terms"), one.terms if one else ""),
            (translate("Office", "At the till"), one.instructions if one else ""),
        )
        return Facts(
            "texts",
            "",
            tuple(Fact(words, plain) for words, html in texts if (plain := plain_text(html))),
        )

    def _clone_form(self) -> Form:
        one = self._one if self._kind is Kind.BENEFIT else None
        why_not = "" if one else translate("Office", "Mark a benefit above first.")
        return Form(
            CLONE,
            translate("Office", "Copy a benefit"),
            (
                Field(
                    "clone_handle",
                    translate("Office", "Handle of the copy"),
                    error=self.error("clone_handle"),
                    enabled=one is not None,
                ),
                Field(
                    "clone_name",
                    translate("Office", "Its name"),
                    hint=one.name if one else "",
                    enabled=one is not None,
                ),
            ),
            translate("Office", "Copy"),
            self.form_key,
            enabled=one is not None,
            why_not=why_not,
        )


def _columns(*own: Column) -> tuple[Column, ...]:
    """What every definition says, around what only its kind has."""
    return (
        Column(translate("Office", "Name")),
        Column(translate("Office", "Handle"), 150, mono=True),
        *own,
        Column(translate("Office", "Ends"), 130),
        Column(translate("Office", "Published"), 105),
    )


def _row(one: Definition, *figures_of: str) -> TableRow:
    published = (
        translate("Office", "published")
        if one.is_published
        else translate("Office", "not published")
    )
    return TableRow(
        str(one.id),
        (one.name, one.handle, *figures_of, period_words(one), published),
        Tone.SUCCESS if one.is_published else Tone.PLAIN,
        faint=not one.is_published,
    )


def _count(most: int | None) -> str:
    return translate("Office", "any") if most is None else str(most)


def _everywhere(one: Definition) -> str:
    if one.most_everywhere is None:
        return figures.DASH
    return translate("Office", "{0} of {1}").format(
        figures.DASH if one.left_everywhere is None else one.left_everywhere, one.most_everywhere
    )
