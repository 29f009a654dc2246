"""How many examples a property gets: the number it asks for, or its part where a profile gives fewer."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100


def examples(count: int) -> settings:
    """``count`` examples at Hypothesis' usual hundred; a profile with a tenth of that gets a tenth."""
    return settings(max_examples=max(1, count * settings().max_examples // USUAL))
