"""Values that say their own type: settings and custom attributes (omneo-api.md 2.2, 2.12)."""

from decimal import Decimal

from posdesk.sandbox.rules.json_text import JSON

TYPES = ("string", "integer", "float", "boolean", "json", "array")
MAX_TEXT = 2000


def fits(kind: str, value: JSON) -> bool:
    """Whether ``value`` is one of ``kind``; ``json`` takes anything."""
    match kind:
        case "string":
            return isinstance(value, str) and len(value) <= MAX_TEXT
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "float":
            return isinstance(value, int | Decimal) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case _:
            return True
