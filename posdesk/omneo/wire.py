"""JSON and dates as the tenant writes them. Numbers are Decimals both ways; no binary float passes.

Dates are ``YYYY-MM-DD HH:MM:SS`` without a zone, in requests and answers (omneo-api.md 1.6).
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import simplejson

from posdesk.home.plain_text import harmless
from posdesk.omneo.errors import BadPayload

# Escapes of what may act, and what may stand there unescaped: a first look costs less than a look at every text.
_SUSPICIOUS = re.compile(
    r"\\u(?:00[01789]|20[26]|d[89a-f])|\\[bf]|[\x7f-\x9f\u2028-\u202e\u2066-\u2069]", re.IGNORECASE
)
Json: TypeAlias = "bool | int | Decimal | str | Sequence[Json] | Mapping[str, Json] | None"


# Made once: making one costs as much as reading a small answer.
_DECODER = simplejson.JSONDecoder(parse_float=Decimal)
# Bodies are trees of dicts and lists: to look for circles and named tuples costs a quarter of the writing.
_ENCODER = simplejson.JSONEncoder(
    use_decimal=True,
    separators=(",", ":"),
    allow_nan=False,
    check_circular=False,
    namedtuple_as_object=False,
)


def load(body: bytes) -> Json:
    """The value in ``body``: dicts, lists, text, ints and Decimals. Raises BadPayload.

    Its texts are harmless from here on (``home.plain_text``), whatever place they come to.
    """
    try:
        text = body.removeprefix(BOM_UTF8).decode()
        value: Json = _DECODER.decode(text)
        if not _is_plain(text) and _SUSPICIOUS.search(text):
            value = _harmless(value)
    except (ValueError, RecursionError) as exc:
        raise BadPayload(f"no JSON: {type(exc).__name__} in {len(body)} bytes") from exc
    return value


def _is_plain(text: str) -> bool:
    """Whether nothing at all is suspicious, at a fortieth of the pattern's cost: most answers are plain ASCII.

    What JSON itself forbids within a text, the other control characters, is refused when it is decoded.
    """
    return text.isascii() and "\\" not in text and "\x7f" not in text


def _harmless(value: Json) -> Json:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Mapping):
        return {harmless(key): _harmless(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_harmless(each) for each in value]
    return value


def dump(value: Json) -> bytes:
    """``value`` as compact JSON; Decimal('25.00') is written ``25.00``.

    Raises TypeError for a float and ValueError for a Decimal that is no number: both are bugs.
    """
    _refuse_floats(value)
    text: str = _ENCODER.encode(value)
    return text.encode()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"a binary float on its way to the tenant: {value!r}")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"no JSON number: {value}")
    if isinstance(value, Mapping):
        for each in value.values():
            _refuse_floats(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_floats(each)


def without_none(body: Mapping[str, Json]) -> dict[str, Json]:
    """``body`` without what is None: left out, a field of a PUT stays as it is."""
    return {key: value for key, value in body.items() if value is not None}


def local_text(moment: datetime, timezone: str) -> str:
    """An aware ``moment`` as the wire writes it, in the IANA zone ``timezone``: ``2025-06-15 14:30:00``."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be sent")
    return moment.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M:%S")


@lru_cache(maxsize=1024)
def read_moment(text: str, zone: tzinfo = UTC) -> datetime:
    """The aware UTC moment of a wire date that is local in ``zone``. Raises BadPayload.

    ISO 8601 with an offset is accepted and its offset wins. A time that a clock change skips moves
    forward, one that it repeats is the first (ASSUMED, omneo-api.md 1.6).
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as exc:
        raise BadPayload("a date that is none") from exc
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        # "Never" is often written 9999-12-31, which a western zone pushes past the last year.
        return moment.replace(tzinfo=UTC)
