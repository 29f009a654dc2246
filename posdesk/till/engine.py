"""The engine: one sale, its journal, and nothing else. Synchronous; every host drives this.

``handle`` advances the sale, writes the event and the intentions that follow from it in one durable
commit, and only then returns the effects to run. What was not written did not happen.
"""

from __future__ import annotations

from posdesk.sale.checkout import advance, opened
from posdesk.sale.effects import Effect
from posdesk.sale.events import Event, SaleOpened, Sent
from posdesk.sale.gifts import gifts_back, gifts_of
from posdesk.sale.past import Original
from posdesk.sale.phases.sweeping import pending
from posdesk.sale.repayment import claimed
from posdesk.sale.state import Phase, Sale, Terms
from posdesk.till.clock import Clock
from posdesk.till.gift_tables import NO_GIFTS, GiftWork
from posdesk.till.journal import Claim, Journal


class Engine:
    """One sale. ``sale`` is the state after the last event that is on disk."""

    def __init__(
        self, sale: Sale, journal: Journal, tenant_id: str, clock: Clock, seq: int = 0
    ) -> None:
        self.sale = sale
        self._journal = journal
        self._tenant_id = tenant_id
        self._clock = clock
        self._seq = seq

    @classmethod
    def open(
        cls,
        reference: str,
        terms: Terms,
        journal: Journal,
        tenant_id: str,
        clock: Clock,
        original: Original | None = None,
    ) -> Engine:
        """A new sale, or a return of ``original``.

        It reaches the disk with its first event, so that an idle till writes nothing.
        """
        opening = SaleOpened(clock.now(), reference, terms, original)
        return cls(opened(opening), journal, tenant_id, clock)

    @classmethod
    def resume(cls, reference: str, journal: Journal, tenant_id: str, clock: Clock) -> Engine:
        """A sale folded from the journal: tell it ``Resumed``. Raises BadJournalRow, JournalFailed."""
        sale, seq = journal.sale(reference)
        return cls(sale, journal, tenant_id, clock, seq)

    @property
    def seq(self) -> int:
        """The number of the last row on disk; 0 before the first event."""
        return self._seq

    def handle(self, event: Event) -> tuple[Effect, ...]:
        """Advance by ``event``. Raises IllegalEvent and errors of input, ReturnClaimed (nothing changed),
        JournalFailed.
        """
        sale, effects = advance(self.sale, event)
        rows: list[Event] = [event]
        for effect in effects:
            if effect.intention:
                sent = Sent(self._clock.now(), effect.intention)
                sale, _ = advance(sale, sent)
                rows.append(sent)
        self._write(rows, sale)
        self.sale = sale
        return effects

    def note(self, event: Event) -> None:
        """Advance by ``event`` and leave it at that: the till ends, and what follows is for the next start.

        No intention is written, so nothing has to be read back that never left. Raises as ``handle`` does.
        """
        sale, _ = advance(self.sale, event)
        self._write([event], sale)
        self.sale = sale

    def _write(self, rows: list[Event], after: Sale) -> None:
        before = self.sale
        if self._seq == 0:
            # Before its first event the sale is as it was opened: a return knows what it was opened with.
            original = before.returning.original if before.returning else None
            opening = SaleOpened(before.opened_at, before.reference, before.terms, original)
            rows = [opening, *rows]
        first = self._seq + 1
        newly = after.phase is Phase.RECORDED and before.phase is not Phase.RECORDED
        self._journal.append(
            before.reference,
            self._tenant_id,
            first,
            rows,
            after.phase,
            _claim(before, after),
            _gifts(after) if newly else NO_GIFTS,
            looking=pending(after),
        )
        self._seq += len(rows)

    def known_redemptions(self) -> frozenset[str]:
        """The redemptions that any sale of this journal holds or held: never to be adopted again."""
        return self._journal.known(self._tenant_id)


def _claim(before: Sale, after: Sale) -> Claim | None:
    """What the event changed about whose pieces a past sale's are; None: nothing."""
    if claimed(before) == claimed(after):
        return None
    known = after.returning.original.returns if after.returning else ()
    return Claim(claimed(after), frozenset(each.reference for each in known))


def _gifts(sale: Sale) -> GiftWork:
    """The cards that a recorded sale has sold, and those that it took back."""
    return GiftWork(len(gifts_of(sale)), len(gifts_back(sale)))
