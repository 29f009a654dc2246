"""The served customer twice: who else has their e-mail, number or name, and how two become one."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.owners import called, customers_of
from posdesk.desktop.office.subject import CustomerSubject
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import Block, Column, Press, Table, TableRow
from posdesk.omneo.errors import OmneoError
from posdesk.omneo.profiles import Profile
from posdesk.sale import events as ev
from posdesk.sale.money import Currency, Money
from posdesk.sale.wallet import Customer, Wallet
from posdesk.till.asking import NoWord
from posdesk.till.customers import Merging, Same, Twin, Twins
from posdesk.till.identify import SERVED_TYPES

translate = QCoreApplication.translate
TURN, MERGE = "turn", "merge"
_NOBODY = Twins((), more=False)


class Page(CustomerSubject):
    """Lists who may be the same person, shows what a merge would move, and merges."""

    _twins = _NOBODY
    _own: Profile | None = None
    _marked = ""
    _merging: Merging | None = None

    def about(self) -> str:
        words = translate(
            "Office",
            "People with the same e-mail, phone or name. Mark one to see what both have.",
        )
        if self._twins.more:
            more = translate("Office", "The tenant knows more people of this name than are shown.")
            return f"{words} {more}"
        return words

    def blocks_of(self, customer: Customer) -> tuple[Block, ...]:
        return self._people(), self._pair()

    async def open(self) -> None:
        self._twins, self._own = _NOBODY, None
        self._marked, self._merging = "", None
        customer = self.customer
        if customer is not None:
            people = customers_of(self.tools)
            self._own = await self.tools.ask(people.read(customer.profile_id))
            self._twins = await self.tools.ask(people.twins(self._own))

    async def choose(self, table: str, key: str) -> None:
        own = self._own
        if table != "people" or own is None:
            return
        self._marked, self._merging = key, None
        self.renew()
        other = next(each.profile for each in self._twins.people if each.profile.id == key)
        kept, moved = await self.tools.ask(customers_of(self.tools).both(own.id, key))
        if self._marked == key:
            self._merging = Merging(own, other, kept, moved)

    async def press(self, name: str, key: str) -> None:
        merging = self._merging
        if merging is None or self._why_not(merging):
            return
        if name == TURN:
            self._merging = merging.turned()
            self.renew()
        elif self.sure(MERGE):
            await self._merge(merging)

    # What it does

    async def _merge(self, merging: Merging) -> None:
        call = customers_of(self.tools).merge(source=merging.goes.id, into=merging.stays.id)
        try:
            stays = await self.tools.ask(call)
        except NoWord:
            await self.open()
            raise
        await self._serve(stays)
        await self.open()
        self.renew()
        self.say(
            translate("Office", "{0} is one customer now").format(called(stays)),
            translate("Office", "Every card of both leads to them."),
        )

    async def _serve(self, stays: Profile) -> None:
        """The sale is of who stays; of nobody, where they cannot be read: who is gone must not be redeemed from."""
        try:
            served = await self.tools.serve(stays.id)
        except OmneoError:
            self.tools.sale.do(ev.CustomerRemoved)
            raise
        if not served:
            self.tools.sale.do(ev.CustomerRemoved)

    # What it shows

    def _people(self) -> Table:
        return Table(
            "people",
            "",
            (
                Column(translate("Office", "Name")),
                Column(translate("Office", "E-mail"), 210),
                Column(translate("Office", "Phone"), 130),
                Column(translate("Office", "The same"), 130),
            ),
            tuple(map(_twin_row, self._twins.people)),
            translate("Office", "Nobody else has this e-mail, phone or name."),
            self._marked,
        )

    def _pair(self) -> Table:
        merging = self._merging
        heading = translate("Office", "What moves")
        columns = (
            Column("", 100),
            Column(translate("Office", "Stays")),
            Column(translate("Office", "Goes"), 180),
            Column(translate("Office", "After the merge"), 180),
        )
        if merging is None:
            return Table("pair", "", columns, (), "")
        why_not = self._why_not(merging)
        really = self.asks(MERGE)
        name = called(merging.stays)
        words = (
            translate("Office", "Really merge into {0}")
            if really
            else translate("Office", "Merge into {0}")
        )
        return Table(
            "pair",
            heading,
            columns,
            pair_rows(merging, self.tools.register.tenant.currency),
            "",
            presses=(
                Press(TURN, translate("Office", "The other one stays"), not why_not),
                Press(
                    MERGE,
                    words.format(name),
                    not why_not,
                    why_not,
                    Tone.DANGER if really else Tone.PLAIN,
                ),
            ),
        )

    def _why_not(self, merging: Merging) -> str:
        if not self.tools.sale.is_editable:
            return translate("Office", "Finish this sale first: it takes from their balances.")
        both = {merging.stays.id, merging.goes.id}
        busy = self.tools.register.busy
        if any(sale.customer and sale.customer.profile_id in both for sale in busy):
            return translate("Office", "Another sale of theirs is not finished yet.")
        if any(each.profile_type not in SERVED_TYPES for each in (merging.stays, merging.goes)):
            return translate("Office", "One of the two is closed and cannot be served.")
        return ""


def _twin_row(twin: Twin) -> TableRow:
    words = {
        Same.EMAIL: translate("Office", "e-mail"),
        Same.PHONE: translate("Office", "phone"),
        Same.NAME: translate("Office", "name"),
    }
    who = twin.profile
    same = ", ".join(words[each] for each in twin.same)
    return TableRow(who.id, (called(who), who.email or "", who.phone or "", same))


def pair_rows(merging: Merging, currency: Currency) -> tuple[TableRow, ...]:
    """Name and contact, and what both have: before, and together. ``currency`` is the till's."""
    stays, goes = merging.stays, merging.goes
    kept, moved = merging.kept.balances, merging.moved.balances
    own = (
        ("name", translate("Office", "Name"), called(stays), called(goes), called(stays)),
        ("email", translate("Office", "E-mail"), stays.email or "", goes.email or "",
         stays.email or goes.email or ""),
        ("phone", translate("Office", "Phone"), stays.phone or "", goes.phone or "",
         stays.phone or goes.phone or ""),
    )  # fmt: skip
    sums = (
        ("rewards", translate("Office", "Rewards"), *_moneys(kept.rewards, moved.rewards)),
        ("points", translate("Office", "Points"), *_points(kept.points, moved.points)),
        ("credits", translate("Office", "Credits"), *_credits(merging.kept, merging.moved, currency)),
        ("benefits", translate("Office", "Benefits"),
         *_counts(len(merging.kept.benefits), len(merging.moved.benefits))),
        ("cards", translate("Office", "Cards"),
         *_counts(len(stays.identities), len(goes.identities))),
    )  # fmt: skip
    return tuple(TableRow(key, tuple(cells)) for key, *cells in (*own, *sums))


def _moneys(one: Money, other: Money) -> tuple[str, str, str]:
    return figures.money(one), figures.money(other), figures.money(one + other)


def _points(one: Decimal, other: Decimal) -> tuple[str, str, str]:
    return figures.number(one), figures.number(other), figures.number(one + other)


def _counts(one: int, other: int) -> tuple[str, str, str]:
    return str(one), str(other), str(one + other)


def _credits(kept: Wallet, moved: Wallet, currency: Currency) -> tuple[str, str, str]:
    """Each currency for itself: ``25.00``, ``25.00 + 40.00 NZD``."""
    both = (*kept.credits, *moved.credits)
    sums = [
        _credit_sum(tuple(each.balance for each in credits), currency)
        for credits in (kept.credits, moved.credits, both)
    ]
    return sums[0], sums[1], sums[2]


def _credit_sum(balances: tuple[Money, ...], currency: Currency) -> str:
    used = dict.fromkeys((currency, *(each.currency for each in balances)))
    parts = []
    for each in used:
        total = Money.total((one for one in balances if one.currency == each), each)
        if total or each == currency:
            parts.append(figures.money(total) + ("" if each == currency else f" {each.code}"))
    return " + ".join(parts)
