"""What is asked before a sale takes anything: may this till write here (W42), and are the clocks together (W34).

Asked before the cashier's event is taken, so that nothing of it is in the journal when the answer is no. A sale
that holds something already goes on: ending it is the safe way.
"""

from __future__ import annotations

from posdesk.sale import events as ev
from posdesk.sale.errors import PosError
from posdesk.sale.state import LIVE, UNSETTLED, Sale
from posdesk.sale.tender import TenderKind

# Reliability W34: beyond the first the cashier is told, beyond the second nothing is redeemed.
WARN_SKEW_S = 30.0
REFUSE_SKEW_S = 120.0
_TAKES = (ev.Confirmed, ev.TenderTaken)


class ClockWrong(PosError):
    """The till's clock and the tenant's are more than two minutes apart, so nothing was redeemed."""

    code = "till.clock_wrong"
    user_message = (
        "This till's clock and the tenant's are more than two minutes apart, so nothing was redeemed. "
        "The sale is kept. Set the clock, or allow this sale in the bar at the top."
    )


def takes(event: ev.Event) -> bool:
    """Whether the event begins to take something from the customer, or to give it."""
    return isinstance(event, _TAKES)


def redeems(sale: Sale, event: ev.Event) -> bool:
    """Whether the event begins a redemption, which has ten minutes to be reversed."""
    if isinstance(event, ev.Confirmed):
        return bool(sale.chosen)
    return isinstance(event, ev.TenderTaken) and event.kind is TenderKind.CREDIT


def holds_something(sale: Sale) -> bool:
    """Whether anything has been taken, or may have been."""
    return bool(sale.approved) or any(leg.state in LIVE | UNSETTLED for leg in sale.legs)


def is_too_far(skew_s: float | None) -> bool:
    """Whether the clocks are too far apart to redeem."""
    return skew_s is not None and abs(skew_s) > REFUSE_SKEW_S
