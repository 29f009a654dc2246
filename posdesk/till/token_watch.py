"""What is known of the till's token: refused, about to end, or good (W33). No I/O.

A refusal (401) is "not applied" to whoever asked; the sale waits and asks again. Here it is only noticed, so
that somebody can be asked for another token. 403 counts where it stops a sale from ending: what was taken
cannot be put back, or what was paid not recorded.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from posdesk.omneo.calls import Applied, Call, NotApplied, Outcome
from posdesk.omneo.errors import Forbidden, Unauthenticated
from posdesk.sale.moments import Instant
from posdesk.till.lanes import ends_a_sale

# A sale takes minutes; its reversal must still be possible ten minutes after (reliability W33).
SOON_S = 15 * 60.0


class TokenState(StrEnum):
    """How the token is."""

    GOOD = "good"
    SOON = "soon"
    REFUSED = "refused"
    FORBIDDEN = "forbidden"


class TokenWatch:
    """Looks at outcomes. ``expires_at`` (aware UTC) is what the tenant, or the token itself, says of its end."""

    def __init__(self) -> None:
        self.expires_at: datetime | None = None
        self._refused: TokenState | None = None

    def state(self, now: Instant) -> TokenState:
        """How the token is at ``now``; what has ended by the clock alone is soon, until the tenant refuses it."""
        if self._refused is not None:
            return self._refused
        left_s = self.left_s(now)
        return TokenState.SOON if left_s is not None and left_s < SOON_S else TokenState.GOOD

    def left_s(self, now: Instant) -> float | None:
        """Seconds until the token ends, 0.0 at least; None where nobody says when."""
        if self.expires_at is None:
            return None
        at = datetime.fromtimestamp(now.utc_ms / 1000, UTC)
        return max(0.0, (self.expires_at - at).total_seconds())

    def look(self, call: Call[Any], outcome: Outcome[Any]) -> None:
        """Learn from an outcome."""
        if isinstance(outcome, NotApplied):
            if isinstance(outcome.error, Unauthenticated):
                self._refused = TokenState.REFUSED
            elif isinstance(outcome.error, Forbidden) and ends_a_sale(call):
                self._refused = TokenState.FORBIDDEN
        elif isinstance(outcome, Applied) and (
            self._refused is TokenState.REFUSED or ends_a_sale(call)
        ):
            self._refused = None

    def renewed(self, expires_at: datetime | None) -> None:
        """There is another token, and the tenant has accepted it."""
        self.expires_at = expires_at
        self._refused = None
