"""Reading a body field by field, collecting what is wrong with each.

Methods return a value of their type, and on anything wrong note the reason under the field's name and
return None (``need_*``: an empty value). ``check()`` raises the one 422 with all of them. Unknown keys are
ignored (U36); null counts as absent. Messages are the framework's (1.9).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from posdesk.sandbox.rules import amounts, dates
from posdesk.sandbox.rules.json_text import JSON
from posdesk.sandbox.rules.refusals import invalid, invalid_fields

MAX_ID = 2**53
MAX_MINOR = 10**12


class Form:
    """The fields of one JSON object. ``prefix`` (``items.0.``) goes before names in messages."""

    def __init__(
        self, body: JSON, prefix: str = "", errors: dict[str, list[str]] | None = None
    ) -> None:
        if not isinstance(body, Mapping):
            raise invalid(prefix.rstrip(".") or "body", "The body must be a JSON object.")
        self._body: Mapping[str, JSON] = body
        self._prefix = prefix
        self.errors: dict[str, list[str]] = {} if errors is None else errors

    def given(self, name: str) -> bool:
        """Whether the field is there and says something: null and an empty text do not."""
        return self._body.get(name) not in (None, "")

    def named(self, name: str) -> bool:
        """Whether the field is there, null included: an update may clear it."""
        return name in self._body

    def names(self) -> list[str]:
        """All fields that are there."""
        return list(self._body)

    def raw(self, name: str) -> JSON:
        return self._body.get(name)

    def fail(self, name: str, reason: str) -> None:
        self.errors.setdefault(self._prefix + name, []).append(reason)

    def check(self) -> None:
        """Raise Refusal 422 when any field was wrong."""
        if self.errors:
            raise invalid_fields(self.errors)

    def require(self, *names: str) -> None:
        """Note each of ``names`` that is absent."""
        for name in names:
            if not self.given(name):
                self.fail(name, f"The {_label(name)} field is required.")

    def text(self, name: str, limit: int = 255) -> str | None:
        """A non-empty string of at most ``limit`` characters."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.fail(name, f"The {_label(name)} must be a string.")
        elif len(value) > limit:
            self.fail(name, f"The {_label(name)} may not be greater than {limit} characters.")
        else:
            return value
        return None

    def need_text(self, name: str, limit: int = 255) -> str:
        value = self.text(name, limit)
        if value is None and not self.noted(name):
            self.fail(name, f"The {_label(name)} field is required.")
        return value or ""

    def reference(self, name: str, limit: int = 255) -> str | None:
        """A reference of another system: a string, or a whole number taken as text."""
        value = self.raw(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.text(name, limit)

    def decimal(self, name: str) -> Decimal | None:
        """A number, or a numeric string (1.7)."""
        value = self.raw(name)
        if value is None:
            return None
        amount = amounts.decimal_of(value)
        if amount is None:
            self.fail(name, f"The {_label(name)} must be a number.")
        return amount

    def money(self, name: str, low: int | None = None) -> int | None:
        """An amount in major units on the wire, returned in minor units, not below ``low`` minor units.

        More than two decimals are refused, never rounded (U2)."""
        amount = self.decimal(name)
        if amount is None:
            return None
        minor = amounts.minor_of(amount)
        if minor is None:
            self.fail(name, f"The {_label(name)} may not have more than 2 decimal places.")
        elif abs(minor) > MAX_MINOR:
            self.fail(name, f"The {_label(name)} is too large.")
        elif low is not None and minor < low:
            bound = "greater than 0" if low == 1 else f"at least {amounts.number(low)}"
            self.fail(name, f"The {_label(name)} must be {bound}.")
        else:
            return minor
        return None

    def need_money(self, name: str, low: int | None = None) -> int:
        minor = self.money(name, low)
        if minor is None and not self.noted(name):
            self.fail(name, f"The {_label(name)} field is required.")
        return minor or 0

    def integer(self, name: str, low: int = 0, high: int = MAX_ID) -> int | None:
        """A whole number from ``low`` to ``high``; a numeric string is read too."""
        value = self.raw(name)
        if value is None:
            return None
        amount = amounts.decimal_of(value)
        if amount is None or amount != int(amount):
            self.fail(name, f"The {_label(name)} must be an integer.")
        elif not low <= amount <= high:
            self.fail(name, f"The {_label(name)} must be between {low} and {high}.")
        else:
            return int(amount)
        return None

    def need_integer(self, name: str, low: int = 0, high: int = MAX_ID) -> int:
        number = self.integer(name, low, high)
        if number is None and not self.noted(name):
            self.fail(name, f"The {_label(name)} field is required.")
        return number or 0

    def flag(self, name: str) -> bool | None:
        """true, false, 1 or 0."""
        value = self.raw(name)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and value in (0, 1):
            return bool(value)
        self.fail(name, f"The {_label(name)} field must be true or false.")
        return None

    def choice(self, name: str, options: Collection[str]) -> str | None:
        value = self.text(name)
        if value is not None and value not in options:
            self.fail(name, f"The selected {_label(name)} is invalid.")
            return None
        return value

    def mapping(self, name: str) -> dict[str, JSON] | None:
        """An object; an empty array counts as an empty one (the vendor's server writes those)."""
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, dict):
            return value
        if value != []:
            self.fail(name, f"The {_label(name)} must be an object.")
            return None
        return {}

    def array(self, name: str) -> list[JSON] | None:
        value = self.raw(name)
        if value is None or isinstance(value, list):
            return value
        self.fail(name, f"The {_label(name)} must be an array.")
        return None

    def texts(self, name: str) -> list[str] | None:
        """An array of strings; what is none is noted and stands as an empty one."""
        values = self.array(name)
        for index, value in enumerate(values or ()):
            if not isinstance(value, str):
                self.fail(f"{name}.{index}", f"The {name}.{index} must be a string.")
        return values and [value if isinstance(value, str) else "" for value in values]

    def forms(self, name: str) -> list["Form"] | None:
        """An array of objects, each a form that notes under ``name.index.field``."""
        values = self.array(name)
        if values is None:
            return None
        found = []
        for index, value in enumerate(values):
            if isinstance(value, Mapping):
                found.append(self.part(f"{name}.{index}", value))
            else:
                self.fail(f"{name}.{index}", f"The {name}.{index} must be an object.")
        return found

    def part(self, name: str, value: JSON, errors: dict[str, list[str]] | None = None) -> "Form":
        """The object ``value`` that stands at ``name``: its mistakes are noted under ``name.field``, here
        or in ``errors``."""
        return Form(value, f"{self._prefix}{name}.", self.errors if errors is None else errors)

    def zone(self, name: str, default: ZoneInfo) -> ZoneInfo:
        """An IANA zone; absent is the tenant's (ASSUMED, 1.6)."""
        text = self.text(name)
        if text is None:
            return default
        found = dates.zone(text)
        if found is None:
            self.fail(name, f"The {_label(name)} must be a valid zone.")
        return found or default

    def when(self, name: str) -> datetime | None:
        """A wire date, naive unless it carries an offset."""
        text = self.text(name)
        if text is None:
            return None
        moment = dates.parse(text)
        if moment is None:
            self.fail(name, f"The {_label(name)} does not match the format Y-m-d H:i:s.")
        return moment

    def noted(self, name: str) -> bool:
        """Whether something is wrong with the field."""
        return self._prefix + name in self.errors


def _label(name: str) -> str:
    return name.replace("_", " ")
