"""A world that answers one thing at a time, in any order, or not at all; and a till that dies in between.

Every effect waits here as a call until a test decides its fate. A request may take effect without an
answer, or later than its answer was given up: within the late window, which is what a till is promised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, repeat

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import sweep_events as sev
from posdesk.sale.checkout import advance, opened
from posdesk.sale.errors import PosError
from posdesk.sale.moments import Instant
from posdesk.sale.record import purchase_of
from posdesk.sale.state import LegKind, Phase
from posdesk.sale.wallet import Wallet
from tests.sale import twin_world
from tests.sale.build import Desk, aud
from tests.sale.tenant import Charge, Tenant


class Fate(StrEnum):
    """What becomes of one call. ``late`` takes effect half a minute after the answer was given up.

    A redemption that comes ``twice`` takes effect now and again ``late``; one that is ``very_late`` breaks the
    promise of the late window. No other write is either: it is as with a lost answer, a lost request.
    """

    FINE = "fine"
    LESS = "less"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    REQUEST_LOST = "request_lost"
    ANSWER_LOST = "answer_lost"
    LATE = "late"
    TWICE = "twice"
    VERY_LATE = "very_late"


TAKES_EFFECT = frozenset({Fate.FINE, Fate.LESS, Fate.ANSWER_LOST, Fate.TWICE})
HEARD = frozenset({Fate.FINE, Fate.LESS, Fate.REFUSED})
STEP_S = 5.0
GIVE_UP_S = 10.0
LATE_BY_S = 30.0
VERY_LATE_BY_S = 90.0
Reply = Callable[[Instant], ev.Event]


@dataclass
class Call:
    """An effect on its way; ``seen`` is the wallet when it left, which a slow reading still shows."""

    effect: ef.Effect
    sent_at: Instant
    seen: Wallet


@dataclass
class SlowWorld:
    desk: Desk
    tenant: Tenant = field(default_factory=Tenant)
    out: list[Call] = field(default_factory=list)
    wake: Instant | None = None
    late: list[tuple[Instant, Callable[[], object]]] = field(default_factory=list)
    journal: list[ev.Event] = field(default_factory=list)

    @property
    def phase(self) -> Phase:
        return self.desk.sale.phase

    # The till

    def tell(self, event: ev.Event) -> None:
        """As the engine: the event, then the intentions of what it asks for; the calls leave after that."""
        now = self.desk.now
        effects = self.desk.do(event)
        self.journal += [event, *(ev.Sent(now, e.intention) for e in effects if e.intention)]
        for effect in effects:
            if isinstance(effect, ef.WakeAt):
                self.wake = effect.at
            else:
                self.out.append(Call(effect, now, self.tenant.wallet(now)))
        self.desk.later(0.001)

    def press(self, event: ev.Event) -> None:
        """What a cashier may try at any time: refused in words, it changes nothing."""
        before = self.desk.sale
        try:
            self.tell(event)
        except PosError:
            assert self.desk.sale is before

    def die(self, fates: Iterable[Fate]) -> None:
        """Power off: what is on its way may still arrive; nobody hears the answers."""
        for call, fate in zip(self.out, fates, strict=False):
            if call.effect.intention:
                self.carry_out(call, fate)
        self.out, self.wake, self.desk.look_at = [], None, None

    def replayed(self) -> bool:
        """Whether the journal alone leads to the same sale."""
        sale = opened(
            ev.SaleOpened(self.desk.sale.opened_at, self.desk.sale.reference, self.desk.sale.terms)
        )
        for event in self.journal:
            sale, _ = advance(sale, event)
        return sale == self.desk.sale

    # Time

    def pass_time(self, seconds: float, fates: Iterable[Fate] = ()) -> None:
        """No call waits long: what has no answer by then is given up. Late requests arrive, timers ring."""
        left, fate = seconds, chain(fates, repeat(Fate.REQUEST_LOST))
        while left > 0:
            busy = self.out or self.late or self.wake or self.desk.look_at
            step = min(left, STEP_S) if busy else left
            self.desk.later(step)
            left -= step
            self._arrive()
            for call in [each for each in self.out if self._waited(each) >= GIVE_UP_S]:
                self.out.remove(call)
                self.answer(call, next(fate))
            if self.wake is not None and self.wake.elapsed_s(self.desk.now) >= 0:
                self.wake = None
                self.tell(ev.TimePassed(self.desk.now))
            look = self.desk.look_at
            if look is not None and look.waited_s(self.desk.now) >= 0:
                self.desk.look_at = None
                self.tell(sev.SweepDue(self.desk.now))

    def _waited(self, call: Call) -> float:
        return call.sent_at.elapsed_s(self.desk.now)

    def _arrive(self) -> None:
        due = [each for each in self.late if not self.desk.now.precedes(each[0])]
        self.late = [each for each in self.late if each not in due]
        for _, request in due:
            request()

    # One call

    def answer(self, call: Call, fate: Fate) -> None:
        """Decide the fate of ``call`` and tell the till what it hears of it."""
        reply = self.carry_out(call, fate)
        if reply is not None:
            self.tell(reply(self.desk.now))

    def carry_out(self, call: Call, fate: Fate) -> Reply | None:
        match call.effect:
            case ef.CreateRedemption(leg=number):
                return self._create(number, fate)
            case ef.ReverseRedemption(leg=number) | ef.RefundRedemption(leg=number):
                refund = isinstance(call.effect, ef.RefundRedemption)
                return self._undo(number, fate, refund=refund)
            case ef.SweepTwins(profile_id=profile):
                return twin_world.look(self, profile, fine=fate in TAKES_EFFECT)
            case ef.ReverseTwin(mark=mark) | ef.RefundTwin(mark=mark):
                refund = isinstance(call.effect, ef.RefundTwin)
                arrives, heard = fate in TAKES_EFFECT, fate in HEARD
                return twin_world.undo(self, mark, refund=refund, heard=heard, arrives=arrives)
            case ef.RecordTransaction():
                return self._record(fate)
            case ef.Charge() | ef.AskTerminal() | ef.VoidTender():
                return self._terminal(call.effect, fate)
            case _:
                return self._read(call, fate)

    def _later(self, request: Callable[[], object], by_s: float = LATE_BY_S) -> None:
        self.late.append((self.desk.now.plus(by_s), request))

    # Reads

    def _read(self, call: Call, fate: Fate) -> Reply:
        fine = fate in TAKES_EFFECT
        seen = self.tenant.wallet(call.sent_at) if fate is Fate.FINE else call.seen
        match call.effect:
            case ef.FindRedemption(leg=number):
                return self._find(number) if fine else _sought(number, _unseen(fate))
            case ef.FindUndo(leg=number):
                return self._find_undo(number, ev.Finding.FOUND if fine else _unseen(fate))
            case ef.ReadSnapshot() if fine:
                return lambda at: ev.SnapshotRead(at, seen, self.tenant.highest)
            case ef.ReadWallet() if fine:
                return lambda at: ev.WalletRead(at, seen)
            case ef.LookUpTransaction() if fine:
                found = "64" if self.tenant.transactions else ""
                return lambda at: ev.TransactionSought(at, found)
            case _:
                purpose = type(call.effect).__name__
                return lambda at: ev.ReadFailed(at, purpose, "omneo.unreachable")

    def _find(self, number: int) -> Reply:
        sale = self.desk.sale
        known = {leg.redemption_id for leg in sale.legs}
        tag = self._tag(number)
        mine = [r for r in self.tenant.rows if r.tag == tag and str(r.id) not in known]
        if not mine:
            return _sought(number, ev.Finding.ABSENT)
        row = mine[0]
        return lambda at: ev.RedemptionSought(
            at, number, ev.Finding.FOUND, str(row.id), aud(row.total)
        )

    def _find_undo(self, number: int, finding: ev.Finding) -> Reply:
        row = self.tenant.row(self.desk.sale.leg(number).redemption_id)
        if finding is ev.Finding.FOUND and row.state == "live":
            finding = ev.Finding.ABSENT
        return lambda at: ev.UndoSought(at, number, finding)

    # Redemptions

    def _tag(self, number: int) -> str:
        return f"{self.desk.sale.reference}-{self.desk.sale.leg(number).mark}"

    def _create(self, number: int, fate: Fate) -> Reply:
        leg, tag, now = self.desk.sale.leg(number), self._tag(number), self.desk.now
        twice = [row for row in self.tenant.rows if row.tag == tag and not row.extra]
        assert not twice, "redeemed twice"
        less = fate is Fate.LESS and leg.kind is LegKind.REWARDS
        amount = max(1, leg.requested.minor // 2) if less else leg.requested.minor
        if fate is Fate.LATE:
            self._later(lambda: self.tenant.redeem(tag, leg.kind, amount, self.desk.now))
        if fate in {Fate.TWICE, Fate.VERY_LATE}:
            by_s = VERY_LATE_BY_S if fate is Fate.VERY_LATE else LATE_BY_S
            self._later(
                lambda: self.tenant.redeem(tag, leg.kind, amount, self.desk.now, extra=True), by_s
            )
        row = self.tenant.redeem(tag, leg.kind, amount, now) if fate in TAKES_EFFECT else None
        if fate in {Fate.FINE, Fate.LESS} and row is not None:
            return lambda at: ev.RedemptionGranted(at, number, str(row.id), aud(row.total))
        if fate in {Fate.FINE, Fate.LESS, Fate.REFUSED, Fate.NOT_SENT}:
            return lambda at: ev.RedemptionRefused(at, number, "omneo.invalid")
        return lambda at: ev.RedemptionUnknown(at, number, "omneo.no_answer")

    def _undo(self, number: int, fate: Fate, *, refund: bool) -> Reply:
        leg, now = self.desk.sale.leg(number), self.desk.now
        row = self.tenant.row(leg.redemption_id)
        assert leg.sent_at is not None
        assert leg.sent_at.elapsed_s(now) > 600 or not refund, "refunded inside the ten minutes"

        def undo() -> bool:
            return self.tenant.refund(row) if refund else self.tenant.reverse(row, self.desk.now)

        if fate is Fate.NOT_SENT:
            return lambda at: ev.UndoRefused(
                at, number, "omneo.throttled", refund, 5.0, judged=False
            )
        if fate is Fate.LATE:
            self._later(undo)
        done = undo() if fate in TAKES_EFFECT else False
        if fate in HEARD:
            if done:
                return lambda at: ev.UndoConfirmed(at, number, refund)
            return lambda at: ev.UndoRefused(at, number, "omneo.invalid", refund)
        return lambda at: ev.UndoUnknown(at, number, "omneo.no_answer", refund)

    # The record and the terminal

    def _record(self, fate: Fate) -> Reply:
        purchase = purchase_of(self.desk.sale)
        if fate is Fate.LATE:
            self._later(lambda: self.tenant.record(purchase))
        if fate in TAKES_EFFECT:
            self.tenant.record(purchase)
        match fate:
            case Fate.FINE | Fate.LESS:
                return lambda at: ev.TransactionRecorded(at, "64", purchase.linked)
            case Fate.REFUSED | Fate.NOT_SENT:
                judged = fate is Fate.REFUSED
                return lambda at: ev.TransactionRefused(at, "omneo.refused", judged=judged)
            case _:
                return lambda at: ev.TransactionUnknown(at, "omneo.no_answer")

    def _terminal(self, effect: ef.Effect, fate: Fate) -> Reply | None:
        charges = self.tenant.charges
        match effect:
            case ef.Charge(tender=number, mark=mark, amount=amount):
                part = max(1, amount.minor // 2) if fate is Fate.LESS else amount.minor
                taken = fate in TAKES_EFFECT
                charges[mark] = Charge(part, "taken" if taken else "declined")
                if fate in {Fate.ANSWER_LOST, Fate.REQUEST_LOST, Fate.LATE}:
                    return lambda at: ev.TenderUnknown(at, number)
                return self._status(number, mark)
            case ef.AskTerminal(cancel=True):
                return None
            case ef.AskTerminal(tender=number):
                if fate not in TAKES_EFFECT:
                    return lambda at: ev.TenderUnknown(at, number)
                return self._status(number, self.desk.sale.tender(number).mark)
            case ef.VoidTender(tender=number, mark=mark):
                if fate in TAKES_EFFECT:
                    charges[mark].state = "back"
                if fate in {Fate.FINE, Fate.LESS}:
                    return lambda at: ev.TenderGivenBack(at, number)
                return lambda at: ev.TenderBackFailed(at, number, "terminal.in_progress")
            case _:
                raise AssertionError(f"no terminal for {effect}")

    def _status(self, number: int, mark: str) -> Reply:
        charge = self.tenant.charges.get(mark)
        if charge is not None and charge.state == "taken":
            return lambda at: ev.TenderApproved(at, number, aud(charge.amount), "approved")
        return lambda at: ev.TenderDeclined(at, number, "declined")


def _sought(number: int, finding: ev.Finding) -> Reply:
    return lambda at: ev.RedemptionSought(at, number, finding)


def _unseen(fate: Fate) -> ev.Finding:
    return ev.Finding.UNCLEAR if fate is Fate.REFUSED else ev.Finding.UNREADABLE


def calm(world: SlowWorld, steps: int = 300) -> None:
    """The weather clears: everything is answered, timers ring, until nothing is asked any more."""
    for _ in range(steps):
        if world.out:
            world.answer(world.out.pop(0), Fate.FINE)
        elif world.wake is not None:
            world.pass_time(max(0.001, world.desk.now.elapsed_s(world.wake)))
        elif world.desk.look_at is not None and world.phase is not Phase.ATTENTION:
            world.pass_time(max(0.001, world.desk.now.waited_s(world.desk.look_at)))
        else:
            return
    raise AssertionError(f"no rest in {world.phase}: {world.out}")
