"""What comes over the wire is harmless from its reading on, however it was written."""

import json

import pytest
import simplejson
from hypothesis import given
from hypothesis import strategies as st

from posdesk.home.plain_text import harmless
from posdesk.omneo.redaction import plain, pretty, redact_headers
from posdesk.omneo.wire import load


@given(st.text(st.characters()), st.booleans())
def test_a_text_is_harmless_in_a_value_and_in_a_key(text: str, escaped: bool) -> None:
    raw = json.dumps({text: [text, {"a": text}]}, ensure_ascii=escaped)
    body = raw.encode("utf-8", "surrogatepass" if escaped else "replace")
    meant = simplejson.loads(body.decode())
    assert load(body) == {
        harmless(key): [harmless(first), {"a": harmless(second["a"])}]
        for key, (first, second) in meant.items()
    }


def test_numbers_and_the_shape_of_an_answer_stay() -> None:
    body = b'{"a": "x\\u202ey", "b": 12.50, "c": [1, null, true], "d": {}}'
    assert simplejson.dumps(load(body), use_decimal=True) == simplejson.dumps(
        {"a": "x\ufffdy", "b": load(b"12.50"), "c": [1, None, True], "d": {}}, use_decimal=True
    )


def test_an_emoji_written_as_a_pair_of_escapes_is_one_character() -> None:
    assert load(b'"\\ud83d\\ude00"') == "\U0001f600"
    assert load(b'"\\ud83d"') == "\ufffd"


def test_the_one_plain_character_that_acts_is_seen_in_an_answer_without_any_escape() -> None:
    assert load(b'{"a": "x\x7fy"}') == {"a": "x\ufffdy"}


@pytest.mark.parametrize("acting", ["\x1b[2J", "\u202e", "\x00", "\x9b"])
def test_the_wire_list_shows_nothing_that_acts(acting: str) -> None:
    shown = [
        plain(f"<h1>{acting}</h1>".encode()),
        pretty(load(json.dumps({"a": acting}).encode())),
        redact_headers({"x-note": acting}),
    ]
    assert [text for text in shown if acting[0] in text] == []
