"""Reading objects out of an answer: tolerant of more, strict about what a sale stands on.

Money and ids may be numbers or numeric text, lists may be null, empty objects may be ``[]`` (PHP), unknown
fields are ignored (omneo-api.md 1.7). What is required and missing raises BadPayload, naming the field
and never its value, which may be personal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation

from posdesk.home.plain_text import short
from posdesk.omneo.errors import BadPayload
from posdesk.omneo.wire import Json, read_moment
from posdesk.sale.errors import BadAmount
from posdesk.sale.money import Currency, Money

_TRUE = {"1", "true", "yes"}
_FALSE = {"0", "false", "no", ""}
_MAX_ID_DIGITS = 18
_LONGEST_NAME = 255  # of a name or a reason that is sent: what a tenant refuses would need a person


def unwrap(payload: Json) -> Json:
    """What ``data`` holds, where there is an envelope (omneo-api.md 1.3)."""
    if isinstance(payload, Mapping) and "data" in payload:
        return payload["data"]
    return payload


class Row:
    """One object of an answer. ``where`` names it in errors."""

    __slots__ = ("_fields", "_where")

    def __init__(self, fields: Json, where: str) -> None:
        """Raises BadPayload when ``fields`` is no object."""
        if not isinstance(fields, Mapping):
            raise BadPayload(f"{where} is {_kind(fields)}, not an object")
        self._fields = fields
        self._where = where

    @classmethod
    def one(cls, payload: Json, where: str) -> Row:
        """The single object of an answer, in its envelope or bare."""
        return cls(unwrap(payload), where)

    def __contains__(self, key: str) -> bool:
        return key in self._fields

    def bad(self, key: str, why: str) -> BadPayload:
        return BadPayload(f"{self._where}.{key} {why}")

    def raw(self, key: str) -> Json:
        """The value as it came, for what has no shape of its own. None when missing."""
        return self._fields.get(key)

    def maybe_text(self, key: str) -> str | None:
        """Text, or a number as text. None when missing, null or empty."""
        value = self._fields.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return value
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        raise self.bad(key, f"is {_kind(value)}, not text")

    def text(self, key: str) -> str:
        found = self.maybe_text(key)
        if found is None:
            raise self.bad(key, "is missing")
        return found

    def words(self, key: str) -> str:
        """What somebody or something is called, for people: at most 255 characters; empty when missing.

        It goes along with a sale, into its journal and its record, where the tenant takes no more of it.
        """
        return short(self.maybe_text(key) or "", _LONGEST_NAME)

    def maybe_number(self, key: str) -> int | None:
        """A whole number that is no amount: an id, a count."""
        value = self._fields.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.isdecimal() and len(value) <= _MAX_ID_DIGITS:
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise self.bad(key, f"is {_kind(value)}, not a whole number")

    def number(self, key: str) -> int:
        found = self.maybe_number(key)
        if found is None:
            raise self.bad(key, "is missing")
        return found

    def maybe_decimal(self, key: str) -> Decimal | None:
        value = self._fields.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, int | Decimal | str) and not isinstance(value, bool):
            try:
                amount = Decimal(value)
            except InvalidOperation as exc:
                raise self.bad(key, "is no number") from exc
            if amount.is_finite():
                return amount
        raise self.bad(key, f"is {_kind(value)}, not a number")

    def maybe_money(self, key: str, currency: Currency) -> Money | None:
        """An amount in major units of ``currency``; half up where the tenant sends a longer fraction."""
        amount = self.maybe_decimal(key)
        if amount is None:
            return None
        try:
            return Money.rounded(amount, currency)
        except BadAmount as exc:
            raise self.bad(key, "is beyond any amount") from exc

    def money(self, key: str, currency: Currency) -> Money:
        found = self.maybe_money(key, currency)
        if found is None:
            raise self.bad(key, "is missing")
        return found

    def maybe_currency(self, key: str) -> Currency | None:
        """An ISO 4217 code. None when missing."""
        code = self.maybe_text(key)
        try:
            return None if code is None else Currency(code)
        except BadAmount as exc:
            raise self.bad(key, "is no currency") from exc

    def maybe_flag(self, key: str) -> bool | None:
        value = self._fields.get(key)
        if value is None or isinstance(value, bool):
            return value
        word = str(value).lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise self.bad(key, f"is {_kind(value)}, not true or false")

    def flag(self, key: str, *, default: bool) -> bool:
        found = self.maybe_flag(key)
        return default if found is None else found

    def maybe_moment(self, key: str, zone: tzinfo = UTC) -> datetime | None:
        """A date of the wire, which is local in ``zone``, as aware UTC."""
        text = self.maybe_text(key)
        if text is None:
            return None
        try:
            return read_moment(text, zone)
        except BadPayload as exc:
            raise self.bad(key, "is no date") from exc

    def maybe_row(self, key: str) -> Row | None:
        value = self._fields.get(key)
        return Row(value, f"{self._where}.{key}") if value else None

    def mapping(self, key: str) -> Mapping[str, Json]:
        """An object as it came; empty for null and for PHP's empty list."""
        value = self._fields.get(key)
        return dict(Row(value, f"{self._where}.{key}")._fields) if value else {}

    def rows(self, key: str) -> tuple[Row, ...]:
        return rows_of(self._fields.get(key), f"{self._where}.{key}")


def rows_of(value: Json, where: str) -> tuple[Row, ...]:
    """The objects of a list; none for null. Raises BadPayload."""
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise BadPayload(f"{where} is {_kind(value)}, not a list")
    return tuple(Row(each, f"{where}[{place}]") for place, each in enumerate(value))


def _kind(value: object) -> str:
    """What ``value`` is, in words of JSON: its content never reaches a log."""
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    return f"a {type(value).__name__}"
