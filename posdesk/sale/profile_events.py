"""What happens to a sale's customer at the tenant. In the journal, under the events' rules."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.events import Event


@dataclass(frozen=True, slots=True)
class ProfileMoved(Event):
    """The profile ``old`` is gone, and proved to be part of ``new`` now (W30).

    ``purpose`` is the effect that met it; ``intention`` its write, which was not applied; empty for a read.
    """

    old: str
    new: str
    purpose: str
    intention: str = ""
    proof: str = ""
