"""Bank cards in the office's forms: refused in free text, and asked about where a card's number belongs.

A loyalty or gift card may by chance look like a bank card's, so there the till asks once and then believes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication

from posdesk.desktop.office.subject import BadFields
from posdesk.till.test_cards import holds_a_payment_card

translate = QCoreApplication.translate
# Fields for a loyalty or a gift card, and lists of them.
NUMBERS: Final = frozenset({"identifier", "card", "number", "text"})


class CardNumbers:
    """Looks at what is about to be sent. It remembers that it has asked, and no number."""

    def __init__(self) -> None:
        self._asked = False

    def check(self, values: Mapping[str, str]) -> None:
        """Raises BadFields for a bank card in free text, and once for one where a card belongs."""
        found = [name for name, typed in values.items() if holds_a_payment_card(typed)]
        wrong = {
            name: translate("Office", "A bank card's number may not be kept. Take it out.")
            for name in found
            if name not in NUMBERS
        }
        unsure = {
            name: translate(
                "Office", "This looks like a bank card. If it is none, press the button again."
            )
            for name in found
            if name in NUMBERS
        }
        if wrong or (unsure and not self._asked):
            self._asked = bool(unsure)
            raise BadFields({**wrong, **unsure})
        self._asked = False
