"""Numbers and codes of cards: by the definition's rules, else 16 random digits and a PIN of four (U32).

A definition gives numbers when it asks for a code or has a range; ``random`` draws from the range, or from
all numbers of the length, ``sequential`` counts on from the highest it gave (ASSUMED).
"""

import secrets

from posdesk.sandbox.rules.json_text import JSON, restored
from posdesk.sandbox.rules.refusals import invalid
from posdesk.sandbox.rules.store import Row, Store

DIGITS = 16
USED_UP = "The definition's range of card numbers is used up."
_CODES = {
    "pin4": ("0123456789", 4),
    "pin6": ("0123456789", 6),
    "alnum6": ("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 6),  # nothing that reads like something else
}
_TAKEN = "SELECT 1 AS yes FROM credit WHERE credit_number = ?"
_HIGHEST = (
    "SELECT max(CAST(credit_number AS INTEGER)) FROM credit WHERE definition_id = ?"
    " AND CAST(credit_number AS INTEGER) BETWEEN ? AND ?"
)
_TRIES = 200


def is_taken(store: Store, number: str, but: int | None = None) -> bool:
    """Whether a credit, other than ``but``, has the number."""
    return store.one(_TAKEN + " AND id IS NOT ?", number, but) is not None


def code_for(definition: Row) -> str | None:
    """A new security code; None when the definition asks for none."""
    body = restored(definition["body"])
    if not body.get("require_security_code"):
        return None
    letters, length = _CODES.get(body.get("security_code_type") or "pin4", _CODES["pin4"])
    return "".join(secrets.choice(letters) for _ in range(length))


def number_for(store: Store, definition: Row) -> str | None:
    """A new card number; None when the definition gives none. Raises Refusal 422 at the end of its range."""
    body = restored(definition["body"])
    kind = body.get("credit_number_range_type")
    if body.get("use_custom_numbers") or not (body.get("require_security_code") or kind):
        return None
    low, high, length = _range(body)
    if kind == "sequential":
        following = store.count(_HIGHEST, definition["id"], low, high) + 1
        return _first_free(store, max(following, low), high, length)
    for _ in range(_TRIES):
        number = str(low + secrets.randbelow(high - low + 1)).zfill(length)
        if not is_taken(store, number):
            return number
    return _first_free(store, low, high, length)


def _range(body: JSON) -> tuple[int, int, int]:
    length = body.get("credit_number_length") or DIGITS
    low = int(body.get("credit_number_range_start") or 0)
    high = int(body.get("credit_number_range_end") or 10**length - 1)
    return low, max(low, high), length


def _first_free(store: Store, start: int, high: int, length: int) -> str:
    for number in range(start, min(high, start + 100_000) + 1):
        text = str(number).zfill(length)
        if not is_taken(store, text):
            return text
    raise invalid("credit_number", USED_UP)
