"""One call and its answer, as a wire list shows them: redacted when made, so nothing secret is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from posdesk.omneo.calls import Answer, Applied, Call, NotApplied, Outcome
from posdesk.omneo.errors import BadPayload
from posdesk.omneo.redaction import (
    plain,
    pretty,
    redact_headers,
    redact_path,
    redact_query,
    redact_text,
)

_SHOWN_HEADERS = ("content-type", "date", "retry-after", "x-ratelimit-remaining")


@dataclass(frozen=True, slots=True)
class Exchange:
    """``started_at`` is aware UTC, ``duration_s`` seconds; ``status`` None: no answer.

    ``path`` includes the query. ``request`` and ``answer`` are redacted, indented text. ``reading`` is
    "applied", "not applied" or "unknown"; ``detail`` is the error's code and detail, empty when applied.
    """

    number: int
    started_at: datetime
    duration_s: float
    method: str
    route: str
    path: str
    status: int | None
    request: str
    answer: str
    reading: str
    detail: str


Observer: TypeAlias = Callable[[Exchange], None]


def exchange_of(
    number: int,
    started_at: datetime,
    duration_s: float,
    call: Call[object],
    answer: Answer | None,
    outcome: Outcome[object],
) -> Exchange:
    """The record of one attempt of ``call``."""
    reading, detail = _read(outcome)
    query = f"?{redact_query(call.query)}" if call.query else ""
    return Exchange(
        number=number,
        started_at=started_at,
        duration_s=duration_s,
        method=call.method,
        route=call.route,
        path=redact_path(call.route, call.path) + query,
        status=None if answer is None else answer.status,
        request="" if call.body is None else pretty(call.body),
        answer="" if answer is None else _answer_text(answer),
        reading=reading,
        detail=detail,
    )


def _read(outcome: Outcome[object]) -> tuple[str, str]:
    if isinstance(outcome, Applied):
        return "applied", ""
    reading = "not applied" if isinstance(outcome, NotApplied) else "unknown"
    return reading, redact_text(f"{outcome.error.code}: {outcome.error}")


def _answer_text(answer: Answer) -> str:
    shown = {name: answer.headers[name] for name in _SHOWN_HEADERS if name in answer.headers}
    try:
        body = pretty(answer.json) if answer.body.strip() else ""
    except BadPayload:
        body = plain(answer.body)
    return "\n\n".join(part for part in (redact_headers(shown), body) if part)
