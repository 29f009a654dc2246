"""Names that a till gives before it asks anybody: references of sales, and of the legs within one.

A reference is ``<store>-<register>-<receipt>-<installation>``, ``S01-1-000659-k3f9q2``: made before the
first attempt, never changed. It is the transaction's ``external_id`` and every redemption's
``transaction_external_id``; the installation's six characters keep two tills with one name apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from posdesk.sale.errors import PosError

# Crockford's base 32, lower case: the digits and the letters without i, l, o and u. The design's own
# example has a 9, which RFC 4648 has not; and nobody misreads 1 or 0 on a receipt.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_INSTALLATION_CHARS = 6
_BITS_PER_CHAR = 5
MAX_RECEIPT = 999_999

_STORE = re.compile(r"[A-Za-z0-9]{1,8}")
_REGISTER = re.compile(r"[A-Za-z0-9]{1,4}")
_INSTALLATION = re.compile(f"[{_ALPHABET}]{{{_INSTALLATION_CHARS}}}")
_REFERENCE = re.compile(r"([^-]*)-([^-]*)-([0-9]{6})-([^-]*)", re.ASCII)
_LEG = re.compile(r"(.*)-([RB])([1-9][0-9]{0,5})", re.ASCII)


class BadReference(PosError):
    """A text, or its parts, that no till can have made."""

    code = "till.bad_reference"
    user_message = (
        "That is not a receipt of this kind of till. Nothing was changed. "
        "Scan the code at the foot of the receipt, or type all four parts of it."
    )


class LegKind(StrEnum):
    """What a leg redeems."""

    REDEMPTION = "R"
    BENEFIT = "B"


@dataclass(frozen=True, slots=True)
class Reference:
    """A sale's reference by its parts; ``str`` joins them. Raises BadReference for a bad part.

    ``store`` (1 to 8) and ``register`` (1 to 4) are ASCII letters and digits; ``receipt`` counts from 1
    to 999,999; ``installation`` is what ``new_installation`` made.
    """

    store: str
    register: str
    receipt: int
    installation: str

    def __post_init__(self) -> None:
        for name, value, rule in (
            ("store", self.store, _STORE),
            ("register", self.register, _REGISTER),
            ("installation", self.installation, _INSTALLATION),
        ):
            if not rule.fullmatch(value):
                raise BadReference(f"{name} of a reference: {value[:20]!r}")
        if not 1 <= self.receipt <= MAX_RECEIPT:
            raise BadReference(f"receipt number {self.receipt}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``str`` wrote; nothing else. Raises BadReference."""
        found = _REFERENCE.fullmatch(text)
        if found is None:
            raise BadReference(f"not a reference: {text[:60]!r}")
        store, register, receipt, installation = found.groups()
        return cls(store, register, int(receipt), installation)

    def __str__(self) -> str:
        return f"{self.store}-{self.register}-{self.receipt:06d}-{self.installation}"

    @property
    def receipt_ref(self) -> str:
        """The receipt's number as the guide writes it: ``659``."""
        return str(self.receipt)

    def leg(self, kind: LegKind, number: int) -> str:
        """``<reference>-R<n>`` or ``-B<n>``; ``number`` counts from 1, never reused in a sale."""
        if not 1 <= number <= MAX_RECEIPT:
            raise BadReference(f"leg number {number}")
        return f"{self}-{kind.value}{number}"


@dataclass(frozen=True, slots=True)
class Leg:
    """One redemption's name, taken apart."""

    reference: Reference
    kind: LegKind
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``Reference.leg`` wrote; nothing else. Raises BadReference."""
        found = _LEG.fullmatch(text)
        if found is None:
            raise BadReference(f"not a leg: {text[:60]!r}")
        reference, kind, number = found.groups()
        return cls(Reference.parse(reference), LegKind(kind), int(number))

    def __str__(self) -> str:
        return self.reference.leg(self.kind, self.number)


def is_reference(text: str) -> bool:
    """Whether ``text`` is the code on a receipt of a till like this."""
    try:
        Reference.parse(text.strip())
    except BadReference:
        return False
    return True


def new_installation(random_bits: Callable[[int], int]) -> str:
    """Six characters for a new installation. ``random_bits(n)`` gives n random bits: ``secrets.randbits``."""
    bits = random_bits(_INSTALLATION_CHARS * _BITS_PER_CHAR)
    return "".join(
        _ALPHABET[bits >> (_BITS_PER_CHAR * place) & 31]
        for place in reversed(range(_INSTALLATION_CHARS))
    )
