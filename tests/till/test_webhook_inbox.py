"""The inbox believes only what is signed; the directory is the same after any order and repetition."""

import hashlib
import hmac
import json
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.till.directory import Directory
from posdesk.till.webhook_errors import BadEvent, BadSignature, TooLarge
from posdesk.till.webhook_inbox import (
    BODY_LIMIT,
    DEPTH_LIMIT,
    Secrets,
    WebhookEvent,
    signature_of,
    verified,
)
from tests.till.webhook_samples import (
    ASHA,
    BEN,
    NOW_MS,
    SECRET,
    SECRETS,
    card,
    delivery,
    event,
    profile,
)


def test_the_signature_is_hex_hmac_sha256_of_the_raw_body() -> None:
    body = b'{"id": "x" }\n'
    assert (
        signature_of(body, SECRET) == hmac.new(b"shared-secret", body, hashlib.sha256).hexdigest()
    )
    taken = verified(*delivery("profile.updated", body), SECRETS)
    assert (taken.name, taken.body) == ("profile.updated", {"id": "x"})


@given(st.binary(min_size=1, max_size=200), st.integers(0, 10_000), st.integers(1, 255))
def test_one_changed_bit_is_not_believed(body: bytes, place: int, flip: int) -> None:
    raw, headers = delivery("profile.updated", body)
    forged = bytearray(raw)
    forged[place % len(raw)] ^= flip
    with pytest.raises(BadSignature):
        verified(bytes(forged), headers, SECRETS)


@pytest.mark.parametrize(
    "signature",
    ["", "0" * 64, "x" * 64, signature_of(b"{}", "another"), signature_of(b"{}", SECRET).upper()],
)
def test_a_wrong_signature_is_refused(signature: str) -> None:
    headers = {"x-omneo-event": "profile.updated", "x-omneo-hmac-sha256": signature}
    with pytest.raises(BadSignature):
        verified(b"{}", headers, SECRETS)


def test_two_secrets_hold_while_one_replaces_the_other() -> None:
    both = Secrets(("new", "old"))
    for secret in ("new", "old"):
        assert verified(*delivery("profile.updated", {}, secret), both).body == {}
    with pytest.raises(BadSignature):
        verified(*delivery("profile.updated", {}, "older"), both)


def test_secrets_and_bodies_are_in_no_repr() -> None:
    assert SECRET not in repr(SECRETS)
    assert "Asha" not in repr(event("profile.updated", profile()))


def test_a_body_above_a_mebibyte_is_refused_before_anything_else() -> None:
    with pytest.raises(TooLarge):
        verified(b" " * (BODY_LIMIT + 1), {}, SECRETS)
    assert verified(*delivery("a.b", b"{}" + b" " * (BODY_LIMIT - 2)), SECRETS).body == {}


def _nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("", b"{}"),
        ("profile", b"{}"),
        ("Profile.Updated", b"{}"),
        ("profile.updated\x00", b"{}"),
        ("a." + "b" * 100, b"{}"),
        ("profile.updated", b""),
        ("profile.updated", b"[]"),
        ("profile.updated", b'{"a": 1'),
        ("profile.updated", b"\xff\xfe"),
        ("profile.updated", _nested(DEPTH_LIMIT + 1)),
        ("profile.updated", _nested(100_000)),
    ],
)
def test_signed_nonsense_is_refused(name: str, body: bytes) -> None:
    with pytest.raises(BadEvent):
        verified(*delivery(name, body), SECRETS)


def test_the_allowed_depth_is_allowed() -> None:
    assert verified(*delivery("a.b", _nested(DEPTH_LIMIT - 1)), SECRETS).name == "a.b"


def _at(minute: int) -> str:
    return f"2026-03-10 02:{minute:02}:00"


_MINUTES = st.integers(0, 5).map(_at)
_IDS = st.sampled_from([ASHA, BEN, "third"])
_CARDS = st.builds(
    card,
    st.sampled_from(["60011234", "60015678"]),
    _MINUTES,
    id=st.integers(1, 3),
    is_active=st.booleans(),
    merged_from=st.sampled_from([None, None, BEN]),
)
_PROFILES = st.builds(
    profile,
    _IDS,
    _MINUTES,
    first_name=st.sampled_from(["Asha", "Aisha", "Zoë"]),
    identities=st.lists(_CARDS, max_size=2),
)
_EVENTS = st.one_of(
    st.builds(event, st.sampled_from(["profile.created", "profile.updated"]), _PROFILES),
    st.builds(
        event,
        st.just("profile.merged"),
        st.builds(
            lambda body, source: {**body, "merged_from": source}, _PROFILES, st.just("third")
        ),
    ),
    st.builds(
        event,
        st.just("profile.deleted"),
        st.fixed_dictionaries({"id": st.just("third"), "updated_at": _MINUTES}),
    ),
    st.builds(
        event,
        st.just("identity.created"),
        st.builds(lambda body, owner: {**body, "profile_id": owner}, _CARDS, _IDS),
    ),
)


def _told(events: list[WebhookEvent]) -> Any:
    """Everything a directory answers after ``events``, but its own numbers."""
    with closing(Directory(None, "sandbox")) as directory:
        for arrival, each in enumerate(events):
            directory.apply(each, NOW_MS + arrival)
        people: dict[str, object] = {}
        for profile_id in (ASHA, BEN, "third"):
            found = directory.record(profile_id)
            people[profile_id] = found and (
                found.profile_id,
                found.facts,
                found.updated_at,
                found.contested,
            )
        searches = {
            text: sorted(found.profile_id for found in directory.search(text))
            for text in ("asha", "zoe", "6001", "60015678", "nguyen ai")
        }
        cards = {
            number: sorted(
                found.profile_id for found in directory.with_identity("loyalty-card", number)
            )
            for number in ("60011234", "60015678")
        }
        return people, searches, cards, len(directory)


@given(st.lists(_EVENTS, max_size=8), st.data())
def test_any_order_and_repetition_gives_the_same_directory(
    events: list[WebhookEvent], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(events), max_size=4)) if events else []
    other_order = data.draw(st.permutations([*events, *again]))
    assert _told(other_order) == _told(events)


def test_a_body_is_the_same_event_however_it_is_spelled() -> None:
    spaced = json.dumps(profile(), indent=2).encode()
    assert _told([event("profile.updated", spaced)]) == _told([event("profile.updated", profile())])
