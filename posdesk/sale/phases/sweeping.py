"""Sweeping: a redemption whose answer was lost may be there twice, so the sale looks again, beside its course.

Two minutes after the leg's last send, and once more a minute before its reversal deadline, the profile's
redemptions are listed. One with the leg's mark that is not its own is a twin: reversed, past the deadline
refunded. What is linked or bears no mark is never touched, only told. All of it goes on when the sale is
recorded or voided; the journal does not let go of it before (``pending``).
"""

from __future__ import annotations

from posdesk.sale import sweep_events as sev
from posdesk.sale.effects import Effect, RefundTwin, ReverseTwin, SweepAt, SweepTwins
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.events import Sent
from posdesk.sale.moments import Instant
from posdesk.sale.phases.steps import LOOK_AGAIN, REVERSE_UNTIL_S, SEND_AGAIN, Step
from posdesk.sale.replacing import replace
from posdesk.sale.state import UNDECIDED, Leg, LegState, Phase, Sale
from posdesk.sale.story import StoryKind
from posdesk.sale.sweep import OPEN_TWIN, Sweep, Twin, TwinState

# Seconds after a leg's last send.
LOOKS_AT_S = (120.0, 540.0)
# While one of the sale's own redemptions is being undone, its reversal must not be taken for a twin's.
DEFER = (5.0, 5.0, 10.0, 30.0, 60.0)
# A list that cannot be read for long is asked for ever less often.
AGAIN = (*SEND_AGAIN, *SEND_AGAIN[-1:] * 8, 300.0)
MAX_REFUSALS = 3
# A leg in one of these may yet get an id: its own redemption must not pass for a twin.
_UNDOING = frozenset({LegState.UNDOING, LegState.UNDO_UNKNOWN})


def pending(sale: Sale) -> bool:
    """Whether a look is still due or a twin not yet dealt with."""
    return any(_owes_looks(leg) for leg in sale.legs) or any(
        twin.state in OPEN_TWIN for twin in sale.sweep.twins
    )


def kept(before: Sale, step: Step) -> Step:
    """The step with what follows for the sweep: legs that fell into doubt noted, the next look timed."""
    sale, effects = step
    if sale.legs is before.legs and sale.sweep is before.sweep:
        return step
    sale = _doubted(sale)
    wake = _next_look(sale)
    if wake == sale.sweep.wake_at:
        return sale, effects
    timed = replace(sale, sweep=replace(sale.sweep, wake_at=wake))
    return (timed, effects) if wake is None else (timed, (*effects, SweepAt(wake)))


def _doubted(sale: Sale) -> Sale:
    for leg in sale.legs:
        if leg.state is LegState.UNKNOWN and not leg.doubted_of and sale.customer is not None:
            sale = sale.with_leg(replace(leg, doubted_of=sale.customer.profile_id))
    return sale


def _owes_looks(leg: Leg) -> bool:
    return bool(leg.doubted_of) and leg.looks < len(LOOKS_AT_S)


def _look_due(leg: Leg) -> Instant | None:
    """When the leg's next look is due; None when none is, or before the leg is decided."""
    if not _owes_looks(leg) or leg.state in UNDECIDED or leg.sent_at is None:
        return None
    return leg.sent_at.plus(LOOKS_AT_S[leg.looks])


def _next_look(sale: Sale) -> Instant | None:
    if sale.sweep.under_way:
        return None
    if sale.sweep.again_at is not None:
        return sale.sweep.again_at
    due = [at for at in map(_look_due, sale.legs) if at is not None]
    return min(due, key=lambda at: at.utc_ms, default=None)


def _again(sale: Sale, at: Instant, after_s: float) -> Step:
    sweep = replace(sale.sweep, asked_at=None, again_at=at.plus(after_s))
    return replace(sale, sweep=sweep), ()


def _wait(sale: Sale, at: Instant, pace: tuple[float, ...], at_least_s: float = 0.0) -> Step:
    tries = sale.sweep.tries
    pause = max(pace[min(tries, len(pace) - 1)], at_least_s)
    return _again(replace(sale, sweep=replace(sale.sweep, tries=tries + 1)), at, pause)


# Looking


def due(sale: Sale, event: sev.SweepDue) -> Step:
    """A ring that nothing waits for changes nothing."""
    wake = sale.sweep.wake_at
    if wake is None or wake.waited_s(event.at) < 0:
        return sale, ()
    profile = _profile(sale)
    asked = replace(sale.sweep, asked_at=event.at if profile else None, again_at=None)
    return replace(sale, sweep=asked), (SweepTwins(profile),) if profile else ()


def _profile(sale: Sale) -> str:
    """Whose redemptions to list: of an open twin's leg, else of the leg whose look is due first."""
    for twin in sale.sweep.twins:
        if twin.state in OPEN_TWIN:
            return sale.leg(twin.leg).doubted_of
    looks = [(when.utc_ms, leg.doubted_of) for leg in sale.legs if (when := _look_due(leg))]
    return min(looks)[1] if looks else ""


def sought(sale: Sale, event: sev.TwinsSought) -> Step:
    """Count the look, note what it showed, and take back the first twin."""
    asked = sale.sweep.asked_at
    if asked is None:
        return sale, ()
    sale = replace(sale, sweep=replace(sale.sweep, asked_at=None))
    for leg in sale.legs:
        if leg.doubted_of == event.profile_id and leg.state not in UNDECIDED and leg.sent_at:
            waited = leg.sent_at.waited_s(asked)
            looks = sum(1 for look in LOOKS_AT_S if waited >= look)
            sale = sale.with_leg(replace(leg, looks=max(looks, leg.looks)))
    sale = _told_possible(_newly_found(sale, event), event)
    for twin in sale.sweep.twins:
        if twin.state is TwinState.UNKNOWN and sale.leg(twin.leg).doubted_of == event.profile_id:
            sale = _looked_for(sale, twin, event, asked)
    return next_step(sale, event.at)


def _newly_found(sale: Sale, event: sev.TwinsSought) -> Sale:
    known = {twin.redemption_id for twin in sale.sweep.twins}
    own = {leg.redemption_id for leg in sale.legs}
    for row in event.found:
        leg = sale.leg(row.leg)
        if row.redemption_id in known | own or leg.state in UNDECIDED or not leg.doubted_of:
            continue
        twin = Twin(leg.number, f"{leg.mark}-T{row.redemption_id}", row.redemption_id, row.total)
        sale = replace(sale, sweep=replace(sale.sweep, twins=(*sale.sweep.twins, twin)))
        sale = _told(sale, twin, StoryKind.TWIN_FOUND, event.at, proof=event.proof)
    return sale


def _told_possible(sale: Sale, event: sev.TwinsSought) -> Sale:
    new = tuple(each for each in event.possible if each not in sale.sweep.reported)
    if not new:
        return sale
    noted = replace(sale.sweep, reported=(*sale.sweep.reported, *new))
    return replace(sale, sweep=noted).told(
        StoryKind.TWIN_POSSIBLE, event.at, name="; ".join(new), proof=event.proof
    )


def _looked_for(sale: Sale, twin: Twin, event: sev.TwinsSought, asked: Instant) -> Sale:
    """What the list says of a twin whose undoing is not known. No refund while a request may take effect.

    One that is refused again and again waits for its deadline, then it is refunded; that refused, it is left.
    """
    if twin.redemption_id in event.undone:
        return _undone(sale, twin, event.at, event.proof)
    late = _is_late(sale, twin, event.at)
    if late and twin.sent_at and twin.sent_at.waited_s(asked) < sale.terms.late_window_s:
        return sale
    refusals = 0 if late and not twin.refund else twin.refusals
    if twin.redemption_id in event.linked or (late and refusals >= MAX_REFUSALS):
        left = _with_twin(sale, replace(twin, state=TwinState.LEFT))
        return _told(left, twin, StoryKind.TWIN_LEFT, event.at, proof=event.proof)
    if refusals >= MAX_REFUSALS:
        return sale
    return _with_twin(sale, replace(twin, state=TwinState.FOUND, refusals=refusals))


def failed(sale: Sale, event: sev.SweepFailed) -> Step:
    if sale.sweep.asked_at is None:
        return sale, ()
    return _wait(sale, event.at, AGAIN, event.retry_after_s)


# Taking back


def next_step(sale: Sale, at: Instant) -> Step:
    """The first twin that is there; one whose undoing is not known is looked for later."""
    twins = sale.sweep.twins
    if any(twin.state is TwinState.SENT for twin in twins):
        return sale, ()
    for twin in twins:
        if twin.state is TwinState.FOUND:
            effect = _undo(sale, twin, at)
            return _wait(sale, at, DEFER) if effect is None else (sale, (effect,))
    if any(twin.state is TwinState.UNKNOWN for twin in twins):
        return _wait(sale, at, LOOK_AGAIN)
    return _rested(sale), ()


def _undo(sale: Sale, twin: Twin, at: Instant) -> Effect | None:
    """None: not now, for the sale's own is being undone. A reversal need not wait while a person is asked of it.

    Until then, and while the sale is put back, a new incentive must not be taken for its own refund's.
    """
    open_undos = {leg.state for leg in sale.legs} & _UNDOING
    if not _is_late(sale, twin, at):
        asked = sale.phase is Phase.ATTENTION and LegState.UNDOING not in open_undos
        return ReverseTwin(twin.mark) if asked or not open_undos else None
    if open_undos or sale.phase is Phase.COMPENSATING:
        return None
    return RefundTwin(twin.mark)


def _is_late(sale: Sale, twin: Twin, at: Instant) -> bool:
    sent = sale.leg(twin.leg).sent_at
    return twin.refund or (sent is not None and sent.elapsed_s(at) > REVERSE_UNTIL_S)


def sent(sale: Sale, twin: Twin, verb: str, event: Sent) -> Sale:
    """The undoing of ``twin`` is about to leave."""
    out = replace(twin, state=TwinState.SENT, sent_at=event.at, refund=verb == "refund")
    return _told(_with_twin(sale, out), out, StoryKind.TWIN_UNDO_SENT, event.at)


def undone(sale: Sale, event: sev.TwinUndone) -> Step:
    twin = _twin(sale, event.mark)
    if twin.state not in OPEN_TWIN:
        return sale, ()
    back = _undone(sale, replace(twin, refund=event.refund), event.at, event.proof)
    return next_step(_rested(back), event.at)


def refused(sale: Sale, event: sev.TwinUndoRefused) -> Step:
    """Judged: look first, for it may be undone already. Not judged: the same again later."""
    twin = _twin(sale, event.mark)
    if twin.state is not TwinState.SENT:
        return sale, ()
    if not event.judged:
        there = replace(twin, state=TwinState.FOUND, sent_at=None)
        return _wait(_with_twin(sale, there), event.at, SEND_AGAIN, event.retry_after_s)
    judged = replace(twin, state=TwinState.UNKNOWN, sent_at=None, refusals=twin.refusals + 1)
    told = _told(
        _with_twin(sale, judged),
        twin,
        StoryKind.TWIN_UNDO_OPEN,
        event.at,
        name=event.problem,
        proof=event.proof,
    )
    return _wait(told, event.at, LOOK_AGAIN)


def unknown(sale: Sale, event: sev.TwinUndoUnknown) -> Step:
    twin = _twin(sale, event.mark)
    if twin.state is not TwinState.SENT:
        return sale, ()
    told = _told(
        _with_twin(sale, replace(twin, state=TwinState.UNKNOWN)),
        twin,
        StoryKind.TWIN_UNDO_OPEN,
        event.at,
        name=event.problem,
        proof=event.proof,
    )
    return _wait(told, event.at, LOOK_AGAIN)


def _undone(sale: Sale, twin: Twin, at: Instant, proof: str) -> Sale:
    state = TwinState.REFUNDED if twin.refund else TwinState.REVERSED
    kind = StoryKind.TWIN_REFUNDED if twin.refund else StoryKind.TWIN_REVERSED
    return _told(_with_twin(sale, replace(twin, state=state)), twin, kind, at, proof=proof)


def _rested(sale: Sale) -> Sale:
    return replace(sale, sweep=replace(sale.sweep, tries=0, again_at=None))


# The return from the journal


def in_doubt(sale: Sale, at: Instant) -> Sweep:
    """The sweep of a sale whose till ended: what was on its way is unknown, and looked for at once."""
    twins = tuple(
        replace(twin, state=TwinState.UNKNOWN) if twin.state is TwinState.SENT else twin
        for twin in sale.sweep.twins
    )
    open_now = any(twin.state in OPEN_TWIN for twin in twins)
    again = at if open_now or sale.sweep.asked_at else None
    return replace(sale.sweep, twins=twins, asked_at=None, wake_at=None, again_at=again, tries=0)


def resumed(sale: Sale, at: Instant) -> Step:
    """A sale that is over, but for its looks."""
    return replace(sale, sweep=in_doubt(sale, at)), ()


def forgotten(sale: Sale) -> Sale:
    """The shop was reset: there is nobody left to look at."""
    legs = tuple(replace(leg, doubted_of="") for leg in sale.legs)
    return replace(sale, legs=legs, sweep=Sweep())


def twin_marked(sale: Sale, mark: str) -> Twin | None:
    return next((twin for twin in sale.sweep.twins if twin.mark == mark), None)


def _twin(sale: Sale, mark: str) -> Twin:
    """Raises IllegalEvent for a twin that the sale never had."""
    twin = twin_marked(sale, mark)
    if twin is None:
        raise IllegalEvent(f"no twin {mark}")
    return twin


def _with_twin(sale: Sale, twin: Twin) -> Sale:
    twins = tuple(twin if old.mark == twin.mark else old for old in sale.sweep.twins)
    return replace(sale, sweep=replace(sale.sweep, twins=twins))


def _told(
    sale: Sale, twin: Twin, kind: StoryKind, at: Instant, *, name: str = "", proof: str = ""
) -> Sale:
    return sale.told(kind, at, mark=twin.mark, amount=twin.total, name=name, proof=proof)
