"""The checkout: one table, (phase, event) → handler, and ``advance``.

The rules of the table
- A sale is changed here and nowhere else. ``advance`` is pure: times, references and answers come in
  inside events; what must be done comes out as effects, in order.
- Nothing is taken before ``redeeming``; everything before it can be edited and undone.
- An outcome may arrive in any phase (``ANY``): late is never illegal. One that tells of something that
  is settled already (``stale``) changes nothing.
- An event that a phase does not know raises ``IllegalEvent`` and changes nothing.
- Unknown is never failed: a write without an answer is read back before anything else is done.
- ``compensating`` gives tenders back first, then redemptions, last first, and proves it.
- A redemption that was once unknown is looked for again beside all this, for a second one (``sweeping``).
- A return is a mode of the whole sale: ``picking``, ``refunding``, ``repaying`` are its own, ``paying`` and
  ``recording`` every sale's. What it gives back is new, and is never taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from posdesk.sale import credit_events as cev
from posdesk.sale import events as ev
from posdesk.sale import line_events as lev
from posdesk.sale import return_events as rev
from posdesk.sale import sweep_events as sev
from posdesk.sale.attention_events import RedemptionNamed
from posdesk.sale.correction_events import TransactionEdited
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.phases import (
    always,
    attention,
    compensating,
    credit_cards,
    credit_tenders,
    moving,
    paying,
    recording,
    redeeming,
    refunding,
    returning,
    selling,
    stale,
    sweeping,
)
from posdesk.sale.phases.steps import Step
from posdesk.sale.profile_events import ProfileMoved
from posdesk.sale.replacing import replace
from posdesk.sale.returns import Returning
from posdesk.sale.state import FINAL, Phase, Sale

# Each handler takes its own event class, which a mapping by class cannot express.
Handler = Callable[[Sale, Any], Step]
Table = Mapping[type[ev.Event], Handler]

_BASKET: Table = {
    ev.LineAdded: selling.line_added,
    ev.QuantitySet: selling.quantity_set,
    ev.PriceSet: selling.price_set,
    ev.NoteSet: selling.note_set,
    ev.LineRemoved: selling.line_removed,
    ev.BasketUndone: selling.undone,
    ev.BasketRedone: selling.redone,
    ev.BasketRecalled: selling.recalled,
    cev.GiftPlanned: credit_cards.planned,
}

_REFUNDS: Table = {
    ev.SnapshotRead: refunding.snapshot_read,
    ev.ReadFailed: refunding.read_failed,
    rev.RefundGiven: refunding.given_now,
    rev.RefundRefused: refunding.refused,
    rev.RefundUnknown: refunding.unknown,
    rev.RefundSought: refunding.sought,
    ev.TimePassed: refunding.time_passed,
}

PHASES: Mapping[Phase, Table] = {
    Phase.OPEN: {
        **_BASKET,
        ev.CustomerAttached: selling.customer_attached,
        ev.Confirmed: selling.confirmed,
        ev.VoidRequested: selling.voided,
    },
    Phase.CHOOSING: {
        **_BASKET,
        ev.CustomerAttached: selling.customer_attached,
        ev.CustomerRemoved: selling.customer_removed,
        ev.WalletRead: selling.wallet_read,
        ev.RewardsChosen: selling.rewards_chosen,
        ev.MostChosen: selling.most_chosen,
        ev.StrategyChosen: selling.strategy_chosen,
        ev.BenefitChosen: selling.benefit_chosen,
        ev.SelectionCleared: selling.selection_cleared,
        ev.Confirmed: selling.confirmed,
        ev.VoidRequested: selling.voided,
    },
    Phase.REDEEMING: {
        ev.SnapshotRead: redeeming.snapshot_read,
        ev.RedemptionGranted: redeeming.granted,
        ev.RedemptionRefused: redeeming.refused,
        ev.RedemptionUnknown: redeeming.unknown,
        ev.RedemptionSought: redeeming.sought,
        ev.ReadFailed: redeeming.read_failed,
        ev.TimePassed: redeeming.time_passed,
        ev.VoidRequested: redeeming.voided,
    },
    Phase.PAYING: {
        ev.TenderTaken: paying.tender_taken,
        cev.CreditShown: credit_cards.shown,
        cev.GiftPlanned: credit_cards.planned,
        ev.CreditRead: credit_tenders.read,
        ev.SnapshotRead: credit_tenders.snapshot_read,
        ev.RedemptionGranted: credit_tenders.granted,
        ev.RedemptionRefused: credit_tenders.refused,
        ev.RedemptionUnknown: credit_tenders.unknown,
        ev.RedemptionSought: credit_tenders.sought,
        ev.ReadFailed: credit_tenders.read_failed,
        ev.TenderApproved: paying.approved,
        ev.TenderDeclined: paying.declined,
        ev.TenderUnknown: paying.unknown,
        ev.TimePassed: paying.time_passed,
        ev.WentBack: paying.went_back,
        ev.VoidRequested: paying.voided,
    },
    Phase.RECORDING: {
        ev.TransactionSought: recording.sought,
        ev.TransactionRecorded: recording.recorded,
        ev.TransactionRefused: recording.refused,
        ev.TransactionUnknown: recording.unknown,
        ev.ReadFailed: recording.read_failed,
        ev.TimePassed: recording.time_passed,
    },
    Phase.COMPENSATING: {
        ev.TenderApproved: compensating.tender_approved,
        ev.TenderDeclined: compensating.tender_declined,
        ev.TenderUnknown: paying.unknown,
        ev.TenderGivenBack: compensating.tender_given_back,
        ev.TenderBackFailed: compensating.tender_back_failed,
        ev.RedemptionGranted: compensating.granted,
        ev.RedemptionRefused: compensating.refused,
        ev.RedemptionUnknown: redeeming.unknown,
        ev.RedemptionSought: redeeming.sought,
        ev.UndoConfirmed: compensating.undo_confirmed,
        ev.UndoRefused: compensating.undo_refused,
        ev.UndoUnknown: compensating.undo_unknown,
        ev.UndoSought: compensating.undo_sought,
        ev.WalletRead: compensating.wallet_read,
        ev.ReadFailed: compensating.read_failed,
        ev.TimePassed: compensating.time_passed,
        ev.VoidRequested: compensating.voided,
    },
    Phase.PICKING: {
        **_BASKET,
        rev.ReturnPicked: returning.picked,
        rev.AllPicked: returning.all_picked,
        rev.ReturnReasonSet: returning.reason_set,
        rev.RepayChosen: returning.repay_chosen,
        rev.ReturnsRead: returning.returns_read,
        ev.ReadFailed: returning.read_failed,
        ev.Confirmed: returning.confirmed,
        ev.VoidRequested: selling.voided,
    },
    Phase.REFUNDING: {
        **_REFUNDS,
    },
    Phase.REPAYING: {
        **_REFUNDS,
        rev.RepayChosen: refunding.repay_chosen,
        rev.CashHandedOver: refunding.cash_handed_over,
        ev.WentBack: refunding.went_back,
    },
    Phase.ATTENTION: {
        ev.AttentionSettled: attention.settled,
        TransactionEdited: attention.edited,
        RedemptionNamed: attention.named,
    },
    Phase.RECORDED: {},
    Phase.VOIDED: {},
}

# What may arrive in every phase that does not handle it itself.
ANY: Table = {
    ev.Sent: always.sent,
    ev.SnapshotRead: always.nothing,
    ev.RedemptionGranted: always.late_granted,
    ev.RedemptionRefused: always.nothing,
    ev.RedemptionUnknown: always.nothing,
    ev.RedemptionSought: always.late_sought,
    ev.UndoConfirmed: always.late_undo_confirmed,
    ev.UndoRefused: always.late_undo_open,
    ev.UndoUnknown: always.late_undo_open,
    ev.UndoSought: always.late_undo_sought,
    ev.CreditRead: always.nothing,
    ev.TenderApproved: always.late_tender_approved,
    ev.TenderDeclined: always.nothing,
    ev.TenderUnknown: always.nothing,
    ev.TenderGivenBack: always.late_tender_given_back,
    ev.TenderBackFailed: always.nothing,
    ev.WalletRead: always.late_wallet,
    ev.TransactionSought: always.nothing,
    ev.TransactionRecorded: always.nothing,
    ev.TransactionRefused: always.nothing,
    ev.TransactionUnknown: always.nothing,
    rev.ReturnsRead: always.nothing,
    rev.RefundGiven: always.late_refund_given,
    rev.RefundRefused: always.nothing,
    rev.RefundUnknown: always.nothing,
    rev.RefundSought: always.late_refund_sought,
    ev.ReadFailed: always.nothing,
    ev.TimePassed: always.nothing,
    ProfileMoved: moving.moved,
    sev.SweepDue: sweeping.due,
    sev.TwinsSought: sweeping.sought,
    sev.SweepFailed: sweeping.failed,
    sev.TwinUndone: sweeping.undone,
    sev.TwinUndoRefused: sweeping.refused,
    sev.TwinUndoUnknown: sweeping.unknown,
}

# What may arrive in every phase that is not final.
UNFINISHED: Table = {
    ev.Resumed: always.resumed,
    ev.ShopReset: always.shop_reset,
    lev.ClockTrusted: always.clock_trusted,
}
# The same for a sale that is recorded or voided and still looks for twins.
LOOKING: Table = {ev.Resumed: always.over_but_for_looks, ev.ShopReset: always.over_and_reset}


def opened(event: ev.SaleOpened) -> Sale:
    """The first event makes the sale; with a past sale that comes back it is a return from the start."""
    sale = Sale(event.reference, event.terms, event.at)
    if event.original is None:
        return sale
    return replace(
        sale,
        phase=Phase.PICKING,
        customer=event.original.customer,
        returning=Returning(event.original),
    )


def advance(sale: Sale, event: ev.Event) -> Step:
    """Return the next sale and the effects to run, in order. Raises IllegalEvent, and PosErrors of input."""
    if isinstance(event, lev.TokenGiven):
        return _woken(sale, event)
    handler = _handler(sale, type(event))
    if handler is None:
        raise IllegalEvent(f"{type(event).__name__} in {sale.phase}")
    if isinstance(event, ev.TimePassed):
        if not _due(sale, event):
            return sale, ()
        # A timer rings once: a second ring must not send anything again.
        sale = replace(sale, retry=replace(sale.retry, rung=True))
    if stale.is_stale(sale, event):
        return sale, ()
    return sweeping.kept(sale, handler(sale, event))


def allows(sale: Sale, event: type[ev.Event]) -> bool:
    """Whether the sale's phase knows this kind of event: what a button asks before it is enabled."""
    return event in PHASES[sale.phase]


def _handler(sale: Sale, event: type[ev.Event]) -> Handler | None:
    handler = PHASES[sale.phase].get(event) or ANY.get(event)
    if handler is not None:
        return handler
    if sale.phase not in FINAL:
        return UNFINISHED.get(event)
    return LOOKING.get(event) if sweeping.pending(sale) else None


def _woken(sale: Sale, event: lev.TokenGiven) -> Step:
    """A timer that has not rung rings now, and what is asked for then is asked for now."""
    if sale.retry.wake_at is None or sale.retry.rung:
        return sale, ()
    early = replace(sale, retry=replace(sale.retry, wake_at=event.at))
    return advance(early, ev.TimePassed(event.at))


def _due(sale: Sale, event: ev.TimePassed) -> bool:
    """A timer that the sale no longer waits for changes nothing."""
    wake = sale.retry.wake_at
    return wake is not None and not sale.retry.rung and wake.elapsed_s(event.at) >= 0
