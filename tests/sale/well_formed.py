"""Every field of a sale holds what its class says it holds: what the journal and the window stand on.

Only what changed since the step before is looked at, so that each step of each test can be held to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

_NOTHING = object()


def assert_well_formed(value: object, before: object = _NOTHING) -> None:
    """Fails on the first field of the dataclass ``value`` that holds another type than it declares."""
    _same(type(value), value, before, type(value).__name__)


@cache
def _hints(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls)}


def _same(hint: Any, value: object, before: object, where: str) -> None:
    if value is before:
        return
    kind = get_origin(hint) or hint
    if kind in {Union, UnionType}:
        if value is None and type(None) in get_args(hint):
            return
        (hint,) = (each for each in get_args(hint) if each is not type(None))
        kind = get_origin(hint) or hint
    assert isinstance(value, kind), f"{where} is {value!r}"
    if isinstance(value, tuple):
        _each(hint, value, before, where)
    elif isinstance(value, Mapping):
        for key, held in value.items():
            _same(get_args(hint)[0], key, _NOTHING, f"{where} key")
            _same(get_args(hint)[1], held, _NOTHING, f"{where}[{key}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for name, own in _hints(type(value)).items():
            was = getattr(before, name) if type(before) is type(value) else _NOTHING
            _same(own, getattr(value, name), was, f"{where}.{name}")


def _each(hint: Any, value: tuple[object, ...], before: object, where: str) -> None:
    """A tuple that only grew or changed in places is compared place by place."""
    known = before if isinstance(before, tuple) else ()
    for place, each in enumerate(value):
        was = known[place] if place < len(known) else _NOTHING
        _same(get_args(hint)[0], each, was, f"{where}[{place}]")
