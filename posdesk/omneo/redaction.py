"""What a wire list, a log or a report may show of a call. No I/O.

Hidden wholly: tokens, passwords, PINs. Cut to the last four: card numbers and identifiers, also where a number
of 12 to 19 digits stands in any other text. Masked: e-mail addresses and telephone numbers. In headers,
queries, paths and bodies, at any depth. Names are shown: whoever sees the wire list serves that customer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote

import simplejson

from posdesk.home.plain_text import harmless
from posdesk.omneo.wire import Json

HIDDEN = "[hidden]"
MASK = "***"
LIMIT = 64 * 1024
# Deeper than anything a tenant sends, shallower than what exhausts the stack.
MAX_DEPTH = 40

_SECRET_WORDS = ("authorization", "token", "secret", "password", "securitycode", "apikey", "requestkey", "hmac")  # fmt: skip
_SECRET_KEYS = frozenset({"pin", "cvv", "cvc", "jwt"})
_CARD_WORDS = ("creditnumber", "cardnumber", "paymentnumber", "identifier", "eftpos")
_CARD_KEYS = frozenset({"pan", "card", "barcodenumber"})
_PHONE_WORDS = ("phone", "mobile")
# May hold a card number among other things: a profile's external_id mirrors its primary card.
_LOOSE_KEYS = frozenset({"search", "externalid", "q", "message"})

_EMAIL = re.compile(r"[^\s@\"'<>(),;:=&?/\\]+@[^\s@\"'<>(),;:=&?/\\]+")
_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){11,18}(?![\w-])")
_PHONE = re.compile(r"\+\d[\d ()-]{6,18}\d")
# Six digits and more in a row or in groups, and telephone numbers as written at home: 0411-222-333.
_LOOSE_NUMBER = re.compile(
    r"(?<![\w.-])(?:\d(?: ?\d){5,}|0\d{1,3}(?:[ -]\d{3,4}){2})(?![\w-]|\.\d)"
)
_SENTENCE = re.compile(r"[A-Za-z]+ [a-z]+ ")
_JWT = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")
_BEARER = re.compile(r"(?i)\bbearer\s+\S+")
_NO_WORD = re.compile(r"[^a-z0-9]")
_encode = simplejson.JSONEncoder(use_decimal=True, ensure_ascii=False).encode


def redact_text(text: str, *, loose: bool = False) -> str:
    """``text`` without e-mail addresses, telephone and card numbers, and tokens.

    ``loose`` also cuts numbers from six digits on, where a card may stand beside other things.
    """
    if "@" in text:
        text = _EMAIL.sub(f"{MASK}@{MASK}", text)
    if "earer" in text.lower():
        text = _BEARER.sub(f"Bearer {HIDDEN}", text)
    if "eyJ" in text:
        text = _JWT.sub(HIDDEN, text)
    text = _PHONE.sub(lambda found: _last(found.group(), 2), text)
    text = _CARD.sub(lambda found: _last(found.group(), 4), text)
    return _LOOSE_NUMBER.sub(lambda found: _last(found.group(), 4), text) if loose else text


def redact_path(route: str, path: str) -> str:
    """``path`` as it may be shown, decoded; ``route`` names its segments."""
    names = route.strip("/").split("/")
    segments = path.strip("/").split("/")
    if len(names) != len(segments):
        return route
    return "/" + "/".join(
        str(_scalar(name[1:-1], unquote(segment))) if name.startswith("{") else segment
        for name, segment in zip(names, segments, strict=True)
    )


def redact_query(query: tuple[tuple[str, str], ...]) -> str:
    """``query`` as it may be shown: decoded, ``a=1&b=2``."""
    return "&".join(f"{key}={_scalar(key, value)}" for key, value in query)


def redact_headers(headers: Mapping[str, str]) -> str:
    """One header a line."""
    return harmless("\n".join(f"{name}: {_scalar(name, value)}" for name, value in headers.items()))


def pretty(value: Json, limit: int = LIMIT) -> str:
    """``value`` as indented JSON, redacted, at most about ``limit`` characters and then a note.

    The work is bounded by ``limit``, not by the size of ``value``: an answer of megabytes costs no more.
    """
    parts: list[str] = []
    size = 0
    for part in _lines(value, "", 0, hidden=False):
        parts.append(part)
        size += len(part)
        if size > limit:
            return "".join(parts)[:limit] + f"\n[cut at {limit // 1024} KiB]"
    return "".join(parts)


def plain(body: bytes, limit: int = LIMIT) -> str:
    """A body that is no JSON, such as a web page, as it may be shown."""
    # Redacted before it is cut: half a card number would not look like one.
    text = harmless(body[: limit + 512].decode("utf-8", "replace"))
    text = redact_text(text, loose=True)
    if len(body) <= limit:
        return text
    return text[: limit - 512] + f"\n[cut at {limit // 1024} KiB]"


def _lines(value: Json, key: str, depth: int, *, hidden: bool) -> Iterator[str]:
    """The pieces of the text. ``key`` is the name ``value`` stands under, also through lists."""
    if depth > MAX_DEPTH:
        yield _encode("[deeper]")
    elif isinstance(value, Mapping):
        yield from _object_lines(value, depth, hidden=hidden)
    elif isinstance(value, list | tuple):
        yield from _list_lines(value, key, depth, hidden=hidden)
    else:
        yield _encode(HIDDEN if hidden and _can_hide(value) else _scalar(key, value))


def _object_lines(value: Mapping[str, Json], depth: int, *, hidden: bool) -> Iterator[str]:
    before, end = _indents(depth)
    start = "{"
    for name, each in value.items():
        # A key can be data too: some answers are keyed by e-mail address or card.
        yield f"{start}{before}{_encode(redact_text(name, loose=True))}: "
        told = hidden or _is_secret(_told_by(name, value))
        yield from _lines(each, _meant(name, each, value), depth + 1, hidden=told)
        start = ","
    yield f"{end}}}" if value else "{}"


def _told_by(name: str, beside: Mapping[str, Json]) -> str:
    """The plain name of what stands under ``name``: a setting's value is what its handle says (2.12)."""
    handle = beside.get("handle") if name == "value" else None
    return _plain(handle if isinstance(handle, str) else name)


def _meant(name: str, each: Json, beside: Mapping[str, Json]) -> str:
    """The name that says what ``each`` is: an id may be a card where a field beside it names its system (2.1)."""
    foreign = (name == "id" and beside.keys() == {"type", "id"}) or (
        name == "profile_id" and "profile_id_handle" in beside
    )
    return "identifier" if foreign and isinstance(each, str) else name


def _list_lines(
    value: list[Json] | tuple[Json, ...], key: str, depth: int, *, hidden: bool
) -> Iterator[str]:
    before, end = _indents(depth)
    start = "["
    for each in value:
        yield start + before
        yield from _lines(each, key, depth + 1, hidden=hidden)
        start = ","
    yield f"{end}]" if value else "[]"


def _can_hide(value: Json) -> bool:
    """Whether ``value`` can hold a secret: ``"require_security_code": true`` tells none."""
    return value is not None and not isinstance(value, bool)


def _indents(depth: int) -> tuple[str, str]:
    return "\n" + "  " * (depth + 1), "\n" + "  " * depth


def _scalar(key: str, value: Json) -> Json:
    """One value under its key. Numbers are looked at as well: a card may be sent as one."""
    if not _can_hide(value):
        return value
    text = str(value)
    shown = _text_under(_plain(key), text)
    return value if shown == text else shown


def _text_under(plain_key: str, text: str) -> str:
    if _is_secret(plain_key):
        return HIDDEN
    if _SENTENCE.match(text):
        # The reasons of a refusal stand under the name of their field.
        return redact_text(text, loose=True)
    if _is_card(plain_key):
        return redact_text(text) if "@" in text else _last(text, 4)
    if any(word in plain_key for word in _PHONE_WORDS):
        return _last(text, 2)
    return redact_text(text, loose=plain_key in _LOOSE_KEYS)


@lru_cache(maxsize=512)
def _plain(key: str) -> str:
    """``filter[credit_number]`` and ``creditNumber`` are both ``creditnumber``: the last name counts."""
    last = key.rstrip("]").rsplit("[", 1)[-1].rsplit(".", 1)[-1]
    return _NO_WORD.sub("", last.lower())


@lru_cache(maxsize=512)
def _is_secret(plain_key: str) -> bool:
    return (
        plain_key in _SECRET_KEYS
        or plain_key.endswith("pin")
        or any(word in plain_key for word in _SECRET_WORDS)
    )


def _is_card(plain_key: str) -> bool:
    return plain_key in _CARD_KEYS or any(word in plain_key for word in _CARD_WORDS)


def _last(text: str, count: int) -> str:
    """The last ``count`` characters behind a mask; nothing of a text that is hardly longer."""
    bare = text.strip()
    return MASK + bare[-count:] if len(bare) > count + 2 else MASK
