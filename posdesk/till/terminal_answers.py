"""What the payment terminal answers, and what it refuses. Values only; every answer names its payment.

*Processed* is ``Approved`` or ``Declined``: both are final, except that an approved payment may be
voided or refunded later. ``InProgress`` means ask again; ``NotFound`` that it never reached the terminal.
"""

from dataclasses import dataclass

from posdesk.sale.errors import PosError
from posdesk.sale.money import Money


class NoTerminalAnswer(PosError):
    """The terminal did not answer. The payment may have been taken: ask for its status, never start anew."""

    code = "terminal.no_answer"
    user_message = (
        "The terminal has not answered. The card may have been charged; nothing is lost. "
        "posdesk asks the terminal again. Do not charge twice."
    )


class TerminalOffline(PosError):
    """The terminal could not be reached. Nothing was started."""

    code = "terminal.offline"
    user_message = (
        "The terminal cannot be reached. Nothing was charged. "
        "Check its cable and network, or ask for another way to pay."
    )


class BackRefused(PosError):
    """A void or refund of more than the terminal still holds of that payment."""

    code = "terminal.back_refused"
    user_message = (
        "The terminal refused to give that back: it holds less of this payment. Nothing was moved. "
        "Look at what was already voided or refunded."
    )


class TerminalLogFailed(PosError):
    """The terminal's own log could not be opened, read or written."""

    code = "terminal.log_failed"
    user_message = (
        "The terminal cannot keep its log, so it takes no payment. What it has confirmed is kept. "
        "Free some space or correct the permissions of posdesk's home folder, then try again."
    )


@dataclass(frozen=True, slots=True)
class Approved:
    """The terminal took ``amount``, which for a partial approval is less than was asked.

    ``code`` is the ISO 8583 response code, ``outcome`` the outcome's name. ``voided``: all of it was given
    back. ``refunded``: how much was refunded since.
    """

    payment_id: str
    amount: Money
    code: str
    outcome: str
    voided: bool
    refunded: Money

    @property
    def kept(self) -> Money:
        """What the terminal still holds of it."""
        if self.voided:
            return Money.zero(self.amount.currency)
        return self.amount - self.refunded


@dataclass(frozen=True, slots=True)
class Declined:
    """Nothing was taken. ``code`` is the ISO 8583 response code, ``outcome`` the outcome's name."""

    payment_id: str
    code: str
    outcome: str


@dataclass(frozen=True, slots=True)
class InProgress:
    """Not decided yet. Nobody knows whether it will be taken."""

    payment_id: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """The terminal has never heard of ``payment_id`` (or refund id): it was not done."""

    payment_id: str


@dataclass(frozen=True, slots=True)
class Voided:
    """All of the payment was given back; ``amount`` is zero when nothing had been taken."""

    payment_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Refunded:
    """``amount`` of the payment was given back under ``refund_id``."""

    payment_id: str
    refund_id: str
    amount: Money


Processed = Approved | Declined
Status = Processed | InProgress | NotFound
