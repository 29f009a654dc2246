"""What a person says of a sale under attention, beside ``events.AttentionSettled``; journalled by the same rules."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.events import Event


@dataclass(frozen=True, slots=True)
class RedemptionNamed(Event):
    """``redemption_id`` is what came of the leg: one of those that could be it. Said ``by`` whom."""

    leg: int
    redemption_id: str
    by: str = ""
