"""The sale's own ``replace``: it is what ``dataclasses.replace`` is, and what it makes is as frozen."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from posdesk.sale.basket import Basket, Line, Product
from posdesk.sale.errors import BadAmount
from posdesk.sale.moments import Instant
from posdesk.sale.money import AUD, Money
from posdesk.sale.replacing import replace
from posdesk.sale.state import Leg, LegKind, LegState, Phase, Retry, Sale, Terms

_AT = Instant(1_000, 2_000, "boot")
_TEN = Money(1_000, AUD)
_PRODUCT = Product("SKU", "Tea", _TEN, tax_rate=Decimal("0.1"))
_SALE = Sale("S01-1-1", Terms(AUD), _AT, basket=Basket((Line(1, _PRODUCT, 2, _TEN),)))


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (_SALE, {}),
        (_SALE, {"phase": Phase.PAYING, "high_water": 3}),
        (_SALE.terms, {"store": "S02"}),
        (Leg(1, LegKind.REWARDS, "Rewards", _TEN), {"state": LegState.SENT, "sent_at": _AT}),
        (Retry(), {"rung": True}),
        (_TEN, {"minor": 5}),
        (_SALE.basket.lines[0], {"quantity": 7}),
    ],
)
def test_a_replaced_value_is_the_one_that_dataclasses_make(
    value: Any, changes: dict[str, Any]
) -> None:
    before = repr(value)
    made = replace(value, **changes)
    expected = dataclasses.replace(value, **changes)
    assert (made, repr(made), type(made)) == (expected, repr(expected), type(expected))
    assert made is not value
    assert repr(value) == before


def test_a_replaced_value_is_frozen() -> None:
    made: Any = replace(_SALE, phase=Phase.PAYING)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.phase = Phase.OPEN


def test_a_replaced_value_is_checked_as_a_new_one_is() -> None:
    changes: dict[str, Any] = {"minor": 1.5}
    with pytest.raises(TypeError):
        replace(_TEN, **changes)
    with pytest.raises(BadAmount):
        replace(_PRODUCT, tax_rate=Decimal(11))


def test_a_field_that_a_value_has_not_is_refused() -> None:
    changes: dict[str, Any] = {"phases": Phase.PAYING}
    with pytest.raises(AttributeError):
        replace(_SALE, **changes)
