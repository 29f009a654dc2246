"""From an HTTP status to an error: the middle of the table in reliability.md section 4."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from posdesk.omneo.errors import (
    BadPayload,
    Forbidden,
    Invalid,
    NoAnswer,
    NotFound,
    OmneoError,
    Rejected,
    ServerTrouble,
    Throttled,
    Unauthenticated,
    WebPage,
)
from posdesk.omneo.redaction import redact_text
from posdesk.omneo.wire import Json

_DETAIL_CHARS = 300
# "Not there", said by a page, proves nothing about the tenant's rows; 511 is what a network's sign-in answers.
_SAID_BY_OTHERS = frozenset({404, 511})
_SIMPLE: Mapping[int, type[OmneoError]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    408: NoAnswer,
}


class Answered(Protocol):
    """As much of an answer as a status needs."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def json(self) -> Json: ...


def error_of(answer: Answered) -> OmneoError:
    """The error that an answer outside 2xx stands for."""
    status = answer.status
    if is_page(answer) and (status < 400 or status in _SAID_BY_OTHERS):
        return WebPage(f"{status}: a web page in place of an answer", status=status)
    body = _body_of(answer)
    detail = f"{status}: {_message(body)}".rstrip(": ")
    if status in _SIMPLE:
        return _SIMPLE[status](detail, status=status)
    if status == 422:
        return Invalid(detail, fields=_fields(body))
    if status == 429:
        return Throttled(
            detail, retry_after_s=retry_after(answer.headers), limit=_limit(answer.headers)
        )
    if status >= 500:
        return ServerTrouble(detail, status=status)
    if status >= 400:
        return Rejected(detail, status=status)
    return BadPayload(f"{detail}: not an answer of the tenant", status=status)


def is_page(answer: Answered) -> bool:
    """Whether this is a web page, which no tenant answers with."""
    return "html" in answer.headers.get("content-type", "")


def not_applied(status: int) -> bool:
    """Whether ``status`` proves that a write was not carried out: every 4xx but 408."""
    return 400 <= status < 500 and status != 408


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from ``Retry-After``: a number, or a date measured from the answer's own Date."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isdecimal() and len(text) < 10:
        return float(text)
    until, said_at = _http_date(text), _http_date(headers.get("date", ""))
    if until is None or said_at is None:
        return None
    return max(0.0, (until - said_at).total_seconds())


def _limit(headers: Mapping[str, str]) -> int | None:
    """Calls in a minute, from ``X-RateLimit-Limit`` (the framework's header, ASSUMED, 1.9)."""
    text = headers.get("x-ratelimit-limit", "").strip()
    return int(text) or None if text.isdecimal() and len(text) < 7 else None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _body_of(answer: Answered) -> Json:
    # An error page of a proxy is HTML: the status alone says enough.
    try:
        return answer.json
    except BadPayload:
        return None


def _message(body: Json) -> str:
    if not isinstance(body, Mapping):
        return ""
    reasons = [f"{field}: {' '.join(why)}" for field, why in _fields(body).items()]
    said = body.get("message")
    parts = [said if isinstance(said, str) else "", *reasons]
    return redact_text(" · ".join(part for part in parts if part), loose=True)[:_DETAIL_CHARS]


def _fields(body: Json) -> dict[str, tuple[str, ...]]:
    errors = body.get("errors") if isinstance(body, Mapping) else None
    if not isinstance(errors, Mapping):
        return {}
    return {str(field): _reasons(why) for field, why in errors.items()}


def _reasons(why: Json) -> tuple[str, ...]:
    if isinstance(why, list | tuple):
        return tuple(str(each) for each in why)
    return (str(why),)
