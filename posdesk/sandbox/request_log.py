"""The last requests the tenant answered, for tests and for people who debug their till.

Only method, path, query, status and time are kept, never headers or bodies. Values that may name a
person or a card are masked when the log is read, so the hot path pays for one append.
Query values are shown by an allow-list; what it does not know is masked.
"""

import re
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

MASK = "[masked]"
KEPT = 1000  # requests

_EMAIL = re.compile(r"[^\s@/]+@[^\s@/]+")
_LONG_NUMBER = re.compile(r"\d{8,}")  # loyalty and gift card numbers; record ids are shorter
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NAMES_A_CARD = frozenset({"search-profile"})  # the segment after these is an identifier
_SHOWN = frozenset(
    """
    handle include limit offset page page[number] page[size] per_page sort type
    filter[external_id] filter[handle] filter[id] filter[profile_id] filter[receipt_ref] filter[sku]
    filter[status] filter[transaction_external_id] filter[transaction_receipt_ref] filter[type]
    """.split()
)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One answered request. ``at`` is the sandbox's time (UTC), ``took_ms`` real milliseconds."""

    number: int
    at: datetime
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    status: int
    took_ms: float

    def as_json(self) -> dict[str, object]:
        """The entry with everything masked that may name a person or a card."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "method": mask(self.method),
            "path": mask_path(self.path),
            "query": [[mask(key), _mask_value(key, value)] for key, value in self.query],
            "status": self.status,
            "took_ms": round(self.took_ms, 3),
        }


class RequestLog:
    """A ring of the last ``KEPT`` entries; numbers go on after old entries have fallen out."""

    def __init__(self) -> None:
        self._entries: deque[LogEntry] = deque(maxlen=KEPT)
        self._count = 0

    def add(
        self,
        at: datetime,
        method: str,
        path: str,
        query: tuple[tuple[str, str], ...],
        status: int,
        took_ms: float,
    ) -> None:
        """Remember one answered request, as it came."""
        self._count += 1
        self._entries.append(LogEntry(self._count, at, method, path, query, status, took_ms))

    def clear(self) -> None:
        """Forget the entries; numbers go on."""
        self._entries.clear()

    def last(self, limit: int = KEPT) -> list[dict[str, object]]:
        """The newest ``limit`` entries, oldest first, masked."""
        kept = list(self._entries)
        return [entry.as_json() for entry in kept[max(0, len(kept) - limit) :]]


def mask(text: str) -> str:
    """``text`` without e-mail addresses and without numbers of eight digits or more; UUIDs stay."""
    if _UUID.fullmatch(text):
        return text
    return _LONG_NUMBER.sub(MASK, _EMAIL.sub(MASK, text))


def mask_path(path: str) -> str:
    """``path`` (percent-encoded) with every segment decoded and masked."""
    shown: list[str] = []
    before = ""
    for segment in path.split("/"):
        plain = unquote(segment)
        shown.append(MASK if before in _NAMES_A_CARD else mask(plain))
        before = plain
    return "/".join(shown)


def _mask_value(key: str, value: str) -> str:
    return mask(value) if key in _SHOWN else MASK
