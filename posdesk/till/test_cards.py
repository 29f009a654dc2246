"""The documented test cards, and the refusal of every other number.

posdesk never holds a real card number: what is typed or scanned as a payment card is looked up here, and
what is not in the table is forgotten at once. No error, text or ``repr`` made here contains a number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from posdesk.sale.errors import PosError
from posdesk.till.outcomes import Outcome, outcome_named

_SEPARATORS = re.compile(r"[ -]")
# Lengths and first digits that the schemes publish: Visa, Mastercard, American Express, Diners Club, Discover, JCB,
# UnionPay, Maestro. Other numbers are loyalty cards and product codes.
_PAYMENT_CARD = re.compile(
    r"4[0-9]{12}(?:[0-9]{3}){0,2}|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    r"|3[47][0-9]{13}|3(?:0[0-5]|[689][0-9])[0-9]{11}|6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12,15}"
    r"|35(?:2[89]|[3-8][0-9])[0-9]{12,15}|62[0-9]{14,17}|(?:5018|5020|5038|5893|6304|6759|676[1-3])[0-9]{9,15}",
    re.ASCII,
)
# Digits, singly parted, as people write a number among other words.
_RUN = re.compile(r"[0-9](?:[ .\-–\u00a0]?[0-9]){12,}", re.ASCII)
_GROUP = re.compile(r"[0-9]+", re.ASCII)


class CardRefused(PosError):
    """A number that is not one of the documented test cards. Never carries the number."""

    code = "terminal.card_refused"
    user_message = (
        "Only the documented test cards can be used here. Nothing was charged, and the number was not kept. "
        "Choose a test card from the list."
    )


class PaymentCardGiven(PosError):
    """What was typed holds a payment card's number, where none belongs. Never carries the number."""

    code = "till.payment_card"
    user_message = (
        "This looks like a bank card's number, so it was not sent and not kept. Nothing was changed. "
        "Take the number out; a loyalty card that has such a number can be scanned."
    )


@dataclass(frozen=True, slots=True)
class TestCard:
    """A public test number: its digits, the scheme it belongs to, and what paying with it comes to."""

    __test__ = False  # Without this pytest takes the class for a test: its name begins with Test.

    number: str = field(repr=False)
    scheme: str
    outcome: Outcome

    @property
    def masked(self) -> str:
        """The last four digits, for the screen and the receipt: ``•••• 4242``."""
        return f"•••• {self.number[-4:]}"


# Stripe's published test numbers (docs.stripe.com/testing; Interac: its in-person test cards).
TEST_CARDS: tuple[TestCard, ...] = tuple(
    TestCard(number, scheme, outcome_named(outcome))
    for number, scheme, outcome in (
        ("4242424242424242", "Visa", "approved"),
        ("4000056655665556", "Visa debit", "approved"),
        ("5555555555554444", "Mastercard", "approved"),
        ("5200828282828210", "Mastercard debit", "approved"),
        ("378282246310005", "American Express", "approved"),
        ("4506445006931933", "Interac", "approved"),
        ("4000000000000002", "Visa", "do_not_honour"),
        ("4000000000009995", "Visa", "insufficient_funds"),
        ("4000000000009987", "Visa", "lost_card"),
        ("4000000000009979", "Visa", "stolen_card"),
        ("4000000000000069", "Visa", "expired_card"),
        ("4000000000000119", "Visa", "system_error"),
    )
)
_BY_NUMBER = {card.number: card for card in TEST_CARDS}


def card_numbered(text: str) -> TestCard:
    """The test card somebody typed or scanned; spaces and hyphens do not matter. Raises CardRefused."""
    found = _BY_NUMBER.get(_SEPARATORS.sub("", text))
    if found is None:
        raise CardRefused("not a documented test card")
    return found


def looks_like_a_payment_card(text: str) -> bool:
    """Whether ``text`` is a number of a payment card's length, range and check digit, a test card or a real one.

    For places that take other numbers: such a text is to be refused there, and never kept or logged.
    A loyalty card may look like one too; ask only where no loyalty card is expected or found.
    """
    digits = _SEPARATORS.sub("", text)
    return _PAYMENT_CARD.fullmatch(digits) is not None and _luhn(digits)


def holds_a_payment_card(text: str) -> bool:
    """Whether such a number stands anywhere in ``text``, alone or among words, in whatever digits and groups."""
    for run in _RUN.findall(unicodedata.normalize("NFKC", text)):
        groups = _GROUP.findall(run)
        starts = range(len(groups))
        if any(
            _PAYMENT_CARD.fullmatch(digits) and _luhn(digits)
            for start in starts
            for end in starts[start:]
            for digits in ("".join(groups[start : end + 1]),)
        ):
            return True
    return False


def refuse_payment_cards(text: str) -> None:
    """For free text that is sent or kept. Raises PaymentCardGiven."""
    if holds_a_payment_card(text):
        raise PaymentCardGiven("a payment card's number in free text")


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812: every second digit from the right doubled, the digit sums divisible by ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
