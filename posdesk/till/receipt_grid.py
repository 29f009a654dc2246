"""Text on a grid of characters, as a receipt printer has it. Pure.

Width is counted in cells: East Asian wide characters take two, combining marks none. What could tear a
row (control characters, direction overrides, invisible joiners, piles of marks) is taken out first, and a
piece that reads from right to left is isolated, so that it cannot pull the amount to the other side.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from posdesk.home.plain_text import short

# First-strong isolate and its end: the piece keeps its own direction, its row stays left to right.
_ISOLATE, _END_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))
_MARKS = frozenset(("Mn", "Me"))
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_MOST_MARKS = 3
_NO_CHARACTER = "?"
_MOST = (
    1_000  # of one piece: nobody reads more of a name, and a mebibyte of it would hold the till up
)


def clean(text: str) -> str:
    """``text`` as one line of at most 1,000 visible characters; runs of spaces become one. Idempotent."""
    cut = short(text, _MOST)
    kept = "".join(_visible(char) for char in _VARIATION_SELECTORS.sub("", cut))
    # Composed only now: what was taken out may have stood between a letter and its mark.
    return " ".join(_without_piles(unicodedata.normalize("NFC", kept)).split())


def cells(text: str) -> int:
    """How many cells a clean text takes."""
    return sum(_cell(char) for char in text)


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` cells (2 or more), by words; a longer word is split.

    Nothing but spaces at the breaks is lost. No line for an empty text.
    """
    lines: list[str] = []
    line = ""
    for word in clean(text).split():
        if line and cells(line) + 1 + cells(word) <= width:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        *whole, line = _split(word, width)
        lines.extend(whole)
    return [*lines, line] if line else lines


def row(name: str, amount: str, width: int, indent: int = 0) -> list[str]:
    """``name`` at the left, wrapped; ``amount`` right-aligned on its last line, and never cut.

    An amount that leaves no room for the name stands on lines of its own, split if wider than the paper.
    """
    amount = clean(amount)
    pad = " " * indent
    room = width - indent - (cells(amount) + 1 if amount else 0)
    if room < width // 3:
        names = [pad + isolated(each) for each in wrap(name, width - indent)]
        return [*names, *(_right(each, width) for each in _split(amount, width) if each)]
    names = wrap(name, room) or [""]
    *above, last = (pad + isolated(each) for each in names)
    gap = " " * (width - cells(last) - cells(amount))
    return [*above, f"{last}{gap}{isolated(amount)}"]


def centred(text: str, width: int) -> list[str]:
    """``text`` wrapped, each line in the middle."""
    return [" " * ((width - cells(each)) // 2) + isolated(each) for each in wrap(text, width)]


def isolated(piece: str) -> str:
    """``piece`` so that its direction ends where it ends. Adds no cells."""
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in piece):
        return f"{_ISOLATE}{piece}{_END_ISOLATE}"
    return piece


def _right(piece: str, width: int) -> str:
    return " " * (width - cells(piece)) + isolated(piece)


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    if category == "Cf":
        return ""
    # Unassigned, private and surrogate code points have no width one could rely on.
    return _NO_CHARACTER if category in ("Cn", "Co", "Cs") else char


def _without_piles(text: str) -> str:
    """At most three marks on a letter, none without one: more would run into the neighbouring rows."""
    kept: list[str] = []
    marks = _MOST_MARKS
    for char in text:
        if unicodedata.category(char) not in _MARKS:
            marks = 0 if char != " " else _MOST_MARKS
        elif marks == _MOST_MARKS:
            continue
        else:
            marks += 1
        kept.append(char)
    return "".join(kept)


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _letters(word: str) -> Iterator[str]:
    """Each letter together with the marks on it."""
    letter = ""
    for char in word:
        if letter and _cell(char):
            yield letter
            letter = ""
        letter += char
    if letter:
        yield letter


def _split(word: str, width: int) -> list[str]:
    """``word`` in pieces of at most ``width`` cells; the last one may be empty only for an empty word."""
    pieces = [""]
    for letter in _letters(word):
        if cells(pieces[-1]) + cells(letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def joined(texts: Iterable[str], separator: str) -> str:
    """The texts that are not empty, with ``separator`` between them."""
    return separator.join(text for text in texts if text)
