"""``compensating``: what was taken is put back, at once, in reverse order, and proved.

Approved tenders first, newest first (cash by hand, confirmed); then redemptions, last first; an unknown
tender stops both, for a sale that may be paid is not taken apart. Then the wallet is read again and
compared with the reading before: that is the proof. Reverse until ten minutes after the leg's own send,
refund only after them, or after a proven "too late".
"""

from __future__ import annotations

from typing import assert_never

from posdesk.sale import events as ev
from posdesk.sale.effects import (
    AskTerminal,
    Effect,
    FindRedemption,
    FindUndo,
    ReadWallet,
    RefundRedemption,
    ReverseRedemption,
    VoidTender,
)
from posdesk.sale.moments import Instant
from posdesk.sale.phases import choice, proof, tenders
from posdesk.sale.phases.steps import (
    ASK_TERMINAL_S,
    LOOK_AGAIN,
    REVERSE_UNTIL_S,
    SEND_AGAIN,
    Step,
    absence_proves,
    fresh,
    to_attention,
    wait,
)
from posdesk.sale.replacing import replace
from posdesk.sale.state import Cause, Compensation, Leg, LegState, Phase, ProofState, Sale, due
from posdesk.sale.story import StoryKind
from posdesk.sale.tender import Tender, TenderKind, TenderState
from posdesk.sale.wallet import Wallet

MAX_REFUSALS = 3
MAX_PROOF_READS = 4


def begin(sale: Sale, at: Instant, cause: Cause, target: Phase, detail: str = "") -> Step:
    """Decide to put back; with nothing taken and nothing unknown the sale is there already."""
    compensation = Compensation(cause, target, at, detail)
    sale = replace(fresh(sale), phase=Phase.COMPENSATING, compensation=compensation)
    if sale.granted or sale.approved:
        sale = sale.told(StoryKind.PUTTING_BACK, at, name=cause.value)
    sale, effects = next_step(sale, at)
    in_flight = [
        each for each in sale.tenders if each.state is TenderState.SENT and each.is_of_terminal
    ]
    if sale.phase is Phase.COMPENSATING and in_flight:
        effects = (AskTerminal(in_flight[0].number, cancel=True),)
    return sale, effects


def next_step(sale: Sale, at: Instant) -> Step:
    """The next thing to put back; nothing left: the proof, then the target."""
    asked = _next_unknown(sale)
    if asked is not None:
        return asked
    sale = tenders.released(sale, at)
    waiting = _next_tender(sale, at)
    if waiting is not None:
        return waiting
    for leg in reversed(sale.legs):
        match leg.state:
            case LegState.SENT | LegState.UNDOING:
                return sale, ()
            case LegState.UNKNOWN:
                return sale, (FindRedemption(leg.number),)
            case LegState.UNDO_UNKNOWN:
                return sale, (FindUndo(leg.number, leg.too_late),)
            case LegState.GRANTED if leg.undo_sent_at and not leg.too_late and _is_late(leg, at):
                # The reversal before may have taken effect since it was looked for: no refund on top of it.
                doubted = replace(leg, state=LegState.UNDO_UNKNOWN)
                return sale.with_leg(doubted), (FindUndo(leg.number),)
            case LegState.GRANTED:
                return sale, (_undo(leg, at),)
            case LegState.PLANNED:
                sale = sale.with_leg(replace(leg, state=LegState.ABSENT))
            case _:
                pass
    return _prove(sale, at)


def _next_unknown(sale: Sale) -> Step | None:
    """The terminal's word comes before everything else; None when it owes none."""
    for tender in reversed(sale.tenders):
        if not tender.is_of_terminal:
            continue
        if tender.state is TenderState.SENT:
            return sale, ()
        if tender.state is TenderState.UNKNOWN:
            return sale, (AskTerminal(tender.number),)
    return None


def _next_tender(sale: Sale, at: Instant) -> Step | None:
    """What must be given back first; None when no tender stands in the way any more."""
    for tender in reversed(sale.tenders):
        if tender.state is TenderState.GIVING_BACK:
            return sale, (VoidTender(tender.number, tender.mark),)
        if tender.state is TenderState.APPROVED:
            step = _give_back(sale, tender, at)
            if step is not None:
                return step
    return None


def _give_back(sale: Sale, tender: Tender, at: Instant) -> Step | None:
    if tender.is_of_terminal:
        return sale, (VoidTender(tender.number, tender.mark),)
    if tender.kind is TenderKind.CREDIT:
        return None  # its redemption goes back, and the tender with it
    if sale.compensation is not None and sale.compensation.cause is Cause.CRASHED:
        # Nobody may stand at the till: the redemptions must not miss their window over a drawer.
        return None
    if tender.mark in sale.cash_owed:
        return sale, ()
    told = sale.told(StoryKind.HAND_BACK, at, mark=tender.mark, amount=tender.amount)
    return replace(told, cash_owed=(*told.cash_owed, tender.mark)), ()


def _is_late(leg: Leg, at: Instant) -> bool:
    return leg.sent_at is not None and leg.sent_at.elapsed_s(at) > REVERSE_UNTIL_S


def _undo(leg: Leg, at: Instant) -> Effect:
    if leg.too_late or _is_late(leg, at):
        return RefundRedemption(leg.number, leg.mark)
    return ReverseRedemption(leg.number, leg.mark)


def _prove(sale: Sale, at: Instant) -> Step:
    """Read the wallet again, if anything was planned in this try."""
    if sale.customer is None or sale.snapshot is None:
        return _arrived(sale, at)
    told = sale if sale.retry.tries else sale.told(StoryKind.PROOF_SENT, at)
    return told, (ReadWallet(sale.customer.profile_id),)


def wallet_read(sale: Sale, event: ev.WalletRead) -> Step:
    asked = proof.asked_at(sale)
    if sale.snapshot is None or asked is None or event.wallet.read_at.precedes(asked):
        return choice.read_again(sale, event.wallet), ()
    found = proof.proof_of(sale, sale.snapshot, event.wallet)
    kind = StoryKind.NOT_PROVED if found.state is ProofState.DIFFERENT else StoryKind.PROVED
    told = sale.told(kind, event.at, amount=found.after, proof=event.proof)
    told = replace(told, compensation=replace(told.putting_back, proof=found))
    return _arrived(told, event.at, event.wallet)


def _arrived(sale: Sale, at: Instant, wallet: Wallet | None = None) -> Step:
    """Everything is back: the sale goes to its target, or waits for cash to be handed back."""
    compensation = sale.putting_back
    sale = tenders.credits_settled(sale)
    owed = [each for each in sale.approved if not each.is_of_terminal]
    if owed:
        return to_attention(
            sale,
            at,
            why="cash_owed",
            mark=owed[-1].mark,
            back_to=Phase.COMPENSATING,
            evidence=tuple(str(each.amount) for each in owed),
        )
    done = replace(fresh(sale), compensation=replace(compensation, done=True), cash_owed=())
    if compensation.target is Phase.VOIDED:
        told = done.told(StoryKind.VOIDED, at, name=compensation.cause.value)
        return replace(told, phase=Phase.VOIDED), ()
    if done.returning is not None:
        picking = replace(done.returning, confirmed=False)
        return replace(done, phase=Phase.PICKING, returning=picking), ()
    fresh_wallet = wallet or sale.wallet
    if fresh_wallet is None:
        return replace(done, phase=Phase.OPEN, problem=""), ()
    problem = _problem(compensation)
    return choice.proposed(done, fresh_wallet, problem=problem, proposal=sale.proposal), ()


def _problem(compensation: Compensation) -> str:
    """What the choice must say about the try before; a declined payment has told its own story."""
    match compensation.cause:
        case Cause.REFUSED | Cause.NO_ANSWER:
            return compensation.detail
        case Cause.GRANTED_LESS:
            return "sale.granted_less"
        case _:
            return ""


# The tenders


def tender_approved(sale: Sale, event: ev.TenderApproved) -> Step:
    """It was charged after all, so it is given back first.

    But a sale that its till left, with no putting back decided, and that turns out to be paid in full, was
    a sale: it is recorded. Until the terminal had answered, none of its redemptions was touched.
    """
    told = tenders.charged(sale, event)
    left = sale.putting_back.cause is Cause.CRASHED and not sale.putting_back.decided
    if left and not due(told):
        return tenders.paid(replace(told, compensation=None), event.at)
    return next_step(told, event.at)


def tender_declined(sale: Sale, event: ev.TenderDeclined) -> Step:
    """Not charged: nothing to give back."""
    return next_step(tenders.declined(sale, event), event.at)


def tender_given_back(sale: Sale, event: ev.TenderGivenBack) -> Step:
    return next_step(tenders.given_back(sale, event), event.at)


def tender_back_failed(sale: Sale, event: ev.TenderBackFailed) -> Step:
    return wait(replace(sale, problem=event.problem), event.at, (ASK_TERMINAL_S, *SEND_AGAIN[2:]))


# The redemptions


def not_wanted(sale: Sale, event: ev.RedemptionGranted) -> Step:
    """A redemption that was given up took effect: reversed beside what goes on; a voided sale is not over."""
    leg = replace(
        sale.leg(event.leg),
        state=LegState.GRANTED,
        granted=event.total,
        redemption_id=event.redemption_id,
    )
    told = sale.with_leg(leg).told(
        StoryKind.REDEEMED, event.at, mark=leg.mark, amount=event.total, proof=event.proof
    )
    if sale.phase is Phase.VOIDED:
        return begin(told, event.at, Cause.NO_ANSWER, Phase.VOIDED)
    return told, (_undo(leg, event.at),)


def granted(sale: Sale, event: ev.RedemptionGranted) -> Step:
    """The answer of a redemption that is not wanted any more: it is live, so it goes back."""
    leg = replace(
        sale.leg(event.leg),
        state=LegState.GRANTED,
        granted=event.total,
        redemption_id=event.redemption_id,
    )
    told = fresh(sale.with_leg(leg)).told(
        StoryKind.REDEEMED,
        event.at,
        mark=leg.mark,
        amount=event.total,
        name=leg.name,
        proof=event.proof,
    )
    return next_step(told, event.at)


def refused(sale: Sale, event: ev.RedemptionRefused) -> Step:
    """Not taken; but a repeated intention may be refused because the first took effect: look first."""
    asked = sale.leg(event.leg)
    state = LegState.UNKNOWN if asked.sends > 1 else LegState.REFUSED
    leg = replace(asked, state=state, problem=event.problem)
    told = fresh(sale.with_leg(leg)).told(
        StoryKind.REDEEM_REFUSED, event.at, mark=leg.mark, name=leg.name, proof=event.proof
    )
    return next_step(told, event.at)


def undo_confirmed(sale: Sale, event: ev.UndoConfirmed) -> Step:
    leg = sale.leg(event.leg)
    state = LegState.REFUNDED if event.refund else LegState.REVERSED
    told = fresh(sale.with_leg(replace(leg, state=state))).told(
        StoryKind.REFUNDED if event.refund else StoryKind.REVERSED,
        event.at,
        mark=leg.mark,
        amount=leg.granted,
        name=leg.name,
        proof=event.proof,
    )
    return next_step(told, event.at)


def undo_refused(sale: Sale, event: ev.UndoRefused) -> Step:
    """Judged: look at the incentives themselves, for it may be done already. Else the same again."""
    leg = sale.leg(event.leg)
    told = sale.with_leg(replace(leg, state=LegState.GRANTED, problem=event.problem)).told(
        StoryKind.UNDO_REFUSED, event.at, mark=leg.mark, name=event.problem, proof=event.proof
    )
    told = replace(told, problem=event.problem)
    if not event.judged:
        return wait(told, event.at, SEND_AGAIN, _pause_s(leg, event))
    judged = replace(
        told.leg(leg.number),
        state=LegState.UNDO_UNKNOWN,
        undo_sent_at=None,
        refusals=leg.refusals + 1,
    )
    return told.with_leg(judged), (FindUndo(leg.number, event.refund),)


def _pause_s(leg: Leg, event: ev.UndoRefused) -> float:
    """The pause that the tenant asked for, unless a reversal would miss its ten minutes by it (W32)."""
    age = leg.sent_at.elapsed_s(event.at) if leg.sent_at else 0.0
    misses = age <= REVERSE_UNTIL_S < age + event.retry_after_s
    return 0.0 if misses and not event.refund else event.retry_after_s


def undo_unknown(sale: Sale, event: ev.UndoUnknown) -> Step:
    leg = sale.leg(event.leg)
    unknown = replace(leg, state=LegState.UNDO_UNKNOWN, too_late=leg.too_late or event.refund)
    told = sale.with_leg(unknown).told(
        StoryKind.UNDO_UNKNOWN, event.at, mark=leg.mark, name=event.problem, proof=event.proof
    )
    return told, (FindUndo(leg.number, event.refund),)


def undo_sought(sale: Sale, event: ev.UndoSought) -> Step:
    leg = sale.leg(event.leg)
    match event.finding:
        case ev.Finding.FOUND:
            found = ev.UndoConfirmed(event.at, leg.number, leg.too_late, event.proof)
            return undo_confirmed(sale, found)
        case ev.Finding.UNREADABLE:
            return wait(sale, event.at, LOOK_AGAIN)
        case ev.Finding.ABSENT:
            return _still_taken(sale, leg, event)
        case ev.Finding.UNCLEAR:
            return _unclear(sale, leg, event)
        case _ as never:
            assert_never(never)


def _still_taken(sale: Sale, leg: Leg, event: ev.UndoSought) -> Step:
    """Inside the ten minutes reverse again, past them refund; no refund while a request may still take effect.

    What the tenant refuses to undo again and again, and yet shows as taken, is for a person.
    """
    late = leg.too_late or _is_late(leg, event.at)
    if late and not absence_proves(sale, leg.undo_sent_at, event.at):
        return wait(sale, event.at, LOOK_AGAIN)
    again = replace(leg, state=LegState.GRANTED, too_late=late)
    if late and not leg.too_late:
        return next_step(fresh(sale.with_leg(replace(again, refusals=0))), event.at)
    if leg.refusals >= MAX_REFUSALS:
        return _unclear(sale, leg, event)
    return wait(sale.with_leg(again), event.at, LOOK_AGAIN)


def _unclear(sale: Sale, leg: Leg, event: ev.UndoSought) -> Step:
    """A person is asked when the request can take effect no more: while it can, nobody could know."""
    if not absence_proves(sale, leg.undo_sent_at, event.at):
        return wait(sale, event.at, LOOK_AGAIN)
    return to_attention(
        sale,
        event.at,
        why="undo_unclear",
        mark=leg.mark,
        back_to=Phase.COMPENSATING,
        evidence=event.evidence,
    )


# Time, and a second thought


def read_failed(sale: Sale, event: ev.ReadFailed) -> Step:
    """The proof could not be read: again; a sale that only ends may end without it, and says so."""
    if event.purpose != ReadWallet.__name__ or proof.asked_at(sale) is None:
        return sale, ()
    ending = sale.putting_back.target is Phase.VOIDED
    if ending and sale.retry.tries >= MAX_PROOF_READS:
        told = sale.told(StoryKind.NOT_PROVED, event.at, name=event.problem, proof=event.proof)
        return _arrived(told, event.at)
    return wait(replace(sale, problem=event.problem), event.at, SEND_AGAIN, event.retry_after_s)


def time_passed(sale: Sale, event: ev.TimePassed) -> Step:
    return next_step(sale, event.at)


def voided(sale: Sale, event: ev.VoidRequested) -> Step:
    """The cashier gives up while it is being put back: the same work, but the sale ends after it."""
    ending = replace(sale.putting_back, target=Phase.VOIDED)
    return replace(sale, compensation=ending), ()
