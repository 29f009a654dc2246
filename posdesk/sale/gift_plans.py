"""For whom a gift card is that is being sold. Values of a sale, journalled with it; never a number or a PIN."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Receiver(StrEnum):
    """The buyer, whoever holds the card, or somebody by e-mail."""

    CUSTOMER = "customer"
    BEARER = "bearer"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class GiftPlan:
    """``email`` and what follows are a recipient's. Without a buyer there is only the bearer."""

    to: Receiver
    email: str = ""
    first_name: str = ""
    message: str = ""
