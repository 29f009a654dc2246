"""What can happen to a sale. Events are past tense; times, references and answers come in inside them.

Bodies are journalled: a field is never renamed or dropped without an upcaster in ``till.codec``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from posdesk.sale.basket import Line, Product
from posdesk.sale.moments import Instant
from posdesk.sale.money import Money
from posdesk.sale.past import Original
from posdesk.sale.purses import Order
from posdesk.sale.state import Cause, Terms
from posdesk.sale.tender import TenderKind
from posdesk.sale.wallet import Customer, Wallet


@dataclass(frozen=True, slots=True)
class Event:
    """``at`` is when it happened, by the till's clock."""

    at: Instant


@dataclass(frozen=True, slots=True)
class SaleOpened(Event):
    """``original`` is the past sale that comes back; None for an ordinary sale."""

    reference: str
    terms: Terms
    original: Original | None = None


# The basket


@dataclass(frozen=True, slots=True)
class LineAdded(Event):
    product: Product
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class QuantitySet(Event):
    line_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PriceSet(Event):
    """``price`` None gives the product's own price back."""

    line_id: int
    price: Money | None


@dataclass(frozen=True, slots=True)
class NoteSet(Event):
    line_id: int
    note: str


@dataclass(frozen=True, slots=True)
class LineRemoved(Event):
    line_id: int


@dataclass(frozen=True, slots=True)
class BasketUndone(Event):
    pass


@dataclass(frozen=True, slots=True)
class BasketRedone(Event):
    pass


@dataclass(frozen=True, slots=True)
class BasketRecalled(Event):
    """The lines of a voided sale, ``from_reference``."""

    lines: tuple[Line, ...]
    from_reference: str


# The customer and the choice


@dataclass(frozen=True, slots=True)
class CustomerAttached(Event):
    customer: Customer
    wallet: Wallet


@dataclass(frozen=True, slots=True)
class CustomerRemoved(Event):
    pass


@dataclass(frozen=True, slots=True)
class WalletRead(Event):
    """A fresh reading, on request or as the proof after a putting back."""

    wallet: Wallet
    proof: str = ""


@dataclass(frozen=True, slots=True)
class RewardsChosen(Event):
    amount: Money


@dataclass(frozen=True, slots=True)
class MostChosen(Event):
    """As much of the rewards as is possible (F5)."""


@dataclass(frozen=True, slots=True)
class StrategyChosen(Event):
    """What the value is taken from in this sale, one of ``purses.ORDERS``."""

    strategies: Order


@dataclass(frozen=True, slots=True)
class BenefitChosen(Event):
    benefit_id: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SelectionCleared(Event):
    pass


@dataclass(frozen=True, slots=True)
class Confirmed(Event):
    """The cashier goes on: redeem what is chosen, or straight to payment."""


@dataclass(frozen=True, slots=True)
class WentBack(Event):
    """Esc: back, and only back."""


@dataclass(frozen=True, slots=True)
class VoidRequested(Event):
    """Put everything back and end the sale."""

    cause: Cause = Cause.CANCELLED


# Intentions and outcomes


@dataclass(frozen=True, slots=True)
class Sent(Event):
    """A write is about to leave: journalled before its first byte. ``intention`` is e.g. ``R1.create``."""

    intention: str


@dataclass(frozen=True, slots=True)
class SnapshotRead(Event):
    """The wallet and the highest redemption id just before the first redemption of a try."""

    wallet: Wallet
    high_water: int


@dataclass(frozen=True, slots=True)
class RedemptionGranted(Event):
    leg: int
    redemption_id: str
    total: Money
    proof: str = ""


@dataclass(frozen=True, slots=True)
class RedemptionRefused(Event):
    """Proved not applied; ``problem`` is a code for its sentence. ``paused``: for want of a valid token alone."""

    leg: int
    problem: str
    proof: str = ""
    paused: bool = False


@dataclass(frozen=True, slots=True)
class RedemptionUnknown(Event):
    leg: int
    problem: str
    proof: str = ""


class Finding(StrEnum):
    FOUND = "found"
    ABSENT = "absent"
    UNCLEAR = "unclear"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class RedemptionSought(Event):
    """The reading back of an unknown redemption. ``by_hand``: none are listed. ``candidates``: ids of what could be it."""

    leg: int
    finding: Finding
    redemption_id: str = ""
    total: Money | None = None
    evidence: tuple[str, ...] = ()
    proof: str = ""
    by_hand: bool = False
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoConfirmed(Event):
    """A reversal (the same incentive again) or, with ``refund``, a refund (a new one)."""

    leg: int
    refund: bool = False
    proof: str = ""


@dataclass(frozen=True, slots=True)
class UndoRefused(Event):
    leg: int
    problem: str
    refund: bool = False
    retry_after_s: float = 0.0
    judged: bool = True
    """False when the tenant did not judge it (unreachable, 401, 403, 429): the same again later."""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class UndoUnknown(Event):
    leg: int
    problem: str
    refund: bool = False
    proof: str = ""


@dataclass(frozen=True, slots=True)
class UndoSought(Event):
    """The reading back of a reversal or refund: FOUND is undone, ABSENT is still taken."""

    leg: int
    finding: Finding
    evidence: tuple[str, ...] = ()
    proof: str = ""


@dataclass(frozen=True, slots=True)
class ReadFailed(Event):
    """A read that the sale waits for could not be made: ``purpose`` is the effect's name."""

    purpose: str
    problem: str
    retry_after_s: float = 0.0
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TenderTaken(Event):
    """``amount`` of cash is what the customer handed over; ``credit_id`` is the credit of the wallet that pays."""

    kind: TenderKind
    amount: Money
    name: str = ""
    credit_id: str = ""


@dataclass(frozen=True, slots=True)
class CreditRead(Event):
    """The credit of a tender as it is now: ``balance`` in its own currency, None when it cannot be used.

    ``problem`` is why, an error code; the tenant may also just not have answered.
    """

    tender: int
    balance: Money | None
    problem: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TenderApproved(Event):
    """``amount`` may be less than asked: a partial approval."""

    tender: int
    amount: Money
    code: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TenderDeclined(Event):
    tender: int
    code: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TenderUnknown(Event):
    """No answer, or still in progress: the terminal is asked again."""

    tender: int
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TenderGivenBack(Event):
    """A card void confirmed by the terminal, or cash handed back, confirmed by the cashier."""

    tender: int
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TenderBackFailed(Event):
    """The terminal did not confirm a void: it is asked again later."""

    tender: int
    problem: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TransactionSought(Event):
    """The look-up before every send: ``transaction_id`` empty when there is none, ``others`` of the same reference."""

    transaction_id: str = ""
    linked: str = ""
    proof: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TransactionRecorded(Event):
    transaction_id: str
    linked: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TransactionRefused(Event):
    """``judged`` False: unreachable, 401, 403 or 429; the same again later."""

    problem: str
    judged: bool = True
    retry_after_s: float = 0.0
    fields: tuple[str, ...] = field(default=())
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TransactionUnknown(Event):
    problem: str
    proof: str = ""


@dataclass(frozen=True, slots=True)
class TimePassed(Event):
    pass


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """The sale was folded from the journal: its till ended without bringing it to rest."""


class Choice(StrEnum):
    """What a person may decide about a sale under attention."""

    TRY_AGAIN = "try_again"
    WAS_TAKEN_BACK = "was_taken_back"
    WAS_REFUNDED = "was_refunded"
    WAS_NOT_TAKEN = "was_not_taken"
    HANDED_BACK = "handed_back"
    WAS_GIVEN = "was_given"
    WAS_NOT_GIVEN = "was_not_given"
    GO_ON = "go_on"
    PICK_AGAIN = "pick_again"


@dataclass(frozen=True, slots=True)
class AttentionSettled(Event):
    choice: Choice
    by: str = ""


@dataclass(frozen=True, slots=True)
class ShopReset(Event):
    """The embedded sandbox was reset: what this sale knew of the tenant is gone."""
