"""What may never be written down, taken out of texts and of structures. Pure: no I/O, no clock.

Masked wherever they stand: known secrets of this run, bearer and other tokens, e-mail addresses, phone
and card and loyalty numbers (eight digits or more), PINs and passwords after their name. Shortened:
UUIDs, to eight characters, enough to follow one through a log. Kept: dates, times and posdesk's own
references. Fields pass by an allow-list: what nobody thought of is hidden, not shown.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

# What a log line may say. A field that is not here is hidden, whatever it holds.
ALLOWED = frozenset(
    "action area attempt attempts at bytes cause client code count currency dialect duration_ms effect "
    "elapsed_ms error error_code event exception file job kind late_s leg level line lines logger method "
    "milliseconds minor mode name operation outcome pending phase port reason receipt reference register "
    "result retry_after_s route rule sale screen seconds seq severity size stage state status step store "
    "tenant tender terminal theme total type utc_ms boot_ms version what window zoom".split()
)
# Whole numbers that are long by nature; in any other field eight digits are taken for a card.
_LONG_NUMBERS = frozenset({"utc_ms", "boot_ms", "bytes", "size", "duration_ms", "elapsed_ms"})
HIDDEN = "[hidden]"
_MAX_DEPTH = 8
_MAX_TEXT = 8_000
_LONG_DIGITS = 8

_NAMES = (
    "token|access_token|control_token|authorization|password|passwd|secret|api[_-]?key|pin|cvv|cvc"
)
_PATTERN = re.compile(
    rf"""
    (?P<bearer>\bbearer(?:\s|%20|\+)+[^\s"',;<>&]+)
  | (?P<named>\b(?:{_NAMES})\b["']?\s*(?:[:=]|%3D|\bis\b)?\s*(?:bearer\s+)?["']?[^\s"',;&<>}}\]]*\d[^\s"',;&<>}}\]]*)
  | (?P<worded>\b(?:{_NAMES})\b["']?\s*(?:[:=]|%3D)\s*["']?[^\s"',;&<>}}\]]+)
  | (?P<uuid>(?<![0-9a-f])[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}(?![0-9a-f]))
  | (?P<time>(?<!\d)[12]\d\d\d-[01]\d-[0-3]\d(?!\d)(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{{1,6}})?)?(?!\d)(?:Z|[+-]\d\d:?\d\d(?!\d))?)?)
  | (?P<reference>(?<![\w-])[a-z0-9]{{1,8}}-[a-z0-9]{{1,4}}-\d{{6}}-[0-9a-z]{{6}}(?:-[RB]\d{{1,6}})?(?![\w-]))
  | (?P<email>[^\s@"'<>(),;:=/?&]{{1,64}}(?:@|%40)[^\s@"'<>(),;:=/?&]+)
  | (?P<jwt>eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?)
  | (?P<opaque>(?<![\w|+/=-])(?=[\w|+/=-]*\d)(?=[\w|+/=-]*[A-Za-z])[\w|+/=-]{{32,}})
  | (?P<number>\+?(?:\(\d{{1,4}}\)[ -]?)?\d(?:[ ()\u00a0\u202f-]{{0,2}}\d){{7,}})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MASKS = {
    "bearer": "Bearer [token]",
    "named": "[secret]",
    "worded": "[secret]",
    "email": "[e-mail]",
    "jwt": "[token]",
    "opaque": "[token]",
    "number": "[number]",
}

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


class Redactor:
    """Masks values. ``hide`` adds a secret of this run, which then is masked literally, wherever it stands."""

    def __init__(self) -> None:
        self._secrets: tuple[str, ...] = ()

    def hide(self, secret: str) -> None:
        """Never let ``secret`` through. An empty text is ignored."""
        if secret:
            # Longest first: one secret may begin with another.
            self._secrets = tuple(sorted({*self._secrets, secret}, key=len, reverse=True))

    def text(self, text: str) -> str:
        """``text`` with everything masked that must not be written down; at most 8,000 characters."""
        for secret in self._secrets:
            text = text.replace(secret, "[token]")
        # Cut after masking: a cut number could be short enough to pass.
        return _PATTERN.sub(_mask, text)[:_MAX_TEXT]

    def fields(self, fields: Mapping[str, object]) -> dict[str, Plain]:
        """Allowed fields with their values masked; the others with ``[hidden]`` in the place of the value."""
        return self._fields(fields, 0)

    def _fields(self, fields: Mapping[str, object], depth: int) -> dict[str, Plain]:
        return {
            self.text(str(key)): self._value(str(key), value, depth) if key in ALLOWED else HIDDEN
            for key, value in fields.items()
        }

    def _value(self, key: str, value: object, depth: int) -> Plain:
        if depth > _MAX_DEPTH:
            return HIDDEN
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float | Decimal):
            return self._number(key, value)
        if isinstance(value, Mapping):
            return self._fields({str(name): item for name, item in value.items()}, depth + 1)
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value(key, item, depth + 1) for item in value]
        return self.text(value if isinstance(value, str) else str(value))

    def _number(self, key: str, number: int | float | Decimal) -> Plain:
        digits = sum(character.isdigit() for character in str(number))
        if digits >= _LONG_DIGITS and key not in _LONG_NUMBERS:
            return "[number]"
        return str(number) if isinstance(number, Decimal) else number


def masked(text: str) -> str:
    """``text`` with the patterns masked, for whoever has no Redactor of the run at hand."""
    return Redactor().text(text)


def _mask(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    if kind == "uuid":
        return f"{match[0][:8]}…"
    return _MASKS.get(kind, match[0])
