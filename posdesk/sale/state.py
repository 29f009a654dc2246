"""The sale as one immutable value: what is in it, what was taken, what is not known yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from posdesk.sale.allocation import Rule
from posdesk.sale.basket import Basket
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.gift_plans import GiftPlan
from posdesk.sale.moments import Instant
from posdesk.sale.money import Currency, Money
from posdesk.sale.past import SaleKind
from posdesk.sale.promotion import Promotion
from posdesk.sale.purses import REWARDS_ONLY, Order
from posdesk.sale.quote import Quote, Selection, quote, rounded_for_cash
from posdesk.sale.replacing import replace
from posdesk.sale.returns import Returning
from posdesk.sale.story import StoryEntry, StoryKind
from posdesk.sale.sweep import Sweep
from posdesk.sale.tender import Tender, TenderState
from posdesk.sale.wallet import Customer, Difference, Wallet


class Phase(StrEnum):
    """Design, section 3. ``picking``, ``refunding`` and ``repaying`` are a return's."""

    OPEN = "open"
    CHOOSING = "choosing"
    REDEEMING = "redeeming"
    PAYING = "paying"
    RECORDING = "recording"
    RECORDED = "recorded"
    COMPENSATING = "compensating"
    VOIDED = "voided"
    ATTENTION = "attention"
    PICKING = "picking"
    REFUNDING = "refunding"
    REPAYING = "repaying"


FINAL = frozenset({Phase.RECORDED, Phase.VOIDED})


@dataclass(frozen=True, slots=True)
class Terms:
    """What the tenant's file says, fixed when the sale opens, so that a replay never changes.

    ``receipt_ref`` is the printed receipt number; ``late_window_s`` is how long a request that was sent
    may still take effect; ``cash_step`` is in minor units; ``single_till`` allows adoption without echo.
    ``credits_by_redeem``: a credit is redeemed before the charge, not deducted with the transaction.
    ``rates`` is what one unit of ``currency`` is in another, by its code. ``strategies`` is what value is
    taken from, unless the cashier chooses otherwise. ``combined``: benefits go with the value, in one call.
    ``partial_refund`` False: the tenant refunds only whole redemptions (U50).
    """

    currency: Currency
    rule: Rule = Rule.LARGEST_REMAINDER
    promotions: Mapping[str, Promotion] = field(default_factory=dict)
    cash_step: int = 5
    late_window_s: int = 60
    store: str = ""
    register: str = ""
    receipt_ref: str = ""
    timezone: str = "UTC"
    location_id: str = ""
    staff_id: str = ""
    single_till: bool = False
    credits_by_redeem: bool = False
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    strategies: Order = REWARDS_ONLY
    combined: bool = False
    partial_refund: bool = True


class LegKind(StrEnum):
    BENEFIT = "benefit"
    REWARDS = "rewards"
    CREDIT = "credit"


_MARKS = {LegKind.BENEFIT: "B", LegKind.REWARDS: "R", LegKind.CREDIT: "C"}


class LegState(StrEnum):
    """``unknown`` is never failed: it is read back before anything else is done."""

    PLANNED = "planned"
    SENT = "sent"
    UNKNOWN = "unknown"
    GRANTED = "granted"
    REFUSED = "refused"
    ABSENT = "absent"
    UNDOING = "undoing"
    UNDO_UNKNOWN = "undo_unknown"
    REVERSED = "reversed"
    REFUNDED = "refunded"


LIVE = frozenset({LegState.GRANTED, LegState.UNDOING, LegState.UNDO_UNKNOWN})
# Not sent, or its outcome is still looked for: what the tenant shows under its mark may be its own.
UNDECIDED = frozenset({LegState.PLANNED, LegState.SENT, LegState.UNKNOWN})
UNSETTLED = frozenset({LegState.SENT, LegState.UNKNOWN, LegState.UNDOING, LegState.UNDO_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Leg:
    """One redemption: its number is never used twice in the sale; ``sent_at`` is its latest send.

    ``undo_sent_at`` is the latest reversal or refund that may still take effect: a judged refusal ends it.
    ``refusals`` counts the judged ones. ``strategies`` is what a leg of value is taken from, in this order;
    ``benefit_ids`` are the benefits that the same redemption uses. ``doubted_of``: its outcome was unknown
    once, so twins of it are looked for among this profile's redemptions; ``looks`` were made since ``sent_at``.
    """

    number: int
    kind: LegKind
    name: str
    requested: Money
    state: LegState = LegState.PLANNED
    benefit_id: str = ""
    granted: Money | None = None
    redemption_id: str = ""
    sent_at: Instant | None = None
    sends: int = 0
    undo_sent_at: Instant | None = None
    too_late: bool = False
    refusals: int = 0
    problem: str = ""
    credit_id: str = ""
    strategies: Order = REWARDS_ONLY
    benefit_ids: tuple[str, ...] = ()
    doubted_of: str = ""
    looks: int = 0

    @property
    def benefits(self) -> tuple[str, ...]:
        """All benefits that the leg uses."""
        return (self.benefit_id,) if self.benefit_id else self.benefit_ids

    @property
    def mark(self) -> str:
        """``R1``, ``B2`` or ``C3``: the reference and this are the leg's tag at the tenant."""
        return f"{_MARKS[self.kind]}{self.number}"


class Cause(StrEnum):
    """Why a sale is put back."""

    REFUSED = "refused"
    GRANTED_LESS = "granted_less"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    CRASHED = "crashed"


class ProofState(StrEnum):
    """The second balance read after a reversal."""

    EQUAL = "equal"
    DIFFERENT = "different"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Proof:
    state: ProofState
    before: Money
    after: Money
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Compensation:
    """A putting back: where the sale goes after it, and its proof. ``decided``: before a crash, not by it."""

    cause: Cause
    target: Phase
    since: Instant
    detail: str = ""
    proof: Proof | None = None
    done: bool = False
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """The tenant's transaction; ``linked`` is the redemption it names, empty for none."""

    transaction_id: str
    linked: str = ""
    found: bool = False


@dataclass(frozen=True, slots=True)
class Attention:
    """What is known and what is not; ``back_to`` is the phase that goes on after the choice.

    ``candidates`` are the redemptions of which one may be the leg's, by id.
    """

    why: str
    mark: str
    back_to: Phase
    evidence: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """A wait in the protocol: the number of tries so far, when the next one is due, whether it was made."""

    tries: int = 0
    wake_at: Instant | None = None
    rung: bool = False


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale of a till. Changed only by ``checkout.advance``.

    ``corrections`` go out in the transaction in place of what was refused; ``former`` are the customer's ids
    from before a merge.
    """

    reference: str
    terms: Terms
    opened_at: Instant
    phase: Phase = Phase.OPEN
    basket: Basket = field(default_factory=Basket)
    customer: Customer | None = None
    wallet: Wallet | None = None
    selection: Selection | None = None
    snapshot: Wallet | None = None
    high_water: int = 0
    legs: tuple[Leg, ...] = ()
    tenders: tuple[Tender, ...] = ()
    compensation: Compensation | None = None
    recorded: Recorded | None = None
    paid_at: Instant | None = None
    record_sent_at: Instant | None = None
    attention: Attention | None = None
    retry: Retry = Retry()
    problem: str = ""
    proposal: Money | None = None
    cash_owed: tuple[str, ...] = ()
    strategies: Order = ()
    story: tuple[StoryEntry, ...] = ()
    gifts: Mapping[int, GiftPlan] = field(default_factory=dict)
    returning: Returning | None = None
    sweep: Sweep = field(default_factory=Sweep)
    corrections: Mapping[str, str] = field(default_factory=dict)
    clock_trusted: bool = False
    former: tuple[str, ...] = ()

    @property
    def zero(self) -> Money:
        return Money.zero(self.terms.currency)

    @property
    def kind(self) -> SaleKind:
        if self.returning is None:
            return SaleKind.SALE
        return SaleKind.EXCHANGE if self.basket else SaleKind.RETURN

    @property
    def chosen(self) -> Selection:
        return self.selection or Selection(self.zero)

    @property
    def takes_from(self) -> Order:
        """What the cashier chose to take value from; else what the tenant's file says."""
        return self.strategies or self.terms.strategies

    @property
    def granted(self) -> tuple[Leg, ...]:
        """Legs that hold a live redemption at the tenant."""
        return tuple(leg for leg in self.legs if leg.state in LIVE)

    @property
    def approved(self) -> tuple[Tender, ...]:
        return tuple(each for each in self.tenders if each.state is TenderState.APPROVED)

    @property
    def putting_back(self) -> Compensation:
        """Raises IllegalEvent when nothing is being put back."""
        if self.compensation is None:
            raise IllegalEvent(f"nothing is being put back in {self.phase}")
        return self.compensation

    @property
    def finished(self) -> bool:
        return self.phase in FINAL

    @property
    def at_rest(self) -> bool:
        """Nothing is being taken or put back, and nothing waits for an answer."""
        return self.phase in {Phase.OPEN, Phase.CHOOSING, Phase.PICKING, *FINAL}

    def leg(self, number: int) -> Leg:
        """Raises IllegalEvent for a leg that the sale never had."""
        found = next((each for each in self.legs if each.number == number), None)
        if found is None:
            raise IllegalEvent(f"no leg {number}")
        return found

    def tender(self, number: int) -> Tender:
        """Raises IllegalEvent for a tender that the sale never had."""
        for tender in self.tenders:
            if tender.number == number:
                return tender
        raise IllegalEvent(f"no tender {number}")

    def with_leg(self, leg: Leg) -> Sale:
        changed = tuple(leg if old.number == leg.number else old for old in self.legs)
        return replace(self, legs=changed)

    def with_tender(self, tender: Tender) -> Sale:
        changed = tuple(tender if old.number == tender.number else old for old in self.tenders)
        return replace(self, tenders=changed)

    def told(
        self,
        kind: StoryKind,
        at: Instant,
        *,
        mark: str = "",
        amount: Money | None = None,
        name: str = "",
        proof: str = "",
    ) -> Sale:
        entry = StoryEntry(kind, at, mark, amount, name, proof)
        return replace(self, story=(*self.story, entry))


def quote_of(sale: Sale) -> Quote:
    """The sale's figures. From the reading before redeeming on, that reading stands, not a later one."""
    return quote(
        sale.basket,
        sale.chosen,
        wallet=sale.snapshot or sale.wallet,
        promotions=sale.terms.promotions,
        rule=sale.terms.rule,
        currency=sale.terms.currency,
        strategies=sale.takes_from,
    )


def paid(sale: Sale) -> Money:
    """Approved tenders, without their cash rounding: what they settle of the total."""
    settled = (each.amount - (each.rounding or sale.zero) for each in sale.approved)
    return Money.total(settled, sale.terms.currency)


def due(sale: Sale) -> Money:
    """What is left to pay of the net total, before cash rounding; what comes back pays first, and may be more."""
    back = sale.returning
    worth = back.figures(partial_refund=True).value if back else sale.zero
    return quote_of(sale).total - worth - paid(sale)


def cash_due(sale: Sale) -> Money:
    """What is left to pay when cash settles it."""
    return rounded_for_cash(due(sale), sale.terms.cash_step)


def rounding(sale: Sale) -> Money:
    """The cash rounding of the approved tenders."""
    return Money.total((each.rounding or sale.zero for each in sale.approved), sale.terms.currency)
