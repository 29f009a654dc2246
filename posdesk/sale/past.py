"""A past sale as a return sees it: what was sold, what each discount took of it, how it was paid, what is back.

Everything here was written down when the sale was recorded, by this till or another one. A return undoes
exactly this and spreads nothing anew: shares are those of the sale, to the minor unit. Immutable, and journalled
with the return, so a field is never renamed or dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posdesk.sale.allocation import Rule
from posdesk.sale.errors import IllegalEvent
from posdesk.sale.money import Money
from posdesk.sale.wallet import Customer

# The share of a rewards redemption; a benefit's shares have the benefit's id.
REWARDS = "rewards"


class SaleKind(StrEnum):
    """A mode of the whole sale, never a sign on a line. An exchange is a return with a new basket."""

    SALE = "sale"
    RETURN = "return"
    EXCHANGE = "exchange"


class RefundKind(StrEnum):
    """What is given back, and how: the first three refund a redemption, the others are money.

    ``credit`` refunds a credit that was redeemed; ``store_credit`` issues a new one.
    """

    REWARDS = "rewards"
    BENEFIT = "benefit"
    CREDIT = "credit"
    STORE_CREDIT = "store_credit"
    CARD = "card"
    CASH = "cash"


REDEMPTIONS = frozenset({RefundKind.REWARDS, RefundKind.BENEFIT, RefundKind.CREDIT})
MONEY = frozenset({RefundKind.CREDIT, RefundKind.STORE_CREDIT, RefundKind.CARD, RefundKind.CASH})


@dataclass(frozen=True, slots=True)
class Share:
    """What one discount took of a line. ``discount``: ``rewards``, or a benefit's id."""

    discount: str
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Parcel:
    """Pieces of a line that were sold at one net price each."""

    quantity: int
    unit_net: Money


@dataclass(frozen=True, slots=True)
class PastLine:
    """A line as it was sold. ``price`` is the unit price before discounts; ``tax`` is included in the net."""

    id: int
    sku: str
    name: str
    price: Money
    list_price: Money
    parcels: tuple[Parcel, ...]
    tax: Money
    shares: tuple[Share, ...] = ()

    @property
    def quantity(self) -> int:
        return sum(each.quantity for each in self.parcels)

    @property
    def net(self) -> Money:
        """What was paid for all its pieces."""
        return Money.total(
            (each.unit_net * each.quantity for each in self.parcels), self.price.currency
        )


@dataclass(frozen=True, slots=True)
class PastLeg:
    """A redemption of the sale. ``mark`` is its name within it: ``R1``."""

    mark: str
    kind: RefundKind
    redemption_id: str
    total: Money
    benefit_id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PastTender:
    """A payment of the sale, cash rounding included. ``kind`` is cash, card, credit, goods or other.

    ``mark`` is its name within the sale, which the terminal knows; empty where it was not written down.
    ``leg`` is the redemption that took it from a credit; empty: the transaction did.
    """

    mark: str
    kind: str
    amount: Money
    leg: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """Pieces of a line that come back."""

    line_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PastRefund:
    """What a return gave for the leg or tender ``of``; empty where it was for the goods alone."""

    of: str
    kind: RefundKind
    amount: Money


@dataclass(frozen=True, slots=True)
class PastReturn:
    """One return of the sale. ``rounding`` is what was given beside the net (negative: kept).

    ``settled`` False: it is still under way at this installation, so what it gives is not known yet.
    """

    reference: str
    picks: tuple[Pick, ...]
    refunds: tuple[PastRefund, ...]
    rounding: Money
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Original:
    """The sale that is returned, and every return of it that is known."""

    reference: str
    receipt_ref: str
    sold_at_ms: int
    total: Money
    rounding: Money
    lines: tuple[PastLine, ...]
    legs: tuple[PastLeg, ...] = ()
    tenders: tuple[PastTender, ...] = ()
    customer: Customer | None = None
    rule: Rule = Rule.LARGEST_REMAINDER
    returns: tuple[PastReturn, ...] = ()

    def line(self, line_id: int) -> PastLine:
        """Raises IllegalEvent for a line that was not sold."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise IllegalEvent(f"no line {line_id} was sold")

    def returned(self, line_id: int) -> int:
        """Pieces of the line that are back already, or on their way back."""
        return sum(
            pick.quantity for each in self.returns for pick in each.picks if pick.line_id == line_id
        )

    def left(self, line_id: int) -> int:
        """Pieces that can still come back."""
        return max(0, self.line(line_id).quantity - self.returned(line_id))

    def given(self, mark: str) -> Money:
        """What all returns gave for one leg or tender."""
        zero = Money.zero(self.total.currency)
        amounts = (
            refund.amount for each in self.returns for refund in each.refunds if refund.of == mark
        )
        return Money.total(amounts, zero.currency)

    def is_given(self, mark: str) -> bool:
        """Whether any return has given something for the leg ``mark``: a benefit's use has no amount."""
        return any(refund.of == mark for each in self.returns for refund in each.refunds)

    @property
    def rounding_given(self) -> Money:
        """What the returns gave beside their nets."""
        return Money.total((each.rounding for each in self.returns), self.total.currency)
