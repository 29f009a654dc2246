"""Text from elsewhere as what it is: characters to be shown, and nothing that acts on what stands around it.

What a terminal, a text layout or a database would obey or choke on becomes U+FFFD, one for one, so that it is
seen that something was there: control characters other than tab and line breaks, the overrides, embeddings and
isolates of direction (an amount behind them would be read backwards), and halves of surrogate pairs, which no
file can hold. Marks of direction stay: names in Arabic and Hebrew rightly have them, and they end with their text.
"""

import re

STANDS_FOR_NOTHING = "\ufffd"
_ACTS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def harmless(text: str) -> str:
    """``text`` with U+FFFD for every character that acts instead of being shown; mostly ``text`` itself."""
    if text.isascii() and text.isprintable():
        return text
    return _ACTS.sub(STANDS_FOR_NOTHING, text)


def short(text: str, most: int) -> str:
    """At most ``most`` characters of ``text``; a longer one ends in ``…``."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
