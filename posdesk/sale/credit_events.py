"""What can happen to a sale with gift cards, beside ``events``; journalled by the same rules."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.events import Event
from posdesk.sale.gift_plans import GiftPlan
from posdesk.sale.wallet import Credit


@dataclass(frozen=True, slots=True)
class CreditShown(Event):
    """A card of the customer was shown to pay with: it joins what was read before. Never its number."""

    credit: Credit


@dataclass(frozen=True, slots=True)
class GiftPlanned(Event):
    """For whom the gift cards of a line are."""

    line_id: int
    plan: GiftPlan
