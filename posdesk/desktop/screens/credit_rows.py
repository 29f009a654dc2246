"""A customer's credits as the office shows them: one row each, and all that is known of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.credit_words import state_name, tax_name, type_name
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import Column, Fact, Facts, Press, Table, TableRow
from posdesk.omneo.credits import Credit
from posdesk.sale.credits import worth_at
from posdesk.sale.gst import TaxTreatment
from posdesk.sale.moments import Instant
from posdesk.sale.money import Currency, Money
from posdesk.till.credit_desk import CreditState, GiftState, gift_of, moment_of, state_of

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class CreditView:
    """``currency`` is the till's; ``rates`` is what one unit of it is in another, by its code."""

    currency: Currency
    rates: Mapping[str, Decimal]
    timezone: str
    now: Instant

    def table(self, credits: tuple[Credit, ...], marked: str, presses: tuple[Press, ...]) -> Table:
        return Table(
            "credits",
            "",
            (
                Column(translate("Office", "Credit")),
                Column(translate("Office", "Left"), 170, figure=True),
                Column("", 12),
                Column(translate("Office", "Expires"), 150),
                Column(translate("Office", "State"), 150),
            ),
            tuple(self._row(each) for each in credits),
            translate("Office", "This customer has no credits."),
            marked,
            presses,
        )

    def facts(self, credit: Credit, treatment: TaxTreatment) -> Facts:
        """What the row has no room for; nothing of the card but its last digits."""
        told = (
            (translate("Office", "Left"), self.amount(credit.balance)),
            (
                translate("Office", "At the start"),
                self.amount(credit.initial) if credit.initial is not None else "",
            ),
            (translate("Office", "Note"), credit.note or ""),
            (translate("Office", "Gift for"), self._recipient(credit)),
            (translate("Office", "Message"), credit.message or ""),
            (translate("Office", "Goes back if unused by"), self._stamp(credit.released_at)),
            (
                translate("Office", "Locked until"),
                self._stamp(credit.locked_until) if credit.is_locked else "",
            ),
            (
                translate("Office", "PIN"),
                translate("Office", "asked when it pays") if credit.has_pin else "",
            ),
            (translate("Office", "GST"), tax_name(treatment)),
            (translate("Office", "Number at the tenant"), str(credit.id)),
        )
        facts = tuple(Fact(label, value) for label, value in told if value)
        return Facts("credit", self._name(credit), facts)

    def amount(self, amount: Money) -> str:
        """With its currency where that is not the till's, and then what it is worth here."""
        if amount.currency == self.currency:
            return figures.money(amount)
        text = f"{amount.currency.code} {figures.money(amount)}"
        here = worth_at(amount, self.currency, self.rates)
        return f"{text} · {figures.money(here)}" if here is not None else text

    def _row(self, credit: Credit) -> TableRow:
        state = state_of(credit, moment_of(self.now))
        words, tone = self._state(credit, state)
        expires = figures.expiry(_utc_ms(credit.expires_at), self.now.utc_ms, self.timezone)
        faint = state not in {CreditState.ACTIVE, CreditState.LOCKED}
        cells = (self._name(credit), self.amount(credit.balance), "", expires, words)
        return TableRow(str(credit.id), cells, tone, faint)

    def _state(self, credit: Credit, state: CreditState) -> tuple[str, Tone]:
        if state is CreditState.LOCKED:
            return translate("Office", "locked"), Tone.WARN
        if state is not CreditState.ACTIVE:
            return state_name(state.value), Tone.PLAIN
        match gift_of(credit, moment_of(self.now)):
            case GiftState.WAITING:
                return translate("Office", "waits for recipient"), Tone.WARN
            case GiftState.WENT_BACK:
                return translate("Office", "went back, unused"), Tone.PLAIN
            case GiftState.NONE:
                return state_name(state.value), Tone.SUCCESS

    def _name(self, credit: Credit) -> str:
        name = type_name(credit.type)
        return f"{name} ···· {credit.last4}" if credit.last4 else name

    def _recipient(self, credit: Credit) -> str:
        parts = (credit.recipient_first_name or "", credit.recipient_email or "")
        who = " · ".join(part for part in parts if part)
        if who and gift_of(credit, moment_of(self.now)) is GiftState.WAITING:
            return translate("Office", "{0}; stays with the buyer until a profile exists").format(
                who
            )
        return who

    def _stamp(self, moment: datetime | None) -> str:
        return "" if moment is None else figures.stamp(_utc_ms(moment) or 0, self.timezone)


def _utc_ms(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)
