"""The slow world of ``slow_world``, with a tenant and a terminal that give things back, and know what they gave."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from posdesk.sale import effects as ef
from posdesk.sale import events as ev
from posdesk.sale import return_events as rev
from posdesk.sale.checkout import advance, opened
from posdesk.sale.past import REDEMPTIONS, PastReturn, RefundKind
from posdesk.sale.repayment import returning
from posdesk.sale.return_record import ReturnRecord, return_record_of
from posdesk.sale.returns import Refund
from posdesk.sale.state import Sale
from tests.sale.build import aud
from tests.sale.slow_world import TAKES_EFFECT, Call, Fate, Reply, SlowWorld

LOST = "omneo.no_answer"


@dataclass
class ReturnWorld(SlowWorld):
    """What is true of a return: ``given`` by tag, each with its refund; what other tills returned meanwhile."""

    given: dict[str, list[Refund]] = field(default_factory=dict)
    others: tuple[PastReturn, ...] = ()
    recorded: list[ReturnRecord] = field(default_factory=list)

    @property
    def sale(self) -> Sale:
        return self.desk.sale

    def replayed(self) -> bool:
        back = returning(self.sale)
        original = replace(back.original, returns=self.known_at_first)
        first = ev.SaleOpened(self.sale.opened_at, self.sale.reference, self.sale.terms, original)
        sale = opened(first)
        for event in self.journal:
            sale, _ = advance(sale, event)
        return sale == self.sale

    known_at_first: tuple[PastReturn, ...] = ()

    def carry_out(self, call: Call, fate: Fate) -> Reply | None:
        match call.effect:
            case ef.GiveRefund(refund=number):
                return self._give(number, fate)
            case ef.FindRefund(refund=number):
                return self._find_refund(number, fate)
            case ef.ReadReturns() if fate in TAKES_EFFECT:
                return lambda at: rev.ReturnsRead(at, self.others)
            case ef.RecordTransaction():
                return self._record_return(fate)
            case ef.LookUpTransaction() if fate in TAKES_EFFECT:
                found = "64" if self.recorded else ""
                return lambda at: ev.TransactionSought(at, found)
            case _:
                return super().carry_out(call, fate)

    # What is given

    def amounts(self, *kinds: RefundKind) -> int:
        """What was really given of these kinds, in minor units."""
        return sum(
            each.amount.minor
            for refunds in self.given.values()
            for each in refunds
            if each.kind in kinds
        )

    @property
    def twice(self) -> list[str]:
        """What was given more than once for one intention, or for one benefit."""
        tags = [tag for tag, refunds in self.given.items() if len(refunds) > 1]
        uses = [
            each.of
            for refunds in self.given.values()
            for each in refunds
            if each.kind is RefundKind.BENEFIT
        ]
        return [*tags, *{use for use in uses if uses.count(use) > 1}]

    def _give(self, number: int, fate: Fate) -> Reply:
        refund = returning(self.sale).refund(number)
        if refund.kind is RefundKind.CARD:
            return self._give_to_card(refund, fate)
        if fate is Fate.LATE:
            self._later(lambda: self._book(refund))
        if fate in TAKES_EFFECT:
            self._book(refund)
        return self._answer(refund, fate)

    def _give_to_card(self, refund: Refund, fate: Fate) -> Reply:
        """A terminal refunds an id once, and tells of it again."""
        taken = fate in TAKES_EFFECT
        if taken and refund.mark not in self.given:
            self._book(refund)
        if fate is Fate.NOT_SENT:
            return lambda at: rev.RefundRefused(
                at, refund.number, "terminal.in_progress", judged=False
            )
        return self._answer(refund, fate)

    def _book(self, refund: Refund) -> None:
        if refund.kind in REDEMPTIONS:
            self._check(refund)
        self.given.setdefault(refund.mark, []).append(refund)

    def _check(self, refund: Refund) -> None:
        """A tenant refunds a redemption up to its worth; a till must never ask for more."""
        original = returning(self.sale).original
        leg = next(each for each in original.legs if each.redemption_id == refund.redemption_id)
        here = sum(
            each.amount.minor
            for refunds in self.given.values()
            for each in refunds
            if each.redemption_id == refund.redemption_id
        )
        before = original.given(leg.mark).minor
        assert before + here + refund.amount.minor <= leg.total.minor, "refunded beyond its worth"

    def _answer(self, refund: Refund, fate: Fate) -> Reply:
        number = refund.number
        match fate:
            case Fate.FINE | Fate.LESS:
                return lambda at: rev.RefundGiven(at, number, refund.amount, str(900 + number))
            case Fate.REFUSED:
                return lambda at: rev.RefundRefused(at, number, "omneo.invalid")
            case Fate.NOT_SENT:
                return lambda at: rev.RefundRefused(
                    at, number, "omneo.unreachable", judged=False, retry_after_s=3.0
                )
            case _:
                return lambda at: rev.RefundUnknown(at, number, LOST)

    def _find_refund(self, number: int, fate: Fate) -> Reply:
        refund = returning(self.sale).refund(number)
        finding = ev.Finding.ABSENT
        if refund.mark in self.given:
            finding = ev.Finding.FOUND
        if fate is Fate.REFUSED:
            finding = ev.Finding.UNCLEAR
        elif fate not in TAKES_EFFECT:
            finding = ev.Finding.UNREADABLE
        amount = aud(refund.amount.minor) if finding is ev.Finding.FOUND else None
        return lambda at: rev.RefundSought(at, number, finding, amount, str(900 + number))

    def _record_return(self, fate: Fate) -> Reply:
        record = return_record_of(self.sale)
        if fate is Fate.LATE:
            self._later(lambda: self.recorded.append(record))
        if fate in TAKES_EFFECT:
            self.recorded.append(record)
        match fate:
            case Fate.FINE | Fate.LESS:
                return lambda at: ev.TransactionRecorded(at, "64", "")
            case Fate.REFUSED | Fate.NOT_SENT:
                judged = fate is Fate.REFUSED
                return lambda at: ev.TransactionRefused(at, "omneo.refused", judged=judged)
            case _:
                return lambda at: ev.TransactionUnknown(at, LOST)
