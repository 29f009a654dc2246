"""What the window knows beside the sale: where it stands, who was looked up, what is being looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from posdesk.desktop.screens.model import CandidateRow, NoticeScreen
from posdesk.sale.moments import Instant
from posdesk.till.identify import Candidate, InactiveCard, Nobody, Several
from posdesk.till.outcome_choice import Choice
from posdesk.till.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody is being looked up."""


@dataclass(frozen=True, slots=True)
class Looking:
    """A card or words are being looked up."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The look-up failed: an error's code."""

    code: str


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody else was presented while a customer is attached: the cashier confirms, or goes back."""

    candidate: Candidate
    instead_of: str


Lookup: TypeAlias = Idle | Looking | Trouble | Change | Several | InactiveCard | Nobody


class View(StrEnum):
    """Which face of ``choosing`` is shown; the sale itself does not know these."""

    BALANCES = "balances"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something went wrong where the cashier is; ``detail`` is shown as it is (a product's code)."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The till's own state. ``now`` is read when the screen is made; ``news`` is what happened elsewhere.

    ``ahead_s`` is how many seconds the sandbox's clock was moved, and the till's with it.
    ``queued`` paid sales beside the one on the screen wait for their record, ``parked`` were refused by the tenant.
    ``gifts`` is what the customer is told of cards that were sold: numbers and PINs, never in a log.
    """

    tenant: str
    now: Instant
    timezone: str
    store: str = ""
    staff: str = ""
    online: bool = True
    status: str = ""
    ahead_s: float = 0
    queued: int = 0
    parked: int = 0
    lookup: Lookup = Idle()
    view: View = View.BALANCES
    acknowledged: bool = False
    problem: Problem | None = None
    step_problem: Problem | None = None
    tender_kind: str = "card"
    amount_typed: str = ""
    credit_chosen: str = ""
    outcome: Choice | None = None
    outcomes: tuple[Outcome, ...] = ()
    personas: tuple[CandidateRow, ...] = ()
    receipt: str = ""
    gifts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    busy: bool = False
    can_recall: bool = False
    closing: bool = False
    news: NoticeScreen | None = None
