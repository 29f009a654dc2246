"""Amounts, dates and durations as a reader of the window's language expects them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from posdesk.sale.money import Money

translate = QCoreApplication.translate


MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
# Soon enough to be said in days, and to be pointed out.
SOON_DAYS = 7


def money(amount: Money) -> str:
    """``1,234.50`` by the locale, exact, with a real minus; without the currency's sign."""
    return _written(amount.minor, amount.currency.exponent, QLocale().name())


@lru_cache(maxsize=16_384)
def _written(minor: int, exponent: int, locale_name: str) -> str:
    """Remembered, for a basket of 1,000 lines shows 5,000 amounts and one edit changes few of them."""
    locale = QLocale(locale_name)
    whole, part = divmod(abs(minor), 10**exponent)
    text = locale.toString(whole)
    if exponent:
        text += f"{locale.decimalPoint()}{part:0{exponent}d}"
    return f"{MINUS}{text}" if minor < 0 else text


def editable(amount: Money) -> str:
    """``1234.50`` for an editor: a point, no thousands, as ``Money.parse`` reads it."""
    return f"{amount.amount:f}"


def less(amount: Money) -> str:
    """What is taken off: ``−20.00``; a dash for nothing."""
    return money(-amount) if amount else DASH


def or_dash(amount: Money) -> str:
    return money(amount) if amount else DASH


def loud(amount: Money) -> str:
    """The one large figure, with the currency's sign: ``$175.00``."""
    symbol = _SIGNS.get(amount.currency.code, f"{amount.currency.code} ")
    sign = MINUS if amount.minor < 0 else ""
    return f"{sign}{symbol}{money(abs_money(amount))}"


def abs_money(amount: Money) -> Money:
    return -amount if amount.minor < 0 else amount


_SIGNS = {
    "AUD": "$",
    "NZD": "$",
    "USD": "$",
    "CAD": "$",
    "SGD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
}


def number(value: Decimal) -> str:
    """Points: ``1,500`` or ``0.1``, with the locale's separators."""
    locale = QLocale()
    whole, _, part = f"{value.normalize():f}".partition(".")
    text = locale.toString(int(whole))
    return text + (locale.decimalPoint() + part if part else "")


def local(utc_ms: int, zone: str) -> datetime:
    """The store's local time of an instant."""
    return datetime.fromtimestamp(utc_ms / 1000, UTC).astimezone(ZoneInfo(zone))


def day(utc_ms: int, zone: str) -> str:
    """``22 Jun`` in the store's zone."""
    at = local(utc_ms, zone)
    return QLocale().toString(QDate(at.year, at.month, at.day), "d MMM")


def date(utc_ms: int, zone: str) -> str:
    """``22 Jun 2026`` in the store's zone: for what may be years away."""
    at = local(utc_ms, zone)
    return QLocale().toString(QDate(at.year, at.month, at.day), "d MMM yyyy")


def clock(utc_ms: int, zone: str) -> str:
    """``12:01:41`` in the store's zone."""
    at = local(utc_ms, zone)
    return QTime(at.hour, at.minute, at.second).toString("HH:mm:ss")


def stamp(utc_ms: int, zone: str) -> str:
    """``21 Nov 2026 14:35`` in the store's zone."""
    at = local(utc_ms, zone)
    date = QLocale().toString(QDate(at.year, at.month, at.day), "d MMM yyyy")
    return f"{date} {QTime(at.hour, at.minute).toString('HH:mm')}"


def days_left(expires_ms: int, now_ms: int, zone: str) -> int:
    """Whole calendar days of the store until the expiry: 0 is today, negative is past."""
    return (local(expires_ms, zone).date() - local(now_ms, zone).date()).days


def expiry(expires_ms: int | None, now_ms: int, zone: str) -> str:
    """``expires in 3 days``, ``expires today``, ``expires 22 Jun``, ``expired 4 Jun``; never: empty."""
    if expires_ms is None:
        return translate("Screen", "never expires")
    days = days_left(expires_ms, now_ms, zone)
    if expires_ms <= now_ms:
        return translate("Screen", "expired {0}").format(day(expires_ms, zone))
    if days == 0:
        return translate("Screen", "expires today")
    if days == 1:
        return translate("Screen", "expires tomorrow")
    if days <= SOON_DAYS:
        return translate("Screen", "expires in {0} days").format(days)
    return translate("Screen", "expires {0}").format(day(expires_ms, zone))


def soon(expires_ms: int | None, now_ms: int, zone: str) -> bool:
    """Whether an expiry is near enough to be pointed out."""
    return expires_ms is not None and 0 <= days_left(expires_ms, now_ms, zone) <= SOON_DAYS


def minutes(seconds: float) -> str:
    """``9:22``."""
    left = max(0, int(seconds))
    return f"{left // 60}:{left % 60:02d}"


def age(seconds: float) -> str:
    """``3 hours old``, in the largest unit that is whole; ``just now`` below a minute."""
    minutes_old = max(0, int(seconds)) // 60
    if minutes_old == 0:
        return translate("Screen", "just now")
    if minutes_old == 1:
        return translate("Screen", "a minute old")
    if minutes_old < 60:
        return translate("Screen", "{0} minutes old").format(minutes_old)
    hours = minutes_old // 60
    if hours == 1:
        return translate("Screen", "an hour old")
    if hours < 24:
        return translate("Screen", "{0} hours old").format(hours)
    if hours < 48:
        return translate("Screen", "a day old")
    return translate("Screen", "{0} days old").format(QLocale().toString(hours // 24))


def since(seconds: float) -> str:
    """``+ 0.44 s`` after something."""
    return translate("Screen", "+ {0} s").format(QLocale().toString(max(0.0, seconds), "f", 2))
