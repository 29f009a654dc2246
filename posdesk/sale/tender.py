"""One payment of a sale: cash, card, a credit of the customer, or something else that settles what is due."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posdesk.sale.moments import Instant
from posdesk.sale.money import Money


class TenderKind(StrEnum):
    CASH = "cash"
    CARD = "card"
    CREDIT = "credit"
    OTHER = "other"


class TenderState(StrEnum):
    SENT = "sent"
    UNKNOWN = "unknown"
    APPROVED = "approved"
    DECLINED = "declined"
    GIVING_BACK = "giving_back"
    GIVEN_BACK = "given_back"


@dataclass(frozen=True, slots=True)
class CreditUse:
    """The credit behind a tender. ``taken`` is in its own currency, where that is not the till's.

    ``leg`` is the number of the redemption that takes it; 0: the transaction does, when it is recorded.
    """

    credit_id: str
    kind: str
    last4: str = ""
    taken: Money | None = None
    leg: int = 0


@dataclass(frozen=True, slots=True)
class Tender:
    """One payment. ``amount`` is asked, then approved; for cash ``handed`` is what the customer gave.

    ``rounding`` is what cash rounding added (negative: took off) and belongs to this tender alone.
    """

    number: int
    kind: TenderKind
    amount: Money
    state: TenderState
    sent_at: Instant
    handed: Money | None = None
    rounding: Money | None = None
    code: str = ""
    name: str = ""
    credit: CreditUse | None = None

    @property
    def mark(self) -> str:
        return f"T{self.number}"

    @property
    def is_of_terminal(self) -> bool:
        """Whether the payment terminal knows of it."""
        return self.kind is TenderKind.CARD

    @property
    def change(self) -> Money:
        """Change is given from cash only."""
        return (self.handed or self.amount) - self.amount
