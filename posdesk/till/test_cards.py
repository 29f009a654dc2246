"""The documented test cards, and the refusal of every other number.

posdesk never holds a real card number: what is typed or scanned as a payment card is looked up here, and
what is not in the table is forgotten at once. No error, text or ``repr`` made here contains a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from posdesk.sale.errors import PosError
from posdesk.till.outcomes import Outcome, outcome_named

_SEPARATORS = re.compile(r"[ -]")
# Shorter ones are loyalty cards and product codes; ISO/IEC 7812 ends at 19.
_PAYMENT_CARD = re.compile(r"3[0-9]{13}|[0-9]{15,19}", re.ASCII)


class CardRefused(PosError):
    """A number that is not one of the documented test cards. Never carries the number."""

    code = "terminal.card_refused"
    user_message = (
        "Only the documented test cards can be used here. Nothing was charged, and the number was not kept. "
        "Choose a test card from the list."
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
    """Whether ``text`` has the length and the check digit of a payment card, a test card or a real one.

    For places that take other numbers: such a text is to be refused there, and never kept or logged.
    A loyalty card may look like one too; ask only where no loyalty card is expected or found.
    """
    digits = _SEPARATORS.sub("", text)
    return _PAYMENT_CARD.fullmatch(digits) is not None and _luhn(digits)


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812: every second digit from the right doubled, the digit sums divisible by ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
