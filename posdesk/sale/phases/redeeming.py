"""``redeeming``: what was chosen is redeemed leg by leg: benefits first, then rewards.

A leg whose outcome is unknown is read back before anything else is done. What a server may still be
working on is waited for (the late window); only then is the same intention sent once more.
"""

from __future__ import annotations

from typing import assert_never

from posdesk.sale import events as ev
from posdesk.sale.effects import CreateRedemption, FindRedemption, ReadSnapshot, ReadWallet
from posdesk.sale.moments import Instant
from posdesk.sale.phases import compensating, paying
from posdesk.sale.phases.choice import proposed
from posdesk.sale.phases.steps import (
    LOOK_AGAIN,
    MAX_SENDS,
    SEND_AGAIN,
    Step,
    absence_proves,
    fresh,
    unclear,
    wait,
)
from posdesk.sale.purses import worth
from posdesk.sale.quote import Discount, DiscountKind
from posdesk.sale.replacing import replace
from posdesk.sale.state import Cause, Leg, LegKind, LegState, Phase, Sale, quote_of
from posdesk.sale.story import StoryKind


def snapshot_read(sale: Sale, event: ev.SnapshotRead) -> Step:
    """Plan the legs, unless the wallet has changed so that the choice no longer holds."""
    if sale.snapshot is not None:
        return sale, ()
    held = worth(event.wallet.balances, sale.takes_from)
    told = sale.told(StoryKind.SNAPSHOT, event.at, amount=held)
    unusable = any(
        (benefit := event.wallet.benefit(each)) is None or benefit.unusable is not None
        for each in sale.chosen.benefits
    )
    if unusable:
        return proposed(told, event.wallet, problem="sale.benefit_changed"), ()
    if held < sale.chosen.rewards:
        return proposed(told, event.wallet, problem="sale.balance_changed"), ()
    planned = replace(
        fresh(told),
        wallet=event.wallet,
        snapshot=event.wallet,
        high_water=max(event.high_water, sale.high_water),
    )
    legs = _planned_legs(planned)
    return next_step(replace(planned, legs=(*sale.legs, *legs)), event.at)


def _planned_legs(sale: Sale) -> tuple[Leg, ...]:
    first = len(sale.legs) + 1
    chosen = quote_of(sale).discounts
    if sale.terms.combined and {each.kind for each in chosen} == set(DiscountKind):
        return (_combined(sale, chosen, first),)
    kinds = {DiscountKind.BENEFIT: LegKind.BENEFIT, DiscountKind.REWARDS: LegKind.REWARDS}
    discounts = enumerate(chosen, start=first)
    return tuple(
        Leg(
            number,
            kinds[discount.kind],
            discount.name,
            sale.zero if discount.kind is DiscountKind.BENEFIT else discount.amount,
            benefit_id=discount.key if discount.kind is DiscountKind.BENEFIT else "",
            strategies=sale.takes_from,
        )
        for number, discount in discounts
    )


def _combined(sale: Sale, chosen: tuple[Discount, ...], number: int) -> Leg:
    """Benefits and value in one redemption: one id to link, and one reversal puts all of it back."""
    benefits = [each for each in chosen if each.kind is DiscountKind.BENEFIT]
    (value,) = (each for each in chosen if each.kind is DiscountKind.REWARDS)
    return Leg(
        number,
        LegKind.REWARDS,
        ", ".join(each.name for each in benefits),
        value.amount,
        strategies=sale.takes_from,
        benefit_ids=tuple(each.key for each in benefits),
    )


def next_step(sale: Sale, at: Instant) -> Step:
    """The first leg that is not settled, or on to payment."""
    for leg in sale.legs:
        if leg.state is LegState.PLANNED:
            return sale, (CreateRedemption(leg.number, leg.mark),)
        if leg.state is LegState.UNKNOWN:
            return sale, (FindRedemption(leg.number),)
        if leg.state is LegState.SENT:
            return sale, ()
    paid, effects = paying.entered(replace(fresh(sale), phase=Phase.PAYING), at)
    # The customer card shows what is left, from a reading, not from arithmetic.
    left = (ReadWallet(sale.customer.profile_id),) if sale.customer else ()
    return paid, (*effects, *left)


def granted(sale: Sale, event: ev.RedemptionGranted) -> Step:
    """The same as asked goes on; anything else is put back and asked anew."""
    leg = sale.leg(event.leg)
    if leg.state is LegState.ABSENT:
        return compensating.not_wanted(sale, event)
    taken = replace(
        leg, state=LegState.GRANTED, granted=event.total, redemption_id=event.redemption_id
    )
    told = replace(fresh(sale.with_leg(taken)), problem="").told(
        StoryKind.REDEEMED,
        event.at,
        mark=leg.mark,
        amount=event.total,
        name=leg.name,
        proof=event.proof,
    )
    if leg.kind is LegKind.REWARDS and event.total != leg.requested:
        told = replace(
            told.told(StoryKind.GRANTED_LESS, event.at, mark=leg.mark, amount=event.total),
            proposal=event.total,
        )
        return compensating.begin(told, event.at, Cause.GRANTED_LESS, Phase.CHOOSING)
    return next_step(told, event.at)


def refused(sale: Sale, event: ev.RedemptionRefused) -> Step:
    """All goes back. A repeated intention may be refused because the first took effect: look first."""
    leg = sale.leg(event.leg)
    if event.paused:
        return _paused(sale, leg, event)
    if leg.sends > 1:
        return unknown(sale, ev.RedemptionUnknown(event.at, leg.number, event.problem, event.proof))
    told = sale.with_leg(replace(leg, state=LegState.REFUSED, problem=event.problem)).told(
        StoryKind.REDEEM_REFUSED,
        event.at,
        mark=leg.mark,
        amount=leg.requested,
        name=leg.name,
        proof=event.proof,
    )
    return compensating.begin(told, event.at, Cause.REFUSED, Phase.CHOOSING, event.problem)


def _paused(sale: Sale, leg: Leg, event: ev.RedemptionRefused) -> Step:
    """Nobody judged it, so this send never was one; the same leg goes out again under the next token (W33)."""
    planned = replace(leg, state=LegState.PLANNED, sends=leg.sends - 1, problem=event.problem)
    told = sale.with_leg(planned).told(
        StoryKind.REDEEM_REFUSED,
        event.at,
        mark=leg.mark,
        amount=leg.requested,
        name=leg.name,
        proof=event.proof,
    )
    return wait(replace(told, problem=event.problem), event.at, SEND_AGAIN)


def unknown(sale: Sale, event: ev.RedemptionUnknown) -> Step:
    leg = sale.leg(event.leg)
    told = (
        fresh(sale)
        .with_leg(replace(leg, state=LegState.UNKNOWN, problem=event.problem))
        .told(StoryKind.REDEEM_UNKNOWN, event.at, mark=leg.mark, name=leg.name, proof=event.proof)
    )
    return told, (FindRedemption(leg.number),)


def sought(sale: Sale, event: ev.RedemptionSought) -> Step:
    leg = sale.leg(event.leg)
    match event.finding:
        case ev.Finding.FOUND:
            return _adopted(sale, leg, event)
        case ev.Finding.UNCLEAR:
            return unclear(sale, leg, event)
        case ev.Finding.UNREADABLE:
            return wait(sale, event.at, LOOK_AGAIN)
        case ev.Finding.ABSENT:
            return _absent(sale, leg, event)
        case _ as never:
            assert_never(never)


def _adopted(sale: Sale, leg: Leg, event: ev.RedemptionSought) -> Step:
    told = sale.told(StoryKind.ADOPTED, event.at, mark=leg.mark, name=leg.name, proof=event.proof)
    found = ev.RedemptionGranted(
        event.at, leg.number, event.redemption_id, event.total or sale.zero, event.proof
    )
    if sale.phase is Phase.COMPENSATING:
        return compensating.granted(told, found)
    return granted(told, found)


def _absent(sale: Sale, leg: Leg, event: ev.RedemptionSought) -> Step:
    """Not there yet: wait out the late window, then send once more, or give the leg up."""
    if not absence_proves(sale, leg.sent_at, event.at):
        return wait(sale, event.at, LOOK_AGAIN)
    again = leg.sends < MAX_SENDS and sale.phase is Phase.REDEEMING
    state = LegState.PLANNED if again else LegState.ABSENT
    told = (
        fresh(sale)
        .with_leg(replace(leg, state=state))
        .told(StoryKind.REDEEM_ABSENT, event.at, mark=leg.mark, name=leg.name, proof=event.proof)
    )
    if sale.phase is Phase.COMPENSATING:
        return compensating.next_step(told, event.at)
    if again:
        return next_step(told, event.at)
    return compensating.begin(told, event.at, Cause.NO_ANSWER, Phase.CHOOSING, leg.problem)


def read_failed(sale: Sale, event: ev.ReadFailed) -> Step:
    """Without the reading before it nothing is redeemed: back to the choice, nothing was taken."""
    if event.purpose != ReadSnapshot.__name__ or sale.snapshot is not None:
        return sale, ()
    return replace(fresh(sale), phase=Phase.CHOOSING, problem=event.problem), ()


def time_passed(sale: Sale, event: ev.TimePassed) -> Step:
    return next_step(sale, event.at)


def voided(sale: Sale, event: ev.VoidRequested) -> Step:
    return compensating.begin(sale, event.at, event.cause, Phase.VOIDED)
