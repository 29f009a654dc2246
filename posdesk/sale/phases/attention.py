"""``attention``: a person decides, and the sale goes on from there."""

from __future__ import annotations

from posdesk.sale import events as ev
from posdesk.sale.attention_events import RedemptionNamed
from posdesk.sale.correction_events import TransactionEdited
from posdesk.sale.corrections import LONGEST, REFUSED, correctable
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.moments import Instant
from posdesk.sale.phases import (
    compensating,
    credit_tenders,
    recording,
    redeeming,
    refunding,
    tenders,
)
from posdesk.sale.phases.steps import Step, fresh
from posdesk.sale.replacing import replace
from posdesk.sale.state import Attention, Cause, Leg, LegState, Phase, Sale
from posdesk.sale.story import StoryKind

CASH_OWED = "cash_owed"
CHOICES = {
    "redemption_unclear": (ev.Choice.TRY_AGAIN, ev.Choice.WAS_NOT_TAKEN),
    "recovery_by_hand": (ev.Choice.TRY_AGAIN, ev.Choice.WAS_NOT_TAKEN),
    "undo_unclear": (ev.Choice.TRY_AGAIN, ev.Choice.WAS_TAKEN_BACK, ev.Choice.WAS_REFUNDED),
    REFUSED: (ev.Choice.TRY_AGAIN,),
    CASH_OWED: (ev.Choice.HANDED_BACK,),
    refunding.REFUND_REFUSED: (ev.Choice.TRY_AGAIN, ev.Choice.GO_ON),
    refunding.FIRST_REFUSED: (
        ev.Choice.TRY_AGAIN,
        ev.Choice.GO_ON,
        ev.Choice.PICK_AGAIN,
    ),
    refunding.REFUND_UNCLEAR: (
        ev.Choice.TRY_AGAIN,
        ev.Choice.WAS_GIVEN,
        ev.Choice.WAS_NOT_GIVEN,
    ),
    refunding.CASH_UNCLEAR: (ev.Choice.WAS_GIVEN, ev.Choice.WAS_NOT_GIVEN),
    refunding.REPAY_OPEN: (ev.Choice.TRY_AGAIN,),
}
_REFUNDS = frozenset({Phase.REFUNDING, Phase.REPAYING})
_CONTINUE = {
    Phase.REDEEMING: redeeming.next_step,
    Phase.PAYING: credit_tenders.next_step,
    Phase.COMPENSATING: compensating.next_step,
    Phase.RECORDING: recording.next_step,
    Phase.REFUNDING: refunding.next_step,
    Phase.REPAYING: refunding.next_step,
}


def settled(sale: Sale, event: ev.AttentionSettled) -> Step:
    """Raises IllegalEvent for a choice that was not offered."""
    attention = sale.attention
    if attention is None or event.choice not in CHOICES.get(attention.why, ()):
        raise IllegalEvent(f"{event.choice} was not offered")
    decided = _decide(sale, attention, event)
    told = replace(fresh(decided), phase=attention.back_to, attention=None).told(
        StoryKind.RESUMED, event.at, mark=attention.mark, name=event.choice.value, proof=event.by
    )
    if attention.back_to is Phase.REDEEMING and event.choice is ev.Choice.WAS_NOT_TAKEN:
        problem = _leg(told, attention).problem
        return compensating.begin(told, event.at, Cause.NO_ANSWER, Phase.CHOOSING, problem)
    if event.choice is ev.Choice.PICK_AGAIN:
        return refunding.picked_again(told), ()
    return again(told, event.at)


def named(sale: Sale, event: RedemptionNamed) -> Step:
    """A person says which redemption is the leg's. Raises IllegalEvent for one that was not in question."""
    attention, leg = sale.attention, sale.leg(event.leg)
    if (
        attention is None
        or attention.mark != leg.mark
        or event.redemption_id not in attention.candidates
    ):
        raise IllegalEvent(f"{event.redemption_id} was not offered for {leg.mark}")
    told = replace(fresh(sale), phase=attention.back_to, attention=None)
    found = ev.RedemptionSought(
        event.at,
        leg.number,
        ev.Finding.FOUND,
        event.redemption_id,
        leg.requested,
        proof=event.by,
    )
    sought = credit_tenders.sought if told.phase is Phase.PAYING else redeeming.sought
    return sought(told, found)


def edited(sale: Sale, event: TransactionEdited) -> Step:
    """Send the refused transaction again as corrected, under the same reference: it is looked up before.

    Raises IllegalEvent for anything that the tenant did not object to, or that is no short text.
    """
    offered = {each.field: each.value for each in correctable(sale)}
    wanted = {each.field: each.value.strip() for each in event.corrections}
    for name, value in wanted.items():
        if name not in offered or len(value) > LONGEST or not value.isprintable():
            raise IllegalEvent(f"{name} cannot be corrected so")
    changed = "; ".join(f"{name}: {offered[name]} → {value}" for name, value in wanted.items())
    told = sale.told(StoryKind.RECORD_EDITED, event.at, name=changed, proof=event.by)
    corrections = {**sale.corrections, **wanted}
    ready = replace(
        fresh(told), phase=Phase.RECORDING, attention=None, problem="", corrections=corrections
    )
    return recording.next_step(ready, event.at)


def again(sale: Sale, at: Instant) -> Step:
    """Go on in the phase that the sale is in."""
    return _CONTINUE[sale.phase](sale, at)


def _decide(sale: Sale, attention: Attention, event: ev.AttentionSettled) -> Sale:
    if attention.back_to in _REFUNDS:
        there = refunding.attended(sale)
        return refunding.decided(there, attention.mark, event.choice, event.at)
    match event.choice:
        case ev.Choice.WAS_NOT_TAKEN:
            return sale.with_leg(replace(_leg(sale, attention), state=LegState.ABSENT))
        case ev.Choice.WAS_TAKEN_BACK:
            return sale.with_leg(replace(_leg(sale, attention), state=LegState.REVERSED))
        case ev.Choice.WAS_REFUNDED:
            return sale.with_leg(replace(_leg(sale, attention), state=LegState.REFUNDED))
        case ev.Choice.HANDED_BACK:
            for each in sale.approved:
                sale = tenders.given_back(sale, ev.TenderGivenBack(event.at, each.number))
            return sale
        case ev.Choice.TRY_AGAIN if attention.mark:
            return sale.with_leg(replace(_leg(sale, attention), refusals=0))
        case _:
            return sale


def _leg(sale: Sale, attention: Attention) -> Leg:
    return next(leg for leg in sale.legs if leg.mark == attention.mark)
