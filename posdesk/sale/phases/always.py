"""What may arrive in every phase: intentions, late outcomes, the return from the journal.

A late outcome is never an illegal event. One that takes something in a sale that has moved on is put
back; one that only confirms what is known changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from posdesk.sale import events as ev
from posdesk.sale.effects import FindUndo, ReverseRedemption, VoidTender
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.phases import attention, compensating, selling, tenders
from posdesk.sale.phases.steps import Step, fresh
from posdesk.sale.state import (
    Cause,
    Compensation,
    Leg,
    LegState,
    Phase,
    Sale,
    StoryKind,
    TenderState,
)


def sent(sale: Sale, event: ev.Sent) -> Step:
    """A write is about to leave. Raises IllegalEvent for an intention nobody knows."""
    mark, _, verb = event.intention.partition(".")
    if verb == "record":
        told = sale.told(StoryKind.RECORD_SENT, event.at)
        return replace(told, record_sent_at=event.at), ()
    for leg in sale.legs:
        if leg.mark == mark:
            return _leg_sent(sale, leg, verb, event), ()
    for tender in sale.tenders:
        if tender.mark == mark:
            state = TenderState.GIVING_BACK if verb == "void" else tender.state
            return sale.with_tender(replace(tender, state=state)), ()
    raise IllegalEvent(f"unknown intention {event.intention!r}")


def _leg_sent(sale: Sale, leg: Leg, verb: str, event: ev.Sent) -> Sale:
    if verb == "create":
        out = replace(leg, state=LegState.SENT, sent_at=event.at, sends=leg.sends + 1)
        return sale.with_leg(out).told(
            StoryKind.REDEEM_SENT, event.at, mark=leg.mark, amount=leg.requested, name=leg.name
        )
    refund = verb == "refund"
    out = replace(
        leg,
        state=LegState.UNDOING,
        undo_sent_at=event.at,
        too_late=leg.too_late or refund,
    )
    return sale.with_leg(out).told(
        StoryKind.UNDO_SENT, event.at, mark=leg.mark, amount=leg.granted, name=leg.name
    )


def late_granted(sale: Sale, event: ev.RedemptionGranted) -> Step:
    """A redemption took effect although the sale went on without it: it is put back at once."""
    leg = sale.leg(event.leg)
    if leg.state not in {LegState.SENT, LegState.UNKNOWN, LegState.ABSENT}:
        return sale, ()
    live = replace(
        leg,
        state=LegState.GRANTED,
        granted=event.total,
        redemption_id=event.redemption_id,
    )
    told = sale.with_leg(live).told(
        StoryKind.REDEEMED, event.at, mark=leg.mark, amount=event.total, proof=event.proof
    )
    return told, (ReverseRedemption(leg.number, leg.mark),)


def late_undo_confirmed(sale: Sale, event: ev.UndoConfirmed) -> Step:
    leg = sale.leg(event.leg)
    state = LegState.REFUNDED if event.refund else LegState.REVERSED
    kind = StoryKind.REFUNDED if event.refund else StoryKind.REVERSED
    told = sale.with_leg(replace(leg, state=state)).told(
        kind, event.at, mark=leg.mark, amount=leg.granted, name=leg.name, proof=event.proof
    )
    return told, ()


def late_undo_open(sale: Sale, event: ev.UndoRefused | ev.UndoUnknown) -> Step:
    """A reversal outside a putting back did not answer clearly: look whether it took effect."""
    leg = sale.leg(event.leg)
    open_leg = replace(leg, state=LegState.UNDO_UNKNOWN, problem=event.problem)
    return sale.with_leg(open_leg), (FindUndo(leg.number, event.refund),)


def late_undo_sought(sale: Sale, event: ev.UndoSought) -> Step:
    if event.finding is ev.Finding.FOUND:
        confirmed = ev.UndoConfirmed(event.at, event.leg, proof=event.proof)
        return late_undo_confirmed(sale, confirmed)
    return sale, ()


def late_tender_approved(sale: Sale, event: ev.TenderApproved) -> Step:
    """Charged after the sale had ended: given back."""
    tender = sale.tender(event.tender)
    if tender.state not in {TenderState.SENT, TenderState.UNKNOWN}:
        return sale, ()
    return tenders.charged(sale, event), (VoidTender(tender.number, tender.mark),)


def late_tender_given_back(sale: Sale, event: ev.TenderGivenBack) -> Step:
    return tenders.given_back(sale, event), ()


def late_wallet(sale: Sale, event: ev.WalletRead) -> Step:
    """A reading in a phase that does not need one: the customer card shows the fresher figures."""
    return replace(sale, wallet=event.wallet), ()


def nothing(sale: Sale, event: ev.Event) -> Step:
    """Too late to matter."""
    return sale, ()


def shop_reset(sale: Sale, event: ev.ShopReset) -> Step:
    """The sandbox forgot everything, so nothing of this sale is taken any more."""
    told = sale.told(StoryKind.VOIDED, event.at, name="shop_reset")
    return replace(fresh(told), phase=Phase.VOIDED, attention=None), ()


def resumed(sale: Sale, event: ev.Resumed) -> Step:
    """Folded from the journal: what was on its way is unknown now, and the sale is brought to rest.

    A sale that was paid goes on to its record; any other is put back and voided: its customer has gone.
    """
    sale = _in_doubt(fresh(sale)).told(StoryKind.RESUMED, event.at)
    match sale.phase:
        case Phase.ATTENTION:
            return sale, ()
        case Phase.OPEN | Phase.CHOOSING:
            return selling.voided(sale, ev.VoidRequested(event.at, Cause.CRASHED))
        case Phase.RECORDING:
            return attention.again(sale, event.at)
        case _:
            since = sale.compensation.since if sale.compensation else event.at
            crashed = Compensation(Cause.CRASHED, Phase.VOIDED, since)
            back = replace(sale, phase=Phase.COMPENSATING, compensation=crashed, cash_owed=())
            return compensating.next_step(back, event.at)


def _in_doubt(sale: Sale) -> Sale:
    """What was in flight when the till died has an unknown outcome."""
    legs = {
        LegState.SENT: LegState.UNKNOWN,
        LegState.UNDOING: LegState.UNDO_UNKNOWN,
    }
    return replace(
        sale,
        legs=tuple(replace(leg, state=legs.get(leg.state, leg.state)) for leg in sale.legs),
        tenders=tuple(
            replace(each, state=TenderState.UNKNOWN) if each.state is TenderState.SENT else each
            for each in sale.tenders
        ),
    )
