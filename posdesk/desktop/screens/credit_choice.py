"""Credits to pay with, as step 5 offers them: data for views."""

from __future__ import annotations

from typing import NamedTuple


class CreditChoice(NamedTuple):
    """One credit: its name, what is left of it and until when; ``checked`` is the one that would pay."""

    credit_id: str
    name: str
    detail: str
    checked: bool


class CreditsScreen(NamedTuple):
    """The customer's credits, soonest expiry first; ``asks_pin``: the checked one is a card with a PIN."""

    choices: tuple[CreditChoice, ...]
    asks_pin: bool = False
