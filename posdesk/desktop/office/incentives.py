"""Rewards, benefits and points of whoever is being served: look, issue one, make one last longer, take one away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.incentive_tables import (
    BENEFITS,
    REWARDS,
    Today,
    benefits_table,
    points_table,
    rewards_table,
)
from posdesk.desktop.office.issuing import FORM as ISSUE
from posdesk.desktop.office.issuing import Wanted, chosen_of, issue_call, issue_form
from posdesk.desktop.office.subject import BadFields, CustomerSubject
from posdesk.desktop.screens.office import Block, Field, Form, Press
from posdesk.omneo import benefit_writes, reward_writes
from posdesk.omneo.benefits import Benefit
from posdesk.omneo.definitions import Definition, Kind
from posdesk.omneo.rewards import Reward
from posdesk.sale.wallet import Customer
from posdesk.till.asking import NoWord, ask
from posdesk.till.incentives import (
    ISSUED,
    Incentives,
    Longer,
    end_of_day,
    extend_benefit,
    extend_reward,
    read_definitions,
    read_incentives,
)
from posdesk.till.scripts import Script

translate = QCoreApplication.translate
EXTEND = "extend"
REMOVE_REWARD, REMOVE_BENEFIT = "remove_reward", "remove_benefit"
MOST_DAYS = 36_500


class Page(CustomerSubject):
    """Three tables and two forms. What is marked is what is extended or removed."""

    _held = Incentives()
    _whose = ""
    _known: Mapping[Kind, tuple[Definition, ...]] = {}
    _wanted = Wanted()
    _marked = ("", "")

    def about(self) -> str:
        customer = self.customer
        name = customer.name if customer else ""
        return translate(
            "Office",
            "What {0} has, the soonest end first: that is the order in which rewards are spent.",
        ).format(name)

    def blocks_of(self, customer: Customer) -> tuple[Block, ...]:
        held = self._held if self._whose == customer.profile_id else Incentives()
        today = self._today
        return (
            rewards_table(
                held.rewards, today, self._marked_in(REWARDS), self._remove(REWARDS, REMOVE_REWARD)
            ),
            benefits_table(
                held.benefits,
                today,
                self._marked_in(BENEFITS),
                self._remove(BENEFITS, REMOVE_BENEFIT),
            ),
            self._extend_form(),
            issue_form(self._definitions, self._wanted, self.form_key, self.errors),
            points_table(held.points, today),
        )

    async def open(self) -> None:
        customer = self.customer
        if customer is None:
            return
        if customer.profile_id != self._whose:
            self._held, self._marked, self._whose = Incentives(), ("", ""), customer.profile_id
            self._wanted = Wanted()
            self.renew()
        tenant = self.tools.register.tenant
        self._held = await self.tools.ask(
            read_incentives(customer.profile_id, tenant, self._today.now)
        )
        self._known = {
            kind: await self.tools.ask(read_definitions(kind, tenant)) for kind in ISSUED
        }

    async def choose(self, table: str, key: str) -> None:
        self._marked = (table, key)
        self.renew()

    def edit(self, form: str, values: Mapping[str, str]) -> None:
        if form == ISSUE:
            self._wanted = Wanted.of(values)

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        customer = self.customer
        if customer is None:
            return
        if form == ISSUE:
            await self._issue(customer, values)
        else:
            await self._extend(customer, values)

    async def press(self, name: str, key: str) -> None:
        if not key or not self.sure(name + key):
            return
        if name == REMOVE_REWARD:
            await self._do(ask(reward_writes.remove(int(key))))
        else:
            await self._do(ask(benefit_writes.remove(key)))
        self._marked = ("", "")
        self.say(translate("Office", "Removed. Past sales keep what they used of it."))

    # What it does

    async def _issue(self, customer: Customer, values: Mapping[str, str]) -> None:
        self._wanted = Wanted.of(values)
        definition = chosen_of(self._definitions, self._wanted)
        if definition is None:
            raise BadFields({"definition": translate("Office", "Choose one of these.")})
        tenant = self.tools.register.tenant
        call = issue_call(customer.profile_id, definition, values, tenant, self._today.now)
        await self._do(ask(call))
        self._wanted = Wanted(self._wanted.kind)
        self.say(translate("Office", "Issued: {0}.").format(definition.name))

    async def _extend(self, customer: Customer, values: Mapping[str, str]) -> None:
        longer = self._longer(values)
        tenant = self.tools.register.tenant
        match self._marked_one:
            case Reward() as reward:
                await self._do(extend_reward(customer.profile_id, reward, longer, tenant))
            case Benefit() as benefit:
                await self._do(extend_benefit(customer.profile_id, benefit, longer, tenant))
            case None:
                return
        found = self._find(*self._marked)
        end = self._today.date(found.expires_at) if found is not None else ""
        self.say(translate("Office", "It ends on {0} now.").format(end))

    def _longer(self, values: Mapping[str, str]) -> Longer:
        """Raises BadFields."""
        days, date = values["extend_days"], values["extend_date"]
        if bool(days) == bool(date):
            either = translate("Office", "Either days, or a date.")
            raise BadFields({"extend_days": either})
        if days:
            if not (days.isascii() and days.isdecimal() and 0 < int(days) <= MOST_DAYS):
                raise BadFields({"extend_days": translate("Office", "A number of days.")})
            return Longer(days=int(days))
        try:
            return Longer(until=end_of_day(date, self._zone))
        except ValueError as error:
            wrong = translate("Office", "A date, like 2026-12-31.")
            raise BadFields({"extend_date": wrong}) from error

    async def _do(self, script: Script[object]) -> None:
        """A write; then everything is read again, here and in the sale."""
        try:
            await self.tools.ask(script)
        except NoWord:
            await self.open()
            raise
        await self.open()
        self.renew()
        await self.tools.refresh_wallet()

    # What it shows

    @property
    def _zone(self) -> str:
        one = self._marked_one
        return one.timezone if isinstance(one, Benefit) else self.tools.register.tenant.timezone

    @property
    def _today(self) -> Today:
        register = self.tools.register
        now = datetime.fromtimestamp(register.clock.now().utc_ms / 1000, UTC)
        return Today(now, register.shop.timezone or register.tenant.timezone)

    @property
    def _definitions(self) -> tuple[Definition, ...]:
        return self._known.get(self._wanted.kind, ())

    @property
    def _marked_one(self) -> Reward | Benefit | None:
        return self._find(*self._marked)

    def _find(self, table: str, key: str) -> Reward | Benefit | None:
        held: tuple[Reward | Benefit, ...] = (
            self._held.rewards if table == REWARDS else self._held.benefits
        )
        return next((each for each in held if str(each.id) == key), None) if table else None

    def _marked_in(self, table: str) -> str:
        return self._marked[1] if self._marked[0] == table else ""

    def _remove(self, table: str, name: str) -> tuple[Press, ...]:
        """The button below a table, for the row that is marked in it."""
        one = self._marked_one if self._marked[0] == table else None
        if one is None:
            return (Press(name, translate("Office", "Remove"), enabled=False),)
        return (self.removing(name, name + str(one.id), one.name or one.handle),)

    def _extend_form(self) -> Form:
        one = self._marked_one
        why_not = ""
        if one is None:
            why_not = translate("Office", "Mark a reward or a benefit above first.")
        elif one.expires_at is None:
            why_not = translate("Office", "It never ends.")
        # The tenant blames the row; there is but one.
        refused = next((words for name, words in self.errors.items() if name.startswith("ids")), "")
        fields = (
            Field(
                "extend_days",
                translate("Office", "Days more"),
                hint="7",
                error=self.error("extend_days") or refused,
                enabled=not why_not,
            ),
            Field(
                "extend_date",
                translate("Office", "Or until the end of"),
                hint="2026-12-31",
                error=self.error("extend_date"),
                enabled=not why_not,
            ),
        )
        title = (
            translate("Office", "Make {0} last longer").format(one.name or one.handle)
            if one is not None
            else translate("Office", "Make one last longer")
        )
        return Form(
            EXTEND,
            title,
            fields,
            translate("Office", "Extend"),
            self.form_key,
            enabled=not why_not,
            why_not=why_not,
        )
