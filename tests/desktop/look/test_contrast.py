"""Contrast (WCAG 2.2) of every pair of colours that carries text or a sign, computed from the tokens."""

import pytest

from posdesk.desktop.look.tokens import DARK, LIGHT, Tokens, contrast
from posdesk.desktop.screens.model import Tone

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
TONES = pytest.mark.parametrize("tone", list(Tone))


@BOTH
@pytest.mark.parametrize("ink", ["text", "muted", "faint", "accent"])
@pytest.mark.parametrize("ground", ["bg", "surface", "sunken"])
def test_words_are_readable_on_every_ground(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@BOTH
@TONES
def test_each_kind_of_value_is_readable_on_cards_and_in_its_pill(
    tokens: Tokens, tone: Tone
) -> None:
    assert contrast(tokens.of(tone), tokens.surface) >= 4.5
    assert contrast(tokens.of(tone), tokens.soft(tone)) >= 4.5


@BOTH
def test_the_plain_pill_is_readable(tokens: Tokens) -> None:
    assert contrast(tokens.muted, tokens.soft(Tone.PLAIN)) >= 4.5


@BOTH
@pytest.mark.parametrize("ground", ["accent", "accent_hover"])
def test_the_primary_button_is_readable(tokens: Tokens, ground: str) -> None:
    assert contrast(tokens.on_accent, getattr(tokens, ground)) >= 4.5


@BOTH
def test_a_selected_row_is_readable(tokens: Tokens) -> None:
    assert contrast(tokens.text, tokens.accent_soft) >= 4.5
    assert contrast(tokens.muted, tokens.accent_soft) >= 4.5


@BOTH
@pytest.mark.parametrize("tone", [Tone.SUCCESS, Tone.DANGER, Tone.PAYMENT])
def test_signs_stand_out_from_their_disc(tokens: Tokens, tone: Tone) -> None:
    assert contrast(tokens.on_mark, tokens.of(tone)) >= 3.0


@BOTH
def test_the_ring_of_the_focus_stands_out(tokens: Tokens) -> None:
    assert contrast(tokens.accent, tokens.surface) >= 3.0
    assert contrast(tokens.on_accent, tokens.accent) >= 3.0


def test_black_on_white_is_the_known_ratio() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21.0
    assert round(contrast("#777777", "#FFFFFF"), 2) == 4.48
