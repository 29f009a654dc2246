"""A broken world for the sale: a tenant and a terminal that lose requests and answers, and a till that dies.

Small and exact: it knows what was really taken, so that a test can compare what the sale believes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import sweep_events as sev
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.moments import Instant
from posdesk.sale.purses import Purse, split, worth
from posdesk.sale.state import Leg, LegKind, Phase
from posdesk.sale.sweep import TwinRow
from posdesk.sale.wallet import Balances, Wallet
from tests.sale.build import Desk, aud, wallet


class Luck(StrEnum):
    """What becomes of one call. ``twice`` takes effect two times, without an answer."""

    FINE = "fine"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    REQUEST_LOST = "request_lost"
    ANSWER_LOST = "answer_lost"
    TWICE = "twice"


@dataclass
class Redemption:
    """``points`` are the cents of ``total`` that came from points; ``uses`` are benefits used."""

    id: int
    tag: str
    kind: LegKind
    total: int
    state: str = "live"
    points: int = 0
    uses: int = 0
    first: bool = True


@dataclass
class World:
    """What is true. ``luck`` is asked once for each call."""

    desk: Desk
    luck: Callable[[], Luck]
    redemptions: list[Redemption] = field(default_factory=list)
    charges: dict[str, str] = field(default_factory=dict)
    transactions: list[str] = field(default_factory=list)
    reverse_open: bool = True

    def wallet(self) -> Wallet:
        """25.00 of rewards and 15.00 of points, less what is live."""
        burnt = sum(each.points for each in self.live)
        taken = sum(each.total - each.points for each in self.live)
        first = max(0, 1000 - taken)
        rest = 1500 - max(0, taken - 1000)
        held = wallet((first, rest), 1 - sum(each.uses for each in self.live), self.desk.now)
        own, left = held.balances.rewards, 1500 - burnt
        return replace(held, balances=Balances(own, Decimal(left), aud(left), own + aud(left)))

    @property
    def live(self) -> list[Redemption]:
        return [each for each in self.redemptions if each.state == "live"]

    @property
    def twins(self) -> list[Redemption]:
        """Live ones that are nobody's: second redemptions which the sale has still to find."""
        own = {leg.redemption_id for leg in self.desk.sale.legs}
        return [each for each in self.live if str(each.id) not in own and not each.first]

    def settle(self, effects: tuple[ef.Effect, ...]) -> None:
        """Answer effects until nothing is asked any more; time passes where it is waited for."""
        waiting = list(effects)
        for _ in range(400):
            look = self.desk.look_at
            if look is not None and look.waited_s(self.desk.now) >= 0:
                self.desk.look_at = None
                waiting += self.desk.do(sev.SweepDue(self.desk.now))
            if not waiting:
                return
            effect = waiting.pop(0)
            waiting += self.answer(effect)
        raise AssertionError(f"no rest in {self.desk.sale.phase}: {waiting}")

    def answer(self, effect: ef.Effect) -> tuple[ef.Effect, ...]:
        """Carry out one effect and tell the sale its outcome, if one comes."""
        desk, at = self.desk, self.desk.now
        match effect:
            case ef.WakeAt(at=wake):
                pause = at.elapsed_s(wake)
                desk.later(max(0.0, pause))
                return desk.do(ev.TimePassed(desk.now))
            case ef.ReadSnapshot():
                return self._read(ev.SnapshotRead(at, self.wallet(), self._highest()), effect)
            case ef.ReadWallet():
                return self._read(ev.WalletRead(at, self.wallet()), effect)
            case ef.CreateRedemption(leg=leg):
                return self._create(leg, at)
            case ef.FindRedemption(leg=leg):
                return desk.do(self._find(leg, at))
            case ef.ReverseRedemption(leg=leg) | ef.RefundRedemption(leg=leg):
                return self._undo(leg, at, refund=isinstance(effect, ef.RefundRedemption))
            case ef.FindUndo(leg=leg):
                return desk.do(self._find_undo(leg, at))
            case _:
                return self._pay_or_record(effect, at)

    def _read(self, event: ev.Event, effect: ef.Effect) -> tuple[ef.Effect, ...]:
        if self.luck() is Luck.FINE:
            return self.desk.do(event)
        failed = ev.ReadFailed(self.desk.now, type(effect).__name__, "omneo.unreachable")
        return self.desk.do(failed)

    def _highest(self) -> int:
        return max((each.id for each in self.redemptions), default=100)

    def _tag(self, leg: int) -> str:
        return f"{self.desk.sale.reference}-{self.desk.sale.leg(leg).mark}"

    def _create(self, number: int, at: Instant) -> tuple[ef.Effect, ...]:
        leg, luck = self.desk.sale.leg(number), self.luck()
        if luck in {Luck.REFUSED, Luck.NOT_SENT}:
            return self.desk.do(ev.RedemptionRefused(at, number, "omneo.invalid"))
        made = None
        if luck is not Luck.REQUEST_LOST:
            made = self._made(leg)
            self.redemptions.append(made)
        if luck is Luck.TWICE and self._bears(leg):
            self.redemptions.append(replace(self._made(leg), first=False))
        if luck is Luck.FINE and made is not None:
            granted = ev.RedemptionGranted(at, number, str(made.id), aud(made.total))
            return self.desk.do(granted)
        return self.desk.do(ev.RedemptionUnknown(at, number, "omneo.no_answer"))

    def _made(self, leg: Leg) -> Redemption:
        """What the tenant writes down; a till that asks for more than there is would be caught here."""
        parts = dict(split(self.wallet().balances, leg.requested, leg.strategies))
        value = leg.requested.minor if leg.kind is LegKind.REWARDS else 0
        assert sum(part.minor for part in parts.values()) >= value
        points = parts.get(Purse.POINTS, aud(0)).minor if value else 0
        row = (self._highest() + 1, self._tag(leg.number), leg.kind, leg.requested.minor)
        return Redemption(*row, points=points, uses=len(leg.benefits))

    def _bears(self, leg: Leg) -> bool:
        """Whether what the leg asks for is still there."""
        held = self.wallet()
        there = worth(held.balances, leg.strategies) >= leg.requested
        return there and all(held.benefit(each).unusable is None for each in leg.benefits)  # type: ignore[union-attr]  # seeded

    # The sweep

    def _sweep(self, effect: ef.Effect, at: Instant) -> ev.Event:
        luck = self.luck()
        match effect:
            case ef.SweepTwins(profile_id=profile):
                if luck is not Luck.FINE:
                    return sev.SweepFailed(at, "omneo.unreachable")
                return sev.TwinsSought(at, profile, self._listed(), undone=self._undone())
            case ef.ReverseTwin(mark=mark) | ef.RefundTwin(mark=mark):
                return self._undo_twin(mark, at, luck, refund=isinstance(effect, ef.RefundTwin))
            case _:
                raise AssertionError(f"no sweep for {effect}")

    def _listed(self) -> tuple[TwinRow, ...]:
        rows = (
            TwinRow(leg.number, str(each.id), aud(each.total))
            for leg in self.desk.sale.legs
            for each in self.redemptions
            if each.tag == self._tag(leg.number) and str(each.id) != leg.redemption_id
        )
        return tuple(rows)

    def _undone(self) -> tuple[str, ...]:
        return tuple(str(each.id) for each in self.redemptions if each.state != "live")

    def _undo_twin(self, mark: str, at: Instant, luck: Luck, *, refund: bool) -> ev.Event:
        wanted = mark.rpartition("-T")[2]
        row = next(each for each in self.redemptions if str(each.id) == wanted)
        assert not row.first or row.id not in self._held(), "took back what the sale holds"
        if luck is Luck.NOT_SENT:
            return sev.TwinUndoRefused(at, mark, "omneo.unreachable", refund, judged=False)
        if luck is not Luck.REQUEST_LOST:
            if row.state != "live":
                return sev.TwinUndoRefused(at, mark, "omneo.invalid", refund)
            row.state = "refunded" if refund else "reversed"
        if luck in {Luck.FINE, Luck.REFUSED}:
            return sev.TwinUndone(at, mark, refund)
        return sev.TwinUndoUnknown(at, mark, "omneo.no_answer", refund)

    def _held(self) -> set[int]:
        return {int(leg.redemption_id) for leg in self.desk.sale.granted}

    def _find(self, number: int, at: Instant) -> ev.Event:
        known = {leg.redemption_id for leg in self.desk.sale.legs}
        for each in self.redemptions:
            if each.tag == self._tag(number) and str(each.id) not in known:
                return ev.RedemptionSought(
                    at, number, ev.Finding.FOUND, str(each.id), aud(each.total)
                )
        return ev.RedemptionSought(at, number, ev.Finding.ABSENT)

    def _undo(self, number: int, at: Instant, *, refund: bool) -> tuple[ef.Effect, ...]:
        luck = self.luck()
        if luck is Luck.NOT_SENT:
            refused = ev.UndoRefused(at, number, "omneo.unreachable", refund, judged=False)
            return self.desk.do(refused)
        if luck is not Luck.REQUEST_LOST:
            row = self._row(number)
            if row.state != "live":
                return self.desk.do(ev.UndoRefused(at, number, "omneo.invalid", refund))
            row.state = "refunded" if refund else "reversed"
        if luck in {Luck.FINE, Luck.REFUSED}:
            return self.desk.do(ev.UndoConfirmed(at, number, refund))
        return self.desk.do(ev.UndoUnknown(at, number, "omneo.no_answer", refund))

    def _find_undo(self, number: int, at: Instant) -> ev.Event:
        done = self._row(number).state != "live"
        return ev.UndoSought(at, number, ev.Finding.FOUND if done else ev.Finding.ABSENT)

    def _row(self, number: int) -> Redemption:
        wanted = self.desk.sale.leg(number).redemption_id
        return next(each for each in self.redemptions if str(each.id) == wanted)

    def _pay_or_record(self, effect: ef.Effect, at: Instant) -> tuple[ef.Effect, ...]:
        desk = self.desk
        match effect:
            case ef.Charge(tender=number, mark=mark, amount=amount):
                luck = self.luck()
                self.charges[mark] = "declined" if luck is Luck.REFUSED else "taken"
                if luck in {Luck.REQUEST_LOST, Luck.ANSWER_LOST}:
                    return desk.do(ev.TenderUnknown(at, number))
                return desk.do(self._charged(number, mark, at, amount.minor))
            case ef.AskTerminal(tender=number):
                tender = desk.sale.tender(number)
                return desk.do(self._charged(number, tender.mark, at, tender.amount.minor))
            case ef.VoidTender(tender=number, mark=mark):
                if self.luck() is Luck.NOT_SENT:
                    return desk.do(ev.TenderBackFailed(at, number, "terminal.in_progress"))
                self.charges[mark] = "back"
                return desk.do(ev.TenderGivenBack(at, number))
            case ef.LookUpTransaction():
                found = "64" if self.transactions else ""
                return self._read(ev.TransactionSought(at, found), effect)
            case ef.RecordTransaction():
                return self._record(at)
            case ef.SweepTwins() | ef.ReverseTwin() | ef.RefundTwin():
                return desk.do(self._sweep(effect, at))
            case _:
                raise AssertionError(f"nobody answers {effect}")

    def _charged(self, number: int, mark: str, at: Instant, minor: int) -> ev.Event:
        if self.charges.get(mark) == "taken":
            return ev.TenderApproved(at, number, aud(minor), "approved")
        return ev.TenderDeclined(at, number, "declined")

    def _record(self, at: Instant) -> tuple[ef.Effect, ...]:
        luck = self.luck()
        if luck in {Luck.REFUSED, Luck.NOT_SENT}:
            refused = ev.TransactionRefused(at, "omneo.unreachable", judged=False)
            return self.desk.do(refused)
        if luck is not Luck.REQUEST_LOST:
            self.transactions.append(self.desk.sale.reference)
        if luck is Luck.FINE:
            return self.desk.do(ev.TransactionRecorded(at, "64", ""))
        return self.desk.do(ev.TransactionUnknown(at, "omneo.no_answer"))

    def press(self, event: ev.Event) -> None:
        """Something the cashier may try at any time; what the sale does not know is refused, harmlessly."""
        try:
            effects = self.desk.do(event)
        except IllegalEvent:
            return
        self.settle(effects)

    def hand_cash_back(self) -> None:
        """The cashier confirms all cash that the sale asks for."""
        for tender in self.desk.sale.approved:
            if tender.mark in self.desk.sale.cash_owed:
                self.press(ev.TenderGivenBack(self.desk.now, tender.number))
        if self.desk.sale.phase is Phase.ATTENTION:
            self.press(ev.AttentionSettled(self.desk.now, ev.Choice.HANDED_BACK))
