"""Step 5: tenders, what is still due, and the outcome in force before Pay is pressed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.basket import left_to_pay, tender_name
from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.model import (
    ActionScreen,
    NoticeScreen,
    OutcomeChoice,
    PayScreen,
    TenderChoice,
    TenderRow,
    Tone,
)
from posdesk.desktop.screens.outcomes import outcome_title
from posdesk.desktop.screens.pay_credits import credit_hint, credits_screen, in_force
from posdesk.sale.errors import BadAmount
from posdesk.sale.money import Money
from posdesk.sale.quote import Quote, rounded_for_cash
from posdesk.sale.state import Sale
from posdesk.sale.tender import Tender, TenderKind, TenderState

translate = QCoreApplication.translate


IN_FLIGHT = frozenset({TenderState.SENT, TenderState.UNKNOWN})


def pay_screen(sale: Sale, quote: Quote, desk: Desk, problem: NoticeScreen | None) -> PayScreen:
    kind = TenderKind(desk.tender_kind)
    asked = to_take(sale, quote, kind)
    offered = credits_screen(sale, desk)
    waiting = any(each.state in IN_FLIGHT for each in sale.tenders)
    return PayScreen(
        title=translate("Screen", "Take payment"),
        due_label=translate("Screen", "To pay in cash")
        if kind is TenderKind.CASH
        else translate("Screen", "Due"),
        due=figures.loud(asked),
        amount=_amount(sale, quote, desk, kind),
        kinds=tuple(
            TenderChoice(each.value, tender_name(each), each is kind, not waiting)
            for each in TenderKind
            if each is not TenderKind.CREDIT or offered.choices
        ),
        tenders=tuple(tender_row(each) for each in sale.tenders if _is_of_this_try(each)),
        outcome_text=_outcome_text(desk, kind),
        outcomes=_outcomes(desk),
        take=_take(sale, quote, desk, kind, waiting=waiting),
        cash_hint=_cash_hint(sale, quote, desk, kind),
        busy=waiting,
        notice=problem,
        credits=offered if kind is TenderKind.CREDIT else None,
    )


def to_take(sale: Sale, quote: Quote, kind: TenderKind) -> Money:
    """What is left to pay by this kind: rounded to the cash step for cash alone."""
    left = left_to_pay(sale, quote)
    return rounded_for_cash(left, sale.terms.cash_step) if kind is TenderKind.CASH else left


def amount_typed(sale: Sale, quote: Quote, desk: Desk, kind: TenderKind) -> Money:
    """The amount in the editor; what is due when nothing was typed. Raises BadAmount."""
    if not desk.amount_typed:
        return _offered(sale, quote, desk, kind)
    return Money.parse(desk.amount_typed, sale.terms.currency)


def _amount(sale: Sale, quote: Quote, desk: Desk, kind: TenderKind) -> str:
    """What was typed as an amount with all its decimals: an editor lets through as many as it is shown."""
    try:
        return figures.editable(amount_typed(sale, quote, desk, kind))
    except BadAmount:
        return figures.editable(_offered(sale, quote, desk, kind))


def _offered(sale: Sale, quote: Quote, desk: Desk, kind: TenderKind) -> Money:
    """What F8 takes when nothing is typed: all that is due, or as much of it as the credit has."""
    asked = to_take(sale, quote, kind)
    if kind is not TenderKind.CREDIT:
        return asked
    pays = in_force(sale, desk)
    return min(asked, pays.left) if pays else sale.zero


def _is_of_this_try(tender: Tender) -> bool:
    return tender.state not in {TenderState.DECLINED, TenderState.GIVEN_BACK}


def tender_row(tender: Tender) -> TenderRow:
    words = {
        TenderState.SENT: (translate("Screen", "being taken"), Tone.PAYMENT),
        TenderState.UNKNOWN: (translate("Screen", "no answer yet: asking the terminal"), Tone.WARN),
        TenderState.APPROVED: (translate("Screen", "approved"), Tone.SUCCESS),
        TenderState.DECLINED: (translate("Screen", "refused"), Tone.DANGER),
        TenderState.GIVING_BACK: (translate("Screen", "being given back"), Tone.WARN),
        TenderState.GIVEN_BACK: (translate("Screen", "given back"), Tone.PLAIN),
    }
    state, tone = words[tender.state]
    label = tender_name(tender.kind)
    if tender.change:
        handed = figures.money(tender.handed or tender.amount)
        change = figures.money(tender.change)
        label = translate("Screen", "{0} · {1} handed, {2} change").format(label, handed, change)
    if tender.credit is not None and tender.credit.taken is not None:
        own = tender.credit.taken
        label = f"{label} · {own.currency.code} {figures.money(own)}"
    return TenderRow(tender.mark, label, figures.money(tender.amount), state, tone)


def _outcome_text(desk: Desk, kind: TenderKind) -> str:
    if kind is not TenderKind.CARD or desk.outcome is None:
        return translate("Screen", "Nothing is sent to the terminal.")
    title = outcome_title(desk.outcome.outcome.name)
    return translate("Screen", "The terminal will answer: {0} ({1})").format(
        title, desk.outcome.outcome.code
    )


def _outcomes(desk: Desk) -> tuple[OutcomeChoice, ...]:
    now = desk.outcome.outcome.name if desk.outcome else ""
    return tuple(
        OutcomeChoice(
            each.name,
            translate("Screen", "{0} · {1}").format(outcome_title(each.name), each.code),
            each.name == now,
        )
        for each in desk.outcomes
    )


def _take(sale: Sale, quote: Quote, desk: Desk, kind: TenderKind, *, waiting: bool) -> ActionScreen:
    try:
        amount = amount_typed(sale, quote, desk, kind)
    except BadAmount:
        text = translate("Screen", "Take payment")
        return ActionScreen(
            text, "F8", enabled=False, why_not=translate("Screen", "Type an amount.")
        )
    text = translate("Screen", "Take {0} by {1}").format(
        figures.money(amount), tender_name(kind).lower()
    )
    return ActionScreen(text, "F8", enabled=not waiting and amount.minor >= 0)


def _cash_hint(sale: Sale, quote: Quote, desk: Desk, kind: TenderKind) -> str:
    if kind is TenderKind.CREDIT:
        try:
            amount = amount_typed(sale, quote, desk, kind)
        except BadAmount:
            return ""
        return credit_hint(sale, desk, amount, to_take(sale, quote, kind))
    if kind is not TenderKind.CASH:
        return ""
    try:
        handed = amount_typed(sale, quote, desk, kind)
    except BadAmount:
        return translate("Screen", "Type what the customer hands over, such as 50.00.")
    due = to_take(sale, quote, kind)
    if handed < due:
        return translate("Screen", "{0} stays due.").format(figures.money(due - handed))
    exact = left_to_pay(sale, quote)
    hint = translate("Screen", "Change {0}.").format(figures.money(handed - due))
    if due != exact:
        rounded = figures.money(due - exact)
        hint = translate("Screen", "{0} Cash rounding {1}.").format(hint, rounded)
    return hint
