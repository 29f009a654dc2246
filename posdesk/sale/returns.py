"""A return under way, as values: what was picked, how the money goes back, and each refund with its state.

Every refund is a write of its own with a number that is never used twice in the return: its mark (``F1``) and
the return's reference are its tag at the tenant, and its id at the terminal.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posdesk.sale.errors import IllegalEvent
from posdesk.sale.moments import Instant
from posdesk.sale.money import Money
from posdesk.sale.past import MONEY, Original, Pick, RefundKind
from posdesk.sale.replacing import replace
from posdesk.sale.returning import Figures, figures
from posdesk.sale.wallet import Wallet


class RepayKind(StrEnum):
    """How the money goes back that is owed beside what was paid with credits."""

    CASH = "cash"
    CARD = "card"
    STORE_CREDIT = "store_credit"


@dataclass(frozen=True, slots=True)
class Repay:
    """The cashier's choice. ``extra`` is what the shop adds to a store credit (guide: 100 back, 110 credit)."""

    kind: RepayKind
    extra: Money


class RefundState(StrEnum):
    """``unknown`` is never failed. Cash that the cashier was asked to hand over is ``sent``."""

    PLANNED = "planned"
    SENT = "sent"
    UNKNOWN = "unknown"
    GIVEN = "given"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refund:
    """One thing that goes back. ``of`` is the original's leg or tender, ``redemption_id`` what is refunded.

    ``amount`` is asked; ``given`` is what the tenant or the terminal says, which may differ; ``row_id`` is the
    new row or credit. ``rounding`` is what cash rounding added, ``extra`` what the shop added.
    """

    number: int
    kind: RefundKind
    amount: Money
    of: str = ""
    name: str = ""
    redemption_id: str = ""
    whole: bool = False
    state: RefundState = RefundState.PLANNED
    given: Money | None = None
    row_id: str = ""
    rounding: Money | None = None
    extra: Money | None = None
    sends: int = 0
    sent_at: Instant | None = None
    problem: str = ""

    @property
    def mark(self) -> str:
        return f"F{self.number}"

    @property
    def settles(self) -> Money:
        """How much of what is owed it settles: nothing where it is no money, or was refused."""
        nothing = Money.zero(self.amount.currency)
        if self.kind not in MONEY or self.state is RefundState.REFUSED:
            return nothing
        given = self.amount if self.given is None else self.given
        return given - (self.rounding or nothing) - (self.extra or nothing)


@dataclass(frozen=True, slots=True)
class Returning:
    """A return: the original as it is known, the choice, and the refunds, in the order in which they are made.

    ``confirmed``: the cashier has gone on, so its pieces are nobody else's. ``before`` is the wallet before the
    refund that is under way, ``high_water`` the highest redemption id then: the proof of a lost answer.
    ``left_alone``: its till was started again, so nobody may stand there to choose or to hand over cash.
    """

    original: Original
    picks: tuple[Pick, ...] = ()
    reason: str = ""
    repay: Repay | None = None
    confirmed: bool = False
    refunds: tuple[Refund, ...] = ()
    before: Wallet | None = None
    high_water: int = 0
    left_alone: bool = False

    def refund(self, number: int) -> Refund:
        """Raises IllegalEvent for a refund that the return never had."""
        for refund in self.refunds:
            if refund.number == number:
                return refund
        raise IllegalEvent(f"no refund {number}")

    def with_refund(self, refund: Refund) -> Returning:
        changed = (refund if old.number == refund.number else old for old in self.refunds)
        return replace(self, refunds=tuple(changed))

    def picked(self, line_id: int) -> int:
        return sum(pick.quantity for pick in self.picks if pick.line_id == line_id)

    def figures(self, *, partial_refund: bool) -> Figures:
        """What the picked pieces are worth."""
        return figures(self.original, self.picks, partial_refund=partial_refund)

    @property
    def given(self) -> tuple[Refund, ...]:
        return tuple(each for each in self.refunds if each.state is RefundState.GIVEN)

    @property
    def untouched(self) -> bool:
        """Nothing was given and nothing may have been: the return can still be dropped."""
        return all(
            each.state in {RefundState.PLANNED, RefundState.REFUSED} for each in self.refunds
        )
