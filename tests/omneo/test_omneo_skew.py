"""Clocks and tokens, as the tenant's answers and the token itself tell of them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.omneo import auth
from posdesk.omneo.calls import Applied
from posdesk.omneo.skew import SkewMeter
from posdesk.omneo.token_expiry import expiry_of
from tests.omneo.samples import answered

AT = datetime(2026, 11, 21, 13, 0, 0, tzinfo=UTC)


def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


@given(st.integers(-86_400, 86_400), st.integers(0, 20_000))
def test_the_skew_is_found_to_the_second_from_the_middle_of_the_exchange(
    skew_s: int, took_ms: int
) -> None:
    meter = SkewMeter()
    middle = AT + timedelta(milliseconds=took_ms / 2)
    meter.note(http_date(middle + timedelta(seconds=skew_s)), AT, took_ms / 1000)
    assert meter.skew_s is not None
    assert abs(meter.skew_s - skew_s) <= 1


@given(st.lists(st.integers(-5, 5), min_size=4, max_size=4), st.integers(-(10**6), 10**6))
def test_a_few_strange_dates_do_not_turn_the_clock(usual: list[int], strange: int) -> None:
    meter = SkewMeter()
    for seconds in [*usual, strange, strange, strange]:
        meter.note(http_date(AT + timedelta(seconds=seconds)), AT, 0.0)
    assert meter.skew_s is not None
    assert abs(meter.skew_s) <= 6


def test_a_clock_that_was_set_right_is_believed_after_a_few_answers() -> None:
    meter = SkewMeter()
    for _ in range(20):
        meter.note(http_date(AT + timedelta(hours=1)), AT, 0.0)
    for _ in range(4):
        meter.note(http_date(AT), AT, 0.0)
    assert meter.skew_s == 0.5


@pytest.mark.parametrize("date", ["", "yesterday", "2026-11-21 13:00:00 +"])
def test_what_is_no_date_says_nothing(date: str) -> None:
    meter = SkewMeter()
    meter.note(date, AT, 0.0)
    assert meter.skew_s is None


def test_a_long_exchange_says_too_little() -> None:
    meter = SkewMeter()
    meter.note(http_date(AT), AT, 20.1)
    assert meter.skew_s is None


def test_the_zone_of_this_computer_does_not_matter() -> None:
    meter = SkewMeter()
    meter.note(http_date(AT), AT.astimezone(timezone(timedelta(hours=11))), 0.0)
    assert meter.skew_s == 0.5


def web_token(claims: object) -> str:
    body = urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{body}.c2lnbmF0dXJl"


@given(st.integers(0, 4_000_000_000))
def test_a_web_token_says_when_it_ends(seconds: int) -> None:
    token = web_token({"aud": "1", "exp": seconds, "scopes": ["*"]})
    assert expiry_of(token) == datetime.fromtimestamp(seconds, UTC)


def test_a_part_of_a_second_is_cut() -> None:
    assert expiry_of(web_token({"exp": 1_900_000_000.75})) == datetime.fromtimestamp(
        1_900_000_000, UTC
    )


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126)))
def test_any_other_token_says_nothing_and_does_no_harm(token: str) -> None:
    assert expiry_of(token) is None


@pytest.mark.parametrize("claims", [{}, {"exp": "soon"}, {"exp": True}, {"exp": 10**30}, [1], 7])
def test_a_web_token_without_an_end_says_nothing(claims: Any) -> None:
    assert expiry_of(web_token(claims)) is None


def test_the_check_of_a_token_may_say_when_it_ends() -> None:
    outcome = auth.verify().read(answered({"expires_at": "2027-01-02 03:04:05"}))
    assert isinstance(outcome, Applied)
    assert outcome.value.expires_at == datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
