"""posdesk.home.redaction: canaries go in, and none comes out."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.home.redaction import ALLOWED, HIDDEN, Plain, Redactor, masked

JWT = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIxIn0.c2lnbmF0dXJl-_Q"
PASSPORT = "12|Zk8sQ0vYp3mN7rTqLx2Wb5HdJc9FgAe4UiKo1SzM"

# What stands in the text, and the part of it that must not come out.
CANARIES = [
    ("asha@example.test", "asha"),
    ("asha.nguyen+till%40example.test", "nguyen"),
    ("+61 400 123 456", "400"),
    ("0400123456", "0400"),
    ("(03) 9123 4567", "9123"),
    ("60011234", "6001"),
    ("4111 1111 1111 1111", "1111"),
    ("4111-1111-1111-1111", "1111"),
    ("4111111111111111", "4111"),
    ("Bearer canary-abc", "canary"),
    ("bearer%20canaryxyz", "canary"),
    (JWT, "eyJ"),
    (PASSPORT, "Zk8s"),
    ("pin=8642", "8642"),
    ("PIN 8642", "8642"),
    ('"pin": "8642"', "8642"),
    ("password: hunter", "hunter"),
    ("token=abcdef", "abcdef"),
]
canaries = st.sampled_from(CANARIES)
# Words and marks around a canary; whatever stands directly before it may not be part of a longer word.
around = st.lists(
    st.sampled_from(["paid", "by", "=", "(", ")", "/", "?search=", "\n", "“", ",", "→", "é", ":"])
).map(lambda parts: " ".join([*parts, ""]))


@given(canary=canaries, before=around, after=around)
def test_no_canary_gets_through_a_text(canary: tuple[str, str], before: str, after: str) -> None:
    whole, secret = canary
    assert secret not in masked(f"{before}{whole} {after}")


@given(
    canary=canaries,
    place=st.sampled_from(["/profiles?search={}", "<{}>", "'{}'", "a,{},b", "x={}&y=1"]),
)
def test_no_canary_gets_through_an_address_or_quotes(canary: tuple[str, str], place: str) -> None:
    whole, secret = canary
    assert secret not in masked(place.format(whole))


def _nested(leaf: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    keys = st.one_of(
        st.sampled_from(sorted(ALLOWED)), st.text(max_size=8), canaries.map(lambda c: c[0])
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3),
            st.lists(inner, min_size=1, max_size=3).map(tuple),
            st.dictionaries(keys, inner, min_size=1, max_size=3),
        ),
        max_leaves=6,
    )


SECRETS = tuple(secret for _, secret in CANARIES)


@given(
    fields=st.dictionaries(
        st.one_of(st.sampled_from(sorted(ALLOWED)), canaries.map(lambda c: c[0])),
        _nested(canaries.map(lambda c: c[0])),
        max_size=4,
    )
)
def test_no_canary_gets_through_a_structure(fields: dict[str, object]) -> None:
    out = json.dumps(Redactor().fields(fields), ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in out]


@given(
    secret=st.text(
        st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=40
    ).filter(lambda text: text not in "[token][number][secret][e-mail]Bearer [token]"),
    before=st.text(max_size=10),
    after=st.text(max_size=10),
)
def test_a_secret_of_this_run_is_masked_wherever_it_stands(
    secret: str, before: str, after: str
) -> None:
    redactor = Redactor()
    redactor.hide(secret)
    assert secret not in redactor.text(before + secret + after)


def test_of_two_secrets_the_longer_goes_whole() -> None:
    redactor = Redactor()
    redactor.hide("canary")
    redactor.hide("canary-and-more")
    redactor.hide("")
    assert redactor.text("x canary-and-more canary") == "x [token] [token]"


@pytest.mark.parametrize(
    "text",
    [
        "S01-1-000659-k3f9q2",
        "sale S01-1-000659-k3f9q2-R12 reversed",
        "2026-11-21T04:00:47.123456Z and 2026-11-21 04:00:47+11:00 and 2026-11-21",
        "POST /profiles/{p}/redemptions answered 422 in 312 ms",
        "AUD 175.00 less 25.00",
        "http://127.0.0.1:48231/api/v3",
        "3.11.7 on linux",
        "the tokens are kept elsewhere",
    ],
)
def test_what_support_needs_is_kept(text: str) -> None:
    assert masked(text) == text


def test_a_uuid_is_shortened_to_what_tells_two_apart() -> None:
    assert masked("profile 5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11.") == "profile 5b1c6a52…."


def test_a_field_that_nobody_thought_of_is_hidden() -> None:
    assert Redactor().fields({"first_name": "Asha", "status": 200}) == {
        "first_name": HIDDEN,
        "status": 200,
    }


@pytest.mark.parametrize("number", [60011234, 4111111111111111, -60011234, Decimal("60011234.00")])
def test_a_long_number_is_masked_although_it_is_no_text(number: int | Decimal) -> None:
    assert Redactor().fields({"count": number}) == {"count": "[number]"}


def test_instants_and_small_numbers_are_kept() -> None:
    fields: dict[str, Plain] = {"utc_ms": 1795233647123, "minor": 2500, "late_s": 1.5, "code": None}
    assert Redactor().fields(fields) == fields


def test_a_decimal_stays_exact() -> None:
    assert Redactor().fields({"total": Decimal("25.10")}) == {"total": "25.10"}


def test_a_structure_without_end_is_cut() -> None:
    endless: dict[str, object] = {}
    endless["result"] = endless
    assert HIDDEN in json.dumps(Redactor().fields(endless))


def test_a_giant_text_is_cut_after_masking() -> None:
    text = "x " * 3_999 + "60011234"
    assert "6001" not in masked(text)
    assert len(masked("ab " * 10_000)) == 8_000
