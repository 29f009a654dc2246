"""The root of every error posdesk raises on purpose.

An error has a code for machines (``area.what``: unique, never renamed), a sentence for the cashier in
its class (what happened, what was not lost, what to do), and a detail for logs. The window translates
the sentence by the code. Anything that is no ``PosError`` is a bug and reaches the top handler.
"""

from typing import ClassVar


class PosError(Exception):
    """Something went wrong in a way posdesk knows. ``str(error)`` is the detail, for logs only."""

    code: ClassVar[str] = "pos.unknown"
    user_message: ClassVar[str] = "Something went wrong. Nothing was lost. Please try again."

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.user_message)


class CurrencyMismatch(PosError):
    """Two currencies met in one sum."""

    code = "sale.currency_mismatch"
    user_message = "These amounts are in different currencies. Nothing was changed. Use the till's own currency."


class IllegalEvent(PosError):
    """The sale is in a phase in which this cannot happen."""

    code = "sale.illegal_event"
    user_message = "That is not possible at this step. Nothing was changed."


class BadQuantity(PosError):
    """A quantity outside 1 to 9,999."""

    code = "sale.bad_quantity"
    user_message = "A quantity is a whole number from 1 to 9,999. The basket was not changed."


class BadAmount(PosError):
    """An amount that is negative, malformed, or more than is possible here."""

    code = "sale.bad_amount"
    user_message = "That amount is not possible here. Nothing was changed. Enter an amount from zero to what is offered."


class ReturnClaimed(PosError):
    """Another return of the same sale is under way, or was made since this one was opened."""

    code = "sale.return_claimed"
    user_message = "Another return of this sale was begun at this till. Nothing was given back here. Finish that one, then open this one again."
