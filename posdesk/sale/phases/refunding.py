"""``refunding`` and ``repaying``: what was picked is given back, one write at a time, each an intention.

The rules
- ``refunding`` gives back what goes into the wallet: redemptions, then what credits paid. ``repaying`` gives the
  rest as the cashier chose; with nothing chosen, or when a card refused, it waits for a choice. Cash is last.
- A refund makes something new and cannot be undone, so once one was given, or may have been, the return goes
  forward only. While nothing was, a tenant out of reach leads back to the pick, and so does Esc.
- Unknown is never failed: a refund without an answer is read back against the wallet from just before it (at the
  terminal by its id). Not there after the late window: the same once more; then a person decides.
- What is settled is never sent again, whatever is repeated, and the till that starts again goes on here.
- When the tenant refuses for good it is for a person: try again, go on without, or, while nothing was given,
  pick again.
"""

from __future__ import annotations

from typing import assert_never

from posdesk.sale import events as ev
from posdesk.sale import repayment
from posdesk.sale import return_events as rev
from posdesk.sale.effects import FindRefund, GiveRefund, ReadSnapshot
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.moments import Instant
from posdesk.sale.past import RefundKind
from posdesk.sale.phases import recording
from posdesk.sale.phases.steps import (
    LOOK_AGAIN,
    MAX_SENDS,
    SEND_AGAIN,
    Step,
    absence_proves,
    fresh,
    to_attention,
    wait,
)
from posdesk.sale.replacing import replace
from posdesk.sale.returns import Refund, RefundState, Repay
from posdesk.sale.state import Phase, Sale
from posdesk.sale.story import StoryKind

REFUND_REFUSED = "refund_refused"
FIRST_REFUSED = "first_refund_refused"
REFUND_UNCLEAR = "refund_unclear"
REPAY_OPEN = "repay_open"
CASH_UNCLEAR = "cash_unclear"
# Refusals that the tenant did not judge are repeated so often, some minutes, before a person is asked.
MAX_TRIES = 12
# How the money goes back may be chosen again when the first way refused.
_OTHER_WAY = frozenset({RefundKind.CARD, RefundKind.STORE_CREDIT})


def begin(sale: Sale, at: Instant) -> Step:
    """Plan what goes back into the wallet; numbers go on from those of an earlier try."""
    planned = repayment.at_the_tenant(sale)
    back = repayment.returning(sale)
    going = replace(back, refunds=(*back.refunds, *planned))
    begun = replace(fresh(sale), phase=Phase.REFUNDING, returning=going, paid_at=at, problem="")
    return next_step(begun, at)


def next_step(sale: Sale, at: Instant) -> Step:
    """The first refund that is not settled; none: the rest of the money; nothing owed: the record."""
    for refund in repayment.returning(sale).refunds:
        match refund.state:
            case RefundState.SENT:
                return sale, ()
            case RefundState.UNKNOWN:
                return sale, (FindRefund(refund.number),)
            case RefundState.PLANNED:
                return _give(sale, refund, at)
            case _:
                pass
    return _repay(replace(sale, phase=Phase.REPAYING), at)


def _give(sale: Sale, refund: Refund, at: Instant) -> Step:
    if refund.kind is RefundKind.CASH:
        return _ask_for_cash(sale, refund, at)
    back = repayment.returning(sale)
    if refund.kind is not RefundKind.CARD and back.before is None:
        # The proof of a lost answer is what is new since just before.
        return sale, (ReadSnapshot(sale.customer.profile_id if sale.customer else ""),)
    return sale, (GiveRefund(refund.number, refund.mark),)


def _ask_for_cash(sale: Sale, refund: Refund, at: Instant) -> Step:
    """A person hands it over and says so; a cent or two that no coin can carry is settled by that."""
    if not refund.amount:
        return given_now(sale, rev.RefundGiven(at, refund.number))
    asked = _with(sale, replace(refund, state=RefundState.SENT, sent_at=at))
    told = fresh(asked).told(StoryKind.HAND_OVER, at, mark=refund.mark, amount=refund.amount)
    return _cash_unclear(told, refund, at) if _left_alone(told) else (told, ())


def _repay(sale: Sale, at: Instant) -> Step:
    back = repayment.returning(sale)
    if not repayment.rest(sale):
        return recording.begin(replace(sale, returning=replace(back, repay=None)), at)
    if back.repay is None and back.left_alone:
        left = str(repayment.rest(sale))
        return to_attention(sale, at, why=REPAY_OPEN, mark="", back_to=sale.phase, evidence=(left,))
    if back.repay is None:
        return sale, ()
    planned = repayment.by_choice(sale, back.repay)
    # Chosen once: what a card could not carry needs a choice of its own.
    going = replace(back, repay=None, refunds=(*back.refunds, *planned))
    return next_step(replace(sale, returning=going), at)


def repay_chosen(sale: Sale, event: rev.RepayChosen) -> Step:
    """Raises IllegalEvent while a refund is under way, and for a way that this return has not."""
    back = repayment.returning(sale)
    open_ = (RefundState.PLANNED, RefundState.SENT, RefundState.UNKNOWN)
    if any(each.state in open_ for each in back.refunds):
        raise IllegalEvent("a refund is under way")
    repay = Repay(event.kind, event.extra or sale.zero)
    repayment.check(sale, repay)
    chosen = replace(fresh(sale), returning=replace(back, repay=repay), problem="")
    return next_step(chosen, event.at)


def cash_handed_over(sale: Sale, event: rev.CashHandedOver) -> Step:
    """Raises IllegalEvent for cash that was not asked for."""
    refund = repayment.returning(sale).refund(event.refund)
    if refund.kind is not RefundKind.CASH or refund.state is not RefundState.SENT:
        raise IllegalEvent(f"no cash is asked for by {refund.mark}")
    return given_now(sale, rev.RefundGiven(event.at, refund.number))


# Before a refund


def snapshot_read(sale: Sale, event: ev.SnapshotRead) -> Step:
    back = repayment.returning(sale)
    waits = any(each.state is RefundState.PLANNED for each in back.refunds)
    if back.before is not None or not waits:
        return sale, ()
    known = replace(back, before=event.wallet, high_water=max(event.high_water, back.high_water))
    return next_step(replace(fresh(sale), returning=known, problem=""), event.at)


def read_failed(sale: Sale, event: ev.ReadFailed) -> Step:
    """Without the reading before it nothing is refunded: back to the pick, or again later."""
    back = repayment.returning(sale)
    if event.purpose != ReadSnapshot.__name__ or back.before is not None:
        return sale, ()
    if repayment.untouched(sale):
        return _to_picking(sale, event.problem), ()
    return wait(replace(sale, problem=event.problem), event.at, SEND_AGAIN, event.retry_after_s)


def sent(sale: Sale, refund: Refund, event: ev.Sent) -> Sale:
    """It is about to leave: from here on its outcome is unknown until it is told."""
    out = replace(refund, state=RefundState.SENT, sent_at=event.at, sends=refund.sends + 1)
    return _with(sale, out).told(
        StoryKind.REFUND_SENT,
        event.at,
        mark=refund.mark,
        amount=refund.amount,
        name=refund.kind.value,
    )


# The outcomes


def given_now(sale: Sale, event: rev.RefundGiven) -> Step:
    """It went back, so it is never sent again."""
    return next_step(fresh(known_given(sale, event)), event.at)


def known_given(sale: Sale, event: rev.RefundGiven) -> Sale:
    """The fact alone, which is true in every phase."""
    refund = repayment.returning(sale).refund(event.refund)
    amount = refund.amount if event.amount is None else event.amount
    settled = replace(
        refund, state=RefundState.GIVEN, given=amount, row_id=event.row_id, problem=""
    )
    told = _with(sale, settled).told(
        StoryKind.REFUND_GIVEN,
        event.at,
        mark=refund.mark,
        amount=amount,
        name=refund.kind.value,
        proof=event.proof,
    )
    return replace(told, returning=replace(repayment.returning(told), before=None))


def refused(sale: Sale, event: rev.RefundRefused) -> Step:
    """Proved not given. A repeated one may be refused because the first took effect: look first."""
    refund = repayment.returning(sale).refund(event.refund)
    if event.judged and refund.sends > 1 and refund.kind is not RefundKind.CARD:
        return unknown(sale, rev.RefundUnknown(event.at, refund.number, event.problem, event.proof))
    told = _told(sale, refund, RefundState.REFUSED, StoryKind.REFUND_REFUSED, event)
    told = replace(told, problem=event.problem)
    if not event.judged:
        return _not_judged(told, refund, event)
    if told.phase is Phase.REPAYING and refund.kind in _OTHER_WAY:
        return next_step(_without_planned(told), event.at)
    return _refused_for_good(told, refund, event.at, (event.problem,))


def _not_judged(sale: Sale, refund: Refund, event: rev.RefundRefused) -> Step:
    """The same again later; while nothing was given the cashier need not wait for it."""
    if sale.phase is Phase.REFUNDING and repayment.untouched(sale):
        return _to_picking(sale, event.problem), ()
    if sale.retry.tries >= MAX_TRIES:
        return _refused_for_good(sale, refund, event.at, (event.problem,))
    return wait(_planned(sale, refund), event.at, SEND_AGAIN, event.retry_after_s)


def unknown(sale: Sale, event: rev.RefundUnknown) -> Step:
    refund = repayment.returning(sale).refund(event.refund)
    told = _told(sale, refund, RefundState.UNKNOWN, StoryKind.REFUND_UNKNOWN, event)
    return fresh(told), (FindRefund(refund.number),)


def sought(sale: Sale, event: rev.RefundSought) -> Step:
    refund = repayment.returning(sale).refund(event.refund)
    match event.finding:
        case ev.Finding.FOUND:
            return given_now(sale, found(event))
        case ev.Finding.UNREADABLE:
            return wait(sale, event.at, LOOK_AGAIN)
        case ev.Finding.UNCLEAR:
            return to_attention(
                sale,
                event.at,
                why=REFUND_UNCLEAR,
                mark=refund.mark,
                back_to=sale.phase,
                evidence=event.evidence,
            )
        case ev.Finding.ABSENT:
            return _absent(sale, refund, event)
        case _ as never:
            assert_never(never)


def found(event: rev.RefundSought) -> rev.RefundGiven:
    """The refund that was found, as the answer that was lost."""
    return rev.RefundGiven(event.at, event.refund, event.amount, event.row_id, event.proof)


def _absent(sale: Sale, refund: Refund, event: rev.RefundSought) -> Step:
    """Wait out the late window, then once more; the terminal refunds an id once, so it may be asked at once."""
    of_terminal = refund.kind is RefundKind.CARD
    if not of_terminal and not absence_proves(sale, refund.sent_at, event.at):
        return wait(sale, event.at, LOOK_AGAIN)
    told = sale.told(
        StoryKind.REFUND_ABSENT,
        event.at,
        mark=refund.mark,
        name=refund.kind.value,
        proof=event.proof,
    )
    if of_terminal:
        return wait(_planned(told, refund), event.at, SEND_AGAIN)
    if refund.sends < MAX_SENDS:
        return next_step(fresh(_planned(told, refund)), event.at)
    absent = _with(told, replace(refund, state=RefundState.REFUSED))
    return _refused_for_good(absent, refund, event.at, (refund.problem, *event.evidence))


def _refused_for_good(sale: Sale, refund: Refund, at: Instant, evidence: tuple[str, ...]) -> Step:
    why = FIRST_REFUSED if repayment.untouched(sale) else REFUND_REFUSED
    return to_attention(sale, at, why=why, mark=refund.mark, back_to=sale.phase, evidence=evidence)


def time_passed(sale: Sale, event: ev.TimePassed) -> Step:
    return next_step(sale, event.at)


# A person's word, and the way back


def decided(sale: Sale, mark: str, choice: ev.Choice, at: Instant) -> Sale:
    """What a person says about the refund ``mark``."""
    refund = next((each for each in repayment.returning(sale).refunds if each.mark == mark), None)
    if refund is None:
        return sale
    match choice:
        case ev.Choice.WAS_GIVEN:
            return known_given(sale, rev.RefundGiven(at, refund.number))
        case ev.Choice.WAS_NOT_GIVEN:
            return _planned(sale, refund)
        case ev.Choice.TRY_AGAIN if refund.state is RefundState.REFUSED:
            return _planned(sale, replace(refund, sends=0))
        case _:
            return sale


def went_back(sale: Sale, event: ev.WentBack) -> Step:
    """Esc while nothing was given. Raises IllegalEvent afterwards: what was given is not taken back."""
    if not repayment.untouched(sale):
        raise IllegalEvent("something was given back: the return goes forward only")
    return _to_picking(sale, ""), ()


def resumed(sale: Sale, at: Instant) -> Step:
    """After a crash: go on; where only a person at the till can go on, it is for a person, and says so."""
    back = replace(repayment.returning(sale), left_alone=True)
    alone = replace(sale, returning=back)
    for refund in back.refunds:
        if refund.kind is RefundKind.CASH and refund.state is RefundState.SENT:
            return _cash_unclear(alone, refund, at)
    return next_step(alone, at)


def attended(sale: Sale) -> Sale:
    """A person has decided something, so there is one."""
    return replace(sale, returning=replace(repayment.returning(sale), left_alone=False))


def _left_alone(sale: Sale) -> bool:
    return repayment.returning(sale).left_alone


def _cash_unclear(sale: Sale, refund: Refund, at: Instant) -> Step:
    return to_attention(
        sale,
        at,
        why=CASH_UNCLEAR,
        mark=refund.mark,
        back_to=sale.phase,
        evidence=(str(refund.amount),),
    )


def picked_again(sale: Sale) -> Sale:
    """A person rather changes the return; offered only while nothing was given."""
    return _to_picking(sale, "")


def in_doubt(sale: Sale) -> Sale:
    """What was on its way when the till died is unknown; cash is a person's to tell."""
    back = sale.returning
    if back is None:
        return sale
    for refund in back.refunds:
        if refund.state is RefundState.SENT and refund.kind is not RefundKind.CASH:
            back = back.with_refund(replace(refund, state=RefundState.UNKNOWN))
    return replace(sale, returning=back)


def _to_picking(sale: Sale, problem: str) -> Sale:
    back = replace(repayment.returning(_without_planned(sale)), confirmed=False, before=None)
    return replace(fresh(sale), phase=Phase.PICKING, returning=back, paid_at=None, problem=problem)


def _without_planned(sale: Sale) -> Sale:
    """What was not sent is planned anew, under new numbers: nobody refused it."""
    back = repayment.returning(sale)
    for refund in back.refunds:
        if refund.state is RefundState.PLANNED:
            back = back.with_refund(replace(refund, state=RefundState.REFUSED, problem=""))
    return replace(sale, returning=back)


def _planned(sale: Sale, refund: Refund) -> Sale:
    return _with(sale, replace(refund, state=RefundState.PLANNED))


def _with(sale: Sale, refund: Refund) -> Sale:
    return replace(sale, returning=repayment.returning(sale).with_refund(refund))


def _told(
    sale: Sale,
    refund: Refund,
    state: RefundState,
    kind: StoryKind,
    event: rev.RefundRefused | rev.RefundUnknown,
) -> Sale:
    changed = replace(refund, state=state, problem=event.problem)
    return _with(sale, changed).told(
        kind,
        event.at,
        mark=refund.mark,
        amount=refund.amount,
        name=event.problem,
        proof=event.proof,
    )
