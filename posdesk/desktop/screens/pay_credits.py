"""Step 5 with credits: which are offered, which one pays, and how much of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.credit_choice import CreditChoice, CreditsScreen
from posdesk.desktop.screens.customer import credit_name
from posdesk.desktop.screens.desk import Desk
from posdesk.sale.credits import Spendable, own_amount, spendable
from posdesk.sale.money import Money
from posdesk.sale.state import Sale

translate = QCoreApplication.translate


def in_force(sale: Sale, desk: Desk) -> Spendable | None:
    """The credit that the cashier chose; else the one that expires first; None when there is none."""
    offered = spendable(sale)
    chosen = (each for each in offered if each.credit.id == desk.credit_chosen)
    return next(chosen, offered[0] if offered else None)


def credits_screen(sale: Sale, desk: Desk) -> CreditsScreen:
    pays = in_force(sale, desk)
    choices = tuple(
        CreditChoice(
            each.credit.id,
            credit_name(each.credit),
            _detail(each, desk),
            pays is not None and each.credit.id == pays.credit.id,
        )
        for each in spendable(sale)
    )
    return CreditsScreen(choices, pays is not None and pays.credit.needs_pin)


def _detail(each: Spendable, desk: Desk) -> str:
    expires = figures.expiry(each.credit.expires_ms, desk.now.utc_ms, desk.timezone)
    text = translate("Screen", "{0} left · {1}").format(figures.money(each.left), expires)
    balance = each.credit.balance
    if balance.currency == each.left.currency:
        return text
    own = f"{balance.currency.code} {figures.money(balance)}"
    return translate("Screen", "{0} · from {1}").format(text, own)


def credit_hint(sale: Sale, desk: Desk, amount: Money, due: Money) -> str:
    """What the amount is in the credit's own currency, and what stays due."""
    pays = in_force(sale, desk)
    parts = []
    own = own_amount(amount, pays.credit, sale.terms) if pays else None
    if own is not None:
        said = f"{own.currency.code} {figures.money(own)}"
        parts.append(translate("Screen", "That is {0} of the credit.").format(said))
    if amount < due:
        parts.append(translate("Screen", "{0} stays due.").format(figures.money(due - amount)))
    if sum(not each.credit.needs_pin for each in spendable(sale)) > 1:
        parts.append(translate("Screen", "F5 uses all without a PIN, soonest expiry first."))
    return " ".join(parts)
