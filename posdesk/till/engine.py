"""The engine: one sale, its journal, and nothing else. Synchronous; every host drives this.

``handle`` advances the sale, writes the event and the intentions that follow from it in one durable
commit, and only then returns the effects to run. What was not written did not happen.
"""

from __future__ import annotations

from posdesk.sale.checkout import advance, opened
from posdesk.sale.effects import Effect
from posdesk.sale.events import Event, SaleOpened, Sent
from posdesk.sale.gifts import gifts_of
from posdesk.sale.state import Phase, Sale, Terms
from posdesk.till.clock import Clock
from posdesk.till.journal import Journal


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
        cls, reference: str, terms: Terms, journal: Journal, tenant_id: str, clock: Clock
    ) -> Engine:
        """A new sale. It reaches the disk with its first event, so that an idle till writes nothing."""
        return cls(opened(SaleOpened(clock.now(), reference, terms)), journal, tenant_id, clock)

    @classmethod
    def resume(cls, reference: str, journal: Journal, tenant_id: str, clock: Clock) -> Engine:
        """A sale folded from the journal: tell it ``Resumed``. Raises BadJournalRow, JournalFailed."""
        sale, seq = journal.sale(reference)
        return cls(sale, journal, tenant_id, clock, seq)

    def handle(self, event: Event) -> tuple[Effect, ...]:
        """Advance by ``event``. Raises IllegalEvent and errors of input (nothing changed), JournalFailed."""
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

    def _write(self, rows: list[Event], after: Sale) -> None:
        before = self.sale
        if self._seq == 0:
            rows = [SaleOpened(before.opened_at, before.reference, before.terms), *rows]
        first = self._seq + 1
        newly = after.phase is Phase.RECORDED and before.phase is not Phase.RECORDED
        gifts = len(gifts_of(after)) if newly else 0
        self._journal.append(before.reference, self._tenant_id, first, rows, after.phase, gifts)
        self._seq += len(rows)

    def known_redemptions(self) -> frozenset[str]:
        """The redemptions that any sale of this journal holds or held: never to be adopted again."""
        return self._journal.known(self._tenant_id)
