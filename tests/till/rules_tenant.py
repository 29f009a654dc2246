"""The sandbox's rules as the tenant of a script: no server, no socket, one clock in the hand."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlencode

from posdesk.omneo.calls import Answer, Call, Outcome
from posdesk.omneo.wire import dump
from tests.sandbox.rules.rule_desk import Desk

T = TypeVar("T")


class RulesTenant:
    """Carries calls to ``desk`` one after the other, as a blocking sender would."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def attempt(self, call: Call[T]) -> Outcome[T]:
        path = f"{call.path}?{urlencode(call.query)}" if call.query else call.path
        body = b"" if call.body is None else dump(call.body)
        response = self._desk.send(call.method, path, body)
        return call.read(Answer(response.status, dict(response.headers), response.body))
