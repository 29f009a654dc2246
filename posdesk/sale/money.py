"""Exact money: whole minor units and an ISO 4217 currency. No binary float ever holds an amount."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Self

from posdesk.sale.errors import BadAmount, CurrencyMismatch

# ISO 4217 exponents that are not 2. The list is closed on purpose: an unknown code has two decimals.
_EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
# Wide enough for any amount a tenant can send; the default context of 28 digits is not.
_WIDE = Context(prec=60)
_UNIT = Decimal(1)
MAX_MINOR = 10**15


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency: its three-letter code; ``exponent`` is its number of decimals (0, 2 or 3)."""

    code: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z]{3}", self.code):
            raise BadAmount(f"not an ISO 4217 code: {self.code[:20]!r}")

    @property
    def exponent(self) -> int:
        return _EXPONENTS.get(self.code, 2)


AUD = Currency("AUD")


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in minor units (cents): never a float, never a fraction of a cent."""

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"Money counts minor units, got {self.minor!r}")

    @classmethod
    def zero(cls, currency: Currency) -> Self:
        return cls(0, currency)

    @classmethod
    def rounded(cls, amount: Decimal, currency: Currency) -> Self:
        """The one door from arithmetic to money. ``amount`` is in major units; half up, away from zero.

        Raises BadAmount for what is no finite number, or is beyond any till.
        """
        if not amount.is_finite() or abs(amount) >= MAX_MINOR:
            raise BadAmount(f"not an amount: {amount}")
        scaled = amount.scaleb(currency.exponent, _WIDE)
        return cls(int(scaled.quantize(_UNIT, ROUND_HALF_UP, _WIDE)), currency)

    @classmethod
    def exact(cls, amount: Decimal | int, currency: Currency) -> Self:
        """``amount`` in major units, which must not have more decimals than the currency.

        Raises BadAmount otherwise: a till never rounds what somebody typed.
        """
        money = cls.rounded(Decimal(amount), currency)
        if money.amount != amount:
            raise BadAmount(f"{amount} has more decimals than {currency.code}")
        return money

    @classmethod
    def parse(cls, text: str, currency: Currency) -> Self:
        """Read what a person typed: ``25``, ``25.5`` or ``25,50``, in major units. Raises BadAmount."""
        plain = text.strip().replace(",", ".")
        if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]*)?", plain):
            raise BadAmount(f"not an amount: {text[:40]!r}")
        return cls.exact(Decimal(plain), currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: Currency) -> Self:
        """The sum; zero of ``currency`` for nothing. Raises CurrencyMismatch."""
        minor = 0
        for amount in amounts:
            # The very same one nearly always, and a sale has a hundred sums.
            if amount.currency is not currency and amount.currency != currency:
                raise CurrencyMismatch(f"{amount.currency.code} in a sum of {currency.code}")
            minor += amount.minor
        return cls(minor, currency)

    @property
    def amount(self) -> Decimal:
        """Major units, for the wire: Decimal('10.50') for Money(1050, AUD)."""
        return Decimal(self.minor).scaleb(-self.currency.exponent)

    def _same(self, other: Money) -> None:
        if other.currency is not self.currency and other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency.code} and {other.currency.code}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, factor: int) -> Money:
        if type(factor) is not int:
            raise TypeError(f"Money is multiplied by whole numbers only, got {factor!r}")
        return Money(self.minor * factor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        """Plain text for the command line and logs: ``AUD 25.00``, ``AUD -0.05``."""
        return f"{self.currency.code} {self.amount:f}"
