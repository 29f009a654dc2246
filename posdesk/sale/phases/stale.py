"""Outcomes that come too late to matter: what they tell of is settled already.

A read that was asked for twice, or an answer that is delivered twice, must neither undo what is known nor
send anything a second time. What is true whenever it comes (a redemption or its undoing was found) is
never stale while the sale believes the contrary.
"""

from __future__ import annotations

from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.repayment import returning
from posdesk.sale.returns import RefundState
from posdesk.sale.state import LegState, Sale
from posdesk.sale.tender import TenderState

LegOutcome = (
    ev.RedemptionGranted
    | ev.RedemptionRefused
    | ev.RedemptionUnknown
    | ev.RedemptionSought
    | ev.UndoConfirmed
    | ev.UndoRefused
    | ev.UndoUnknown
    | ev.UndoSought
)
TenderOutcome = (
    ev.TenderApproved
    | ev.TenderDeclined
    | ev.TenderUnknown
    | ev.TenderGivenBack
    | ev.TenderBackFailed
    | ev.CreditRead
)

RefundOutcome = rev.RefundGiven | rev.RefundRefused | rev.RefundUnknown | rev.RefundSought

_SENT = frozenset({LegState.SENT, LegState.UNKNOWN})
_GONE_ON = frozenset({LegState.UNKNOWN, LegState.ABSENT})
_HELD = frozenset({LegState.GRANTED, LegState.UNDOING, LegState.UNDO_UNKNOWN})
_LEGS: dict[type[ev.Event], frozenset[LegState]] = {
    ev.RedemptionGranted: _SENT | _GONE_ON,
    ev.RedemptionRefused: _SENT,
    ev.RedemptionUnknown: _SENT,
    ev.RedemptionSought: frozenset({LegState.UNKNOWN}),
    ev.UndoConfirmed: _HELD,
    ev.UndoRefused: frozenset({LegState.UNDOING}),
    ev.UndoUnknown: frozenset({LegState.UNDOING}),
    ev.UndoSought: frozenset({LegState.UNDO_UNKNOWN}),
}
_CHARGED = frozenset({TenderState.SENT, TenderState.UNKNOWN})
_TENDERS: dict[type[ev.Event], frozenset[TenderState]] = {
    ev.TenderApproved: _CHARGED,
    ev.TenderDeclined: _CHARGED,
    ev.TenderUnknown: _CHARGED,
    ev.TenderGivenBack: frozenset({TenderState.APPROVED, TenderState.GIVING_BACK}),
    ev.TenderBackFailed: frozenset({TenderState.GIVING_BACK}),
    ev.CreditRead: frozenset({TenderState.SENT}),
}


def is_stale(sale: Sale, event: ev.Event) -> bool:
    """Whether ``event`` is the outcome of something settled. Raises IllegalEvent for a strange number."""
    if isinstance(event, LegOutcome):
        if isinstance(event, ev.RedemptionGranted | ev.RedemptionSought) and _is_twin(sale, event):
            return True
        return sale.leg(event.leg).state not in _awaiting(event)
    if isinstance(event, RefundOutcome):
        return returning(sale).refund(event.refund).state not in _open_refund(event)
    if isinstance(event, TenderOutcome):
        return sale.tender(event.tender).state not in _TENDERS[type(event)]
    return False


def _is_twin(sale: Sale, event: ev.RedemptionGranted | ev.RedemptionSought) -> bool:
    """A leg that was given up is found by a look for twins first: then it is taken back as one, once."""
    return any(twin.redemption_id == event.redemption_id for twin in sale.sweep.twins)


def _open_refund(event: RefundOutcome) -> frozenset[RefundState]:
    """That something was given is true whenever it is told; what was never asked for is not."""
    not_given = frozenset(RefundState) - {RefundState.GIVEN}
    match event:
        case rev.RefundGiven() | rev.RefundSought(finding=ev.Finding.FOUND):
            return not_given
        case rev.RefundSought():
            return frozenset({RefundState.UNKNOWN})
        case _:
            return frozenset({RefundState.SENT})


def _awaiting(event: LegOutcome) -> frozenset[LegState]:
    match event:
        case ev.RedemptionSought(finding=ev.Finding.FOUND):
            return _GONE_ON
        case ev.UndoSought(finding=ev.Finding.FOUND):
            return _HELD
        case _:
            return _LEGS[type(event)]
