"""What a card payment can come to, as data, and which of them is in force.

Outcomes are named and carry the ISO 8583 response code that a terminal answers with. Strongest first
decide: an outcome forced from the panel or a scenario, a test card, an amount rule (off by default: an
ordinary price must not decline by surprise), else approval. Pure: the same arguments, the same choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posdesk.sale.errors import PosError


class Kind(StrEnum):
    """How a payment ends, as far as the till has to act differently."""

    APPROVED = "approved"
    SLOW = "slow"
    PARTIAL = "partial"
    SOFT_DECLINE = "soft_decline"
    HARD_DECLINE = "hard_decline"
    PIN = "pin"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed_out"
    OFFLINE = "offline"
    ANSWER_LOST = "answer_lost"
    LATE_DECLINE = "late_decline"


class Charged(StrEnum):
    """Whether the buyer's money was taken, as the till knows it when the start of the payment returns."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


_CHARGED = {
    **dict.fromkeys((Kind.APPROVED, Kind.SLOW, Kind.PARTIAL), Charged.YES),
    **dict.fromkeys((Kind.TIMED_OUT, Kind.ANSWER_LOST, Kind.LATE_DECLINE), Charged.UNKNOWN),
}
_TAKING = frozenset((Kind.APPROVED, Kind.SLOW, Kind.PARTIAL, Kind.ANSWER_LOST))


class UnknownOutcome(PosError):
    """A scenario or a setting names an outcome that does not exist."""

    code = "terminal.unknown_outcome"
    user_message = (
        "There is no payment outcome of that name. Nothing was charged. "
        "Choose one from the list of outcomes."
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way a payment can go.

    ``name`` is unique and never renamed (scenarios and the terminal's log hold it); ``code`` is the ISO
    8583 response code; ``title`` is for lists; ``words`` tell the cashier what happened and what to do.
    """

    name: str
    code: str
    title: str
    kind: Kind
    words: str

    @property
    def charged(self) -> Charged:
        """What the till knows when the start returns. UNKNOWN: ask the terminal, reverse nothing yet."""
        return _CHARGED.get(self.kind, Charged.NO)

    @property
    def end(self) -> Outcome:
        """What it turns out to be once the terminal knows; itself, unless the till was left in doubt."""
        return _ENDS.get(self.name, self)

    def approves(self, minor: int) -> int:
        """How much of ``minor`` (minor units) the terminal takes in the end: all, a part, or nothing.

        A partial approval takes half, rounded up, so that it never takes nothing.
        """
        if self.kind is Kind.PARTIAL:
            return (minor + 1) // 2
        return minor if self.kind in _TAKING else 0


_OTHER = "Nothing was charged. Ask for another card or another way to pay."
_AGAIN = "Nothing was charged. Try once more, or ask for another way to pay."

APPROVED = Outcome(
    "approved", "00", "Approved", Kind.APPROVED, "The card was approved. The payment is taken."
)
APPROVED_SLOW = Outcome(
    "approved_slow",
    "00",
    "Approved, slowly",
    Kind.SLOW,
    "The bank took its time and approved. The payment is taken.",
)
PARTIAL_APPROVAL = Outcome(
    "partial_approval",
    "10",
    "Approved for a part",
    Kind.PARTIAL,
    "The card was approved for a part only. That part is taken. Take the rest another way.",
)
CANCELLED_BY_BUYER = Outcome(
    "cancelled_by_buyer",
    "17",
    "Cancelled by the buyer",
    Kind.CANCELLED,
    "The buyer cancelled at the terminal. Nothing was charged. Ask how they would like to pay.",
)
TIMED_OUT = Outcome(
    "timed_out",
    "68",
    "Timed out without an answer",
    Kind.TIMED_OUT,
    "The terminal has not answered. It is not known whether the card was charged; "
    "nothing is lost. posdesk asks the terminal again. Do not charge twice.",
)
OFFLINE = Outcome(
    "offline",
    "92",
    "Terminal offline",
    Kind.OFFLINE,
    "The terminal cannot be reached. Nothing was charged. "
    "Check its cable and network, or ask for another way to pay.",
)
ANSWER_LOST = Outcome(
    "answer_lost",
    "00",
    "Approved, answer lost",
    Kind.ANSWER_LOST,
    "The terminal's answer was lost. The card may have been charged; nothing is lost. "
    "posdesk asks the terminal again. Do not charge twice.",
)
LATE_DECLINE = Outcome(
    "late_decline",
    "05",
    "Declined after eleven minutes",
    Kind.LATE_DECLINE,
    "The terminal is still waiting for the bank. It is not known whether the card was charged; "
    "nothing is lost. posdesk asks again until it knows.",
)


def _soft(name: str, code: str, title: str, what: str, do: str = _OTHER) -> Outcome:
    return Outcome(name, code, title, Kind.SOFT_DECLINE, f"{what} {do}")


def _hard(name: str, code: str, title: str, what: str) -> Outcome:
    return Outcome(name, code, title, Kind.HARD_DECLINE, f"{what} {_OTHER}")


DECLINED = _soft("do_not_honour", "05", "Declined", "The bank declined without a reason.")
ISSUER_UNAVAILABLE = _soft(
    "issuer_unavailable", "91", "Issuer unavailable", "The bank cannot be reached.", _AGAIN
)

# ISO 8583 response codes as terminals of several makers use them; see the practice notes, 4.1.
OUTCOMES: tuple[Outcome, ...] = (
    APPROVED,
    APPROVED_SLOW,
    PARTIAL_APPROVAL,
    DECLINED,
    _soft("call_issuer", "01", "Call the issuer", "The bank wants the buyer to call it."),
    _soft("insufficient_funds", "51", "Insufficient funds", "The card has not enough funds."),
    _soft("amount_limit", "61", "Amount limit exceeded", "The amount is above the card's limit."),
    _soft("count_limit", "65", "Use limit exceeded", "The card was used too often today."),
    ISSUER_UNAVAILABLE,
    _soft("system_error", "96", "Processing error", "The payment network had a fault.", _AGAIN),
    _hard("keep_card", "04", "Card withdrawn", "The bank has withdrawn this card."),
    _hard("invalid_transaction", "12", "Invalid transaction", "The bank refuses such payments."),
    _hard("invalid_card", "14", "Invalid card", "The bank does not know this card."),
    _hard("lost_card", "41", "Lost card", "The bank refused the card."),
    _hard("stolen_card", "43", "Stolen card", "The bank refused the card."),
    _hard("expired_card", "54", "Expired card", "The card has expired."),
    _hard("not_permitted", "57", "Not permitted", "The card may not be used for this."),
    _hard("suspected_fraud", "59", "Suspected fraud", "The bank refused the card."),
    _hard("blocked_card", "62", "Blocked card", "The card is blocked."),
    Outcome("wrong_pin", "55", "Wrong PIN", Kind.PIN, f"The PIN was wrong. {_AGAIN}"),
    Outcome(
        "pin_tries",
        "75",
        "PIN tries exceeded",
        Kind.PIN,
        f"The PIN was wrong too often; the card is locked. {_OTHER}",
    ),
    CANCELLED_BY_BUYER,
    TIMED_OUT,
    OFFLINE,
    ANSWER_LOST,
    LATE_DECLINE,
)
_ENDS = {
    ANSWER_LOST.name: APPROVED,
    TIMED_OUT.name: ISSUER_UNAVAILABLE,
    LATE_DECLINE.name: DECLINED,
}
_BY_NAME = {outcome.name: outcome for outcome in OUTCOMES}


def outcome_named(name: str) -> Outcome:
    """The outcome of that name. Raises UnknownOutcome."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise UnknownOutcome(f"no outcome {name[:40]!r}") from None
