"""``paying`` with a credit of the customer, in one of two ways.

By payment (the guide's): the credit is read again just before it is counted on, and the transaction deducts
it; until then nothing is taken. By redemption (a tenant's setting, and cards with a PIN; ASSUMED): it is
redeemed as a leg of its own, and a putting back restores it like a reward. Never both. A credit that cannot
pay is no declined payment: nothing is put back, the cashier takes another tender.
"""

from __future__ import annotations

from typing import assert_never

from posdesk.sale import credits
from posdesk.sale import events as ev
from posdesk.sale.effects import CreateRedemption, FindRedemption, ReadCredit, ReadSnapshot
from posdesk.sale.errors import BadAmount, IllegalEvent
from posdesk.sale.moments import Instant
from posdesk.sale.phases import compensating, tenders
from posdesk.sale.phases.steps import (
    LOOK_AGAIN,
    MAX_SENDS,
    Step,
    absence_proves,
    fresh,
    unclear,
    wait,
)
from posdesk.sale.replacing import replace
from posdesk.sale.state import Cause, Leg, LegKind, LegState, Phase, Sale
from posdesk.sale.story import StoryKind
from posdesk.sale.tender import CreditUse, Tender, TenderState
from posdesk.sale.wallet import Credit

IN_FLIGHT = frozenset({TenderState.SENT, TenderState.UNKNOWN})
CHANGED = "sale.credit_changed"


def take(sale: Sale, event: ev.TenderTaken, tender: Tender) -> Step:
    """Raises IllegalEvent for a credit that the customer has not, BadAmount for more than is left of it."""
    credit = sale.wallet.credit(event.credit_id) if sale.wallet else None
    if credit is None or sale.customer is None:
        raise IllegalEvent(f"no credit {event.credit_id}")
    if event.amount > credits.left(sale, credit):
        raise BadAmount(f"{event.amount} of credit {credit.id}")
    redeems = sale.terms.credits_by_redeem or credit.needs_pin
    leg = _leg(sale, credit, event) if redeems else None
    own = credits.own_amount(event.amount, credit, sale.terms)
    use = CreditUse(credit.id, credit.kind, credit.last4, own, leg.number if leg else 0)
    taken = tenders.taken(sale, replace(tender, credit=use))
    if leg is None:
        return taken, (ReadCredit(tender.number, credit.id),)
    planned = replace(taken, legs=(*taken.legs, leg))
    if planned.snapshot is None:
        return planned, (ReadSnapshot(sale.customer.profile_id),)
    return planned, (CreateRedemption(leg.number, leg.mark),)


def _leg(sale: Sale, credit: Credit, event: ev.TenderTaken) -> Leg:
    return Leg(len(sale.legs) + 1, LegKind.CREDIT, credit.kind, event.amount, credit_id=credit.id)


def read(sale: Sale, event: ev.CreditRead) -> Step:
    """Enough is left: it counts. Less, or no answer: nothing is taken, and the cashier is told why."""
    tender = sale.tender(event.tender)
    whole = credits.worth(event.balance, sale.terms) if event.balance is not None else None
    others = [
        each.amount
        for each in sale.approved
        if credits.by_payment(each)
        and each.credit
        and tender.credit
        and each.credit.credit_id == tender.credit.credit_id
    ]
    needed = tender.amount
    for amount in others:
        needed = needed + amount
    if whole is None or whole < needed:
        problem = event.problem or CHANGED
        return tenders.not_taken(sale, tender, event.at, problem, event.proof), ()
    return tenders.go_on(tenders.approved(sale, tender, event.at, event.proof), event.at)


# By redemption


def snapshot_read(sale: Sale, event: ev.SnapshotRead) -> Step:
    """What the wallet was before the first redemption of this try: the proof of a putting back needs it."""
    planned = [leg for leg in sale.legs if leg.state is LegState.PLANNED]
    if sale.snapshot is not None or not planned:
        return sale, ()
    told = sale.told(StoryKind.SNAPSHOT, event.at, amount=event.wallet.balances.rewards)
    known = replace(
        fresh(told),
        snapshot=event.wallet,
        high_water=max(event.high_water, sale.high_water),
    )
    return next_step(known, event.at)


def next_step(sale: Sale, at: Instant) -> Step:
    """Go on with the credit that is being redeemed: send it, look for it, or give it up."""
    for leg in sale.legs:
        tender = _tender(sale, leg)
        if tender is None or tender.state not in IN_FLIGHT:
            continue
        match leg.state:
            case LegState.PLANNED:
                return sale, (CreateRedemption(leg.number, leg.mark),)
            case LegState.UNKNOWN:
                return sale, (FindRedemption(leg.number),)
            case LegState.ABSENT | LegState.REFUSED:
                sale = tenders.not_taken(sale, tender, at, leg.problem, "")
            case _:
                pass
    return sale, ()


def granted(sale: Sale, event: ev.RedemptionGranted) -> Step:
    """It pays what was granted, which may be less than asked; more is a tenant's mistake, and goes back."""
    leg = sale.leg(event.leg)
    tender = _tender(sale, leg)
    if tender is None or tender.state not in IN_FLIGHT:
        return compensating.not_wanted(sale, event)
    taken = replace(
        leg, state=LegState.GRANTED, granted=event.total, redemption_id=event.redemption_id
    )
    told = fresh(sale.with_leg(taken)).told(
        StoryKind.REDEEMED,
        event.at,
        mark=leg.mark,
        amount=event.total,
        name=leg.name,
        proof=event.proof,
    )
    paid = tenders.approved(told, replace(tender, amount=event.total), event.at)
    if event.total > leg.requested:
        return compensating.begin(paid, event.at, Cause.GRANTED_LESS, Phase.CHOOSING)
    return tenders.go_on(paid, event.at)


def refused(sale: Sale, event: ev.RedemptionRefused) -> Step:
    """Not taken. A repeated intention may be refused because the first took effect: look first."""
    leg = sale.leg(event.leg)
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
    return next_step(told, event.at)


def unknown(sale: Sale, event: ev.RedemptionUnknown) -> Step:
    leg = sale.leg(event.leg)
    told = (
        fresh(sale)
        .with_leg(replace(leg, state=LegState.UNKNOWN, problem=event.problem))
        .told(StoryKind.REDEEM_UNKNOWN, event.at, mark=leg.mark, name=leg.name, proof=event.proof)
    )
    pays = tuple(
        replace(each, state=TenderState.UNKNOWN) if _pays(each, leg) else each
        for each in told.tenders
    )
    return replace(told, tenders=pays), (FindRedemption(leg.number),)


def sought(sale: Sale, event: ev.RedemptionSought) -> Step:
    leg = sale.leg(event.leg)
    match event.finding:
        case ev.Finding.FOUND:
            told = sale.told(
                StoryKind.ADOPTED, event.at, mark=leg.mark, name=leg.name, proof=event.proof
            )
            total = event.total or sale.zero
            found = ev.RedemptionGranted(
                event.at, leg.number, event.redemption_id, total, event.proof
            )
            return granted(told, found)
        case ev.Finding.UNREADABLE:
            return wait(sale, event.at, LOOK_AGAIN)
        case ev.Finding.UNCLEAR:
            return unclear(sale, leg, event)
        case ev.Finding.ABSENT:
            return _absent(sale, leg, event)
        case _ as never:
            assert_never(never)


def _absent(sale: Sale, leg: Leg, event: ev.RedemptionSought) -> Step:
    if not absence_proves(sale, leg.sent_at, event.at):
        return wait(sale, event.at, LOOK_AGAIN)
    state = LegState.PLANNED if leg.sends < MAX_SENDS else LegState.ABSENT
    told = (
        fresh(sale)
        .with_leg(replace(leg, state=state))
        .told(StoryKind.REDEEM_ABSENT, event.at, mark=leg.mark, name=leg.name, proof=event.proof)
    )
    return next_step(told, event.at)


def read_failed(sale: Sale, event: ev.ReadFailed) -> Step:
    """Without the reading before it nothing is redeemed: the credit does not pay."""
    if event.purpose != ReadSnapshot.__name__ or sale.snapshot is not None:
        return sale, ()
    gone = {
        leg.number: replace(leg, state=LegState.ABSENT, problem=event.problem)
        for leg in sale.legs
        if leg.state is LegState.PLANNED
    }
    legs = tuple(gone.get(leg.number, leg) for leg in sale.legs)
    return next_step(replace(fresh(sale), legs=legs), event.at)


def _tender(sale: Sale, leg: Leg) -> Tender | None:
    """The tender that a credit's leg pays."""
    return next((each for each in sale.tenders if _pays(each, leg)), None)


def _pays(tender: Tender, leg: Leg) -> bool:
    return tender.credit is not None and tender.credit.leg == leg.number
