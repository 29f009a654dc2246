"""What the value is taken from, as step 4 offers it: data for views."""

from __future__ import annotations

from typing import NamedTuple


class SourceChoice(NamedTuple):
    """One order of taking: ``key`` is ``rewards_points``, ``spoken`` its words for who cannot see it."""

    key: str
    label: str
    spoken: str
    checked: bool


class SourcesScreen(NamedTuple):
    """The orders side by side; ``shortcut`` is the key, as printed, that goes to the next one."""

    label: str
    shortcut: str
    choices: tuple[SourceChoice, ...]
    enabled: bool = True
