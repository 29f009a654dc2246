"""Capabilities: what this tenant can do, when that was found out, and what it means for a sale."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from posdesk.desktop.office.capability_words import meaning, name_of
from posdesk.desktop.office.subject import Subject
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import (
    Block,
    Column,
    Fact,
    Facts,
    Press,
    Table,
    TableRow,
    Words,
)
from posdesk.home.tenant import Capability, CapabilityName
from posdesk.omneo.calls import Dialect
from posdesk.till.capabilities import ALL, SURVEYED

translate = QCoreApplication.translate


class Page(Subject):
    """Shows what is known, and asks the tenant anew."""

    _marked = ""

    def text(self) -> str:
        return translate(
            "Office",
            "Tenants differ. This till asks with made-up ids, which changes nothing, and goes by the answers; where "
            "nothing is known it does as Omneo's guides say.",
        )

    def blocks(self) -> tuple[Block, ...]:
        return self._dialect(), Words("meaning", self._meaning(self._name)), self._table()

    async def choose(self, table: str, key: str) -> None:
        self._marked = key

    async def press(self, name: str, key: str) -> None:
        before = dict(self._known)
        found = await self.tools.register.find_out()
        if not found:
            text = translate("Office", "What was known before stays in force.")
            self.say(translate("Office", "The tenant answered nothing."), text, Tone.WARN)
            return
        changed = [
            name_of(each)
            for each in ALL
            if each in found and _holds(before, each) is not found[each]
        ]
        title = translate("Office", "Found out again: {0} of {1} answered.")
        self.say(
            title.format(len(found), len(SURVEYED)),
            translate("Office", "New: {0}.").format(", ".join(changed))
            if changed
            else translate("Office", "Nothing is different."),
        )

    @property
    def _known(self) -> Mapping[CapabilityName, Capability]:
        return self.tools.register.tenant.capabilities

    @property
    def _name(self) -> CapabilityName | None:
        return next((each for each in ALL if each == self._marked), None)

    def _meaning(self, name: CapabilityName | None) -> str:
        """What the marked one means, whole; of what only a sale can show, also that."""
        if name is None:
            return translate("Office", "Mark a line to read here what it means for a sale.")
        words = meaning(name, self.tools.register.tenant.can(name))
        if name not in SURVEYED:
            learnt = translate(
                "Office", "No reading shows this; this till learns it from its sales."
            )
            return f"{words} {learnt}"
        return words

    def _dialect(self) -> Facts:
        ways, tenant = self.tools.register.ways, self.tools.register.tenant
        why = (
            translate("Office", "found out, the guides first")
            if tenant.dialect == "auto"
            else translate("Office", "as the tenant's file says")
        )
        return Facts(
            "dialect",
            "",
            (
                Fact(
                    translate("Office", "Redeems and puts back by"),
                    _path_words(ways.redeeming),
                    note=why,
                ),
                Fact(translate("Office", "Looks customers up by"), _path_words(ways.identifying)),
            ),
        )

    def _table(self) -> Table:
        return Table(
            "capabilities",
            "",
            (
                Column(translate("Office", "What it can"), 170),
                Column(translate("Office", "For a sale")),
                Column(translate("Office", "Found out"), 100),
                Column(translate("Office", "Answer"), 80),
            ),
            tuple(self._row(name) for name in ALL),
            "",
            self._marked,
            (Press("ask", translate("Office", "Find out again"), not self.busy),),
        )

    def _row(self, name: CapabilityName) -> TableRow:
        found = self._known.get(name)
        holds = None if found is None else found.holds
        words, tone = {
            True: (translate("Office", "yes"), Tone.SUCCESS),
            False: (translate("Office", "no"), Tone.DANGER),
            None: (translate("Office", "unknown"), Tone.WARN),
        }[holds]
        when = figures.DASH if found is None else _day(found)
        return TableRow(name, (name_of(name), meaning(name, holds), when, words), tone)


def _holds(known: Mapping[CapabilityName, Capability], name: CapabilityName) -> bool | None:
    found = known.get(name)
    return None if found is None else found.holds


def _day(found: Capability) -> str:
    day = found.checked
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")


def _path_words(dialect: Dialect) -> str:
    return {
        Dialect.GUIDE: translate("Office", "the guides' paths"),
        Dialect.REFERENCE: translate("Office", "the reference's paths"),
    }[dialect]
