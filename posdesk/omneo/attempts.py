"""One try of a call, from its request to its outcome, whichever sender carries it out. No I/O.

An attempt ends exactly once, in ``finished``, ``refused``, ``not_sent``, ``cut``, ``no_answer`` or ``cancelled``,
and is then reported to the observer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from time import perf_counter
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from posdesk.omneo.calls import Answer, Call, NotApplied, Outcome, Unknown
from posdesk.omneo.errors import BadPayload, NoAnswer, OmneoError, Rejected, Unreachable
from posdesk.omneo.exchange import Observer, exchange_of
from posdesk.omneo.redaction import redact_text
from posdesk.omneo.skew import SkewMeter
from posdesk.omneo.wire import dump

T = TypeVar("T")

MAX_BODY = 8 * 1024 * 1024


class Ledger:
    """Numbers the attempts of one sender, from 1, and reports them. The observer must not raise."""

    def __init__(self, base_url: str, observer: Observer | None, whole_s: float) -> None:
        self.base_url = base_url
        self.observer = observer
        self.whole_s = whole_s
        self.skew = SkewMeter()
        self._numbers = count(1)

    def open(self, call: Call[T]) -> Attempt[T]:
        return Attempt(self, call, next(self._numbers))


class Attempt(Generic[T]):
    """``url`` and ``content`` are what to send; feed back the answer with ``answered`` and ``take``."""

    def __init__(self, ledger: Ledger, call: Call[T], number: int) -> None:
        self.url = ledger.base_url + call.path + _query(call)
        self.content = None if call.body is None else dump(call.body)
        self._ledger = ledger
        self._call = call
        self._number = number
        self._status: int | None = None
        self._headers: Mapping[str, str] = {}
        self._body = bytearray()
        self._trouble: OmneoError | None = None
        self._started_at = datetime.now(UTC)
        self._started = perf_counter()

    @property
    def has_head(self) -> bool:
        """Whether status and headers have come."""
        return self._status is not None

    @property
    def is_over(self) -> bool:
        """Whether the rest of the answer is not wanted: it is too long, or takes too long."""
        return self._trouble is not None

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        self._status = status
        self._headers = {name.lower(): value for name, value in headers.items()}

    def take(self, chunk: bytes) -> None:
        """A piece of the body, decoded. Look at ``is_over`` before the next."""
        self._body += chunk
        if len(self._body) > MAX_BODY:
            self._trouble = BadPayload(f"an answer of more than {MAX_BODY} bytes")
        elif perf_counter() - self._started > self._ledger.whole_s:
            self._trouble = NoAnswer(f"still answering after {self._ledger.whole_s} s")

    def finished(self) -> Outcome[T]:
        """The answer has come, or as much of it as was wanted."""
        if self._trouble is not None:
            return self._unknown(self._trouble)
        answer = self._answer()
        return self._report(self._call.read(answer), answer)

    def refused(self, why: str) -> Outcome[T]:
        """The request could not be made: an address too long, for instance."""
        return self._report(NotApplied(Rejected(redact_text(why))), None)

    def not_sent(self, why: str) -> Outcome[T]:
        return self._report(NotApplied(Unreachable(redact_text(why))), None)

    def cut(self, why: str) -> Outcome[T]:
        """The connection ended inside the answer."""
        return self._unknown(BadPayload(redact_text(why), cut=True))

    def no_answer(self, why: str) -> Outcome[T]:
        return self._unknown(NoAnswer(redact_text(why)))

    def cancelled(self) -> None:
        """The caller went away; the request may have arrived."""
        self._unknown(NoAnswer("the caller did not wait"))

    def _unknown(self, error: OmneoError) -> Outcome[T]:
        error.status = self._status
        return self._report(Unknown(error), self._answer() if self.has_head else None)

    def _answer(self) -> Answer:
        return Answer(self._status or 0, self._headers, bytes(self._body))

    def _report(self, outcome: Outcome[T], answer: Answer | None) -> Outcome[T]:
        duration_s = perf_counter() - self._started
        if answer is not None and not isinstance(outcome, Unknown):
            # What cannot be read may not be the tenant's, and then its date is not either.
            self._ledger.skew.note(answer.headers.get("date", ""), self._started_at, duration_s)
        if self._ledger.observer is not None:
            self._ledger.observer(
                exchange_of(self._number, self._started_at, duration_s, self._call, answer, outcome)
            )
        return outcome


def _query(call: Call[object]) -> str:
    if not call.query:
        return ""
    return "?" + urlencode(call.query, quote_via=quote, safe="", errors="replace")
