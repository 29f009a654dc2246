"""Gift cards sold: for whom the cards of the open sale are, and what became of those that were paid for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.gift_presenter import secrets_of
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
    Words,
)
from posdesk.sale.basket import Line
from posdesk.sale.credit_events import GiftPlanned
from posdesk.sale.gift_plans import GiftPlan, Receiver
from posdesk.sale.gifts import is_gift, plan_of
from posdesk.sale.state import Phase, Sale
from posdesk.till.gift_rows import GiftSold, GiftState

translate = QCoreApplication.translate
_LONGEST = 2000
_PLANNED_IN = frozenset({Phase.OPEN, Phase.CHOOSING, Phase.PAYING})


class Page(Subject):
    """Plans the open sale's cards; lists the sold ones, asks again for a refused one, shows a number once more."""

    _sold: tuple[GiftSold, ...] = ()
    _marked = ""
    _told = ""

    def text(self) -> str:
        return translate(
            "Office",
            "A gift card is issued when its sale is recorded. Number and PIN are shown then, on step 6, until the "
            "next sale begins; no receipt and no journal has them.",
        )

    def blocks(self) -> tuple[Block, ...]:
        return (
            *(self._form(line) for line in self._lines),
            self._table(),
            Words("told", self._told),
        )

    async def open(self) -> None:
        self._told = ""
        self._sold = await self.tools.register.gifts.sold()

    async def choose(self, table: str, key: str) -> None:
        self._marked, self._told = key, ""

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        sale = self.tools.sale.sale
        line = next((each for each in self._lines if _name(each) == form), None)
        if line is None or sale is None:
            return
        plan = _plan(sale, values)
        self.tools.sale.do(partial(GiftPlanned, line_id=line.id, plan=plan))
        self.renew()
        self.say(translate("Office", "Kept. The card is issued when the sale is recorded."))

    async def press(self, name: str, key: str) -> None:
        known = self._known
        if known is None:
            return
        gifts = self.tools.register.gifts
        if name == "again":
            await gifts.try_again(known.row)
            self._sold = await gifts.sold()
            self.say(translate("Office", "The tenant is asked again."))
        elif name == "tell":
            self._told = secrets_of(await gifts.tell(known))

    @property
    def _lines(self) -> tuple[Line, ...]:
        """The lines of the open sale that cards are issued for."""
        sale = self.tools.sale.sale
        if sale is None or sale.phase not in _PLANNED_IN:
            return ()
        return tuple(line for line in sale.basket.lines if is_gift(line))

    @property
    def _known(self) -> GiftSold | None:
        return next((each for each in self._sold if each.order.tag == self._marked), None)

    def _form(self, line: Line) -> Form:
        sale = self.tools.sale.sale
        plan = plan_of(sale, line) if sale is not None else GiftPlan(Receiver.BEARER)
        served = sale is not None and sale.customer is not None
        options = (
            Option("customer", translate("Office", "This customer")),
            Option("recipient", translate("Office", "Somebody else, by e-mail")),
        )
        bearer = Option("bearer", translate("Office", "Whoever holds the card"))
        labels = {
            "recipient_email": (translate("Office", "Recipient's e-mail"), plan.email),
            "recipient_first_name": (
                translate("Office", "Recipient's first name"),
                plan.first_name,
            ),
        }
        fields = (
            Field(
                "to",
                translate("Office", "For whom"),
                FieldKind.CHOICE,
                plan.to.value,
                error=self.error("to"),
                options=(*(options if served else ()), bearer),
                wide=True,
            ),
            *(
                Field(name, label, value=value, error=self.error(name), enabled=served)
                for name, (label, value) in labels.items()
            ),
            Field(
                "message",
                translate("Office", "Message"),
                value=plan.message,
                enabled=served,
                wide=True,
            ),
        )
        title = translate("Office", "In the basket: {0} × {1}, {2} each").format(
            line.quantity, line.product.name, figures.money(line.price)
        )
        return Form(
            _name(line),
            title,
            fields,
            translate("Office", "Keep"),
            f"{line.id}.{self.form_key}.{served}",
        )

    def _table(self) -> Table:
        known = self._known
        state = known.row.state if known is not None else None
        return Table(
            "sold",
            translate("Office", "Sold at this till"),
            (
                Column(translate("Office", "Card")),
                Column(translate("Office", "Worth"), 90, figure=True),
                Column("", 12),
                Column(translate("Office", "Receipt"), 90),
                Column(translate("Office", "For"), 190),
                Column(translate("Office", "State"), 120),
            ),
            tuple(_row(each) for each in self._sold),
            translate("Office", "No gift card has been sold here."),
            self._marked,
            (
                Press(
                    "tell",
                    translate("Office", "Show number and PIN"),
                    state is GiftState.ISSUED,
                ),
                Press("again", translate("Office", "Try again"), state is GiftState.REFUSED),
            ),
        )


def _name(line: Line) -> str:
    """Its form's."""
    return f"plan_{line.id}"


def _row(sold: GiftSold) -> TableRow:
    states: dict[GiftState, tuple[str, Tone]] = {
        GiftState.OWED: (translate("Office", "to be issued"), Tone.WARN),
        GiftState.SENT: (translate("Office", "no answer yet"), Tone.WARN),
        GiftState.ISSUED: (translate("Office", "issued"), Tone.SUCCESS),
        GiftState.REFUSED: (translate("Office", "refused"), Tone.DANGER),
    }
    words, tone = states[sold.row.state]
    name = translate("Office", "Gift card")
    return TableRow(
        sold.order.tag,
        (
            f"{name} ···· {sold.row.last4}" if sold.row.last4 else name,
            figures.money(sold.order.amount),
            "",
            sold.sale.terms.receipt_ref,
            _receiver(sold),
            words,
        ),
        tone,
    )


def _receiver(sold: GiftSold) -> str:
    plan = sold.order.plan
    match plan.to:
        case Receiver.CUSTOMER if sold.sale.customer is not None:
            return sold.sale.customer.name
        case Receiver.RECIPIENT:
            return plan.email
        case _:
            return translate("Office", "whoever holds it")


def _plan(sale: Sale, values: Mapping[str, str]) -> GiftPlan:
    """Raises BadFields."""
    to = Receiver(values["to"] or Receiver.BEARER)
    if to is not Receiver.RECIPIENT:
        return GiftPlan(to)
    if sale.customer is None:
        raise BadFields({"to": translate("Office", "A gift has a buyer. Present the customer.")})
    email = values["recipient_email"]
    if "@" not in email.strip("@"):
        raise BadFields({"recipient_email": translate("Office", "An e-mail address.")})
    return GiftPlan(to, email, values["recipient_first_name"], values["message"][:_LONGEST])
