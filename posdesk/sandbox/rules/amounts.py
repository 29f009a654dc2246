"""Amounts between the wire and the tables: major units as JSON numbers, whole minor units inside.

The wire's limit is two decimals whatever the currency (omneo-api.md 1.7, U2); FX rounds half up (U20).
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from posdesk.sale.money import Currency

# A tenant's amounts stay far below this; above it a Decimal's exponent could be made to eat all memory.
MAX_MAJOR = Decimal(10**10)
MAX_DECIMALS = 2
_SCALE = 100


def number(minor: int | None) -> int | Decimal | None:
    """``minor`` units as the JSON number of major units: 2500 → 25, 2495 → 24.95."""
    if minor is None:
        return None
    whole, rest = divmod(minor, _SCALE)
    return whole if rest == 0 else Decimal(minor).scaleb(-2)


def decimal_of(value: object) -> Decimal | None:
    """A JSON number or numeric string as a finite Decimal; None for anything else, or beyond the limit."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    if isinstance(value, str) and (len(value) > 40 or not value.isascii() or "_" in value):
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return None
    return (
        amount
        if amount.is_finite() and amount.adjusted() < 12 and abs(amount) < MAX_MAJOR
        else None
    )


def minor_of(amount: Decimal) -> int | None:
    """``amount`` in major units as minor units; None when it has more than two decimals."""
    if amount == 0:
        return 0
    if amount.adjusted() < -MAX_DECIMALS:
        return None
    scaled = amount.scaleb(2)
    whole = int(scaled)
    return whole if whole == scaled else None


def half_up(amount: Decimal) -> int:
    """``amount`` to a whole unit, halves away from zero."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def converted(minor: int, rate: Decimal, currency: str) -> int:
    """``minor`` units times ``rate``, half up to what ``currency`` has: cents, or whole yen (U20).

    The result counts hundredths like every amount here, also of a currency without decimals."""
    step = _SCALE if Currency(currency).exponent == 0 else 1
    return half_up(minor * rate / step) * step


def converted_back(minor: int, rate: Decimal) -> int:
    """``minor`` units divided by ``rate``, half up."""
    return half_up(minor / rate)
