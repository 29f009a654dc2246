"""Step 4: what can be redeemed, in the order in which it is taken, and the preview of what it does."""

from __future__ import annotations

from operator import attrgetter

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures, sources
from posdesk.desktop.screens.basket import exclusion_text
from posdesk.desktop.screens.customer import credit_name, unusable_text, uses_text
from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.late_rows import LateRows
from posdesk.desktop.screens.model import (
    AllocationRow,
    AllocationScreen,
    ChoiceRow,
    ChooseScreen,
    Figure,
    NoticeScreen,
    Tone,
)
from posdesk.sale.allocation import Rule
from posdesk.sale.money import Money
from posdesk.sale.promotion import PromotionKind, promotion_for
from posdesk.sale.purses import Purse, worth
from posdesk.sale.quote import LineQuote, Quote
from posdesk.sale.state import Leg, LegKind, LegState, Phase, Sale
from posdesk.sale.wallet import Benefit, Credit, Unusable, Wallet

translate = QCoreApplication.translate


REWARDS_KEY = "rewards"


def choose_screen(
    sale: Sale, quote: Quote, desk: Desk, problem: NoticeScreen | None
) -> ChooseScreen:
    wallet = sale.wallet
    editable = sale.phase is Phase.CHOOSING
    title = translate("Screen", "Choose what to redeem")
    if not editable:
        title = translate("Screen", "Redeeming")
    rows: tuple[ChoiceRow, ...] = ()
    if wallet is not None:
        rows = (
            *(_benefit(sale, quote, each, desk, editable=editable) for each in wallet.benefits),
            *_rewards(sale, quote, wallet, desk, editable=editable),
            *(_credit(each, desk) for each in wallet.credits),
        )
    return ChooseScreen(
        title,
        translate("Screen", "benefits → rewards → credits → payment"),
        rows,
        translate("Screen", "This customer has nothing to redeem. Enter goes on to payment."),
        problem,
        sources.sources_screen(sale),
    )


def _benefit(
    sale: Sale, quote: Quote, benefit: Benefit, desk: Desk, *, editable: bool
) -> ChoiceRow:
    chosen = benefit.id in sale.chosen.benefits
    expires = figures.expiry(benefit.expires_ms, desk.now.utc_ms, desk.timezone)
    # "used" stands in the line already, and a line for the reason alone costs the allocation one of its own.
    reason = "" if benefit.unusable is Unusable.USED else unusable_text(benefit)
    parts = (uses_text(benefit), expires, benefit.summary)
    return ChoiceRow(
        key=benefit.id,
        name=benefit.name,
        detail=" · ".join(part for part in parts if part),
        tone=Tone.BENEFIT,
        kind="benefit",
        enabled=editable and benefit.unusable is None,
        reason=reason,
        terms=_terms(sale, benefit),
        checked=chosen,
        effect=_effect(sale, quote, benefit, chosen=chosen),
    )


def _terms(sale: Sale, benefit: Benefit) -> str:
    note = promotion_for(benefit, sale.terms.promotions).note
    return "\n".join(part for part in (note, benefit.instructions, benefit.terms) if part)


def _effect(sale: Sale, quote: Quote, benefit: Benefit, *, chosen: bool) -> str:
    promotion = promotion_for(benefit, sale.terms.promotions)
    if promotion.kind is PromotionKind.NOTE:
        return translate("Screen", "no price change")
    for discount in quote.discounts:
        if chosen and discount.key == benefit.id:
            return figures.less(discount.amount)
    match promotion.kind:
        case PromotionKind.PERCENT:
            return translate("Screen", "{0} %").format(figures.number(promotion.percent))
        case PromotionKind.AMOUNT:
            return figures.less(Money(promotion.amount, sale.terms.currency))
        case _:
            return translate("Screen", "one free")


def _rewards(
    sale: Sale, quote: Quote, wallet: Wallet, desk: Desk, *, editable: bool
) -> tuple[ChoiceRow, ...]:
    if not wallet.balances.rewards and sources.sources_screen(sale) is None:
        return ()
    return (
        ChoiceRow(
            key=REWARDS_KEY,
            name=sources.name_of(sale.takes_from),
            detail=_value_detail(sale, wallet, desk),
            tone=Tone.REWARD,
            kind="amount",
            enabled=editable and bool(quote.most_rewards),
            reason="" if quote.most_rewards else _why_no_value(sale, wallet),
            amount=figures.editable(sale.chosen.rewards),
            most=figures.editable(quote.most_rewards),
        ),
    )


def _value_detail(sale: Sale, wallet: Wallet, desk: Desk) -> str:
    """What will be eaten; with nothing chosen, what there is, and which reward would be the first."""
    if sale.chosen.rewards:
        return sources.eaten_text(sale, desk)
    held = figures.money(worth(wallet.balances, sale.takes_from))
    available = translate("Screen", "{0} available").format(held)
    first = wallet.spendable[0] if wallet.spendable else None
    if first is None or first.expires_ms is None or Purse.REWARDS not in sale.takes_from:
        return available
    expires = figures.expiry(first.expires_ms, desk.now.utc_ms, desk.timezone)
    part = translate("Screen", "{0} of it {1}").format(figures.money(first.remaining), expires)
    return f"{available} · {part}"


def _why_no_value(sale: Sale, wallet: Wallet) -> str:
    if not sale.basket:
        return translate("Screen", "the basket is empty")
    if not worth(wallet.balances, sale.takes_from):
        return translate("Screen", "nothing there: take from something else below")
    return translate("Screen", "nothing in the basket takes a discount")


def _credit(credit: Credit, desk: Desk) -> ChoiceRow:
    left = translate("Screen", "{0} {1} left · a payment, not a discount").format(
        figures.money(credit.balance), credit.balance.currency.code
    )
    return ChoiceRow(
        key=f"credit.{credit.id}",
        name=credit_name(credit),
        detail=left,
        tone=Tone.CREDIT,
        kind="shown",
        enabled=False,
        effect=figures.money(credit.balance),
    )


def allocation_screen(sale: Sale, quote: Quote, *, story: bool) -> AllocationScreen:
    """Line by line: original, what each kind took, and what is left; all bars on one scale.

    ``story``: a putting back is being told, so the figures are those of the try that failed.
    """
    if sale.customer is None or not sale.basket:
        return AllocationScreen(visible=False)
    lines = quote.lines
    dearest = max(line.original.minor for line in lines) or 1
    reasons = tuple(at for at, line in enumerate(lines) if line.line.exclusion)
    rules = {
        Rule.LARGEST_REMAINDER: translate("Screen", "largest remainder"),
        Rule.CARRY: translate("Screen", "carry"),
    }
    return AllocationScreen(
        visible=True,
        title=translate("Screen", "Allocation"),
        rule=rules[quote.rule],
        headings=(
            translate("Screen", "original"),
            translate("Screen", "benefit"),
            sources.heading_of(sale.takes_from),
            translate("Screen", "net"),
        ),
        rows=LateRows(lines, lambda at: _allocation_row(lines[at], dearest)),
        widest=_widest(lines, reasons),
        reasons=reasons,
        figures=_figures(sale, quote, story=story),
    )


def _widest(lines: tuple[LineQuote, ...], reasons: tuple[int, ...]) -> AllocationRow:
    """The largest amount of a column is its longest."""
    return AllocationRow(
        0,
        max((line.line.product.name for line in lines), key=len),
        figures.money(_largest([line.original for line in lines])),
        figures.or_dash(_largest([line.benefit for line in lines])),
        figures.or_dash(_largest([line.reward for line in lines])),
        figures.money(_largest([line.net for line in lines])),
        0.0,
        0.0,
        0.0,
        max((exclusion_text(lines[at].line.exclusion) for at in reasons), key=len, default=""),
    )


def _largest(amounts: list[Money]) -> Money:
    return max(amounts, key=attrgetter("minor"))


def _allocation_row(line: LineQuote, dearest: int) -> AllocationRow:
    return AllocationRow(
        line.line.id,
        line.line.product.name,
        figures.money(line.original),
        figures.or_dash(line.benefit),
        figures.or_dash(line.reward),
        figures.money(line.net),
        line.benefit.minor / dearest,
        line.reward.minor / dearest,
        line.net.minor / dearest,
        exclusion_text(line.line.exclusion),
    )


def _figures(sale: Sale, quote: Quote, *, story: bool) -> tuple[Figure, ...]:
    """Requested → granted → allocated → recorded, of the value; the first that disagrees is marked."""
    leg = None if sale.phase is Phase.CHOOSING and not story else _latest_reward(sale)
    requested = leg.requested if leg else sale.chosen.rewards
    granted = leg.granted if leg else None
    # What was granted is what is allocated; before that the preview allocates what is asked for.
    allocated = (granted or requested) if story else quote.rewards
    if story:
        done = leg is not None and leg.state in {LegState.REVERSED, LegState.REFUNDED}
        last, label = (granted if done else None), translate("Screen", "Put back")
    else:
        done = sale.phase is Phase.RECORDED
        last, label = (allocated if done else None), translate("Screen", "Recorded")
    known = [requested, granted, allocated, last]
    labels = (
        translate("Screen", "Requested"),
        translate("Screen", "Granted"),
        translate("Screen", "Allocated"),
        label,
    )
    wrong = _first_wrong(known)
    return tuple(
        Figure(name, figures.money(amount) if amount is not None else figures.DASH, index == wrong)
        for index, (name, amount) in enumerate(zip(labels, known, strict=True))
    )


def _latest_reward(sale: Sale) -> Leg | None:
    return next((leg for leg in reversed(sale.legs) if leg.kind is LegKind.REWARDS), None)


def _first_wrong(known: list[Money | None]) -> int:
    """The index of the first figure that differs from the one before it; -1 for none."""
    last: Money | None = None
    for index, amount in enumerate(known):
        if amount is None:
            continue
        if last is not None and amount != last:
            return index
        last = amount
    return -1
