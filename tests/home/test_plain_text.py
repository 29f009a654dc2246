"""posdesk.home.plain_text: what acts is made visible, what is only shown stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.home.plain_text import STANDS_FOR_NOTHING, harmless, short

ACTING = ["\x00", "\x07", "\x1b", "\x0b", "\x7f", "\x9b", "\u2028", "\u202e", "\u2067", "\ud83d"]


@pytest.mark.parametrize("character", ACTING)
def test_what_acts_is_made_visible(character: str) -> None:
    assert harmless(f"a{character}b") == f"a{STANDS_FOR_NOTHING}b"


@pytest.mark.parametrize(
    "text",
    ["Asha Nguyen", "نور الهاشمي", "\u200fנועם\u200e", "👩‍👩‍👧", "a\tb\nc\r\n", "<b>&amp;</b>", ""],
)
def test_what_is_only_shown_stays(text: str) -> None:
    assert harmless(text) == text


@given(st.text(st.characters()))
def test_the_result_can_be_kept_printed_and_made_harmless_again(text: str) -> None:
    told = harmless(text)
    assert len(told) == len(text)
    assert told.encode().decode() == told == harmless(told)
    controls = {each for each in told if unicodedata.category(each) == "Cc"}
    assert controls <= {"\t", "\n", "\r"}


@given(st.text(), st.integers(1, 50))
def test_a_long_text_ends_in_dots_and_a_short_one_stays(text: str, most: int) -> None:
    told = short(text, most)
    assert len(told) <= most
    assert told == text or (told.endswith("…") and text.startswith(told[:-1]))
