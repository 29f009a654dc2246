"""A tenant that lies in every text it sends: what stands between till and sandbox puts attacks into all of it.

What a sale is held together by (ids, handles, dates, amounts, codes that are looked up) stays; every other text
carries an attack, a different one each time, and at its end the word by which it is known again on a screen.
Lone surrogates and control characters come as JSON escapes, which no database would keep.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from tests.journeys.proxy import Ask, Deed

MIB = 1024 * 1024
GIANTS = frozenset({"first_name", "full_name", "name", "short_description"})
# Of one answer: the till reads 8 MiB, and takes a longer one for none.
MOST_GIANTS = 6
OVERRIDE, ISOLATE, SURROGATE = "\u202e", "\u2067", "\ud83d"
_STRUCTURE = re.compile(
    r"(.*_)?(id|ids|uuid|handle|handles|type|at|date|currency|timezone|status|code|number|ref|key|token|rate"
    r"|identifier|sku|barcode|namespace|strategy|url|day_of_week|from|to|gender|value|values|email|phone|filter"
    r"|system|operator|model|trigger|queue|method|dialect|scope|scopes|birth_.*|posdesk_.*|self|links?|next|prev)"
)
_EXACT = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[\d.:+ TZ-]*|[A-Z]{3}|https?://.*", re.IGNORECASE | re.ASCII
)


def attacks(bait: Path) -> tuple[str, ...]:
    """Texts that do something where they are interpreted. ``bait`` is a file that nobody may read."""
    address = bait.as_uri()
    return (
        f"<img src='{address}'>Jane <b>VIP</b>",
        f"<a href='{address}'>open</a><br>x<table bgcolor=red><tr><td>y</table>",
        f'<html><style>@import url("{address}");</style><h1>HUGE</h1></html>',
        f"url({address}) qrc:/x.svg javascript:alert(1) file:///etc/passwd",
        "=HYPERLINK(0)",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\x00=1",
        "a\x00b\x07c\x1b[2Jd\x7fe\x9bf",
        f"{OVERRIDE}00.001 evas",
        f"{ISOLATE}hidden\u2066\u202b\u202d",
        f"half {SURROGATE} of a pair",
        "%s %n {0} {name} %(x)s &amp; &F &lt;",
        "one\r\ntwo\ntHree\u2028four\u2029five\x0b\x0c",
        "wide " * 80,
        "Z\u0363\u0489" * 60,
    )


class Liar:
    """Poisons answers: ``deed`` is what the proxy does to every request.

    ``giant``: names are a mebibyte long. ``wholly``: what holds a sale together is poisoned too.
    """

    def __init__(self, bait: Path, *, giant: bool = False, wholly: bool = False) -> None:
        self._attacks: Iterator[str] = cycle(attacks(bait))
        self._giant = giant
        self._wholly = wholly
        self._giants = 0
        self.told = 0

    @property
    def deed(self) -> Deed:
        async def lie(ask: Ask) -> bytes:
            return self._poisoned(await ask())

        return lie

    def _poisoned(self, whole: bytes) -> bytes:
        head, _, body = whole.partition(b"\r\n\r\n")
        if not body.startswith((b"{", b"[")):
            return whole
        self._giants = 0
        # Amounts stay as they are written: a float would change them.
        value = json.loads(body, parse_float=_Number, parse_int=_Number)
        text = _dumped(self._value(value, ""))
        head = re.sub(rb"(?i)\r\ncontent-length: *\d+", b"", head)
        return head + b"\r\nContent-Length: %d\r\n\r\n" % len(text) + text

    def _value(self, value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: self._value(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [self._value(each, key) for each in value]
        if not isinstance(value, str) or isinstance(value, _Number) or not value:
            return value
        if not self._wholly and (_STRUCTURE.fullmatch(key) or _EXACT.fullmatch(value)):
            return value
        self.told += 1
        if self._giant and key in GIANTS and self._giants < MOST_GIANTS:
            self._giants += 1
            return f"{value} " + "<b>W</b> " * (MIB // 9)
        return f"{next(self._attacks)} {value}"


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def _dumped(value: Any) -> bytes:
    """JSON in ASCII, numbers as they were: attacks reach the till as escapes."""
    if isinstance(value, _Number):
        return value.encode()
    if isinstance(value, dict):
        parts = (json.dumps(name).encode() + b":" + _dumped(each) for name, each in value.items())
        return b"{" + b",".join(parts) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(_dumped(each) for each in value) + b"]"
    return json.dumps(value).encode()
