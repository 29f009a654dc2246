"""Late twins: second redemptions of one intention, as a sale knows them.

An intention whose answer was lost may take effect twice (reliability W5). The sale looks for the second at
fixed times after its last send, also when it has long been recorded or voided, and takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posdesk.sale.moments import Instant
from posdesk.sale.money import Money


class TwinState(StrEnum):
    """``unknown``: its undoing had no answer or was refused, so it is looked for first. ``left``: for a person."""

    FOUND = "found"
    SENT = "sent"
    UNKNOWN = "unknown"
    REVERSED = "reversed"
    REFUNDED = "refunded"
    LEFT = "left"


OPEN_TWIN = frozenset({TwinState.FOUND, TwinState.SENT, TwinState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class TwinRow:
    """What the tenant lists under the mark of leg number ``leg``, and is not that leg's own redemption."""

    leg: int
    redemption_id: str
    total: Money


@dataclass(frozen=True, slots=True)
class Twin:
    """``mark`` is e.g. ``R1-T159``. ``sent_at`` is its latest undoing that may still take effect.

    ``refund``: that was a refund, for the ten minutes were over. ``refusals`` counts the judged ones.
    """

    leg: int
    mark: str
    redemption_id: str
    total: Money
    state: TwinState = TwinState.FOUND
    sent_at: Instant | None = None
    refund: bool = False
    refusals: int = 0


@dataclass(frozen=True, slots=True)
class Sweep:
    """The looking for twins: ``asked_at`` while a look is under way, ``wake_at`` when the next is due.

    ``again_at`` is a look out of turn, ``tries`` those since the last good one. ``reported`` are redemptions
    that may be twins without proof: told once, never touched.
    """

    twins: tuple[Twin, ...] = ()
    asked_at: Instant | None = None
    wake_at: Instant | None = None
    again_at: Instant | None = None
    tries: int = 0
    reported: tuple[str, ...] = ()

    @property
    def under_way(self) -> bool:
        """An answer is awaited: a timer would ask in between."""
        sent = any(twin.state is TwinState.SENT for twin in self.twins)
        return sent or self.asked_at is not None
