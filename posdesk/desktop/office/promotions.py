"""The promotion map: what the till does to the basket for each benefit. Omneo only records that it was used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.subject import BadFields, Subject
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import (
    Block,
    Column,
    Field,
    FieldKind,
    Form,
    Option,
    Press,
    Table,
    TableRow,
)
from posdesk.omneo.definitions import Definition, Kind
from posdesk.sale.errors import BadAmount
from posdesk.sale.money import Money
from posdesk.sale.promotion import Promotion, PromotionKind
from posdesk.till.incentives import read_definitions

translate = QCoreApplication.translate
_LONGEST_KEY = 64
_LONGEST_NOTE = 200
BENEFITS = "tenant_benefits"


class Page(Subject):
    """Lists the map, and changes it in the tenant's file."""

    _marked = ""
    _benefit = ""
    _kind = PromotionKind.PERCENT
    _known: tuple[Definition, ...] = ()

    def text(self) -> str:
        return translate(
            "Office",
            "A benefit is a right; what it takes off the basket is decided here, by its handle or its "
            "POS code. A change holds from the next sale on.",
        )

    def blocks(self) -> tuple[Block, ...]:
        return self._table(), self._form(), self._benefits()

    async def open(self) -> None:
        tenant = self.tools.register.tenant
        self._known = await self.tools.ask(read_definitions(Kind.BENEFIT, tenant))

    async def choose(self, table: str, key: str) -> None:
        self._benefit = key if table == BENEFITS else ""
        found = key if table != BENEFITS else self._key_of(key)
        self._marked = found if found in self._promotions else ""
        if self._marked:
            self._kind = self._promotions[self._marked].kind
        self.renew()

    def edit(self, form: str, values: Mapping[str, str]) -> None:
        self._kind = PromotionKind(values["kind"] or self._kind)

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        promotion = self._read(values)
        await self._keep({**self._promotions, values["key"]: promotion})
        self._marked, self._benefit = values["key"], ""
        self.renew()
        self.say(translate("Office", "Kept. It holds from the next sale on."))

    async def press(self, name: str, key: str) -> None:
        self._benefit = ""
        if name == "new":
            self._marked = ""
        elif key:
            left = {each: promotion for each, promotion in self._promotions.items() if each != key}
            await self._keep(left)
            self._marked = ""
            self.say(translate("Office", "Removed. The benefit is only recorded from now on."))
        self.renew()

    @property
    def _promotions(self) -> Mapping[str, Promotion]:
        return self.tools.register.tenant.promotions

    def _key_of(self, handle: str) -> str:
        """The key of the map that holds for a benefit: its handle, else its POS code, as a sale looks for it."""
        one = next((each for each in self._known if each.handle == handle), None)
        code = (one.pos_code if one else "") or ""
        return code if handle not in self._promotions and code in self._promotions else handle

    async def _keep(self, promotions: Mapping[str, Promotion]) -> None:
        """Raises BadTenant, FileNotSaved."""
        await self.tools.keep(replace(self.tools.register.tenant, promotions=dict(promotions)))

    def _table(self) -> Table:
        marked = bool(self._marked)
        return Table(
            "promotions",
            "",
            (
                Column(translate("Office", "Benefit"), 190, mono=True),
                Column(translate("Office", "What the till does")),
            ),
            tuple(
                TableRow(key, (key, self._effect(promotion)))
                for key, promotion in sorted(self._promotions.items())
            ),
            translate("Office", "No benefit changes the basket yet: each use is only recorded."),
            self._marked,
            (
                Press("new", translate("Office", "New promotion")),
                Press("remove", translate("Office", "Remove"), marked),
            ),
        )

    def _benefits(self) -> Table:
        """What the tenant has to give, and what happens here when it is used."""
        rows = []
        for each in self._known:
            promotion = self._promotions.get(self._key_of(each.handle))
            effect = (
                self._effect(promotion)
                if promotion
                else translate("Office", "no promotion yet: only recorded")
            )
            cells = (each.name, each.handle, each.pos_code or figures.DASH, effect)
            rows.append(TableRow(each.handle, cells, Tone.PLAIN if promotion else Tone.WARN))
        return Table(
            BENEFITS,
            translate("Office", "The tenant's benefits"),
            (
                Column(translate("Office", "Name")),
                Column(translate("Office", "Handle"), 150, mono=True),
                Column(translate("Office", "POS code"), 80, mono=True),
                Column(translate("Office", "What the till does"), 290),
            ),
            tuple(rows),
            translate("Office", "The tenant tells no benefits."),
            self._benefit,
        )

    def _effect(self, promotion: Promotion) -> str:
        currency = self.tools.register.tenant.currency
        match promotion.kind:
            case PromotionKind.PERCENT:
                return translate("Office", "{0} % off the lines that can be discounted").format(
                    figures.number(promotion.percent)
                )
            case PromotionKind.AMOUNT:
                amount = figures.money(Money(promotion.amount, currency))
                return translate("Office", "{0} off").format(amount)
            case PromotionKind.FREE_LINE if promotion.sku:
                return translate("Office", "one piece of {0} is free").format(promotion.sku)
            case PromotionKind.FREE_LINE:
                return translate("Office", "one piece of the cheapest line is free")
            case PromotionKind.NOTE:
                return translate("Office", "tells the cashier: {0}").format(promotion.note)

    def _form(self) -> Form:
        known = self._promotions.get(self._marked)
        kinds = (
            Option("percent", translate("Office", "Percent off")),
            Option("amount", translate("Office", "Amount off")),
            Option("free_line", translate("Office", "One piece free")),
            Option("note", translate("Office", "Note to the cashier")),
        )
        title = (
            translate("Office", "Change {0}").format(self._marked)
            if known
            else translate("Office", "A new promotion")
        )
        fields = (
            Field(
                "key",
                translate("Office", "Benefit's handle or POS code"),
                value=self._marked or self._benefit,
                error=self.error("key"),
            ),
            Field(
                "value",
                self._value_label(),
                value=self._value_of(known),
                error=self.error("value"),
            ),
            Field(
                "kind",
                translate("Office", "What it does"),
                FieldKind.CHOICE,
                self._kind.value,
                options=kinds,
                wide=True,
            ),
        )
        return Form(
            "promotion", title, fields, translate("Office", "Keep"), self.form_key, live=True
        )

    def _value_label(self) -> str:
        return {
            PromotionKind.PERCENT: translate("Office", "Percent, 0 to 100"),
            PromotionKind.AMOUNT: translate("Office", "Amount"),
            PromotionKind.FREE_LINE: translate("Office", "Product code; empty: the cheapest"),
            PromotionKind.NOTE: translate("Office", "What the cashier is told"),
        }[self._kind]

    def _value_of(self, known: Promotion | None) -> str:
        if known is None:
            return ""
        match known.kind:
            case PromotionKind.PERCENT:
                return str(known.percent)
            case PromotionKind.AMOUNT:
                return str(Money(known.amount, self.tools.register.tenant.currency).amount)
            case PromotionKind.FREE_LINE:
                return known.sku
            case PromotionKind.NOTE:
                return known.note

    def _read(self, values: Mapping[str, str]) -> Promotion:
        key, typed = values["key"], values["value"]
        wrong: dict[str, str] = {}
        if not 1 <= len(key) <= _LONGEST_KEY:
            wrong["key"] = translate("Office", "A handle of 1 to 64 characters.")
        promotion: Promotion | None = None
        try:
            promotion = self._promotion(PromotionKind(values["kind"] or self._kind), typed)
        except (BadAmount, InvalidOperation, ValueError):
            wrong["value"] = self._wanted(PromotionKind(values["kind"] or self._kind))
        if promotion is None or wrong:
            raise BadFields(wrong)
        return promotion

    def _promotion(self, kind: PromotionKind, typed: str) -> Promotion:
        match kind:
            case PromotionKind.PERCENT:
                return Promotion(kind, percent=Decimal(typed))
            case PromotionKind.AMOUNT:
                currency = self.tools.register.tenant.currency
                return Promotion(kind, amount=Money.parse(typed, currency).minor)
            case PromotionKind.FREE_LINE:
                return Promotion(kind, sku=typed)
            case PromotionKind.NOTE:
                if not 1 <= len(typed) <= _LONGEST_NOTE:
                    raise ValueError("no note")
                return Promotion(kind, note=typed)

    def _wanted(self, kind: PromotionKind) -> str:
        return {
            PromotionKind.PERCENT: translate("Office", "A number from 0 to 100."),
            PromotionKind.AMOUNT: translate("Office", "An amount, like 10.00."),
            PromotionKind.FREE_LINE: translate("Office", "A product's code, or nothing."),
            PromotionKind.NOTE: translate("Office", "1 to 200 characters."),
        }[kind]
