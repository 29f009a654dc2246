"""A screen with some of its values changed: screens are named tuples, made fast for the first picture."""

from typing import Any, NamedTuple, TypeVar, cast

S = TypeVar("S", bound=tuple[Any, ...])


def replace(screen: S, **changes: object) -> S:
    """``screen`` with ``changes``; TypeError or ValueError for a name it does not have."""
    return cast("S", cast("NamedTuple", screen)._replace(**changes))
