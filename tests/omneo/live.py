"""The real client against a real sandbox over real HTTP: carry a call out and say how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from posdesk.omneo.calls import Applied, Call, NotApplied
from posdesk.omneo.errors import Forbidden, Invalid, NotFound, OmneoError
from posdesk.omneo.http import Sender
from posdesk.sandbox.child import Endpoint

T = TypeVar("T")
ASHA = "5b1c6a52-6c0e-4a52-9a35-0b7f6c1d2e11"
BEN = "5b1c6a52-6c0e-4a52-9a35-000000000002"
DANIEL = "5b1c6a52-6c0e-4a52-9a35-000000000004"
ERIN = "5b1c6a52-6c0e-4a52-9a35-000000000005"
MELBOURNE = "Australia/Melbourne"


@dataclass(frozen=True)
class Live:
    """A sandbox behind a sender that may do all, and one that may only read."""

    full: Sender
    reader: Sender

    @classmethod
    @contextmanager
    def at(cls, endpoint: Endpoint) -> Iterator[Live]:
        with (
            Sender(endpoint.url, endpoint.token) as full,
            Sender(endpoint.url, f"{endpoint.token}-read-only") as reader,
        ):
            yield cls(full, reader)

    def done(self, call: Call[T]) -> T:
        """What a call that must be carried out answers."""
        outcome = self.full.send(call)
        assert isinstance(outcome, Applied), outcome
        return outcome.value

    def refused(self, call: Call[object]) -> OmneoError:
        """The error of a call that must certainly not be carried out."""
        return _error(self.full, call)

    def fields_of(self, call: Call[object]) -> set[str]:
        """The fields that a 422 names."""
        error = self.refused(call)
        assert isinstance(error, Invalid), error
        return set(error.fields)

    def is_missing(self, call: Call[object]) -> bool:
        return isinstance(self.refused(call), NotFound)

    def is_forbidden(self, call: Call[object]) -> bool:
        """Whether the token that only reads is turned away."""
        return isinstance(_error(self.reader, call), Forbidden)


def _error(sender: Sender, call: Call[object]) -> OmneoError:
    outcome = sender.send(call)
    assert isinstance(outcome, NotApplied), outcome
    return outcome.error
