"""What a tenant holds, as plain values: the other side of an audit. Read from JSON, and from nothing else.

A tenant's books are every redemption, reversal and refund, every transaction, every credit that a transaction
deducted, and what each profile was issued and has left. The sandbox gives them (``GET /_sandbox/books``); for a
real tenant somebody exports them. Amounts are whole numbers: minor units of money, hundredths of a point, single
uses of a benefit. Ids are text; one that is not there is empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from posdesk.sale.errors import PosError
from posdesk.till.values import Json, WrongValue, reader

FORMAT = 1
REDEEM, REFUND, REVERSAL = "redeem", "return", "reversal"


class BooksUnreadable(PosError):
    """The books of a tenant, or a history, are not what they should be: nothing can be proved from them."""

    code = "till.books_unreadable"
    user_message = (
        "These books cannot be read, so nothing was checked. Nothing was changed. "
        "Have them written again, and check that the file is whole."
    )


@dataclass(frozen=True, slots=True)
class BookItem:
    """What a row took of one incentive, put back, or made: ``value`` in money, ``units`` in its own measure.

    ``kind`` is reward, point, credit or benefit; ``profile_id`` is who holds the incentive now, which for a gift
    card may be nobody.
    """

    kind: str
    id: str
    profile_id: str
    value: int
    units: int


@dataclass(frozen=True, slots=True)
class BookRedemption:
    """A row of type ``redeem``, ``return`` (a refund) or ``reversal``; ``origin_id`` is what the latter two undo.

    ``tag`` is the mark that the till gave it, ``reference`` the sale that it named, ``transaction_id`` the
    transaction that it is linked to.
    """

    id: str
    profile_id: str
    type: str
    total: int
    created_ms: int
    tag: str = ""
    reference: str = ""
    transaction_id: str = ""
    origin_id: str = ""
    reversed_ms: int | None = None
    items: tuple[BookItem, ...] = ()

    @property
    def spends(self) -> bool:
        """A redemption that was not reversed: what it took is still taken, refunded anew or not."""
        return self.type == REDEEM and self.reversed_ms is None


@dataclass(frozen=True, slots=True)
class BookTransaction:
    """``external_id`` is the sale's reference, ``redemption_id`` the one linked; ``carried`` are those in its meta."""

    id: str
    external_id: str
    profile_id: str
    redemption_id: str
    total: int
    void: bool = False
    deleted: bool = False
    carried: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        return not (self.void or self.deleted)


@dataclass(frozen=True, slots=True)
class BookPayment:
    """What a transaction deducted of a credit: ``units`` in the credit's own currency."""

    transaction_id: str
    credit_id: str
    profile_id: str
    value: int
    units: int


@dataclass(frozen=True, slots=True)
class BookCredit:
    """A credit that somebody gave a mark, ``tag``, when it was issued for ``amount``."""

    id: str
    profile_id: str
    tag: str
    amount: int


@dataclass(frozen=True, slots=True)
class BookBalance:
    """A profile's sums of one kind: what it had when the books begin, was issued since, and has left now."""

    profile_id: str
    kind: str
    issued: int
    left: int
    opening: int = 0


@dataclass(frozen=True, slots=True)
class TenantBooks:
    """All of it. Make one with ``parse``."""

    format: int
    balances: tuple[BookBalance, ...] = ()
    redemptions: tuple[BookRedemption, ...] = ()
    transactions: tuple[BookTransaction, ...] = ()
    payments: tuple[BookPayment, ...] = ()
    credits: tuple[BookCredit, ...] = ()

    @classmethod
    def parse(cls, value: Json) -> TenantBooks:
        """From a JSON value, strictly: a float for an amount is refused like a name that is not known.

        Raises BooksUnreadable.
        """
        try:
            books: TenantBooks = reader(TenantBooks)(value)
        except (WrongValue, ValueError, TypeError) as exc:
            raise BooksUnreadable(str(exc)) from exc
        if books.format != FORMAT:
            raise BooksUnreadable(f"books of format {books.format}, this posdesk reads {FORMAT}")
        return books
