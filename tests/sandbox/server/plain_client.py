"""A till written from the vendor's pages alone: the standard library's HTTP and JSON, and nothing of posdesk.

Bodies may be given as the text that stands in a guide, byte for byte.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from tests.sandbox import hits

TIMEOUT_S = 20
Body = str | dict[str, Any] | list[Any] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``json`` is the decoded body, its fractions Decimals; None when there was none."""

    status: int
    json: Any


class PlainTill:
    """One connection to a tenant. Paths are below ``/api/v3`` and may carry their query."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        self._base = parts.path
        self._token = token
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_S)

    def send(self, method: str, path: str, body: Body = None) -> Answer:
        """Call and take any answer."""
        text = body if isinstance(body, str) or body is None else json.dumps(body)
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
        }
        content = None if text is None else text.encode("utf-8")
        self._connection.request(method, self._base + path, content, headers)
        answer = self._connection.getresponse()
        raw = answer.read()
        hits.note(method, self._base + path, answer.status)
        return Answer(answer.status, json.loads(raw, parse_float=Decimal) if raw else None)

    def get(self, path: str) -> Any:
        """The ``data`` of a read."""
        return self._data("GET", path, None)

    def post(self, path: str, body: Body = None) -> Any:
        """The ``data`` of what was made or done."""
        return self._data("POST", path, body)

    def put(self, path: str, body: Body) -> Any:
        """The ``data`` of what was changed."""
        return self._data("PUT", path, body)

    def delete(self, path: str) -> None:
        """Delete; the answer is 204 and empty."""
        assert self.send("DELETE", path) == Answer(204, None)

    def refusal(self, method: str, path: str, body: Body = None) -> dict[str, list[str]]:
        """The ``errors`` of a call that must be 422, in the vendor's shape."""
        answer = self.send(method, path, body)
        assert answer.status == 422, answer
        assert set(answer.json) == {"message", "errors"}
        errors: dict[str, list[str]] = answer.json["errors"]
        return errors

    def close(self) -> None:
        self._connection.close()

    def _data(self, method: str, path: str, body: Body) -> Any:
        answer = self.send(method, path, body)
        assert answer.status in (200, 201), answer
        return answer.json["data"]


@contextmanager
def plain_till(url: str, token: str) -> Iterator[PlainTill]:
    """A till whose connection is closed at the end."""
    till = PlainTill(url, token)
    try:
        yield till
    finally:
        till.close()
