"""The terminal's answers as the sale's events."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from posdesk.sale import events as ev
from posdesk.sale.errors import PosError
from posdesk.sale.money import Money
from posdesk.sale.state import Sale
from posdesk.sale.tender import Tender
from posdesk.till.outcomes import Outcome
from posdesk.till.scripts import Reply
from posdesk.till.terminal_answers import (
    Approved,
    Declined,
    InProgress,
    NotFound,
    Processed,
    Refunded,
    Status,
    TerminalOffline,
    Voided,
)

OFFLINE = "offline"
NOT_FOUND = "not_found"


class Terminal(Protocol):
    """A payment terminal, simulated or real; every method is idempotent by the payment's id."""

    async def start(
        self, payment_id: str, amount: Money, outcome: Outcome
    ) -> Processed | InProgress:
        """Raises NoTerminalAnswer (may have been taken), TerminalOffline (was not)."""

    async def status(self, payment_id: str) -> Status:
        """What became of it."""

    async def cancel(self, payment_id: str) -> Status:
        """Stop it, if it can still be stopped."""

    async def void(self, payment_id: str) -> Voided | InProgress | NotFound:
        """Give all of it back."""

    async def refund(
        self, payment_id: str, refund_id: str, amount: Money
    ) -> Refunded | InProgress | NotFound:
        """Give a part back, once per ``refund_id``."""

    async def refund_status(self, refund_id: str) -> Refunded | NotFound:
        """Whether a refund was made."""


def payment_id(sale: Sale, tender: Tender) -> str:
    """The payment's name at the terminal: made before the first attempt, never changed."""
    return f"{sale.reference}-{tender.mark}"


async def charge(terminal: Terminal, sale: Sale, number: int, outcome: Outcome) -> Reply:
    """Start the payment and wait for the terminal's word. Whatever is not clear is unknown."""
    tender = sale.tender(number)
    try:
        answer = await terminal.start(payment_id(sale, tender), tender.amount, outcome)
    except TerminalOffline as error:
        return partial(ev.TenderDeclined, tender=number, code=OFFLINE, proof=error.code)
    except PosError as error:
        return partial(ev.TenderUnknown, tender=number, proof=error.code)
    return _told(number, answer)


async def ask(terminal: Terminal, sale: Sale, number: int) -> Reply:
    """Ask what became of a payment: processed, in progress, or never heard of."""
    try:
        answer = await terminal.status(payment_id(sale, sale.tender(number)))
    except PosError as error:
        return partial(ev.TenderUnknown, tender=number, proof=error.code)
    return _told(number, answer)


async def give_back(terminal: Terminal, sale: Sale, number: int) -> Reply:
    """Void the payment. What the terminal never heard of is not held by it."""
    try:
        answer = await terminal.void(payment_id(sale, sale.tender(number)))
    except PosError as error:
        return partial(ev.TenderBackFailed, tender=number, problem=error.code)
    match answer:
        case Voided():
            return partial(ev.TenderGivenBack, tender=number, proof="terminal: voided")
        case NotFound():
            return partial(ev.TenderGivenBack, tender=number, proof="terminal: not found")
        case InProgress():
            return partial(ev.TenderBackFailed, tender=number, problem="terminal.in_progress")


def _told(number: int, answer: Status) -> Reply:
    match answer:
        case Approved(amount=amount, code=code, outcome=name):
            return partial(
                ev.TenderApproved,
                tender=number,
                amount=amount,
                code=name,
                proof=f"terminal: {code} approved",
            )
        case Declined(code=code, outcome=name):
            return partial(
                ev.TenderDeclined, tender=number, code=name, proof=f"terminal: {code} declined"
            )
        case InProgress():
            return partial(ev.TenderUnknown, tender=number, proof="terminal: in progress")
        case NotFound():
            return partial(
                ev.TenderDeclined, tender=number, code=NOT_FOUND, proof="terminal: not found"
            )
