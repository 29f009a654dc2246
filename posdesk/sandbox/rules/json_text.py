"""JSON in and out, without binary floats.

Numbers come in as int or Decimal. Money goes out as JSON numbers (``25``, ``24.95``), never as strings.
Depth and size are bounded here, because the parser recurses.
"""

import re
from decimal import Decimal
from typing import Any

import simplejson

from posdesk.sandbox.rules.refusals import Refusal, bad_request

JSON = Any  # a JSON value: dict, list, str, int, Decimal, bool or None
MAX_BODY_BYTES = 1 << 20
MAX_BATCH_BYTES = 8 << 20  # ten thousand rows of a batch
MAX_DEPTH = 32
# Made once: every body is read and every answer written by them.
_DECODER = simplejson.JSONDecoder(parse_float=Decimal)
# Answers are trees of dicts and lists: to look for circles and named tuples takes a third of the encoder's time.
_ENCODER = simplejson.JSONEncoder(
    separators=(",", ":"), use_decimal=True, check_circular=False, namedtuple_as_object=False
)
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{\]}]', re.DOTALL)


def encode(value: JSON) -> bytes:
    """``value`` as compact ASCII JSON; Decimals as numbers with the digits they have."""
    text: str = _ENCODER.encode(value)
    return text.encode("ascii")


def body_limit(path: str) -> int:
    """How many bytes a body sent to ``path`` may have: 1 MiB, or 8 MiB for a batch."""
    return MAX_BATCH_BYTES if path.rstrip("/").endswith("/batch") else MAX_BODY_BYTES


def decode_body(body: bytes, limit: int = MAX_BODY_BYTES) -> JSON:
    """The JSON value of a request's body; an empty body is an empty object.

    Raises Refusal 413 above ``limit`` bytes, and 400 for what is no JSON, is deeper than 32, or holds text that is
    no Unicode (a lone surrogate).
    """
    if len(body) > limit:
        raise Refusal(413, "Payload Too Large")
    if not body.strip():
        return {}
    if _too_deep(body):
        raise bad_request()
    try:
        value = _DECODER.decode(body.decode("utf-8"))
        _refuse_lone_surrogates(body, value)
    except (
        ValueError
    ) as exc:  # malformed JSON, bytes that are no UTF-8, numbers of thousands of digits
        raise bad_request() from exc
    return value


def stored(value: JSON) -> str | None:
    """``value`` as text for a column; None stays NULL."""
    return None if value is None else encode(value).decode("ascii")


def restored(text: str | None) -> JSON:
    """What ``stored`` wrote."""
    if text == "{}":  # what most rows hold
        return {}
    return None if text is None else _DECODER.decode(text)


def _too_deep(body: bytes) -> bool:
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return False
    depth = 0
    for token in _TOKENS.finditer(body):
        mark = token.group()
        if mark in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif mark in b"]}":
            depth -= 1
    return False


def _refuse_lone_surrogates(body: bytes, value: JSON) -> None:
    if b"\\u" in body:
        simplejson.dumps(value, ensure_ascii=False, use_decimal=True).encode("utf-8")
