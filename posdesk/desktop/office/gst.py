"""GST: the open sale with the same amount as a reward and as a credit, side by side, line by line."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.subject import BadFields, Subject
from posdesk.desktop.screens import figures
from posdesk.desktop.screens.credit_words import type_name
from posdesk.desktop.screens.office import (
    Block,
    Column,
    Field,
    FieldKind,
    Form,
    Option,
    Table,
    TableRow,
    Words,
)
from posdesk.sale.errors import BadAmount
from posdesk.sale.gst import Comparison, TaxTreatment, compare
from posdesk.sale.money import Money

translate = QCoreApplication.translate
# Twenty-five of anything is an amount that most baskets hold.
_USUAL = 25
TYPES = ("store_credit", "gift_card", "promotional")


class Page(Subject):
    """Computes; nothing is sent and nothing is kept."""

    _amount: Money | None = None
    _type = TYPES[0]

    def text(self) -> str:
        return translate(
            "Office",
            "A reward is a discount: it lowers the lines, and the GST in them. A credit is a payment: it settles "
            "the total and touches no line, so the GST stays.",
        )

    def blocks(self) -> tuple[Block, ...]:
        sale = self.tools.sale.sale
        if sale is None or not sale.basket:
            return (Words("empty", translate("Office", "Put something into the basket first.")),)
        amount = self._amount or Money(
            _USUAL * 10**sale.terms.currency.exponent, sale.terms.currency
        )
        found = compare(sale, amount, self._treatment)
        return (
            self._form(amount),
            Words("why", _why(found, amount)),
            _sums(found),
            _table(found),
        )

    async def submit(self, form: str, values: Mapping[str, str]) -> None:
        sale = self.tools.sale.sale
        if sale is None:
            return
        try:
            self._amount = Money.parse(values["amount"], sale.terms.currency)
        except BadAmount as error:
            raise BadFields({"amount": translate("Office", "An amount, like 25.00.")}) from error
        self._type = values["type"] or self._type
        self.renew()

    @property
    def _treatment(self) -> TaxTreatment:
        return self.tools.register.tenant.treatment(self._type)

    def _form(self, amount: Money) -> Form:
        own = self.tools.register.tenant.credit_types
        types = (*TYPES, *(each for each in own if each not in TYPES))
        fields = (
            Field(
                "amount",
                translate("Office", "Amount"),
                FieldKind.AMOUNT,
                figures.editable(amount),
                error=self.error("amount"),
            ),
            Field(
                "type",
                translate("Office", "Type of credit"),
                FieldKind.CHOICE,
                self._type,
                options=tuple(Option(each, type_name(each)) for each in types),
                wide=True,
            ),
        )
        return Form("compare", "", fields, translate("Office", "Compare"), self.form_key)


def _sums(found: Comparison) -> Table:
    """The two ways side by side."""
    rewards, credits = found.reward, found.credit
    rows = (
        ("taken", translate("Office", "Taken"), rewards.taken, credits.taken),
        ("total", translate("Office", "Total of the lines"), rewards.total, credits.total),
        ("settled", translate("Office", "Paid by the credit"), rewards.settled, credits.settled),
        ("due", translate("Office", "Left to pay"), rewards.due, credits.due),
        ("tax", translate("Office", "GST included"), rewards.tax, credits.tax),
    )
    return Table(
        "sums",
        "",
        (
            Column(""),
            Column(translate("Office", "As a reward"), 160, figure=True),
            Column(translate("Office", "As a credit"), 160, figure=True),
        ),
        tuple(
            TableRow(key, (words, figures.or_dash(one), figures.or_dash(other)))
            for key, words, one, other in rows
        ),
        "",
    )


def _table(found: Comparison) -> Table:
    rows = tuple(
        TableRow(
            str(at),
            (
                f"{line.quantity} × {line.name}" if line.quantity > 1 else line.name,
                figures.money(line.original),
                figures.less(line.benefit),
                figures.less(line.reward),
                figures.money(line.net),
                figures.money(line.reward_tax),
                figures.money(line.credit_tax),
            ),
        )
        for at, line in enumerate(found.lines)
    )
    return Table(
        "lines",
        translate("Office", "Line by line"),
        (
            Column(translate("Office", "Line")),
            Column(translate("Office", "Price"), 80, figure=True),
            Column(translate("Office", "Benefits"), 80, figure=True),
            Column(translate("Office", "Reward"), 80, figure=True),
            Column(translate("Office", "Net"), 80, figure=True),
            Column(translate("Office", "GST, reward"), 100, figure=True),
            Column(translate("Office", "GST, credit"), 100, figure=True),
        ),
        rows,
        "",
    )


def _why(found: Comparison, amount: Money) -> str:
    if found.treatment is TaxTreatment.DISCOUNT:
        why = translate(
            "Office",
            "This tenant's file takes this type of credit for a discount, so its GST is counted like a reward's; "
            "the lines keep their prices.",
        )
    else:
        why = translate(
            "Office",
            "GST with the reward is lower by {0}: the customer was charged less. With the credit the same was "
            "charged, and part of it was paid before.",
        ).format(figures.money(found.credit.tax - found.reward.tax))
    if found.reward.taken < amount:
        most = figures.money(found.reward.taken)
        why += " " + translate(
            "Office", "A reward can take {0} here: the rest of the basket is not discountable."
        ).format(most)
    return why
