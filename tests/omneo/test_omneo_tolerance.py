"""Lists, dates, ids and unknown fields: how far a tenant may differ, and where it is refused."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from posdesk.omneo import (
    benefits,
    credits,
    redemptions,
    rewards,
)
from posdesk.omneo.calls import Call, Page
from posdesk.omneo.errors import BadPayload
from posdesk.sale.money import AUD
from tests.omneo.samples import (
    BENEFIT,
    CREDIT,
    REDEMPTION,
    REWARD,
    P,
    answered,
    changed,
    error_in,
    listed,
    value_of,
)

REWARDS = rewards.list(P, currency=AUD)
BENEFITS = benefits.list(P, timezone="Australia/Melbourne")
CREDITS = credits.list(P, currency=AUD)
REDEMPTIONS = redemptions.list(P, currency=AUD)


def only(call: Call[Page[Any]], row: dict[str, Any]) -> Any:
    page = value_of(call, listed(row))
    (item,) = page.items
    return item


@pytest.mark.parametrize("body", [{"data": []}, {"data": None}, [], {"data": [], "meta": None}])
def test_an_empty_list_is_one_empty_page(body: object) -> None:
    assert value_of(REWARDS, body) == Page((), 1, 1)


def test_a_bare_list_is_read_as_well() -> None:
    assert len(value_of(REWARDS, [REWARD, REWARD]).items) == 2


def test_the_raw_paginator_is_read_as_well() -> None:
    page = value_of(REWARDS, {"data": [REWARD], "current_page": 2, "last_page": 3})
    assert (page.current, page.last) == (2, 3)


@pytest.mark.parametrize("body", [{"data": {"id": 1}}, {"data": "none"}, {"data": [1]}])
def test_a_list_that_is_none_is_refused(body: object) -> None:
    assert isinstance(error_in(REWARDS.read(answered(body))), BadPayload)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2025-06-15", datetime(2025, 6, 15, tzinfo=UTC)),
        ("2023-11-07T05:31:56Z", datetime(2023, 11, 7, 5, 31, 56, tzinfo=UTC)),
        ("2025-06-15T14:00:00.000000+10:00", datetime(2025, 6, 15, 4, tzinfo=UTC)),
    ],
)
def test_other_ways_of_writing_a_date_are_read(sent: str, read: datetime) -> None:
    assert only(REWARDS, changed(REWARD, expires_at=sent)).expires_at == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        # 02:30 does not exist on the first Sunday of October, and happens twice on that of April.
        ("2025-10-05 02:30:00", datetime(2025, 10, 4, 16, 30, tzinfo=UTC)),
        ("2025-04-06 02:30:00", datetime(2025, 4, 5, 15, 30, tzinfo=UTC)),
    ],
)
def test_a_local_time_in_a_clock_change_is_read(sent: str, read: datetime) -> None:
    assert only(BENEFITS, changed(BENEFIT, expires_at=sent)).expires_at == read


def test_the_last_day_of_the_calendar_means_never_in_any_zone() -> None:
    row = changed(BENEFIT, expires_at="9999-12-31 23:59:59", timezone="America/Los_Angeles")
    assert only(BENEFITS, row).expires_at.year == 9999


def test_a_date_that_is_none_is_refused_by_name() -> None:
    outcome = REWARDS.read(answered(listed(changed(REWARD, expires_at="soon"))))
    assert "rewards[0].expires_at is no date" in str(error_in(outcome))


@pytest.mark.parametrize("bad", ["12a", "", None, True, Decimal("1.5"), {}, "9" * 30])
def test_an_id_that_is_none_is_refused(bad: object) -> None:
    outcome = REWARDS.read(answered(listed(changed(REWARD, id=bad))))
    assert isinstance(error_in(outcome), BadPayload)


def test_a_numeric_id_may_be_text() -> None:
    assert only(REWARDS, changed(REWARD, id="812")).id == 812


@pytest.mark.parametrize(
    ("call", "row"),
    [
        (REWARDS, REWARD),
        (BENEFITS, BENEFIT),
        (CREDITS, CREDIT),
        (REDEMPTIONS, REDEMPTION),
    ],
)
def test_unknown_fields_change_nothing(call: Call[Page[Any]], row: dict[str, Any]) -> None:
    more = changed(row, brand_new={"deep": [1, 2, {"x": None}]}, another="?")
    assert only(call, more) == only(call, row)
