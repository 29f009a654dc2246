"""Whether a text of the journal holds what no file may: a token, a PIN, or the whole number of a payment card.

It says that there is one, never which. Numbers of up to fourteen digits are left alone: product codes are as long.
"""

from __future__ import annotations

import re

from posdesk.till.test_cards import looks_like_a_payment_card

_TOKEN = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+|\bbearer\s+[^\s\"']+", re.IGNORECASE)
_NAMED = re.compile(
    r'"(?:token|access_token|authorization|password|secret|pin|security_code|cvv|cvc)"\s*:\s*"[^"]',
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\d.-])\d(?:[ -]?\d){14,18}(?![\d-])")


def secret_in(text: str) -> str:
    """What kind of secret there is in ``text``: a token, a PIN, a card number; empty for none."""
    if _TOKEN.search(text):
        return "a token"
    if _NAMED.search(text):
        return "a PIN or a password"
    for found in _DIGITS.finditer(text):
        if looks_like_a_payment_card(found[0]):
            return "a card number"
    return ""
