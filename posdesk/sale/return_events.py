"""What can happen to a return, beside what can happen to any sale (``events``): the same rules for the journal."""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.events import Event, Finding
from posdesk.sale.money import Money
from posdesk.sale.past import PastReturn
from posdesk.sale.returns import RepayKind


@dataclass(frozen=True, slots=True)
class ReturnPicked(Event):
    """So many pieces of a line come back; 0 leaves the line with the customer."""

    line_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class AllPicked(Event):
    """Everything that can still come back."""


@dataclass(frozen=True, slots=True)
class ReturnReasonSet(Event):
    reason: str


@dataclass(frozen=True, slots=True)
class RepayChosen(Event):
    """How the money goes back that no credit carries; ``extra`` is added to a store credit."""

    kind: RepayKind
    extra: Money | None = None


@dataclass(frozen=True, slots=True)
class ReturnsRead(Event):
    """Every return of the original that the tenant knows, just before anything is given."""

    returns: tuple[PastReturn, ...]
    proof: str = ""


@dataclass(frozen=True, slots=True)
class RefundGiven(Event):
    """Something went back. ``amount`` None: as asked. ``row_id``: the new redemption row, credit or refund."""

    refund: int
    amount: Money | None = None
    row_id: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class RefundRefused(Event):
    """Proved not given. ``judged`` False: unreachable, 401, 403, 429, or the terminal is busy."""

    refund: int
    problem: str
    judged: bool = True
    retry_after_s: float = 0.0
    proof: str = ""


@dataclass(frozen=True, slots=True)
class RefundUnknown(Event):
    refund: int
    problem: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class RefundSought(Event):
    """The reading back of a refund of unknown outcome."""

    refund: int
    finding: Finding
    amount: Money | None = None
    row_id: str = ""
    evidence: tuple[str, ...] = ()
    proof: str = ""


@dataclass(frozen=True, slots=True)
class CashHandedOver(Event):
    """The cashier has handed over what the return asked for."""

    refund: int
