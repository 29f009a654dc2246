"""The customer card, the reversal window, and step 3's list of what the customer has."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.screens import figures
from posdesk.desktop.screens.credit_words import type_name
from posdesk.desktop.screens.desk import Desk
from posdesk.desktop.screens.identify import local_age
from posdesk.desktop.screens.model import (
    BalanceRow,
    BalancesScreen,
    BenefitRow,
    CustomerScreen,
    NoticeScreen,
    RewardRow,
    Tone,
    WindowScreen,
)
from posdesk.sale.corrections import is_unrecorded
from posdesk.sale.money import Money
from posdesk.sale.phases.steps import REVERSE_UNTIL_S
from posdesk.sale.state import Phase, Sale
from posdesk.sale.wallet import Benefit, Credit, Customer, Reward, Unusable, Wallet
from posdesk.till.identify import Candidate, Several

translate = QCoreApplication.translate


HURRY_S = 120.0


def customer_screen(sale: Sale, desk: Desk) -> CustomerScreen:
    customer, wallet = sale.customer, sale.wallet
    if customer is None and (known := _known_here(desk)) is not None:
        return _local_screen(known, desk)
    if customer is None or wallet is None:
        text = translate(
            "Screen", "Nobody is attached. Scan a card, or search by name, e-mail or phone."
        )
        return CustomerScreen(present=False, empty_text=text)
    return CustomerScreen(
        present=True,
        initials=initials(customer.name),
        name=customer.name,
        contact=customer.email,
        tier=customer.tier,
        balances=(*_balances(wallet, desk), *_next_tier(customer)),
        benefits=tuple(benefit_row(each, desk) for each in wallet.benefits),
        age=translate("Screen", "as of {0}").format(
            figures.clock(wallet.read_at.utc_ms, desk.timezone)
        ),
    )


def _known_here(desk: Desk) -> Candidate | None:
    """The one whom this till's own records show while the tenant cannot be asked."""
    found = desk.lookup
    if isinstance(found, Several) and found.problem and len(found.candidates) == 1:
        return found.candidates[0]
    return None


def _local_screen(known: Candidate, desk: Desk) -> CustomerScreen:
    """Who they are, with its age; what they have only the tenant knows."""
    customer = known.customer
    unknown = BalanceRow(
        translate("Screen", "Balances"),
        translate("Screen", "not known: the tenant cannot be asked"),
        figures.DASH,
        Tone.WARN,
    )
    return CustomerScreen(
        present=True,
        initials=initials(customer.name),
        name=customer.name,
        contact=" · ".join(part for part in (customer.email, known.phone) if part),
        tier=customer.tier,
        balances=(unknown,),
        age=local_age(known, desk),
        served=False,
    )


def initials(name: str) -> str:
    """The first letters of the first and last word: ``AN``."""
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper()


def _balances(wallet: Wallet, desk: Desk) -> tuple[BalanceRow, ...]:
    balances = wallet.balances
    return (
        BalanceRow(
            translate("Screen", "Rewards"),
            _soonest(wallet, desk),
            figures.money(balances.rewards),
            Tone.REWARD,
        ),
        BalanceRow(
            translate("Screen", "Points"),
            points_text(balances.points),
            figures.money(balances.points_money),
            Tone.REWARD,
        ),
        *_together(wallet),
        BalanceRow(
            translate("Screen", "Credits"),
            _credits_text(len(wallet.credits)),
            figures.money(credit_total(wallet)),
            Tone.CREDIT,
        ),
    )


def _together(wallet: Wallet) -> tuple[BalanceRow, ...]:
    """The combined balance, where it says more than one of its parts. Credits are not in it (2.3)."""
    balances = wallet.balances
    if not balances.rewards or not balances.points_money:
        return ()
    label = translate("Screen", "Together")
    detail = translate("Screen", "rewards and points")
    return (BalanceRow(label, detail, figures.money(balances.combined), Tone.REWARD),)


def _next_tier(customer: Customer) -> tuple[BalanceRow, ...]:
    """How far it is; without a unit, for nobody documents what a tenant counts tiers in."""
    if not customer.next_tier or customer.to_next is None:
        return ()
    label = translate("Screen", "Next tier")
    left = figures.number(customer.to_next)
    detail = translate("Screen", "to {0}").format(customer.next_tier)
    return (BalanceRow(label, detail, left, Tone.PLAIN),)


def credit_total(wallet: Wallet) -> Money:
    """Credits in the till's own currency; others are listed, not added."""
    currency = wallet.balances.rewards.currency
    own = (each.balance for each in wallet.credits if each.balance.currency == currency)
    return Money.total(own, currency)


def points_text(points: Decimal) -> str:
    if points == 1:
        return translate("Screen", "1 point")
    return translate("Screen", "{0} points").format(figures.number(points))


def _credits_text(count: int) -> str:
    if count == 0:
        return translate("Screen", "none")
    return (
        translate("Screen", "1 credit")
        if count == 1
        else translate("Screen", "{0} credits").format(count)
    )


def _soonest(wallet: Wallet, desk: Desk) -> str:
    spendable = wallet.spendable
    if not spendable:
        return translate("Screen", "none")
    first = spendable[0]
    text = figures.expiry(first.expires_ms, desk.now.utc_ms, desk.timezone)
    return text if len(spendable) == 1 else translate("Screen", "first {0}").format(text)


def benefit_row(benefit: Benefit, desk: Desk) -> BenefitRow:
    return BenefitRow(
        benefit.id,
        benefit.name,
        uses_text(benefit),
        benefit.unusable is None,
        unusable_text(benefit),
        _benefit_detail(benefit, desk),
        benefit.terms,
    )


def uses_text(benefit: Benefit) -> str:
    """``1 left``, ``used``, ``no limit``."""
    if benefit.remaining is None:
        return translate("Screen", "no limit")
    if benefit.remaining == 0:
        return translate("Screen", "used")
    return translate("Screen", "{0} left").format(benefit.remaining)


def unusable_text(benefit: Benefit) -> str:
    if benefit.unusable is None:
        return ""
    return {
        Unusable.USED: translate("Screen", "all uses are taken"),
        Unusable.EXPIRED: translate("Screen", "expired"),
        Unusable.NOT_ACTIVE: translate("Screen", "not active at the moment"),
    }[benefit.unusable]


def _benefit_detail(benefit: Benefit, desk: Desk) -> str:
    expires = figures.expiry(benefit.expires_ms, desk.now.utc_ms, desk.timezone)
    return " · ".join(part for part in (expires, benefit.instructions or benefit.summary) if part)


def window_screen(sale: Sale, desk: Desk) -> WindowScreen:
    """The oldest leg's ten minutes, from step 5 on, while anything is taken and not yet recorded."""
    live = [leg for leg in sale.granted if leg.sent_at is not None]
    if sale.phase in {Phase.RECORDED, Phase.VOIDED} or is_unrecorded(sale) or not live:
        return WindowScreen(visible=False)
    age = max(leg.sent_at.elapsed_s(desk.now) for leg in live if leg.sent_at is not None)
    left = REVERSE_UNTIL_S - age
    if left <= 0:
        return WindowScreen(
            visible=True,
            left=figures.minutes(0),
            fraction=0.0,
            title=translate("Screen", "Too late to reverse"),
            text=_after_that(sale),
            tone=Tone.DANGER,
        )
    return WindowScreen(
        visible=True,
        left=figures.minutes(left),
        fraction=min(1.0, left / REVERSE_UNTIL_S),
        title=translate("Screen", "Reversal window"),
        text=_until_then(sale),
        tone=Tone.WARN if left < HURRY_S else Tone.REWARD,
    )


def _after_that(sale: Sale) -> str:
    if sale.phase is Phase.COMPENSATING:
        return translate(
            "Screen",
            "The ten minutes are over. What was redeemed is now refunded: "
            "the same worth, as something new.",
        )
    return translate(
        "Screen",
        "The ten minutes are over. If payment fails, the same worth comes back as something new.",
    )


def _until_then(sale: Sale) -> str:
    if sale.phase is Phase.COMPENSATING:
        return translate(
            "Screen", "What was redeemed is going back as it was; later, only as something new."
        )
    return translate("Screen", "If payment fails, what was redeemed goes back as it was.")


def balances_screen(sale: Sale, desk: Desk, problem: NoticeScreen | None) -> BalancesScreen:
    """Step 3. Enter goes on to the choice."""
    wallet = sale.wallet
    if wallet is None:
        return BalancesScreen(translate("Screen", "Balances"), "", busy=True)
    combined = figures.money(wallet.balances.combined)
    return BalancesScreen(
        title=translate("Screen", "Balances and benefits"),
        text=translate(
            "Screen", "{0} in rewards and points together; credits are money and stand apart."
        ).format(combined),
        busy=desk.busy,
        rewards=tuple(_reward_row(each, desk) for each in wallet.spendable),
        points=_points_rows(wallet),
        credits=tuple(_credit_row(each, desk) for each in wallet.credits),
        benefits=tuple(benefit_row(each, desk) for each in wallet.benefits),
        notice=problem,
    )


def _reward_row(reward: Reward, desk: Desk) -> RewardRow:
    detail = figures.expiry(reward.expires_ms, desk.now.utc_ms, desk.timezone)
    if reward.remaining != reward.initial:
        started = translate("Screen", "of {0}").format(figures.money(reward.initial))
        detail = f"{started} · {detail}"
    return RewardRow(
        reward.name,
        detail,
        figures.money(reward.remaining),
        figures.soon(reward.expires_ms, desk.now.utc_ms, desk.timezone),
    )


def _points_rows(wallet: Wallet) -> tuple[RewardRow, ...]:
    balances = wallet.balances
    if not balances.points:
        return ()
    worth = translate("Screen", "worth {0}").format(figures.money(balances.points_money))
    return (RewardRow(points_text(balances.points), worth, figures.money(balances.points_money)),)


def credit_name(credit: Credit) -> str:
    name = type_name(credit.kind)
    return f"{name} ···· {credit.last4}" if credit.last4 else name


def _credit_row(credit: Credit, desk: Desk) -> RewardRow:
    detail = figures.expiry(credit.expires_ms, desk.now.utc_ms, desk.timezone)
    amount = figures.money(credit.balance)
    return RewardRow(
        credit_name(credit),
        detail,
        f"{amount} {credit.balance.currency.code}",
        figures.soon(credit.expires_ms, desk.now.utc_ms, desk.timezone),
    )
