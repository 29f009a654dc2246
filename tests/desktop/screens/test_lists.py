"""The lists beside the step: groups of requests on one axis, short paths, products that match."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.desktop.screens.lists import (
    GROUP_GAP_S,
    PRODUCT_ROWS,
    product_rows,
    recent_rows,
    short_path,
    wire_rows,
)
from posdesk.desktop.screens.model import Tone
from posdesk.omneo.exchange import Exchange
from posdesk.sale.basket import Product
from posdesk.sale.money import AUD, Money
from posdesk.till.history import PastSale

START = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ZONE = "Australia/Melbourne"
PRODUCTS = [
    Product("LS-01", "Linen Shirt", Money(6500, AUD), "2000000010014"),
    Product("LN-02", "Linen Shorts", Money(5500, AUD), "2000000010106"),
    Product("GC-50", "Gift Card", Money(5000, AUD)),
]


def exchange(number: int, start_s: float, took_s: float, reading: str = "applied") -> Exchange:
    return Exchange(
        number,
        START + timedelta(seconds=start_s),
        took_s,
        "GET",
        "/profiles/{p}/balances",
        "/profiles/5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11/balances",
        200,
        "",
        "{}",
        reading,
        "",
    )


def test_requests_side_by_side_share_one_axis() -> None:
    rows = wire_rows([exchange(1, 0, 0.2), exchange(2, 0.1, 0.3)], ZONE)
    assert [(round(row.offset, 3), round(row.span, 3)) for row in rows] == [(0, 0.5), (0.25, 0.75)]


def test_a_pause_begins_another_axis() -> None:
    rows = wire_rows([exchange(1, 0, 0.2), exchange(2, 0.21 + GROUP_GAP_S, 0.1)], ZONE)
    assert [(round(row.offset, 3), round(row.span, 3)) for row in rows] == [(0, 1), (0, 1)]


def test_requests_stand_in_the_order_in_which_they_were_sent() -> None:
    rows = wire_rows([exchange(2, 0.1, 0.1), exchange(1, 0, 5)], ZONE)
    assert [row.number for row in rows] == [1, 2]


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 5)), max_size=30))
def test_every_bar_stays_on_its_axis(times: list[tuple[float, float]]) -> None:
    made = [exchange(n, start, took) for n, (start, took) in enumerate(times)]
    for row in wire_rows(made, ZONE):
        assert row.offset >= 0
        assert row.offset + row.span <= 1.001


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/profiles/5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11/rewards", "/profiles/5b1c…/rewards"),
        ("/rewards?page[size]=100&page[number]=1", "/rewards"),
        ("/rewards?page[size]=100&page[number]=2", "/rewards?page[number]=2"),
        ("/profiles?search=•••&page[size]=10", "/profiles?search=•••"),
    ],
)
def test_paths_are_short_enough_to_be_read(path: str, shown: str) -> None:
    assert short_path(path) == shown


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", ["LS-01", "LN-02", "GC-50"]),
        ("linen", ["LS-01", "LN-02"]),
        ("LINEN sho", ["LN-02"]),
        ("10014", ["LS-01"]),
        ("gc-50", ["GC-50"]),
        ("  ", ["LS-01", "LN-02", "GC-50"]),
        ("velvet", []),
    ],
)
def test_a_product_matches_when_it_holds_every_word(wanted: str, found: list[str]) -> None:
    assert [row.sku for row in product_rows(PRODUCTS, wanted)] == found


def test_a_long_catalogue_is_cut_to_what_can_be_read() -> None:
    many = [Product(f"P-{n}", "Thing", Money(100, AUD)) for n in range(PRODUCT_ROWS + 5)]
    assert len(product_rows(many, "thing")) == PRODUCT_ROWS


def test_a_past_sale_that_cannot_be_read_says_so_and_is_not_recalled() -> None:
    (row,) = recent_rows([PastSale("S01-1-000001", 1_800_000_000_000, "", None, None, ())], ZONE)
    assert (row.total, row.state, row.tone) == ("–", "cannot be read", Tone.DANGER)
    assert not row.can_recall
