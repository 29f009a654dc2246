"""The command palette (Ctrl+K): everything the till can do, found by a few letters. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Command(NamedTuple):
    """``name`` is ``key.<action>`` or ``page.<page>``; ``where`` is its key or its group; ``words`` are found too."""

    name: str
    title: str
    where: str
    words: str = ""


def matching(commands: Iterable[Command], typed: str) -> tuple[Command, ...]:
    """The commands in which every typed word occurs, those whose title begins so first."""
    wanted = typed.casefold().split()
    found = [each for each in commands if all(word in _text(each) for word in wanted)]
    first = typed.strip().casefold()
    return tuple(sorted(found, key=lambda each: not each.title.casefold().startswith(first)))


def _text(command: Command) -> str:
    return f"{command.title} {command.where} {command.words}".casefold()
