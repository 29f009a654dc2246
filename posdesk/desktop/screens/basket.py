"""The basket on the left: lines, totals, and the one loud figure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures, sources
from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.memo import Memo
from posdesk.desktop.screens.model import BasketRow, BasketScreen, NoticeScreen, Tone, TotalRow
from posdesk.desktop.screens.notices import notice
from posdesk.desktop.screens.rows import LineEditScreen
from posdesk.sale.basket import Exclusion, Line
from posdesk.sale.money import Money
from posdesk.sale.quote import DiscountKind, Quote
from posdesk.sale.state import Phase, Sale, rounding
from posdesk.sale.tender import TenderKind

translate = QCoreApplication.translate


EDITABLE = frozenset({Phase.OPEN, Phase.CHOOSING})


def basket_screen(sale: Sale, quote: Quote, desk: Desk, memo: Memo) -> BasketScreen:
    """The basket; lines that did not change keep their rows."""
    editable = sale.phase in EDITABLE
    rows = [(line, memo.known(line) or _row(line)) for line in sale.basket.lines]
    memo.keep(rows)
    return BasketScreen(
        rows=tuple(row for _, row in rows),
        pieces=count_text(sale.basket.pieces),
        totals=_totals(sale, quote),
        due_label=translate("Screen", "Due"),
        due=figures.loud(left_to_pay(sale, quote)),
        editable=editable,
        can_undo=editable and bool(sale.basket.past),
        can_redo=editable and bool(sale.basket.future),
        can_recall=editable and desk.can_recall and not sale.basket,
        empty_text=translate("Screen", "Scan a product, or press F3 to choose one."),
        notice=_basket_notice(desk),
    )


def left_to_pay(sale: Sale, quote: Quote) -> Money:
    """What is still due: the net total less approved tenders, before cash rounding."""
    settled = sum(each.amount.minor - (each.rounding or sale.zero).minor for each in sale.approved)
    return Money(quote.total.minor - settled, quote.total.currency)


def count_text(pieces: int) -> str:
    return (
        translate("Screen", "1 item")
        if pieces == 1
        else translate("Screen", "{0} items").format(pieces)
    )


def exclusion_text(why: Exclusion | None) -> str:
    if why is None:
        return ""
    return {
        Exclusion.GIFT_CARD: translate("Screen", "not discountable"),
        Exclusion.SHIPPING: translate("Screen", "shipping: not discountable"),
        Exclusion.ZERO_PRICE: translate("Screen", "free of charge"),
    }[why]


def _row(line: Line) -> BasketRow:
    detail = translate("Screen", "{0} × {1}").format(line.quantity, figures.money(line.price))
    if line.overridden:
        was = figures.money(line.product.price)
        detail = translate("Screen", "{0} · was {1}").format(detail, was)
    return BasketRow(
        line.id,
        line.product.name,
        detail,
        figures.money(line.original),
        exclusion_text(line.exclusion),
        line.note,
    )


def _totals(sale: Sale, quote: Quote) -> tuple[TotalRow, ...]:
    """Subtotal, each discount by name, tax, tenders: one colour per kind of value."""
    rows = [TotalRow(translate("Screen", "Subtotal"), figures.money(quote.subtotal))]
    for discount in quote.discounts:
        if discount.kind is DiscountKind.BENEFIT:
            label = translate("Screen", "Benefit  {0}").format(discount.name)
            rows.append(TotalRow(label, figures.less(discount.amount), Tone.BENEFIT))
        else:
            label = sources.name_of(sale.takes_from)
            rows.append(TotalRow(label, figures.less(discount.amount), Tone.REWARD))
    rows.append(TotalRow(translate("Screen", "Includes GST"), figures.money(quote.tax)))
    for tender in sale.approved:
        label = tender_name(tender.kind)
        rows.append(TotalRow(label, figures.less(tender.amount), Tone.PAYMENT))
    rounded = rounding(sale)
    if rounded:
        rows.append(TotalRow(translate("Screen", "Cash rounding"), figures.money(rounded)))
    return tuple(rows)


def tender_name(kind: TenderKind) -> str:
    return {
        TenderKind.CASH: translate("Screen", "Cash"),
        TenderKind.CARD: translate("Screen", "Card"),
        TenderKind.CREDIT: translate("Screen", "Credit"),
        TenderKind.OTHER: translate("Screen", "Other"),
    }[kind]


def _basket_notice(desk: Desk) -> NoticeScreen | None:
    return notice(desk.problem) if desk.problem else None


def line_edit_screen(line: Line, problem: NoticeScreen | None = None) -> LineEditScreen:
    """The editor of one line (F4)."""
    return LineEditScreen(
        line.id,
        line.product.name,
        line.quantity,
        figures.editable(line.price),
        figures.editable(line.product.price),
        line.note,
        problem,
    )
