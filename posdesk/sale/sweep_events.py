"""What happens while late twins are looked for. In the journal beside the other events, under their rules."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.events import Event
from posdesk.sale.sweep import TwinRow


@dataclass(frozen=True, slots=True)
class SweepDue(Event):
    """The time for a look has come."""


@dataclass(frozen=True, slots=True)
class TwinsSought(Event):
    """A profile's redemptions were listed.

    ``found``: live, not linked, with the mark of one of the sale's legs, and not that leg's own. ``possible``
    says of each that may be one without proof what it is, its id first. ``undone`` are the ids of known twins
    that the list shows as taken back, ``linked`` those that belong to a transaction by now.
    """

    profile_id: str
    found: tuple[TwinRow, ...] = ()
    possible: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    proof: str = ""


@dataclass(frozen=True, slots=True)
class SweepFailed(Event):
    """The list could not be read: later again."""

    problem: str
    retry_after_s: float = 0.0
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TwinUndone(Event):
    """``mark`` names the twin; it was reversed or, with ``refund``, refunded."""

    mark: str
    refund: bool = False
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TwinUndoRefused(Event):
    """``judged`` False when the tenant did not judge it (unreachable, 401, 403, 429)."""

    mark: str
    problem: str
    refund: bool = False
    retry_after_s: float = 0.0
    judged: bool = True
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TwinUndoUnknown(Event):
    mark: str
    problem: str
    refund: bool = False
    proof: str = ""
