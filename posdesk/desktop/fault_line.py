"""Between the till's sender and its faults: nothing, until the first fault is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from posdesk.home.faults.plan import FaultPlan
    from posdesk.omneo.http import AsyncSender
    from posdesk.till.faults import TillFaults


class FaultLine:
    """The faults of one run of the window, whichever senders it has; ``faults`` is None while there never were any."""

    def __init__(self, plan: FaultPlan | None = None) -> None:
        self.faults: TillFaults | None = None
        self._sender: AsyncSender | None = None
        if plan is not None:
            self.ready(plan)

    def lead(self, sender: AsyncSender) -> None:
        """``sender`` is the till's from now on; faults that are there befall its requests at once."""
        self._sender = sender
        self._beset()

    def ready(self, plan: FaultPlan | None = None) -> TillFaults:
        """The faults, made at the first call and in force from then on."""
        if self.faults is None:
            from posdesk.till.faults import TillFaults

            self.faults = TillFaults(plan)
            self._beset()
        return self.faults

    def _beset(self) -> None:
        if self._sender is not None and self.faults is not None:
            from posdesk.omneo.faults import beset

            beset(self._sender, self.faults)
