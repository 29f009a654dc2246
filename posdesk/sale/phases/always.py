"""What may arrive in every phase: intentions, late outcomes, the return from the journal.

A late outcome is never an illegal event. One that takes something in a sale that has moved on is put
back; one that only confirms what is known changes nothing.
"""

from __future__ import annotations

from posdesk.sale import events as ev
from posdesk.sale import line_events as lev
from posdesk.sale import repayment
from posdesk.sale import return_events as rev
from posdesk.sale.credits import by_payment
from posdesk.sale.effects import FindUndo, VoidTender
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.phases import (
    attention,
    choice,
    compensating,
    credit_tenders,
    redeeming,
    refunding,
    selling,
    sweeping,
    tenders,
)
from posdesk.sale.phases.steps import Step, fresh
from posdesk.sale.replacing import replace
from posdesk.sale.state import LIVE, UNSETTLED, Cause, Compensation, Leg, LegState, Phase, Sale
from posdesk.sale.story import StoryKind
from posdesk.sale.tender import Tender, TenderState

# What was paid is recorded, and what was given back is not taken back: these go on after a crash.
_FORWARD = frozenset({Phase.RECORDING, Phase.REFUNDING, Phase.REPAYING})


def sent(sale: Sale, event: ev.Sent) -> Step:
    """A write is about to leave. Raises IllegalEvent for an intention nobody knows."""
    mark, _, verb = event.intention.partition(".")
    if verb == "record":
        told = sale.told(StoryKind.RECORD_SENT, event.at)
        return replace(told, record_sent_at=event.at), ()
    for leg in sale.legs:
        if leg.mark == mark:
            return _leg_sent(sale, leg, verb, event), ()
    twin = sweeping.twin_marked(sale, mark)
    if twin is not None:
        return sweeping.sent(sale, twin, verb, event), ()
    for refund in sale.returning.refunds if sale.returning else ():
        if refund.mark == mark:
            return refunding.sent(sale, refund, event), ()
    for tender in sale.tenders:
        if tender.mark == mark:
            state = TenderState.GIVING_BACK if verb == "void" else tender.state
            return sale.with_tender(replace(tender, state=state)), ()
    raise IllegalEvent(f"unknown intention {event.intention!r}")


def _leg_sent(sale: Sale, leg: Leg, verb: str, event: ev.Sent) -> Sale:
    if verb == "create":
        sends = leg.sends + 1
        out = replace(leg, state=LegState.SENT, sent_at=event.at, sends=sends, looks=0)
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
    """A redemption took effect although the sale went on without it: it is put back at once.

    One that a person was asked about needs nobody any more: the sale goes on with it.
    """
    asked = sale.attention
    if asked is not None and asked.mark == sale.leg(event.leg).mark:
        known = replace(fresh(sale), phase=asked.back_to, attention=None)
        if known.phase is Phase.REDEEMING:
            return redeeming.granted(known, event)
        if known.phase is Phase.PAYING:
            return credit_tenders.granted(known, event)
        return compensating.granted(known, event)
    return compensating.not_wanted(sale, event)


def late_sought(sale: Sale, event: ev.RedemptionSought) -> Step:
    """One that was given up is there after all."""
    if event.finding is not ev.Finding.FOUND or sale.leg(event.leg).state is not LegState.ABSENT:
        return sale, ()
    total = event.total or sale.zero
    found = ev.RedemptionGranted(event.at, event.leg, event.redemption_id, total, event.proof)
    return compensating.not_wanted(sale, found)


def late_undo_confirmed(sale: Sale, event: ev.UndoConfirmed) -> Step:
    leg = sale.leg(event.leg)
    state = LegState.REFUNDED if event.refund else LegState.REVERSED
    kind = StoryKind.REFUNDED if event.refund else StoryKind.REVERSED
    told = sale.with_leg(replace(leg, state=state)).told(
        kind, event.at, mark=leg.mark, amount=leg.granted, name=leg.name, proof=event.proof
    )
    return told, ()


def late_undo_open(sale: Sale, event: ev.UndoRefused | ev.UndoUnknown) -> Step:
    """A reversal outside a putting back did not answer clearly: look whether it took effect.

    Where nothing is being taken there is time to see it through.
    """
    leg = sale.leg(event.leg)
    unknown = sale.with_leg(replace(leg, state=LegState.UNDO_UNKNOWN, problem=event.problem))
    if sale.at_rest and sale.phase is not Phase.RECORDED:
        return compensating.begin(unknown, event.at, Cause.NO_ANSWER, sale.phase)
    return unknown, (FindUndo(leg.number, event.refund),)


def late_undo_sought(sale: Sale, event: ev.UndoSought) -> Step:
    if event.finding is ev.Finding.FOUND:
        refund = sale.leg(event.leg).too_late
        confirmed = ev.UndoConfirmed(event.at, event.leg, refund, event.proof)
        return late_undo_confirmed(sale, confirmed)
    return sale, ()


def late_refund_given(sale: Sale, event: rev.RefundGiven) -> Step:
    """True whenever it comes. One that a person was asked about needs nobody any more."""
    asked, mark = sale.attention, repayment.returning(sale).refund(event.refund).mark
    if asked is None or asked.mark != mark:
        return refunding.known_given(sale, event), ()
    return refunding.given_now(replace(sale, phase=asked.back_to, attention=None), event)


def late_refund_sought(sale: Sale, event: rev.RefundSought) -> Step:
    if event.finding is ev.Finding.FOUND:
        return late_refund_given(sale, refunding.found(event))
    return sale, ()


def late_tender_approved(sale: Sale, event: ev.TenderApproved) -> Step:
    """Charged after the sale had ended: given back."""
    tender = sale.tender(event.tender)
    return tenders.charged(sale, event), (VoidTender(tender.number, tender.mark),)


def late_tender_given_back(sale: Sale, event: ev.TenderGivenBack) -> Step:
    """A void is confirmed, or the cash that a person was asked for; nothing else leaves the drawer."""
    asked = sale.attention is not None and sale.attention.why == attention.CASH_OWED
    if sale.tender(event.tender).state is TenderState.GIVING_BACK or asked:
        return tenders.given_back(sale, event), ()
    return sale, ()


def late_wallet(sale: Sale, event: ev.WalletRead) -> Step:
    """A reading in a phase that does not need one: the customer card shows the fresher figures.

    One of a customer who was taken off the sale meanwhile is nobody's.
    """
    if sale.customer is None:
        return sale, ()
    return choice.read_again(sale, event.wallet), ()


def nothing(sale: Sale, event: ev.Event) -> Step:
    """Too late to matter."""
    return sale, ()


def clock_trusted(sale: Sale, event: lev.ClockTrusted) -> Step:
    """For this sale alone."""
    return replace(sale, clock_trusted=True), ()


def shop_reset(sale: Sale, event: ev.ShopReset) -> Step:
    """The sandbox forgot everything, so nothing of this sale is taken any more."""
    gone = LIVE | UNSETTLED | {LegState.PLANNED}
    for leg in sale.legs:
        if leg.state in gone:
            sale = sale.with_leg(replace(leg, state=LegState.REFUSED))
    told = sweeping.forgotten(sale).told(StoryKind.VOIDED, event.at, name="shop_reset")
    return replace(fresh(told), phase=Phase.VOIDED, attention=None), ()


def resumed(sale: Sale, event: ev.Resumed) -> Step:
    """Folded from the journal: what was on its way is unknown now, and the sale is brought to rest.

    A sale that was paid goes on to its record; any other is put back and voided: its customer has gone.
    """
    sale = _in_doubt(fresh(sale), event).told(StoryKind.RESUMED, event.at)
    match sale.phase:
        case Phase.ATTENTION:
            return _customer_has_gone(sale, event), ()
        case Phase.OPEN | Phase.CHOOSING | Phase.PICKING if not sale.granted:
            return selling.voided(sale, ev.VoidRequested(event.at, Cause.CRASHED))
        case Phase.RECORDING:
            return attention.again(sale, event.at)
        case Phase.REFUNDING | Phase.REPAYING:
            return refunding.resumed(sale, event.at)
        case _:
            back = replace(
                sale, phase=Phase.COMPENSATING, compensation=_crashed(sale, event), cash_owed=()
            )
            return compensating.next_step(back, event.at)


def _customer_has_gone(sale: Sale, event: ev.Resumed) -> Sale:
    """Whatever a person decides now, the sale ends; only what was paid is still recorded."""
    attention = sale.attention
    if attention is None or attention.back_to in _FORWARD:
        return sale
    ending = replace(attention, back_to=Phase.COMPENSATING)
    return replace(sale, attention=ending, compensation=_crashed(sale, event))


def _crashed(sale: Sale, event: ev.Resumed) -> Compensation:
    """One that was under way goes on from when it began, and remembers that it was decided."""
    before = sale.compensation
    if before is None:
        return Compensation(Cause.CRASHED, Phase.VOIDED, event.at)
    decided = before.decided or before.cause is not Cause.CRASHED
    return Compensation(Cause.CRASHED, Phase.VOIDED, before.since, decided=decided)


def over_but_for_looks(sale: Sale, event: ev.Resumed) -> Step:
    """Recorded or voided before its till ended: only its sweep goes on."""
    return sweeping.resumed(sale, event.at)


def over_and_reset(sale: Sale, event: ev.ShopReset) -> Step:
    return sweeping.forgotten(sale), ()


def _in_doubt(sale: Sale, event: ev.Resumed) -> Sale:
    """What was in flight when the till died has an unknown outcome."""
    legs = {
        LegState.SENT: LegState.UNKNOWN,
        LegState.UNDOING: LegState.UNDO_UNKNOWN,
    }
    return replace(
        refunding.in_doubt(sale),
        legs=tuple(replace(leg, state=legs.get(leg.state, leg.state)) for leg in sale.legs),
        tenders=tuple(_tender_in_doubt(each) for each in sale.tenders),
        sweep=sweeping.in_doubt(sale, event.at),
    )


def _tender_in_doubt(tender: Tender) -> Tender:
    """The terminal may have charged; a credit that only the transaction deducts is surely not taken."""
    if tender.state is not TenderState.SENT:
        return tender
    state = TenderState.DECLINED if by_payment(tender) else TenderState.UNKNOWN
    return replace(tender, state=state)
