"""Amounts, dates and durations: exact, with a real minus, by the language of the window."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from posdesk.desktop.screens import figures
from posdesk.sale.money import AUD, Currency, Money

CURRENCIES = [AUD, Currency("JPY"), Currency("KWD"), Currency("EUR")]
MINOR = st.integers(-(10**15), 10**15)
ZONE = "Australia/Melbourne"


def at(text: str) -> int:
    """Milliseconds of an instant in UTC."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@given(MINOR, st.sampled_from(CURRENCIES))
def test_every_minor_unit_is_shown_and_nothing_else(minor: int, currency: Currency) -> None:
    amount = Money(minor, currency)
    shown = figures.money(amount).replace(",", "").replace(figures.MINUS, "-")
    assert Decimal(shown) == amount.amount


@given(MINOR.filter(lambda minor: minor >= 0), st.sampled_from(CURRENCIES))
def test_what_an_editor_shows_is_read_back_as_the_same_amount(
    minor: int, currency: Currency
) -> None:
    amount = Money(minor % 10**9, currency)
    assert Money.parse(figures.editable(amount), currency) == amount


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123450, AUD, "1,234.50"),
        (-2000, AUD, "−20.00"),
        (0, AUD, "0.00"),
        (1234567, Currency("JPY"), "1,234,567"),
        (1234567, Currency("KWD"), "1,234.567"),
        (-5, AUD, "−0.05"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(
    minor: int, currency: Currency, text: str
) -> None:
    assert figures.money(Money(minor, currency)) == text


def test_amounts_follow_the_language_of_the_window() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert figures.money(Money(123450, AUD)) == "1.234,50"
    assert figures.editable(Money(123450, AUD)) == "1234.50"


def test_the_loud_figure_has_the_currencys_sign_and_a_minus_before_it() -> None:
    assert figures.loud(Money(17500, AUD)) == "$175.00"
    assert figures.loud(Money(-17500, AUD)) == "−$175.00"
    assert figures.loud(Money(1500, Currency("KWD"))) == "KWD 1.500"


def test_what_is_taken_off_has_a_minus_and_nothing_is_a_dash() -> None:
    assert figures.less(Money(2000, AUD)) == "−20.00"
    assert figures.less(Money(0, AUD)) == figures.or_dash(Money(0, AUD)) == "–"


@pytest.mark.parametrize(
    ("points", "text"),
    [("1500", "1,500"), ("0.1", "0.1"), ("10", "10"), ("1500.50", "1,500.5"), ("0", "0")],
)
def test_points_are_shown_without_empty_decimals(points: str, text: str) -> None:
    assert figures.number(Decimal(points)) == text


@pytest.mark.parametrize(
    ("expires", "words"),
    [
        ("2026-11-21T03:00:00", "expires today"),
        ("2026-11-21T12:59:59", "expires today"),
        ("2026-11-21T13:00:00", "expires tomorrow"),
        ("2026-11-24T00:00:00", "expires in 3 days"),
        ("2026-11-28T00:00:00", "expires in 7 days"),
        ("2026-11-30T00:00:00", "expires 30 Nov"),
        ("2026-11-21T01:59:59", "expired 21 Nov"),
    ],
)
def test_an_expiry_counts_the_calendar_days_of_the_store(expires: str, words: str) -> None:
    now = at("2026-11-21T02:00:00")  # 13:00 in Melbourne
    assert figures.expiry(at(expires), now, ZONE) == words


def test_what_never_ends_says_so() -> None:
    assert figures.expiry(None, 0, ZONE) == "never expires"
    assert not figures.soon(None, 0, ZONE)


@pytest.mark.parametrize(("seconds", "text"), [(600, "10:00"), (59.9, "0:59"), (-3, "0:00")])
def test_the_window_counts_down_to_nothing(seconds: float, text: str) -> None:
    assert figures.minutes(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "a minute old"),
        (3_599, "59 minutes old"),
        (3_600, "an hour old"),
        (3 * 3_600, "3 hours old"),
        (86_400, "a day old"),
        (58 * 86_400, "58 days old"),
    ],
)
def test_an_age_is_said_in_its_largest_whole_unit(seconds: float, words: str) -> None:
    assert figures.age(seconds) == words
