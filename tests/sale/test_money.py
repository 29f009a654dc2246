"""Money: exact, in one currency, rounded at one door."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.sale.errors import BadAmount, CurrencyMismatch
from posdesk.sale.money import AUD, Currency, Money

JPY, KWD = Currency("JPY"), Currency("KWD")
amounts = st.integers(-(10**12), 10**12)


def test_a_currency_knows_its_decimals() -> None:
    assert [each.exponent for each in (JPY, AUD, KWD)] == [0, 2, 3]


@pytest.mark.parametrize("code", ["aud", "AU", "AUDD", "A1D", "", "ＡＵＤ"])
def test_a_currency_is_three_capital_letters(code: str) -> None:
    with pytest.raises(BadAmount):
        Currency(code)


@given(amounts, st.sampled_from([JPY, AUD, KWD]))
def test_major_units_and_back_lose_nothing(minor: int, currency: Currency) -> None:
    money = Money(minor, currency)
    assert Money.exact(money.amount, currency) == money


@given(st.decimals(-(10**9), 10**9, places=6))
def test_rounding_is_within_half_a_unit_and_twice_is_once(amount: Decimal) -> None:
    money = Money.rounded(amount, AUD)
    assert abs(money.amount - amount) <= Decimal("0.005")
    assert Money.rounded(money.amount, AUD) == money


def test_a_half_is_rounded_up() -> None:
    assert [Money.rounded(Decimal(text), AUD).minor for text in ("0.005", "0.0049")] == [1, 0]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e20"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(BadAmount):
        Money.rounded(Decimal(amount), AUD)


def test_a_fraction_of_a_cent_is_never_rounded_silently() -> None:
    with pytest.raises(BadAmount):
        Money.exact(Decimal("1.005"), AUD)


def test_a_float_is_no_money() -> None:
    with pytest.raises(TypeError):
        Money(1.5, AUD)  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize(
    ("text", "minor"), [("25", 2500), ("25.5", 2550), ("25,50", 2550), (" 0.05 ", 5), ("7.", 700)]
)
def test_what_a_person_types_is_read(text: str, minor: int) -> None:
    assert Money.parse(text, AUD).minor == minor


@pytest.mark.parametrize(
    "text", ["", "-1", "1.234", "1.2.3", "abc", "１２", "1e5", "9" * 13, "٣", "0." + "0" * 99 + "1"]
)
def test_what_nobody_should_type_is_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        Money.parse(text, AUD)


@given(amounts, amounts)
def test_sums_differences_and_order_are_those_of_the_integers(one: int, other: int) -> None:
    a, b = Money(one, AUD), Money(other, AUD)
    assert ((a + b).minor, (a - b).minor, (-a).minor) == (one + other, one - other, -one)
    assert ((a < b), (a <= b), bool(a)) == (one < other, one <= other, one != 0)


def test_two_currencies_never_meet() -> None:
    a, b = Money(1, AUD), Money(1, JPY)
    for meet in (lambda: a + b, lambda: a - b, lambda: a < b, lambda: a <= b):
        with pytest.raises(CurrencyMismatch):
            meet()
    with pytest.raises(CurrencyMismatch):
        Money.total([a, b], AUD)


def test_money_is_multiplied_by_whole_numbers_only() -> None:
    assert (Money(125, AUD) * 3).minor == 375
    with pytest.raises(TypeError):
        Money(125, AUD) * 1.5  # type: ignore[operator]  # that is the point


def test_the_command_line_writes_it_plainly() -> None:
    assert [str(each) for each in (Money(2500, AUD), Money(-5, AUD), Money(7, JPY))] == [
        "AUD 25.00",
        "AUD -0.05",
        "JPY 7",
    ]
