"""Canaries: what is secret or personal does not survive redaction, wherever it stands."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import simplejson
from hypothesis import given
from hypothesis import strategies as st

from posdesk.omneo import identities, profiles
from posdesk.omneo.calls import Answer, Call
from posdesk.omneo.exchange import exchange_of
from posdesk.omneo.redaction import (
    LIMIT,
    plain,
    pretty,
    redact_headers,
    redact_path,
    redact_query,
    redact_text,
)
from posdesk.omneo.wire import Json
from posdesk.sale.money import AUD
from tests.omneo.samples import CREDIT, P, answered

SECRET_KEYS = [
    "Authorization",
    "token",
    "accessToken",
    "access_token",
    "security_code",
    "securityCode",
    "pin",
    "card_pin",
    "client_secret",
    "password",
    "app.request_key",
    "X-Omneo-Hmac-SHA256",
]
CARD_KEYS = ["identifier", "credit_number", "card_number", "filter[identifier]", "payment_number"]
PERSONAL_KEYS = ["mobile_phone", "phone", "mobile_phone_e164", "secondary_phone"]

words = st.text("abcdefgh", min_size=1, max_size=6)


def nested(leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3),
            st.dictionaries(words, inner, min_size=1, max_size=3),
        ),
        max_leaves=5,
    )


@given(nested(st.just("CANARY-x9")), st.sampled_from(SECRET_KEYS))
def test_everything_under_a_secret_key_is_hidden_at_any_depth(value: object, key: str) -> None:
    body = simplejson.loads(simplejson.dumps({"data": [{key: value, "kept": "seen"}]}))
    shown = pretty(body)
    assert "CANARY" not in shown
    assert '"seen"' in shown


@given(st.from_regex(r"[1-9][0-9]{11,18}", fullmatch=True), st.booleans(), words)
def test_a_card_number_is_cut_to_its_last_four_under_any_key(
    number: str, as_number: bool, key: str
) -> None:
    shown = pretty({"deep": [{key: int(number) if as_number else f"card {number}."}]})
    assert number not in shown
    assert number[:-4] not in shown
    assert number[-4:] in shown


@given(
    st.from_regex(r"[A-Z0-9]{7,20}", fullmatch=True),
    st.sampled_from(CARD_KEYS),
)
def test_an_identifier_is_cut_to_its_last_four(number: str, key: str) -> None:
    for shown in (pretty({"data": {key: number}}), redact_query(((key, number),))):
        assert number not in shown
        assert f"***{number[-4:]}" in shown


@given(st.from_regex(r"\+[1-9][0-9]{7,13}", fullmatch=True), st.sampled_from(PERSONAL_KEYS))
def test_a_telephone_number_is_masked(number: str, key: str) -> None:
    shown = [
        pretty({key: number}),
        pretty({"note": f"call {number} today"}),
        redact_query((("search", number),)),
        redact_text(f"nobody has {number}"),
    ]
    for text in shown:
        assert number[:-4] not in text


@given(
    st.from_regex(r"[a-z][a-z0-9.+_-]{2,15}", fullmatch=True),
    st.from_regex(r"[a-z][a-z0-9-]{2,10}\.test", fullmatch=True),
    words,
)
def test_an_email_address_is_masked_anywhere(local: str, domain: str, key: str) -> None:
    address = f"{local}@{domain}"
    shown = [
        pretty({key: [f"from {address}"]}),
        pretty({address: 1}),
        redact_query((("search", address), ("filter[email]", address))),
        redact_path("/profiles/{profile_id}", f"/profiles/{local}%40{domain}"),
        redact_text(f"<{address}> is taken"),
        plain(f"<html>{address}</html>".encode()),
    ]
    for text in shown:
        assert address not in text
        assert "***" in text


@pytest.mark.parametrize(
    "token", ["Bearer c2VjcmV0", "authorization: bearer c2VjcmV0", "eyJhbGciOi.c2VjcmV0.x_y-z"]
)
def test_a_token_is_hidden_in_any_text(token: str) -> None:
    assert "c2VjcmV0" not in redact_text(f"trace: {token} was sent")
    assert "c2VjcmV0" not in pretty({"note": [token]})


@given(st.from_regex(r"[1-9][0-9]{5,18}", fullmatch=True))
def test_a_number_searched_for_is_cut(number: str) -> None:
    for key in ("search", "filter[search]", "external_id"):
        shown = redact_query(((key, number),))
        assert number not in shown
    assert number not in plain(f"no such card {number}".encode())


@pytest.mark.parametrize("number", ["0411 222 333", "0411-222-333", "0411222333", "6001 1234"])
def test_a_number_written_in_groups_is_cut(number: str) -> None:
    assert redact_text(f"who has {number}?", loose=True) == f"who has ***{number[-4:]}?"


def test_the_reasons_of_a_refusal_stay_readable_under_the_name_of_a_card() -> None:
    body = {"errors": {"identifier": ["The identifier 60011234 has been taken."]}}
    assert "The identifier ***1234 has been taken." in pretty(body)


def test_a_card_in_a_path_is_cut() -> None:
    route = "/identities/search-profile/{identifier}"
    assert redact_path(route, "/identities/search-profile/60011234").endswith("/***1234")


def test_a_path_that_does_not_fit_its_route_is_not_shown() -> None:
    assert redact_path("/a/{id}", "/a/b/c") == "/a/{id}"


@pytest.mark.parametrize(
    "text",
    [
        "S01-1-000659-k3f9q2",
        "S01-1-000659-k3f9q2-R1",
        P,
        "00000000-0000-4000-8000-000000000001",
        "12345678-1234-4123-8123-123456789012",
        "2025-06-15 04:30:00",
        "2025-06-15T04:30:00.000000Z",
        "Linen Shirt",
        "1 x 50.38",
        "2000000000015x",
    ],
)
def test_what_a_sale_is_followed_by_stays_readable(text: str) -> None:
    assert redact_text(text) == text
    assert redact_text(text, loose=True) == text


def test_amounts_ids_and_flags_stay_readable() -> None:
    body: dict[str, Json] = {
        "total": Decimal("25.00"),
        "id": 158,
        "is_void": False,
        "meta": None,
        "items": [],
        "o": {},
    }
    assert simplejson.loads(pretty(body), use_decimal=True) == body
    assert '"total": 25.00' in pretty(body)


def test_a_header_with_the_token_is_hidden() -> None:
    shown = redact_headers({"Authorization": "Bearer abc.def", "Date": "Sun, 15 Jun 2025"})
    assert shown == "Authorization: [hidden]\nDate: Sun, 15 Jun 2025"


def test_a_long_body_is_cut_with_a_note() -> None:
    shown = pretty([{"name": "x" * 100}] * 2000)
    assert len(shown) < LIMIT + 100
    assert shown.endswith("[cut at 64 KiB]")


def test_a_long_page_is_cut_with_a_note_and_no_half_number_slips_through() -> None:
    number = "4242424242424242"
    for shift in range(0, 40, 3):
        shown = plain(b"x " * (LIMIT // 2 - shift) + number.encode() + b" y" * LIMIT)
        assert "42424242" not in shown
        assert shown.endswith("[cut at 64 KiB]")


def test_a_body_that_is_deep_beyond_reason_is_shown_as_far_as_reason_goes() -> None:
    body: Any = "bottom"
    for _ in range(900):
        body = [body]
    shown = pretty(body)
    assert "[deeper]" in shown
    assert "bottom" not in shown


def reported(call: Call[object], answer: Answer) -> str:
    return repr(
        exchange_of(1, datetime(2025, 6, 15, tzinfo=UTC), 0.1, call, answer, call.read(answer))
    )


def test_an_exchange_about_a_gift_card_holds_neither_number_nor_pin() -> None:
    shown = reported(
        profiles.read(P, currency=AUD), answered({"data": {"id": P, "credits": [CREDIT]}})
    )
    assert "6300123456784417" not in shown
    assert "8064" not in shown
    assert "***4417" in shown


def test_a_card_that_stands_as_an_id_is_cut_and_an_id_is_not() -> None:
    asked = reported(profiles.exists("loyalty-card", "LC60011234"), answered({"data": {"id": P}}))
    assert "LC60011234" not in asked
    assert "***1234" in asked
    assert P in asked
    by_card = pretty({"rewards": [{"profile_id": "60011234", "profile_id_handle": "loyalty-card"}]})
    assert "60011234" not in by_card
    readable = pretty({"items": [{"type": "reward", "id": 60011234}], "profile_id": P})
    assert "60011234" in readable
    assert P in readable


def test_an_exchange_about_a_card_holds_its_last_four_only() -> None:
    call = identities.search(handle="loyalty-card", identifier="60011234")
    shown = reported(call, answered({"message": "No card 60011234 here"}, 404))
    assert "identifier=***1234" in shown
    assert "60011234" not in shown
    assert "'/identities/search?handle=loyalty-card" in shown
