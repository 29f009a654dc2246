"""A customer whose profile was merged into another while the sale was under way (W30): the sale goes on with it.

Both ids are kept. The write that met the old one was not applied; what was asked is asked again.
"""

from __future__ import annotations

from posdesk.sale.effects import Effect, FindRedemption, FindUndo, LookUpTransaction, ReadWallet
from posdesk.sale.phases import refunding
from posdesk.sale.phases.steps import Step, fresh
from posdesk.sale.profile_events import ProfileMoved
from posdesk.sale.replacing import replace
from posdesk.sale.returns import RefundState, Returning
from posdesk.sale.state import Leg, LegState, Phase, Sale
from posdesk.sale.story import StoryKind
from posdesk.sale.sweep import TwinState

_RECORDS = frozenset({"LookUpTransaction", "RecordTransaction"})
_REFUNDS = frozenset({Phase.REFUNDING, Phase.REPAYING})
_SWEEPS = frozenset({"SweepTwins", "ReverseTwin", "RefundTwin"})


def moved(sale: Sale, event: ProfileMoved) -> Step:
    """Each effect that met the old id tells of it: the move is noted once, what was asked is asked again each time.

    One of a profile that is none of the sale's changes nothing.
    """
    if event.old not in sale.former:
        if not _is_ours(sale, event.old):
            return sale, ()
        sale = _noted(sale, event)
    sale = replace(sale, legs=tuple(_leg(leg, event) for leg in sale.legs))
    if event.purpose in _SWEEPS:
        return _swept_again(sale, event), ()
    return _again(sale, event)


def _is_ours(sale: Sale, profile_id: str) -> bool:
    customer = sale.customer.profile_id if sale.customer else ""
    return profile_id in {customer, *(leg.doubted_of for leg in sale.legs)}


def _noted(sale: Sale, event: ProfileMoved) -> Sale:
    customer = sale.customer
    if customer is not None and customer.profile_id == event.old:
        sale = replace(sale, customer=replace(customer, profile_id=event.new))
    return replace(sale, former=(*sale.former, event.old)).told(
        StoryKind.PROFILE_MOVED, event.at, name=f"{event.old} → {event.new}", proof=event.proof
    )


def _leg(leg: Leg, event: ProfileMoved) -> Leg:
    if leg.doubted_of == event.old:
        leg = replace(leg, doubted_of=event.new)
    if leg.state is LegState.UNDOING and event.intention.startswith(f"{leg.mark}."):
        return replace(leg, state=LegState.UNDO_UNKNOWN, undo_sent_at=None)
    return leg


def _swept_again(sale: Sale, event: ProfileMoved) -> Sale:
    """The look at once; a twin whose undoing was refused is looked for first."""
    twins = tuple(
        replace(twin, state=TwinState.UNKNOWN, sent_at=None)
        if event.intention.startswith(f"{twin.mark}.")
        else twin
        for twin in sale.sweep.twins
    )
    return replace(sale, sweep=replace(sale.sweep, twins=twins, asked_at=None, again_at=event.at))


def _again(sale: Sale, event: ProfileMoved) -> Step:
    if event.purpose in _RECORDS:
        if sale.phase is not Phase.RECORDING:
            return sale, ()
        applied = event.purpose == "LookUpTransaction"
        sent_at = sale.record_sent_at if applied else None
        return replace(sale, record_sent_at=sent_at), (LookUpTransaction(),)
    if event.purpose == ReadWallet.__name__:
        return sale, (ReadWallet(event.new),)
    if sale.returning is None:
        return sale, _look_for_legs(sale)
    going = replace(sale, returning=_given_to_another(sale.returning, event))
    if sale.phase not in _REFUNDS:
        return going, ()
    return refunding.next_step(fresh(going), event.at)


def _given_to_another(back: Returning, event: ProfileMoved) -> Returning:
    """The refund that met the old id was not made. A wallet from before it proves nothing of the other one."""
    for refund in back.refunds:
        if refund.state is RefundState.SENT and event.intention.startswith(f"{refund.mark}."):
            unsent = replace(refund, state=RefundState.PLANNED, sends=refund.sends - 1)
            back = back.with_refund(unsent)
    return replace(back, before=None)


def _look_for_legs(sale: Sale) -> tuple[Effect, ...]:
    """One at a time, last first, as they are put back."""
    for leg in reversed(sale.legs):
        if leg.state is LegState.UNKNOWN:
            return (FindRedemption(leg.number),)
        if leg.state is LegState.UNDO_UNKNOWN:
            return (FindUndo(leg.number, leg.too_late),)
    return ()
