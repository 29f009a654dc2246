"""What can happen to a sale from the line to its tenant, beside ``events``; journalled by the same rules."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.events import Event


@dataclass(frozen=True, slots=True)
class TokenGiven(Event):
    """The till speaks under a new token: whatever waited for its time is tried now (W33). Never the token."""


@dataclass(frozen=True, slots=True)
class ClockTrusted(Event):
    """The cashier redeems in this sale although the till's clock and the tenant's are far apart (W34)."""
