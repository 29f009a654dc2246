"""A return as blocks of a page: what was sold and comes back, what is refunded beside the old, how the money goes.

Pure. The figures are the sale's (``sale.repayment``); a refund is never called a reversal here.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.model import Tone
from posdesk.desktop.screens.office import (
    Block,
    Column,
    Fact,
    Facts,
    Field,
    FieldKind,
    Form,
    Option,
    Press,
    Table,
    TableRow,
)
from posdesk.sale import repayment
from posdesk.sale.money import Money
from posdesk.sale.past import Original, PastLine, RefundKind
from posdesk.sale.returning import RedemptionBack
from posdesk.sale.returns import Refund, RefundState, RepayKind
from posdesk.sale.state import Phase, Sale, due
from posdesk.till.past_sales import FoundSale

translate = QCoreApplication.translate
MORE, LESS, WHOLE, ALL, NONE = "more", "less", "whole", "all", "none"
OPEN = "open"


def found_table(found: tuple[FoundSale, ...], marked: str, zone: str, empty: str) -> Table:
    """Past sales, newest first."""
    return Table(
        "found",
        translate("Office", "Past sales"),
        (
            Column(translate("Office", "Sold"), 150),
            Column(translate("Office", "Receipt"), 80, mono=True),
            Column(translate("Office", "Customer")),
            Column(translate("Office", "Total"), 90, figure=True),
            Column("", 14),
            Column(translate("Office", "Written down"), 110),
        ),
        tuple(_found(each, zone) for each in found),
        empty,
        marked,
        (Press(OPEN, translate("Office", "Return this sale"), bool(marked)),),
        enter=OPEN,
    )


def _found(sale: FoundSale, zone: str) -> TableRow:
    sold = figures.stamp(sale.sold_at_ms, zone) if sale.sold_at_ms else figures.DASH
    where = translate("Office", "here") if sale.here else translate("Office", "at the tenant")
    customer = sale.customer or figures.DASH
    return TableRow(
        sale.reference, (sold, sale.receipt_ref, customer, figures.money(sale.total), "", where)
    )


def lines_table(sale: Sale, marked: str) -> Table:
    """What was sold, with the sale's own shares, and how many pieces of each line come back."""
    back = repayment.returning(sale)
    original = back.original
    known = next((line for line in original.lines if str(line.id) == marked), None)
    picked = back.picked(known.id) if known else 0
    left = original.left(known.id) if known else 0
    editable = sale.phase is Phase.PICKING and not back.confirmed
    nets = {each.line.id: each.net for each in repayment.worth(sale).lines}
    return Table(
        "lines",
        translate("Office", "What comes back"),
        (
            Column(translate("Office", "Line")),
            Column(translate("Office", "Sold"), 48, figure=True),
            Column(translate("Office", "Left"), 48, figure=True),
            Column(translate("Office", "Price"), 76, figure=True),
            Column(translate("Office", "Shares"), 76, figure=True),
            Column(translate("Office", "Paid"), 76, figure=True),
            Column(translate("Office", "Back"), 48, figure=True),
            Column(translate("Office", "Money back"), 86, figure=True),
        ),
        tuple(
            _line(original, line, back.picked(line.id), nets.get(line.id))
            for line in original.lines
        ),
        translate("Office", "Nothing was sold."),
        marked,
        (
            Press(MORE, translate("Office", "One more"), editable and picked < left, key="+"),
            Press(LESS, translate("Office", "One less"), editable and picked > 0, key="-"),
            Press(WHOLE, translate("Office", "All of this line"), editable and picked < left),
            Press(ALL, translate("Office", "Everything"), editable, key="a"),
            Press(NONE, translate("Office", "Nothing"), editable and bool(back.picks)),
        ),
        enter=WHOLE,
    )


def _line(original: Original, line: PastLine, picked: int, net: Money | None) -> TableRow:
    currency = line.price.currency
    shares = Money.total((share.amount for share in line.shares), currency)
    left = original.left(line.id)
    return TableRow(
        str(line.id),
        (
            line.name,
            str(line.quantity),
            str(left),
            figures.money(line.price * line.quantity),
            figures.less(shares),
            figures.money(line.net),
            str(picked) if picked else figures.DASH,
            figures.money(net) if net is not None else figures.DASH,
        ),
        Tone.SUCCESS if picked else Tone.PLAIN,
        faint=not left,
    )


def money_facts(sale: Sale) -> Facts:
    """Whose sale it was, and what is owed."""
    back, worth = repayment.returning(sale), repayment.worth(sale)
    original = back.original
    customer = original.customer.name if original.customer else translate("Office", "nobody")
    facts = [
        Fact(
            translate("Office", "Sale"),
            translate("Office", "Receipt {0}, {1}").format(original.receipt_ref, customer),
            note=original.reference,
        ),
        Fact(
            translate("Office", "Goods back"),
            figures.money(worth.value),
            note=_rounding_note(worth.rounding),
        ),
    ]
    if sale.basket:
        owed = due(sale)
        words = translate("Office", "To pay") if owed.minor > 0 else translate("Office", "To give")
        facts.append(Fact(words, figures.money(figures.abs_money(owed))))
    return Facts("worth", "", tuple(facts))


def _rounding_note(rounding: Money) -> str:
    if not rounding:
        return ""
    return translate("Office", "with the sale's own cash rounding of {0}").format(
        figures.money(rounding)
    )


def refund_table(sale: Sale) -> Table:
    """Each thing that goes back: what it was, and what it is now. Something new, beside the old."""
    back = repayment.returning(sale)
    rows = (
        tuple(_refund(sale, each) for each in back.refunds if each.state is not RefundState.REFUSED)
        if back.refunds and sale.phase is not Phase.PICKING
        else tuple(_planned(each) for each in repayment.worth(sale).redemptions)
    )
    return Table(
        "refunds",
        translate("Office", "Refunded, not reversed: the old stays spent, something new is given"),
        (
            Column(translate("Office", "Old")),
            Column(translate("Office", "New"), 210),
            Column(translate("Office", "Amount"), 80, figure=True),
            Column("", 14),
            Column(translate("Office", "State"), 130),
        ),
        rows,
        translate("Office", "Nothing was redeemed with these pieces."),
    )


def _planned(back: RedemptionBack) -> TableRow:
    leg = back.leg
    name = leg.name or leg.mark
    old = translate("Office", "{0}, redemption {1}").format(name, leg.redemption_id)
    amount = figures.or_dash(back.amount)
    if back.waits:
        why = translate("Office", "all or nothing: waits")
        return TableRow(
            leg.mark, (old, figures.DASH, figures.money(back.share), "", why), Tone.WARN, faint=True
        )
    if not back.gives:
        later = translate("Office", "not with these")
        return TableRow(leg.mark, (old, figures.DASH, figures.DASH, "", later), faint=True)
    new = (
        translate("Office", "one new use")
        if leg.kind is RefundKind.BENEFIT
        else translate("Office", "a new reward")
    )
    return TableRow(leg.mark, (old, new, amount, "", translate("Office", "with Enter")))


def _refund(sale: Sale, refund: Refund) -> TableRow:
    original = repayment.returning(sale).original
    legs = {leg.mark: leg for leg in original.legs}
    leg = legs.get(refund.of)
    old = (
        translate("Office", "{0}, redemption {1}").format(leg.name or leg.mark, leg.redemption_id)
        if leg is not None and refund.redemption_id
        else translate("Office", "payment {0}").format(refund.of)
        if refund.of
        else translate("Office", "the goods")
    )
    new = {
        RefundKind.REWARDS: translate("Office", "a new reward"),
        RefundKind.BENEFIT: translate("Office", "one new use"),
        RefundKind.CREDIT: translate("Office", "a new credit"),
        RefundKind.STORE_CREDIT: translate("Office", "a store credit"),
        RefundKind.CARD: translate("Office", "to the card"),
        RefundKind.CASH: translate("Office", "in cash"),
    }[refund.kind]
    if refund.row_id:
        new = f"{new} · {refund.row_id}"
    words, tone = _state(refund)
    amount = figures.or_dash(refund.amount if refund.given is None else refund.given)
    return TableRow(refund.mark, (old, new, amount, "", words), tone)


def _state(refund: Refund) -> tuple[str, Tone]:
    if refund.kind is RefundKind.CASH and refund.state is RefundState.SENT:
        return translate("Office", "hand it over"), Tone.WARN
    return {
        RefundState.PLANNED: (translate("Office", "next"), Tone.PLAIN),
        RefundState.SENT: (translate("Office", "being given"), Tone.PAYMENT),
        RefundState.UNKNOWN: (translate("Office", "no answer: looking"), Tone.WARN),
        RefundState.GIVEN: (translate("Office", "given"), Tone.SUCCESS),
        RefundState.REFUSED: (translate("Office", "refused"), Tone.DANGER),
    }[refund.state]


def way_form(sale: Sale, key: str, errors: dict[str, str], chosen: str) -> Form:
    """How the rest goes back, and the button that gives it."""
    back = repayment.returning(sale)
    rest = repayment.rest(sale)
    ways = repayment.ways(sale)
    kinds = [way.kind for way in ways]
    kind = RepayKind(chosen) if chosen in kinds else kinds[0]
    fields = [
        Field(
            "kind",
            translate("Office", "{0} goes back").format(figures.money(rest)),
            FieldKind.CHOICE,
            kind.value,
            options=tuple(Option(each.kind.value, _way(each.kind, each.most)) for each in ways),
            wide=True,
        ),
        Field(
            "extra",
            translate("Office", "Added to a store credit"),
            FieldKind.AMOUNT,
            hint="0.00",
            error=errors.get("extra", ""),
            enabled=kind is RepayKind.STORE_CREDIT,
        ),
        Field("reason", translate("Office", "Reason, if the shop wants one"), value=back.reason),
    ]
    ready = bool(back.picks) and not back.confirmed
    picking = sale.phase is Phase.PICKING
    return Form(
        "repay",
        translate("Office", "How the money goes back"),
        tuple(fields) if picking else tuple(fields[:2]),
        _submit(sale, rest) if picking else translate("Office", "Give it back so"),
        # Where another way is the usual one now, it is proposed, unless the cashier has chosen.
        f"{key}.{kinds[0].value}",
        enabled=ready or not picking,
        why_not="" if ready or not picking else translate("Office", "Pick what comes back first."),
        live=True,
    )


def _submit(sale: Sale, rest: Money) -> str:
    if sale.basket and due(sale).minor > 0:
        return translate("Office", "Exchange: pay {0}").format(figures.money(due(sale)))
    if rest:
        return translate("Office", "Give back {0}").format(figures.money(rest))
    return translate("Office", "Take back")


def _way(kind: RepayKind, most: Money) -> str:
    words = {
        RepayKind.CARD: translate("Office", "To the card, {0}"),
        RepayKind.CASH: translate("Office", "In cash, {0}"),
        RepayKind.STORE_CREDIT: translate("Office", "Store credit, {0}"),
    }[kind]
    return words.format(figures.money(most))


def exchange_blocks(sale: Sale, key: str, errors: dict[str, str]) -> tuple[Block, ...]:
    """The new basket of an exchange."""
    field = Field(
        "sku",
        translate("Office", "Product code or barcode"),
        error=errors.get("sku", ""),
        enabled=sale.phase is Phase.PICKING,
    )
    form = Form(
        "exchange",
        translate("Office", "Exchange for something else"),
        (field,),
        translate("Office", "Add"),
        key,
        enabled=sale.phase is Phase.PICKING,
    )
    if not sale.basket:
        return (form,)
    rows = tuple(
        TableRow(
            str(line.id),
            (line.product.name, str(line.quantity), figures.money(line.original)),
        )
        for line in sale.basket.lines
    )
    table = Table(
        "basket",
        translate("Office", "Taken instead"),
        (
            Column(translate("Office", "Product")),
            Column(translate("Office", "Pieces"), 60, figure=True),
            Column(translate("Office", "Price"), 90, figure=True),
        ),
        rows,
        "",
        presses=(Press("drop_line", translate("Office", "Take the last one out")),),
    )
    return table, form
