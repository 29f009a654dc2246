"""The design tokens as data: two sets of colours, one scale of type, one of space.

Pure: no Qt. Colours are ``#RRGGBB``. Sizes are pixels at 100 % zoom. The values are those of the
look's README; where a given colour missed 4.5 : 1 against a background on which it carries text
that matters, it was moved until it reached it (``faint`` in both sets):
``tests/desktop/look/test_contrast.py`` computes every pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posdesk.desktop.screens.model import Tone


class Role(StrEnum):
    """What a text is for; each role has one size, weight and face."""

    CAPTION = "caption"
    PILL = "pill"
    RING = "ring"
    MONO_SMALL = "mono_small"
    AMOUNT = "amount"
    AMOUNT_LINE = "amount_line"
    SMALL = "small"
    BODY = "body"
    MEDIUM = "medium"
    STRONG = "strong"
    TITLE = "title"
    STEP = "step"
    BALANCE = "balance"
    DUE = "due"
    MONO = "mono"


@dataclass(frozen=True, slots=True)
class Face:
    """Pixels at 100 %, a weight of 100 to 900, and whether all characters are of one width."""

    size: int
    weight: int
    mono: bool = False


FACES: dict[Role, Face] = {
    Role.CAPTION: Face(11, 400),
    Role.PILL: Face(11, 600),
    Role.RING: Face(12, 600),
    Role.MONO_SMALL: Face(11, 400, mono=True),
    Role.AMOUNT: Face(15, 600),
    Role.AMOUNT_LINE: Face(14, 400),
    Role.SMALL: Face(12, 400),
    Role.BODY: Face(13, 400),
    Role.MEDIUM: Face(13, 500),
    Role.STRONG: Face(13, 600),
    Role.TITLE: Face(14, 600),
    Role.STEP: Face(20, 600),
    Role.BALANCE: Face(17, 600),
    Role.DUE: Face(30, 700),
    Role.MONO: Face(12, 400, mono=True),
}


@dataclass(frozen=True, slots=True)
class Tokens:
    """One set of colours. ``*_soft`` is the background on which the colour of that name is text."""

    dark: bool
    bg: str
    surface: str
    sunken: str
    line: str
    line_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    accent_soft: str
    accent_hover: str
    benefit: str
    benefit_soft: str
    reward: str
    reward_soft: str
    credit: str
    credit_soft: str
    warn: str
    warn_soft: str
    danger: str
    danger_soft: str
    net: str
    on_mark: str

    def of(self, tone: Tone) -> str:
        """The colour of a kind of value, as text or as a bar."""
        return {
            Tone.PLAIN: self.text,
            Tone.BENEFIT: self.benefit,
            Tone.REWARD: self.reward,
            Tone.SUCCESS: self.reward,
            Tone.CREDIT: self.credit,
            Tone.PAYMENT: self.accent,
            Tone.WARN: self.warn,
            Tone.DANGER: self.danger,
        }[tone]

    def soft(self, tone: Tone) -> str:
        """The quiet background that belongs to ``of(tone)``."""
        return {
            Tone.PLAIN: self.sunken,
            Tone.BENEFIT: self.benefit_soft,
            Tone.REWARD: self.reward_soft,
            Tone.SUCCESS: self.reward_soft,
            Tone.CREDIT: self.credit_soft,
            Tone.PAYMENT: self.accent_soft,
            Tone.WARN: self.warn_soft,
            Tone.DANGER: self.danger_soft,
        }[tone]


LIGHT = Tokens(
    dark=False,
    bg="#F4F5F7",
    surface="#FFFFFF",
    sunken="#F0F2F5",
    line="#E2E5EA",
    line_strong="#CDD3DB",
    text="#12161C",
    muted="#5A6473",
    faint="#646E7E",
    accent="#2B50C8",
    on_accent="#FFFFFF",
    accent_soft="#E8EDFB",
    accent_hover="#2343AC",
    benefit="#6B43C6",
    benefit_soft="#EFE9FB",
    reward="#0A7A4A",
    reward_soft="#E2F4EB",
    credit="#0B6B86",
    credit_soft="#E0F1F5",
    warn="#A65400",
    warn_soft="#FDF1E1",
    danger="#BC2438",
    danger_soft="#FBE7EA",
    net="#C9D2E6",
    on_mark="#FFFFFF",
)

DARK = Tokens(
    dark=True,
    bg="#0E1115",
    surface="#161A20",
    sunken="#1B2027",
    line="#262D37",
    line_strong="#38414E",
    text="#E9EDF3",
    muted="#9CA6B5",
    faint="#8490A0",
    accent="#7D9BFF",
    on_accent="#0B1020",
    accent_soft="#1C2747",
    accent_hover="#98B0FF",
    benefit="#B79CFF",
    benefit_soft="#2A2146",
    reward="#4FCF93",
    reward_soft="#143226",
    credit="#55C4DF",
    credit_soft="#12303A",
    warn="#F0B35E",
    warn_soft="#33270F",
    danger="#FF7C8C",
    danger_soft="#3A1A20",
    net="#3A4560",
    on_mark="#0B1020",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """Space and shape, pixels at 100 %: multiples of four but for the hairlines."""

    gap: int = 12
    inside: int = 16
    radius_card: int = 12
    radius_control: int = 8
    control: int = 36
    primary: int = 42
    small: int = 28


MEASURE = Measure()


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``, 0 to 1 (WCAG 2.2)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
