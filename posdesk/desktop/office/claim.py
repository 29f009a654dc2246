"""A sale without a customer, found by its receipt and given to the one who is being served."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.subject import BadFields, CustomerSubject
from posdesk.desktop.screens import figures
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
)
from posdesk.omneo.recorded import Recorded
from posdesk.sale.errors import BadAmount
from posdesk.sale.money import Money
from posdesk.sale.wallet import Customer
from posdesk.till import anonymous
from posdesk.till.anonymous import FoundSales, Receipt
from posdesk.till.asking import NoWord
from posdesk.till.catalogue import read_shop

translate = QCoreApplication.translate
CLAIM = "claim"


class Page(CustomerSubject):
    """Finds sales by what stands on the paper, and claims one that is nobody's."""

    _wanted: Receipt | None = None
    _found: FoundSales | None = None
    _marked = ""
    _for = ""

    def about(self) -> str:
        return translate(
            "Office",
            "Type what stands on the receipt: its number, or the total and the day. "
            "What is left empty matches everything.",
        )

    def blocks_of(self, customer: Customer) -> tuple[Block, ...]:
        return self._form(customer), self._table(customer)

    async def open(self) -> None:
        customer = self.customer
        who = customer.profile_id if customer is not None else ""
        if who != self._for:
            self._for, self._wanted, self._found, self._marked = who, None, None, ""
        await self._look()

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        self._wanted, self._found, self._marked = None, None, ""
        self._wanted = await self._read(values)
        await self._look()
        free = [each for each in self._sales if each.profile_id is None]
        if len(free) == 1:
            self._marked = str(free[0].head.id)

    async def choose(self, table: str, key: str) -> None:
        self._marked = key

    async def press(self, name: str, key: str) -> None:
        customer, sale = self.customer, self._sale
        if name != CLAIM or customer is None or sale is None or sale.profile_id is not None:
            return
        currency = self.tools.register.tenant.currency
        try:
            done = await self.tools.ask(
                anonymous.claim(sale, customer.profile_id, currency=currency)
            )
        except NoWord:
            await self._look()
            raise
        await self._look()
        if done is None:
            title = translate("Office", "This sale is somebody's already. Nothing was changed.")
            self.say(title, tone=Tone.WARN)
            return
        number = done.receipt_ref or figures.DASH
        self._marked = ""
        self.renew()
        await self.tools.refresh_wallet()
        self.say(
            translate("Office", "Receipt {0} is {1}’s now.").format(number, customer.name),
            translate("Office", "What it earns is the tenant’s to decide, and may take a while."),
        )

    # What it does

    async def _look(self) -> None:
        if self._wanted is not None:
            tenant = self.tools.register.tenant
            script = anonymous.find_sales(
                self._wanted, currency=tenant.currency, timezone=tenant.timezone
            )
            self._found = await self.tools.ask(script)

    async def _read(self, values: Mapping[str, str]) -> Receipt:
        wrong: dict[str, str] = {}
        currency = self.tools.register.tenant.currency
        total: Money | None = None
        day: date | None = None
        if values["total"]:
            try:
                total = Money.parse(values["total"], currency)
            except BadAmount:
                wrong["total"] = translate("Office", "An amount, like 10.00.")
        if values["sold_on"]:
            try:
                day = date.fromisoformat(values["sold_on"])
            except ValueError:
                wrong["sold_on"] = translate("Office", "A day, like 2026-06-22.")
        receipt = Receipt(values["receipt_ref"], total, day)
        if not wrong and not receipt.is_enough:
            wrong["receipt_ref"] = translate("Office", "Its number, or the total and the day.")
        if wrong:
            raise BadFields(wrong)
        return Receipt(receipt.number, total, day, await self._location(values["store"]))

    async def _location(self, store: str) -> int | None:
        """The id of the store with that code, such as S01. Raises BadFields, OmneoError."""
        if not store:
            return None
        shop = await self.tools.ask(read_shop(store, ""))
        if not shop.location_id:
            raise BadFields({"store": translate("Office", "No store has this code.")})
        return int(shop.location_id)

    # What it shows

    @property
    def _sales(self) -> tuple[Recorded, ...]:
        return self._found.sales if self._found is not None else ()

    @property
    def _sale(self) -> Recorded | None:
        return next((each for each in self._sales if str(each.head.id) == self._marked), None)

    def _form(self, customer: Customer) -> Form:
        fields = (
            Field(
                "receipt_ref",
                translate("Office", "Receipt number"),
                error=self.error("receipt_ref"),
            ),
            Field(
                "total",
                translate("Office", "Total"),
                FieldKind.AMOUNT,
                error=self.error("total"),
            ),
            Field(
                "sold_on",
                translate("Office", "Day"),
                hint="YYYY-MM-DD",
                error=self.error("sold_on"),
            ),
            Field(
                "store",
                translate("Office", "Store code"),
                hint=self.tools.register.tenant.store,
                error=self.error("store"),
            ),
        )
        return Form(
            "receipt",
            "",
            fields,
            translate("Office", "Find the sale"),
            f"{customer.profile_id}.{self.form_key}",
        )

    def _table(self, customer: Customer) -> Table:
        found, sale = self._found, self._sale
        empty = translate("Office", "No sale was looked for yet.")
        if found is not None:
            empty = translate("Office", "No such sale. Check the paper, or type less of it.")
        if found is not None and found.more:
            empty = translate("Office", "Not among the latest sales. Type the receipt’s number.")
        is_free = sale is not None and sale.profile_id is None
        return Table(
            "sales",
            "",
            (
                Column(translate("Office", "Sold"), 150),
                Column(translate("Office", "Receipt"), 110, mono=True),
                Column(translate("Office", "Store")),
                Column(translate("Office", "Total"), 110, figure=True),
                Column(translate("Office", "Whose"), 150),
            ),
            tuple(self._row(each) for each in found.sales) if found is not None else (),
            empty,
            self._marked,
            (
                Press(
                    CLAIM,
                    translate("Office", "Give it to {0}").format(customer.name),
                    is_free,
                    translate("Office", "This sale is somebody’s already.")
                    if sale is not None and not is_free
                    else "",
                ),
            ),
        )

    def _row(self, sale: Recorded) -> TableRow:
        zone = self.tools.register.tenant.timezone
        at = sale.transacted_at
        whose, tone = translate("Office", "nobody’s"), Tone.SUCCESS
        if sale.profile_id is not None:
            mine = sale.profile_id == self._for
            whose = (
                translate("Office", "theirs") if mine else translate("Office", "somebody else’s")
            )
            tone = Tone.PLAIN
        cells = (
            figures.stamp(round(at.timestamp() * 1000), zone) if at else figures.DASH,
            sale.head.receipt_ref or "",
            sale.location_name or "",
            figures.money(sale.head.total),
            whose,
        )
        return TableRow(str(sale.head.id), cells, tone, faint=sale.profile_id is not None)
