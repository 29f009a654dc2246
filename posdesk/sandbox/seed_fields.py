"""Reading a seed file's objects field by field. Every mistake is a ``BadSeed`` that names its place.

Unknown fields are mistakes too: a misspelt name would otherwise silently seed nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from posdesk.sandbox.errors import BadSeed

JSON = Any  # a JSON value
MAX_INTEGER = 10**12
MAX_DAYS = 36_500


class Place:
    """One object of the file and where it stands (``profiles[2].rewards[0]``)."""

    def __init__(self, value: JSON, path: str) -> None:
        if not isinstance(value, Mapping):
            raise BadSeed(f"{path or 'the file'}: must be an object")
        self._value: Mapping[str, JSON] = value
        self._path = path
        self._read: set[str] = set()

    def fault(self, name: str, reason: str) -> BadSeed:
        return BadSeed(f"{self._path}.{name}: {reason}".lstrip("."))

    def has(self, name: str) -> bool:
        return self._take(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        """A string of 1 to 2,000 characters; required unless a default is given."""
        value = self._take(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value or len(value) > 2000:
            raise self.fault(name, "must be a text of 1 to 2,000 characters")
        return value

    def maybe_text(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def choice(self, name: str, options: Sequence[str], default: str) -> str:
        """One of ``options``."""
        value = self._take(name) if name in self._value else default
        if value not in options:
            raise self.fault(name, f"must be one of {', '.join(options)}")
        return str(value)

    def integer(
        self, name: str, default: int | None = None, low: int = 0, high: int = MAX_INTEGER
    ) -> int:
        """A whole number from ``low`` to ``high``; required unless a default is given."""
        value = self._take(name)
        if value is None and default is not None:
            return default
        if type(value) is not int or not low <= value <= high:
            upto = "" if high == MAX_INTEGER else f" to {high}"
            raise self.fault(name, f"must be a whole number from {low}{upto}")
        return value

    def maybe_integer(self, name: str, low: int = 0, high: int = MAX_INTEGER) -> int | None:
        return self.integer(name, low=low, high=high) if self.has(name) else None

    def rate(self, name: str) -> Decimal:
        value = self._take(name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 < value < 10**6:
            raise self.fault(name, "must be a number above 0")
        return Decimal(value)

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.fault(name, "must be true or false")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._array(name)
        if not all(isinstance(value, str) for value in values):
            raise self.fault(name, "must be a list of texts")
        return tuple(values)

    def mapping(self, name: str) -> dict[str, JSON]:
        value = self._take(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.fault(name, "must be an object")
        return value

    def everything(self) -> dict[str, JSON]:
        """All fields as they stand, for what is stored without being understood."""
        self._read.update(self._value)
        return dict(self._value)

    def objects(self, name: str) -> Iterator["Place"]:
        """Each object of a list, with its own path. The caller calls ``done`` on each."""
        stem = f"{self._path}.{name}".lstrip(".")
        for index, value in enumerate(self._array(name)):
            yield Place(value, f"{stem}[{index}]")

    def within(self, name: str) -> "Place":
        value = self._take(name)
        return Place({} if value is None else value, f"{self._path}.{name}".lstrip("."))

    def done(self) -> None:
        """Raise BadSeed when the object has fields that nobody read."""
        unknown = sorted(set(self._value) - self._read)
        if unknown:
            raise self.fault(unknown[0], "is no field of a seed file")

    def _take(self, name: str) -> JSON:
        self._read.add(name)
        return self._value.get(name)

    def _array(self, name: str) -> list[JSON]:
        value = self._take(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > 10_000:
            raise self.fault(name, "must be a list of at most 10,000")
        return value
