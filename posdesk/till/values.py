"""Frozen dataclasses as JSON values and back, strictly by their annotations.

Small on purpose, and ours: the journal is read at every start, and a validation library would be the
largest thing in the till's memory. A value of another type, a missing or an unknown name is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

# JSON is untyped by nature; everything that comes out of ``reader`` has the annotated type.
Json = Any
Reader = Callable[[Json], Any]


class WrongValue(ValueError):
    """A value that its annotation does not allow."""


def written(value: object) -> Json:
    """``value``, which no JSON writer takes, as one that it does: dataclasses by field, decimals as text, enums
    by value. What is in it may need the same: this is a writer's ``default``, called for each such value alone.
    """
    kind: type = type(value)
    return _writer(kind)(value)


@cache
def _writer(kind: type) -> Reader:
    """How values of that very class are written; found out once, for a sale writes some thousands."""
    if is_dataclass(kind):
        names = _names(kind)
        return lambda value: {name: getattr(value, name) for name in names}
    if issubclass(kind, Decimal):
        return str
    if issubclass(kind, Enum):
        return attrgetter("value")
    if issubclass(kind, Mapping):
        return dict
    raise TypeError(f"journals hold no {kind!r}")


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def reader(annotation: Any) -> Reader:
    """How a value of ``annotation`` is read. Raises TypeError for an annotation that journals do not have."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return _optional(annotation)
    if origin is tuple:
        return _many(reader(get_args(annotation)[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(reader(get_args(annotation)[1]))
    if not isinstance(annotation, type):
        raise TypeError(f"journals hold no {annotation!r}")
    if is_dataclass(annotation):
        return _record(annotation)
    if issubclass(annotation, Enum):
        return annotation
    return _SCALARS[annotation]


def _optional(annotation: Any) -> Reader:
    (inner,) = (each for each in get_args(annotation) if each is not NoneType)
    read = reader(inner)

    def read_optional(value: Json) -> Any:
        return None if value is None else read(value)

    return read_optional


def _many(read: Reader) -> Reader:
    def read_many(value: Json) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise WrongValue("not a list")
        return tuple(read(each) for each in value)

    return read_many


def _mapping(read: Reader) -> Reader:
    def read_mapping(value: Json) -> dict[str, Any]:
        return {key: read(each) for key, each in _object(value).items()}

    return read_mapping


def _record(kind: type) -> Reader:
    """The fields are resolved at the first reading: a class may be read before its module is whole."""
    readers: dict[str, Reader] = {}
    required = {
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    }

    def read_record(value: Json) -> Any:
        if not readers:
            hints = get_type_hints(kind)
            readers.update({name: reader(hints[name]) for name in _names(kind)})
        found = _object(value)
        if not required <= found.keys() <= readers.keys():
            raise WrongValue(f"{kind.__name__}: {sorted(found.keys() ^ readers.keys())}")
        return kind(**{name: readers[name](each) for name, each in found.items()})

    return read_record


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise WrongValue("not an object")
    return value


def _exactly(kind: type) -> Reader:
    def read_exactly(value: Json) -> Any:
        # bool is an int to isinstance, and never one in a journal.
        if type(value) is not kind:
            raise WrongValue(f"{type(value).__name__} for {kind.__name__}")
        return value

    return read_exactly


def _decimal(value: Json) -> Decimal:
    if not isinstance(value, str):
        raise WrongValue(f"{type(value).__name__} for Decimal")
    try:
        return Decimal(value)
    except InvalidOperation as exc:
        raise WrongValue(f"not a decimal: {value[:40]!r}") from exc


def _seconds(value: Json) -> float:
    if type(value) not in (int, float):
        raise WrongValue(f"{type(value).__name__} for float")
    return float(value)


_SCALARS: Mapping[type, Reader] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    float: _seconds,
    Decimal: _decimal,
}
