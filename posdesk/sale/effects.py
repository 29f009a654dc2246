"""What the till must do next. Effects are imperative and plain; their outcomes come back as events.

An effect with an ``intention`` writes: ``Sent(intention)`` is on disk before it leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.moments import Instant
from posdesk.sale.money import Money


@dataclass(frozen=True, slots=True)
class Effect:
    @property
    def intention(self) -> str:
        """Empty for a read or a wait."""
        return ""


@dataclass(frozen=True, slots=True)
class ReadSnapshot(Effect):
    """Read the wallet and the highest redemption id, just before redeeming."""

    profile_id: str


@dataclass(frozen=True, slots=True)
class CreateRedemption(Effect):
    leg: int
    mark: str

    @property
    def intention(self) -> str:
        return f"{self.mark}.create"


@dataclass(frozen=True, slots=True)
class FindRedemption(Effect):
    """Look for an unknown redemption among the profile's own."""

    leg: int


@dataclass(frozen=True, slots=True)
class ReverseRedemption(Effect):
    leg: int
    mark: str

    @property
    def intention(self) -> str:
        return f"{self.mark}.reverse"


@dataclass(frozen=True, slots=True)
class RefundRedemption(Effect):
    leg: int
    mark: str

    @property
    def intention(self) -> str:
        return f"{self.mark}.refund"


@dataclass(frozen=True, slots=True)
class FindUndo(Effect):
    """Look whether a reversal or refund of unknown outcome took effect."""

    leg: int
    refund: bool = False


@dataclass(frozen=True, slots=True)
class ReadWallet(Effect):
    """Fresh balances; after a putting back they are the proof."""

    profile_id: str


@dataclass(frozen=True, slots=True)
class Charge(Effect):
    tender: int
    mark: str
    amount: Money

    @property
    def intention(self) -> str:
        return f"{self.mark}.charge"


@dataclass(frozen=True, slots=True)
class ReadCredit(Effect):
    """Read a credit again, just before it is counted on."""

    tender: int
    credit_id: str


@dataclass(frozen=True, slots=True)
class AskTerminal(Effect):
    """Ask for a charge's outcome by its id; ``cancel`` first when the cashier gave up."""

    tender: int
    cancel: bool = False


@dataclass(frozen=True, slots=True)
class VoidTender(Effect):
    tender: int
    mark: str

    @property
    def intention(self) -> str:
        return f"{self.mark}.void"


@dataclass(frozen=True, slots=True)
class LookUpTransaction(Effect):
    """By external id, before every send."""


@dataclass(frozen=True, slots=True)
class RecordTransaction(Effect):
    @property
    def intention(self) -> str:
        return "sale.record"


@dataclass(frozen=True, slots=True)
class WakeAt(Effect):
    """Send ``TimePassed`` at that instant."""

    at: Instant


@dataclass(frozen=True, slots=True)
class SweepAt(Effect):
    """Send ``SweepDue`` at that instant: a timer beside ``WakeAt``, and in place of the one before."""

    at: Instant


@dataclass(frozen=True, slots=True)
class SweepTwins(Effect):
    """List the profile's redemptions and look for late twins of the sale's own."""

    profile_id: str


@dataclass(frozen=True, slots=True)
class ReverseTwin(Effect):
    mark: str

    @property
    def intention(self) -> str:
        return f"{self.mark}.reverse"


@dataclass(frozen=True, slots=True)
class RefundTwin(Effect):
    mark: str

    @property
    def intention(self) -> str:
        return f"{self.mark}.refund"


@dataclass(frozen=True, slots=True)
class ReadReturns(Effect):
    """Which returns of the original the tenant knows, just before anything is given."""

    reference: str


@dataclass(frozen=True, slots=True)
class GiveRefund(Effect):
    """Refund a redemption, issue a store credit, or refund a card payment."""

    refund: int
    mark: str

    @property
    def intention(self) -> str:
        return f"{self.mark}.give"


@dataclass(frozen=True, slots=True)
class FindRefund(Effect):
    """Look whether a refund of unknown outcome took effect."""

    refund: int
